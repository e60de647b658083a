/**
 * The issuer's way to recognise a PIN without keeping it: a salted verification value.
 *
 * What always holds: digits come and go in buffers that are wiped here or by the caller, and the comparison takes the
 * same time whatever differs. A PIN has so few values that a salt alone does not protect it from somebody who holds
 * the ledger; a real issuer computes the value in an HSM under a PIN verification key.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { decodePinBlock0 } from "../codec/pin_block.ts";
import { tdesDecrypt } from "../secure/tdes.ts";

export const PIN_SALT_BYTES = 16;

export type PinVerdict = "right" | "wrong" | "malformed";

/** @param digits one a byte, 0..9; the caller wipes them */
export function pinCheckValue(digits: Uint8Array, pan: string, salt: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac("sha256", salt).update(pan).update(Uint8Array.of(0xff)).update(digits).digest());
}

/**
 * @param block format 0 block, 8 bytes, enciphered under `pinKey` (ISO 9564-1, 9.3.2)
 * @returns "malformed" when no PIN comes out of the block: another key, another PAN, or damage
 */
export function verifyPin(
  block: Uint8Array,
  pinKey: Uint8Array,
  pan: string,
  expected: { salt: Uint8Array; check: Uint8Array },
): PinVerdict {
  const clear = tdesDecrypt(pinKey, block);
  const digits = decodePinBlock0(clear, pan);
  clear.fill(0);
  if (digits === undefined) return "malformed";
  const check = pinCheckValue(digits, pan, expected.salt);
  digits.fill(0);
  return timingSafeEqual(check, expected.check) ? "right" : "wrong";
}
