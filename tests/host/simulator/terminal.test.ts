/** The simulated terminal from power to power: as its maker delivers it, or bound at once; and started anew. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Slot } from "../../../assembly/abi.ts";
import { Screen } from "../../../assembly/abi_shown.ts";
import { FileStore } from "../../../host/secure/store/file_store.ts";
import { loadCore } from "../../../host/simulator/core_module.ts";
import { openDataFolder } from "../../../host/simulator/data_folder.ts";
import { SimulatedTerminal } from "../../../host/simulator/terminal.ts";

const root = mkdtempSync(join(tmpdir(), "tillcore-terminal-"));
after(() => rmSync(root, { recursive: true }));
const core = loadCore();
/** Nobody listens there. */
const acquirer = { host: "127.0.0.1", port: 9 };

interface Played {
  terminal: SimulatedTerminal;
  screens: string[];
  folder: ReturnType<typeof openDataFolder>;
}

function terminalIn(path: string, bound: boolean): Played {
  const folder = openDataFolder(join(root, path));
  const screens: string[] = [];
  const screen = { show: ({ id }: { id: number }) => void screens.push(Screen[id] ?? "?"), showEntry: () => {} };
  const terminal = new SimulatedTerminal({ folder, core, acquirer, screen, bound, onPrinted: () => {} });
  return { terminal, screens, folder };
}

async function lastOf(screens: readonly string[], wanted: string): Promise<string | undefined> {
  for (let waited = 0; screens.at(-1) !== wanted && waited < 200; waited++) await pause(10);
  return screens.at(-1);
}

function slotsIn(path: string): number[] {
  return (new FileStore(path).load()?.slots ?? []).map(({ slot }) => slot).sort();
}

describe("the simulated terminal", () => {
  it("begins unbound, with its maker's keys and no others", async () => {
    const { terminal, screens, folder } = terminalIn("new", false);
    terminal.powerOn();
    assert.equal(await lastOf(screens, "UNBOUND"), "UNBOUND");
    terminal.powerOff();
    assert.deepEqual(slotsIn(folder.keys), [Slot.TRANSPORT, Slot.SECRET]);
  });

  it("is bound at once where that is wanted, and stays so over a restart", async () => {
    const { terminal, screens, folder } = terminalIn("bound", true);
    for (const life of [1, 2]) {
      terminal.powerOn();
      assert.equal(await lastOf(screens, "IDLE"), "IDLE", `life ${life}`);
      assert.equal(screens.includes("UNBOUND"), life === 1);
      terminal.powerOff();
      screens.length = 0;
      terminal.key("enter");
      assert.equal(screens.length, 0, "nothing happens without power");
    }
    assert.deepEqual(slotsIn(folder.keys), [Slot.TMK, Slot.TRANSPORT, Slot.SECRET]);
  });
});
