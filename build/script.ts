/**
 * What every build script needs: where the checkout is, whether it was started by name, one way to run a child.
 * Knows nothing of what is built.
 */
import { spawn } from "node:child_process";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
export const OUT = join(ROOT, "build/out");

/** True when `url` (of the asking module) is the script that node was told to run. */
export function isMain(url: string): boolean {
  return process.argv[1] === fileURLToPath(url);
}

/** Runs a script's `main`; what it throws is one line on standard error: exit 1 for a fault, 2 for wrong usage. */
export async function fromCommandLine(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
    process.exitCode = typeof code === "string" && code.startsWith("ERR_PARSE_ARGS") ? 2 : 1;
  }
}

/** `path` as it stands in the checkout, with forward slashes: what is printed never names the machine. */
export function inCheckout(path: string): string {
  return relative(ROOT, path).replaceAll("\\", "/");
}

/** Writes a file whole or not at all: a build that is cut short leaves the old artefact. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const half = `${path}.${String(process.pid)}.half`;
  writeFileSync(half, content);
  renameSync(half, path);
}

export interface Finished {
  code: number;
  /** Standard output alone, for programs whose output is read. */
  stdout: string;
  /** Standard output and standard error as they came. */
  output: string;
}

/** Runs a program in the checkout to its end, its output kept. A program that cannot be started ends with code 127. */
export function run(program: string, args: readonly string[]): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    const end = (code: number): void => {
      // Some programs colour what they print wherever they print it.
      resolve({ code, stdout: stripVTControlCharacters(stdout), output: stripVTControlCharacters(output) });
    };
    child.on("error", (error) => {
      output += `${error.message}\n`;
      end(127);
    });
    child.on("close", (code) => {
      end(code ?? 128);
    });
  });
}

/** Runs jobs in their order, at most `atOnce` of them at a time. */
export async function pool<T>(jobs: ReadonlyArray<() => Promise<T>>, atOnce: number): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let job = jobs[next]; job !== undefined; job = jobs[next]) {
      const index = next++;
      results[index] = await job();
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, jobs.length) }, worker));
  return results;
}
