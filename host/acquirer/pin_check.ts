/**
 * The issuer's way to recognise a PIN without keeping it: a verification value under a key of its HSM.
 *
 * What always holds: digits come and go in buffers that are wiped by whoever made them, and a comparison takes the same time
 * whatever differs. A PIN has so few values that a salt alone does not protect it from somebody who holds the ledger; the
 * key does. Ledgers of before have values of the salt alone, which are still recognised.
 */
import { createHmac } from "node:crypto";
import { copyBytes, equalInConstantTime } from "../secure/bytes.ts";

export const PIN_SALT_BYTES = 16;

export type PinVerdict = "right" | "wrong" | "malformed";

/** How the ledger holds a PIN. */
export interface StoredPin {
  salt: Uint8Array;
  /** 33 bytes, the first one FORM_KEYED; 32 bytes in ledgers of before. */
  check: Uint8Array;
}

const FORM_KEYED = 0x02;
const FORM_KEYED_BYTES = 33;
/** Between PAN and digits. */
const SEPARATOR = Uint8Array.of(0xff);

/**
 * HMAC-SHA256 under the verification key over salt, PAN, FF and digits, behind the number of this form.
 *
 * @param key of the HSM, 32 bytes
 * @param digits one a byte, 0..9; the caller wipes them
 * @returns 33 bytes
 */
export function pinCheckValue(key: Uint8Array, digits: Uint8Array, pan: string, salt: Uint8Array): Uint8Array {
  const hmac = createHmac("sha256", key).update(salt).update(pan).update(SEPARATOR).update(digits);
  const value = new Uint8Array(FORM_KEYED_BYTES);
  value[0] = FORM_KEYED;
  const digest = hmac.digest();
  for (let i = 0; i < digest.length; i++) value[1 + i] = digest[i]!;
  return value;
}

/** Whether the ledger's value is that of these digits, in the form that it has. */
export function isPinRight(key: Uint8Array, digits: Uint8Array, pan: string, stored: StoredPin): boolean {
  const isKeyed = stored.check.length === FORM_KEYED_BYTES;
  const expected = isKeyed ? pinCheckValue(key, digits, pan, stored.salt) : saltedCheckValue(digits, pan, stored.salt);
  return equalInConstantTime(expected, stored.check);
}

/** The form of before: the salt is the key. 32 bytes. */
function saltedCheckValue(digits: Uint8Array, pan: string, salt: Uint8Array): Uint8Array {
  return copyBytes(createHmac("sha256", salt).update(pan).update(SEPARATOR).update(digits).digest());
}
