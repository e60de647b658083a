/** Words for what the sensors say, and for what a person is to do about it. */
import { NetworkKind, Paper, Part } from "../../assembly/abi_devices.ts";
import type { Download } from "../../assembly/abi_devices.ts";
import { Field } from "../../assembly/abi_fields.ts";
import { DOWNLOAD_TEXTS } from "./download_texts.ts";
import type { Text } from "./language.ts";

const PAPER_TEXTS: Readonly<Record<Paper, Text>> = {
  [Paper.IN]: { zh: "有纸", en: "in" },
  [Paper.LOW]: { zh: "将用完", en: "low" },
  [Paper.OUT]: { zh: "缺纸", en: "out" },
};

const NETWORK_TEXTS: Readonly<Record<NetworkKind, Text>> = {
  [NetworkKind.NONE]: { zh: "无", en: "none" },
  [NetworkKind.WIRED]: { zh: "有线", en: "cable" },
  [NetworkKind.WIFI]: { zh: "无线", en: "Wi-Fi" },
  [NetworkKind.BLUETOOTH]: { zh: "手机蓝牙", en: "phone" },
};

export const PART_TEXTS: Readonly<Record<Part, Text>> = {
  [Part.KEYPAD]: { zh: "键盘", en: "keypad" },
  [Part.DISPLAY]: { zh: "显示屏", en: "display" },
  [Part.CARD_READER]: { zh: "读卡器", en: "card reader" },
  [Part.STRIPE_READER]: { zh: "磁条阅读器", en: "stripe reader" },
  [Part.CONTACTLESS_READER]: { zh: "非接阅读器", en: "contactless" },
  [Part.PRINTER]: { zh: "打印机", en: "printer" },
  [Part.LINE]: { zh: "通讯", en: "line" },
  [Part.SECURE_MODULE]: { zh: "安全模块", en: "secure module" },
  [Part.FLASH]: { zh: "存储器", en: "memory" },
  [Part.POWER]: { zh: "电源", en: "power" },
  [Part.CLOCK]: { zh: "时钟", en: "clock" },
  [Part.SOFTWARE]: { zh: "软件", en: "software" },
};

const PASSED: Text = { zh: "通过", en: "passed" };

/** What to do at each step of a fault check, from 1 (Field.STEP). */
export const FAULT_STEPS: readonly Text[] = [
  { zh: "先查电源：拔下适配器，用电池供电", en: "Power first: unplug the adapter, run on the battery" },
  { zh: "换一个同型号的电源适配器，插紧", en: "Take another adapter of the same kind, plug it in firmly" },
  { zh: "再查线路：网线两端是否插紧？", en: "Now the cables: are both ends firm?" },
  { zh: "网线是否插在正确的插口上？", en: "Is the network cable in the right socket?" },
  { zh: "拔下网线，重新插好", en: "Pull the network cable out and plug it in again" },
];

/** The word for a number of such a field; undefined where it has none. */
export function deviceWord(field: Field, value: bigint): Text | undefined {
  const number = Number(value);
  if (field === Field.PAPER) return PAPER_TEXTS[number as Paper];
  if (field === Field.DOWNLOAD) return DOWNLOAD_TEXTS[number as Download];
  if (field === Field.NETWORK) return NETWORK_TEXTS[number as NetworkKind];
  return field === Field.SELF_TEST ? failedWords(value) : undefined;
}

/** Bits of `Part`. */
function failedWords(bits: bigint): Text {
  const failed = Object.entries(PART_TEXTS).filter(([part]) => ((bits >> BigInt(part)) & 1n) === 1n);
  if (failed.length === 0) return PASSED;
  return {
    zh: failed.map(([, { zh }]) => zh).join("、"),
    en: failed.map(([, { en }]) => en).join(", "),
  };
}

/** Name, lock, signal of a Wi-Fi network; empty when it is none. */
export function wifiText(value: Uint8Array, name: (bytes: Uint8Array) => string): string {
  const [signal = 0, secured = 0] = value;
  const bars = "▂▄▆█".slice(0, Math.ceil((Math.min(signal, 100) * 4) / 100));
  return `${name(value.subarray(2))} ${secured === 0 ? "" : "🔒"}${bars} ${signal}%`;
}
