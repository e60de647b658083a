/**
 * The codecs and the core against floors in C, plain TypeScript and other libraries, and the secure module's primitives and
 * whole chip sales against bare node:crypto, on the same bytes, in one run. Nothing is timed before all have given the same
 * results. Runs as a bundle that `main.ts` has made.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fromCommandLine, inCheckout, OUT, writeWhole } from "../../build/script.ts";
import { checkAgreement } from "./agreement.ts";
import { drawChart } from "./chart.ts";
import { chipEntries, chipMeasure } from "./chip.ts";
import { codecEntries, type Entry } from "./contestants.ts";
import { coreEvents, EVENT_ROWS } from "./core.ts";
import { Floors } from "./floor.ts";
import { measureHeap } from "./heap.ts";
import { serveIsolate } from "./isolate.ts";
import { type Options, readOptions } from "./options.ts";
import { installPeers, isInstalled, loadPeers } from "./peers.ts";
import { type Contestant, type Pace, QUICK, race, type Timing, USUAL } from "./rounds.ts";
import {
  aimsTable,
  bytesTable,
  CODEC_MODULE,
  CODEC_PART,
  HEAP_FIELDS,
  HEAP_VIEW,
  jsonRows,
  type Row,
  timesTable,
} from "./rows.ts";
import { secureEntries } from "./secure.ts";
import { measureSizes } from "./sizes.ts";

async function measureAll({ only, quick, offline }: Pick<Options, "only" | "quick" | "offline">): Promise<Row[]> {
  const missingPeers = offline ? (isInstalled() ? undefined : "not installed") : installPeers();
  const peers = missingPeers === undefined ? await loadPeers() : undefined;
  const floors = Floors.build();
  const wantsCore = EVENT_ROWS.some((name) => name.includes(only));
  const core = wantsCore ? coreEvents(quick) : { entries: [], remove: () => undefined };
  try {
    checkAgreement(floors, peers);
    const chip = chipEntries();
    const codecs = codecEntries(floors, peers, missingPeers ?? "");
    const parts = [codecs, core.entries, secureEntries(), ...chip.parts].map((part) => choose(part, only));
    const entries = parts.flat();
    const timings = raceEach(parts, quick ? QUICK : USUAL);
    const timed = entries.map((entry) => ({
      name: entry.name,
      ...(timings.get(entry.name) ?? { ns: null, ratioToFloor: null }),
      ...(isTimed(entry) ? {} : { missing: entry.missing }),
    }));
    const counted = [...chip.steps].filter(([name]) => name.includes(only));
    return [...timed, ...counted.map(([name, steps]) => ({ name, ns: null, ratioToFloor: null, steps }))];
  } finally {
    core.remove();
    floors?.remove();
  }
}

/**
 * What stands beside each other runs beside each other, and nothing else in between. Whole sales come first: what the engine has
 * seen of the codecs' rows would make the code that both run through slower than any terminal's.
 */
function raceEach(parts: readonly Entry[][], pace: Pace): Map<string, Timing> {
  return new Map([...parts].reverse().flatMap((part) => [...race(part.filter(isTimed), pace)]));
}

function choose(entries: readonly Entry[], only: string): Entry[] {
  const chosen = entries.filter(({ name }) => name.includes(only));
  const floors = chosen.map((entry) => (isTimed(entry) ? entry.floor : ""));
  return entries.filter((entry) => chosen.includes(entry) || floors.includes(entry.name));
}

function isTimed(entry: Entry): entry is Contestant {
  return "measure" in entry;
}

/** What is counted and not timed. */
async function countAll(quick: boolean): Promise<Row[]> {
  const heap = measureHeap(quick);
  const sizes = await measureSizes(quick);
  const counted: Array<[string, number]> = [
    [HEAP_VIEW, heap.view],
    [HEAP_FIELDS, heap.threeFields],
    [CODEC_MODULE, sizes.codecModule],
    [CODEC_PART, sizes.codecPart],
  ];
  return counted.map(([name, bytes]) => ({ name, ns: null, ratioToFloor: null, bytes }));
}

async function draw(rows: readonly Row[], quick: boolean): Promise<string> {
  if (!isInstalled()) return "no chart: its library is not installed";
  const chart = join(OUT, "bench.svg");
  const picture = await drawChart(rows);
  if (quick) return "no chart: these numbers mean nothing";
  writeWhole(chart, picture);
  return `chart: ${inCheckout(chart)}`;
}

async function main(): Promise<void> {
  const { json, only, quick, offline } = readOptions();
  const rows = await measureAll({ only, quick, offline });
  if (only === "") rows.push(...(await countAll(quick)));
  if (json !== undefined) writeFileSync(json, jsonRows(rows));
  console.log(`${timesTable(rows)}\n`);
  if (only === "") console.log(`${bytesTable(rows)}\n\n${aimsTable(rows)}\n`);
  console.log(`Node ${process.version}; times are medians, ratios medians of the rounds' own`);
  console.log(await draw(rows, quick));
}

serveIsolate(chipMeasure);
await fromCommandLine(main);
