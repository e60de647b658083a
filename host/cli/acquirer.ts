/**
 * `tillcore acquirer`: runs the simulated acquirer until it is told to stop.
 *
 * Prints where it listens and one masked line a message. Ends cleanly at SIGINT, SIGTERM and, when controlled, at the
 * end of its standard input; after any other end it starts again on the same folder with nothing to repair by hand.
 */
import { createInterface } from "node:readline";
import { parseQuestion, viewLedger } from "../acquirer/control.ts";
import type { LedgerView, Line, Question } from "../acquirer/control.ts";
import { formatEvent } from "../acquirer/events.ts";
import type { AcquirerEvent } from "../acquirer/events.ts";
import { takeOwnership } from "../acquirer/owner.ts";
import { AcquirerProcess } from "../acquirer/process.ts";
import { openService } from "../acquirer/service.ts";
import { runCommand } from "../acquirer/platform/commands.ts";
import type { Service } from "../acquirer/service.ts";
import { SqliteLedger } from "../acquirer/sqlite_ledger.ts";
import { publicKeyIn } from "./firmware/key_file.ts";

export interface AcquirerCommand {
  /** 0 for a free one. */
  port: number;
  /** Of the portal; 0 for a free one, none when absent. */
  portal?: number | undefined;
  host: string;
  /** Folder of the ledger. */
  data: string;
  /** Lines of JSON instead of text. */
  json?: boolean;
  /** No line a message. */
  quiet?: boolean;
  /** Lines of JSON both ways (`host/acquirer/control.ts`); ends with its standard input. */
  control?: boolean;
  /** File with the public key of whoever signs firmware. */
  releaseKey?: string;
  /** Runs the acquirer as a child and starts it again when it dies. */
  supervise?: boolean;
}

/**
 * Resolves when the acquirer has closed.
 *
 * @throws OwnedError when another acquirer runs on the folder; Error when the ledger or the address cannot be had
 */
export async function runAcquirer(command: AcquirerCommand): Promise<void> {
  if (command.supervise === true) return supervise(command);
  const { data, host, port, portal } = command;
  const releaseKey = command.releaseKey === undefined ? undefined : publicKeyIn(command.releaseKey);
  const signal = signalled(); // before anybody can know that it runs
  const log = (event: AcquirerEvent): void => tellMessage(command, event);
  const service = await openService({ data, host, port, portal, releaseKey, log });
  tellListening(command, service, process.pid);
  await untilStopped(command, service, signal);
  await service.close();
}

/** Accounts, bookings and reversals in a folder whose acquirer is not running. */
export async function showLedger(directory: string): Promise<LedgerView> {
  const ownership = await takeOwnership(directory);
  try {
    const ledger = new SqliteLedger(directory);
    const view = viewLedger(ledger);
    ledger.close();
    return view;
  } finally {
    await ownership.release();
  }
}

async function supervise(command: AcquirerCommand): Promise<void> {
  const { data, host, port, portal } = command;
  const signer = command.releaseKey === undefined ? [] : ["--release-key", command.releaseKey];
  const signal = signalled();
  const held = await AcquirerProcess.start({
    command: [process.execPath, ...process.execArgv, process.argv[1] ?? "", "acquirer", ...signer],
    data,
    host,
    port,
    portal,
    restart: true,
    onEvent: (event) => tellMessage(command, event),
  });
  tellListening(command, held, held.pid ?? 0);
  await signal;
  await held.stop();
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}

/** A signal, or when controlled the end of standard input. */
async function untilStopped(command: AcquirerCommand, service: Service, signal: Promise<void>): Promise<void> {
  if (command.control !== true) return signal;
  await Promise.race([signal, answerQuestions(service)]);
  process.stdin.destroy(); // or it would keep the process alive
}

/** Resolves at the end of standard input. */
function answerQuestions(service: Service): Promise<void> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: process.stdin });
    process.stdout.on("error", () => resolve()); // nobody listens any more
    lines.on("close", () => resolve());
    lines.on("line", (text) => {
      const question = parseQuestion(text);
      if (question !== undefined) tellLine(answer(question, service));
    });
  });
}

function answer({ id, ask, fault, command }: Question, service: Service): Line {
  if (ask === "ledger") return { id, answer: viewLedger(service.ledger) };
  try {
    if (ask === "platform" && command !== undefined) return { id, answer: runCommand(service.platform, command) };
    if (ask !== "fault" || fault === undefined) return { id, error: "unknown question" };
    service.faults.next(fault);
    return { id, answer: null };
  } catch (error) {
    return { id, error: (error as Error).message };
  }
}

interface Listening {
  port: number;
  portal: number | undefined;
}

function tellListening(command: AcquirerCommand, { port, portal }: Listening, pid: number): void {
  const { json, control, host, data } = command;
  const pages = portal === undefined ? {} : { portal };
  if (json === true || control === true) return tellLine({ event: "listening", host, port, ...pages, data, pid });
  process.stdout.write(`listening on ${host}:${port}, data in ${data}\n`);
  if (portal !== undefined) process.stdout.write(`portal on http://127.0.0.1:${portal}\n`);
}

function tellMessage({ json, control, quiet }: AcquirerCommand, event: AcquirerEvent): void {
  if (quiet === true) return;
  if (json === true || control === true) tellLine({ event: "message", message: event });
  else process.stdout.write(`${formatEvent(event)}\n`);
}

function tellLine(line: Line): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
