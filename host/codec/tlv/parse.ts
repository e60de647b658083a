/** BER-TLV as a tree (EMV Book 3, Annex B): 00 between objects is skipped, nesting is followed 32 levels deep. */
import { tlvJson } from "./json.ts";
import type { TlvJson } from "./json.ts";
import { isConstructed } from "./tags.ts";
import { tableOf } from "./table.ts";
import type { Table } from "./rows.ts";
import type { TlvOptions } from "./table.ts";

/** A data object as it is written: a value, or objects, which go before the value where there are both. */
export interface TlvNode {
  /** All bytes of the tag as one number: 0x9F26. */
  tag: number;
  value: Uint8Array;
  /** Only of constructed objects. */
  children?: TlvNode[];
}

/** A data object as it was read. */
export class TlvObject implements TlvNode {
  tag: number;
  /** Only of constructed objects. */
  children: TlvObject[] | undefined;
  /** Offset of the tag in what was parsed. */
  readonly start: number;
  /** Offset of the value. */
  readonly offset: number;
  /** Bytes of the value as it was read. */
  readonly length: number;
  readonly #bytes: Uint8Array;
  #value: Uint8Array | undefined;

  constructor(bytes: Uint8Array, tag: number, start: number, offset: number, length: number) {
    this.tag = tag;
    this.children = isConstructed(tag) ? [] : undefined;
    this.start = start;
    this.offset = offset;
    this.length = length;
    this.#bytes = bytes;
  }

  /** Made when it is first asked for; all values of a tree share one buffer. */
  get value(): Uint8Array {
    return (this.#value ??= this.#bytes.subarray(this.offset, this.offset + this.length));
  }

  set value(bytes: Uint8Array) {
    this.#value = bytes;
  }

  /**
   * With the value in full, which may be a card number. Called by JSON.stringify, which gives the name of a property, it masks:
   * an object in a log shows no card number.
   */
  toJSON(property?: string): TlvJson {
    return tlvJson(this, typeof property === "string");
  }
}

/**
 * All objects, with values that do not change with the bytes they came from.
 *
 * @throws CodecError TLV_TRUNCATED, TLV_TAG, TLV_LENGTH or TLV_DEPTH, with the path and the offset of the object
 */
export function parseTlv(bytes: Uint8Array, options?: TlvOptions): TlvObject[] {
  const table = tableOf(bytes, options);
  if (table.fault !== undefined) throw table.fault;
  return treeOf(table, new Uint8Array(bytes));
}

function treeOf(table: Table, bytes: Uint8Array): TlvObject[] {
  const roots: TlvObject[] = [];
  /** Where objects of each depth go. */
  const lists = [roots];
  for (let row = 0; row < table.count; row++) {
    const depth = table.depth(row);
    const object = new TlvObject(bytes, table.tag(row), table.start(row), table.offset(row), table.length(row));
    lists[depth]!.push(object);
    if (object.children !== undefined) lists[depth + 1] = object.children;
  }
  return roots;
}
