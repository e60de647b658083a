/**
 * A world without faults: every sale is approved, booked and printed once; and it is always the same world: for the same
 * seed, for the release core and the debug core, and however the network cuts the replies.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import type { Core } from "../../host/core.ts";
import { words } from "../../host/payloads.ts";
import { builtCore } from "./core.ts";
import { FLOWS, sale, STRIPE_FLOWS } from "./cuts.ts";
import type { Flow } from "./cuts.ts";
import { violations } from "./invariants.ts";
import { sold } from "./mishaps.ts";
import type { Task } from "./person.ts";
import { Randomness } from "./random.ts";
import { signedOn } from "./stages.ts";
import { Witness } from "./witness.ts";

const SEEDS = 25;
const SALES = 6;
const CARDS = ["debit", "credit", "old-debit"];
const UNITS = [1, 2, 4, 8, 16, 32];

const release = builtCore();
const spare = builtCore();

describe("fair weather", () => {
  it(`every sale is approved, ${SEEDS} worlds with ${SALES} sales each`, () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const random = new Randomness(seed);
      const unitBytes = UNITS[random.below(UNITS.length)]!;
      const base = signedOn(release, { seed, geometry: { bytes: 16_384, sectorBytes: 2_048, unitBytes } });
      const world = base.fork({ tasks: Array.from({ length: SALES }, () => randomSale(random)) });
      world.network.chunk = 1 + random.below(40);
      const witness = new Witness(world);
      world.powerOn();
      world.run();
      assert.deepEqual(violations(world, witness, spare), [], `seed ${seed}`);
      assert.equal(sold(world), SALES, `seed ${seed}`);
      assert.equal(world.printed.length, SALES, `seed ${seed}`);
      const left = witness.secrets.in(world.board!.runtime.terminal.memory());
      assert.deepEqual([...left], [], `seed ${seed}: in IN, OUT or scratch`);
    }
  });

  for (const flow of [...FLOWS, ...STRIPE_FLOWS]) {
    it(`${flow.name}: the same seed gives the same commands, and so does the debug core`, () => {
      const commands = commandsOf(release, flow);
      assert.equal(commandsOf(release, flow), commands);
      assert.equal(commandsOf(builtCore("core.debug.wasm"), flow), commands);
    });

    it(`${flow.name}: replies one byte at a time come to the same`, () => {
      assert.deepEqual(outcomeOf(flow, 1), outcomeOf(flow, 4_096));
    });
  }
});

function randomSale(random: Randomness): Task {
  return sale(CARDS[random.below(CARDS.length)]!, 1 + random.below(20_000), { fromMenu: random.next() < 0.3 });
}

/** A digest of every command of a flow, byte for byte. */
function commandsOf(core: () => Core, flow: Flow): string {
  const hash = createHash("sha256");
  const world = signedOn(core).fork({ tasks: flow.tasks, ...flow.changes });
  flow.prepare?.(world);
  world.observers.push({
    before: ({ code, ticket, payload }) => hash.update(words(code, ticket.epoch, ticket.number)).update(payload),
  });
  world.powerOn();
  assert.ok(world.run());
  return hash.digest("hex");
}

/** What people saw, what was printed, booked and kept. */
function outcomeOf(flow: Flow, chunk: number): unknown {
  const world = signedOn(release).fork({ tasks: flow.tasks, ...flow.changes });
  world.network.chunk = chunk;
  flow.prepare?.(world);
  world.powerOn();
  assert.ok(world.run());
  const { shown, printed, flash, ledger } = world;
  return { shown, printed, cells: Buffer.from(flash.cells).toString("hex"), bookings: ledger.bookings() };
}
