/** Golden files: what a transcript must be, in tests/transcripts, and how it differs from that. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const FOLDER = new URL("../transcripts/", import.meta.url);
const CONTEXT_LINES = 3;
const COMMAND = "run the test again with UPDATE=1, and read the difference";

/** @throws Error with the difference, unless the golden file is equal; with UPDATE set it is written anew instead */
export function expectGolden(name: string, text: string): void {
  const file = new URL(`${name}.txt`, FOLDER);
  if (process.env["UPDATE"]) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, text);
    return;
  }
  const golden = existsSync(file) ? readFileSync(file, "utf8") : "";
  const difference = differenceOf(golden, text);
  if (difference === "") return;
  throw new Error(`tests/transcripts/${name}.txt differs\n${difference}\n${COMMAND}`);
}

/** Where two texts part: the lines before, then what was expected (-) and what came (+), to the end of the change; "" when equal. */
export function differenceOf(expected: string, actual: string): string {
  if (expected === actual) return "";
  const [was, is] = [expected.split("\n"), actual.split("\n")];
  let head = 0;
  while (head < was.length && head < is.length && was[head] === is[head]) head++;
  let tail = 0;
  while (tail < was.length - head && tail < is.length - head && was.at(-1 - tail) === is.at(-1 - tail)) tail++;
  const from = Math.max(0, head - CONTEXT_LINES);
  return [
    `from line ${head + 1}:`,
    ...was.slice(from, head).map((line) => `  ${line}`),
    ...was.slice(head, was.length - tail).map((line) => `- ${line}`),
    ...is.slice(head, is.length - tail).map((line) => `+ ${line}`),
    ...was.slice(was.length - tail, was.length - tail + CONTEXT_LINES).map((line) => `  ${line}`),
  ].join("\n");
}
