/**
 * Tags in bytes that may be broken, for showing what was read: what is TLV is decided in `tlv/`.
 */
import { CodecError } from "../errors.ts";
import { Dol } from "../tlv/dol.ts";
import type { DolEntry } from "../tlv/dol.ts";
import { isReadable, TAG_BYTES_MAX } from "../tlv/tags.ts";

/** The tag at index `at` as one number, and the index after it; undefined where no tag can be read. */
export function readTag(bytes: Uint8Array, at: number): { tag: number; next: number } | undefined {
  let tag = 0;
  for (let next = at; next < at + TAG_BYTES_MAX; next++) {
    const byte = bytes[next];
    if (byte === undefined) return undefined;
    tag = tag * 256 + byte;
    if (isReadable(tag)) return { tag, next: next + 1 };
  }
  return undefined;
}

/** What a data object list asks for; undefined when the bytes are no such list. */
export function dolEntries(value: Uint8Array): readonly DolEntry[] | undefined {
  try {
    return Dol.parse(value).entries;
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}
