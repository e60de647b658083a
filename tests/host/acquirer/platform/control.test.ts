/** The platform by the control channel: what a demo does in place of its portal. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { MemoryLedger } from "../../../../host/acquirer/memory_ledger.ts";
import { runCommand } from "../../../../host/acquirer/platform/commands.ts";
import { submit } from "../../../../host/acquirer/platform/applications.ts";
import { AcquirerProcess } from "../../../../host/acquirer/process.ts";
import { prepare, TILLCORE } from "../../../e2e/command.ts";
import { makeWorld } from "../test_terminal.ts";
import { bound, contracted, done, DRAFT, SERIAL } from "./device.ts";

const CHILD = [process.execPath, TILLCORE, "acquirer"];
before(prepare);

describe("commands", () => {
  it("approve, give codes, and show no identity number, account or key", () => {
    const ledger = new MemoryLedger();
    const { acquirer } = makeWorld(ledger);
    const { platform } = acquirer;
    ledger.transaction(() => done(submit(platform, DRAFT, "owner", SERIAL)));
    assert.ok("refused" in runCommand(platform, { do: "approve", device: SERIAL, deposit: 1 }), "the deposit is short");
    assert.ok("application" in runCommand(platform, { do: "approve", device: SERIAL }));
    const told = runCommand(platform, { do: "read letter", purpose: "binding", device: SERIAL });
    assert.match("letter" in told ? (told.letter?.code ?? "") : "", /^\d{8}$/);
    const shown = JSON.stringify(runCommand(platform, { do: "state" }));
    for (const secret of [DRAFT.identity, DRAFT.account, "sealedMaster"]) assert.equal(shown.includes(secret), false);
  });

  it("do to a bound device what the portal does", () => {
    const ledger = new MemoryLedger();
    const { acquirer } = makeWorld(ledger);
    bound(acquirer, ledger);
    const state = (command: Parameters<typeof runCommand>[1]): string => {
      const answer = runCommand(acquirer.platform, command);
      return "device" in answer
        ? answer.device.state
        : "refused" in answer
          ? answer.refused
          : "code" in answer
            ? "code"
            : "";
    };
    const reason = { zh: "原因", en: "A reason" };
    assert.equal(state({ do: "give activation", device: SERIAL }), "code");
    assert.equal(state({ do: "activate", device: SERIAL }), "active");
    assert.equal(state({ do: "suspend", device: SERIAL, reason }), "suspended");
    assert.equal(state({ do: "resume", device: SERIAL }), "active");
    assert.equal(state({ do: "renew", device: SERIAL }), "TOO_EARLY");
    assert.equal(state({ do: "object", device: SERIAL, objected: true }), "active");
    assert.equal(state({ do: "order", device: SERIAL, due: "status" }), "active");
    assert.equal(state({ do: "give reset", device: SERIAL, user: 1 }), "code");
    assert.equal(state({ do: "unbind", device: SERIAL }), "unbound");
    assert.equal(state({ do: "give password", device: "TC999999" }), "UNKNOWN_DEVICE");
  });

  it("reach an acquirer in a process of its own, and its platform outlives it", async (t) => {
    const data = mkdtempSync(join(tmpdir(), "platform-"));
    t.after(() => rmSync(data, { recursive: true, force: true }));
    const held = await AcquirerProcess.start({ command: CHILD, data, restart: true });
    t.after(() => held.stop());
    const state = await held.platform({ do: "state" });
    const merchant = "state" in state ? state.state.merchants[0]!.merchant : "";
    await held.platform({ do: "assign", device: SERIAL, merchant });
    await held.kill();
    await held.ready();
    const again = await held.platform({ do: "state" });
    const device = "state" in again ? again.state.devices.find(({ id }) => id === SERIAL) : undefined;
    assert.equal(device?.state, "assigned");
    await assert.rejects(held.platform({ do: "activate", device: SERIAL }), /the platform refuses/);
  });
});

it("a device that is contracted twice is refused the second time", () => {
  const ledger = new MemoryLedger();
  const { acquirer } = makeWorld(ledger);
  contracted(acquirer, ledger);
  assert.deepEqual("refused" in runCommand(acquirer.platform, { do: "approve", device: SERIAL }), true);
});
