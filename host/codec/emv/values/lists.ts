/**
 * Values that list things: data object lists, tag lists, the file locator, log entries; and the response in format 1, which
 * is a list without tags.
 */
import type { ExplainOptions, Explanation, Language } from "../types.ts";
import { explainBits } from "../bits/layout.ts";
import { AIP, CID } from "../bits/card.ts";
import { fault, hex, numberOf, pick, wrongLength } from "../say.ts";
import { tagNameOf } from "../dictionary.ts";
import { dolEntries, readTag } from "../tag_bytes.ts";
import { tagName } from "../../tlv/tags.ts";

const AFL_ENTRY_BYTES = 4;
const SFI_MAX = 30;
/** Format 1 in reply to GENERATE AC: CID, ATC, cryptogram, issuer application data (EMV 4.4 Book 3, 6.5.5.4). */
const AC_BYTES_MIN = 11;
const AC_BYTES_MAX = 43;

export function explainDol(value: Uint8Array, language: Language): Explanation[] {
  const entries = dolEntries(value);
  if (entries === undefined) return [fault(language, "不是数据对象列表", "no data object list")];
  return entries.map(({ tag, length }) => {
    const size = pick(language, `[${length}字节]`, `[${length} bytes]`);
    return { text: `${tagName(tag)} ${tagNameOf(tag, language)} ${size}`.replace("  ", " ") };
  });
}

export function explainTagList(value: Uint8Array, language: Language): Explanation[] {
  const lines: Explanation[] = [];
  for (let at = 0; at < value.length;) {
    const tag = readTag(value, at);
    if (tag === undefined) return [...lines, fault(language, "不是标签列表", "no tag list")];
    lines.push({ text: `${tagName(tag.tag)} ${tagNameOf(tag.tag, language)}`.trimEnd() });
    at = tag.next;
  }
  return lines;
}

/** 94: for each file its identifier, its records and how many of them are signed (EMV 4.4 Book 3, 10.2). */
export function explainAfl(value: Uint8Array, language: Language, at = 0): Explanation[] {
  if (value.length - at === 0 || (value.length - at) % AFL_ENTRY_BYTES !== 0) {
    return [wrongLength(value.length - at, pick(language, "4的倍数", "a multiple of 4"), language)];
  }
  const lines: Explanation[] = [];
  for (let entry = at; entry < value.length; entry += AFL_ENTRY_BYTES) {
    const [sfi = 0, first = 0, last = 0, signed = 0] = value.subarray(entry, entry + AFL_ENTRY_BYTES);
    const text = pick(
      language,
      `SFI ${sfi >> 3}，记录${first}至${last}，其中${signed}条参与脱机数据认证`,
      `SFI ${sfi >> 3}, records ${first} to ${last}, ${signed} for offline data authentication`,
    );
    lines.push(isFile(sfi, first, last, signed) ? { text, byte: entry + 1 } : { text, byte: entry + 1, fault: true });
  }
  return lines;
}

function isFile(sfi: number, first: number, last: number, signed: number): boolean {
  const file = sfi >> 3;
  return (sfi & 7) === 0 && file > 0 && file <= SFI_MAX && first > 0 && last >= first && signed <= last - first + 1;
}

/** 88 (EMV 4.4 Book 3, 5.3.2.2). */
export function explainSfi(value: Uint8Array, language: Language): Explanation[] {
  const sfi = value[0] ?? 0;
  const owner =
    sfi <= 10
      ? pick(language, "EMV管理", "governed by EMV")
      : sfi <= 20
        ? pick(language, "支付系统自定义", "payment system specific")
        : pick(language, "发卡行自定义", "issuer specific");
  const isRight = value.length === 1 && sfi > 0 && sfi <= SFI_MAX;
  return [isRight ? { text: `SFI ${sfi}, ${owner}` } : fault(language, "SFI应为1至30", "the SFI should be 1 to 30")];
}

/** 87 (EMV 4.4 Book 1, 12.2.3). */
export function explainPriority(value: Uint8Array, language: Language): Explanation[] {
  const [byte = 0] = value;
  const rank = byte & 0x0f;
  const lines: Explanation[] = [
    {
      text:
        rank === 0
          ? pick(language, "未指定优先级", "no priority assigned")
          : pick(language, `优先级${rank}`, `priority ${rank}`),
      byte: 1,
      bits: "4-1",
    },
    (byte & 0x80) !== 0
      ? {
          text: pick(language, "需持卡人确认", "not without confirmation of the cardholder"),
          byte: 1,
          bits: "8",
          set: true,
        }
      : {
          text: pick(language, "无需持卡人确认", "may be selected without confirmation"),
          byte: 1,
          bits: "8",
        },
  ];
  const rest = byte & 0x70;
  return rest === 0
    ? lines
    : [...lines, { text: `RFU 0x${rest.toString(16)}`, byte: 1, bits: "7-5", set: true, reserved: true }];
}

/** 9F4D, DF4D. */
export function explainLogEntry(value: Uint8Array, language: Language): Explanation[] {
  const [sfi = 0, records = 0] = value;
  if (value.length !== 2) return [wrongLength(value.length, "2", language)];
  return [{ text: pick(language, `SFI ${sfi}，${records}条记录`, `SFI ${sfi}, ${records} records`) }];
}

/**
 * 80: the reply to GET PROCESSING OPTIONS (AIP, then AFL), or to GENERATE AC; which one is told by whether the rest is a
 * file locator. Else a signature or a number of the card, of which nothing can be said.
 */
export function explainFormat1(value: Uint8Array, language: Language, options: ExplainOptions): Explanation[] {
  const files = value.length > 2 && value.length % 4 === 2 ? explainAfl(value, language, 2) : [];
  if (files.length > 0 && files.every((line) => line.fault !== true)) {
    return [
      ...explainBits(AIP, value, 0, language, options, "AIP"),
      ...files.map((line) => ({ ...line, part: "AFL" })),
    ];
  }
  if (value.length < AC_BYTES_MIN || value.length > AC_BYTES_MAX) return [];
  return [
    ...explainBits(CID, value, 0, language, options, "CID"),
    { text: `${numberOf(value.subarray(1, 3))}`, part: "ATC", byte: 2 },
    { text: hex(value.subarray(3, 11)), part: "AC", byte: 4 },
  ];
}
