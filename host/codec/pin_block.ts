/**
 * PIN blocks in the clear, for the secure module and the issuer: formats from codec.wasm, no cipher.
 *
 * Digits are bytes 0 to 9; the caller wipes what it gave and what it got. Faults never name a digit.
 */
import { CodecError, statusName } from "./errors.ts";
import { decodeBlock0, encodeBlock0 } from "./wasm.ts";

const BLOCK_BYTES = 8;
const DIGITS_MAX = 64;

/**
 * ISO 9564-1 format 0.
 *
 * @param pinDigits 4 to 12 digits
 * @param pan 12 to 19 digits, check digit included
 * @returns 8 bytes, not enciphered
 * @throws CodecError PIN_LENGTH, PIN_DIGIT, PAN_LENGTH or PAN_DIGIT
 */
export function encodePinBlock0(pinDigits: Uint8Array, pan: string): Uint8Array {
  const block = pinDigits.length > DIGITS_MAX ? 1 : encodeBlock0(pinDigits, panDigits(pan));
  if (typeof block !== "number") return block;
  throw new CodecError({ code: statusName(block), path: "", offset: 0 });
}

/** @returns the PIN digits, or undefined when the block is no format 0 block of this PAN */
export function decodePinBlock0(block: Uint8Array, pan: string): Uint8Array | undefined {
  if (block.length !== BLOCK_BYTES) return undefined;
  const digits = decodeBlock0(block, panDigits(pan));
  return typeof digits === "number" ? undefined : digits;
}

/** Digits one a byte; anything else becomes 255, which is refused. */
function panDigits(pan: string): Uint8Array {
  return Uint8Array.from(pan.slice(0, DIGITS_MAX), (digit) => (/[0-9]/.test(digit) ? Number(digit) : 255));
}
