/** What a planted bug is: a file of the core, and texts of it that are others. */
export interface Mutant {
  name: string;
  /** Path below assembly/. */
  file: string;
  edits: ReadonlyArray<readonly [from: string, to: string]>;
}

export function plant(
  name: string,
  file: string,
  from: string,
  to: string,
  ...more: Array<readonly [string, string]>
): Mutant {
  return { name, file, edits: [[from, to], ...more] };
}
