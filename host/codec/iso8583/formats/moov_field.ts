/** One field of moov-io/iso8583 that has no parts. */
import type { CodePage, Content, FieldSpec } from "../spec.ts";
import { refuseImport } from "./fault.ts";
import { ENCODINGS, PREFIXES } from "./moov_names.ts";
import type { MoovField } from "./moov_names.ts";

const LENGTH_MAX = 0xffff;

export function primitive(field: MoovField, type: string, path: string, notes: string[]): FieldSpec {
  const encoded = ENCODINGS.get(field.enc ?? "");
  if (encoded === undefined) refuseImport(`${path}.enc`, [...ENCODINGS.keys()].join(", "), field.enc);
  const { encoding, codePage, left } = encoded;
  const content = contentOf(type, encoding);
  if (content === "b" && type === "String" && encoding === "binary") notes.push(`${path}: read as hexadecimal`);
  const spec: FieldSpec = {
    content,
    encoding,
    length: lengthOf(field, path),
    ...prefixed(field, path),
    ...(codePage === undefined ? {} : { codePage: codePage satisfies CodePage }),
  };
  if (encoding === "bcd") return { ...spec, ...bcdAlign(spec, left === true) };
  return encoding === "ascii" || encoding === "ebcdic" ? { ...spec, ...padded(spec, field, path, notes) } : spec;
}

function contentOf(type: string, encoding: FieldSpec["encoding"]): Content {
  if (encoding === "binary" || encoding === "hex") return "b";
  if (type === "Track2") return "z";
  if (type === "Numeric" || encoding === "bcd") return "n";
  return "ans";
}

export function lengthOf({ length }: MoovField, path: string): number {
  if (length !== undefined && Number.isInteger(length) && length >= 1) return Math.min(length, LENGTH_MAX);
  refuseImport(`${path}.length`, "at least 1", String(length));
}

export function prefixed({ prefix = "" }: MoovField, path: string): Pick<FieldSpec, "prefix"> {
  if (!PREFIXES.has(prefix)) refuseImport(`${path}.prefix`, "a prefix such as ASCII.LL or BCD.Fixed", prefix);
  const own = PREFIXES.get(prefix);
  return own === undefined ? {} : { prefix: { ...own } };
}

function bcdAlign({ content, length, prefix }: FieldSpec, left: boolean): Pick<FieldSpec, "align"> {
  if (prefix === undefined && length % 2 === 0) return {};
  const usual = content === "n" ? "right" : "left";
  const align = left ? "left" : "right";
  return align === usual ? {} : { align };
}

/** How a short value of fixed length is filled up. */
function padded(
  { content, prefix }: FieldSpec,
  { padding }: MoovField,
  path: string,
  notes: string[],
): Pick<FieldSpec, "align" | "pad"> {
  const type = padding?.type ?? "None";
  if (type === "None") return {};
  const { pad = "" } = padding ?? {};
  const isUsable = prefix === undefined && /^[ -~]$/.test(pad) && (content !== "n" || /^[0-9]$/.test(pad));
  if (!["Left", "Right"].includes(type) || !isUsable) {
    notes.push(`${path}.padding: not filled up here`);
    return {};
  }
  const align = type === "Left" ? "right" : "left";
  const usual = content === "n" ? { align: "right", pad: "0" } : { align: "left", pad: " " };
  return { ...(align === usual.align ? {} : { align }), ...(pad === usual.pad ? {} : { pad }) };
}
