/** Texts of approvals without the acquirer: screens, fields, reasons, the word for such an approval. */
import { Screen } from "../../assembly/abi_shown.ts";
import { Reason } from "../../assembly/abi_reasons.ts";
import { Field } from "../../assembly/abi_fields.ts";
import type { FieldForm } from "./fields.ts";
import type { Text } from "./language.ts";
import type { ScreenText } from "./screens.ts";

export const OFFLINE_SCREENS = {
  [Screen.OFFLINE_LOST]: {
    title: { zh: "未收款，请勿交货", en: "Not paid: keep the goods" },
    advice: { zh: "请重新收款 <确认>返回", en: "Have it paid anew. Confirm: back" },
  },
  [Screen.UPLOADING]: {
    title: { zh: "正在上送脱机交易", en: "Uploading an offline sale" },
    advice: { zh: "请稍候", en: "Please wait" },
  },
  [Screen.UPLOAD_REFUSED]: {
    title: { zh: "脱机交易上送被拒绝", en: "An offline sale was refused" },
    advice: { zh: "请记下并联系收单行 <确认>", en: "Note it, call the acquirer. Confirm" },
  },
} satisfies Partial<Record<Screen, ScreenText>>;

export const OFFLINE_FIELDS = {
  [Field.UPLOADS]: { name: { zh: "脱机待上送", en: "Offline to upload" }, form: "number" },
  [Field.REFUSED]: { name: { zh: "脱机被拒笔数", en: "Offline refused" }, form: "number" },
  [Field.REFUSED_AMOUNT]: { name: { zh: "脱机被拒合计", en: "Total refused" }, form: "amount" },
} as const satisfies Partial<Record<Field, { name: Text; form: FieldForm }>>;

export const OFFLINE_REASONS = {
  [Reason.OFFLINE_LOST]: { zh: "卡片应答未知，本笔未入账", en: "The card's answer is unknown: nothing is booked" },
  [Reason.UPLOADS_FIRST]: { zh: "脱机交易未上送，请联网后重试", en: "Offline sales are to be uploaded: get on line" },
} satisfies Partial<Record<Reason, Text>>;

/** 8A of a payment that the card has approved by itself (EMV Book 4, A6). */
export const OFFLINE_APPROVALS: ReadonlyMap<string, Text> = new Map([
  ["Y1", { zh: "脱机批准", en: "approved offline" }],
  ["Y3", { zh: "无法联机，脱机批准", en: "nobody reached: approved offline" }],
]);
