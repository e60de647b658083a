/** `tillcore arqc`: application cryptograms made and checked as an issuer does. Its commands, their options and their help. */
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { CVN_POLICIES } from "../../secure/issuer/cvn.ts";
import type { Io } from "../io.ts";
import { notes } from "../options.ts";
import type { ArqcOptions, CvnOption, VerifyOptions } from "./arqc.ts";

const CVNS: readonly CvnOption[] = [...CVN_POLICIES.keys(), "mchip"];
const SEQUENCE_MAX = 99;

export function addArqc(root: Command, io: Io): void {
  const arqc = root
    .command("arqc")
    .description("Application cryptograms of EMV cards, from the issuer's side. Test keys only.");
  notes(
    withCard(arqc.command("generate"))
      .description("Make the cryptogram of a card, and the issuer's answer to it. Test keys only.")
      .action(async (options: ArqcOptions) => {
        await (await import("./arqc.ts")).generate(options, io);
      }),
    GENERATE,
  );
  notes(
    withCard(arqc.command("verify"))
      .description("Check the cryptogram of a card, and make the issuer's answer to it. Test keys only.")
      .option("--arqc <hex>", "the cryptogram, 8 bytes; 9F26 of --tlv unless given")
      .action(async (options: VerifyOptions) => {
        await (await import("./arqc.ts")).verify(options, io);
      }),
    VERIFY,
  );
}

function withCard(command: Command): Command {
  return command
    .addOption(new Option("--cvn <name>", "cryptogram version, see below").choices(CVNS).makeOptionMandatory())
    .requiredOption("--imk <hex>", "issuer master key for cryptograms, a test key of 16 bytes")
    .requiredOption("--pan <digits>", "card number, 12 to 19 digits")
    .option("--psn <number>", "PAN sequence number; 5F34 of --tlv unless given, else 0", sequence)
    .option("--atc <hex>", "2 bytes; 9F36 of --tlv unless given")
    .option("--un <hex>", "unpredictable number, 4 bytes; 9F37 of --tlv unless given")
    .option("--data <hex>", "what the cryptogram covers, without padding")
    .option("--tlv <hex>", "data objects of the card and the terminal, as F55 has them")
    .option("--arc <code>", "answer with this response code: 2 characters or 4 hexadecimal digits")
    .option("--csu <hex>", "answer with this card status update, 4 bytes")
    .option("--proprietary <hex>", "with --csu: proprietary authentication data, up to 8 bytes")
    .option("--json", "one line of JSON");
}

function sequence(text: string): number {
  if (/^[0-9]{1,2}$/.test(text) && Number(text) <= SEQUENCE_MAX) return Number(text);
  throw new InvalidArgumentError(`It must be 0 to ${SEQUENCE_MAX}.`);
}

const VERSIONS = `
Versions are named as the schemes name them: Visa's 10, 17, 18 and 22 (0A, 11, 12 and 22 in the
card), M/Chip's mchip-16, 17, 20 and 21 (10, 11, 14 and 15), and pboc-01 as the virtual cards
have it. mchip is the one that 9F10 of --tlv names, and mchip-16 with --data. Give --data or
--tlv; of --tlv what the version covers is taken. --arc goes with ARPC method 1, --csu with
method 2 (18 and 22). Keys and card numbers stay in the shell's history: test data alone.
`;

const GENERATE = `${VERSIONS}
Prints the cryptogram and below it the ARPC. With --json: {"arqc"}, with --arc or --csu also
"arpc", and where the version has a session key "sessionKcv"; upper-case hexadecimal.

  $ tillcore arqc generate --cvn mchip-16 --imk 0123456789ABCDEFFEDCBA9876543210 --pan 1234567890123456 --atc 001C --un ABCDEF12 --data 00000000999900000000000001248000000000012420990600ABCDEF121800001CA00003220000 --arc 0010
  24CCF3DEE3158C70
  73F6BBF389A6586C
`;

const VERIFY = `${VERSIONS}
Prints "verified" and below it the ARPC. With --json: {"verified":true}, with --arc or --csu also
"arpc". A wrong cryptogram is refused as ARQC_WRONG.

  $ tillcore arqc verify --cvn mchip-16 --imk 0123456789ABCDEFFEDCBA9876543210 --pan 1234567890123456 --atc 001C --un ABCDEF12 --data 00000000999900000000000001248000000000012420990600ABCDEF121800001CA00003220000 --arqc 24CCF3DEE3158C70
  verified
`;
