/** `tillcore` as people run it: the bundle in a process of its own. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { buildAll } from "../../build/build.ts";

export const TILLCORE = new URL("../../build/out/tillcore.mjs", import.meta.url).pathname;

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Makes the bundle if it is stale. */
export function prepare(): Promise<void> {
  return buildAll({ quiet: true });
}

/** Runs a command to its end, with nobody at its keyboard. */
export async function tillcore(...args: string[]): Promise<Ended> {
  const child = start(args);
  let [stdout, stderr] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const code = await ended(child);
  return { code, stdout, stderr };
}

export function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [TILLCORE, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

/** Each line of a child's standard output, as it comes. */
export function onLine(child: ChildProcess, work: (line: string) => void): void {
  if (child.stdout !== null) createInterface({ input: child.stdout }).on("line", work);
}

export function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("close", (code) => resolve(code)));
}
