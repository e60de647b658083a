/** `tillcore emv explain`: a value, TLV bytes or an answer to reset, in words. */
import { CodecError } from "../../codec/errors.ts";
import { explain, explainAtr, lineOf, outline, tagNameOf } from "../../codec/emv/index.ts";
import type { ExplainOptions as Explained, Explanation, OutlineItem, Scheme } from "../../codec/emv/index.ts";
import { line } from "../../codec/lines.ts";
import type { Language } from "../../codec/lines.ts";
import { parseTlv } from "../../codec/tlv/parse.ts";
import { tagName, tagOf } from "../../codec/tlv/tags.ts";
import { UsageError } from "../errors.ts";
import { bytesFrom } from "../input.ts";
import type { Io } from "../io.ts";
import { judged } from "../options.ts";
import type { InputOptions, OutputOptions } from "../options.ts";
import { tellJson, tellLines } from "../output.ts";
import { shownValue } from "../tlv/shown.ts";

export interface ExplainOptions extends InputOptions, OutputOptions {
  atr?: boolean;
  scheme?: Scheme;
  all?: boolean;
  exponent?: number;
}

const INDENT = "  ";

/**
 * Prints what there is to say, then rejects what breaks its own rules.
 *
 * @throws Rejection, UsageError
 */
export async function explainData(
  first: string | undefined,
  second: string | undefined,
  options: ExplainOptions,
  io: Io,
): Promise<void> {
  const isTag = second !== undefined || (first !== undefined && options.file !== undefined);
  if (isTag && options.atr === true) throw new UsageError("--atr takes one value, without a tag");
  const tag = isTag ? tagNamed(first ?? "") : undefined;
  await judged(async () => {
    const bytes = await bytesFrom({ ...options, argument: isTag ? second : first }, io);
    if (options.atr === true) tellAtr(bytes, options, io);
    else if (tag === undefined) tellOutline(bytes, options, io);
    else tellValue(tag, bytes, options, io);
  });
}

function tagNamed(text: string): number {
  const tag = tagOf(text);
  if (tag === undefined) throw new UsageError("the tag must be 1 to 4 bytes in hexadecimal: 9F33");
  return tag;
}

function tellValue(tag: number, value: Uint8Array, options: ExplainOptions, io: Io): void {
  const { lang, json, unmasked, scheme } = options;
  const name = tagNameOf(tag, lang, { value, ...(scheme === undefined ? {} : { scheme }) });
  const explanations = explain(tag, value, lang, explained(options));
  const shown = shownValue(tag, value, unmasked === true);
  const id = tagName(tag);
  if (json === true) {
    tellJson({ tag: id, name, length: value.length, value: shown, explanations }, io);
  } else {
    tellLines([line(id, name, shown), ...linesOf(explanations, lang, INDENT)], io);
  }
  refuseFault(explanations, id, 0);
}

function tellAtr(bytes: Uint8Array, { json, lang }: ExplainOptions, io: Io): void {
  const explanations = explainAtr(bytes, lang);
  if (json === true) tellJson({ explanations }, io);
  else tellLines(linesOf(explanations, lang, ""), io);
  refuseFault(explanations, "atr", 0);
}

function tellOutline(bytes: Uint8Array, options: ExplainOptions, io: Io): void {
  const items = outline(bytes, options.lang, explained(options));
  if (options.json === true) tellJson({ items: items.map(jsonOf) }, io);
  else
    tellLines(
      items.flatMap((item) => itemLines(item, options.lang)),
      io,
    );
  parseTlv(bytes); // says what is wrong, and where
  for (const { tag, offset, explanations } of items) refuseFault(explanations, tagName(tag ?? 0), offset);
}

/** An object of an outline, and what it means. */
export function itemLines({ depth, tag, name, shown, explanations }: OutlineItem, language: Language): string[] {
  const indent = INDENT.repeat(depth);
  const own = indent + line(tag === undefined ? "?" : tagName(tag), name, shown);
  return [own, ...linesOf(explanations, language, `${indent}${INDENT}`)];
}

function jsonOf({ depth, tag, name, offset, length, shown, explanations }: OutlineItem): object {
  return { depth, tag: tag === undefined ? null : tagName(tag), name, offset, length, value: shown, explanations };
}

export function linesOf(explanations: readonly Explanation[], language: Language, indent: string): string[] {
  return explanations.map((explanation) => `${indent}${INDENT}${lineOf(explanation, language)}`);
}

function explained({ scheme, unmasked, all, exponent }: ExplainOptions): Explained {
  return {
    unmasked: unmasked === true,
    all: all === true,
    ...(scheme === undefined ? {} : { scheme }),
    ...(exponent === undefined ? {} : { exponent }),
  };
}

/** @throws CodecError EMV_VALUE */
function refuseFault(explanations: readonly Explanation[], path: string, offset: number): void {
  if (!explanations.some(({ fault }) => fault === true)) return;
  throw new CodecError({ code: "EMV_VALUE", path, offset, expected: "a value that keeps the rules of its tag" });
}
