/**
 * What a dialect that keeps to the schema must not say all the same: numbers, paths and lengths that mean nothing.
 *
 * Owns what concerns the dialect as a whole; `sense_field.ts` looks at one field and at what lies inside it. Knows nothing of
 * how a dialect is compiled.
 */
import { checkField, checkSubfields, nonsense } from "./sense_field.ts";
import type { DialectSpec, FieldSpec, FrameSpec, SubfieldsSpec } from "./spec.ts";

/** @throws CodecError DIALECT_SENSE with the place in the JSON and what would make sense there */
export function checkSense(spec: DialectSpec): void {
  const { bitmap, fields, mac, match, frame } = spec;
  if (bitmap.count === 1 && bitmap.continuation !== undefined) {
    nonsense("bitmap.continuation", "none with one bitmap");
  }
  for (const [number, field] of Object.entries(fields)) {
    const path = `fields.${number}`;
    if (Number(number) > 64 * bitmap.count) nonsense(path, `at most ${64 * bitmap.count}, as many as the bitmaps have`);
    checkField(field, path);
    checkSubfields(field, path, 1);
  }
  mac?.forEach((number, i) => {
    if (fields[number] === undefined) nonsense(`mac.${i}`, "a field of the dialect", `${number}`);
  });
  match?.forEach((path, i) => checkMatchPath(path, `match.${i}`, fields));
  if (frame !== undefined) checkFrame(frame);
}

/** `mti`, a field, or a subfield of any depth; an object of EMV has no list to look it up in. */
function checkMatchPath(path: string, at: string, fields: DialectSpec["fields"]): void {
  if (path === "mti") return;
  const [first = "", ...rest] = path.split(".");
  let field: Partial<FieldSpec> | undefined = fields[first];
  if (field === undefined) nonsense(at, "a path of the dialect", path);
  for (const part of rest) {
    const subfields: SubfieldsSpec | undefined = field?.subfields;
    if (subfields === undefined) nonsense(at, "a path of the dialect", path);
    if (subfields.kind === "ber-tlv" || subfields.kind === "tagged") return;
    field = subfields.fields[part];
    if (field === undefined) nonsense(at, "a path of the dialect", path);
  }
}

const PLACES = { binary: 256, bcd: 10, ascii: 10, hex: 16 };
const BINARY_BYTES_MAX = 4;

function checkFrame({ length, maximum }: FrameSpec): void {
  const { encoding, digits } = length;
  if (encoding === "binary" && digits > BINARY_BYTES_MAX) {
    nonsense("frame.length.digits", `at most ${BINARY_BYTES_MAX} bytes`, `${digits}`);
  }
  const countable = PLACES[encoding] ** digits - 1;
  if (maximum !== undefined && maximum > countable) {
    nonsense("frame.maximum", `at most ${countable}, what the length can say`, `${maximum}`);
  }
}
