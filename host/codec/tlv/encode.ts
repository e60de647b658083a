/**
 * Writes BER-TLV (EMV Book 3, Annex B): lengths are definite and in their shortest form.
 *
 * Trees are written from their end, so that a length is known when its place comes.
 */
import { CodecError } from "../errors.ts";
import { stepName } from "./path.ts";
import { byteOf, isConstructed, isReadable, tagBytes } from "./tags.ts";

/** What is written: the objects that make the value up, or else the value; nothing is an empty value. */
export interface TlvInput {
  readonly tag: number;
  readonly value?: Uint8Array | undefined;
  readonly children?: readonly TlvInput[] | undefined;
}

const LENGTH_MAX = 0xffff_ffff;
/** What is deeper could not be read back. */
const DEPTH_MAX = 32;
const NOTHING = new Uint8Array(0);

/** Objects one after the other. @throws CodecError TLV_TAG, TLV_LENGTH or TLV_DEPTH, with the path of the object */
export function encodeTree(objects: Iterable<TlvInput>): Uint8Array {
  const all = Array.isArray(objects) ? (objects as readonly TlvInput[]) : [...objects];
  const bytes = new Uint8Array(measure(all, undefined, 1));
  putTreeBefore(bytes, bytes.length, all);
  return bytes;
}

/** @throws CodecError TLV_TAG when the tag could not be read back */
export function encodeTlv(tag: number, value: Uint8Array): Uint8Array {
  return encodeTree([{ tag, value }]);
}

/** Objects one after the other, as field 55 and card templates hold them. */
export function tlv(entries: Iterable<readonly [number, Uint8Array]>): Uint8Array {
  const objects: TlvInput[] = [];
  for (const [tag, value] of entries) objects.push({ tag, value });
  return encodeTree(objects);
}

/** Bytes of a length field in its shortest form, 1 to 5. */
export function lengthBytes(length: number): number {
  return length <= 0x7f ? 1 : 1 + tagBytes(length);
}

/** Writes a length field of `width` bytes, 1 being the form without a count, and gives where it begins. */
export function putLengthBefore(bytes: Uint8Array, at: number, length: number, width: number): number {
  if (width === 1) bytes[--at] = length;
  else {
    for (let place = 0; place < width - 1; place++) bytes[--at] = byteOf(length, place);
    bytes[--at] = 0x80 | (width - 1);
  }
  return at;
}

/** Writes objects that end before `at`, and gives where they begin. */
function putTreeBefore(bytes: Uint8Array, at: number, objects: readonly TlvInput[]): number {
  for (let index = objects.length - 1; index >= 0; index--) {
    const object = objects[index]!;
    const end = at;
    at = object.children === undefined ? putValueBefore(bytes, at, object.value) : putTreeBefore(bytes, at, object.children); // prettier-ignore
    at = putLengthBefore(bytes, at, end - at, lengthBytes(end - at));
    for (let place = 0; place < tagBytes(object.tag); place++) bytes[--at] = byteOf(object.tag, place);
  }
  return at;
}

function putValueBefore(bytes: Uint8Array, at: number, value: Uint8Array = NOTHING): number {
  bytes.set(value, at - value.length);
  return at - value.length;
}

/** Where in a tree the writer is: one object of each list on the way. */
interface Level {
  readonly objects: readonly TlvInput[];
  at: number;
  readonly above: Level | undefined;
}

/** Bytes of the objects, each of which is judged. */
function measure(objects: readonly TlvInput[], above: Level | undefined, depth: number): number {
  if (depth > DEPTH_MAX && objects.length > 0) refuse("TLV_DEPTH", above, `at most ${DEPTH_MAX} levels`);
  const level: Level = { objects, at: 0, above };
  let bytes = 0;
  for (; level.at < objects.length; level.at++) {
    const object = objects[level.at]!;
    const { tag, children } = object;
    if (!isReadable(tag)) refuse("TLV_TAG", above, "a tag of 1 to 4 bytes");
    if (children !== undefined && !isConstructed(tag)) refuse("TLV_TAG", level, "a constructed tag");
    const length = children === undefined ? (object.value ?? NOTHING).length : measure(children, level, depth + 1);
    if (length > LENGTH_MAX) refuse("TLV_LENGTH", level, `at most ${LENGTH_MAX} bytes`);
    bytes += tagBytes(tag) + lengthBytes(length) + length;
  }
  return bytes;
}

function refuse(code: string, level: Level | undefined, expected: string): never {
  throw new CodecError({ code, path: pathOf(level), offset: 0, expected });
}

function pathOf(level: Level | undefined): string {
  if (level === undefined) return "";
  const { tag } = level.objects[level.at]!;
  const step = stepName(tag, level.objects.slice(0, level.at).filter((object) => object.tag === tag).length);
  return level.above === undefined ? step : `${pathOf(level.above)}.${step}`;
}
