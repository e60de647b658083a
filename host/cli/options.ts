/** Options that the commands of the codecs share, and the frame that each of them runs in. */
import { InvalidArgumentError, Option } from "commander";
import type { Command } from "commander";
import { LANGUAGES, languageOf } from "../locale/language.ts";
import type { Language } from "../locale/language.ts";
import { Rejection } from "./errors.ts";

export interface InputOptions {
  file?: string;
  binary?: boolean;
}

export interface OutputOptions {
  json?: boolean;
  unmasked?: boolean;
  lang: Language;
}

/** Values in hexadecimal: `[hex]`, `--file`, `--binary`. */
export function takesHex(command: Command, argument = "[hex]", what = "in hexadecimal"): Command {
  return takesText(command, argument, what).option("--binary", "file or standard input hold the bytes themselves");
}

/** Text: an argument and `--file`. */
export function takesText(command: Command, argument: string, what: string): Command {
  return command.argument(argument, what).option("--file <file>", "read it from a file; without both, standard input");
}

export function language(): Option {
  return new Option("--lang <language>", "of names").choices(LANGUAGES).default(languageOf(process.env));
}

/** `--json`, `--unmasked`, `--lang`. */
export function showsData(command: Command): Command {
  return command
    .option("--json", "one line of JSON")
    .option("--unmasked", "card numbers and secrets in clear: for test data")
    .addOption(language());
}

/** Below the help: how it is used, what it prints. */
export function notes(command: Command, text: string): Command {
  return command.addHelpText("after", `\n${text.trim()}\n`);
}

/** Runs `work`, and makes rejections of what a codec refuses. */
export async function judged<T>(work: () => Promise<T>): Promise<T> {
  const { CodecError } = await import("../codec/errors.ts");
  try {
    return await work();
  } catch (error) {
    throw error instanceof CodecError ? new Rejection(error) : error;
  }
}

/** Reads a list of words with commas between, each one of those that there are. */
export function listOf<Word extends string>(words: readonly Word[]): (text: string) => Word[] {
  return (text) =>
    text.split(",").map((part) => {
      const word = words.find((candidate) => candidate === part.trim());
      if (word === undefined) throw new InvalidArgumentError(`It must be some of ${words.join(", ")}.`);
      return word;
    });
}
