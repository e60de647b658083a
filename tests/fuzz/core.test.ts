/**
 * No input makes the core trap or write outside its terminal: 100,000 seeded cases. A failure names its seed;
 * `SEED=n node --import tsx --test tests/fuzz/core.test.ts` runs that case alone, `CASES=n` runs so many.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { OUT } from "../../build/script.ts";
import { Core } from "../../host/core.ts";
import { Campaign } from "./campaign.ts";

const CASES = Number(process.env["CASES"] ?? 100_000);
const SEED = process.env["SEED"];

it("the core survives hostile events, cards, hosts and flash", (test) => {
  const module = new WebAssembly.Module(readFileSync(join(OUT, "core.wasm")));
  const campaign = new Campaign(
    () => new Core(module),
    (terminals) => new Core(module, terminals),
  );
  const { cases, events, places, rows } = SEED === undefined ? campaign.run(1, CASES) : campaign.run(Number(SEED), 1);
  test.diagnostic(
    `counts: ${cases} cases, ${events} events from ${places} places, ${rows} rows taken: no trap, no overrun`,
  );
});
