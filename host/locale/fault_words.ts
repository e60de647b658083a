/** Faults, their rates and what is to be done about them, as words: the layouts are those of assembly/terminal/care. */
import { FAULT_CODE_FIRST, FaultCode, FaultState, LineFault } from "../../assembly/abi_devices.ts";
import type { Part } from "../../assembly/abi_devices.ts";
import { Field } from "../../assembly/abi_fields.ts";
import type { ViewField } from "../ports.ts";
import { PART_TEXTS } from "./device_words.ts";
import { pick } from "./language.ts";
import type { Language, Text } from "./language.ts";

type Row = readonly [name: string, value: string];

const FAULT_BYTES = 16;
const RATE_BYTES = 20;
const PER_OPERATIONS = 10;
const PER_DAYS = 100;
const UNKNOWN: Text = { zh: "未知", en: "unknown" };

export const FAULT_CODE_TEXTS: Readonly<Record<FaultCode, Text>> = {
  [FaultCode.MUTE]: { zh: "无应答", en: "no answer" },
  [FaultCode.UNREADABLE]: { zh: "无法读取", en: "unreadable" },
  [FaultCode.JAM]: { zh: "卡纸或故障", en: "jam" },
  [FaultCode.REFUSED]: { zh: "拒绝", en: "refused" },
  [FaultCode.BAD_MAC]: { zh: "应答校验错", en: "forged answer" },
  [FaultCode.NO_REPLY]: { zh: "平台无应答", en: "no reply" },
  [FaultCode.BAD_KEYS]: { zh: "密钥校验错", en: "wrong keys" },
  [FaultCode.SELF_TEST]: { zh: "自检失败", en: "self-test" },
  [FaultCode.CUT]: { zh: "断电", en: "power cut" },
  [FaultCode.RESTARTED]: { zh: "程序重启", en: "restarted" },
  [FaultCode.TAMPERED]: { zh: "被攻击", en: "tampered" },
  [FaultCode.BAD_ANSWER]: { zh: "应答有误", en: "bad answer" },
  [FaultCode.BAD_IMAGE]: { zh: "下载校验错", en: "bad download" },
  [FaultCode.NOTICE_ASIDE]: { zh: "脚本结果未上送", en: "notice untold" },
};

export const LINE_CODE_TEXTS: Readonly<Record<LineFault, Text>> = {
  [LineFault.NONE]: UNKNOWN,
  [LineFault.CLOSED]: { zh: "连接断开", en: "closed" },
  [LineFault.NO_CARRIER]: { zh: "未连网", en: "no carrier" },
  [LineFault.NAME]: { zh: "域名错误", en: "name unknown" },
  [LineFault.REFUSED]: { zh: "连接被拒", en: "refused" },
  [LineFault.TIMED_OUT]: { zh: "超时", en: "timed out" },
  [LineFault.TLS]: { zh: "证书错误", en: "TLS" },
  [LineFault.KEY]: { zh: "密码错误", en: "wrong key" },
  [LineFault.EXPIRED]: { zh: "证书过期", en: "expired" },
  [LineFault.FOREIGN]: { zh: "证书不符", en: "other name" },
  [LineFault.NO_TLS]: { zh: "没有加密", en: "no TLS" },
};

export const FAULT_STATE_TEXTS: Readonly<Record<FaultState, Text>> = {
  [FaultState.OPEN]: { zh: "未处理", en: "open" },
  [FaultState.DIAGNOSED]: { zh: "已查明", en: "diagnosed" },
  [FaultState.REPAIRED]: { zh: "已修复", en: "repaired" },
  [FaultState.VERIFIED]: { zh: "已验证", en: "verified" },
};

/** What comes after each state: observe and find the cause, treat it, test that it works. */
export const NEXT_STEP_TEXTS: Readonly<Record<FaultState, Text>> = {
  [FaultState.OPEN]: { zh: "观察现象，查找原因", en: "find the cause" },
  [FaultState.DIAGNOSED]: { zh: "对症修理", en: "repair it" },
  [FaultState.REPAIRED]: { zh: "试用，确认已恢复", en: "test that it works" },
  [FaultState.VERIFIED]: { zh: "已完成", en: "nothing: it is done" },
};

/** Rows of a fault or a rate; undefined for any other field. @param index place in a list; undefined where it stands alone */
export function faultRows(
  { kind, value }: ViewField,
  index: number | undefined,
  language: Language,
): Row[] | undefined {
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  switch (kind as Field) {
    case Field.FAULT:
      if (value.length !== FAULT_BYTES) return [];
      return index === undefined ? faultInFull(view, language) : [faultInList(view, index, language)];
    case Field.FAULT_RATE:
      return value.length === RATE_BYTES ? [rate(view, language)] : [];
    case Field.NEXT_STEP: {
      const step = NEXT_STEP_TEXTS[Number(view.getBigUint64(0, true)) as FaultState] as Text | undefined;
      return [[pick({ zh: "下一步", en: "Next" }, language), pick(step ?? UNKNOWN, language)]];
    }
    default:
      return undefined;
  }
}

/** 2  card reader: no answer */
function faultInList(view: DataView, index: number, language: Language): Row {
  const state = FAULT_STATE_TEXTS[view.getUint8(11) as FaultState] as Text | undefined;
  return [`${index + 1}  ${whatOf(view, language)}`, pick(state ?? UNKNOWN, language)];
}

function faultInFull(view: DataView, language: Language): Row[] {
  const state = FAULT_STATE_TEXTS[view.getUint8(11) as FaultState] as Text | undefined;
  const time = new Date(view.getUint32(4, true) * 1000).toISOString().slice(0, 16).replace("T", " ");
  const response = String.fromCharCode(view.getUint8(14), view.getUint8(15)).replace(/[^0-9A-Z]/g, "");
  const place = `${view.getUint8(12)}.${view.getUint8(13)}${response === "" ? "" : ` · ${response}`}`;
  return [
    [whatOf(view, language), pick(state ?? UNKNOWN, language)],
    [pick({ zh: "时间", en: "Time" }, language), time],
    [pick({ zh: "情况", en: "Circumstances" }, language), place],
  ];
}

function whatOf(view: DataView, language: Language): string {
  const code = view.getUint16(8, true);
  const part = PART_TEXTS[view.getUint8(10) as Part] as Text | undefined;
  const text = code < FAULT_CODE_FIRST ? LINE_CODE_TEXTS[code as LineFault] : FAULT_CODE_TEXTS[code as FaultCode];
  return `${pick(part ?? UNKNOWN, language)}: ${pick(text ?? UNKNOWN, language)}`;
}

/** printer: 2 of 40 · 50.0 ‰ · 0.10 a day */
function rate(view: DataView, language: Language): Row {
  const [part, operations, faults, perTenThousand, perHundredDays] = [0, 4, 8, 12, 16].map((at) =>
    view.getUint32(at, true),
  );
  const name = PART_TEXTS[part as Part] as Text | undefined;
  const perThousand = ((perTenThousand ?? 0) / PER_OPERATIONS).toFixed(1);
  const daily = ((perHundredDays ?? 0) / PER_DAYS).toFixed(2);
  const day = pick({ zh: "天", en: "day" }, language);
  return [pick(name ?? UNKNOWN, language), `${faults}/${operations} ${perThousand}‰ ${daily}/${day}`];
}
