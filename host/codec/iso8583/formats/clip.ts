/** Lengths that a format gives and a length in front cannot say. */
import type { FieldSpec } from "../spec.ts";

const PLACES = { ascii: 10, ebcdic: 10, bcd: 10, binary: 256, hex: 16 };

/** The field at most as long as its prefix can count; other libraries take a maximum that no message reaches. */
export function clipped(field: FieldSpec, path: string, notes: string[]): FieldSpec {
  const { prefix, length } = field;
  if (prefix === undefined) return field;
  const most = unitsOf(field, PLACES[prefix.encoding] ** prefix.digits - 1);
  if (length <= most) return field;
  notes.push(`${path}: at most ${most}, as its length can count no more`);
  return { ...field, length: most };
}

/** Units of the value that a number in front of it stands for. */
function unitsOf({ encoding, prefix }: FieldSpec, number: number): number {
  if (encoding === "bcd") return prefix?.counts === "bytes" ? 2 * number : number;
  if (encoding === "ascii" || encoding === "ebcdic") return number;
  return prefix?.counts === "nibbles" || prefix?.counts === "characters" ? number >> 1 : number;
}
