/**
 * PIN blocks in the clear, for the secure module and the issuer: formats from codec.wasm, no cipher.
 *
 * Digits are bytes 0 to 9; the caller wipes what it gave and what it got. Faults never name a digit.
 */
import { CodecError, statusName } from "./errors.ts";
import { calls, give, output, wipe } from "./wasm.ts";

const OK = 0;
const BLOCK_BYTES = 8;
const DIGITS_MAX = 64;
/** Length and digits of a PIN, as `decodePinBlock0` leaves them, and more than a block. */
const OUTPUT_BYTES = 16;

/**
 * ISO 9564-1 format 0.
 *
 * @param pinDigits 4 to 12 digits
 * @param pan 12 to 19 digits, check digit included
 * @returns 8 bytes, not enciphered
 * @throws CodecError PIN_LENGTH, PIN_DIGIT, PAN_LENGTH or PAN_DIGIT
 */
export function encodePinBlock0(pinDigits: Uint8Array, pan: string): Uint8Array {
  const digits = panDigits(pan);
  if (pinDigits.length > DIGITS_MAX) throw fault(1);
  give(pinDigits);
  give(digits, pinDigits.length);
  const status = calls().encodePinBlock0(pinDigits.length, digits.length);
  const block = output().slice(0, BLOCK_BYTES);
  wipe(pinDigits.length + digits.length, OUTPUT_BYTES);
  if (status !== OK) throw fault(status);
  return block;
}

/** @returns the PIN digits, or undefined when the block is no format 0 block of this PAN */
export function decodePinBlock0(block: Uint8Array, pan: string): Uint8Array | undefined {
  if (block.length !== BLOCK_BYTES) return undefined;
  const digits = panDigits(pan);
  give(block);
  give(digits, block.length);
  const status = calls().decodePinBlock0(digits.length);
  const [length = 0] = output();
  const pin = output().slice(1, 1 + length);
  wipe(block.length + digits.length, OUTPUT_BYTES);
  return status === OK ? pin : undefined;
}

function fault(status: number): CodecError {
  return new CodecError({ code: statusName(status), path: "", offset: 0 });
}

/** Digits one a byte; anything else becomes 255, which is refused. */
function panDigits(pan: string): Uint8Array {
  return Uint8Array.from(pan.slice(0, DIGITS_MAX), (digit) => (/[0-9]/.test(digit) ? Number(digit) : 255));
}
