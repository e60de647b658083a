/** Trees of data objects for properties, and the bytes that say the same in other ways than the shortest. */
import fc from "fast-check";
import { tagBytes, tagName } from "../../../../host/codec/tlv/tags.ts";
import type { TlvNode } from "../../../../host/codec/tlv/parse.ts";
import { toHex } from "../support.ts";

/** An object with the value as it is written, or with objects; `wider` and `padding` are used by `loosely` alone. */
export interface Leafy {
  tag: number;
  value: Uint8Array;
  children?: Leafy[];
  /** Bytes of length beyond the shortest form. */
  wider: number;
  /** 00 bytes before the object. */
  padding: number;
}

export type Tree = Array<[tag: string, value: string | Tree]>;

const PRIMITIVE = [0x5a, 0x57, 0x82, 0x95, 0x9a, 0x9f02, 0x9f26, 0x5f2a, 0xdf31, 0xdf8129, 0xdf81e271];
const CONSTRUCTED = [0x61, 0x6f, 0x70, 0x77, 0xa5, 0xbf0c, 0xff8106, 0xff81e371];

const form = { wider: fc.nat({ max: 2 }), padding: fc.nat({ max: 2 }) };

const { objects } = fc.letrec<{ leaf: Leafy; object: Leafy; objects: Leafy[] }>((tie) => ({
  leaf: fc.record({ tag: fc.constantFrom(...PRIMITIVE), value: fc.uint8Array({ maxLength: 150 }), ...form }),
  object: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("leaf"),
    fc.record({
      tag: fc.constantFrom(...CONSTRUCTED),
      value: fc.constant(new Uint8Array(0)),
      children: tie("objects"),
      ...form,
    }),
  ),
  objects: fc.array(tie("object"), { maxLength: 4, depthIdentifier: "objects" }),
}));

/** Objects beside each other, some with others inside. */
export const trees: fc.Arbitrary<Leafy[]> = objects;

/** The tree in bytes, with longer lengths than needed and padding where it says so. */
export function loosely(tree: readonly Leafy[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(
      tree.map(({ tag, value, children, wider, padding }) => {
        const content = children === undefined ? value : loosely(children);
        const width = content.length <= 0x7f ? 0 : tagBytes(content.length);
        const bytes = width + wider;
        const length = content.length.toString(16).padStart(2 * Math.max(bytes, 1), "0");
        const count = bytes === 0 ? "" : (0x80 | bytes).toString(16);
        return Buffer.concat([Buffer.alloc(padding), Buffer.from(`${tagName(tag)}${count}${length}`, "hex"), content]);
      }),
    ),
  );
}

export function treeOf(nodes: readonly TlvNode[]): Tree {
  return nodes.map(({ tag, value, children }) => [tagName(tag), children ? treeOf(children) : toHex(value)]);
}

/** The same without a form. */
export function leafyTree(tree: readonly Leafy[]): Tree {
  return tree.map(({ tag, value, children }) => [tagName(tag), children ? leafyTree(children) : toHex(value)]);
}
