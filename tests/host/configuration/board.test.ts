/** How a board answers the core's questions about the configuration. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Command, Done, Event } from "../../../assembly/abi.ts";
import { loadConfiguration } from "../../../host/configuration/configuration.ts";
import type { CoreCommand, CoreEvent } from "../../../host/core.ts";
import { bytesAt, bytesPayload, word, words } from "../../../host/payloads.ts";
import { Runtime } from "../../../host/runtime.ts";
import type { Devices } from "../../../host/runtime.ts";
import { MemoryFlash } from "../../../host/simulator/memory_flash.ts";
import { scriptedCore } from "../commands/scripted_core.ts";
import { smallConfiguration } from "./support.ts";

const TICKET = { epoch: 7, number: 3 };

/** The event with which a board answers a command that a core gives at its start. */
function answerTo(code: Command, payload: Uint8Array): CoreEvent {
  const seen: CoreEvent[] = [];
  const commands: CoreCommand[][] = [[{ code, ticket: TICKET, payload }]];
  const core = scriptedCore((event) => (seen.push(event), commands.shift() ?? []));
  const devices = {
    card: { onRemoved: undefined },
    flash: new MemoryFlash({ bytes: 4096, sectorBytes: 2048, unitBytes: 8 }),
    clock: { monotonic_ms: () => 0, wall_ms: () => 0, wakeAt: () => {} },
    secure: { nextDeadline_ms: undefined },
    configuration: loadConfiguration(smallConfiguration()),
  };
  new Runtime(() => core, devices as unknown as Devices, TICKET.epoch).start();
  const [, answer] = seen;
  assert.equal(seen.length, 2);
  assert.deepEqual(answer?.ticket, TICKET);
  return answer;
}

describe("a board with a configuration", () => {
  it("answers READ_AID with the record, and with nothing past the last", () => {
    const configuration = loadConfiguration(smallConfiguration());
    for (const index of [0, 2, 3]) {
      const { code, payload } = answerTo(Command.READ_AID, words(index));
      assert.equal(code, Event.AID_READ);
      assert.deepEqual(bytesAt(payload), configuration.aid(index));
    }
  });

  it("answers CHECK_CARD with DONE, or REFUSED for a card on the exception file", () => {
    for (const [pan, status] of [
      ["6216261000000000018", Done.REFUSED],
      ["6216271000000000017", Done.DONE],
    ] as const) {
      const { code, payload } = answerTo(Command.CHECK_CARD, bytesPayload(new TextEncoder().encode(pan)));
      assert.deepEqual([code, word(payload, 0)], [Event.CARD_CHECKED, status]);
    }
  });
});
