/**
 * Historical bytes of an answer to reset in words (ISO/IEC 7816-4, 8.1.1). Never throws.
 */
import type { BitRow, Explanation, Language } from "./types.ts";
import { CodecError } from "../errors.ts";
import { parseHistorical } from "../tlv/compact.ts";
import type { CardStatus, CompactObject, HistoricalBytes } from "../tlv/compact.ts";
import { explainBits } from "./bits/layout.ts";
import { explainAid } from "./values/aid.ts";
import { statusWordName } from "./values/status_word.ts";
import { fault, hex, pick } from "./say.ts";

const CARD_SERVICE_DATA = 3;
const CARD_CAPABILITY_DATA = 7;
const APPLICATION_IDENTIFIER = 15;

const CATEGORIES: ReadonlyMap<number, readonly [zh: string, en: string]> = new Map([
  [0x00, ["COMPACT-TLV，其后为状态指示", "compact TLV, then a status indicator"]],
  [0x10, ["DIR数据引用", "reference to DIR data"]],
  [0x80, ["COMPACT-TLV", "compact TLV"]],
]);

const COMPACT_NAMES: ReadonlyMap<number, readonly [zh: string, en: string]> = new Map([
  [1, ["国家代码", "country code"]],
  [2, ["发卡行识别号", "issuer identification number"]],
  [3, ["卡服务数据", "card service data"]],
  [4, ["初始访问数据", "initial access data"]],
  [5, ["发卡方数据", "card issuer's data"]],
  [6, ["预发行数据", "pre-issuing data"]],
  [7, ["卡能力", "card capabilities"]],
  [8, ["状态信息", "status information"]],
  [15, ["应用标识符", "application identifier"]],
]);

const CARD_SERVICES: readonly BitRow[] = [
  [1, 0x80, "支持按完整DF名选择应用", "Application selection by full DF name"],
  [1, 0x40, "支持按部分DF名选择应用", "Application selection by partial DF name"],
  [1, 0x20, "EF.DIR中有BER-TLV数据对象", "BER-TLV data objects in EF.DIR"],
  [1, 0x10, "EF.ATR中有BER-TLV数据对象", "BER-TLV data objects in EF.ATR"],
  [
    1,
    0x0e,
    "EF.DIR和EF.ATR的读取",
    "EF.DIR and EF.ATR access",
    [
      [0x00, "READ RECORD", "READ RECORD"],
      [0x04, "GET DATA", "GET DATA"],
      [0x08, "READ BINARY", "READ BINARY"],
    ],
  ],
  [1, 0x01, "卡片无MF", "Card without MF"],
];

const CARD_CAPABILITIES: readonly BitRow[] = [
  [1, 0x80, "按完整DF名选择", "DF selection by full DF name"],
  [1, 0x40, "按部分DF名选择", "DF selection by partial DF name"],
  [1, 0x20, "按路径选择", "DF selection by path"],
  [1, 0x10, "按文件标识符选择", "DF selection by file identifier"],
  [1, 0x08, "隐含选择", "Implicit DF selection"],
  [1, 0x04, "支持短文件标识符", "Short EF identifier supported"],
  [1, 0x02, "支持记录号", "Record number supported"],
  [1, 0x01, "支持记录标识符", "Record identifier supported"],
  [2, 0x80, "支持TLV结构文件", "EFs of TLV structure supported"],
  [
    2,
    0x60,
    "写操作",
    "Write functions",
    [
      [0x00, "一次写入", "one-time write"],
      [0x20, "自定义", "proprietary"],
      [0x40, "写或", "write OR"],
      [0x60, "写与", "write AND"],
    ],
  ],
  [2, 0x10, "标签首字节可为FF", "FF is valid as the first byte of a tag"],
  [2, 0x0f, "数据单元长度（2的幂，半字节）", "Data unit size (power of 2, in nibbles)", "count"],
  [3, 0x80, "支持命令链", "Command chaining"],
  [3, 0x40, "支持扩展长度", "Extended Lc and Le fields"],
  [3, 0x20, "", ""],
  [
    3,
    0x18,
    "逻辑通道分配",
    "Logical channel assignment",
    [
      [0x00, "无", "none"],
      [0x08, "由接口设备", "by the interface device"],
      [0x10, "由卡片", "by the card"],
      [0x18, "由卡片或接口设备", "by either"],
    ],
  ],
  [3, 0x07, "逻辑通道数减一", "Number of logical channels less one", "count"],
];

export function explainHistorical(bytes: Uint8Array, language: Language): Explanation[] {
  const [category] = bytes;
  if (category === undefined) return [];
  const name = CATEGORIES.get(category);
  if (name === undefined) return [{ part: "T1", text: `${hex(bytes)} ${pick(language, "自定义", "proprietary")}` }];
  const head: Explanation = { part: "T1", text: `${hex(bytes.subarray(0, 1))} ${pick(language, name[0], name[1])}` };
  const parts = partsOf(bytes);
  if (parts === undefined) return [head, fault(language, "历史字节不完整", "the historical bytes are cut short")];
  const objects = parts.objects.flatMap((object) => explainObject(object, language));
  return [head, ...objects, ...(parts.status === undefined ? [] : explainStatus(parts.status, language))];
}

function partsOf(bytes: Uint8Array): HistoricalBytes | undefined {
  try {
    return parseHistorical(bytes);
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

function explainObject({ tag, value }: CompactObject, language: Language): Explanation[] {
  const name = COMPACT_NAMES.get(tag);
  const part = name === undefined ? tag.toString(16).toUpperCase() : pick(language, name[0], name[1]);
  const line: Explanation = { part, text: hex(value) };
  if (tag === APPLICATION_IDENTIFIER) return [line, ...explainAid(value, language)];
  const rows = tag === CARD_SERVICE_DATA ? CARD_SERVICES : tag === CARD_CAPABILITY_DATA ? CARD_CAPABILITIES : [];
  const here = rows.filter(([byte]) => byte <= value.length);
  return [line, ...explainBits(here, value, 0, language, {}, part)];
}

/** Life cycle status, a status word, or both (ISO/IEC 7816-4, 8.1.1.3). */
function explainStatus({ lifeCycle, statusWord }: CardStatus, language: Language): Explanation[] {
  const text = (number: number, digits: number) => number.toString(16).toUpperCase().padStart(digits, "0");
  const lines: Explanation[] = [];
  if (lifeCycle !== undefined) {
    lines.push({ part: "LCS", text: `${text(lifeCycle, 2)} ${lifeCycleName(lifeCycle, language)}` });
  }
  if (statusWord !== undefined) {
    lines.push({ part: "SW", text: `${text(statusWord, 4)} ${statusWordName(statusWord, language)}` });
  }
  return lines;
}

function lifeCycleName(status: number, language: Language): string {
  if (status === 0) return pick(language, "无信息", "no information given");
  if (status === 1) return pick(language, "创建状态", "creation state");
  if (status === 3) return pick(language, "初始化状态", "initialisation state");
  if ((status & 0xfd) === 5) return pick(language, "操作状态（激活）", "operational state (activated)");
  if ((status & 0xfd) === 4) return pick(language, "操作状态（停用）", "operational state (deactivated)");
  return (status & 0xfc) === 0x0c
    ? pick(language, "终止状态", "termination state")
    : pick(language, "自定义", "proprietary");
}
