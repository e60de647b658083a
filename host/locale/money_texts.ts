/** Texts of settlement, limits and the test payment: screens, fields, reasons. */
import { Screen } from "../../assembly/abi_shown.ts";
import { Reason } from "../../assembly/abi_reasons.ts";
import { Field } from "../../assembly/abi_fields.ts";
import type { FieldForm } from "./fields.ts";
import type { Text } from "./language.ts";
import type { ScreenText } from "./screens.ts";

const BACK: Text = { zh: "<确认>返回", en: "Confirm: back" };
const WAIT: Text = { zh: "请稍候", en: "Please wait" };
const YES_OR_NO: Text = { zh: "<确认>正常 <取消>不正常", en: "Confirm: yes   Cancel: no" };

export const MONEY_SCREENS = {
  [Screen.BARRED]: { title: { zh: "现在不能收款", en: "No payment now" }, advice: BACK },
  [Screen.SETTLE]: {
    title: { zh: "结算：请核对本批次合计", en: "Settlement: check the totals" },
    advice: { zh: "<确认>结算 <菜单>上次结算 <取消>返回", en: "Confirm, menu: the last one, or cancel" },
  },
  [Screen.SETTLING]: { title: { zh: "正在结算", en: "Settling" }, advice: WAIT },
  [Screen.SETTLED]: { title: { zh: "结算完成", en: "Settled" }, advice: BACK },
  [Screen.SETTLEMENT_OPEN]: {
    title: { zh: "结算未完成，将自动重试", en: "Not settled yet: it is tried again" },
    advice: { zh: "完成前不能收款，请检查网络", en: "No payments until then: check line" },
  },
  [Screen.SETTLEMENT_REFUSED]: { title: { zh: "现在不能结算", en: "It cannot be settled now" }, advice: BACK },
  [Screen.TEST_APPROVED]: {
    title: { zh: "测试交易成功，未扣款", en: "Test approved: nothing is charged" },
    advice: { zh: "请取回卡和凭条", en: "Take the card and the slip" },
  },
  [Screen.LAST_SETTLEMENT]: {
    title: { zh: "上次结算", en: "The last settlement" },
    advice: { zh: "<确认>重打印 <取消>返回", en: "Confirm: print again   Cancel: back" },
  },
  [Screen.LIMITS]: {
    title: { zh: "交易限额", en: "Limits" },
    advice: { zh: "调整请在商户平台申请 <确认>返回", en: "Ask for others in the portal" },
  },
  [Screen.LIMITS_UNKNOWN]: {
    title: { zh: "限额未更新，以下继续有效", en: "Not brought up to date; in force:" },
    advice: { zh: "请检查网络后重试 <确认>返回", en: "Check the line and try again" },
  },
  [Screen.TEST_INTRODUCTION]: {
    title: { zh: "测试交易：不扣款", en: "Test payment: nothing is charged" },
    advice: { zh: "最高1.00元 <确认>开始 <取消>返回", en: "Up to RMB 1.00. Confirm or cancel" },
  },
  [Screen.TEST_INCOMPLETE]: {
    title: { zh: "测试未通过", en: "The test is not passed" },
    advice: { zh: "请检查故障部分后重新测试", en: "See to what failed, then test again" },
  },
  [Screen.TEST_SCREEN]: { title: { zh: "屏幕显示正常吗？", en: "Does the screen work?" }, advice: YES_OR_NO },
  [Screen.TEST_KEYS]: { title: { zh: "按键正常吗？", en: "Do the keys work?" }, advice: YES_OR_NO },
  [Screen.TEST_READER]: { title: { zh: "读卡正常吗？", en: "Did it read the card?" }, advice: YES_OR_NO },
  [Screen.TEST_PRINTER]: { title: { zh: "打印正常吗？", en: "Did it print the slip?" }, advice: YES_OR_NO },
  [Screen.TEST_CONFIRMATION]: {
    title: { zh: "看到交易确认了吗？", en: "Did you see the confirmation?" },
    advice: YES_OR_NO,
  },
  [Screen.TEST_PORTAL]: {
    title: { zh: "商户平台有这笔测试吗？", en: "Is the test in the portal?" },
    advice: YES_OR_NO,
  },
  [Screen.TEST_ACCEPTED]: { title: { zh: "测试通过，验收完成", en: "The test is passed" }, advice: BACK },
} satisfies Partial<Record<Screen, ScreenText>>;

export const MONEY_FIELDS = {
  [Field.SALES]: { name: { zh: "消费笔数", en: "Sales" }, form: "number" },
  [Field.SALES_AMOUNT]: { name: { zh: "消费合计", en: "Total" }, form: "amount" },
  [Field.HOST_SALES]: { name: { zh: "主机笔数", en: "Sales at the host" }, form: "number" },
  [Field.HOST_AMOUNT]: { name: { zh: "主机合计", en: "Total at the host" }, form: "amount" },
  [Field.LIMIT_PAYMENT]: { name: { zh: "单笔限额", en: "Per payment" }, form: "amount" },
  [Field.LIMIT_DAY]: { name: { zh: "当日限额", en: "Per day" }, form: "amount" },
  [Field.LIMIT_DEBIT]: { name: { zh: "借记卡单笔", en: "Debit card" }, form: "amount" },
  [Field.LIMIT_CREDIT]: { name: { zh: "贷记卡单笔", en: "Credit card" }, form: "amount" },
  [Field.LIMIT_STRIPE]: { name: { zh: "磁条卡单笔", en: "Stripe" }, form: "amount" },
  [Field.TAKEN]: { name: { zh: "今日已收", en: "Taken today" }, form: "amount" },
  [Field.TEST_DUE]: { name: { zh: "待做测试交易", en: "Test payment due" }, form: "yes" },
  [Field.SETTLEMENT_OPEN]: { name: { zh: "结算未完成", en: "Settlement open" }, form: "yes" },
  [Field.TESTING]: { name: { zh: "测试", en: "Test" }, form: "yes" },
} satisfies Partial<Record<Field, { name: Text; form: FieldForm }>>;

export const MONEY_REASONS = {
  [Reason.SETTLEMENT_UNFINISHED]: {
    zh: "结算未完成，请检查网络等待完成",
    en: "A settlement is unfinished: wait for it",
  },
  [Reason.NOT_ACTIVATED]: { zh: "终端未激活，请输入激活码", en: "Not activated: enter the activation code" },
  [Reason.SUSPENDED]: { zh: "终端已暂停，请联系服务商", en: "Suspended: call your provider" },
  [Reason.TERM_OVER]: { zh: "绑定已到期，请联系服务商续期", en: "The term is over: have it renewed" },
  [Reason.LOCKED]: { zh: "终端异常，请联系客服", en: "Locked: call the service desk" },
  [Reason.LATCHED]: { zh: "终端已锁定，请联系客服", en: "Locked for safety: call the service desk" },
  [Reason.OVER_PAYMENT_LIMIT]: {
    zh: "超过单笔限额，可在平台申请调整",
    en: "Over the limit per payment: ask in the portal",
  },
  [Reason.OVER_DAY_LIMIT]: { zh: "超过当日限额，可在平台申请调整", en: "Over the limit of the day: ask in the portal" },
  [Reason.OVER_DEBIT_LIMIT]: {
    zh: "超过借记卡限额，可在平台申请调整",
    en: "Over the limit of debit cards: ask in the portal",
  },
  [Reason.OVER_CREDIT_LIMIT]: {
    zh: "超过贷记卡限额，可在平台申请调整",
    en: "Over the limit of credit cards: ask in the portal",
  },
  [Reason.OVER_STRIPE_LIMIT]: { zh: "超过磁条卡限额，请插芯片卡", en: "Over the limit of the stripe: use the chip" },
  [Reason.UNRESOLVED_FIRST]: {
    zh: "有未完成交易，请联网后重试",
    en: "Something is unfinished: get on line, try again",
  },
  [Reason.SETTLED_EQUAL]: { zh: "对账平", en: "The totals are equal" },
  [Reason.SETTLED_UNEQUAL]: { zh: "对账不平，请联系服务商", en: "The totals differ: call your provider" },
  [Reason.SETTLED_IN_ERROR]: { zh: "对账出错，请联系服务商", en: "Not compared: call your provider" },
} satisfies Partial<Record<Reason, Text>>;
