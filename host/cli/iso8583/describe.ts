/** `tillcore iso8583 describe`: all there is to say of a message. */
import { line } from "../../codec/lines.ts";
import type { Io } from "../io.ts";
import { tellJson, tellLines } from "../output.ts";
import { decodeWith } from "./decode.ts";
import type { DecodeOptions } from "./decode.ts";
import { detailedLines, frameLines, meaningOf } from "./lines.ts";
import type { Read } from "./read.ts";
import { rowsOf } from "./rows.ts";
import type { Row } from "./rows.ts";

/** @throws Rejection, UsageError */
export async function describe(argument: string | undefined, options: DecodeOptions, io: Io): Promise<void> {
  await decodeWith(argument, options, io, show);
}

function show(read: Read, { json, unmasked, lang }: DecodeOptions, io: Io): void {
  const clear = unmasked === true;
  const [first, ...others] = rowsOf(read, { masked: !clear, expand: true, language: lang });
  const rows = first === undefined ? [] : [first, ...others];
  if (json === true) {
    const mti = first?.path === "mti" ? { value: first.value, name: first.name } : null;
    const fields = rows
      .filter(({ path }) => path !== "mti")
      .map((row) => ({ ...jsonOf(row), meaning: meaningOf(row, lang, clear) }));
    const frame = read.frame === undefined ? {} : { frame: read.frame };
    tellJson({ mti, bitmap: read.message.bitmap, fields, ...frame }, io);
    return;
  }
  const bitmap = line("", lang === "zh-CN" ? "位图" : "Bitmap", read.message.bitmap);
  tellLines([...frameLines(read, lang), bitmap, ...detailedLines(rows, lang, clear)], io);
}

function jsonOf({ path, name, value, place }: Row): object {
  return { path, name, value, offset: place?.offset ?? null, length: place?.length ?? null };
}
