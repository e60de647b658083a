/**
 * Data object lists, as PDOL, CDOL1, CDOL2, DDOL and TDOL are (EMV Book 3, 5.4): what a card asks for, and the answer.
 *
 * A list is no TLV: a tag is followed by one length byte and at once by the next tag.
 */
import { CodecError, statusName } from "../errors.ts";
import { calls, give, output } from "../wasm.ts";
import { rowsLeft, Table, Walk, walkLeft } from "./rows.ts";
import { byteOf, isConstructed, isReadable, tagBytes, tagName } from "./tags.ts";

export interface DolEntry {
  tag: number;
  /** Bytes that are asked for, 0 to 255. */
  length: number;
}

/** How a value is brought to length: numeric, compressed numeric, or any other way of writing. */
export type DolFormat = "n" | "cn" | "other";

// Of assembly/codec/dol.ts.
const FORMATS: Readonly<Record<DolFormat, number>> = { n: 0, cn: 1, other: 2 };
const LENGTH_MAX = 0xff;
/** Far more than a card can send: what it sends in one answer. */
const BYTES_MAX = 4096;
const TLV_END = 10;

export class Dol {
  readonly entries: readonly DolEntry[];

  /** @throws CodecError TLV_TAG or TLV_LENGTH for an entry that cannot be written */
  constructor(entries: Iterable<DolEntry>) {
    this.entries = Array.from(entries, ({ tag, length }) => ({ tag, length }));
    let offset = 0;
    for (const { tag, length } of this.entries) {
      if (!isReadable(tag)) throw new CodecError({ code: "TLV_TAG", path: "", offset, expected: "a tag of 1 to 4 bytes" }); // prettier-ignore
      if (!Number.isInteger(length) || length < 0 || length > LENGTH_MAX) {
        throw new CodecError({ code: "TLV_LENGTH", path: tagName(tag), offset, expected: `0 to ${LENGTH_MAX}` });
      }
      offset += tagBytes(tag) + 1;
    }
  }

  /** @throws CodecError TLV_TRUNCATED or TLV_TAG, with the offset of the entry; TOO_LONG above 4096 bytes */
  static parse(bytes: Uint8Array): Dol {
    if (bytes.length > BYTES_MAX) {
      const expected = `at most ${BYTES_MAX} bytes`;
      throw new CodecError({ code: "TOO_LONG", path: "", offset: 0, expected, actual: `${bytes.length}` });
    }
    give(bytes);
    const table = new Table(rowsLeft(), calls().indexDol(bytes.length));
    const status = walkLeft(Walk.STATUS);
    if (status !== TLV_END) throw new CodecError({ code: statusName(status), path: "", offset: walkLeft(Walk.AT) });
    return new Dol(
      Array.from({ length: table.count }, (_, row) => ({ tag: table.tag(row), length: table.length(row) })),
    );
  }

  /** Bytes that are asked for in all. */
  get length(): number {
    return this.entries.reduce((sum, { length }) => sum + length, 0);
  }

  encode(): Uint8Array {
    return Uint8Array.from(
      this.entries.flatMap(({ tag, length }) => [
        ...Array.from({ length: tagBytes(tag) }, (_, at) => byteOf(tag, tagBytes(tag) - 1 - at)),
        length,
      ]),
    );
  }

  /**
   * The values in the order and the lengths that are asked for. A value that is absent, and any of a constructed tag, is
   * zeros. A numeric value is padded with zeros, or cut, on the left; any other is cut on the right, and padded there with
   * FF when it is compressed numeric, with zeros else.
   *
   * @param values by tag
   * @param formatOf how the value of a tag is written
   */
  build(values: ReadonlyMap<number, Uint8Array>, formatOf: (tag: number) => DolFormat): Uint8Array {
    const bytes = new Uint8Array(this.length);
    let at = 0;
    for (const { tag, length } of this.entries) {
      const value = isConstructed(tag) ? undefined : values.get(tag);
      if (value !== undefined) bytes.set(formed(value, length, formatOf(tag)), at);
      at += length;
    }
    return bytes;
  }

  /**
   * The values in data that `build` made, as views of it. Of two entries with one tag the last remains.
   *
   * @throws CodecError TLV_LENGTH when the data are not exactly as long as the list asks
   */
  split(data: Uint8Array): Map<number, Uint8Array> {
    if (data.length !== this.length) {
      throw new CodecError({ code: "TLV_LENGTH", path: "", offset: 0, expected: `${this.length} bytes`, actual: `${data.length}` }); // prettier-ignore
    }
    const values = new Map<number, Uint8Array>();
    let at = 0;
    for (const { tag, length } of this.entries) values.set(tag, data.subarray(at, (at += length)));
    return values;
  }
}

function formed(value: Uint8Array, wanted: number, format: DolFormat): Uint8Array {
  give(value);
  calls().formDolValue(wanted, value.length, FORMATS[format]);
  return output().subarray(0, wanted);
}
