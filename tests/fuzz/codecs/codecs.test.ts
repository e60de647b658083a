/**
 * The codec library keeps its promises whatever the bytes: some thousand seeded cases a codec; `npm run fuzz` runs more. And
 * the fuzzers see what they are there to see: libraries with one check taken out are caught.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { plantedLibrary } from "./planted.ts";
import type { Plant } from "./planted.ts";
import { fuzz } from "./fuzzer.ts";
import { builtLibrary, targetsOf } from "./targets.ts";

const CASES = 1500;
const PLANTED_CASES = 6000;

const PLANTS: ReadonlyArray<Plant & { name: string; target: string; caught: RegExp }> = [
  {
    name: "a value may lie behind the end of the message",
    file: "assembly/codec/iso8583/unpack.ts",
    text: "if (<usize>bytes > end - at) return fail(index, ISO_TRUNCATED, field, at - message);",
    instead: "",
    target: "iso8583 unionpay-pos",
    caught: /does not come back|threw/,
  },
  {
    name: "the nibble beside an odd digit is not looked at",
    file: "assembly/codec/iso8583/content.ts",
    text: "if (pad !== padOf(descriptor)) return ISO_PAD;",
    instead: "",
    target: "iso8583 unionpay-pos",
    caught: /does not come back/,
  },
  {
    name: "a length of an object is believed",
    file: "assembly/codec/ber_tlv.ts",
    text: "if (<usize>length > end - at) return TLV_TRUNCATED;",
    instead: "",
    target: "tlv",
    caught: /./,
  },
  {
    name: "a card number is shown whole",
    file: "host/codec/iso8583/json.ts",
    text: "else fields[number] = masked ? maskedField(message, number) : message.text(number);",
    instead: "else fields[number] = message.text(number);",
    target: "iso8583 iso8583-1987-ascii",
    caught: /card number is shown/,
  },
  {
    name: "a masked track keeps its tail and its number",
    file: "host/codec/mask.ts",
    text: "return PAN.test(pan) ? maskDigits(pan) : stars(pan);",
    instead: "return pan;",
    target: "masks",
    caught: /lets a card number through/,
  },
];

describe("the codec library", async () => {
  for (const target of targetsOf(await builtLibrary())) {
    it(`keeps its promises: ${target.name}`, (test) => {
      const { cases, accepted } = fuzz(target, 1, CASES);
      assert.ok(accepted > 0, "nothing was accepted");
      test.diagnostic(`${cases} cases, ${accepted} accepted`);
    });
  }
});

describe("the fuzzers of the codecs", () => {
  for (const { name, target, caught, ...plant } of PLANTS) {
    it(`catch: ${name}`, async () => {
      const lib = await plantedLibrary(plant);
      const found = targetsOf(lib).find((candidate) => candidate.name === target);
      assert.ok(found, `no target ${target}`);
      assert.throws(() => fuzz(found, 1, PLANTED_CASES), caught);
    });
  }
});
