/** How a command ends: 0 done, 1 the data or the world said no, 2 it was called wrongly. */
import type { CodecFault } from "../codec/errors.ts";

export const EXIT_REJECTED = 1;
export const EXIT_USAGE = 2;

/** Wrong usage that the parser of the command line cannot see. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Data that were refused: told as one line, or as the record where JSON was asked for. Neither holds a value. */
export class Rejection extends Error {
  override readonly name = "Rejection";
  readonly fault: CodecFault;

  /** @param text for people, where there is more to say than the record does */
  constructor(fault: CodecFault, text = sentence(fault), options?: ErrorOptions) {
    super(text, options);
    this.fault = fault;
  }
}

/** What went wrong, as one line. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s*\n\s*/g, "; ").trim();
}

/** The record of a rejection: the same five keys always, null for what there is not to say. */
export function recordOf({ code, path, offset, expected, actual }: CodecFault): object {
  return { code, path, offset, expected: expected ?? null, actual: actual ?? null };
}

/** The record in words. */
export function sentence({ code, path, offset, expected, actual }: CodecFault): string {
  // A place in JSON, or a field that is written, is at no byte.
  const where = path === "" ? `at byte ${offset}` : `in ${path}${offset === 0 ? "" : ` at byte ${offset}`}`;
  const wanted = expected === undefined ? "" : `, expected ${expected}`;
  return `${code} ${where}${wanted}${actual === undefined ? "" : `, found ${actual}`}`;
}
