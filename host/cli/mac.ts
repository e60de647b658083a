/** `tillcore mac`: the message authentication code of some bytes under a test key. */
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { MAC_FORMS, MAC_NAMES } from "../secure/mac/names.ts";
import type { MacForm, MacName } from "../secure/mac/names.ts";
import { UsageError } from "./errors.ts";
import { hexOfBytes } from "./hex.ts";
import { bytesFrom } from "./input.ts";
import type { Io } from "./io.ts";
import { byteCount, keyOfHex } from "./key/read.ts";
import { judged, notes, takesHex } from "./options.ts";
import type { InputOptions } from "./options.ts";
import { tellJson, tellLines } from "./output.ts";

interface MacCommandOptions extends InputOptions {
  algorithm: MacName;
  key: string;
  padding?: "1" | "2" | "3";
  bytes?: number;
  form?: MacForm;
  json?: boolean;
}

const NAME_COLUMNS = Math.max(...Object.keys(MAC_NAMES).map((name) => name.length));

export function addMac(root: Command, io: Io): void {
  notes(
    takesHex(root.command("mac"), "[data]", "what the MAC is over, in hexadecimal")
      .description("The message authentication code of some bytes. Test keys only: a shell keeps what was typed.")
      .addOption(
        // No choices: a list of all names has no room beside the option.
        new Option("--algorithm <name>", "one of those below").argParser(nameOf).makeOptionMandatory(),
      )
      .requiredOption("--key <hex>", "test key")
      .addOption(new Option("--padding <method>", "of ISO 9797-1; 1 unless given").choices(["1", "2", "3"]))
      .option("--bytes <number>", "of the MAC, from the left; all unless given", byteCount)
      .addOption(new Option("--form <form>", "of a UnionPay MAC, see below").choices(MAC_FORMS))
      .option("--json", "one line of JSON")
      .action(async (data: string | undefined, options: MacCommandOptions) => {
        await mac(data, options, io);
      }),
    HELP,
  );
}

const HELP = `
Algorithms:
${Object.entries(MAC_NAMES)
  .map(([name, what]) => `  ${name.padEnd(NAME_COLUMNS)}  ${what}`)
  .join("\n")}

--padding goes with iso9797-1, iso9797-3, aes-cbc and sm4-cbc. --form goes with the names that
begin with unionpay: hex8 is the first 8 hexadecimal characters, hex16 the first 16, raw the
first 8 bytes; raw is what unionpay-xor gives unless told, hex8 what the others give.

With --json: {"mac"}, upper-case hexadecimal; of the forms hex8 and hex16 the characters that
stand in the message themselves.

  $ tillcore mac --algorithm unionpay-ecb --key 2222222222222222 1234567890ABCDEFABCDEF1234567890
  E267B6E2
  $ tillcore mac --algorithm aes-cmac --key 2B7E151628AED2A6ABF7158809CF4F3C 6BC1BEE22E409F96E93D7E117393172A
  070A16B46B4D4144F79BDD9DD04A287C
`;

function nameOf(text: string): MacName {
  if (Object.hasOwn(MAC_NAMES, text)) return text as MacName;
  throw new InvalidArgumentError(`It must be one of ${Object.keys(MAC_NAMES).join(", ")}.`);
}

async function mac(argument: string | undefined, options: MacCommandOptions, io: Io): Promise<void> {
  const { MAC_ALGORITHMS } = await import("../secure/mac/algorithms.ts");
  const { padding, bytes, form } = options;
  const algorithm = MAC_ALGORITHMS[options.algorithm];
  requireOptions(options, algorithm.paddings.length > 0, algorithm.forms.length > 0);
  const result = await judged(async () => {
    const data = await bytesFrom({ ...options, argument }, io, "DATA");
    const key = keyOfHex(options.key);
    try {
      return algorithm.mac(key, data, {
        ...(padding === undefined ? {} : { padding: Number(padding) as 1 | 2 | 3 }),
        ...(bytes === undefined ? {} : { bytes }),
        ...(form === undefined ? {} : { form }),
      });
    } finally {
      key.fill(0);
    }
  });
  const isText = algorithm.forms.length > 0 && (form ?? algorithm.forms[0]) !== "raw";
  const text = isText ? Buffer.from(result).toString("latin1") : hexOfBytes(result);
  if (options.json === true) tellJson({ mac: text }, io);
  else tellLines([text], io);
}

/** @throws UsageError for an option that the algorithm does not have */
function requireOptions({ algorithm, padding, form }: MacCommandOptions, hasPadding: boolean, hasForm: boolean): void {
  if (padding !== undefined && !hasPadding)
    throw new UsageError(`${algorithm} has its own padding: leave --padding out`);
  if (form !== undefined && !hasForm) throw new UsageError(`${algorithm} has no forms: leave --form out`);
}
