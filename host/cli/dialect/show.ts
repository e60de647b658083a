/** `tillcore dialect list`, `show` and `check`. */
import { Dialect } from "../../codec/iso8583/dialect.ts";
import type { DialectSpec, FieldSpec } from "../../codec/iso8583/spec.ts";
import type { Language } from "../../codec/lines.ts";
import { jsonFrom } from "../input.ts";
import type { Io } from "../io.ts";
import { nameOf } from "../iso8583/rows.ts";
import { dialectNamed } from "../iso8583/named.ts";
import { judged } from "../options.ts";
import { tellJson, tellLines } from "../output.ts";
import { columns } from "../table.ts";

export interface ListOptions {
  json?: boolean;
  lang: Language;
}

export type ShowOptions = ListOptions;

export interface CheckOptions {
  json?: boolean;
}

export function list({ json, lang }: ListOptions, io: Io): void {
  const dialects = Dialect.names().map((name) => {
    const { title, fields } = Dialect.builtIn(name).spec;
    return { name, title: nameOf(title, lang), fields: Object.keys(fields).length };
  });
  if (json === true) tellJson({ dialects }, io);
  else tellLines(columns(dialects.map(({ name, title }) => [name, title])), io);
}

/** @throws Rejection, UsageError */
export async function show(name: string, { json, lang }: ShowOptions, io: Io): Promise<void> {
  const { spec } = await judged(async () => dialectNamed(name));
  if (json === true) io.out(`${JSON.stringify(spec, undefined, 2)}\n`);
  else tellLines(linesOf(spec, lang), io);
}

/** @throws Rejection, UsageError */
export async function check(file: string | undefined, { json }: CheckOptions, io: Io): Promise<void> {
  await judged(async () => {
    const { name, spec } = Dialect.from(await jsonFrom(file === undefined ? {} : { file }, io));
    const fields = Object.keys(spec.fields).length;
    if (json === true) tellJson({ name, fields }, io);
    else tellLines([`${name}: ${fields} fields`], io);
  });
}

function linesOf({ name, title, source, mti, bitmap, fields }: DialectSpec, language: Language): string[] {
  const head = [`${name}  ${nameOf(title, language)}`.trimEnd(), ...(source === undefined ? [] : [source])];
  const rows = [
    ["MTI", "", `${mti.content ?? "n"} 4 ${mti.encoding}`],
    ["", language === "zh-CN" ? "位图" : "Bitmap", `${bitmap.count} x 64 ${bitmap.encoding}`],
    ...Object.entries(fields).map(([number, field]) => [`F${number}`, nameOf(field.name, language), formOf(field)]),
  ];
  return [...head, ...columns(rows)];
}

/** `n ..19 bcd, length of 2 digits in bcd`. */
function formOf({ content, encoding, length, minimum, prefix, subfields, secret }: FieldSpec): string {
  const size = prefix === undefined ? `${length}` : `${minimum ?? ""}..${length}`;
  const before = prefix === undefined ? "" : `, length in ${prefix.digits} ${prefix.encoding}`;
  const inside = subfields === undefined ? "" : `, ${subfields.kind}`;
  return `${content} ${size} ${encoding}${before}${inside}${secret === undefined ? "" : ", secret"}`;
}
