/**
 * The hardware security module of the acquirer and of its issuer, in software: keys go in once and never come out.
 *
 * Owns terminal master keys, the zone key between acquirer and issuer, issuers' master keys and the PIN verification key, and
 * does what is done with them. What always holds: no operation gives a clear key, a clear PIN or a clear PIN block; a working
 * key exists in clear for the time of one operation; a terminal's keys lie outside only under its own master key, and a master
 * key only under the storage key. Knows no message and no account; devices are the part of `device_hsm.ts`.
 */
import { randomBytes, timingSafeEqual } from "node:crypto";
import { CodecError } from "../codec/errors.ts";
import { decodePinBlock0 } from "../codec/pin_block.ts";
import { freshBytes } from "../fresh_bytes.ts";
import { copyBytes, wipe } from "../secure/bytes.ts";
import { TDES } from "../secure/cipher/block_cipher.ts";
import type { CardPolicy } from "../cards/versions.ts";
import { isCryptogram, makeArpc } from "../secure/issuer/card_cryptogram.ts";
import type { CardTransaction, IssuerResponse } from "../secure/issuer/card_cryptogram.ts";
import { cardMasterKey } from "../secure/issuer/card_key.ts";
import { cardVerificationValue } from "../secure/issuer/cvv.ts";
import { scriptMac, scriptMacInput, scriptSessionKey } from "../secure/issuer/script.ts";
import { macOf, verifyMac } from "../secure/mac/algorithms.ts";
import { translatePin } from "../secure/pin/translate.ts";
import { asciiBytes } from "./bytes.ts";
import { DeviceHsm } from "./device_hsm.ts";
import type { DeviceHsmKeys, MessageSecurity } from "./device_hsm.ts";
import { isPinRight, pinCheckValue } from "./pin_check.ts";
import type { PinVerdict, StoredPin } from "./pin_check.ts";
import { isSinglePinKey, newWorkingKeys, unwrapWorkingKeys, wipeWorkingKeys, wrapWorkingKeys } from "./working_keys.ts";
import type { DownloadForm, IssuedKeys, WorkingKeys } from "./working_keys.ts";

/** Of a message, F64. */
const MAC = "unionpay-ecb";

export interface HsmKeys {
  /** TMKs of 16 bytes by terminal number, F41. */
  terminals: ReadonlyMap<string, Uint8Array>;
  /** Keys by the issuer's name, 16 bytes each: for application cryptograms, for MACs of scripts, for verification values. */
  issuers: ReadonlyMap<string, { ac: Uint8Array; integrity?: Uint8Array; verification?: Uint8Array }>;
  /** PIN blocks between acquirer and issuer are under it, 16 bytes. */
  zonePinKey: Uint8Array;
  /** 32 bytes. */
  pinVerificationKey: Uint8Array;
  /** Factory keys of devices, and the key around their master keys; none when absent. */
  devices?: Omit<DeviceHsmKeys, "verification">;
}

/** The number of a terminal whose TMK the HSM holds, or the TMK that a device was given, under the storage key. */
export type KeyOwner = string | Uint8Array;

/** What can be done with the working keys of one terminal. */
export interface TerminalSecurity extends MessageSecurity {
  readonly pinKeyLength: "single" | "double";
  /**
   * A PIN block of the terminal, from its PIK to the zone key: format 0 both, of this card number (PCI PIN, 3-3).
   *
   * @param pan digits
   * @returns "malformed" when no PIN of that card number is in it; then nothing is enciphered anew
   */
  translatePin(block: Uint8Array, pan: string): Uint8Array | "malformed";
}

/** An ARQC and what it was made from. */
export interface CardCryptogram extends CardTransaction {
  /** Of the version that the card's 9F10 names. */
  policy: CardPolicy;
  /** Name of the issuer. */
  issuer: string;
  /** `cryptogramInput` of the chip's data. */
  input: Uint8Array;
  arqc: Uint8Array;
}

/** What a card verification value is about. */
export interface StripeIdentity {
  pan: string;
  /** YYMM. */
  expiry: string;
  /** Three digits. */
  serviceCode: string;
}

const PIN_BLOCK_BYTES = 8;
const DOUBLE_KEY_BYTES = 16;
const SCRIPT_MAC_BYTES = 8;

export class AcquirerHsm {
  readonly #terminals: ReadonlyMap<string, Uint8Array>;
  readonly #issuers: ReadonlyMap<
    string,
    { ac: Uint8Array; integrity: Uint8Array | undefined; verification: Uint8Array | undefined }
  >;
  readonly #zonePinKey: Uint8Array;
  readonly #pinVerificationKey: Uint8Array;
  readonly devices: DeviceHsm;

  /** Copies the keys. */
  constructor({ terminals, issuers, zonePinKey, pinVerificationKey, devices }: HsmKeys) {
    this.#terminals = new Map([...terminals].map(([name, key]) => [name, copyBytes(key)]));
    this.#issuers = new Map(
      [...issuers].map(([name, { ac, integrity, verification }]) => [
        name,
        {
          ac: copyBytes(ac),
          integrity: integrity && copyBytes(integrity),
          verification: verification && copyBytes(verification),
        },
      ]),
    );
    this.#zonePinKey = copyBytes(zonePinKey);
    this.#pinVerificationKey = copyBytes(pinVerificationKey);
    const none = { devices: new Map(), storage: new Uint8Array(DOUBLE_KEY_BYTES) };
    this.devices = new DeviceHsm({ ...(devices ?? none), verification: pinVerificationKey });
  }

  hasTerminal(terminal: string): boolean {
    return this.#terminals.has(terminal);
  }

  hasIssuer(issuer: string): boolean {
    return this.#issuers.has(issuer);
  }

  /** Fresh working keys under the terminal's TMK. */
  issueKeys(owner: KeyOwner, random: (length: number) => Uint8Array, form: DownloadForm = "40"): IssuedKeys {
    const keys = newWorkingKeys(form, random);
    try {
      return this.#withMasterKey(owner, (masterKey) => wrapWorkingKeys(form, masterKey, keys));
    } finally {
      wipeWorkingKeys(keys);
    }
  }

  /**
   * The operations of a terminal under the keys that the ledger holds for it.
   *
   * @param sealed `IssuedKeys.sealed`
   * @returns undefined before the first sign-on
   */
  security(owner: KeyOwner, sealed: Uint8Array): TerminalSecurity | undefined {
    if (sealed.length === 0) return undefined;
    const use = <T>(work: (keys: WorkingKeys) => T): T => this.#withKeys(owner, sealed, work);
    return {
      pinKeyLength: isSinglePinKey(sealed) ? "single" : "double",
      mac: (data) => use(({ mac }) => macOf(MAC, mac, data)),
      isMac: (data, given) => use(({ mac }) => verifyMac(MAC, mac, data, given)),
      translatePin: (block, pan) => use(({ pin }) => this.#toZone(pin, block, pan)),
    };
  }

  /** What the ledger keeps of a PIN. @param digits one a byte; the caller wipes them */
  pinCheckValue(digits: Uint8Array, pan: string, salt: Uint8Array): Uint8Array {
    return pinCheckValue(this.#pinVerificationKey, digits, pan, salt);
  }

  /**
   * @param block format 0, 8 bytes, under the zone key (ISO 9564-1, 9.3.2)
   * @returns "malformed" when no PIN comes out of the block: another key, another PAN, or damage
   */
  verifyPin(block: Uint8Array, pan: string, stored: StoredPin): PinVerdict {
    if (block.length !== PIN_BLOCK_BYTES) return "malformed";
    const clear = TDES.decrypt(this.#zonePinKey, block);
    const digits = decodePinBlock0(clear, pan);
    wipe(clear);
    if (digits === undefined) return "malformed";
    const isRight = isPinRight(this.#pinVerificationKey, digits, pan, stored);
    wipe(digits);
    return isRight ? "right" : "wrong";
  }

  /** Whether an ARQC is the card's own, in constant time; false for an issuer that has no keys here. */
  isCryptogram(cryptogram: CardCryptogram): boolean {
    const keys = this.#issuers.get(cryptogram.issuer);
    if (keys === undefined) return false;
    return isCryptogram(cryptogram.policy, keys.ac, cryptogram, cryptogram.input, cryptogram.arqc);
  }

  /**
   * The ARPC over an ARQC that was right.
   *
   * @param response as the version's method takes it
   */
  arpc(cryptogram: CardCryptogram, response: IssuerResponse): Uint8Array {
    const keys = this.#issuers.get(cryptogram.issuer);
    if (keys === undefined) throw new Error("no master key of this issuer");
    return makeArpc(cryptogram.policy, keys.ac, cryptogram, cryptogram.arqc, response);
  }

  /**
   * Whether a card verification value is that of the stripe, in constant time.
   *
   * @returns `undefined` for an issuer that has no key for it here
   */
  isVerificationValue(
    issuer: string,
    { pan, expiry, serviceCode }: StripeIdentity,
    value: string,
  ): boolean | undefined {
    const key = this.#issuers.get(issuer)?.verification;
    if (key === undefined) return undefined;
    const digits = (text: string): Uint8Array => Uint8Array.from(text, Number);
    const right = cardVerificationValue(key, digits(pan), digits(expiry), digits(serviceCode));
    const given = digits(value);
    return given.length === right.length && timingSafeEqual(given, right);
  }

  /**
   * A command of an issuer script, with its MAC (EMV Book 2, 9.2), for the card of an ARQC that was right.
   *
   * @param header CLA INS P1 P2
   * @returns undefined for an issuer without a key for scripts
   */
  scriptCommand(cryptogram: CardCryptogram, header: Uint8Array, data: Uint8Array): Uint8Array | undefined {
    const integrity = this.#issuers.get(cryptogram.issuer)?.integrity;
    if (integrity === undefined) return undefined;
    const { policy, pan, sequence, atc, arqc } = cryptogram;
    const transaction = { atc, cryptogram: arqc };
    const whole = Uint8Array.of(...header, data.length + SCRIPT_MAC_BYTES);
    const card = cardMasterKey(policy.derivation, integrity, pan, sequence);
    const session = scriptSessionKey(policy.script, card, transaction);
    const mac = scriptMac(session, scriptMacInput(whole, transaction, data));
    wipe(card);
    wipe(session);
    return Uint8Array.of(...whole, ...data, ...mac);
  }

  #toZone(pinKey: Uint8Array, block: Uint8Array, pan: string): Uint8Array | "malformed" {
    // A key of single length, where a terminal still has one, is the same cipher written twice.
    const key = freshBytes(DOUBLE_KEY_BYTES);
    for (let i = 0; i < key.length; i++) key[i] = pinKey[i % pinKey.length]!;
    const digits = asciiBytes(pan);
    const terminal = { format: 0, cipher: TDES, key, pan: digits } as const;
    const zone = { format: 0, cipher: TDES, key: this.#zonePinKey, pan: digits } as const;
    try {
      return translatePin(block, terminal, zone, randomBytes);
    } catch (error) {
      if (error instanceof CodecError) return "malformed";
      throw error;
    } finally {
      wipe(key);
    }
  }

  #withKeys<T>(owner: KeyOwner, sealed: Uint8Array, work: (keys: WorkingKeys) => T): T {
    const keys = this.#withMasterKey(owner, (masterKey) => unwrapWorkingKeys(masterKey, sealed));
    if (keys === undefined) throw new Error("the terminal has no working keys");
    try {
      return work(keys);
    } finally {
      wipeWorkingKeys(keys);
    }
  }

  #withMasterKey<T>(owner: KeyOwner, work: (masterKey: Uint8Array) => T): T {
    if (typeof owner === "string") {
      const masterKey = this.#terminals.get(owner);
      if (masterKey === undefined) throw new Error("no master key of this terminal");
      return work(masterKey);
    }
    const masterKey = this.devices.openMasterKey(owner);
    try {
      return work(masterKey);
    } finally {
      wipe(masterKey);
    }
  }
}
