/**
 * An acquirer in a process of its own, held from here: started, asked for its ledger, given faults, stopped, and
 * started again when it dies.
 *
 * The child is `tillcore acquirer --control`; it ends by itself when its standard input closes, so it never outlives
 * the process that holds it.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { AccountView, LedgerView, Line, Question } from "./control.ts";
import type { AcquirerEvent } from "./events.ts";
import type { Fault } from "./faults.ts";

const STOP_TIMEOUT_MS = 5_000;
/** Starts in a row that end before the child listens. */
const FAILED_STARTS_MAX = 5;
const RESTART_DELAY_MS = 100;

export interface ProcessOptions {
  /** Program and arguments of the command, to which the options are added: `[node, cli, "acquirer"]`. */
  command: readonly string[];
  data: string;
  host?: string;
  /** 0, the default, for a free one; a restart keeps it. */
  port?: number;
  /** Of its portal, on the loopback; 0 for a free one, which a restart keeps; none when absent. */
  portal?: number | undefined;
  /** Start again, on the same port and folder, when the child dies. */
  restart?: boolean;
  onEvent?: (event: AcquirerEvent) => void;
  /** What the child writes on standard error; passed through by default. */
  onError?: (text: string) => void;
}

interface Asked {
  resolve: (answer: LedgerView | null) => void;
  reject: (error: Error) => void;
}

export class AcquirerProcess {
  readonly #options: ProcessOptions;
  readonly #asked = new Map<number, Asked>();
  #child: ChildProcess | undefined;
  #listening: Promise<void> = Promise.resolve();
  #port: number;
  #portal: number | undefined;
  #lastId = 0;
  #failedStarts = 0;
  #stopping = false;
  #hasListened = false;
  #starts = 0;

  private constructor(options: ProcessOptions) {
    this.#options = options;
    this.#port = options.port ?? 0;
    this.#portal = options.portal;
  }

  /** Resolves when it listens; rejects with what it said when it cannot. */
  static async start(options: ProcessOptions): Promise<AcquirerProcess> {
    const held = new AcquirerProcess(options);
    held.#start();
    await held.#listening;
    return held;
  }

  get port(): number {
    return this.#port;
  }

  /** Of the portal; undefined where there is none. */
  get portal(): number | undefined {
    return this.#portal;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** How often the child has been started. */
  get starts(): number {
    return this.#starts;
  }

  /** Resolves when the child listens (again). */
  ready(): Promise<void> {
    return this.#listening;
  }

  /** Accounts, bookings and reversals as they stand between two messages. */
  async ledger(): Promise<LedgerView> {
    const answer = await this.#ask({ ask: "ledger" });
    if (answer === null) throw new Error("the acquirer gave no ledger");
    return answer;
  }

  /** @throws Error when no card has that name */
  async account(name: string): Promise<AccountView> {
    const found = (await this.ledger()).accounts.find((account) => account.name === name);
    if (found === undefined) throw new Error(`no account named ${name}`);
    return found;
  }

  async fault(fault: Fault): Promise<void> {
    await this.#ask({ ask: "fault", fault });
  }

  /** Ends the child with kill -9; resolves when it is dead. With `restart` it comes back: see `ready`. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || hasEnded(child)) return;
    const ended = once(child, "close");
    child.kill("SIGKILL");
    await ended;
  }

  /** Resolves when the child has closed its ledger and ended. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child === undefined || hasEnded(child)) return;
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    const ended = once(child, "close");
    child.stdin?.end();
    await ended;
    clearTimeout(timer);
  }

  #start(): void {
    const { command, data, host = "127.0.0.1", onError } = this.#options;
    const [program = process.execPath, ...first] = command;
    const pages = this.#portal === undefined ? ["--no-portal"] : ["--portal-port", String(this.#portal)];
    const args = [...first, ...pages, "--port", String(this.#port), "--host", host, "--data", data, "--control"];
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.#child = child;
    this.#starts++;
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-2000);
      if (onError) onError(text);
      else process.stderr.write(text);
    });
    child.stdin.on("error", () => {}); // the child has died: "close" tells
    this.#listening = new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).on("line", (line) => this.#receive(line, resolve));
      child.once("error", reject);
      child.once("close", (code, signal) => {
        reject(new Error(`the acquirer ended (${signal ?? code}) ${said.trim()}`.trim()));
        this.#ended();
      });
    });
    this.#listening.catch(() => {}); // whoever waits for it is told
  }

  #receive(text: string, listening: () => void): void {
    const line = parseLine(text);
    if (line === undefined) return;
    if ("id" in line) {
      const asked = this.#asked.get(line.id);
      this.#asked.delete(line.id);
      if ("answer" in line) asked?.resolve(line.answer);
      else asked?.reject(new Error(line.error));
    } else if (line.event === "message") this.#options.onEvent?.(line.message);
    else {
      this.#port = line.port;
      this.#portal = line.portal;
      this.#hasListened = true;
      this.#failedStarts = 0;
      listening();
    }
  }

  #ended(): void {
    for (const { reject } of this.#asked.values()) reject(new Error("the acquirer ended before it answered"));
    this.#asked.clear();
    // A child that has never listened has said why; one that died at work comes back.
    if (this.#stopping || !this.#options.restart || !this.#hasListened) return;
    if (++this.#failedStarts > FAILED_STARTS_MAX) return;
    this.#listening = new Promise((resolve, reject) => {
      setTimeout(() => {
        if (this.#stopping) return reject(new Error("stopped"));
        this.#start();
        this.#listening.then(resolve, reject);
      }, RESTART_DELAY_MS);
    });
    this.#listening.catch(() => {});
  }

  async #ask(question: Omit<Question, "id">): Promise<LedgerView | null> {
    await this.#listening;
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#child?.stdin?.write(`${JSON.stringify({ id, ...question })}\n`);
    });
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Undefined for the half line of a child that was killed while it wrote. */
function parseLine(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}
