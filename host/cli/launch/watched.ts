/**
 * A firmware from a slot, run in a process of its own and watched: what becomes of it, and an end to it when it hangs.
 *
 * The child is `tillcore board` (child.ts), which ends with this process. It says that its clock ticks, that the board has come up,
 * how the board has ended. Holds always: a child that says nothing for a while, never comes up, or stays unproven too long is killed;
 * silence is counted in ticks of this process, so that a computer that slept has not been silent. The console is the child's
 * meanwhile, and is given back as it was.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { NORMAL_SCREEN } from "../../devices/console_screen.ts";
import type { BoardEnd, Launch } from "../../firmware/board_program.ts";
import { Rejection, UsageError } from "../errors.ts";
import type { Failure, ToChild, ToLauncher } from "./messages.ts";

/** Ticks of a second. */
export interface Patience {
  tick_ms: number;
  /** Until the first screen. */
  start: number;
  /** Without a sign of life. */
  silence: number;
  /** Until a firmware on trial is confirmed: the core gives itself up after three minutes, each line that is tried included. */
  trial: number;
}

const PATIENCE: Patience = { tick_ms: 1_000, start: 30, silence: 10, trial: 600 };
const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface WatchOptions {
  /** Program and arguments of the child. */
  command: readonly string[];
  /** URL of the installed program: where a board finds what it needs beside itself. */
  near: string;
  /** The firmware is on trial still. */
  isUnproven: () => boolean;
  patience?: Partial<Patience>;
}

/** A firmware has ended by itself, or was ended; the message says how, without a subject. */
export class BoardCrash extends Error {
  override readonly name = "BoardCrash";
}

/** @throws BoardCrash; what the board wants to be told to a person, as it threw it */
export function runWatched(launch: Omit<Launch, "up">, options: WatchOptions): Promise<BoardEnd> {
  const [program = process.execPath, ...args] = options.command;
  const { data, version, onTrial, turn, acquirer, authorities, options: own, ask } = launch;
  const trusted = authorities === undefined ? {} : { authorities };
  const told = { data, version, onTrial, turn, acquirer, ...trusted, options: own, asks: ask !== undefined };
  const child = spawn(program, args, {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    serialization: "advanced",
  });
  const giveBack = lendConsole();
  const watch = new Watch(child, options);
  child.on("message", (message) => watch.hear(message as ToLauncher, ask));
  say(child, { launch: told, near: options.near });
  return watch.end.finally(giveBack);
}

class Watch {
  readonly end: Promise<BoardEnd>;
  private readonly child: ChildProcess;
  private readonly options: WatchOptions;
  private readonly patience: Patience;
  private age = 0;
  /** Ticks since its last word; it has none before its first. */
  private silent = -Infinity;
  private isUp = false;
  private ended: BoardEnd | Failure | undefined;
  private killedFor: string | undefined;
  private stoppedBy: NodeJS.Signals | undefined;

  constructor(child: ChildProcess, options: WatchOptions) {
    this.child = child;
    this.options = options;
    this.patience = { ...PATIENCE, ...options.patience };
    const timer = setInterval(() => this.tick(), this.patience.tick_ms);
    const stop = (signal: NodeJS.Signals): void => {
      this.stoppedBy = signal;
      child.kill(signal);
    };
    for (const signal of FORWARDED) process.on(signal, stop);
    const over = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve([code, signal]));
    });
    this.end = over
      .then((how) => this.result(...how))
      .finally(() => {
        clearInterval(timer);
        for (const signal of FORWARDED) process.off(signal, stop);
      });
  }

  hear(message: ToLauncher, ask: Launch["ask"]): void {
    this.silent = 0;
    if (message.say === "up") this.isUp = true;
    else if (message.say === "ended") this.ended = message.how;
    else if (message.say === "failed") this.ended = message.failure;
    else if (message.say === "ask") void answer(this.child, message.id, ask?.(message.question));
  }

  private tick(): void {
    const { start, silence, trial } = this.patience;
    this.age++;
    this.silent++;
    if (this.silent > silence) return this.kill("hung");
    if (!this.isUp && this.age > start) return this.kill("did not come up");
    if (this.age > trial && this.options.isUnproven()) this.kill("was not confirmed in time");
  }

  private kill(why: string): void {
    this.killedFor ??= why;
    this.child.kill("SIGKILL");
  }

  /** @throws BoardCrash and others */
  private result(code: number | null, signal: NodeJS.Signals | null): BoardEnd {
    const { ended, killedFor, stoppedBy } = this;
    if (typeof ended === "string") return ended;
    if (killedFor !== undefined) throw new BoardCrash(killedFor);
    // Before it has come up it is the firmware's own fault, unless a person has called it wrongly.
    if (ended !== undefined && (this.isUp || ended.kind !== "error")) throw errorOf(ended);
    if (stoppedBy !== undefined) throw new Error(`stopped by ${stoppedBy}`);
    throw new BoardCrash(ended === undefined ? `ended by itself (${signal ?? code})` : `failed: ${ended.text}`);
  }
}

function errorOf({ kind, text, fault }: Failure): Error {
  if (fault !== undefined) return new Rejection(fault, text);
  return kind === "usage" ? new UsageError(text) : new Error(text);
}

async function answer(child: ChildProcess, id: number, asked: Promise<unknown> | undefined): Promise<void> {
  try {
    say(child, { id, answer: await asked });
  } catch (error) {
    say(child, { id, error: (error as Error).message });
  }
}

/** A child that has ended hears nothing. */
function say(child: ChildProcess, message: ToChild): void {
  if (child.connected) child.send(message, () => undefined);
}

/**
 * The keyboard in raw mode, as the child will have it: what it was before is remembered here, and put back even when the child
 * is killed.
 */
function lendConsole(): () => void {
  const { stdin, stdout } = process;
  if (!stdin.isTTY) return () => undefined;
  stdin.setRawMode(true);
  return () => {
    stdin.setRawMode(false);
    stdout.write(NORMAL_SCREEN);
  };
}
