/**
 * Application selection by published APDU scripts (tests/vectors/emv-contact-steps.json): the commands of the terminal must be
 * those of the script, byte for byte and in order.
 *
 * The scripts are of a T=0 reader. A reader that fetches what a warning leaves behind (EMV Book 1, Annex A) is played here:
 * GET RESPONSE is its own and never comes to the core.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { STANDARD } from "../../host/configuration/standard.ts";
import { builtCore } from "./core.ts";
import { hexOf, Selecting } from "./selecting.ts";
import type { Played } from "./selecting.ts";

interface Exchange {
  c: string;
  r: string;
}

interface Case {
  step: string;
  index: number;
  name: string;
  apdus: Exchange[];
}

/** Those of the scripts' terminal, in its order. */
const AIDS = ["A0000000031010", "A0000000032010", "A0000000032020", "A0000000041010", "A0000000043060"];
const NO_RECORD = new Uint8Array(0);
const FILE = new URL("../vectors/emv-contact-steps.json", import.meta.url);
const CASES = (JSON.parse(readFileSync(FILE, "utf8")) as { cases: Case[] }).cases;

const selecting = new Selecting(builtCore());
const records = AIDS.map((aid) => {
  const record = STANDARD.aid(0).slice();
  record[0] = aid.length / 2;
  record[1] = 0;
  record.fill(0, 4, 20);
  record.set(Buffer.from(aid, "hex"), 4);
  record[29] = 0x01;
  return record;
});

function scriptOf(step: string, index: number): Exchange[] {
  const found = CASES.find((one) => one.step === `application_selection_${step}` && one.index === index);
  assert.ok(found, `${step} ${index}`);
  const folded: Exchange[] = [];
  for (const { c, r } of found.apdus) {
    const last = folded.at(-1);
    if (!c.startsWith("00C0")) folded.push({ c, r });
    else if (last !== undefined && !r.startsWith("6C")) last.r = r.replace(/9000$/, "") + last.r;
  }
  return folded;
}

/** Plays the scripts one behind the other. @param picks AIDs of the candidates, one at each choice; then it is cancelled */
function replay(scripts: Exchange[][], picks: number[] = []): Played {
  const script = scripts.flat();
  let at = 0;
  const played = selecting.play({
    card: (command) => {
      const { c, r } = script[at++] ?? { c: undefined, r: "6A82" };
      if (c !== undefined) assert.equal(hexOf(command), c, `command ${at}`);
      return Uint8Array.from(Buffer.from(r, "hex"));
    },
    aid: (index) => records[index] ?? NO_RECORD,
    choose: () => picks.shift() ?? -1,
  });
  assert.ok(at >= script.length, `the script has ${script.length} commands, ${at} came`);
  return played;
}

describe("published scripts of application selection", () => {
  it("a card that is blocked ends the session", () => {
    assert.equal(replay([scriptOf("candidate_list", 1)]).outcome, "CARD_BLOCKED");
  });

  it("no common application, a blocked one, and a directory without any end without an application", () => {
    for (const index of [2, 4, 5]) assert.equal(replay([scriptOf("candidate_list", index)]).outcome, "NO_APPLICATION");
  });

  it("one application in the directory is selected without asking", () => {
    const { offers, commands } = replay([scriptOf("candidate_list", 6)]);
    assert.deepEqual(offers, []);
    assert.equal(commands.at(-1), "00A4040007A000000003101000");
  });

  it("several are offered in order of priority, then in that of the card", () => {
    assert.deepEqual(replay([scriptOf("candidate_list", 7)]).offers, [["V PAY", "V PAY"]]);
    const names = ["APP 1", "APP 2", "APP 3", "APP 4", "APP 5", "APP 6", "APP 7"];
    assert.deepEqual(replay([scriptOf("candidate_list", 10)]).offers, [names]);
  });

  it("one that asks for it is confirmed", () => {
    assert.deepEqual(replay([scriptOf("candidate_list", 11)]).offers, [["?VISA CREDIT"]]);
  });

  it("an application that is absent, blocked or named otherwise is taken off the list", () => {
    for (const [index, pick] of [
      [2, 0],
      [3, 6],
      [7, 1],
    ] as const) {
      const { offers, spoilt } = replay([scriptOf("candidate_list", 10), scriptOf("final", index)], [pick]);
      assert.deepEqual(
        offers[1],
        offers[0]?.filter((_, place) => place !== pick),
      );
      assert.equal(spoilt, 1);
    }
  });

  it("half a status word is a card error, 6A81 a card that is blocked", () => {
    const list = scriptOf("candidate_list", 10);
    assert.equal(replay([list, scriptOf("final", 4)], [3]).outcome, "CARD_UNREADABLE");
    assert.equal(replay([list, scriptOf("final", 5)], [2]).outcome, "CARD_BLOCKED");
  });
});
