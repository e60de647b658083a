/** Application selection against a plain account of EMV Book 1, 12, and against published APDU scripts. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AID_RECORD_BYTES } from "../../assembly/abi.ts";
import { STANDARD } from "../../host/configuration/standard.ts";
import { builtCore } from "./core.ts";
import { Randomness } from "./random.ts";
import { Selecting } from "./selecting.ts";
import { answering, expected, randomCard, randomTable } from "./selection_reference.ts";
import type { ModelAid } from "./selection_reference.ts";

const CASES = 10_000;
const CANCELS_ONE_IN = 12;
const NO_RECORD = new Uint8Array(0);

const selecting = new Selecting(builtCore());

describe("application selection", () => {
  it(`is what EMV Book 1, 12 says, for ${CASES} cards and tables of AIDs`, () => {
    const outcomes = new Map<string, number>();
    const seen = { offers: 0, confirmations: 0, spoilt: 0, pages: 0, full: 0 };
    for (let seed = 1; seed <= CASES; seed++) {
      const random = new Randomness(seed);
      const card = randomCard(random);
      const table = randomTable(random);
      const records = table.map((own, index) => recordOf(own, index));
      const played = selecting.play({
        card: answering(card),
        aid: (index) => records[index] ?? NO_RECORD,
        choose: chooser(seed),
        takesPart: (aid) => card.applications.find((own) => own.aid === aid)?.conduct !== "6985",
      });
      const { offers, spoilt, commands } = played;
      const isSelected = played.outcome.startsWith("A0");
      const outcome = isSelected ? `${played.outcome} ${recordInUse(commands.at(-1)!)}` : played.outcome;
      assert.deepEqual({ outcome, offers, spoilt }, expected(card, table, chooser(seed)), `seed ${seed}`);
      const kind = isSelected ? "selected" : outcome;
      outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
      seen.offers += offers.filter((names) => names.length > 1).length;
      seen.confirmations += offers.filter((names) => names.length === 1).length;
      seen.pages += offers.filter((names) => names.length > 5).length;
      seen.full += offers.filter((names) => names.length === 10).length;
      seen.spoilt += spoilt;
    }
    for (const kind of ["selected", "NO_APPLICATION", "CARD_BLOCKED", "CANCELLED"]) {
      assert.ok((outcomes.get(kind) ?? 0) > CASES / 200, `${kind} came up ${outcomes.get(kind) ?? 0} times`);
    }
    for (const [what, count] of Object.entries(seen)) assert.ok(count > CASES / 200, `${what} came up ${count} times`);
  });
});

function chooser(seed: number): (names: readonly string[]) => number {
  const random = new Randomness(~seed);
  return (names) => {
    const cancels = random.below(CANCELS_ONE_IN) === 0;
    const index = random.below(names.length);
    return cancels ? -1 : index;
  };
}

/** What GET PROCESSING OPTIONS said of the AID record, 0 when the card did not ask. */
function recordInUse(command: string): number {
  return Number(/^80A80000048302(....)00$/.exec(command)?.[1] ?? 0);
}

/** The first standard record for another AID, and with other code tables; its 9F15 is its index. */
function recordOf({ aid, tables, exact, malformed }: ModelAid, index: number): Uint8Array {
  const record = STANDARD.aid(0).slice();
  record[0] = malformed ? 17 : aid.length / 2;
  record[1] = exact ? 1 : 0;
  record.fill(0, 4, 20);
  record.set(Buffer.from(aid, "hex"), 4);
  record[28] = (record[28]! & 0xfc) | (tables >> 8);
  record[29] = tables & 0xff;
  record.set([0x00, index], 113);
  assert.equal(record.length, AID_RECORD_BYTES);
  return record;
}
