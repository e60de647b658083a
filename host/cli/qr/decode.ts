/** `tillcore qr decode`: what a code says. */
import { CodecError } from "../../codec/errors.ts";
import { line } from "../../codec/lines.ts";
import { Qr, QrError } from "../../codec/qr/qr.ts";
import type { QrJson, QrJsonField, QrPolicy } from "../../codec/qr/qr.ts";
import { Rejection, sentence } from "../errors.ts";
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

const HINT = "--accept content shows the fields all the same";

/** @throws Rejection, UsageError */
export async function decode(argument: string | undefined, options: DecodeOptions, io: Io): Promise<void> {
  const policy = Object.fromEntries((options.accept ?? []).map((name) => [name, "accept"])) as Partial<QrPolicy>;
  await judged(async () => {
    const text = scanned(await textFrom({ ...options, argument }, io));
    try {
      show(Qr.decode(text, policy), options, io);
    } catch (error) {
      if (!(error instanceof QrError)) throw error;
      if (options.partial === true) show(error.partial, options, io);
      throw isReadable(text, policy) ? new Rejection(error, `${sentence(error)}; ${HINT}`) : error;
    }
  });
}

/** Only what the code says is wrong: it can be shown. */
function isReadable(text: string, policy: Partial<QrPolicy>): boolean {
  try {
    Qr.decode(text, { ...policy, content: "accept" });
    return true;
  } catch (error) {
    if (error instanceof CodecError) return false;
    throw error;
  }
}

/** Scanners end what they type with an Enter. */
export function scanned(text: string): string {
  return text.replace(/[\r\n]+$/, "");
}

function show(qr: Qr, { json, unmasked, lang }: DecodeOptions, io: Io): void {
  const shown = qr.toJSON({ masked: unmasked !== true, language: lang });
  const faults = qr.faults.map(sentence);
  if (json === true) tellJson(shown, io);
  else tellLines([...(unmasked === true ? clearLines(qr, shown, lang) : qr.describe(lang)), ...faults], io);
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
