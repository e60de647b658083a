/** Bytes that people write as hexadecimal text: in groups, over lines, with colons or commas between, as `0x9F`. */
import { CodecError } from "../codec/errors.ts";

/** What may stand between two bytes; the sign of a byte order at the start of a file is one of them. */
const BETWEEN = /[\s:,\ufeff]*(?:0[xX](?=[0-9A-Fa-f]{2}))?/y;
const BYTE = /[0-9A-Fa-f]{2}/y;

/** @throws CodecError HEX_DIGIT; `offset` counts the bytes before it */
export function bytesOfHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  let length = 0;
  for (let at = after(BETWEEN, text, 0); at < text.length; at = after(BETWEEN, text, at)) {
    BYTE.lastIndex = at;
    if (!BYTE.test(text)) {
      const expected = "hexadecimal digits, two to a byte";
      throw new CodecError({ code: "HEX_DIGIT", path: "", offset: length, expected });
    }
    bytes[length++] = Number.parseInt(text.slice(at, at + 2), 16);
    at += 2;
  }
  return bytes.slice(0, length);
}

/** Upper case, without spaces. */
export function hexOfBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex").toUpperCase();
}

function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}
