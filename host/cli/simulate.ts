/**
 * `tillcore simulate`: the launcher of a terminal, as a boot loader is one, with an acquirer of its own.
 *
 * Owns the order of starting and ending: data folder, acquirer, firmware, and back. What starts is what the slots of the data
 * folder hold, verified anew, each in a process of its own that is watched (launch/watched.ts); where they hold nothing the board
 * that is installed runs here. The acquirer never outlives it, and the console is given back whatever happens.
 */
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeOwnership, OwnedError } from "../acquirer/owner.ts";
import { AcquirerProcess } from "../acquirer/process.ts";
import type { PlatformCommand } from "../acquirer/platform/commands.ts";
import type { BoardEnd, Launch } from "../firmware/board_program.ts";
import { versionText } from "../firmware/manifest.ts";
import { readCore } from "../simulator/core_module.ts";
import { openDataFolder, userFolder } from "../simulator/data_folder.ts";
import type { DataFolder } from "../simulator/data_folder.ts";
import { chooseFirmware, firmwareSlots } from "../simulator/firmware.ts";
import { passphraseIn, start } from "./board.ts";
import type { BoardOptions } from "./board.ts";
import { configurationIn } from "./emv/config.ts";
import { UsageError } from "./errors.ts";
import { readNamed } from "./input.ts";
import { BoardCrash, runWatched } from "./launch/watched.ts";

export interface SimulateCommand extends Omit<BoardOptions, "pages"> {
  /** The user's state folder when absent, a temporary one for a demo. */
  data?: string;
  /** An acquirer that runs already; one of our own is started when absent. */
  acquirer?: { host: string; port: number; tls?: boolean };
  /** A file with the certificates that are trusted over TLS. */
  acquirerCa?: string;
  /** Of the portal of an acquirer of our own, at the console; 0 for a free one, none when absent. */
  portal?: number;
}

/** Ends of a firmware that was neither left nor told to restart, in this time: three of one on trial and three of the one before. */
const CRASHES_MAX = 6;
const CRASH_WINDOW_MS = 600_000;

/** Resolves when the person has left or the demo has come to its good end. @throws Error otherwise */
export async function runSimulate(command: SimulateCommand): Promise<void> {
  const isDemo = command.demo || !process.stdin.isTTY;
  if (command.json && !isDemo) throw new UsageError("--json goes with --demo: add it");
  if (isDemo && command.acquirer !== undefined && command.bound !== true)
    throw new UsageError("--demo --acquirer needs --bound: nobody at that acquirer approves what the demo applies for");
  // So that files that cannot be read are told of before anything is made.
  if (command.configuration !== undefined) await configurationIn(command.configuration);
  if (command.passphraseFile !== undefined) passphraseIn(command.passphraseFile).fill(0);
  const trusted = command.acquirerCa === undefined ? {} : { authorities: authoritiesIn(command.acquirerCa) };
  const undo: Array<() => void | Promise<void>> = [];
  try {
    const folder = await openFolder(command, isDemo, undo);
    const core = readCore();
    const acquirer =
      command.acquirer === undefined
        ? await startAcquirer(folder, undo, isDemo ? undefined : command.portal)
        : undefined;
    const address = command.acquirer ?? { host: "127.0.0.1", port: acquirer?.port ?? 0 };
    const pages = acquirer?.portal === undefined ? {} : { pages: `http://${address.host}:${acquirer.portal}` };
    const options: BoardOptions = { ...command, demo: isDemo, ...pages };
    const ask = acquirer && { ask: (question: object) => askAcquirer(acquirer, question as AcquirerQuestion) };
    await launch(folder, { data: folder.root, core, acquirer: address, options, ...ask, ...trusted });
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

/** Starts what the slots say, again and again, until a person leaves. */
async function launch(folder: DataFolder, what: Omit<Launch, "version" | "onTrial" | "turn" | "up">): Promise<void> {
  const slots = firmwareSlots(folder);
  const crashes: number[] = [];
  for (let turn = 0; ; turn++) {
    const { version, onTrial, isInstalled, refused } = chooseFirmware(slots);
    for (const line of refused) tell(`${line}; ${versionText(version)} starts${onTrial ? " on trial" : ""}`);
    const launched = { ...what, version, onTrial, turn };
    try {
      const end = await (isInstalled ? start({ ...launched, up: () => undefined }) : watched(launched));
      if (end === "left") return;
    } catch (error) {
      if (!(error instanceof BoardCrash)) throw error;
      const now = performance.now();
      crashes.push(now);
      const isTooOften = crashes.filter((at) => at > now - CRASH_WINDOW_MS).length >= CRASHES_MAX;
      const crash = `firmware ${versionText(version)} ${error.message}`;
      if (isTooOften) throw new Error(`${crash}, ${CRASHES_MAX} times: the terminal stays off`, { cause: error });
      tell(`${crash}: the terminal starts anew`);
    }
  }

  function watched(launched: Omit<Launch, "up">): Promise<BoardEnd> {
    return runWatched(launched, {
      command: [process.execPath, ...process.execArgv, process.argv[1] ?? "", "board"],
      near: import.meta.url,
      // One on trial that was confirmed or given up need not hurry any more.
      isUnproven: () => slots.load().trial === launched.version,
    });
  }
}

/** @throws UsageError */
function authoritiesIn(file: string): string {
  const pem = Buffer.from(readNamed(file)).toString("latin1");
  try {
    new X509Certificate(pem);
  } catch {
    throw new UsageError("--acquirer-ca names a file with certificates, PEM: this is none");
  }
  return pem;
}

function tell(line: string): void {
  process.stderr.write(`tillcore: ${line}\n`);
}

type AcquirerQuestion = { ask: "ledger" } | { ask: "platform"; command: PlatformCommand };

function askAcquirer(acquirer: AcquirerProcess, question: AcquirerQuestion): Promise<unknown> {
  return question.ask === "ledger" ? acquirer.ledger() : acquirer.platform(question.command);
}

async function openFolder(
  command: SimulateCommand,
  isDemo: boolean,
  undo: Array<() => void | Promise<void>>,
): Promise<DataFolder> {
  const isTemporary = isDemo && command.data === undefined;
  const path = isTemporary ? mkdtempSync(join(tmpdir(), "tillcore-demo-")) : (command.data ?? userFolder(process.env));
  if (isTemporary) undo.push(() => rmSync(path, { recursive: true, force: true }));
  const folder = openDataFolder(path);
  try {
    const ownership = await takeOwnership(folder.root);
    undo.push(() => ownership.release());
  } catch (error) {
    if (!(error instanceof OwnedError)) throw error;
    throw new Error(`another simulation is using ${path}: close it, or choose another folder with --data`, {
      cause: error,
    });
  }
  return folder;
}

async function startAcquirer(
  folder: DataFolder,
  undo: Array<() => void | Promise<void>>,
  portal: number | undefined,
): Promise<AcquirerProcess> {
  const own = [process.execPath, ...process.execArgv, process.argv[1] ?? "", "acquirer"];
  const acquirer = await AcquirerProcess.start({
    command: own,
    data: folder.acquirer,
    portal,
    restart: true,
    onError: () => {},
  });
  undo.push(() => acquirer.stop());
  return acquirer;
}
