/**
 * Every primitive that the secure module relies on, in one place: what the self-test tries, and a test replaces to see that
 * it would notice.
 */
import { createHash, scryptSync } from "node:crypto";
import { PinBlock } from "../../codec/pin_block.ts";
import { AES, SM4, TDES } from "../cipher/block_cipher.ts";
import type { BlockCipher } from "../cipher/block_cipher.ts";
import { cmac } from "../cipher/cmac.ts";
import { keyCheckValue } from "../cipher/kcv.ts";
import { AesDukptRegister } from "../dukpt/aes_register.ts";
import { TdesDukptRegister } from "../dukpt/tdes_register.ts";
import { macOf } from "../mac/algorithms.ts";
import { encipherPin } from "../pin/encipher.ts";
import { rsaRecover } from "../rsa.ts";
import { openRecord, sealRecord } from "../store/records.ts";
import { encipherTrack } from "../track.ts";

export interface Primitives {
  tdes: BlockCipher;
  aes: BlockCipher;
  sm4: BlockCipher;
  cmac: typeof cmac;
  keyCheckValue: typeof keyCheckValue;
  macOf: typeof macOf;
  hash: (name: "sha1" | "sha256" | "sm3", data: Uint8Array) => Uint8Array;
  /** @param cost scrypt's N, r and p */
  scrypt: (
    password: Uint8Array,
    salt: Uint8Array,
    bytes: number,
    cost: { N: number; r: number; p: number },
  ) => Uint8Array;
  sealRecord: typeof sealRecord;
  openRecord: typeof openRecord;
  rsaRecover: typeof rsaRecover;
  encodePinBlock: typeof PinBlock.encode;
  encipherPin: typeof encipherPin;
  encipherTrack: typeof encipherTrack;
  /** The PIN key of the first transaction of a new register. */
  firstTdesDukptKey: (initialKey: Uint8Array, ksn: Uint8Array) => Uint8Array;
  firstAesDukptKey: (initialKey: Uint8Array, initialKeyId: Uint8Array) => Uint8Array;
}

export const PRIMITIVES: Primitives = {
  tdes: TDES,
  aes: AES,
  sm4: SM4,
  cmac,
  keyCheckValue,
  macOf,
  hash: (name, data) => new Uint8Array(createHash(name).update(data).digest()),
  scrypt: (password, salt, bytes, cost) => new Uint8Array(scryptSync(password, salt, bytes, cost)),
  sealRecord,
  openRecord,
  rsaRecover,
  encodePinBlock: (pin) => PinBlock.encode(pin),
  encipherPin,
  encipherTrack,
  firstTdesDukptKey: (initialKey, ksn) => firstPinKey(TdesDukptRegister.load(initialKey, ksn)),
  firstAesDukptKey: (initialKey, id) => firstPinKey(AesDukptRegister.load(initialKey, "aes128", id)),
};

function firstPinKey(register: TdesDukptRegister | AesDukptRegister): Uint8Array {
  const key = register.next(() => {})?.key("pin");
  register.wipe();
  return key ?? new Uint8Array(0);
}
