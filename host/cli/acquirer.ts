/**
 * `tillcore acquirer`: runs the simulated acquirer until it is told to stop.
 *
 * Prints where it listens and one masked line a message. Ends cleanly at SIGINT, SIGTERM and, when controlled, at the
 * end of its standard input; after any other end it starts again on the same folder with nothing to repair by hand.
 */
import { createInterface } from "node:readline";
import { createSecureContext } from "node:tls";
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
import type { TlsIdentity } from "../acquirer/server.ts";
import { testIdentity } from "../acquirer/tls_identity.ts";
import { UsageError } from "./errors.ts";
import { publicKeyIn } from "./firmware/key_file.ts";
import { readNamed } from "./input.ts";

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
  /** The line to terminals is TLS: with these files, PEM, or with a test certificate of its own in the data folder. */
  tls?: boolean;
  tlsCert?: string;
  tlsKey?: string;
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
  const tls = identityOf(command);
  const signal = signalled(); // before anybody can know that it runs
  const log = (event: AcquirerEvent): void => tellMessage(command, event);
  const service = await openService({ data, host, port, portal, releaseKey, tls, log });
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
  const line = [
    ...(command.tls === true ? ["--tls"] : []),
    ...(command.tlsCert === undefined ? [] : ["--tls-cert", command.tlsCert]),
    ...(command.tlsKey === undefined ? [] : ["--tls-key", command.tlsKey]),
  ];
  const signal = signalled();
  const held = await AcquirerProcess.start({
    command: [process.execPath, ...process.execArgv, process.argv[1] ?? "", "acquirer", ...signer, ...line],
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

/** @throws UsageError when only one of the files is named, or they do not belong together */
function identityOf({ tls, tlsCert, tlsKey, data }: AcquirerCommand): TlsIdentity | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return tls === true ? testIdentity(data) : undefined;
  if (tlsCert === undefined || tlsKey === undefined)
    throw new UsageError("--tls-cert and --tls-key go together: name both");
  const certificate = Buffer.from(readNamed(tlsCert)).toString("latin1");
  const key = Buffer.from(readNamed(tlsKey, "owner")).toString("latin1");
  try {
    createSecureContext({ cert: certificate, key });
  } catch {
    throw new UsageError("--tls-cert and --tls-key name a certificate and its private key, PEM: these are none");
  }
  return { certificate, key };
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
  const isTls = command.tls === true || command.tlsCert !== undefined;
  const pages = portal === undefined ? {} : { portal };
  if (json === true || control === true) return tellLine({ event: "listening", host, port, ...pages, data, pid });
  process.stdout.write(`listening on ${isTls ? "tls:" : ""}${host}:${port}, data in ${data}\n`);
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
