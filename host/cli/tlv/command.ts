/** `tillcore tlv`: its commands, their options and their help. */
import type { Command } from "commander";
import type { Io } from "../io.ts";
import { notes, showsData, takesHex, takesText } from "../options.ts";
import type { DecodeOptions } from "./decode.ts";
import type { EncodeOptions } from "./encode.ts";

export function addTlv(root: Command, io: Io): void {
  const tlv = root.command("tlv").description("BER-TLV, as cards and field 55 have it.");

  notes(
    showsData(takesHex(tlv.command("decode")))
      .description("Show the objects in TLV bytes.")
      .option("--indefinite", "also read lengths of 80, which EMV does not have")
      .option("--partial", "when the bytes are refused, also print the objects before the fault")
      .action(async (hex: string | undefined, options: DecodeOptions) => {
        await (await import("./decode.ts")).decode(hex, options, io);
      }),
    DECODE,
  );
  notes(
    takesText(tlv.command("encode"), "[json]", "objects, in the shape that decode --json prints")
      .description("Write TLV bytes from JSON.")
      .option("--json", 'one line of JSON: {"hex"}')
      .action(async (json: string | undefined, options: EncodeOptions) => {
        await (await import("./encode.ts")).encode(json, options, io);
      }),
    ENCODE,
  );
}

const DECODE = `
With --json: {"objects":[{"tag","length","value"}]}, and "children" instead of "value" in
constructed objects; tags and values in upper-case hexadecimal, length in bytes. Of a card
number the first six and last four digits are shown, other values that the dictionary of EMV
tags holds for secret are stars, as many as they have digits; so are long numbers in tags that
it does not have.

  $ tillcore tlv decode "9F33 03 E0F8C8" --json
  {"objects":[{"tag":"9F33","length":3,"value":"E0F8C8"}]}
  $ tillcore tlv decode 6F0E8407A0000000031010A503500141
`;

const ENCODE = `
"length" may be left out, and is checked where it is given. Stars of masked values are refused:
decode with --unmasked.

  $ tillcore tlv encode '{"objects":[{"tag":"9F33","value":"E0F8C8"}]}'
  9F3303E0F8C8
  $ tillcore tlv decode 6F0E8407A0000000031010A503500141 --json --unmasked | tillcore tlv encode
`;
