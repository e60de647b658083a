/**
 * What a command prints: lines, a line of JSON, or a content that can go to a file.
 *
 * Data may hold characters that move a terminal's cursor or worse: in lines and in JSON they are escaped.
 */
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { UsageError } from "./errors.ts";
import type { Io } from "./io.ts";

/** One line. */
export function tellJson(value: unknown, io: Io): void {
  const text = JSON.stringify(value).replaceAll(/[\x7f-\x9f]/g, (character) => `\\u00${hex(character)}`);
  io.out(`${text}\n`);
}

export function tellLines(lines: readonly string[], io: Io): void {
  for (const line of lines) {
    io.out(`${line.replaceAll(/[\0-\x1f\x7f-\x9f]/g, (character) => `\\x${hex(character)}`)}\n`);
  }
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(2, "0");
}

/** To the file that `--out` names, whole or not at all, else to standard output. @throws UsageError */
export function deliver(content: string | Uint8Array, out: string | undefined, io: Io): void {
  if (out === undefined) {
    io.out(typeof content === "string" ? content : Buffer.from(content).toString("latin1"));
    return;
  }
  const half = `${out}.half`;
  try {
    writeFileSync(half, content);
    renameSync(half, out);
  } catch (error) {
    rmSync(half, { force: true });
    throw new UsageError(`${out} cannot be written: name a file in a folder you may write to`, { cause: error });
  }
}
