/**
 * The part of the acquirer's HSM that deals with devices: their factory keys, the master keys that they are given, and what they
 * say in secret.
 *
 * What always holds: factory keys go in once and never come out; a master key lies outside under the storage key, and leaves
 * for its device under the transport key alone; what a device has enciphered is compared in here and never given out.
 */
import { createHmac } from "node:crypto";
import { CodecError } from "../codec/errors.ts";
import { copyBytes, equalInConstantTime } from "../secure/bytes.ts";
import { TDES } from "../secure/cipher/block_cipher.ts";
import { keyCheckValue } from "../secure/cipher/kcv.ts";
import { withOddParity } from "../secure/cipher/parity.ts";
import { decipherSecret } from "../secure/secret_envelope.ts";
import { concatenate } from "./bytes.ts";

/** What the maker has put into a device, 16 bytes each. */
export interface FactoryKeys {
  /** Carries the master key to the device. */
  transport: Uint8Array;
  /** Carries typed secrets to the platform. */
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

export interface NewMasterKey {
  /** 16 bytes under the transport key, and 8 of check value. */
  download: Uint8Array;
  /** Under the storage key. */
  sealed: Uint8Array;
}

const MASTER_KEY_BYTES = 16;
const KCV_BYTES = 8;
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
    const raw = random(MASTER_KEY_BYTES);
    const key = withOddParity(raw);
    raw.fill(0);
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

  /**
   * Whether a device has enciphered the code that is stored, in constant time.
   *
   * @param envelope of `encipherSecret` under the device's secret key
   * @returns "malformed" when no secret comes out of it, or no keys are here for the device
   */
  isCode(
    serial: string,
    envelope: Uint8Array,
    { salt, check }: { salt: string; check: string },
  ): "right" | "wrong" | "malformed" {
    const keys = this.#devices.get(serial);
    const typed = keys && decipher(keys.secret, envelope);
    if (typed === undefined) return "malformed";
    // Digits are typed one a byte, 0 to 9, characters as themselves.
    for (let i = 0; i < typed.length; i++) if (typed[i]! <= 9) typed[i]! += 0x30;
    const isRight = equalInConstantTime(this.#check(typed, salt), new Uint8Array(Buffer.from(check, "hex")));
    typed.fill(0);
    return isRight ? "right" : "wrong";
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

function decipher(key: Uint8Array, envelope: Uint8Array): Uint8Array | undefined {
  try {
    return decipherSecret(TDES, key, envelope);
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}
