/**
 * Runs a command line to its end: parses it, runs the command, tells what went wrong in one line, gives the exit code.
 */
import { Command, CommanderError } from "commander";
import { EXIT_REJECTED, EXIT_USAGE, oneLine, recordOf, Rejection, UsageError } from "./errors.ts";
import type { Io } from "./io.ts";

/** A program without commands yet, which ends by throwing and prints where it is told. */
export function rootCommand(io: Io): Command {
  const output = { writeOut: (text: string) => io.out(text), writeErr: (text: string) => io.err(text) };
  return new Command("tillcore").exitOverride().configureOutput({ ...output, outputError: () => {} });
}

/** @param args without the program's own name */
export async function run(program: Command, args: readonly string[], io: Io): Promise<number> {
  try {
    await program.parseAsync(args, { from: "user" });
    return io.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (error instanceof Rejection && error.json) {
      io.err(`${JSON.stringify({ error: recordOf(error.fault) })}\n`);
      return EXIT_REJECTED;
    }
    const isUsage = error instanceof CommanderError || error instanceof UsageError;
    // Without a command there is no error but the help itself.
    if (!(error instanceof CommanderError && error.code === "commander.help")) {
      io.err(`tillcore: ${lineOf(error)}${isUsage ? "; see tillcore --help" : ""}\n`);
    }
    return isUsage ? EXIT_USAGE : EXIT_REJECTED;
  }
}

/** What a person typed where it does not belong may be a card number or a PIN. */
function lineOf(error: unknown): string {
  const line = oneLine(error).replace(/^error: |\.$/g, "");
  if (!(error instanceof CommanderError)) return line;
  return line.replaceAll(/'([^']*)'/g, (quoted, text: string) => (/[0-9]{4}|.{33}/.test(text) ? "'…'" : quoted));
}
