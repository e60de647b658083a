/**
 * What a command reads and writes: those of the process, or those of a test.
 *
 * The commands of the codecs use nothing else of the world but files that are named to them.
 */
import { UsageError } from "./errors.ts";

export interface Io {
  /** A person sits at the keyboard: standard input has no end of its own. */
  readonly keyboard: boolean;
  /** Standard output is a screen. */
  readonly screen: boolean;
  /** All of standard input. @throws UsageError when it is longer than `INPUT_BYTES_MAX` */
  read(): Promise<Uint8Array>;
  out(text: string): void;
  err(text: string): void;
  /** How the process ends when nothing is thrown. */
  exitCode: number;
}

/** Of anything that is read whole. */
export const INPUT_BYTES_MAX = 64 * 1024 * 1024;

export function processIo(): Io {
  return {
    get keyboard() {
      return process.stdin.isTTY ?? false;
    },
    get screen() {
      return process.stdout.isTTY ?? false;
    },
    read: readInput,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    exitCode: 0,
  };
}

async function readInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > INPUT_BYTES_MAX) throw new UsageError(`standard input is longer than ${INPUT_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
