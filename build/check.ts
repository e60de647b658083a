/**
 * The checks of the sources: types, lint, format, machines, and the house rules. `npm test` runs them all too, as suites.
 */
import { parseArgs } from "node:util";
import { checkAndDraw } from "./machines.ts";
import { fromCommandLine, isMain, pool, run } from "./script.ts";

const HELP = `usage: npm run check -- [--help]

Runs every check, two at once: types and lint, types of the core, format, machines, house rules. Exit 1 when one of them fails.`;

export interface Verdict {
  passed: boolean;
  /** What a person must read when it failed; a line of figures when it passed, or nothing. */
  text: string;
}

export interface Check {
  name: string;
  run: () => Promise<Verdict>;
}

/** A program that ends with 0 when nothing is wrong. */
function tool(name: string, ...args: readonly string[]): Check {
  return {
    name,
    run: async () => {
      const { code, output } = await run(process.execPath, args);
      return { passed: code === 0, text: code === 0 ? "" : output };
    },
  };
}

export const CHECKS: readonly Check[] = [
  tool("types and lint", "--import", "tsx", "build/lint.ts"),
  tool("types of the core", "node_modules/typescript/bin/tsc", "-p", "assembly/tsconfig.json"),
  tool(
    "format",
    "node_modules/prettier/bin/prettier.cjs",
    "--check",
    "--ignore-path",
    "build/.prettierignore",
    "--log-level",
    "warn",
    // What is known to be well formatted is not formatted again.
    "--cache",
    "--cache-strategy",
    "content",
    "--cache-location",
    "build/out/stamps/format",
    ".",
  ),
  { name: "machines", run: async () => judge(() => checkAndDraw(false)) },
];

/** A suite of its own under `npm test`, since it looks at what the build makes: here it is asked for by name. */
const HOUSE_RULES: Check = {
  name: "house rules",
  run: async () => {
    const { code, output } = await run(process.execPath, ["--import", "tsx", "build/test.ts", "--only", "host house"]);
    return { passed: code === 0, text: code === 0 ? "" : output };
  },
};

function judge(check: () => string): Verdict {
  try {
    return { passed: true, text: check() };
  } catch (error) {
    return { passed: false, text: error instanceof Error ? error.message : String(error) };
  }
}

/** One line a check or suite: its name, its result, its seconds, and what it has to say. */
export function reportLine(name: string, passed: boolean, seconds: number, text: string): string {
  const head = `${passed ? "passed" : "FAILED"}  ${seconds.toFixed(1).padStart(5)} s  ${name}`;
  return text === "" ? head : `${head}\n${text.trimEnd().replaceAll(/^/gm, "    ")}`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: "boolean" } } });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const jobs = [...CHECKS, HOUSE_RULES].map((check) => async () => {
    const began = performance.now();
    const { passed, text } = await check.run();
    console.log(reportLine(check.name, passed, (performance.now() - began) / 1000, text));
    return passed;
  });
  const passed = await pool(jobs, 2);
  if (passed.includes(false)) process.exitCode = 1;
}

if (isMain(import.meta.url)) await fromCommandLine(main);
