/**
 * Checks the machines of the core and draws them into assembly/README.md. The work is done in machines/: read, rules, draw.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { withDiagrams } from "./machines/draw.ts";
import { readMachines } from "./machines/read.ts";
import { checkMachines, nesting } from "./machines/rules.ts";
import { fromCommandLine, isMain, ROOT, writeWhole } from "./script.ts";

export { readMachines } from "./machines/read.ts";
export type { Entry, Machine, Machines, Row, State, Target } from "./machines/model.ts";

const HELP = `usage: tsx build/machines.ts [--write]

Reads the machines' switches as tables, checks them, and compares the state diagrams in assembly/README.md.

  --write  write the diagrams instead of comparing them
  --help   this text`;

const DOCUMENT = "assembly/README.md";

/** @returns one line that says how many rows were checked. @throws with every complaint, a line each */
export function checkAndDraw(write: boolean): string {
  const all = readMachines(ROOT);
  const complaints = checkMachines(all).map(({ file, line, text }) => `${file}:${String(line)}: ${text}`);
  if (complaints.length > 0) throw new Error(complaints.join("\n"));

  const path = join(ROOT, DOCUMENT);
  const found = readFileSync(path, "utf8");
  const wanted = withDiagrams(found, all.machines);
  if (write && found !== wanted) writeWhole(path, wanted);
  if (!write && found !== wanted)
    throw new Error(`the diagrams in ${DOCUMENT} are stale: tsx build/machines.ts --write`);

  const states = all.machines.flatMap((machine) => machine.states);
  const rows = states.flatMap((state) => state.rows);
  return [
    `${String(all.machines.length)} machines`,
    `${String(states.length)} states`,
    `${String(rows.length)} rows`,
    `${String(nesting(all))} deep of ${String(all.framesMax)}`,
  ].join(", ");
}

function main(): Promise<void> {
  const { values } = parseArgs({ options: { write: { type: "boolean" }, help: { type: "boolean" } } });
  console.log(values.help ? HELP : checkAndDraw(values.write ?? false));
  return Promise.resolve();
}

if (isMain(import.meta.url)) await fromCommandLine(main);
