/**
 * The program of a board as an image carries it: what its first line says, whether this launcher can start it, and how.
 *
 * The program is one CommonJS module without any file beside it, so that the bytes that were verified are the bytes that run.
 * Its first line names the two contracts that it keeps: the launcher's (`Launch`, here) and the core's (assembly/abi.ts). A program
 * of another launcher's contract, or one that does not fit the core in the same image, is refused before anything switches to it.
 * Knows no terminal: what a board does with a `Launch` is the board's matter.
 */
import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import { ABI_VERSION } from "../../assembly/abi.ts";
import { StageResult } from "../../assembly/abi_devices.ts";
import { BOARD_PART, CORE_PART, readBundle } from "./bundle.ts";

/** Of `Launch` and `StartBoard`: raised when a launcher or a board of before could not follow. */
export const BOARD_INTERFACE = 1;

/** What a board is started with. Plain data but for the two functions. */
export interface Launch {
  /** The data folder, which is the launcher's. */
  data: string;
  /** core.wasm. */
  core: Uint8Array;
  /** Of the firmware that starts. */
  version: number;
  onTrial: boolean;
  /** How many boards this run has started before. */
  turn: number;
  /** The server that the board knows by itself. */
  acquirer: { host: string; port: number; tls?: boolean };
  /** Certificates of the authorities that a TLS line trusts, PEM; the usual ones when absent. */
  authorities?: string;
  /** What the command line asked for: `BoardOptions` of host/cli/board.ts. */
  options: object;
  /** Asks the acquirer of this run, in the words of host/acquirer/control.ts; absent where the acquirer runs elsewhere. */
  ask?: (question: object) => Promise<unknown>;
  /** The board shows its first screen: it has come up. */
  up: () => void;
}

/** The person has left, or the terminal starts anew with the firmware that the launcher chooses. */
export type BoardEnd = "left" | "restart";

/** What a program exports as `start`. Rejects with what is to be told to a person. */
export type StartBoard = (launch: Launch) => Promise<BoardEnd>;

export interface Contracts {
  launcher: number;
  core: number;
}

const FIRST_LINE = /^\/\/! tillcore board: launcher (\d{1,6}), core (\d{1,6})\n/;
const FIRST_LINE_BYTES_MAX = 64;

/** The first line of a program that keeps these. */
export function firstLine({ launcher, core }: Contracts): string {
  return `//! tillcore board: launcher ${launcher}, core ${core}`;
}

/** Undefined when it is no program of a board. */
export function contractsOf(program: Uint8Array): Contracts | undefined {
  const head = Buffer.from(program.subarray(0, FIRST_LINE_BYTES_MAX)).toString("latin1");
  const [, launcher, core] = FIRST_LINE.exec(head) ?? [];
  return launcher === undefined ? undefined : { launcher: Number(launcher), core: Number(core) };
}

/** Which contract a core keeps: 0 for one that does not say. Undefined when it is no core. */
export function coreContract(core: Uint8Array): number | undefined {
  try {
    const module = new WebAssembly.Module(new Uint8Array(core));
    if (WebAssembly.Module.imports(module).length > 0) return undefined;
    const { memory, step, abiVersion } = new WebAssembly.Instance(module).exports;
    if (memory === undefined || typeof step !== "function") return undefined;
    return typeof abiVersion === "function" ? (abiVersion as () => number)() : 0;
  } catch {
    return undefined;
  }
}

/** Whether an image is one that this launcher can start: a core, with a program that fits it or for the board that is installed. */
export function judgeProgram(image: Uint8Array): StageResult {
  const parts = readBundle(image);
  const core = parts?.get(CORE_PART);
  const kept = core && coreContract(core);
  if (kept === undefined) return StageResult.FORMAT;
  const program = parts?.get(BOARD_PART);
  const said = program === undefined ? { launcher: BOARD_INTERFACE, core: ABI_VERSION } : contractsOf(program);
  if (said === undefined) return StageResult.FORMAT;
  return said.launcher === BOARD_INTERFACE && said.core === kept ? StageResult.DONE : StageResult.INTERFACE;
}

/**
 * Loads a program that was verified.
 *
 * @param name as stack traces show it
 * @param near of the installed package: what a program may need beside itself, such as `smartcard`, is found from there
 * @throws what the program throws, and Error when it exports no `start`
 */
export function loadProgram(program: Uint8Array, name: string, near: string): StartBoard {
  const module: { exports: { start?: unknown } } = { exports: {} };
  const text = new TextDecoder("utf-8", { fatal: true }).decode(program);
  const run = compileFunction(text, ["module", "exports", "require", "boardUrl"], { filename: name }) as (
    ...given: unknown[]
  ) => void;
  run(module, module.exports, createRequire(near), near);
  const { start } = module.exports;
  if (typeof start !== "function") throw new Error("the program of the board exports no start");
  return start as StartBoard;
}
