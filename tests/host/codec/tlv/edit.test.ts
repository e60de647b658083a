/** Changes in BER-TLV that leave all else as it is. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { removeTlv, replaceTlv, setTlv } from "../../../../host/codec/tlv/edit.ts";
import { encodeTree } from "../../../../host/codec/tlv/encode.ts";
import { findTlv, locateTlv } from "../../../../host/codec/tlv/find.ts";
import { tagName } from "../../../../host/codec/tlv/tags.ts";
import { walkTlv } from "../../../../host/codec/tlv/walk.ts";
import { fromHex, refusal, toHex } from "../support.ts";
import { loosely, trees } from "./support.ts";
import type { Leafy } from "./support.ts";

/** Padding before, in and after a record, and lengths of two and three bytes where one would do. */
const LOOSE = "007082000A9F368102001C00008A00009C010100";

function edited(hex: string, path: string, value?: string): string {
  const bytes = fromHex(hex);
  return toHex(value === undefined ? removeTlv(bytes, path) : setTlv(bytes, path, fromHex(value)));
}

describe("TLV edits", () => {
  it("replace a value and keep padding and lengths that are longer than they need be", () => {
    assert.equal(edited(LOOSE, "70.9F36", "0102"), "007082000A9F3681020102" + "00008A00" + "009C010100");
    assert.equal(edited(LOOSE, "70.9F36", "FF"), "00708200099F368101FF" + "00008A00" + "009C010100");
    assert.equal(edited(LOOSE, "70.8A", "3030"), "007082000C9F368102001C" + "00008A023030" + "009C010100");
    assert.equal(edited(LOOSE, "9C", ""), "007082000A9F368102001C" + "00008A00" + "009C0000");
  });

  it("take an object out, and add one at the end of the object that holds it", () => {
    assert.equal(edited(LOOSE, "70.9F36"), "0070820004" + "00008A00" + "009C010100");
    assert.equal(edited(LOOSE, "70"), "00" + "009C010100");
    assert.equal(edited("7003" + "9C0101", "70.9A", "0102"), "7007" + "9C0101" + "9A020102");
    assert.equal(edited("9C0101", "70.61.4F", "A0"), "9C0101" + "7005" + "6103" + "4F01A0");
    assert.equal(edited("", "5A", ""), "5A00");
    assert.equal(edited("61034F0101", "61[1].4F", "02"), "61034F0101" + "61034F0102");
    assert.equal(edited("61034F0101", "61.4F[1]", "02"), "61064F01014F0102");
  });

  it("carry a length that needs another byte through all objects around it, and back", () => {
    const inner = (bytes: number): string => "5A" + (bytes > 0x7f ? "81" : "") + hexByte(bytes) + "AB".repeat(bytes);
    const short = "70" + "7F" + "77" + "7D" + inner(0x7b);
    const long = "70" + "818A" + "77" + "8187" + inner(0x84);
    assert.equal(edited(short, "70.77.5A", "AB".repeat(0x84)), long);
    assert.equal(edited(long, "70.77.5A", "AB".repeat(0x7b)), short);
  });

  it("leave an indefinite length around a change as it is, and make that of a replaced object definite", () => {
    const options = { indefinite: true };
    const bytes = fromHex("70809C01010000" + "5A00");
    assert.equal(toHex(setTlv(bytes, "70.9C", fromHex("0203"), options)), "70809C020203" + "0000" + "5A00");
    assert.equal(toHex(setTlv(bytes, "70.9A", fromHex("04"), options)), "70809C01019A0104" + "0000" + "5A00");
    assert.equal(toHex(replaceTlv(bytes, "70", fromHex("9A00"), options)), "70029A00" + "5A00");
    assert.equal(toHex(removeTlv(bytes, "70", options)), "5A00");
  });

  const refused: Array<[hex: string, path: string, value: string | undefined, code: string, where: string]> = [
    ["70039C0101", "70.9A", undefined, "TLV_ABSENT", "70.9A"],
    ["70039C0101", "9C.9A", "00", "TLV_TAG", "9C"],
    ["70039C0101", "70.9A[1]", "00", "TLV_ABSENT", "70.9A[1]"],
    ["70039C0101", "70[2].9A", "00", "TLV_ABSENT", "70[2]"],
    ["70039C0101", "70[1].61[1].9A", "00", "TLV_ABSENT", "70[1].61[1]"],
    ["70049C0101", "70.9C", "00", "TLV_TRUNCATED", "70"],
    ["70039C0101", "70.", "00", "TLV_PATH", ""],
  ];
  for (const [hex, path, value, code, where] of refused) {
    it(`refuse ${value === undefined ? "to take out" : "to set"} ${path} in ${hex}`, () => {
      const fault = refusal(() => edited(hex, path, value));
      assert.deepEqual([fault?.code, fault?.path], [code, where]);
    });
  }

  it("refuse to replace what is not there", () => {
    assert.equal(refusal(() => replaceTlv(fromHex("5A00"), "57", new Uint8Array(0)))?.code, "TLV_ABSENT");
  });

  it("change the object and the lengths around it, and no other byte, in any tree", () => {
    const values = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(trees, fc.nat(), values, (tree, pick, value) => {
        const bytes = loosely(tree);
        const leaves = leavesOf(tree, "");
        const path = leaves[pick % Math.max(1, leaves.length)];
        if (path === undefined) return;
        assert.deepEqual(replaceTlv(bytes, path, findTlv(bytes, path)!), bytes);

        const changed = replaceTlv(bytes, path, value);
        assert.deepEqual(findTlv(changed, path), value);
        const target = locateTlv(bytes, path)!;
        assert.deepEqual(pieces(changed, locateTlv(changed, path)!.start), pieces(bytes, target.start));

        const removed = removeTlv(bytes, path);
        assert.deepEqual(pieces(removed, -1), pieces(bytes, target.start));
      }),
      { numRuns: 200, seed: 31 },
    );
  });

  it("are undone by their opposite where lengths are the shortest", () => {
    fc.assert(
      fc.property(trees, fc.uint8Array({ maxLength: 300 }), (tree, value) => {
        const bytes = encodeTree(tree);
        for (const path of ["5F24", "70.5F24", "6F.A5.5F24"]) {
          const parent = path.includes(".") ? path.slice(0, path.lastIndexOf(".")) : undefined;
          if (parent !== undefined && locateTlv(bytes, parent) === undefined) continue;
          assert.deepEqual(removeTlv(setTlv(bytes, path, value), path), bytes);
        }
      }),
      { numRuns: 100, seed: 32 },
    );
  });
});

/** Everything but one object and the lengths of those that hold others: tags, forms and values in order, and padding. */
function pieces(bytes: Uint8Array, except: number): string[] {
  const found: string[] = [];
  let at = 0;
  for (const { tag, start, offset, end, constructed } of walkTlv(bytes)) {
    if (start > at) found.push(`padding ${start - at}`);
    at = constructed ? offset : end;
    if (start === except) continue;
    found.push(constructed ? tagName(tag) : toHex(bytes.subarray(start, end)));
  }
  if (bytes.length > at) found.push(`padding ${bytes.length - at}`);
  // Padding on both sides of an object that is gone is one.
  return found.reduce<string[]>((all, piece) => {
    const last = all.at(-1);
    if (!piece.startsWith("padding") || !last?.startsWith("padding")) return [...all, piece];
    return [...all.slice(0, -1), `padding ${Number(last.slice(8)) + Number(piece.slice(8))}`];
  }, []);
}

/** Paths of all primitive objects. */
function leavesOf(tree: readonly Leafy[], above: string): string[] {
  return tree.flatMap(({ tag, children }, at) => {
    const index = tree.slice(0, at).filter((other) => other.tag === tag).length;
    const path = `${above}${tagName(tag)}[${index}]`;
    return children === undefined ? [path] : leavesOf(children, `${path}.`);
  });
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, "0").toUpperCase();
}
