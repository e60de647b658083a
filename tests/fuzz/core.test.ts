/**
 * No input makes the core trap or write outside its terminal: 100,000 seeded cases. And whatever the zones of its journal say, it
 * starts, shows a screen that there is, and all of its menus can be walked through; nothing depends on what lies outside it.
 *
 * A failure names its seed; `SEED=n node --import tsx --test tests/fuzz/core.test.ts` runs that case alone, `CASES=n` runs so many
 * (one start over forged zones for each 500).
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Menu } from "../../assembly/abi_fields.ts";
import { OUT } from "../../build/script.ts";
import { Core } from "../../host/core.ts";
import { Campaign } from "./campaign.ts";
import { collectOrigins } from "./origins.ts";
import { ZoneCampaign } from "./zone_campaign.ts";

const CASES = Number(process.env["CASES"] ?? 100_000);
const STARTS = Math.ceil(CASES / 500);
const SEED = process.env["SEED"];
const MENUS = Object.values(Menu).filter((menu) => typeof menu === "number").length;

describe("the core", () => {
  const module = new WebAssembly.Module(readFileSync(join(OUT, "core.wasm")));
  const sound = (): Core => new Core(module);
  const fuzzed = (terminals: number): Core => new Core(module, terminals);
  const origins = collectOrigins(sound);

  it("survives hostile events, cards, hosts and flash", (test) => {
    const campaign = new Campaign(sound, fuzzed, { origins });
    const { cases, events, places, rows } = SEED === undefined ? campaign.run(1, CASES) : campaign.run(Number(SEED), 1);
    test.diagnostic(
      `counts: ${cases} cases, ${events} events from ${places} places, ${rows} rows taken: no trap, no overrun`,
    );
  });

  it("starts over any zones, and its menus can be walked through", (test) => {
    const campaign = new ZoneCampaign(origins, fuzzed);
    const tally = SEED === undefined ? campaign.run(1, STARTS) : campaign.run(Number(SEED), 1);
    const { cases, events, screens, menus } = tally;
    test.diagnostic(`counts: ${cases} starts over forged zones, ${events} events, ${screens} screens, ${menus} menus`);
    if (SEED === undefined && STARTS >= 200) assert.equal(menus, MENUS, "a menu was never reached");
  });
});
