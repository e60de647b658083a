/**
 * The board: the terminal at this console, or the demo, around the core that the launcher has chosen. What an image carries as
 * its program is this file with all that it needs in it (build/host.ts); the installed one runs without an image.
 *
 * Knows the data folder and the console, and nothing of slots, of other firmware, or of the acquirer's process: those are the
 * launcher's (simulate.ts).
 */
import { Command } from "../../assembly/abi.ts";
import type { LedgerView } from "../acquirer/control.ts";
import type { PlatformAnswer, PlatformCommand } from "../acquirer/platform/commands.ts";
import type { CodePurpose } from "../acquirer/platform/rows.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { BootSlots } from "../devices/boot_slots.ts";
import type { TcpLineOptions } from "../devices/tcp_line.ts";
import { PcscReader } from "../devices/pcsc/reader.ts";
import type { BoardEnd, Launch } from "../firmware/board_program.ts";
import { CONSOLE_TEXTS } from "../locale/console.ts";
import { pick } from "../locale/language.ts";
import type { Language } from "../locale/language.ts";
import type { Observer } from "../runtime.ts";
import { ConsoleSession } from "../simulator/console_session.ts";
import { coreOf } from "../simulator/core_module.ts";
import type { CoreModule } from "../simulator/core_module.ts";
import { openDataFolder } from "../simulator/data_folder.ts";
import type { DataFolder } from "../simulator/data_folder.ts";
import { playDemo } from "../simulator/demo.ts";
import { jsonReport, textReport } from "../simulator/demo_report.ts";
import { firmwareSlots } from "../simulator/firmware.ts";
import { together } from "../simulator/message_tap.ts";
import { configurationIn } from "./emv/config.ts";
import { readNamed } from "./input.ts";
import { RecordFile } from "./record_file.ts";

/** Of the command line, what is the board's. */
export interface BoardOptions {
  language: Language;
  demo: boolean;
  json: boolean;
  /** A terminal that is bound already, with its keys in it; its demo is a sign-on and a sale. */
  bound?: boolean;
  record?: string;
  /** Its first line is the passphrase of the terminal's keys; refused when others may read it. */
  passphraseFile?: string;
  /** A file of one; the standard one when absent. */
  configuration?: string;
  /** A card reader of this computer: part of its name, or any. */
  reader?: string | true;
  /** Address of the portal of an acquirer of our own, for browsers. */
  pages?: string;
}

/** What one start has in its hands. */
interface Run {
  launch: Launch;
  options: BoardOptions;
  folder: DataFolder;
  core: CoreModule;
  slots: BootSlots;
  observer: Observer;
  configuration: Configuration | undefined;
  card: PcscReader | undefined;
}

/** Resolves when the person has left, the demo has come to its good end, or another firmware is to start. @throws Error otherwise */
export async function start(launch: Launch): Promise<BoardEnd> {
  const options = launch.options as BoardOptions;
  const configuration = options.configuration === undefined ? undefined : await configurationIn(options.configuration);
  const card = options.reader === undefined ? undefined : openReader(options.reader);
  try {
    const path = options.record && recordingOf(options.record, launch.turn);
    const recording = path === undefined ? undefined : new RecordFile(path);
    const { passphraseFile } = options;
    const passphrase = passphraseFile === undefined ? undefined : (): Uint8Array => passphraseIn(passphraseFile);
    const folder = { ...openDataFolder(launch.data), ...(passphrase && { passphrase }) };
    const core = coreOf(launch.core);
    const slots = new BootSlots(firmwareSlots(folder), launch);
    const shown: Observer = {
      after: ({ code }) => {
        if (code === Command.SCREEN) launch.up();
      },
    };
    const observer = together(...(recording === undefined ? [] : [recording.recorder]), shown);
    const run = { launch, options, folder, core, slots, observer, configuration, card };
    let end: BoardEnd;
    try {
      end = await (options.demo ? demo(run) : converse(run));
    } catch (error) {
      // A run that went wrong is the one somebody wants to look at.
      recording?.save(core);
      throw error;
    }
    recording?.save(core);
    if (path !== undefined && !options.json) say(options, "recorded", ` ${path}`);
    return end;
  } finally {
    await card?.close();
  }
}

/** A recording is of one core: each firmware that starts in a run has its own. */
function recordingOf(path: string, turn: number): string {
  return turn === 0 ? path : `${path}.${turn + 1}`;
}

/** The first line of the file, to be wiped. @throws UsageError */
export function passphraseIn(file: string): Uint8Array {
  return firstLine(readNamed(file, "owner"));
}

/** A copy of the bytes before the first line break; the rest is wiped. */
function firstLine(bytes: Uint8Array): Uint8Array {
  const end = bytes.findIndex((byte) => byte === 0x0a || byte === 0x0d);
  const line = new Uint8Array(bytes.subarray(0, end < 0 ? bytes.length : end));
  bytes.fill(0);
  return line;
}

/** @throws PcscError when there is none */
function openReader(wanted: string | true): PcscReader {
  return PcscReader.open(wanted === true ? {} : { name: wanted });
}

async function demo({ launch, options, configuration, card, ...run }: Run): Promise<BoardEnd> {
  const { ask } = launch;
  const acquirer = acquirerOf(launch);
  const { language, json, bound } = options;
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  const report = json ? jsonReport(write) : textReport(write, language);
  const ledger = ask && { ledger: async () => (await ask({ ask: "ledger" })) as LedgerView };
  const platform = ask && bound !== true ? { platform: platformOf(ask) } : {};
  const own = { ...(configuration && { configuration }), ...(card && { card }) };
  const played = playDemo({ ...run, acquirer, language, report, ...ledger, ...platform, ...own });
  return Promise.race([played, signalled().then((signal) => Promise.reject(new Error(`stopped by ${signal}`)))]);
}

async function converse({ launch, options, configuration, card, ...run }: Run): Promise<BoardEnd> {
  const { ask } = launch;
  const acquirer = acquirerOf(launch);
  const { language, bound = false, pages } = options;
  const session = new ConsoleSession({
    ...{ ...run, acquirer, language, bound },
    ...(configuration && { configuration }),
    ...(card && { card }),
    ...(pages !== undefined && { portal: pages }),
    ...(ask && { letter: (purpose: CodePurpose) => letterOf(platformOf(ask), purpose) }),
    input: process.stdin,
    write: (text) => void process.stdout.write(text),
    size: () => ({ columns: process.stdout.columns ?? 80, rows: process.stdout.rows ?? 24 }),
  });
  const giveBack = (): void => session.close();
  process.once("exit", giveBack);
  try {
    session.open();
    return await Promise.race([session.left, signalled().then((): BoardEnd => "left")]);
  } finally {
    process.off("exit", giveBack);
    session.close();
  }
}

function acquirerOf({ acquirer, authorities }: Launch): TcpLineOptions {
  return { ...acquirer, ...(authorities !== undefined && { authorities }) };
}

type AskPlatform = (command: PlatformCommand) => Promise<PlatformAnswer>;

function platformOf(ask: NonNullable<Launch["ask"]>): AskPlatform {
  return async (command) => (await ask({ ask: "platform", command })) as PlatformAnswer;
}

async function letterOf(platform: AskPlatform, purpose: CodePurpose): Promise<string | undefined> {
  const answer = await platform({ do: "read letter", purpose });
  return "letter" in answer ? answer.letter?.code : undefined;
}

function signalled(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve(signal));
  });
}

function say({ language }: BoardOptions, text: keyof typeof CONSOLE_TEXTS, more: string): void {
  process.stdout.write(`${pick(CONSOLE_TEXTS[text], language)}${more}\n`);
}
