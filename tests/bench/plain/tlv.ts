/**
 * A walk over BER-TLV as one would write it well in TypeScript alone: no copies, no objects, no recursion, with the checks
 * of EMV's rules (EMV Book 3, Annex B).
 */
const DEPTH_MAX = 8;
const LENGTH_BYTES_MAX = 4;
const TAG_BYTES_MAX = 4;
const ENDS = new Int32Array(DEPTH_MAX);

export class PlainTlvRefusal extends Error {}

/** One object as it was read. */
export interface Place {
  offset: number;
  length: number;
}

/**
 * Finds the first object with this tag, depth first, and leaves it in `place`. No object has tag 0: a search for it sees
 * them all.
 *
 * @returns whether there is one. @throws PlainTlvRefusal when the bytes before it are malformed
 */
export function findPlain(bytes: Uint8Array, wanted: number, place: Place): boolean {
  let at = 0;
  let end = bytes.length;
  let depth = 0;
  for (;;) {
    while (at < end && bytes[at] === 0) at++;
    if (at === end) {
      if (depth === 0) return false;
      end = ENDS[--depth]!;
      continue;
    }

    const first = bytes[at++]!;
    let tag = first;
    if ((first & 0x1f) === 0x1f) {
      let next: number;
      let width = 1;
      do {
        if (width === TAG_BYTES_MAX) throw new PlainTlvRefusal("tag too long");
        if (at === end) throw new PlainTlvRefusal("cut off");
        next = bytes[at++]!;
        if (width === 1 && next === 0x80) throw new PlainTlvRefusal("tag begins with zero");
        tag = (tag << 8) | next;
        width++;
      } while (next >= 0x80);
    }

    if (at === end) throw new PlainTlvRefusal("cut off");
    let length = bytes[at++]!;
    if (length > 0x7f) {
      let more = length & 0x7f;
      if (more === 0 || more > LENGTH_BYTES_MAX) throw new PlainTlvRefusal("no length");
      if (more > end - at) throw new PlainTlvRefusal("cut off");
      for (length = 0; more > 0; more--) length = length * 256 + bytes[at++]!;
    }
    if (length > end - at) throw new PlainTlvRefusal("cut off");

    if (tag >>> 0 === wanted) {
      place.offset = at;
      place.length = length;
      return true;
    }
    if ((first & 0x20) === 0 || length === 0) {
      at += length;
    } else {
      if (depth === DEPTH_MAX - 1) throw new PlainTlvRefusal("too deep");
      ENDS[depth++] = end;
      end = at + length;
    }
  }
}

export function walkPlain(blob: Uint8Array): (times: number) => number {
  const place: Place = { offset: 0, length: 0 };
  return (times) => {
    let found = 0;
    for (let i = 0; i < times; i++) found += Number(findPlain(blob, 0, place));
    return found;
  };
}

/** Where the value of a tag is: `ok OFFSET LENGTH`, `absent` or `refused`. */
export function wherePlain(blob: Uint8Array, tag: number): string {
  const place: Place = { offset: 0, length: 0 };
  try {
    return findPlain(blob, tag, place) ? `ok ${place.offset} ${place.length}` : "absent";
  } catch (error) {
    if (error instanceof PlainTlvRefusal) return "refused";
    throw error;
  }
}
