/** Ways to spoil BER-TLV, whatever it says: lengths that lie, tags that are none, nesting without end. */
import { putLengthBefore, lengthBytes } from "../../codec/tlv/encode.ts";
import { locateTlv } from "../../codec/tlv/find.ts";
import { removeTlv, replaceTlv } from "../../codec/tlv/edit.ts";
import { tagName } from "../../codec/tlv/tags.ts";
import { visitTlv } from "../../codec/tlv/walk.ts";
import type { Edit } from "./deeds.ts";

/** Most data of an answer with short lengths (ISO/IEC 7816-4, 5.1). */
const DATA_MAX = 256;
const CONSTRUCTED = 0x20;

/** The first half. */
export const truncated: Edit = (data) => data.slice(0, data.length >> 1);

/** As many bytes as this, zeros behind the answer: 00 is padding between objects (EMV Book 3, Annex B1). */
export function padded(length: number): Edit {
  return (data) => new Uint8Array([...data, ...new Uint8Array(Math.max(0, length - data.length))]);
}

/** The outermost object says that it is `more` bytes longer than it is, or shorter. */
export function lying(more: number): Edit {
  return (data) => {
    const { start, offset, length } = outermost(data);
    const told = Math.max(0, length + more);
    const width = lengthBytes(told);
    const field = new Uint8Array(width);
    putLengthBefore(field, width, told, width);
    return join(data.subarray(start, start + tagWidth(data)), field, data.subarray(offset));
  };
}

/** Length 80, which EMV does not allow (EMV Book 3, Annex B2), and an end-of-contents mark. */
export const indefinite: Edit = (data) =>
  join(data.subarray(0, tagWidth(data)), bytes(0x80), data.subarray(outermost(data).offset), bytes(0, 0));

/** A length in five bytes behind 85: one more than any reader of BER-TLV here takes. */
export const wideLength: Edit = (data) => {
  const { offset, length } = outermost(data);
  return join(data.subarray(0, tagWidth(data)), bytes(0x85, 0, 0, 0, 0, length), data.subarray(offset));
};

/** The outermost tag has other bytes. */
export function retagged(...tag: number[]): Edit {
  return (data) => join(Uint8Array.from(tag), data.subarray(tagWidth(data)));
}

/** The outermost object within `levels` more of its kind, lengths right throughout. */
export function nested(levels: number): Edit {
  return (data) => {
    const tag = (data[0] ?? 0x70) | CONSTRUCTED;
    let inner = data;
    for (let level = 0; level < levels; level++) {
      const width = lengthBytes(inner.length);
      const head = new Uint8Array(1 + width);
      putLengthBefore(head, head.length, inner.length, width);
      head[0] = tag;
      inner = join(head, inner);
    }
    return inner;
  };
}

/** Openings of indefinite length, one in the other, to the end of the answer. */
export const openings: Edit = (data) =>
  Uint8Array.from({ length: DATA_MAX }, (_, at) => (at % 2 === 0 ? (data[0] ?? 0x70) : 0x80));

/** Without the object, where there is one. */
export function without(tag: number): Edit {
  return (data) => (locateTlv(data, tag) === undefined ? data : removeTlv(data, pathOf(data, tag)));
}

/** With another value, where there is one. */
export function replaced(tag: number, value: (old: Uint8Array) => Uint8Array): Edit {
  return (data) => {
    const place = locateTlv(data, tag);
    if (place === undefined) return data;
    return replaceTlv(data, pathOf(data, tag), value(data.slice(place.offset, place.offset + place.length)));
  };
}

/** The object twice, the second time with another value, where there is one. */
export function twice(tag: number, value: (old: Uint8Array) => Uint8Array): Edit {
  return (data) => {
    const place = locateTlv(data, tag);
    if (place === undefined) return data;
    const path = pathOf(data, tag).split(".");
    const parent = path.slice(0, -1).join(".");
    const again = replaced(tag, value)(data.slice(place.start, place.end));
    if (parent === "") return join(data, again);
    const around = locateTlv(data, parent)!;
    const inner = data.subarray(around.offset, around.offset + around.length);
    return replaceTlv(data, parent, join(inner, again));
  };
}

export function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

/** With another byte, where it has as many. */
export function withByte(data: Uint8Array, at: number, value: number): Uint8Array {
  return at < data.length ? data.with(at, value) : data;
}

export function join(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function outermost(data: Uint8Array): { start: number; offset: number; length: number } {
  let found = { start: 0, offset: Math.min(2, data.length), length: Math.max(0, data.length - 2) };
  visitTlv(data, ({ start, offset, length }) => {
    found = { start, offset, length };
    return false;
  });
  return found;
}

function tagWidth(data: Uint8Array): number {
  if (((data[0] ?? 0) & 0x1f) !== 0x1f) return Math.min(1, data.length);
  let width = 1;
  while (((data[width] ?? 0) & 0x80) !== 0) width++;
  return width + 1;
}

/** Tags from the outermost object to the first one with this tag. */
function pathOf(data: Uint8Array, tag: number): string {
  const path: number[] = [];
  visitTlv(data, (place) => {
    path.length = place.depth;
    path.push(place.tag);
    return place.tag !== tag;
  });
  return path.map(tagName).join(".");
}
