/**
 * Every scene gives the transcript of its golden file, whatever core plays it and however the network cuts the replies;
 * and no transcript holds a card number.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { OUT } from "../../build/script.ts";
import { loadCards } from "../../host/cards/card_data.ts";
import { Core } from "../../host/core.ts";
import { differenceOf, expectGolden } from "./transcript_golden.ts";
import { playScene, SCENES } from "./transcript_scenes.ts";

function coreOf(file: string): () => Core {
  const module = new WebAssembly.Module(readFileSync(join(OUT, file)));
  return () => new Core(module);
}

const release = coreOf("core.wasm");
const debug = coreOf("core.debug.wasm");

describe("transcripts", () => {
  for (const scene of SCENES) {
    it(`${scene.name}: ${scene.title}`, () => {
      const text = playScene(scene, { core: release });
      expectGolden(scene.name, text);
      for (const { name, pan } of loadCards()) assert.ok(!text.includes(pan), `the card number of ${name} is shown`);
      assert.equal(differenceOf(text, playScene(scene, { core: release, chunk: 1 })), "", "bytes one at a time");
      assert.equal(differenceOf(text, playScene(scene, { core: debug })), "", "debug core");
    });
  }

  it("say where they differ", () => {
    const difference = differenceOf("a\nb\nc\nd\n", "a\nb\nx\ny\nd\n");
    assert.equal(difference, "from line 3:\n  a\n  b\n- c\n+ x\n+ y\n  d\n  ");
  });
});
