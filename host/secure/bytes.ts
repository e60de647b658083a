/** Comparing and copying bytes that may be secret. */
import { timingSafeEqual } from "node:crypto";

/** Copied byte by byte: of an array that short the engine must move the memory elsewhere before there can be a view of it. */
const SHORT_BYTES = 64;

/** True when both hold the same bytes; the time taken depends on their lengths only. */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  if (a.length > SHORT_BYTES) return timingSafeEqual(a, b);
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

/**
 * A copy of its own memory. Not `slice`: on a Buffer that is a view, which changes when the owner wipes the original.
 *
 * @param from first byte
 * @param to byte after the last
 */
export function copyBytes(bytes: Uint8Array, from = 0, to = bytes.length): Uint8Array {
  const end = Math.min(to, bytes.length);
  if (end - from > SHORT_BYTES) return new Uint8Array(bytes.subarray(from, end));
  const copy = new Uint8Array(Math.max(0, end - from));
  for (let i = 0; i < copy.length; i++) copy[i] = bytes[from + i]!;
  return copy;
}
