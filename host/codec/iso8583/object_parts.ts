/** The data objects of field 55 and its like as parts of a message: views of its bytes, faults placed in the message. */
import { CodecError } from "../errors.ts";
import { tagName } from "../tlv/tags.ts";
import { walkTlv } from "../tlv/walk.ts";
import type { TlvPlace } from "../tlv/walk.ts";
import type { Part } from "./part.ts";

/**
 * @param bytes the value of the field
 * @param from its offset in the message
 * @param path of the field
 * @throws CodecError with the path `55.9F36` and the offset in the message
 */
export function objectParts(bytes: Uint8Array, from: number, path: string): Part[] {
  const outermost: Part[] = [];
  const open: Part[][] = [outermost];
  try {
    for (const place of walkTlv(bytes)) {
      const part = partOf(bytes, place);
      open[place.depth]?.push(part);
      if (part.parts !== undefined) open[place.depth + 1] = part.parts;
    }
  } catch (error) {
    throw error instanceof CodecError ? placed(error, from, path) : error;
  }
  return outermost;
}

function partOf(bytes: Uint8Array, { tag, offset, length, constructed }: TlvPlace): Part {
  const value = bytes.subarray(offset, offset + length);
  return {
    id: tagName(tag),
    tag,
    free: false,
    listed: true,
    content: "b",
    text: Buffer.from(value).toString("hex").toUpperCase(),
    bytes: value,
    ...(constructed ? { parts: [] } : {}),
  };
}

function placed({ code, path, offset, expected, actual }: CodecError, from: number, field: string): CodecError {
  return new CodecError({
    code,
    path: path === "" ? field : `${field}.${path}`,
    offset: from + offset,
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
  });
}
