/**
 * The rows of a run: what was timed, what was counted, and what of it was wished for. As a table for a person (Markdown, so
 * that it can stand in the README) and as data for a program.
 */
import { CHIP_SALE, CHIP_SALE_DDA } from "./chip.ts";
import { TLV_PEERS } from "./contestants.ts";
import { SECURE_ROWS } from "./secure.ts";

export interface Row {
  name: string;
  /** Nanoseconds an operation; null for what was not timed. */
  ns: number | null;
  /** To the floor of the same run; null where there is none. */
  ratioToFloor: number | null;
  /** Of what is counted in bytes and not timed. */
  bytes?: number;
  /** Of what is counted in steps of the core. */
  steps?: number;
  /** Why it was not measured. */
  missing?: string;
}

/** What was promised of a figure, and what was measured. */
export interface Aim {
  what: string;
  aim: string;
  measured: string;
  /** Undefined where one of the rows was not measured. */
  met: boolean | undefined;
}

export const HEAP_VIEW = "heap iso8583 api view";
export const HEAP_FIELDS = "heap iso8583 api 3 fields";
export const CODEC_MODULE = "size codec.wasm";
export const CODEC_PART = "size codecs in core.wasm";

const KIB = 1024;
const CODEC_PART_BYTES_MAX = 24 * KIB;
const CORE_US_MAX = 60;
/** Half a byte a message is what reading the counters leaves. */
const HEAP_BYTES_NONE = 0.5;

export function timesTable(rows: readonly Row[]): string {
  const timed = rows.filter(({ bytes, steps }) => bytes === undefined && steps === undefined);
  return markdown(
    ["", "ns", "of the floor", "a second"],
    timed.map(({ name, ns, ratioToFloor, missing }) =>
      ns === null
        ? [name, `not measured: ${missing ?? ""}`, "", ""]
        : [name, sensible(ns), ratioToFloor === null ? "" : ratioToFloor.toFixed(2), perSecond(ns)],
    ),
  );
}

export function aimsTable(rows: readonly Row[]): string {
  return markdown(
    ["", "aim", "measured", ""],
    aims(rows).map(({ what, aim, measured, met }) => [
      what,
      aim,
      measured,
      met === undefined ? "" : met ? "yes" : "no",
    ]),
  );
}

export function bytesTable(rows: readonly Row[]): string {
  const counted = rows.flatMap(({ name, bytes, steps }) => {
    if (steps !== undefined) return [[name, `${steps.toFixed(1)} steps`]];
    return bytes === undefined ? [] : [[name, `${bytes.toFixed(bytes < KIB ? 1 : 0)} bytes`]];
  });
  return markdown(["", "counted"], counted);
}

export function aims(rows: readonly Row[]): Aim[] {
  const row = (name: string): Row | undefined => rows.find((candidate) => candidate.name === name);
  const ratio = (name: string): number | undefined => row(name)?.ratioToFloor ?? undefined;
  const ns = (name: string): number | undefined => row(name)?.ns ?? undefined;
  const times = (slow: string, fast: string): number | undefined => {
    const [above, below] = [ns(slow), ns(fast)];
    return above === undefined || below === undefined ? undefined : above / below;
  };
  const bytes = (name: string): number | undefined => row(name)?.bytes;
  return [
    atMost("unpack strict core", ratio("iso8583 unpack strict core"), 2, "of the floor"),
    atMost("unpack api 3 fields", ratio("iso8583 unpack api 3 fields"), 4, "of the floor"),
    atMost("pack core", ratio("iso8583 pack core"), 4, "of the floor"),
    atLeast(
      "pack api object",
      times("iso8583 pack plain typescript", "iso8583 pack api object"),
      1,
      "plain TypeScript",
    ),
    atLeast("unpack api object", times("iso8583 unpack peer iso_8583", "iso8583 unpack api object"), 10, "iso_8583"),
    atMost("BCD core", times("iso8583 unpack strict core", "iso8583 unpack strict core ascii"), 1.2, "of ASCII"),
    atMost("BCD object", times("iso8583 unpack api object", "iso8583 unpack api object ascii"), 1.2, "of ASCII"),
    atMost("tlv walk core", ratio("tlv walk core"), 1.5, "of the floor"),
    ...TLV_PEERS.map((peer) => atLeast("tlv walk core", times(`tlv walk peer ${peer}`, "tlv walk core"), 40, peer)),
    ...SECURE_ROWS.map((name) => atMost(name, ratio(name), 1.5, "of bare node:crypto")),
    ...chipAims(ratio, ns),
    atMost("heap of a viewed message", bytes(HEAP_VIEW), HEAP_BYTES_NONE, "bytes"),
    atMost("codecs in core.wasm", bytes(CODEC_PART), CODEC_PART_BYTES_MAX, "bytes"),
  ];
}

/** A whole sale, by its ciphers, by the clock, and what of it is the core's. */
function chipAims(ratio: (name: string) => number | undefined, ns: (name: string) => number | undefined): Aim[] {
  return [
    { name: CHIP_SALE, times: 2, sales: 4_000 },
    { name: CHIP_SALE_DDA, times: 1.5, sales: 2_000 },
  ].flatMap(({ name, times, sales }) => {
    const [sale, core] = [ns(name), ns(`${name} core`)];
    const a_second = sale === undefined ? undefined : 1e9 / sale;
    const met = a_second === undefined ? undefined : a_second >= sales;
    return [
      atMost(name, ratio(name), times, "of its bare ciphers"),
      { what: name, aim: `at least ${sales} sales a second`, measured: figure(a_second), met },
      atMost(`${name} core`, core === undefined ? undefined : core / 1000, CORE_US_MAX, "µs a sale"),
    ];
  });
}

function atMost(what: string, measured: number | undefined, limit: number, unit: string): Aim {
  const met = measured === undefined ? undefined : measured <= limit;
  return { what, aim: `at most ${limit} ${unit}`, measured: figure(measured), met };
}

/** So many times as fast as something else. */
function atLeast(what: string, measured: number | undefined, limit: number, other: string): Aim {
  const met = measured === undefined ? undefined : measured >= limit;
  return { what, aim: `at least ${limit} times as fast as ${other}`, measured: figure(measured), met };
}

function figure(value: number | undefined): string {
  return value === undefined ? "not measured" : value.toFixed(value < 100 ? 2 : 0);
}

/** Enough digits to compare, no more. */
function sensible(ns: number): string {
  return ns < 100 ? ns.toFixed(1) : ns.toFixed(0);
}

function perSecond(ns: number): string {
  const million = 1000 / ns;
  if (million < 0.01) return (1e6 * million).toFixed(0);
  return million < 1 ? `${(1000 * million).toFixed(0)} thousand` : `${million.toFixed(1)} million`;
}

function markdown(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, i) => (i === 0 ? (cells[i] ?? "").padEnd(width) : (cells[i] ?? "").padStart(width))).join(" | ")} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** What `--json` writes: every row has these three, what is counted in bytes has that too. */
export function jsonRows(rows: readonly Row[]): string {
  return `${JSON.stringify(rows, null, 2)}\n`;
}
