/**
 * The acquirer takes whatever comes over the wire: it answers or drops, never throws, and its books stay balanced.
 * `SEED=n` runs one case alone, `CASES=n` so many.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { Command } from "../../assembly/abi.ts";
import { OUT } from "../../build/script.ts";
import type { AcquirerEvent } from "../../host/acquirer/events.ts";
import { CodecError } from "../../host/codec/errors.ts";
import { Framer } from "../../host/codec/iso8583/frame.ts";
import type { Frame } from "../../host/codec/iso8583/frame.ts";
import { Core } from "../../host/core.ts";
import { bytesAt } from "../../host/payloads.ts";
import { playWorld, SCENES } from "../simulation/transcript_scenes.ts";
import { Dice } from "./dice.ts";
import { mutateFrame } from "./mutate.ts";

const CASES = Number(process.env["CASES"] ?? 10_000);
const SEED = process.env["SEED"];

it("the acquirer survives changed requests", (test) => {
  const module = new WebAssembly.Module(readFileSync(join(OUT, "core.wasm")));
  const requests: Uint8Array[] = [];
  const events: AcquirerEvent[] = [];
  const scene = SCENES.find(({ name }) => name === "answer_lost")!;
  const world = playWorld(
    scene,
    { core: () => new Core(module), log: (event) => events.push(event) },
    {
      observer: {
        before: ({ code, payload }) => {
          if (code === Command.LINE_SEND) requests.push(bytesAt(payload).slice());
        },
      },
    },
  );
  const wealth = (): number =>
    [...world.ledger.accounts().map(({ balance }) => balance)].reduce((sum, balance) => sum + balance, 0) +
    world.ledger.bookings().reduce((sum, { amount, reversed }) => sum + (reversed ? 0 : amount), 0);
  const before = wealth();
  events.length = 0;

  const [first, count] = SEED === undefined ? [1, CASES] : [Number(SEED), 1];
  let answered = 0;
  for (let seed = first; seed < first + count; seed++) {
    const dice = new Dice(seed);
    for (const frame of framesOf(mutateFrame(dice, dice.pick(requests)))) {
      try {
        if (world.acquirer.handle(frame) !== undefined) answered++;
      } catch (error) {
        throw new Error(`case ${seed}: the acquirer threw`, { cause: error });
      }
      assert.notEqual(events.at(-1)?.kind, "failed", `case ${seed}: the acquirer failed`);
    }
  }
  assert.equal(wealth(), before, "money was made or lost");
  test.diagnostic(`${count} cases, ${answered} answered, the rest dropped`);
});

/** What the server would hand on; an impossible length closes the line there. */
function framesOf(bytes: Uint8Array): Frame[] {
  try {
    return new Framer().push(bytes);
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    return [];
  }
}
