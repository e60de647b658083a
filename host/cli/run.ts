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
        : `tillcore: ${lineOf(error)}${isUsage ? `; see ${calledOf(program, args)} --help` : ""}`;
      io.err(`${line}\n`);
    }
    return isUsage ? EXIT_USAGE : EXIT_REJECTED;
  }
}

/** The command that was called, as far as its words name one: whose help says how. */
function calledOf(program: Command, args: readonly string[]): string {
  let [command, name] = [program, program.name()];
  for (const word of args) {
    const inner = command.commands.find((candidate) => candidate.name() === word);
    if (inner === undefined) break;
    [command, name] = [inner, `${name} ${word}`];
  }
  return name;
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
    /^option '(?:-., )?(--[a-z-]+)[^']*' argument '…' is invalid\. (.+)$/.exec(text) ?? [];
  return { code: "USAGE", path: option, offset: 0, expected };
}

/**
 * The sentences of the parser that quote what was typed: before it, after it, and the names that it may hold. What was typed
 * may have quotes of its own: it goes on to the last place where the rest of the sentence can begin. All other sentences hold
 * nothing but names that the program has declared.
 */
const QUOTING: ReadonlyArray<readonly [sentence: RegExp, shown: RegExp | undefined]> = [
  [/^(option '[^']*' argument )'.*'( is invalid\. .*)$/s, undefined],
  [/^(command-argument value )'.*'( is invalid for argument '[^']*'\. .*)$/s, undefined],
  [/^(unknown command )'(.*)'((?:; \(Did you mean [^']*\))?)$/s, /^(?![a-f]{8})[a-z][a-z-]{0,19}$/],
  [/^(unknown option )'(.*)'((?:; \(Did you mean [^']*\))?)$/s, /^--(?![a-f]{8})[a-z][a-z-]{0,19}$/],
];

/** A value that a person typed is never repeated: it may be a key, a card number or a PIN. A mistyped word is. */
function lineOf(error: unknown): string {
  const line = oneLine(error).replace(/^error: |\.$/g, "");
  if (!(error instanceof CommanderError)) return line;
  for (const [sentence, shown] of QUOTING) {
    const [, before, ...rest] = sentence.exec(line) ?? [];
    if (before === undefined) continue;
    const [typed = "", after = ""] = shown === undefined ? ["", ...rest] : rest;
    return `${before}'${shown?.test(typed) === true ? typed : "…"}'${after}`;
  }
  return line;
}
