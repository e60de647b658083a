/**
 * Builds what is stale, silently, then hands over to the command line: `npm start` opens the simulated terminal,
 * `npm run tillcore --` runs any command. Arguments, `--help` among them, are the command's own; the terminal, the
 * signals and the exit code are passed through.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { buildAll } from "./build.ts";
import { fromCommandLine, isMain, OUT } from "./script.ts";

/** The keyboard's interrupt reaches the child by itself: the parent only has to outlive it. */
const FROM_KEYBOARD = ["SIGINT"] as const;
const FORWARDED = ["SIGTERM", "SIGHUP"] as const;

async function main(): Promise<void> {
  const [first, ...rest] = process.argv.slice(2);
  const args = first === "--command" ? rest : ["simulate", ...process.argv.slice(2)];
  await buildAll({ quiet: true });
  process.exitCode = await handOver([join(OUT, "tillcore.mjs"), ...args]);
}

/** @returns the exit code of the child, 128 and its number where a signal ended it */
function handOver(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: "inherit" });
  for (const signal of FROM_KEYBOARD) process.on(signal, () => undefined);
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

if (isMain(import.meta.url)) await fromCommandLine(main);
