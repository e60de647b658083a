/**
 * The part of the acquirer's HSM that deals with devices: their factory keys, the master keys that they are given, and what they
 * say in secret.
 *
 * What always holds: factory keys go in once and never come out; a master key lies outside under the storage key, and leaves
 * for its device under the transport key alone; what a device has enciphered is compared in here and never given out.
 */
import { createHmac } from "node:crypto";
import { copyBytes, equalInConstantTime } from "../secure/bytes.ts";
import { TDES } from "../secure/cipher/block_cipher.ts";
import { keyCheckValue } from "../secure/cipher/kcv.ts";
import { makeParityOdd } from "../secure/cipher/parity.ts";
import { deviceMac } from "../secure/device_keys.ts";
import { decipherSecret, isSecretOf } from "../secure/secret_envelope.ts";
import { concatenate } from "./bytes.ts";

/** What the maker has put into a device, 16 bytes each. */
export interface FactoryKeys {
  /** Carries the master key to the device. */
  transport: Uint8Array;
  /** Carries typed secrets to the platform, and shows whose a message is. */
  secret: Uint8Array;
}

export interface DeviceHsmKeys {
  /** By serial number. */
  devices: ReadonlyMap<string, FactoryKeys>;
  /** Around master keys outside, 16 bytes. */
  storage: Uint8Array;
  /** Behind check values of codes, 32 bytes. */
  verification: Uint8Array;
}

/** What makes F64 of a message and judges it. */
export interface MessageSecurity {
  /** 8 characters or bytes. */
  mac(data: Uint8Array): Uint8Array;
  /** Compared in constant time. */
  isMac(data: Uint8Array, mac: Uint8Array): boolean;
}

export interface NewMasterKey {
  /** 16 bytes under the transport key, and 8 of check value. */
  download: Uint8Array;
  /** Under the storage key. */
  sealed: Uint8Array;
}

const MASTER_KEY_BYTES = 16;
const KCV_BYTES = 8;
/** What a proof of tampering is made over, before its nonce. */
const TAMPERED = new Uint8Array(Buffer.from("TAMPERED", "latin1"));
const TAMPER_PROOF_PART_BYTES = 8;
/** Keeps check values of codes apart from those of PINs, which the same key is behind. */
const CODE_DOMAIN = "tillcore code";

export class DeviceHsm {
  readonly #devices: ReadonlyMap<string, FactoryKeys>;
  readonly #storage: Uint8Array;
  readonly #verification: Uint8Array;

  /** Copies the keys. */
  constructor({ devices, storage, verification }: DeviceHsmKeys) {
    this.#devices = new Map(
      Array.from(devices, ([serial, { transport, secret }]) => [
        serial,
        { transport: copyBytes(transport), secret: copyBytes(secret) },
      ]),
    );
    this.#storage = copyBytes(storage);
    this.#verification = copyBytes(verification);
  }

  has(serial: string): boolean {
    return this.#devices.has(serial);
  }

  /** A fresh TMK for a device. @throws Error when its factory keys are not here */
  newMasterKey(serial: string, random: (length: number) => Uint8Array): NewMasterKey {
    const { transport } = this.#keysOf(serial);
    const key = makeParityOdd(random(MASTER_KEY_BYTES));
    try {
      const check = keyCheckValue(TDES, key, "zeros", KCV_BYTES);
      return {
        download: concatenate(TDES.encrypt(transport, key), check),
        sealed: TDES.encrypt(this.#storage, key),
      };
    } finally {
      key.fill(0);
    }
  }

  /** For the HSM itself; the caller wipes it. @throws CodecError DATA_LENGTH for what is no sealed key */
  openMasterKey(sealed: Uint8Array): Uint8Array {
    return TDES.decrypt(this.#storage, sealed);
  }

  /** What recognises a code, hexadecimal. @param salt hexadecimal */
  codeCheck(code: string, salt: string): string {
    return this.#check(Buffer.from(code, "latin1"), salt).toString("hex");
  }

  /** F64 under the device's own key; undefined when no keys are here for it. */
  security(serial: string): MessageSecurity | undefined {
    const keys = this.#devices.get(serial);
    if (keys === undefined) return undefined;
    const mac = (data: Uint8Array): Uint8Array => deviceMac(TDES, keys.secret, data);
    return { mac, isMac: (data, given) => equalInConstantTime(mac(data), given) };
  }

  /** Whether this device has made it while it had its keys, to report a tamper event with. @param proof nonce and MAC, 8 bytes each */
  isTamperProof(serial: string, proof: Uint8Array): boolean {
    const keys = this.#devices.get(serial);
    if (keys === undefined || proof.length !== 2 * TAMPER_PROOF_PART_BYTES) return false;
    const nonce = proof.subarray(0, TAMPER_PROOF_PART_BYTES);
    const own = deviceMac(TDES, keys.secret, concatenate(TAMPERED, nonce));
    return equalInConstantTime(own, proof.subarray(TAMPER_PROOF_PART_BYTES));
  }

  /** Whether this device has made the envelope (`encipherSecret`), for this purpose. */
  isGenuine(serial: string, envelope: Uint8Array, purpose: number): boolean {
    const keys = this.#devices.get(serial);
    return keys !== undefined && isSecretOf(TDES, keys.secret, envelope, purpose);
  }

  /**
   * Whether a device has enciphered the code that is stored, in constant time.
   *
   * @param envelope one that `isGenuine`
   * @throws CodecError when it is not, Error when the device's factory keys are not here
   */
  isCode(
    serial: string,
    envelope: Uint8Array,
    purpose: number,
    { salt, check }: { salt: string; check: string },
  ): boolean {
    const typed = decipherSecret(TDES, this.#keysOf(serial).secret, envelope, purpose);
    // Digits are typed one a byte, 0 to 9, characters as themselves.
    for (let i = 0; i < typed.length; i++) if (typed[i]! <= 9) typed[i]! += 0x30;
    const isRight = equalInConstantTime(this.#check(typed, salt), new Uint8Array(Buffer.from(check, "hex")));
    typed.fill(0);
    return isRight;
  }

  #check(code: Uint8Array, salt: string): Buffer {
    return createHmac("sha256", this.#verification)
      .update(CODE_DOMAIN)
      .update(Buffer.from(salt, "hex"))
      .update(code)
      .digest();
  }

  #keysOf(serial: string): FactoryKeys {
    const keys = this.#devices.get(serial);
    if (keys === undefined) throw new Error("no factory keys of this device");
    return keys;
  }
}
