/** Walks over BER-TLV without copies: where each object stands in the bytes that were given. */
import { isConstructed } from "./tags.ts";
import { tableOf } from "./table.ts";
import type { Table } from "./rows.ts";
import type { TlvOptions } from "./table.ts";

/** A data object, by its place in the bytes that were given. */
export interface TlvPlace {
  /** All bytes of the tag as one number: 0x9F26. */
  tag: number;
  /** 0 for an object that is in no other. */
  depth: number;
  constructed: boolean;
  /** Offset of the tag. */
  start: number;
  /** Offset of the value. */
  offset: number;
  /** Bytes of the value. */
  length: number;
  /** Offset after the object. */
  end: number;
}

/**
 * Every object, those inside it after it. Nothing is held back because of what comes later: a fault is thrown when the
 * walk gets there.
 *
 * @throws CodecError as `parseTlv`
 */
export function* walkTlv(bytes: Uint8Array, options?: TlvOptions): Generator<TlvPlace, void, undefined> {
  const table = tableOf(bytes, options).keep();
  for (let row = 0; row < table.count; row++) yield placeOf(table, row);
  if (table.fault !== undefined) throw table.fault;
}

/**
 * The same with one place for all objects, for those in a hurry: what `visit` keeps of it, it copies.
 *
 * @param visit ends the walk by returning false
 * @throws CodecError as `parseTlv`
 */
export function visitTlv(bytes: Uint8Array, visit: (place: TlvPlace) => unknown, options?: TlvOptions): void {
  const table = tableOf(bytes, options).keep();
  const place: TlvPlace = { tag: 0, depth: 0, constructed: false, start: 0, offset: 0, length: 0, end: 0 };
  for (let row = 0; row < table.count; row++) if (visit(fill(place, table, row)) === false) return;
  if (table.fault !== undefined) throw table.fault;
}

export function placeOf(table: Table, row: number): TlvPlace {
  return fill({ tag: 0, depth: 0, constructed: false, start: 0, offset: 0, length: 0, end: 0 }, table, row);
}

function fill(place: TlvPlace, table: Table, row: number): TlvPlace {
  place.tag = table.tag(row);
  place.depth = table.depth(row);
  place.constructed = isConstructed(place.tag);
  place.start = table.start(row);
  place.offset = table.offset(row);
  place.length = table.length(row);
  place.end = table.end(row);
  return place;
}
