/**
 * The one test command: builds what is stale, then runs every suite, two at once, and counts.
 *
 * A test that cannot run here says so and is listed with its reason; where CI=true that is a failure, since the machine
 * is ours to equip.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildAll } from "./build.ts";
import { reportLine } from "./check.ts";
import { fromCommandLine, isMain, OUT, pool } from "./script.ts";
import { findSuites, type Outcome, type Suite } from "./suites.ts";
import { bundleTests } from "./test_bundle.ts";

const HELP = `usage: npm test -- [--only NAME]... [--list]

Builds what is stale and runs the test suites, two at once. Exit 1 when a test fails.

  --only NAME  run only the suites whose name begins so; may stand more than once
  --list       print the names of the suites
  --help       this text

Environment: CI=true makes a test that was left out a failure.`;

const AT_ONCE = 2;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: "string", multiple: true }, list: { type: "boolean" }, help: { type: "boolean" } },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const suites = choose(findSuites(), values.only ?? []);
  if (values.list) {
    for (const { name } of suites) console.log(name);
    return;
  }
  process.exitCode = (await runAll(suites)) ? 0 : 1;
}

function choose(suites: readonly Suite[], only: readonly string[]): Suite[] {
  for (const name of only) {
    if (!suites.some((suite) => suite.name.startsWith(name))) throw new Error(`there is no suite ${name} (see --list)`);
  }
  return suites.filter((suite) => only.length === 0 || only.some((name) => suite.name.startsWith(name)));
}

/** @returns true when nothing failed */
async function runAll(suites: readonly Suite[]): Promise<boolean> {
  const began = performance.now();
  mkdirSync(join(OUT, "logs"), { recursive: true });
  const files = suites.flatMap((suite) => suite.files ?? []);
  const outcomes = [await runSuite({ name: "build", run: () => build(files) })];
  if (outcomes[0]?.failed === 0)
    outcomes.push(
      ...(await pool(
        suites.map((suite) => () => runSuite(suite)),
        AT_ONCE,
      )),
    );

  const omitted = outcomes.flatMap((outcome) => outcome.omitted);
  for (const what of omitted) console.log(`left out: ${what}`);
  const strict = process.env.CI === "true";
  const passed = sum(outcomes, "passed");
  const failed = sum(outcomes, "failed") + (strict ? omitted.length : 0);
  console.log(`${((performance.now() - began) / 1000).toFixed(0)} s`);
  console.log(`${String(passed)} passed, ${String(failed)} failed`);
  return failed === 0;
}

async function build(files: readonly string[]): Promise<Outcome> {
  const verdict = { passed: 0, omitted: [], figures: [] };
  try {
    await buildAll({ quiet: true });
    await bundleTests(files);
    return { ...verdict, failed: 0, text: "" };
  } catch (error) {
    return { ...verdict, failed: 1, text: error instanceof Error ? error.message : String(error) };
  }
}

async function runSuite(suite: Suite): Promise<Outcome> {
  const began = performance.now();
  const outcome = await suite.run();
  const counted =
    outcome.passed + outcome.failed > 1 ? ` (${String(outcome.passed)} passed, ${String(outcome.failed)} failed)` : "";
  const text = outcome.failed > 0 ? outcome.text : outcome.figures.join("\n");
  console.log(reportLine(`${suite.name}${counted}`, outcome.failed === 0, (performance.now() - began) / 1000, text));
  return outcome;
}

function sum(outcomes: readonly Outcome[], what: "passed" | "failed"): number {
  return outcomes.reduce((total, outcome) => total + outcome[what], 0);
}

if (isMain(import.meta.url)) await fromCommandLine(main);
