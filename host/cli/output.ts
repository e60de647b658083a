/** Where the text of a command goes that can write it to a file. */
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { UsageError } from "./errors.ts";
import type { Io } from "./io.ts";

/** To the file that `--out` names, whole or not at all, else to standard output. @throws UsageError */
export function deliver(text: string, out: string | undefined, io: Io): void {
  if (out === undefined) {
    io.out(text);
    return;
  }
  const half = `${out}.half`;
  try {
    writeFileSync(half, text);
    renameSync(half, out);
  } catch (error) {
    rmSync(half, { force: true });
    throw new UsageError(`${out} cannot be written: name a file in a folder you may write to`, { cause: error });
  }
}
