/**
 * BER-TLV as EMV uses it (EMV Book 3, Annex B), over codec.wasm: 00 between objects is skipped, nesting is bounded.
 *
 * What is returned is copied out of what was given. Meanings of tags are in `emv_tags.ts`.
 */
import { CodecError, statusName } from "./errors.ts";
import { calls, give, input, memory, output } from "./wasm.ts";

/** A data object, by its place in the bytes that were given. */
export interface ObjectPlace {
  tag: number;
  offset: number;
  length: number;
  next: number;
}

export interface TlvNode {
  /** All bytes of the tag as one number: 0x9F26. */
  tag: number;
  value: Uint8Array;
  /** Only of constructed objects. */
  children?: TlvNode[];
}

const OK = 0;
const TLV_END = 10;
const CONSTRUCTED = 0x20;
/** Lengths are written in at most two bytes. */
const VALUE_BYTES_MAX = 4096;

/** @throws CodecError TLV_TRUNCATED, TLV_TAG, TLV_LENGTH or TLV_DEPTH, with the offset of the object */
export function parseTlv(bytes: Uint8Array): TlvNode[] {
  const { depthMax } = giveObjects(bytes);
  return parseRange(bytes, 0, bytes.length, depthMax, "");
}

function parseRange(bytes: Uint8Array, from: number, to: number, levels: number, path: string): TlvNode[] {
  const nodes: TlvNode[] = [];
  for (let at = from; ;) {
    const object = nextObject(at, to);
    if (object === undefined) return nodes;
    if (typeof object === "number") throw new CodecError({ code: statusName(object), path, offset: at });
    const end = object.offset + object.length;
    const node: TlvNode = { tag: object.tag, value: new Uint8Array(bytes.subarray(object.offset, end)) };
    if (isConstructed(object.tag)) {
      const inner = path === "" ? tagName(object.tag) : `${path}.${tagName(object.tag)}`;
      if (levels === 1 && object.length > 0) throw new CodecError({ code: "TLV_DEPTH", path: inner, offset: at });
      node.children = parseRange(bytes, object.offset, end, levels - 1, inner);
    }
    nodes.push(node);
    at = object.next;
  }
}

/** The value of the first object with this tag, depth first; undefined when there is none before the end or a fault. */
export function findTlv(bytes: Uint8Array, tag: number): Uint8Array | undefined {
  const object = findObject(bytes, tag);
  if (typeof object === "number") return undefined;
  return new Uint8Array(bytes.subarray(object.offset, object.offset + object.length));
}

/** @throws CodecError TLV_LENGTH when the value is longer than 4096 bytes, TLV_TAG when the tag cannot be read back */
export function encodeTlv(tag: number, value: Uint8Array): Uint8Array {
  const path = Number.isInteger(tag) && tag > 0 ? tagName(tag) : "";
  if (path === "" || !isReadable(tag)) throw new CodecError({ code: "TLV_TAG", path, offset: 0 });
  const bytes = value.length > VALUE_BYTES_MAX ? undefined : writeObject(tag, value);
  if (bytes !== undefined) return bytes;
  const expected = `at most ${VALUE_BYTES_MAX} bytes`;
  throw new CodecError({ code: "TLV_LENGTH", path, offset: 0, expected, actual: `${value.length}` });
}

/** Objects one after the other, as field 55 and card templates hold them. */
export function tlv(entries: Array<[number, Uint8Array]>): Uint8Array {
  return new Uint8Array(Buffer.concat(entries.map(([tag, value]) => encodeTlv(tag, value))));
}

/** Upper-case hexadecimal, whole bytes. */
export function tagName(tag: number): string {
  const hex = tag.toString(16).toUpperCase();
  return hex.length % 2 === 0 ? hex : `0${hex}`;
}

export function isConstructed(tag: number): boolean {
  return (firstByte(tag) & CONSTRUCTED) !== 0;
}

function firstByte(tag: number): number {
  return tag > 0xffffff ? tag >>> 24 : tag > 0xffff ? tag >>> 16 : tag > 0xff ? tag >>> 8 : tag;
}

/** True when a reader would find exactly this tag in its bytes. */
function isReadable(tag: number): boolean {
  if (tag > 0xffffffff) return false;
  const bytes = Buffer.from(tagName(tag), "hex");
  if (bytes.length === 1) return (tag & 0x1f) !== 0x1f;
  const [first = 0, second = 0] = bytes;
  if ((first & 0x1f) !== 0x1f || second === 0x80) return false;
  return bytes.every((byte, i) => i === 0 || byte > 0x7f === i < bytes.length - 1);
}

/** Puts TLV bytes where `nextObject` reads; nothing else of the codec may be called in between. */
export function giveObjects(bytes: Uint8Array): { depthMax: number } {
  give(bytes);
  return { depthMax: calls().tlvDepthMax() };
}

/** The object at offset `from` of what `giveObjects` put there: undefined after the last, a status when malformed. */
export function nextObject(from: number, to: number): ObjectPlace | number | undefined {
  const status = calls().readTlv(from, to);
  if (status === TLV_END) return undefined;
  return status === OK ? place() : status;
}

/** The first object with this tag, depth first, or a status. */
function findObject(bytes: Uint8Array, tag: number): ObjectPlace | number {
  give(bytes);
  const status = calls().findTlv(bytes.length, tag);
  return status === OK ? place() : status;
}

function place(): ObjectPlace {
  const [tag = 0, length = 0, value = 0, next = 0] = new Uint32Array(memory(), calls().tlvAt(), 4);
  const { byteOffset } = input();
  return { tag, length, offset: value - byteOffset, next: next - byteOffset };
}

function writeObject(tag: number, value: Uint8Array): Uint8Array | undefined {
  give(value);
  const length = calls().writeTlv(tag, value.length);
  return length === 0 ? undefined : output().slice(0, length);
}
