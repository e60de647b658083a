/** Lists and entries that terminals download, message by message; and what a terminal of the simulator can do after them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Command } from "../../../assembly/abi.ts";
import { Download, StageResult } from "../../../assembly/abi_devices.ts";
import type { Acquirer } from "../../../host/acquirer/acquirer.ts";
import { aidEntries, capkEntries } from "../../../host/acquirer/downloads.ts";
import { testConfiguration } from "../../../host/acquirer/test_configuration.ts";
import { CARD_RIDS, testCapks } from "../../../host/cards/certificates/test_keys.ts";
import { parseTlv } from "../../../host/codec/tlv/parse.ts";
import { judgeEntry, readCapkEntry } from "../../../host/configuration/download.ts";
import { STANDARD } from "../../../host/configuration/standard.ts";
import { builtCore } from "../../simulation/core.ts";
import { DDA_WITH_PIN_KEY, debitChanged } from "../../simulation/cards.ts";
import { sale } from "../../simulation/cuts.ts";
import { orderDownloads, takenBy } from "../../simulation/download_orders.ts";
import { signedOn } from "../../simulation/stages.ts";
import { TestTerminal, frameOf, makeWorld, replyOf } from "./test_terminal.ts";

const terminal = new TestTerminal();

function ask(acquirer: Acquirer, mti: "0800" | "0820", network: number, content: Uint8Array | string): Uint8Array {
  const change = { 41: terminal.terminal, 42: terminal.merchant, 60: `00000001${network}`, 62: Buffer.from(content) };
  const reply = replyOf(acquirer.handle(frameOf(mti, change)));
  assert.equal(reply.text(39), "00");
  return reply.bytes(62);
}

const LISTS = [
  { what: "keys", list: 372, entry: 370, entries: capkEntries(STANDARD), download: Download.CAPKS, tags: 4 },
  { what: "applications", list: 382, entry: 380, entries: aidEntries(STANDARD), download: Download.AIDS, tags: 2 },
];

describe("a list that is downloaded", () => {
  for (const { what, list, entry, entries, download, tags } of LISTS) {
    it(`of ${what} comes in as many parts as it needs, and says when it ends`, () => {
      const { acquirer } = makeWorld();
      let listed = 0;
      for (let kind = "2"; kind === "2";) {
        const part = ask(acquirer, "0820", list, `1${String(listed).padStart(2, "0")}`);
        kind = String.fromCharCode(part[0]!);
        assert.ok(part.length <= 512);
        listed += parseTlv(part.subarray(1)).length / tags;
        assert.equal(
          kind,
          listed < entries.length ? "2" : listed === entries.length ? kind : "",
          "never more than there are",
        );
      }
      assert.equal(listed, entries.length);
    });

    it(`of ${what} names entries that a terminal believes, and none else`, () => {
      const { acquirer } = makeWorld();
      for (const { name } of entries) {
        const answer = ask(acquirer, "0800", entry, name);
        assert.equal(answer[0], "1".charCodeAt(0));
        assert.equal(judgeEntry(STANDARD.spec, download, answer.subarray(1)), StageResult.DONE);
      }
      assert.deepEqual(Buffer.from(ask(acquirer, "0800", entry, Uint8Array.of(0x9f, 0x06, 1, 1))).toString(), "0");
    });
  }

  it("holds no key of test cards, unless the acquirer is a simulator's: then those of the virtual cards", () => {
    const names = (entries: ReturnType<typeof capkEntries>): string[] =>
      entries.map(({ bytes }) => readCapkEntry(bytes)).map(({ rid, index }) => `${rid}/${index}`);
    const own = CARD_RIDS.flatMap(testCapks).map(({ rid, index }) => {
      return `${Buffer.from(rid).toString("hex")}/${Buffer.from([index]).toString("hex")}`.toUpperCase();
    });
    const [standard, test] = [names(capkEntries(STANDARD)), names(capkEntries(testConfiguration()))];
    assert.ok(own.length > 0);
    for (const name of own) assert.ok(test.includes(name), name);
    for (const name of standard) assert.ok(test.includes(name), name);
    assert.equal(new Set(test).size, test.length);
  });
});

describe("a terminal of the simulator", () => {
  /** Byte 1 of the TVR of a sale with DDA, after all keys were downloaded; bit 8: not performed, bits 7 to 3: failed. */
  function authentication(configuration: typeof STANDARD): number {
    const core = builtCore();
    const world = signedOn(core, { cards: debitChanged(DDA_WITH_PIN_KEY) }).fork({
      core,
      tasks: [{ kind: "sign-on" }],
    });
    orderDownloads(world, ["capks"], configuration);
    let tvr = -1;
    world.observers.push({
      before: ({ code, payload }) => {
        const sent = Buffer.from(payload);
        const at = sent.indexOf("9505", 0, "hex");
        if (code === Command.LINE_SEND && at >= 0) tvr = sent[at + 2]!;
      },
    });
    for (const task of [undefined, sale("debit", 1234)]) {
      if (task !== undefined) world.addTask(task);
      world.powerOn();
      assert.ok(world.run());
      world.powerOff();
    }
    assert.ok(takenBy(world, Download.CAPKS) !== undefined, "they were taken");
    return tvr;
  }

  it("authenticates a virtual card after it has downloaded the simulator's keys, and none after those of the product alone", () => {
    assert.equal(authentication(testConfiguration()), 0x00);
    assert.notEqual(authentication(STANDARD), 0x00);
  });
});
