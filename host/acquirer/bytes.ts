/** Bytes of messages: those of short texts, and concatenation. */
import { freshBytes } from "../fresh_bytes.ts";

/** One byte a character, where all are ASCII. */
export function asciiBytes(text: string): Uint8Array {
  const bytes = freshBytes(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

export function concatenate(...parts: Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  // Byte by byte: parts are short, and `set` leaves the compiled code.
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) whole[at + i] = part[i]!;
    at += part.length;
  }
  return whole;
}
