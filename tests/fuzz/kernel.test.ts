/**
 * Whole chip sales with cards that lie end, and leave the terminals beside alone. A failure names its seed; `SEED=n node
 * --import tsx --test tests/fuzz/kernel.test.ts` runs that sale alone, `CASES=n` runs so many; a million of them is
 * `npm run fuzz -- --only kernel --transactions 1000000`.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { Screen } from "../../assembly/abi_shown.ts";
import { OUT } from "../../build/script.ts";
import { Core } from "../../host/core.ts";
import { KernelCampaign, prepare } from "./kernel/campaign.ts";
import type { Prepared } from "./kernel/campaign.ts";
import { cardKinds } from "./kernel/cards.ts";
import { compileChanged } from "./planted.ts";
import type { Change } from "./planted.ts";

const CASES = Number(process.env["CASES"] ?? 2_000);
const SEED = process.env["SEED"];
const PLANTED_CASES = 3_000;
/** Of the cards that misbehave, each so-many-th: the nightly run has them all. */
const EVERY = 12;

/** Ends that a sale may come to, and places on the way; all of them must be met. */
const ENDS = [
  Screen.APPROVED,
  Screen.DECLINED,
  Screen.CARD_ERROR,
  Screen.TERMINAL_FAULT,
  Screen.CANCELLED,
  Screen.REVERSAL_PENDING,
];
const PLACES = [Screen.CHOOSE_APPLICATION, Screen.CHECKING_PIN, Screen.SWIPE_CARD, Screen.SWIPE_AGAIN, Screen.USE_CHIP];
/** Rows of the machines that are taken, of those sales that are counted. */
const ROWS_MIN = 160;

const PLANTS: ReadonlyArray<Change & { name: string; caught: RegExp }> = [
  {
    name: "a card may ask for its answer to be fetched for ever",
    file: "emv/transmit.ts",
    text: "if (card.fetches > FETCHES_MAX) return Event.CARD_FAILED;",
    instead: "",
    caught: /no end after/,
  },
  {
    name: "a card's list may ask for more than there is room",
    file: "emv/reading.ts",
    text: "return bytes >= 0 && bytes <= bytesMax;",
    instead: "return bytes >= 0;",
    caught: /stopped/,
  },
  {
    name: "a bit of the TVR goes into the terminal above",
    file: "emv/tvr.ts",
    text: "const at = card.tvr + (bit >> 8);",
    instead: "const at = card.tvr + (bit >> 8) * 0x2000;",
    caught: /terminal above was written to/,
  },
];

describe("the kernel", () => {
  const module = new WebAssembly.Module(readFileSync(join(OUT, "core.wasm")));
  const core = (terminals = 1): Core => new Core(module, terminals);
  let prepared: Prepared;

  before(() => {
    prepared = prepare(core, cardKinds(EVERY));
  });

  it("survives cards that lie, and ends", (test) => {
    const campaign = new KernelCampaign(prepared, core);
    const tally = SEED === undefined ? campaign.run(1, CASES) : campaign.run(Number(SEED), 1);
    const { transactions, events, rows, screens } = tally;
    test.diagnostic(`counts: ${transactions} sales, ${events} events, ${rows} rows taken: no trap, no overrun`);
    if (SEED !== undefined || CASES < 2_000) return;
    for (const screen of [...ENDS, ...PLACES]) assert.ok((screens.get(screen) ?? 0) > 0, Screen[screen]);
    assert.ok(rows >= ROWS_MIN, `${rows} rows`);
  });

  it("is played the same with the same seed", () => {
    const [one, other] = [1, 2].map(() => new KernelCampaign(prepared, core).run(77, 50));
    assert.deepEqual(one, other);
  });

  for (const { name, caught, ...change } of PLANTS) {
    it(`is caught when ${name}`, async () => {
      const planted = await compileChanged([change]);
      const campaign = new KernelCampaign(prepared, (terminals) => new Core(planted, terminals));
      assert.throws(() => campaign.run(1, PLANTED_CASES), caught);
    });
  }
});
