/**
 * All fields of an unpacked message as strings: digits and text as text, track data with `=`, bytes as upper-case hex.
 *
 * The whole message becomes hexadecimal and text once, and every value is a slice of one of them: a call into the engine
 * for each field would cost more than all of the rest.
 */
import { FIELD_MAX, type PlainField } from "./dialect.ts";

export interface PlainMessage {
  mti: string;
  bitmap: string;
  fields: Record<string, string>;
}

/** @param index as `unpackPlain` leaves it for these bytes */
export function decodePlain(
  table: ReadonlyArray<PlainField | undefined>,
  bytes: Uint8Array,
  index: Uint32Array,
): PlainMessage {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const hex = buffer.toString("hex").toUpperCase();
  const text = buffer.toString("latin1");
  const type = table[0]!;
  const bitmapAt = 2 * (type.packed ? 2 : 4);
  const fields: Record<string, string> = {};
  for (let number = 2; number <= FIELD_MAX; number++) {
    const entry = index[number]!;
    if (entry !== 0) fields[number] = decodeField(table[number]!, entry, hex, text);
  }
  return { mti: decodeField(type, index[0]!, hex, text), bitmap: hex.slice(bitmapAt, bitmapAt + 16), fields };
}

function decodeField(field: PlainField, entry: number, hex: string, text: string): string {
  const at = entry & 0xffff;
  const units = entry >>> 16;
  if (field.binary) return hex.slice(2 * at, 2 * (at + units));
  if (!field.packed) return text.slice(at, at + units);
  const from = 2 * at + (field.left ? 0 : units & 1);
  const digits = hex.slice(from, from + units);
  return field.track ? digits.replace("D", "=") : digits;
}
