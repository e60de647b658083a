/**
 * Runs a command line to its end: parses it, runs the command, tells what went wrong in one line, gives the exit code.
 *
 * With `--json` that line is the record of an error, `{"error":{...}}`, of data that were refused and of wrong usage.
 */
import { Command, CommanderError } from "commander";
import { CodecError } from "../codec/errors.ts";
import type { CodecFault } from "../codec/errors.ts";
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
    const isUsage = error instanceof CommanderError || error instanceof UsageError;
    // Without a command there is no error but the help itself.
    if (!(error instanceof CommanderError && error.code === "commander.help")) {
      const fault = asksForJson(args) ? faultOf(error) : undefined;
      const line = fault
        ? JSON.stringify({ error: recordOf(fault) })
        : `tillcore: ${lineOf(error)}${isUsage ? "; see tillcore --help" : ""}`;
      io.err(`${line}\n`);
    }
    return isUsage ? EXIT_USAGE : EXIT_REJECTED;
  }
}

/** Looked up here, since a command line that is wrong has no options. */
function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end < 0 ? undefined : end).includes("--json");
}

/** Wrong usage says in `expected` what to do; the option that it concerns is the path. None of what went wrong besides. */
function faultOf(error: unknown): CodecFault | undefined {
  if (error instanceof Rejection) return error.fault;
  if (error instanceof CodecError) return error;
  if (!(error instanceof CommanderError || error instanceof UsageError)) return undefined;
  const text = lineOf(error);
  const [, option = "", expected = text] =
    /^option '(?:-., )?(--[a-z-]+)[^']*' argument .* is invalid\. (.+)$/.exec(text) ?? [];
  return { code: "USAGE", path: option, offset: 0, expected };
}

/** What a person typed where it does not belong may be a card number or a PIN. */
function lineOf(error: unknown): string {
  const line = oneLine(error).replace(/^error: |\.$/g, "");
  if (!(error instanceof CommanderError)) return line;
  return line.replaceAll(/'([^']*)'/g, (quoted, text: string) => (/[0-9]{4}|.{33}/.test(text) ? "'…'" : quoted));
}
