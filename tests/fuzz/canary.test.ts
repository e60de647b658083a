/**
 * A core whose buffers end in guard bytes leaves them alone; and the fuzzer sees what it is there to see: cores with one
 * check taken out are each caught within a part of the cases that the sound core passes.
 */
import { describe, it } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { OUT } from "../../build/script.ts";
import { Core } from "../../host/core.ts";
import { CARD_SCENES } from "../simulation/transcript_scenes.ts";
import { Campaign } from "./campaign.ts";
import type { Guard } from "./cell.ts";
import { compileChanged, guardRegions } from "./planted.ts";
import type { Change } from "./planted.ts";

const GUARDED_CASES = 10_000;
const PLANTED_CASES = 80_000;

interface Plant extends Change {
  name: string;
  caught: RegExp;
}

const PLANTS: readonly Plant[] = [
  {
    name: "the longest frame is not watched",
    file: "codec/iso8583/frame.ts",
    text: "f.want < FRAME_BYTES_MIN || f.want > bytesMax",
    instead: "f.want < FRAME_BYTES_MIN",
    caught: /terminal above was written to/,
  },
  {
    name: "a card may fill more than its arena",
    file: "emv/arena.ts",
    text: "if (length > ARENA_BYTES - card.arenaUsed) {",
    instead: "if (length < 0) {",
    caught: /terminal above was written to/,
  },
  {
    name: "a card's list may ask for more than there is room",
    file: "emv/reading.ts",
    text: "return bytes >= 0 && bytes <= bytesMax;",
    instead: "return bytes >= 0;",
    caught: /stopped/,
  },
  {
    name: "the length of a PAN on flash is believed",
    file: "journal/durable.ts",
    text: "if (<u32>intent.panLength > <u32>PAN_LENGTH_MAX || intent.entry > Entry.FALLBACK) return false;",
    instead: "if (intent.entry > Entry.FALLBACK) return false;",
    caught: /was written to|stopped/,
  },
];

describe("the fuzzer", () => {
  const sound = new WebAssembly.Module(readFileSync(join(OUT, "core.wasm")));

  it("finds guard bytes untouched", async (test) => {
    const { changes, guards } = guardRegions();
    const guarded = await compileChanged(changes);
    const { cases } = campaignOf(guarded, guarded, guards).run(1, GUARDED_CASES);
    test.diagnostic(`${cases} cases, ${guards.length} guards: untouched`);
  });

  // One in a short run; each with SWEEP=long in the environment.
  for (const { name, caught, ...change } of process.env.SWEEP === "long" ? PLANTS : PLANTS.slice(2, 3)) {
    it(`catches: ${name}`, async () => {
      const planted = await compileChanged([change]);
      assert.throws(() => campaignOf(sound, planted).run(1, PLANTED_CASES), caught);
    });
  }
});

function campaignOf(sound: WebAssembly.Module, fuzzed: WebAssembly.Module, guards: readonly Guard[] = []): Campaign {
  return new Campaign(
    () => new Core(sound),
    (terminals) => new Core(fuzzed, terminals),
    { guards, scenes: CARD_SCENES },
  );
}
