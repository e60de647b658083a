/** A planted bug: an edit of the core's sources that breaks one promise. */

export interface Mutant {
  name: string;
  /** Path below assembly/. */
  file: string;
  edits: ReadonlyArray<readonly [from: string, to: string]>;
}

/** @param more further edits of the same file */
export function plant(
  name: string,
  file: string,
  from: string,
  to: string,
  ...more: Array<readonly [string, string]>
): Mutant {
  return { name, file, edits: [[from, to], ...more] };
}
