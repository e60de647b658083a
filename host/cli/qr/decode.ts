/** `tillcore qr decode`: what a code says. */
import { line } from "../../codec/lines.ts";
import { Qr, QrError } from "../../codec/qr/qr.ts";
import type { QrJson, QrJsonField, QrPolicy } from "../../codec/qr/qr.ts";
import { textFrom } from "../input.ts";
import type { Io } from "../io.ts";
import { judged } from "../options.ts";
import type { OutputOptions } from "../options.ts";
import { tellJson, tellLines } from "../output.ts";

export interface DecodeOptions extends OutputOptions {
  file?: string;
  accept?: Array<keyof QrPolicy>;
  partial?: boolean;
}

/** @throws Rejection, UsageError */
export async function decode(argument: string | undefined, options: DecodeOptions, io: Io): Promise<void> {
  const policy = Object.fromEntries((options.accept ?? []).map((name) => [name, "accept"])) as Partial<QrPolicy>;
  await judged(options.json, async () => {
    const text = scanned(await textFrom({ ...options, argument }, io));
    try {
      show(Qr.decode(text, policy), options, io);
    } catch (error) {
      if (options.partial === true && error instanceof QrError) show(error.partial, options, io);
      throw error;
    }
  });
}

/** Scanners end what they type with an Enter. */
export function scanned(text: string): string {
  return text.replace(/[\r\n]+$/, "");
}

function show(qr: Qr, { json, unmasked, lang }: DecodeOptions, io: Io): void {
  const shown = qr.toJSON({ masked: unmasked !== true, language: lang });
  if (json === true) tellJson(shown, io);
  else tellLines(unmasked === true ? clearLines(qr, shown, lang) : qr.describe(lang), io);
}

/** As `Qr.describe`, with all values. */
function clearLines(qr: Qr, { text, fields }: QrJson, lang: OutputOptions["lang"]): string[] {
  const [title = ""] = qr.describe(lang);
  if (text !== undefined) return [`${title.split("  ", 1)[0] ?? ""}  ${text}`];
  return [title, ...linesOf(fields, "")];
}

function linesOf(fields: readonly QrJsonField[], indent: string): string[] {
  return fields.flatMap(({ id, name, value, fields: inner }) => [
    indent + line(id, name, inner === undefined ? value : ""),
    ...linesOf(inner ?? [], `${indent}  `),
  ]);
}
