/** Downloads under way: the same rules over memory and over files, and what a cut leaves of a file. */
import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { Download, StageResult } from "../../../assembly/abi_devices.ts";
import { FileStage } from "../../../host/devices/file_stage.ts";
import { MemoryStage } from "../../../host/devices/memory_stage.ts";
import { Staging } from "../../../host/devices/staging.ts";
import type { Staged, StageStore } from "../../../host/devices/staging.ts";

const root = mkdtempSync(join(tmpdir(), "tillcore-stage-"));
after(() => rmSync(root, { recursive: true }));
let folders = 0;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const NONE = new Uint8Array(0);

function taking(store: StageStore): { stage: Staging; taken: Staged[]; answer: { take: StageResult } } {
  const taken: Staged[] = [];
  const answer = { take: StageResult.DONE };
  const stage = new Staging(store, {
    judgeManifest: () => StageResult.DONE,
    judge: (_, entry) => (entry[0] === 0x78 ? StageResult.FORMAT : StageResult.DONE),
    take: (staged) => {
      if (answer.take === StageResult.DONE) taken.push(staged);
      return answer.take;
    },
  });
  return { stage, taken, answer };
}

const stores: Array<[string, () => StageStore]> = [
  ["memory", () => new MemoryStage()],
  ["files", () => new FileStage(join(root, String(folders++)))],
];

for (const [where, newStore] of stores) {
  describe(`a stage in ${where}`, () => {
    it("takes entries in their order alone, and none that is judged wrong", () => {
      const { stage } = taking(newStore());
      assert.equal(stage.put(Download.AIDS, 0, bytes("a")), StageResult.REFUSED, "nothing was begun");
      assert.deepEqual(stage.state(Download.AIDS), { count: 0, mark: 0 });
      assert.equal(stage.open(Download.AIDS, 0xfedcba98, NONE), StageResult.DONE);
      assert.equal(stage.put(Download.AIDS, 1, bytes("b")), StageResult.REFUSED);
      assert.equal(stage.put(Download.AIDS, 0, bytes("a")), StageResult.DONE);
      assert.equal(stage.put(Download.AIDS, 0, bytes("a")), StageResult.REFUSED);
      assert.equal(stage.put(Download.AIDS, 1, bytes("x")), StageResult.FORMAT);
      assert.equal(stage.put(Download.AIDS, 1, NONE), StageResult.REFUSED);
      assert.equal(stage.put(Download.AIDS, 1, new Uint8Array(1025)), StageResult.REFUSED);
      assert.deepEqual(stage.state(Download.AIDS), { count: 1, mark: 0xfedcba98 });
      assert.deepEqual(stage.state(Download.CAPKS), { count: 0, mark: 0 });
      for (const none of [Download.NONE, 77]) assert.equal(stage.open(none, 1, NONE), StageResult.REFUSED);
    });

    it("hands on all entries at once, and is empty then", () => {
      const { stage, taken, answer } = taking(newStore());
      stage.open(Download.FIRMWARE, 1, bytes("manifest"));
      stage.put(Download.FIRMWARE, 0, bytes("one"));
      stage.put(Download.FIRMWARE, 1, bytes("two"));
      for (const count of [0, 1, 3]) assert.equal(stage.commit(Download.FIRMWARE, count), StageResult.REFUSED);
      answer.take = StageResult.HASH;
      assert.equal(stage.commit(Download.FIRMWARE, 2), StageResult.HASH);
      assert.equal(stage.state(Download.FIRMWARE).count, 2, "what was not taken stays");
      answer.take = StageResult.DONE;
      assert.equal(stage.commit(Download.FIRMWARE, 2), StageResult.DONE);
      assert.deepEqual(taken, [
        { download: Download.FIRMWARE, manifest: bytes("manifest"), entries: [bytes("one"), bytes("two")] },
      ]);
      assert.deepEqual(stage.state(Download.FIRMWARE), { count: 0, mark: 0 });
    });

    it("begins anew, and drops", () => {
      const { stage } = taking(newStore());
      stage.open(Download.CAPKS, 1, NONE);
      stage.put(Download.CAPKS, 0, bytes("old"));
      stage.open(Download.CAPKS, 2, NONE);
      assert.deepEqual(stage.state(Download.CAPKS), { count: 0, mark: 2 });
      stage.drop(Download.CAPKS);
      assert.deepEqual(stage.state(Download.CAPKS), { count: 0, mark: 0 });
    });
  });
}

describe("a stage in files, after a cut", () => {
  function filled(): { folder: string; file: string } {
    const folder = join(root, String(folders++));
    const { stage } = taking(new FileStage(folder));
    stage.open(Download.AIDS, 7, NONE);
    stage.put(Download.AIDS, 0, bytes("first"));
    stage.put(Download.AIDS, 1, bytes("second"));
    return { folder, file: join(folder, readdirSync(folder)[0]!) };
  }

  it("has every entry that was reported done", () => {
    const { stage } = taking(new FileStage(filled().folder));
    assert.deepEqual(stage.state(Download.AIDS), { count: 2, mark: 7 });
  });

  it("has none that was torn, wherever the cut was, and goes on behind the last whole one", () => {
    for (let cut = 1; cut <= 18; cut++) {
      const { folder, file } = filled();
      truncateSync(file, 16 + 12 + 5 + 18 - cut);
      const { stage, taken } = taking(new FileStage(folder));
      assert.deepEqual(stage.state(Download.AIDS), { count: 1, mark: 7 }, `${cut} bytes`);
      assert.equal(stage.put(Download.AIDS, 1, bytes("again")), StageResult.DONE);
      const again = taking(new FileStage(folder));
      assert.equal(again.stage.commit(Download.AIDS, 2), StageResult.DONE);
      assert.deepEqual(again.taken[0]?.entries, [bytes("first"), bytes("again")]);
      assert.equal(taken.length, 0);
    }
  });

  it("does not believe what was changed, nor a file that is none", () => {
    const { folder, file } = filled();
    appendFileSync(file, bytes("rubbish"));
    assert.equal(new FileStage(folder).count(Download.AIDS), 2);
    writeFileSync(file, bytes("rubbish"));
    assert.deepEqual(taking(new FileStage(folder)).stage.state(Download.AIDS), { count: 0, mark: 0 });
  });
});
