/** Searches in BER-TLV: by a tag at any depth, or by a path from the outside in. */
import { calls, input } from "../wasm.ts";
import { parsePath, rowsAt } from "./path.ts";
import { placeLeft } from "./rows.ts";
import { tableOf } from "./table.ts";
import type { TlvOptions } from "./table.ts";
import { placeOf } from "./walk.ts";
import type { TlvPlace } from "./walk.ts";

/** A tag as a number, which is looked for at every depth, or a path such as `6F.A5.BF0C.61[1].4F`. */
export type TlvTarget = number | string;

// Of assembly/base/status.ts.
const OK = 0;
const TLV_DEPTH = 15;

/**
 * A copy of the value of the first such object; undefined when there is none before the end or a fault.
 *
 * @throws CodecError TLV_PATH; TOO_LONG
 */
export function findTlv(bytes: Uint8Array, target: TlvTarget, options?: TlvOptions): Uint8Array | undefined {
  const place =
    typeof target === "number" && options === undefined && bytes.length <= input().length
      ? quicklyLocate(bytes, target)
      : locateTlv(bytes, target, options);
  return place === undefined ? undefined : valueAt(bytes, place);
}

/** Copies of the values of all of them, up to the end or a fault. @throws as `findTlv` */
export function findAllTlv(bytes: Uint8Array, target: TlvTarget, options?: TlvOptions): Uint8Array[] {
  return locateAllTlv(bytes, target, options).map((place) => valueAt(bytes, place));
}

/** Where the first such object stands; undefined when there is none before the end or a fault. @throws as `findTlv` */
export function locateTlv(bytes: Uint8Array, target: TlvTarget, options?: TlvOptions): TlvPlace | undefined {
  return search(bytes, target, 1, options)[0];
}

/**
 * Where all of them stand, up to the end or a fault. A step without a number stands for every object of its tag.
 *
 * @throws as `findTlv`
 */
export function locateAllTlv(bytes: Uint8Array, target: TlvTarget, options?: TlvOptions): TlvPlace[] {
  return search(bytes, target, Number.POSITIVE_INFINITY, options);
}

function search(bytes: Uint8Array, target: TlvTarget, limit: number, options?: TlvOptions): TlvPlace[] {
  const wanted = typeof target === "number" ? target : parsePath(target);
  const table = tableOf(bytes, options);
  return (
    rowsAt(table, wanted, limit)
      .map((row) => placeOf(table, row))
      // An object of indefinite length that a fault keeps from ending ends nowhere.
      .filter(({ end }) => end <= bytes.length)
  );
}

/** By the search that the terminal itself uses, which makes no table but gives up where nesting is deeper than a card's. */
function quicklyLocate(bytes: Uint8Array, tag: number): { offset: number; length: number } | undefined {
  input().set(bytes);
  const status = calls().findTlv(bytes.length, tag);
  if (status === TLV_DEPTH) return locateTlv(bytes, tag);
  return status === OK ? placeLeft() : undefined;
}

function valueAt(bytes: Uint8Array, { offset, length }: { offset: number; length: number }): Uint8Array {
  return new Uint8Array(bytes.subarray(offset, offset + length));
}
