/**
 * The test suites, found by folder: a new folder below tests/host, or a file in one of the others, needs no entry here.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CHECKS } from "./check.ts";
import { inCheckout, OUT, ROOT, run } from "./script.ts";
import { type Counts, readAspect, readTap } from "./tap.ts";
import { bundleOf } from "./test_bundle.ts";

/** A test that takes longer hangs. */
const TEST_TIMEOUT_MS = 150_000;

export interface Outcome extends Counts {
  /** What a person must read when something failed. */
  text: string;
}

export interface Suite {
  name: string;
  /** Test files that it runs from their bundles, relative to the checkout. */
  files?: readonly string[];
  run: () => Promise<Outcome>;
}

/** The longest first, so that none of them runs on alone at the end. */
export function findSuites(): Suite[] {
  const long = ["simulation", "fuzz", "e2e"].map((name) => nodeSuite(name, `tests/${name}`));
  const parts = foldersOf("tests/host").map((name) => nodeSuite(`host ${name}`, `tests/host/${name}`));
  const node = (suites: Array<Suite | undefined>): Suite[] => suites.filter((suite) => suite !== undefined);
  return [...node(long), ...CHECKS.map(checkSuite), coreSuite(), ...node(parts)];
}

function checkSuite(check: (typeof CHECKS)[number]): Suite {
  return {
    name: `check ${check.name}`,
    run: async () => {
      const { passed, text } = await check.run();
      const figures = passed && text !== "" ? [text] : [];
      return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, omitted: [], figures, text: passed ? "" : text };
    },
  };
}

/** All specs of the core, in one run of as-pect. */
function coreSuite(): Suite {
  const args = ["--config", "tests/core/as-pect.config.js", "--as-config", "tests/core/as-pect.asconfig.json"];
  return {
    name: "core",
    run: async () => {
      const { code, output } = await run(process.execPath, [
        "node_modules/@as-pect/cli/bin/asp.js",
        ...args,
        "--no-logo",
        "--summary",
      ]);
      const counts = readAspect(output);
      if (code !== 0 && counts.failed === 0) counts.failed = 1;
      return { ...counts, text: counts.failed > 0 ? output : "" };
    },
  };
}

/** Every *.test.ts of a folder under node's runner, or undefined where there is none. */
function nodeSuite(name: string, folder: string): Suite | undefined {
  const files = testFiles(folder);
  if (files.length === 0) return undefined;
  const log = join(OUT, "logs", `${name.replaceAll(" ", "-")}.log`);
  const reporters = [
    "--test-reporter=tap",
    "--test-reporter-destination=stdout",
    "--test-reporter=spec",
    `--test-reporter-destination=${log}`,
  ];
  const limits = [`--test-timeout=${String(TEST_TIMEOUT_MS)}`, "--test-concurrency=1"];
  return {
    name,
    files,
    run: async () => {
      const { code, stdout, output } = await run(process.execPath, [
        "--enable-source-maps",
        "--test",
        ...reporters,
        ...limits,
        ...files.map(bundleOf),
      ]);
      const counts = readTap(stdout);
      if (code !== 0 && counts.failed === 0) counts.failed = 1;
      const said = existsSync(log) ? readFileSync(log, "utf8") : output;
      return { ...counts, text: counts.failed > 0 ? `${failures(said)}\nall of it: ${inCheckout(log)}` : "" };
    },
  };
}

/** The part of a spec report that lists the failing tests once more, or all of it when there is none. */
function failures(report: string): string {
  const at = report.indexOf("failing tests:");
  return at < 0 ? report : report.slice(at);
}

function foldersOf(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function testFiles(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => `${folder}/${name}`)
    .sort();
}
