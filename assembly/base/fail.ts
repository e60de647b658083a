/**
 * Where an assert ends. Asserts ship: one that fails is our bug, never the world's, and the instance is lost.
 *
 * The place stays at a fixed address, so that the board can show it after the trap.
 */

/** file (address of a UTF-16 string whose length in bytes stands 4 before it) u32 · line u32 · column u32. */
export const FAILURE: usize = memory.data(16, 8);

/** The compiler calls this instead of an imported `abort` (option `--use abort=`). */
export function fail(message: usize, file: usize, line: u32, column: u32): void {
  store<u32>(FAILURE, <u32>file);
  store<u32>(FAILURE, line, 4);
  store<u32>(FAILURE, column, 8);
  unreachable();
}
