/** `tillcore track decode`: what is on a magnetic stripe, or in the equivalent data of a chip card. */
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { UsageError } from "./errors.ts";
import type { Io } from "./io.ts";
import { bytesFrom, textFrom } from "./input.ts";
import { judged, notes, showsData, takesText } from "./options.ts";
import type { TrackOptions } from "./track_show.ts";

export function addTrack(root: Command, io: Io): void {
  const track = root.command("track").description("Magnetic stripe tracks 1, 2 and 3.");
  const decode = takesText(
    track.command("decode"),
    "[track]",
    "as a reader gives it, with or without sentinels and LRC",
  );
  notes(
    showsData(decode)
      .description("Show the parts of a track.")
      .addOption(new Option("--track <number>", "which it is; recognised unless told").choices(["1", "2", "3"]))
      .option("--packed", "equivalent data in hexadecimal: tags 56 and 57, fields 35 and 36")
      .option("--digits <number>", "with --packed: digits that count, where the pad is no F", wholeNumber)
      .option("--binary", "with --packed: file or standard input hold the bytes themselves")
      .addOption(new Option("--accept <what>", "a wrong LRC").choices(["lrc"]))
      .action(async (text: string | undefined, options: TrackOptions) => {
        await decodeTrack(text, options, io);
      }),
    HELP,
  );
}

const HELP = `
With --json:
{"track","pan","expiry","serviceCode","serviceCodeMeaning","discretionary","luhn","lrc"}, of
track 1 "formatCode" and "name" too, of track 3 "formatCode" and "fields"; null is what the
track does not have. The card number is masked, names, discretionary data, account and check
numbers are stars.

  $ tillcore track decode ";1234560012345608=18112211229424900200?"
  $ tillcore track decode --packed 1234560012345608D18112211229424900200F --json
`;

function wholeNumber(text: string): number {
  if (/^[0-9]{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a number.");
}

/** @throws Rejection, UsageError */
async function decodeTrack(argument: string | undefined, options: TrackOptions, io: Io): Promise<void> {
  if (options.packed !== true && (options.digits !== undefined || options.binary === true)) {
    throw new UsageError("--digits and --binary go with --packed: add it");
  }
  const { show } = await import("./track_show.ts");
  await judged(async () => {
    const given = { ...options, argument };
    if (options.packed === true) show(await bytesFrom(given, io), options, io);
    else show((await textFrom(given, io, "TRACK")).replace(/[\r\n]+$/, ""), options, io);
  });
}
