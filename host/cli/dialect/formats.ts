/** `tillcore dialect import` and `export`: dialects in the formats of other programs. */
import { checkSpec } from "../../codec/iso8583/check.ts";
import type { Imported } from "../../codec/iso8583/formats/fault.ts";
import { exportJpos } from "../../codec/iso8583/formats/jpos_export.ts";
import { importJpos } from "../../codec/iso8583/formats/jpos_import.ts";
import { exportMoov } from "../../codec/iso8583/formats/moov_export.ts";
import { importMoov } from "../../codec/iso8583/formats/moov_import.ts";
import { importPyiso8583 } from "../../codec/iso8583/formats/pyiso8583.ts";
import { wiresharkLua } from "../../codec/iso8583/lua.ts";
import type { DialectSpec } from "../../codec/iso8583/spec.ts";
import { UsageError } from "../errors.ts";
import { parseJson, textFrom } from "../input.ts";
import type { Io } from "../io.ts";
import { dialectNamed } from "../iso8583/named.ts";
import { judged } from "../options.ts";
import { deliver, tellJson } from "../output.ts";
import type { EXPORTED, IMPORTED } from "./format_names.ts";

export interface ImportOptions {
  format: (typeof IMPORTED)[number];
  name?: string;
  out?: string;
  json?: boolean;
}

export interface ExportOptions {
  format: (typeof EXPORTED)[number];
  port?: number;
  out?: string;
  json?: boolean;
}

/** @throws Rejection, UsageError */
export async function importDialect(file: string | undefined, options: ImportOptions, io: Io): Promise<void> {
  const { format, name } = options;
  const { spec, notes } = await judged(async () => {
    const imported = imports(format, await textFrom(file === undefined ? {} : { file }, io, "FILE"));
    return name === undefined ? imported : { ...imported, spec: { ...imported.spec, name } };
  });
  tell({ text: pretty(spec), notes }, { dialect: spec, notes }, options, io);
}

/** @throws Rejection, UsageError */
export async function exportDialect(name: string, options: ExportOptions, io: Io): Promise<void> {
  const { format, port } = options;
  if (port !== undefined && format !== "wireshark-lua") throw new UsageError("--port goes with --format wireshark-lua");
  const { text, notes } = await judged(async () => exports(format, dialectNamed(name).spec, port));
  tell({ text, notes }, { text, notes }, options, io);
}

function imports(format: ImportOptions["format"], text: string): Imported {
  switch (format) {
    case "jpos":
      return importJpos(text);
    case "moov":
      return importMoov(parseJson(text));
    case "pyiso8583":
      return importPyiso8583(parseJson(text));
    case "json":
      return { spec: checkSpec(parseJson(text)), notes: [] };
  }
}

function exports(
  format: ExportOptions["format"],
  spec: DialectSpec,
  port: number | undefined,
): { text: string; notes: string[] } {
  switch (format) {
    case "jpos": {
      const { xml, notes } = exportJpos(spec);
      return { text: xml, notes };
    }
    case "moov": {
      const { json, notes } = exportMoov(spec);
      return { text: pretty(json), notes };
    }
    case "json":
      return { text: pretty(spec), notes: [] };
    case "wireshark-lua":
      return { text: wiresharkLua(spec, port === undefined ? {} : { port }), notes: [] };
  }
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** A file holds what was made and nothing else, with `--json` too: that then only says which file it is. */
function tell(
  { text, notes }: { text: string; notes: readonly string[] },
  whole: object,
  { out, json }: { out?: string; json?: boolean },
  io: Io,
): void {
  if (json !== true) {
    for (const note of notes) io.err(`note: ${note}\n`);
    deliver(text, out, io);
  } else if (out === undefined) {
    io.out(`${JSON.stringify(whole)}\n`);
  } else {
    deliver(text, out, io);
    tellJson({ file: out, notes }, io);
  }
}
