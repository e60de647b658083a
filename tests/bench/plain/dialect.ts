/**
 * A dialect as plain TypeScript would hold it: one small object a field, made once. Of the published form it takes what
 * the reference messages need: digits packed or in ASCII, text, bytes, fixed or behind a length of two or three digits.
 */
import type { DialectSpec, FieldSpec } from "../../../host/codec/iso8583/spec.ts";
import { ALPHANUMERIC, DIGIT_PAIR, NUMERIC, TEXT, TRACK, TRACK_PAIR } from "./classes.ts";

export const FIELD_MAX = 64;

export interface PlainField {
  /** Exact units without a prefix, else the maximum. */
  maximum: number;
  /** Bytes of the length in front; 0 for none. */
  prefix: number;
  packedPrefix: boolean;
  /** Two units a byte. */
  packed: boolean;
  /** Where the nibble beside an odd digit is: on the right of digits on the left. */
  left: boolean;
  /** What each byte must be: `classes.ts`; 0 for any. */
  class: number;
  track: boolean;
  binary: boolean;
}

const CLASSES: Readonly<Record<string, number>> = { an: ALPHANUMERIC, ans: TEXT, b: 0 };

/** Field 0 is the message type indicator. */
export function plainFields(spec: DialectSpec): Array<PlainField | undefined> {
  const fields = new Array<PlainField | undefined>(FIELD_MAX + 1).fill(undefined);
  fields[0] = plainField({ content: "n", encoding: spec.mti.encoding, length: 4 });
  for (const [number, field] of Object.entries(spec.fields)) fields[Number(number)] = plainField(field);
  return fields;
}

function plainField({ content, encoding, length, prefix, align }: FieldSpec): PlainField {
  const packed = encoding === "bcd";
  const track = content === "z";
  const digits = content === "n" || track;
  const bytes = prefix === undefined ? 0 : prefix.encoding === "bcd" ? (prefix.digits + 1) >> 1 : prefix.digits;
  const wanted = digits ? (packed ? (track ? TRACK_PAIR : DIGIT_PAIR) : track ? TRACK : NUMERIC) : CLASSES[content];
  if (wanted === undefined) throw new Error(`no field of the reference has content ${content}`);
  return {
    maximum: length,
    prefix: bytes,
    packedPrefix: prefix?.encoding === "bcd",
    packed,
    left: (align ?? (content === "n" ? "right" : "left")) === "left",
    class: wanted,
    track,
    binary: content === "b",
  };
}
