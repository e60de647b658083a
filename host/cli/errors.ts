/** How a command ends: 0 done, 1 the data or the world said no, 2 it was called wrongly. */

export const EXIT_REJECTED = 1;
export const EXIT_USAGE = 2;

/** Wrong usage that the parser of the command line cannot see. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What went wrong, as one line. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s*\n\s*/g, "; ").trim();
}
