/**
 * The answer to reset of a contact card in words (ISO/IEC 7816-3:2006, clause 8; historical bytes: 7816-4, 8.1.1).
 *
 * Never throws: what is missing, reserved or wrong is told so. Times are in elementary time units as TA1 sets them.
 */
import type { Explanation, Language } from "./types.ts";
import { explainHistorical } from "./historical.ts";
import { fault, pick, say } from "./say.ts";

const BYTES_MIN = 2;
const BYTES_MAX = 33;
const GROUPS_MAX = 4;
const DIRECT = 0x3b;
const INVERSE = 0x3f;
const T_0 = 0;
const T_1 = 1;
/** Interface bytes that hold for every protocol. */
const T_15 = 15;

/** Clock rate conversion and highest frequency in kHz, by the high nibble of TA1; others are reserved. */
const CLOCK: ReadonlyMap<number, readonly [fi: number, kHz: number]> = new Map([
  [0, [372, 4000]],
  [1, [372, 5000]],
  [2, [558, 6000]],
  [3, [744, 8000]],
  [4, [1116, 12000]],
  [5, [1488, 16000]],
  [6, [1860, 20000]],
  [9, [512, 5000]],
  [10, [768, 7500]],
  [11, [1024, 10000]],
  [12, [1536, 15000]],
  [13, [2048, 20000]],
]);
/** Baud rate adjustment by the low nibble. */
const BAUD: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [2, 2],
  [3, 4],
  [4, 8],
  [5, 16],
  [6, 32],
  [7, 64],
  [8, 12],
  [9, 20],
]);

interface Group {
  /** 1 to 4. */
  number: number;
  /** The protocol that its bytes are about: of the TD before it, T=0 for the first. */
  protocol: number;
  TA?: number;
  TB?: number;
  TC?: number;
  TD?: number;
}

interface Parts {
  groups: Group[];
  historical: Uint8Array;
  tck: number | undefined;
  /** Bytes that are missing at the end, negative for bytes too many. */
  missing: number;
}

export function explainAtr(atr: Uint8Array, language: Language): Explanation[] {
  if (atr.length < BYTES_MIN || atr.length > BYTES_MAX) {
    const range = `${BYTES_MIN}-${BYTES_MAX}`;
    return [fault(language, `ATR应为${range}字节`, `an answer to reset has ${range} bytes`)];
  }
  const parts = divide(atr);
  return [
    explainTs(atr[0] ?? 0, language),
    explainT0(parts, atr[1] ?? 0, language),
    ...parts.groups.flatMap((group) => explainGroup(group, parts.groups, language)),
    ...explainHistorical(parts.historical, language),
    ...explainEnd(atr, parts, language),
  ];
}

/** Interface bytes as T0 and each TD announce them, historical bytes, check byte. */
function divide(atr: Uint8Array): Parts {
  const groups: Group[] = [];
  let next: number | undefined = atr[1];
  let at = 2;
  let protocol = T_0;
  while (next !== undefined && groups.length < GROUPS_MAX) {
    const group: Group = { number: groups.length + 1, protocol };
    for (const [name, bit] of [
      ["TA", 0x10],
      ["TB", 0x20],
      ["TC", 0x40],
      ["TD", 0x80],
    ] as const) {
      // prettier-ignore
      const byte: number | undefined = (next & bit) === 0 ? undefined : atr[at++];
      if (byte !== undefined) group[name] = byte;
    }
    groups.push(group);
    next = group.TD;
    protocol = (next ?? 0) & 0x0f;
  }
  const count = (atr[1] ?? 0) & 0x0f;
  const historical = atr.subarray(at, at + count);
  const hasTck = groups.some(({ TD }) => TD !== undefined && (TD & 0x0f) !== T_0);
  const end = at + count + (hasTck ? 1 : 0);
  return { groups, historical, tck: hasTck ? atr[at + count] : undefined, missing: end - atr.length };
}

function explainTs(ts: number, language: Language): Explanation {
  const part = "TS";
  if (ts === DIRECT) return { part, text: pick(language, "正向约定", "direct convention"), byte: 1 };
  if (ts === INVERSE) return { part, text: pick(language, "反向约定", "inverse convention"), byte: 1 };
  return { ...fault(language, "应为3B或3F", "should be 3B or 3F"), part, byte: 1 };
}

function explainT0({ groups }: Parts, t0: number, language: Language): Explanation {
  const count = pick(language, `，历史字节${t0 & 0x0f}个`, `, ${t0 & 0x0f} historical bytes`);
  return { part: "T0", text: presentText(groups[0]) + count, byte: 2 };
}

function presentText(group: Group | undefined): string {
  const names = (["TA", "TB", "TC", "TD"] as const).filter((name) => group?.[name] !== undefined);
  return names.length === 0 ? "-" : names.map((name) => `${name}${group?.number ?? 0}`).join(" ");
}

/** TA1 as it is, or its default. */
function rates(groups: readonly Group[]): { fi: number; di: number; kHz: number } | undefined {
  const ta1 = groups[0]?.TA ?? 0x11;
  const clock = CLOCK.get(ta1 >> 4);
  const di = BAUD.get(ta1 & 0x0f);
  return clock === undefined || di === undefined ? undefined : { fi: clock[0], di, kHz: clock[1] };
}

function explainGroup(group: Group, groups: readonly Group[], language: Language): Explanation[] {
  const { number } = group;
  const isGlobal = number <= 2;
  return (["TA", "TB", "TC", "TD"] as const).flatMap((name): Explanation[] => {
    const byte = group[name];
    if (byte === undefined && !(isGlobal && name !== "TD")) return [];
    const value =
      byte === undefined ? pick(language, "缺省", "absent") : byte.toString(16).toUpperCase().padStart(2, "0");
    const text = `${value} ${meaningOf(name, byte, group, groups, language)}`.trimEnd();
    return [{ part: `${name}${number}`, text }];
  });
}

function meaningOf(
  name: "TA" | "TB" | "TC" | "TD",
  byte: number | undefined,
  group: Group,
  groups: readonly Group[],
  language: Language,
): string {
  if (name === "TD") return explainTd(byte ?? 0, groups[group.number], language);
  switch (`${name}${group.number}`) {
    case "TA1":
      return explainRates(groups, language);
    case "TA2":
      return explainMode(byte, language);
    case "TC1":
      return `N=${byte ?? 0} GT=${guardTime(byte ?? 0, groups)}`;
    case "TC2":
      return `WI=${byte ?? 10} WT=${(byte ?? 10) * 960 * (rates(groups)?.di ?? 1)}`;
    case "TB1":
    case "TB2":
      return explainVoltage(name, byte, group.number, language);
    default:
      return byte === undefined ? "" : explainSpecific(name, byte, group.protocol, groups, language);
  }
}

function explainTd(td: number, following: Group | undefined, language: Language): string {
  const protocol = td & 0x0f;
  const kind = protocol === T_15 ? pick(language, "（全局）", " (global)") : "";
  return `${presentText(following)} T=${protocol}${kind}`;
}

function explainRates(groups: readonly Group[], language: Language): string {
  const found = rates(groups);
  if (found === undefined) return say(language, "reserved");
  const cycles = Math.floor(found.fi / found.di);
  const bitRate = Math.floor((found.kHz * 1000) / cycles);
  return (
    `Fi=${found.fi} Di=${found.di}` +
    pick(
      language,
      `，每etu ${cycles}个时钟，最高${found.kHz / 1000} MHz，${bitRate} bit/s`,
      `, ${cycles} cycles per etu, at most ${found.kHz / 1000} MHz, ${bitRate} bit/s`,
    )
  );
}

function explainMode(ta2: number | undefined, language: Language): string {
  if (ta2 === undefined) return pick(language, "可协商模式", "negotiable mode");
  const change = (ta2 & 0x80) === 0 ? pick(language, "可更改", "may change") : pick(language, "不可更改", "fixed");
  const rate = (ta2 & 0x10) === 0 ? "Fi/Di" : pick(language, "隐含", "implicit");
  return pick(
    language,
    `专用模式T=${ta2 & 0x0f}，${change}，etu由${rate}确定`,
    `specific mode T=${ta2 & 0x0f}, ${change}, etu by ${rate}`,
  );
}

/** N=255 asks for the shortest the protocol allows: 12 with T=0, 11 with T=1. */
function guardTime(n: number, groups: readonly Group[]): number {
  if (n < 255) return 12 + n;
  return ((groups[0]?.TD ?? 0) & 0x0f) === T_1 ? 11 : 12;
}

/** Programming voltage, which cards no longer use. */
function explainVoltage(name: string, byte: number | undefined, number: number, language: Language): string {
  if (byte === undefined || (number === 1 && byte === 0)) return pick(language, "不使用Vpp", "Vpp is not connected");
  const volts = number === 1 ? byte & 0x1f : byte / 10;
  return pick(language, `Vpp ${volts} V（${name}已废止）`, `Vpp ${volts} V (deprecated)`);
}

/** From the third group on: what the protocol of the TD before it makes of a byte. */
function explainSpecific(
  name: string,
  byte: number,
  protocol: number,
  groups: readonly Group[],
  language: Language,
): string {
  if (protocol === T_15 && name === "TA") return explainClasses(byte, language);
  if (protocol === T_15 && name === "TB") return byte === 0 ? pick(language, "不使用SPU", "SPU not used") : "SPU";
  if (protocol !== T_1) return "";
  const found = rates(groups);
  switch (name) {
    case "TA":
      return byte === 0 || byte === 0xff ? say(language, "reserved") : `IFSI=${byte}`;
    case "TB": {
      const block = found === undefined ? 0 : Math.floor(((1 << (byte >> 4)) * 960 * 372 * found.di) / found.fi);
      return byte >> 4 > 9 ? say(language, "reserved") : `CWT=${11 + (1 << (byte & 0x0f))} BWT=${11 + block}`;
    }
    default:
      return (byte & 1) === 0 ? "LRC" : "CRC";
  }
}

function explainClasses(byte: number, language: Language): string {
  const stops = [
    ["不支持停钟", "clock stop not supported"],
    ["停钟低电平", "clock stop low"],
    ["停钟高电平", "clock stop high"],
    ["停钟无偏好", "clock stop, no preference"],
  ] as const;
  const [zh, en] = stops[byte >> 6] ?? stops[0];
  const classes = ["A (5 V)", "B (3 V)", "C (1.8 V)"].filter((_, i) => (byte & (1 << i)) !== 0);
  return `${pick(language, zh, en)}, ${classes.join(", ")}`;
}

/** The check byte makes the exclusive or of all from T0 on zero; a card that knows only T=0 sends none. */
function explainEnd(atr: Uint8Array, { tck, missing }: Parts, language: Language): Explanation[] {
  if (missing > 0) return [fault(language, `缺少${missing}字节`, `bytes missing: ${missing}`)];
  const extra = missing < 0 ? [fault(language, `多余${-missing}字节`, `bytes too many: ${-missing}`)] : [];
  if (tck === undefined) return extra;
  const body = atr.subarray(1, atr.length + Math.min(missing, 0));
  const sum = body.reduce((xor, byte) => xor ^ byte, 0);
  const text = tck.toString(16).toUpperCase().padStart(2, "0");
  const right = pick(language, "正确", "correct");
  const check: Explanation =
    sum === 0
      ? { part: "TCK", text: `${text} ${right}` }
      : { ...fault(language, `${text} 错误`, `${text} is wrong`), part: "TCK" };
  return [check, ...extra];
}
