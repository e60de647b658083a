/**
 * `tillcore simulate`: a terminal at this console with an acquirer of its own, or the demo where nobody sits.
 *
 * Owns the order of starting and ending: data folder, acquirer, terminal, and back. The acquirer never outlives it, and
 * the console is given back whatever happens.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeOwnership, OwnedError } from "../acquirer/owner.ts";
import { AcquirerProcess } from "../acquirer/process.ts";
import type { CodePurpose } from "../acquirer/platform/rows.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { CONSOLE_TEXTS } from "../locale/console.ts";
import { pick } from "../locale/language.ts";
import type { Language } from "../locale/language.ts";
import type { Observer } from "../runtime.ts";
import { PcscReader } from "../devices/pcsc/reader.ts";
import { ConsoleSession } from "../simulator/console_session.ts";
import { loadCore } from "../simulator/core_module.ts";
import type { CoreModule } from "../simulator/core_module.ts";
import { openDataFolder, userFolder } from "../simulator/data_folder.ts";
import type { DataFolder } from "../simulator/data_folder.ts";
import { playDemo } from "../simulator/demo.ts";
import { jsonReport, textReport } from "../simulator/demo_report.ts";
import { configurationIn } from "./emv/config.ts";
import { RecordFile } from "./record_file.ts";
import { UsageError } from "./errors.ts";
import { readNamed } from "./input.ts";

export interface SimulateCommand {
  language: Language;
  /** The user's state folder when absent, a temporary one for a demo. */
  data?: string;
  demo: boolean;
  json: boolean;
  /** A terminal that is bound already, with its keys in it; its demo is a sign-on and a sale. */
  bound?: boolean;
  record?: string;
  /** An acquirer that runs already; one of our own is started when absent. */
  acquirer?: { host: string; port: number };
  /** Its first line is the passphrase of the terminal's keys; refused when others may read it. */
  passphraseFile?: string;
  /** A file of one; the standard one when absent. */
  configuration?: string;
  /** A card reader of this computer: part of its name, or any. */
  reader?: string | true;
  /** Of the portal of an acquirer of our own, at the console; 0 for a free one, none when absent. */
  portal?: number;
}

/** What one run has in its hands. */
interface Run {
  command: SimulateCommand;
  folder: DataFolder;
  core: CoreModule;
  address: { host: string; port: number };
  acquirer: AcquirerProcess | undefined;
  observer: Observer;
  configuration: Configuration | undefined;
  card: PcscReader | undefined;
}

/** Resolves when the person has left or the demo has come to its good end. @throws Error otherwise */
export async function runSimulate(command: SimulateCommand): Promise<void> {
  const isDemo = command.demo || !process.stdin.isTTY;
  const isBound = command.bound === true;
  if (command.json && !isDemo) throw new UsageError("--json goes with --demo: add it");
  if (isDemo && command.acquirer !== undefined && !isBound)
    throw new UsageError("--demo --acquirer needs --bound: nobody at that acquirer approves what the demo applies for");
  const undo: Array<() => void | Promise<void>> = [];
  try {
    const configuration =
      command.configuration === undefined ? undefined : await configurationIn(command.configuration);
    const card = command.reader === undefined ? undefined : openReader(command.reader, undo);
    const recording = command.record === undefined ? undefined : new RecordFile(command.record);
    const folder = await openFolder(command, isDemo, undo);
    const core = loadCore();
    const acquirer =
      command.acquirer === undefined
        ? await startAcquirer(folder, undo, isDemo ? undefined : command.portal)
        : undefined;
    const address = command.acquirer ?? { host: "127.0.0.1", port: acquirer?.port ?? 0 };
    const run = { command, folder, core, address, acquirer, observer: recording?.recorder ?? {}, configuration, card };
    try {
      await (isDemo ? demo(run) : converse(run));
    } catch (error) {
      // A run that went wrong is the one somebody wants to look at.
      recording?.save(core);
      throw error;
    }
    recording?.save(core);
    if (recording !== undefined && !command.json) say(command, "recorded", ` ${command.record ?? ""}`);
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

async function openFolder(
  command: SimulateCommand,
  isDemo: boolean,
  undo: Array<() => void | Promise<void>>,
): Promise<DataFolder> {
  const isTemporary = isDemo && command.data === undefined;
  const path = isTemporary ? mkdtempSync(join(tmpdir(), "tillcore-demo-")) : (command.data ?? userFolder(process.env));
  if (isTemporary) undo.push(() => rmSync(path, { recursive: true, force: true }));
  const { passphraseFile } = command;
  const passphrase =
    passphraseFile === undefined ? undefined : (): Uint8Array => firstLine(readNamed(passphraseFile, "owner"));
  // Once, so that a file that cannot be read is told of before anything is made.
  passphrase?.().fill(0);
  const folder = { ...openDataFolder(path), ...(passphrase && { passphrase }) };
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

/** A copy of the bytes before the first line break; the rest is wiped. */
function firstLine(bytes: Uint8Array): Uint8Array {
  const end = bytes.findIndex((byte) => byte === 0x0a || byte === 0x0d);
  const line = new Uint8Array(bytes.subarray(0, end < 0 ? bytes.length : end));
  bytes.fill(0);
  return line;
}

/** @throws PcscError when there is none */
function openReader(wanted: string | true, undo: Array<() => void | Promise<void>>): PcscReader {
  const reader = PcscReader.open(wanted === true ? {} : { name: wanted });
  undo.push(() => reader.close());
  return reader;
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

async function demo({ command, folder, core, address, acquirer, observer, configuration, card }: Run): Promise<void> {
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  const report = command.json ? jsonReport(write) : textReport(write, command.language);
  const ledger = acquirer === undefined ? {} : { ledger: () => acquirer.ledger() };
  const isWhole = acquirer !== undefined && command.bound !== true;
  const platform = isWhole ? { platform: acquirer.platform.bind(acquirer) } : {};
  const { language } = command;
  const own = { ...(configuration && { configuration }), ...(card && { card }) };
  const played = playDemo({
    ...{ folder, core, acquirer: address, language, report, observer },
    ...ledger,
    ...platform,
    ...own,
  });
  await Promise.race([played, signalled().then((signal) => Promise.reject(new Error(`stopped by ${signal}`)))]);
}

async function converse({
  command,
  folder,
  core,
  address,
  acquirer,
  observer,
  configuration,
  card,
}: Run): Promise<void> {
  const session = new ConsoleSession({
    ...{ folder, core, acquirer: address, observer, language: command.language, bound: command.bound ?? false },
    ...(configuration && { configuration }),
    ...(card && { card }),
    ...(acquirer?.portal !== undefined && { portal: `http://${address.host}:${acquirer.portal}` }),
    ...(acquirer && { letter: (purpose: CodePurpose) => letterOf(acquirer, purpose) }),
    input: process.stdin,
    write: (text) => void process.stdout.write(text),
    size: () => ({ columns: process.stdout.columns ?? 80, rows: process.stdout.rows ?? 24 }),
  });
  const giveBack = (): void => session.close();
  process.once("exit", giveBack);
  try {
    session.open();
    await Promise.race([session.left, signalled()]);
  } finally {
    process.off("exit", giveBack);
    session.close();
  }
}

async function letterOf(acquirer: AcquirerProcess, purpose: CodePurpose): Promise<string | undefined> {
  const answer = await acquirer.platform({ do: "read letter", purpose });
  return "letter" in answer ? answer.letter?.code : undefined;
}

function signalled(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve(signal));
  });
}

function say({ language }: SimulateCommand, text: keyof typeof CONSOLE_TEXTS, more: string): void {
  process.stdout.write(`${pick(CONSOLE_TEXTS[text], language)}${more}\n`);
}
