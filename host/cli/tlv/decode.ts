/** `tillcore tlv decode`: TLV bytes as objects. */
import { CodecError } from "../../codec/errors.ts";
import { tagNameOf } from "../../codec/emv/index.ts";
import { line } from "../../codec/lines.ts";
import type { Language } from "../../codec/lines.ts";
import { parseTlv } from "../../codec/tlv/parse.ts";
import type { TlvJson } from "../../codec/tlv/json.ts";
import type { TlvObject } from "../../codec/tlv/parse.ts";
import { tagName } from "../../codec/tlv/tags.ts";
import { bytesFrom } from "../input.ts";
import type { Io } from "../io.ts";
import { judged } from "../options.ts";
import type { InputOptions, OutputOptions } from "../options.ts";
import { tellJson, tellLines } from "../output.ts";
import { shownValue } from "./shown.ts";

export interface DecodeOptions extends InputOptions, OutputOptions {
  indefinite?: boolean;
  partial?: boolean;
}

/** @throws Rejection, UsageError */
export async function decode(argument: string | undefined, options: DecodeOptions, io: Io): Promise<void> {
  await judged(async () => {
    const bytes = await bytesFrom({ ...options, argument }, io);
    try {
      show(parse(bytes, options, "refuse"), options, io);
    } catch (error) {
      if (options.partial === true && error instanceof CodecError) show(parse(bytes, options, "pass"), options, io);
      throw error;
    }
  });
}

function parse(bytes: Uint8Array, { indefinite }: DecodeOptions, faults: "refuse" | "pass"): TlvObject[] {
  return parseTlv(bytes, { indefinite: indefinite === true, faults });
}

function show(objects: readonly TlvObject[], { json, unmasked, lang }: DecodeOptions, io: Io): void {
  const clear = unmasked === true;
  if (json === true) tellJson({ objects: objects.map((object) => jsonOf(object, clear)) }, io);
  else tellLines(linesOf(objects, clear, lang, ""), io);
}

function jsonOf(object: TlvObject, clear: boolean): TlvJson {
  const { tag, value, children } = object;
  const head = { tag: tagName(tag), length: value.length };
  if (children !== undefined) return { ...head, children: children.map((child) => jsonOf(child, clear)) };
  return { ...head, value: shownValue(tag, value, clear) };
}

function linesOf(objects: readonly TlvObject[], clear: boolean, language: Language, indent: string): string[] {
  return objects.flatMap(({ tag, value, children }) => {
    const shown = children === undefined ? shownValue(tag, value, clear) : "";
    const own = indent + line(tagName(tag), tagNameOf(tag, language, { value }), shown);
    return [own, ...linesOf(children ?? [], clear, language, `${indent}  `)];
  });
}
