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
  const lines = detailedLines(rows, lang, clear);
  // One line: a message type means no more than its name.
  const mti = first?.path === "mti" ? lines.slice(0, 1) : [];
  tellLines([...frameLines(read, lang), ...mti, bitmap, ...lines.slice(mti.length)], io);
}

function jsonOf({ path, name, value, place }: Row): object {
  return { path, name, value, offset: place?.offset ?? null, length: place?.length ?? null };
}
