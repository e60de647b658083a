/** Card numbers, for hosts: over the ASCII digits in INPUT. */
import { luhn, maskPan } from "../codec/pan";
import { BUFFER_BYTES, INPUT, OUTPUT } from "./buffers";

/** Masks the `count` ASCII digits in INPUT into OUTPUT. */
export function maskDigits(count: i32): void {
  assert(count <= BUFFER_BYTES);
  maskPan(INPUT, count, OUTPUT);
}

/** Whether the last of the `count` ASCII digits in INPUT is the Luhn check digit of the others: 1 or 0. */
export function luhnDigits(count: i32): i32 {
  assert(count <= BUFFER_BYTES);
  return luhn(INPUT, count) ? 1 : 0;
}
