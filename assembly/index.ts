/**
 * The exports of core.wasm, and nothing else is one.
 *
 * A board lays out terminals from `terminals()` on, `terminalBytes()` each; it writes an event at `input()` and calls
 * `step`, then drains the commands at `output()`. The layouts are in abi.ts.
 */
import { ABI_VERSION } from "./abi";
import { TERMINAL_BYTES } from "./base/map";
import { FAILURE } from "./base/fail";
import { DURABLE_USED } from "./journal/durable";
import { MAP_DURABLE } from "./base/map";
import { IN, OUT } from "./machine/io";
import { Terminal } from "./machine/terminal";
import { boot as powerOn, MOVES, step as run } from "./terminal/engine";

/** Which contract this core keeps (abi.ts): a board of another one must not start it. */
export function abiVersion(): i32 {
  return ABI_VERSION;
}

/** Address of IN: the event header, then the payload. */
export function input(): usize {
  return IN;
}

/** Address of OUT: the commands of the last step. */
export function output(): usize {
  return OUT;
}

/** Address of the first terminal. */
export function terminals(): usize {
  return (__heap_base + 15) & ~15;
}

/** Bytes from one terminal to the next. */
export function terminalBytes(): i32 {
  return <i32>TERMINAL_BYTES;
}

/** Offset and length, within a terminal, of what equals the replay of its journal at rest. */
export function durableAt(): i32 {
  return <i32>MAP_DURABLE;
}
export function durableBytes(): i32 {
  return DURABLE_USED;
}

/** Rows that the last step took: their number u32, then machine, state, event, next, a byte each. */
export function moves(): usize {
  return MOVES;
}

/** Place of the assert that failed: file (address of UTF-16, its bytes 4 before it) u32, line u32, column u32. */
export function failure(): usize {
  return FAILURE;
}

/** Makes a terminal of the bytes at `terminal`: it waits for Event.BOOT. */
export function boot(terminal: usize): void {
  powerOn(changetype<Terminal>(terminal));
}

/** Handles one event. @returns bytes of commands in OUT, or -1 when this was no event. */
export function step(terminal: usize, event: i32, length: i32): i32 {
  return run(changetype<Terminal>(terminal), event, length);
}
