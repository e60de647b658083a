/** `tillcore tlv`: the shapes, the refusals, and what is masked. Card numbers are published test data. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cases } from "../codec/support.ts";
import type { Tree } from "../codec/tlv/support.ts";
import { command, json, rejection } from "./support.ts";

interface TlvCase {
  id: string;
  hex: string;
  kind: "ok" | "error" | "policy";
  expect: { tree?: Tree };
}

type Shape = { tag: string; length: number; value: string } | { tag: string; length: number; children: Shape[] };

const VECTORS = cases<TlvCase>("ber-tlv");
/** Policy cases that a strict reader refuses. */
const REFUSED = ["pad-FF2", "len-85-91"];

function treeOf(objects: readonly Shape[]): Tree {
  return objects.map((object) => [object.tag, "children" in object ? treeOf(object.children) : object.value]);
}

describe("tlv decode", () => {
  for (const { id, hex, kind, expect } of VECTORS) {
    if (kind === "error" || REFUSED.includes(id)) {
      it(`refuses ${id} at or before its end`, async () => {
        const record = (await rejection(["tlv", "decode", hex])) as { code: string; offset: number };
        assert.match(record.code, /^(TLV|HEX)_/);
        assert.ok(record.offset <= hex.length / 2);
      });
    } else {
      it(`shows ${id}`, async () => {
        const { objects } = (await json(["tlv", "decode", hex, "--unmasked"])) as { objects: Shape[] };
        assert.deepEqual(treeOf(objects), expect.tree);
      });
    }
  }

  it("prints tag, length and value, or children, and nothing else", async () => {
    assert.deepEqual(await json(["tlv", "decode", "6f0e8407a0000000031010a503500141"]), {
      objects: [
        {
          tag: "6F",
          length: 14,
          children: [
            { tag: "84", length: 7, value: "A0000000031010" },
            { tag: "A5", length: 3, children: [{ tag: "50", length: 1, value: "41" }] },
          ],
        },
      ],
    });
  });

  it("reads indefinite lengths when told to", async () => {
    const indefinite = "7080" + "5A01090000";
    assert.equal(((await rejection(["tlv", "decode", indefinite])) as { code: string }).code, "TLV_LENGTH");
    assert.deepEqual(await json(["tlv", "decode", indefinite, "--indefinite", "--unmasked"]), {
      objects: [{ tag: "70", length: 3, children: [{ tag: "5A", length: 1, value: "09" }] }],
    });
  });

  it("prints the objects before a fault when told to, and still refuses", async () => {
    const { code, stdout, stderr } = await command(["tlv", "decode", "9C01009F02", "--json", "--partial"]);
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stdout), { objects: [{ tag: "9C", length: 1, value: "00" }] });
    assert.deepEqual(JSON.parse(stderr), {
      error: { code: "TLV_TRUNCATED", path: "9F02", offset: 3, expected: "a length", actual: null },
    });
  });

  it("says the same in one line for people", async () => {
    const { code, stdout, stderr } = await command(["tlv", "decode", "9C01009F3303E0F8"]);
    assert.deepEqual(
      [code, stdout, stderr],
      [1, "", "tillcore: TLV_TRUNCATED in 9F33 at byte 3, expected 3 bytes, found 2\n"],
    );
  });

  it("aligns names in the language that is asked for", async () => {
    const english = await command(["tlv", "decode", "7003500141"]);
    assert.equal(english.stdout, "70   Record template\n  50   Application label            41\n");
    const chinese = await command(["tlv", "decode", "7003500141", "--lang", "zh-CN"]);
    assert.match(chinese.stdout, /^70 {3}记录模板\n {2}50 {3}应用标签 +41\n$/);
  });
});

describe("values of tlv decode", () => {
  const masked: Array<[what: string, hex: string, value: string]> = [
    ["a card number", "5A084761739001010119", "476173******0119"],
    ["one with a pad", "5A0A6217850000000000804F", "621785*********0804F"],
    ["one of a length that none has", "5A03476173", "******"],
    ["one whose value has letters", "5A08476173900101AAAA", "*".repeat(16)],
    ["track 2", "57134761739001010119D22122011758928889000F", "476173******0119D*********************"],
    ["track 2 without a separator", "5703476173", "******"],
    ["a name", "5F20054142434445", "**********"],
    ["a script", "86021234", "****"],
    ["a card number in a tag that nobody knows", "DF7A084761739001010119", "476173******0119"],
    ["one in characters", "DF7A1034373631373339303031303130313139", "*".repeat(32)],
    ["one in EBCDIC", "DF7A10F4F7F6F1F7F3F9F0F0F1F0F1F0F1F1F9", "*".repeat(32)],
    ["anything else in such a tag not", "DF7A03ABCDEF", "ABCDEF"],
    ["an amount not", "9F0206000000001234", "000000001234"],
  ];
  for (const [what, hex, value] of masked) {
    it(`are masked: ${what}`, async () => {
      const { objects } = (await json(["tlv", "decode", hex])) as { objects: Array<{ value: string; length: number }> };
      assert.equal(objects[0]?.value, value);
      assert.equal(value.length, 2 * (objects[0]?.length ?? 0));
    });
  }

  it("are in clear when told so", async () => {
    const { stdout } = await command(["tlv", "decode", "5A084761739001010119", "--unmasked"]);
    assert.match(stdout, / 4761739001010119\n$/);
  });
});

describe("tlv encode", () => {
  for (const { id, hex, kind } of VECTORS.filter((vector) => vector.kind === "ok")) {
    it(`writes ${id} (${kind}) again`, async () => {
      const decoded = await command(["tlv", "decode", hex, "--json", "--unmasked"]);
      assert.deepEqual(await json(["tlv", "encode"], { stdin: decoded.stdout }), { hex });
      assert.equal((await command(["tlv", "encode", decoded.stdout])).stdout, `${hex}\n`);
    });
  }

  const wrong: Array<[document: string, code: string, path: string]> = [
    ["{", "JSON_SYNTAX", ""],
    ["[]", "TLV_JSON", "objects"],
    ['{"objects":[{"tag":"9F","value":""}]}', "TLV_TAG", "objects[0].tag"],
    ['{"objects":[{"tag":"5A","value":"4761**"}]}', "HEX_DIGIT", "objects[0].value"],
    ['{"objects":[{"tag":"9F02","length":2,"value":"00"}]}', "TLV_LENGTH", "objects[0].length"],
    ["[".repeat(200) + "]".repeat(200), "JSON_DEPTH", ""],
  ];
  for (const [document, code, path] of wrong) {
    it(`refuses ${document.slice(0, 60)} with ${code}`, async () => {
      const record = (await rejection(["tlv", "encode", document])) as { code: string; path: string };
      assert.deepEqual([record.code, record.path], [code, path]);
    });
  }
});
