/** Data object lists of a card: what it asks for, and how the terminal's answer is taken apart (EMV Book 3, 5.4). */

export type Dol = ReadonlyArray<readonly [tag: number, length: number]>;

export function encodeDol(dol: Dol): Uint8Array {
  const bytes: number[] = [];
  for (const [tag, length] of dol) {
    if (tag > 0xff) bytes.push(tag >> 8);
    bytes.push(tag & 0xff, length);
  }
  return new Uint8Array(bytes);
}

/** The values by tag; undefined when `data` is not exactly as long as the list asks. */
export function splitDol(dol: Dol, data: Uint8Array): Map<number, Uint8Array> | undefined {
  const values = new Map<number, Uint8Array>();
  let at = 0;
  for (const [tag, length] of dol) {
    values.set(tag, data.subarray(at, at + length));
    at += length;
  }
  return at === data.length ? values : undefined;
}
