/** `tillcore iso8583`: its commands, their options and their help. */
import { Option } from "commander";
import type { Command } from "commander";
import type { Policy } from "../../codec/iso8583/policy.ts";
import type { Io } from "../io.ts";
import { listOf, notes, showsData, takesHex, takesText } from "../options.ts";
import type { DecodeOptions } from "./decode.ts";
import type { DiffOptions } from "./diff.ts";
import type { DoctorOptions } from "./doctor.ts";
import type { EncodeOptions } from "./encode.ts";

const POLICIES: ReadonlyArray<keyof Policy> = [
  "truncated",
  "trailing",
  "content",
  "pad",
  "undefinedBit",
  "overlong",
  "lengthDigits",
];
const DEFAULT_DIALECT = "unionpay-pos";

export function addIso8583(root: Command, io: Io): void {
  const iso8583 = root.command("iso8583").description("ISO 8583 messages in any dialect; see tillcore dialect.");

  notes(
    reads(takesHex(iso8583.command("decode")))
      .description("Show the fields of a message.")
      .option("--expand", "with --json: subfields as objects; else a line for each of them")
      .option("--partial", "when the message is refused, also print the fields before the fault")
      .action(async (hex: string | undefined, options: DecodeOptions) => {
        await (await import("./decode.ts")).decode(hex, options, io);
      }),
    DECODE,
  );
  notes(
    speaks(takesText(iso8583.command("encode"), "[json]", "a message, in the shape that decode --json prints"))
      .description("Write a message from JSON.")
      .option("--json", 'one line of JSON: {"hex"}')
      .action(async (json: string | undefined, options: EncodeOptions) => {
        await (await import("./encode.ts")).encode(json, options, io);
      }),
    ENCODE,
  );
  notes(
    reads(takesHex(iso8583.command("describe")))
      .description("Show all there is to say of a message: where each field lies, subfields, bits of EMV data.")
      .option("--partial", "when the message is refused, also print the fields before the fault")
      .action(async (hex: string | undefined, options: DecodeOptions) => {
        await (await import("./describe.ts")).describe(hex, options, io);
      }),
    DESCRIBE,
  );
  notes(
    reads(
      iso8583.command("diff").argument("<a>", "hexadecimal, @FILE, or - for standard input").argument("<b>", "as well"),
    )
      .description("Show the fields in which two messages differ.")
      .option("--binary", "files and standard input hold the bytes themselves")
      .action(async (a: string, b: string, options: DiffOptions) => {
        await (await import("./diff.ts")).diff(a, b, options, io);
      }),
    DIFF,
  );
  notes(
    takesHex(iso8583.command("doctor"))
      .description("Find the dialect of unknown bytes: tries every one, in every frame, and ranks what fits.")
      .option("--dialect <file>", "also try this one; may stand more than once", several, [])
      .option("--all", "every dialect in every frame, not only the best of each")
      .option("--json", "one line of JSON")
      .action(async (hex: string | undefined, options: DoctorOptions) => {
        await (await import("./doctor.ts")).doctor(hex, options, io);
      }),
    DOCTOR,
  );
}

function speaks(command: Command): Command {
  return command
    .option("--dialect <name|file>", "built-in dialect, or a file of one in JSON", DEFAULT_DIALECT)
    .option("--framed", "length, and TPDU and header where the dialect has them, come first");
}

function reads(command: Command): Command {
  return showsData(speaks(command)).addOption(
    new Option("--accept <list>", `faults to accept: ${POLICIES.join(", ")}`).argParser(listOf(POLICIES)),
  );
}

function several(file: string, files: string[]): string[] {
  return [...files, file];
}

const SAMPLE = "08000020000000C00012000016393033363137343839323330313137353339393136393500110000000100400003303120";

const DECODE = `
With --json: {"mti","bitmap","fields":{"2":"...","55":"HEX"}}: digits and text as text, track 2
with "=", binary as upper-case hexadecimal; "header" (hexadecimal) where the dialect has one in
the message; with --framed "frame":{"length","tpdu","header"}, the number in front, and
hexadecimal, empty where the frame has none. What was accepted although it ends the message
early is in "fault", bytes accepted after the last field are in "trailing". Card numbers,
tracks, secrets and trailing bytes are masked; masked messages cannot be encoded again.

  $ tillcore iso8583 decode ${SAMPLE}
  $ tillcore iso8583 decode ${SAMPLE} --json
`;

const ENCODE = `
"fields" by number: text, hexadecimal for binary ones, or an object of subfields. With --framed
"frame" has "tpdu" and "header" where the dialect has them; its length is counted, not taken
over. "bitmap" may be left out, and must name the fields that are given; "trailing" is written
after the last field. A key that decode does not print is refused.

  $ tillcore iso8583 encode '{"mti":"0820","fields":{"11":"000001","41":"90361748"}}'
  $ tillcore iso8583 decode ${SAMPLE} --json --unmasked | tillcore iso8583 encode
`;

const DESCRIBE = `
With --json:
{"mti":{"value","name"},"bitmap","fields":[{"path","name","value","offset","length","meaning"}]},
offset and length in bytes of the input for fields, null for what lies inside them, "meaning" a
list of lines, and "frame" as decode has it.

  $ tillcore iso8583 describe ${SAMPLE}
`;

const DIFF = `
Exit code 0: the same, byte for byte. 1: different; or one of them was refused, and then an
error says so. 2: wrong usage. With --json: {"same","differences":[{"path","name","a","b"}]},
null where one has no such field; values are compared in clear and shown masked. Path "bytes"
stands for messages whose fields are the same and whose bytes are not.

  $ tillcore iso8583 diff @request.hex @retry.hex --framed
`;

const DOCTOR = `
Frames: none; a length of 2 bytes, of 4 digits in BCD, ASCII or hexadecimal, also counting
itself; a TPDU; a header. First come dialects that accept the whole message, then those that
understand most of it; what looks doubtful (a check digit, a date, a message type) counts
against one. Exit code 1 when none accepts it.

With --json: {"fits":[{"dialect","frame":{"length","tpdu","header"},"accepted","mti","fields",
"understood","bytes","doubts","fault"}]}: "fields" how many, "understood" of "bytes" how many,
"length" null or {"encoding","digits","inclusive"}.

  $ tillcore iso8583 doctor ${SAMPLE}
`;
