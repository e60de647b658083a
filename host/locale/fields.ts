/** Names of the fields of a screen, and the words for the codes in them. The types ask for every one of the core's. */
import { Outcome } from "../../assembly/abi_shown.ts";
import { Reason } from "../../assembly/abi_reasons.ts";
import { Field } from "../../assembly/abi_fields.ts";
import { BINDING_FIELDS, BINDING_REASONS } from "./binding_texts.ts";
import { CARE_FIELDS, CARE_REASONS } from "./care_texts.ts";
import { BACKUP_FIELDS, BACKUP_REASONS } from "./backup_texts.ts";
import { DOWNLOAD_FIELDS, DOWNLOAD_REASONS } from "./download_texts.ts";
import type { Text } from "./language.ts";
import { MONEY_FIELDS, MONEY_REASONS } from "./money_texts.ts";
import { SETUP_FIELDS, SETUP_REASONS } from "./setup_texts.ts";

/** How a field's value is read: characters, or a u64 that is a number, minor units, six digits, a yes or no, YYYYMMDD, percent, a code with a word, three numbers in a u32. */
export type FieldForm = "text" | "number" | "amount" | "six" | "yes" | "date" | "percent" | "code" | "version";

export interface FieldText {
  name: Text;
  form: FieldForm;
}

export const FIELD_TEXTS: Readonly<Record<Field, FieldText>> = {
  ...BINDING_FIELDS,
  [Field.AMOUNT]: { name: { zh: "金额", en: "Amount" }, form: "amount" },
  [Field.STAN]: { name: { zh: "凭证号", en: "Voucher" }, form: "six" },
  [Field.MASKED_PAN]: { name: { zh: "卡号", en: "Card" }, form: "text" },
  [Field.RESPONSE_CODE]: { name: { zh: "应答码", en: "Response code" }, form: "text" },
  [Field.AUTH_CODE]: { name: { zh: "授权码", en: "Authorisation" }, form: "text" },
  [Field.LABEL]: { name: { zh: "应用", en: "Application" }, form: "text" },
  [Field.REASON]: { name: { zh: "原因", en: "Reason" }, form: "number" },
  [Field.REVERSAL_REASON]: { name: { zh: "冲正原因", en: "Reversal reason" }, form: "text" },
  [Field.OUTCOME]: { name: { zh: "最近一笔", en: "Last payment" }, form: "number" },
  [Field.SIGNED_ON]: { name: { zh: "签到", en: "Signed on" }, form: "yes" },
  [Field.TERMINAL_NUMBER]: { name: { zh: "终端号", en: "Terminal" }, form: "text" },
  [Field.MERCHANT_NAME]: { name: { zh: "商户", en: "Merchant" }, form: "text" },
  [Field.PIN_TRIES]: { name: { zh: "剩余次数", en: "PIN tries left" }, form: "number" },
  [Field.BATCH]: { name: { zh: "批次号", en: "Batch" }, form: "six" },
  [Field.CHOICE]: { name: { zh: "应用", en: "Application" }, form: "text" },
  [Field.LANGUAGE]: { name: { zh: "语言", en: "Language" }, form: "text" },
  [Field.PAGE]: { name: { zh: "页", en: "Page" }, form: "text" },
  [Field.NOTICE]: { name: { zh: "脚本结果待上送", en: "Update to report" }, form: "yes" },
  [Field.FORCED_ONLINE]: { name: { zh: "强制联机", en: "Forced online" }, form: "yes" },
  [Field.MENU]: { name: { zh: "菜单", en: "Menu" }, form: "number" },
  [Field.ITEM]: { name: { zh: "功能", en: "Function" }, form: "number" },
  [Field.BOUND]: { name: { zh: "绑定", en: "Bound" }, form: "yes" },
  ...MONEY_FIELDS,
  ...SETUP_FIELDS,
  ...CARE_FIELDS,
  ...DOWNLOAD_FIELDS,
  ...BACKUP_FIELDS,
};

export const OUTCOME_TEXTS: Readonly<Record<Outcome, Text>> = {
  [Outcome.NONE]: { zh: "无", en: "none" },
  [Outcome.APPROVED]: { zh: "成功", en: "approved" },
  [Outcome.DECLINED]: { zh: "被拒绝", en: "declined" },
  [Outcome.REVERSED]: { zh: "已冲正", en: "reversed" },
  [Outcome.ABANDONED]: { zh: "未发出", en: "not sent" },
  [Outcome.PENDING]: { zh: "等待冲正", en: "reversal pending" },
  [Outcome.TESTED]: { zh: "测试成功", en: "test approved" },
};

export const REASON_TEXTS: Readonly<Record<Reason, Text>> = {
  ...BINDING_REASONS,
  [Reason.NONE]: { zh: "", en: "" },
  [Reason.CARD_REMOVED]: { zh: "卡被提前拔出，请重新收款", en: "The card was pulled out: begin again" },
  [Reason.CARD_UNREADABLE]: {
    zh: "读卡失败，请擦拭芯片或换卡",
    en: "The chip cannot be read: clean it or use another",
  },
  [Reason.NO_APPLICATION]: { zh: "终端不支持此卡，请换卡", en: "No application for this terminal: another card" },
  [Reason.CARD_REFUSED]: { zh: "卡片拒绝交易，请换卡", en: "The card refused: use another" },
  [Reason.NO_LINE]: { zh: "无法连接收单行，请检查网络", en: "No line to the acquirer: check the network" },
  [Reason.NO_REPLY]: { zh: "未收到收单行应答", en: "The acquirer did not answer" },
  [Reason.BAD_MAC]: { zh: "应答校验错，请重新签到", en: "The answer is not genuine: sign on again" },
  [Reason.KCV_DIFFERS]: { zh: "密钥校验值不符，请重新签到", en: "A key came with a wrong check value: sign on again" },
  [Reason.BAD_REPLY]: { zh: "应答内容有误", en: "The answer cannot be used" },
  [Reason.CANCELLED]: { zh: "已按取消键", en: "Cancel was pressed" },
  [Reason.TIMED_OUT]: { zh: "操作超时", en: "Nobody went on in time" },
  [Reason.HOST_DECLINED]: { zh: "发卡行或收单行拒绝", en: "The issuer or the acquirer declined" },
  [Reason.SECURE_MODULE]: { zh: "安全模块拒绝，请重新签到", en: "The secure module refused: sign on again" },
  [Reason.NO_CONFIGURATION]: {
    zh: "终端参数读不出，请联系维护",
    en: "The terminal's data cannot be read: call support",
  },
  [Reason.FLASH_WORN]: { zh: "存储器故障，请停止收款", en: "The memory fails: stop trading" },
  [Reason.JOURNAL_CORRUPT]: { zh: "交易记录损坏，请停止收款", en: "The journal is damaged: stop trading" },
  [Reason.POWER_CUT]: { zh: "交易中断电", en: "The power failed during the payment" },
  [Reason.JOURNAL_FULL]: { zh: "交易记录已满，请先结算", en: "The journal is full: settle first" },
  [Reason.METHOD_OFF]: { zh: "未开通此收款方式", en: "This way of payment is not enabled" },
  [Reason.NOT_BOUND]: { zh: "终端未绑定，不能交易", en: "The terminal is not bound: no payments" },
  [Reason.STRIPE_UNREADABLE]: { zh: "磁条无法读取，请换卡", en: "The stripe cannot be read: use another card" },
  [Reason.CARD_DECLINED]: { zh: "卡片拒绝此交易，请换卡", en: "Declined by the card: use another" },
  [Reason.DECLINED_OFFLINE]: { zh: "终端拒绝此交易，请换卡", en: "The terminal declines this card: use another" },
  [Reason.CARD_BLOCKED]: { zh: "卡片已锁定，请联系发卡行", en: "The card is blocked: call the issuer" },
  ...MONEY_REASONS,
  [Reason.TRY_AGAIN]: { zh: "所选应用不可用，请另选", en: "That one cannot be used: try again" },
  ...SETUP_REASONS,
  ...CARE_REASONS,
  ...DOWNLOAD_REASONS,
  ...BACKUP_REASONS,
};

/** F39 of a reversal (UnionPay POS, reversal). */
export const REVERSAL_REASON_TEXTS: ReadonlyMap<string, Text> = new Map([
  ["98", { zh: "未收到应答", en: "no answer came" }],
  ["96", { zh: "终端未能完成", en: "the terminal could not finish" }],
  ["06", { zh: "交易未完成", en: "payment not finished" }],
  ["A0", { zh: "应答校验错", en: "the answer was not genuine" }],
]);
