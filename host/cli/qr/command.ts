/** `tillcore qr`: its commands, their options and their help. */
import { InvalidArgumentError, Option } from "commander";
import type { Command } from "commander";
import type { Io } from "../io.ts";
import { listOf, notes, showsData, takesText } from "../options.ts";
import type { DecodeOptions } from "./decode.ts";
import type { EncodeOptions } from "./encode.ts";
import type { PictureOptions } from "./picture.ts";

const POLICIES = ["crc", "nesting", "content"] as const;
const TEXT = "what a scanner gave; line ends at its end are dropped";

export function addQr(root: Command, io: Io): void {
  const qr = root.command("qr").description("Payment QR codes: merchants' and payers'.");

  notes(
    showsData(takesText(qr.command("decode"), "[text]", TEXT))
      .description("Recognise a code and show what it says.")
      .addOption(
        new Option("--accept <list>", `departures to accept: ${POLICIES.join(", ")}`).argParser(listOf(POLICIES)),
      )
      .option("--partial", "when the code is refused, also print what was understood")
      .action(async (text: string | undefined, options: DecodeOptions) => {
        await (await import("./decode.ts")).decode(text, options, io);
      }),
    DECODE,
  );
  notes(
    takesText(qr.command("encode"), "[json]", "objects, in the shape that decode --json prints, or by their IDs")
      .description("Write a merchant-presented code from JSON.")
      .option("--json", 'one line of JSON: {"text"}')
      .action(async (json: string | undefined, options: EncodeOptions) => {
        await (await import("./encode.ts")).encode(json, options, io);
      }),
    ENCODE,
  );
  notes(
    takesText(qr.command("picture"), "[text]", TEXT)
      .description("Draw a code. A payer's code is a credential, and so is its picture.")
      .addOption(
        new Option("--kind <kind>", "unless told, for a screen its colours, else svg").choices([
          "svg",
          "terminal",
          "text",
        ]),
      )
      .addOption(new Option("--correction <level>", "of errors").choices(["L", "M", "Q", "H"]).default("M"))
      .option("--border <modules>", "light modules around it, 0 to 64", border, 4)
      .option("--out <file>", "write it to a file")
      .option("--json", 'one line of JSON: {"size","rows"}, a row being 1 for dark and 0 for light modules')
      .action(async (text: string | undefined, options: PictureOptions) => {
        await (await import("./picture.ts")).picture(text, options, io);
      }),
    PICTURE,
  );
}

function border(text: string): number {
  if (/^[0-9]{1,2}$/.test(text) && Number(text) <= 64) return Number(text);
  throw new InvalidArgumentError("It must be 0 to 64.");
}

const DECODE = `
With --json:
{"kind","networks","crc":{"given","computed"},"fields":[{"id","name","value"}],"faults","notes"};
templates have "fields" too. "crc" is there for merchant-presented codes that have one, "text"
instead of fields for codes that have no fields. "faults" are departures that were accepted, as
error records. Kinds: emv-mpm, emv-cpm, wechat-payer, alipay-payer, unionpay-payer, ecny-payer,
wechat-merchant, alipay-merchant, unionpay-merchant, url, unknown. Of a payer's code the first
six and last four digits are shown.

A code that can be read but lacks an object, or has one that is wrong (QR_ABSENT, QR_CONTENT),
is refused with exit code 1. --accept content shows its fields with the faults: below them, or
with --json in "faults".

  $ tillcore qr decode '00020101021252044131153137210116372101160123456789ABCDE6010Phnom Penh5913Merchant Shop5802KH540510.005303840622501081234567802090124444446304A0BA'
  $ zbarimg --quiet --raw code.png | tillcore qr decode --json
`;

const ENCODE = `
Lengths are counted and the CRC is added, whatever the JSON has for it; the format indicator is
01 unless given.

  $ tillcore qr encode '{"fields":[{"id":"15","value":"3137210116372101160123456789ABCD"},{"id":"52","value":"4113"},{"id":"53","value":"840"},{"id":"58","value":"KH"},{"id":"59","value":"Merchant Shop"},{"id":"60","value":"Phnom Penh"}]}'
  $ tillcore qr encode '{"15":"3137210116372101160123456789ABCD","52":"4113","53":"840","58":"KH","59":"Merchant Shop","60":"Phnom Penh"}'
`;

const PICTURE = `
  $ tillcore qr picture https://example.com/ --out code.svg
`;
