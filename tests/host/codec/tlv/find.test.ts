/** Searching BER-TLV by tag and by path. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { encodeTree } from "../../../../host/codec/tlv/encode.ts";
import { findAllTlv, findTlv, locateAllTlv, locateTlv } from "../../../../host/codec/tlv/find.ts";
import type { TlvTarget } from "../../../../host/codec/tlv/find.ts";
import { tagName } from "../../../../host/codec/tlv/tags.ts";
import { fromHex, refusal, toHex } from "../support.ts";
import { loosely, trees } from "./support.ts";
import type { Leafy } from "./support.ts";

/** A directory with two applications: AIDs ending in 01 and 02, the second with a priority. */
const DIRECTORY = fromHex("6F1CA51ABF0C1761094F07A000000333010161" + "0A4F05A0000003338701" + "02");
const COUNTER = fromHex("770A9F2701809F3602001C00");

function found(bytes: Uint8Array, target: TlvTarget): string | undefined {
  const value = findTlv(bytes, target);
  return value && toHex(value);
}

describe("TLV search", () => {
  it("finds a tag at any depth, the first one of several", () => {
    assert.equal(found(COUNTER, 0x9f36), "001C");
    assert.equal(found(DIRECTORY, 0x4f), "A0000003330101");
    assert.equal(found(COUNTER, 0x9f26), undefined);
    assert.equal(found(fromHex("84049C01019C9C0102"), 0x9c), "02");
    assert.equal(found(new Uint8Array(0), 0x9c), undefined);
  });

  it("finds by the tags from the outside in, in either case", () => {
    assert.equal(found(COUNTER, "77.9F36"), "001C");
    assert.equal(found(COUNTER, "77.9f36"), "001C");
    assert.equal(found(COUNTER, "9F36"), undefined);
    assert.equal(found(DIRECTORY, "6F.A5.BF0C.61.4F"), "A0000003330101");
    assert.equal(found(DIRECTORY, "6F.A5.BF0C.61[1].4F"), "A000000333");
    assert.equal(found(DIRECTORY, "6F.A5.BF0C.61[2].4F"), undefined);
    assert.equal(found(DIRECTORY, "6F[1].A5"), undefined);
    assert.equal(found(DIRECTORY, "6F.A5.BF0C.61.87"), "02");
    assert.equal(found(DIRECTORY, "6F.A5.BF0C.61[0].87"), undefined);
  });

  it("finds all of them, a step without a number standing for every object of its tag", () => {
    const all = (target: TlvTarget): string[] => findAllTlv(DIRECTORY, target).map(toHex);
    assert.deepEqual(all(0x4f), ["A0000003330101", "A000000333"]);
    assert.deepEqual(all("6F.A5.BF0C.61.4F"), ["A0000003330101", "A000000333"]);
    assert.deepEqual(all("6F.A5.BF0C.61[1].4F"), ["A000000333"]);
    assert.deepEqual(all("6F.4F"), []);
  });

  it("takes a fault before the object for its absence, and sees none behind it", () => {
    assert.equal(found(fromHex("9F80015A0100"), 0x5a), undefined);
    assert.equal(found(fromHex("70079F3602001C570102"), 0x9f36), "001C");
    assert.equal(found(fromHex("70079F3602001C570102"), "70.9F36"), "001C");
    assert.equal(found(fromHex("70079F3602001C570102"), "70.57"), undefined);
  });

  it("looks into indefinite lengths on request; one without an end is not there, what is in it is", () => {
    const bytes = fromHex("70809F3602001C00009C0101");
    assert.equal(findTlv(bytes, 0x9c), undefined);
    assert.deepEqual(findTlv(bytes, 0x9c, { indefinite: true }), fromHex("01"));
    assert.deepEqual(findTlv(bytes, "70", { indefinite: true }), fromHex("9F3602001C"));
    assert.deepEqual(locateTlv(bytes, 0x70, { indefinite: true })?.end, 9);
    const open = bytes.subarray(0, 7);
    assert.equal(findTlv(open, 0x70, { indefinite: true }), undefined);
    assert.deepEqual(findTlv(open, "70.9F36", { indefinite: true }), fromHex("001C"));
  });

  it("finds what lies deeper than a card's objects, and behind the buffers of the module", () => {
    let nested = fromHex("9C0107");
    for (let level = 0; level < 20; level++) nested = encodeTree([{ tag: 0x70, value: nested }]);
    assert.equal(found(nested, 0x9c), "07");
    assert.equal(found(nested, `${"70.".repeat(20)}9C`), "07");
    const long = Buffer.concat([encodeTree([{ tag: 0x70, value: encodeTree([{ tag: 0x5a, value: new Uint8Array(80_000) }]) }]), COUNTER]); // prettier-ignore
    assert.equal(found(long, 0x9f36), "001C");
    assert.equal(found(long, "77.9F36"), "001C");
  });

  it("gives copies", () => {
    const bytes = Buffer.from(COUNTER);
    const value = findTlv(bytes, 0x9f36);
    bytes.fill(0);
    assert.deepEqual(value, fromHex("001C"));
  });

  for (const path of [
    "",
    ".",
    "77.",
    "77..9F36",
    "7",
    "77.9F",
    "77.9F36[",
    "77.9F36[-1]",
    "77.9F36[x]",
    "5A01",
    "77/9F36",
    "9F8001",
    "[1]",
  ]) {
    // prettier-ignore
    it(`refuses "${path}" as a path`, () => {
      const fault = refusal(() => findTlv(COUNTER, path));
      assert.equal(fault?.code, "TLV_PATH");
      assert.equal(fault.path, "");
    });
  }

  it("finds every object of any tree by its own path, and by its tag no other before it", () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const bytes = loosely(tree);
        for (const { path, tag } of pathsOf(tree, "")) {
          const places = locateAllTlv(bytes, path);
          assert.equal(places.length, 1);
          assert.deepEqual(locateTlv(bytes, path), places[0]);
          const first = locateTlv(bytes, tag)!;
          assert.ok(first.tag === tag && first.start <= places[0]!.start);
          assert.deepEqual(findTlv(bytes, tag), bytes.slice(first.offset, first.offset + first.length));
        }
      }),
      { numRuns: 150, seed: 21 },
    );
  });
});

/** Every object with a path that leads to it alone. */
function pathsOf(tree: readonly Leafy[], above: string): Array<{ path: string; tag: number }> {
  return tree.flatMap(({ tag, children }, at) => {
    const index = tree.slice(0, at).filter((other) => other.tag === tag).length;
    const path = `${above}${tagName(tag)}[${index}]`;
    return [{ path, tag }, ...pathsOf(children ?? [], `${path}.`)];
  });
}
