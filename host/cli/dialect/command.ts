/** `tillcore dialect`: its commands, their options and their help. */
import { InvalidArgumentError, Option } from "commander";
import type { Command } from "commander";
import type { Io } from "../io.ts";
import { language, notes } from "../options.ts";
import { EXPORTED, IMPORTED } from "./format_names.ts";
import type { ExportOptions, ImportOptions } from "./formats.ts";
import type { CheckOptions, ListOptions, ShowOptions } from "./show.ts";

const NAMED = "built-in dialect, or a file of one in JSON";
const PORT_MAX = 65_535;

export function addDialect(root: Command, io: Io): void {
  const dialect = root.command("dialect").description("Dialects of ISO 8583, as data.");

  notes(
    dialect
      .command("list")
      .description("Show the built-in dialects.")
      .option("--json", "one line of JSON")
      .addOption(language())
      .action(async (options: ListOptions) => {
        (await import("./show.ts")).list(options, io);
      }),
    LIST,
  );
  notes(
    dialect
      .command("show")
      .description("Show the fields of a dialect.")
      .argument("<name|file>", NAMED)
      .option("--json", "the dialect itself, as a file of one has it")
      .addOption(language())
      .action(async (name: string, options: ShowOptions) => {
        await (await import("./show.ts")).show(name, options, io);
      }),
    SHOW,
  );
  notes(
    dialect
      .command("check")
      .description("Check a dialect against the schema, and for what makes no sense together.")
      .argument("[file]", "a dialect in JSON; without it, standard input")
      .option("--json", "one line of JSON")
      .action(async (file: string | undefined, options: CheckOptions) => {
        await (await import("./show.ts")).check(file, options, io);
      }),
    CHECK,
  );
  notes(
    dialect
      .command("import")
      .description("Make a dialect from the configuration of another library.")
      .argument("[file]", "of the other library; without it, standard input")
      .addOption(new Option("--format <format>", "of the file").choices(IMPORTED).makeOptionMandatory())
      .option("--name <name>", "of the dialect: lower case, digits and hyphens", slug)
      .option("--out <file>", "write it to a file")
      .option("--json", "one line of JSON, with the notes")
      .action(async (file: string | undefined, options: ImportOptions) => {
        await (await import("./formats.ts")).importDialect(file, options, io);
      }),
    IMPORT,
  );
  notes(
    dialect
      .command("export")
      .description("Write a dialect for another program.")
      .argument("<name|file>", NAMED)
      .addOption(new Option("--format <format>", "of the other program").choices(EXPORTED).makeOptionMandatory())
      .option("--port <number>", "with wireshark-lua: TCP port of the messages; 8583 unless given", port)
      .option("--out <file>", "write it to a file")
      .option("--json", "one line of JSON, with the notes")
      .action(async (name: string, options: ExportOptions) => {
        await (await import("./formats.ts")).exportDialect(name, options, io);
      }),
    EXPORT,
  );
}

function slug(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,63}$/.test(text)) return text;
  throw new InvalidArgumentError("It must be lower case, digits and hyphens.");
}

function port(text: string): number {
  if (/^[0-9]{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= PORT_MAX) return Number(text);
  throw new InvalidArgumentError(`It must be 1 to ${PORT_MAX}.`);
}

const LIST = `
With --json: {"dialects":[{"name","title","fields"}]}, how many fields each has.
`;

const SHOW = `
  $ tillcore dialect show unionpay-pos --lang zh-CN
  $ tillcore dialect show iso8583-1987-ascii --json > own.json
`;

const CHECK = `
With --json: {"name","fields"}. A rejection has the place in the JSON as its path:
fields.55.prefix.digits

  $ tillcore dialect show unionpay-pos --json | tillcore dialect check
`;

const IMPORT = `
Formats: jpos, the XML of a GenericPackager; moov, a specification of moov-io/iso8583 in JSON;
pyiso8583, its dictionary as JSON; json, a dialect as it is. Prints the dialect. What is not the
same in both is noted on standard error, or with --json in {"dialect","notes"}; with --out too,
the dialect is in the file and {"file","notes"} on standard output.

  $ tillcore dialect import iso87ascii.xml --format jpos --name own --out own.json
  $ tillcore iso8583 decode --dialect own.json --file message.hex
`;

const EXPORT = `
Formats: jpos, the XML of a GenericPackager; moov, a specification of moov-io/iso8583 in JSON;
json, the dialect as it is; wireshark-lua, a dissector for Wireshark. What is not the same in
both is noted on standard error, or with --json in {"text","notes"}; with --out too, the text is
in the file and {"file","notes"} on standard output.

  $ tillcore dialect export unionpay-pos --format wireshark-lua --out unionpay.lua
  $ wireshark -X lua_script:unionpay.lua capture.pcap
`;
