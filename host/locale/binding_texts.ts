/** Texts of forms, and of registration, binding, activation and unbinding. */
import { Paperwork, RegistrationState, Service } from "../../assembly/abi_platform.ts";
import { Failure, Screen } from "../../assembly/abi_shown.ts";
import { Reason } from "../../assembly/abi_reasons.ts";
import { Field, Item } from "../../assembly/abi_fields.ts";
import type { FieldText } from "./fields.ts";
import type { Text } from "./language.ts";
import type { ScreenText } from "./screens.ts";

const WAIT: Text = { zh: "请稍候", en: "Please wait" };
const BACK: Text = { zh: "<确认>返回", en: "Confirm: back" };
const SECRET: Text = { zh: "输完按<确认>，<取消>返回", en: "Then confirm; cancel: back" };

export const BINDING_SCREENS = {
  [Screen.FORM_FIELD]: {
    title: { zh: "请填写", en: "Fill in" },
    advice: { zh: "<确认>下一项 <取消>上一项", en: "Confirm: next, cancel: back" },
  },
  [Screen.FORM_REVIEW]: {
    title: { zh: "请核对", en: "Is all of this right?" },
    advice: { zh: "<确认>无误 数字=修改该项", en: "Confirm, or a digit to correct" },
  },
  [Screen.REGISTRATION_FIRST]: {
    title: { zh: "设备注册：请先备齐", en: "Registration: have ready" },
    advice: { zh: "审核需3-5个工作日 <确认>填写", en: "Review: 3-5 days. Confirm to begin" },
  },
  [Screen.PAPERS]: {
    title: { zh: "提交哪些资料？", en: "Which papers are handed in?" },
    advice: { zh: "数字=勾选 <确认>提交", en: "Digit: yes or no, then confirm" },
  },
  [Screen.ASKING_PLATFORM]: { title: { zh: "正在联系平台", en: "Asking the platform" }, advice: WAIT },
  [Screen.REGISTRATION_STATE]: {
    title: { zh: "注册状态", en: "Registration" },
    advice: { zh: "<确认>返回；被退回时重新填写", en: "Confirm: back, or fill in anew" },
  },
  [Screen.ACCOUNT_NOT_DONE]: {
    title: { zh: "未办成", en: "Not done" },
    advice: { zh: "<确认>重试或返回 <取消>返回", en: "Confirm: try again, cancel: back" },
  },
  [Screen.BINDING_WAY]: {
    title: { zh: "绑定终端", en: "Bind this terminal" },
    advice: { zh: "1 输入商户号终端号 2 按序列号", en: "1 by numbers  2 by serial number" },
  },
  [Screen.ENTER_PAYMENT_PASSWORD]: { title: { zh: "请输入支付密码", en: "Payment password" }, advice: SECRET },
  [Screen.BOUND]: {
    title: { zh: "绑定成功", en: "Bound" },
    advice: { zh: "密钥已验证 <确认>继续", en: "Keys are right. Confirm" },
  },
  [Screen.BINDING_FAILED]: {
    title: { zh: "绑定未成功", en: "Not bound" },
    advice: { zh: "<确认>重试 <取消>返回", en: "Confirm: try again, cancel: back" },
  },
  [Screen.BINDING_STATE]: {
    title: { zh: "绑定状态", en: "Binding" },
    advice: { zh: "<确认>向平台查询 <取消>返回", en: "Confirm: ask the platform" },
  },
  [Screen.ACTIVATION]: {
    title: { zh: "激活终端", en: "Activate this terminal" },
    advice: { zh: "1 激活码 2 重发 3 查询平台", en: "1 code  2 send again  3 ask again" },
  },
  [Screen.ENTER_CODE]: { title: { zh: "请输入激活码", en: "Activation code" }, advice: SECRET },
  [Screen.ACTIVATED]: {
    title: { zh: "终端已激活", en: "The terminal is active" },
    advice: { zh: "可以开始收款 <确认>返回", en: "Ready to sell. Confirm" },
  },
  [Screen.CODE_SENT]: {
    title: { zh: "激活码已重发", en: "A new code was sent" },
    advice: { zh: "旧码作废 <确认>输入激活码", en: "The old one is void. Confirm" },
  },
  [Screen.UNBIND_WARNING]: {
    title: { zh: "解绑将清除密钥和参数", en: "Unbinding erases the keys" },
    advice: { zh: "<确认>解绑 <取消>返回", en: "Confirm to unbind, or cancel" },
  },
  [Screen.UNKNOWN_THERE]: {
    title: { zh: "平台查无此终端", en: "The platform does not know it" },
    advice: { zh: "<确认>仅在本机解绑 <取消>返回", en: "Confirm: unbind here alone" },
  },
  [Screen.UNBINDING_DONE]: { title: { zh: "已解绑", en: "Unbound" }, advice: BACK },
} satisfies Partial<Record<Screen, ScreenText>>;

export const BINDING_FIELDS = {
  [Field.LABEL_OF]: { name: { zh: "栏目", en: "Field" }, form: "number" },
  [Field.CATEGORY]: { name: { zh: "商户类别码", en: "Category (MCC)" }, form: "text" },
  [Field.LICENCE]: { name: { zh: "统一社会信用代码", en: "Licence number" }, form: "text" },
  [Field.IDENTITY]: { name: { zh: "法人身份证号", en: "Owner's identity no." }, form: "text" },
  [Field.ACCOUNT]: { name: { zh: "结算账号", en: "Settlement account" }, form: "text" },
  [Field.CONTACT]: { name: { zh: "联系人", en: "Contact" }, form: "text" },
  [Field.PHONE]: { name: { zh: "联系电话", en: "Phone" }, form: "text" },
  [Field.MERCHANT_NUMBER]: { name: { zh: "商户号", en: "Merchant no." }, form: "text" },
  [Field.SERVICE]: { name: { zh: "服务状态", en: "Service" }, form: "code" },
  [Field.REGISTRATION]: { name: { zh: "申请状态", en: "Application" }, form: "code" },
  [Field.APPLICATION]: { name: { zh: "申请编号", en: "Number" }, form: "text" },
  [Field.DUE_DATE]: { name: { zh: "预计完成", en: "Expected by" }, form: "date" },
  [Field.REASON_TEXT]: { name: { zh: "退回原因", en: "Reason" }, form: "text" },
  [Field.DEPOSIT]: { name: { zh: "押金", en: "Deposit" }, form: "amount" },
  [Field.PAPER_TO_COME]: { name: { zh: "未交", en: "no" }, form: "code" },
  [Field.PAPER_IN]: { name: { zh: "已交", en: "yes" }, form: "code" },
  [Field.BOUND_ON]: { name: { zh: "绑定日期", en: "Bound on" }, form: "date" },
  [Field.BOUND_UNTIL]: { name: { zh: "绑定到期", en: "Binding ends" }, form: "date" },
  [Field.TRIES_LEFT]: { name: { zh: "剩余次数", en: "Tries left" }, form: "number" },
  [Field.RESENDS_LEFT]: { name: { zh: "今日还可重发", en: "More today" }, form: "number" },
  [Field.FAILURE]: { name: { zh: "问题类别", en: "What is wrong" }, form: "code" },
  [Field.NEEDED]: { name: { zh: "需要", en: "Needed" }, form: "code" },
} satisfies Partial<Record<Field, FieldText>>;

export const BINDING_REASONS = {
  [Reason.FORM_LENGTH]: { zh: "长度不对，请核对", en: "It is too short or too long" },
  [Reason.FORM_CHARACTER]: { zh: "含有不允许的字符", en: "A character is not allowed here" },
  [Reason.FORM_CHECK_DIGIT]: { zh: "校验位不符，请核对", en: "The check digit is wrong" },
  [Reason.FORM_DATE]: { zh: "其中的日期有误", en: "The date in it is wrong" },
  [Reason.FORM_RANGE]: { zh: "不在允许的范围内", en: "It is out of range" },
  [Reason.SETTLE_FIRST]: { zh: "尚有交易未结算，请先结算", en: "There are payments: settle first" },
  [Reason.REVERSAL_FIRST]: { zh: "有一笔交易等待冲正，请先完成", en: "A payment waits for its reversal" },
  [Reason.NOTICE_FIRST]: { zh: "脚本结果尚未上送，请稍候", en: "An update is yet to be reported: wait" },
  [Reason.ALREADY_DONE]: { zh: "终端已绑定，无需重复办理", en: "The terminal is bound already" },
  [Reason.PAPERS_MISSING]: { zh: "资料不齐：仅经营场所证明可缺", en: "Only the proof of premises may be missing" },
  [Reason.CODE_WRONG]: { zh: "密码或激活码错误", en: "The password or code is wrong" },
  [Reason.CODE_EXPIRED]: { zh: "激活码已过期，请重发", en: "The code has expired: send a new one" },
  [Reason.TRIES_SPENT]: { zh: "错误次数过多，请联系客服", en: "Too many wrong tries: call support" },
  [Reason.RESENDS_SPENT]: { zh: "今日重发次数已用完", en: "No more codes are sent today" },
  [Reason.REBIND_NOW]: { zh: "换绑未完成：请绑定到新商户", en: "Re-binding is unfinished: bind it now" },
} satisfies Partial<Record<Reason, Text>>;

export const BINDING_ITEMS = {
  [Item.REGISTRATION]: { zh: "设备注册", en: "Registration" },
  [Item.BINDING]: { zh: "绑定", en: "Bind" },
  [Item.BINDING_STATE]: { zh: "绑定状态", en: "Binding state" },
  [Item.ACTIVATION]: { zh: "激活", en: "Activate" },
  [Item.TEST_PAYMENT]: { zh: "测试交易", en: "Test payment" },
  [Item.LIMITS]: { zh: "交易限额", en: "Limits" },
  [Item.REBINDING]: { zh: "换绑", en: "Bind to another account" },
  [Item.UNBINDING]: { zh: "解绑", en: "Unbind" },
} satisfies Partial<Record<Item, Text>>;

const SERVICES: Readonly<Record<Service, Text>> = {
  [Service.ACTIVE]: { zh: "正常", en: "active" },
  [Service.AWAITING_ACTIVATION]: { zh: "待激活", en: "to be activated" },
  [Service.SUSPENDED]: { zh: "已暂停", en: "suspended" },
  [Service.EXPIRED]: { zh: "已到期", en: "expired" },
  [Service.LOCKED]: { zh: "已锁定", en: "locked" },
};

const REGISTRATIONS: Readonly<Record<RegistrationState, Text>> = {
  [RegistrationState.NONE]: { zh: "未申请", en: "none" },
  [RegistrationState.SUBMITTED]: { zh: "已提交", en: "submitted" },
  [RegistrationState.IN_REVIEW]: { zh: "审核中", en: "in review" },
  [RegistrationState.REJECTED]: { zh: "已退回", en: "rejected" },
  [RegistrationState.APPROVED]: { zh: "已通过，待签约缴押金", en: "approved: sign and pay" },
  [RegistrationState.CONTRACTED]: { zh: "已签约，可以绑定", en: "signed: may be bound" },
};

const PAPERS: Readonly<Record<Paperwork, Text>> = {
  [Paperwork.BUSINESS_LICENCE]: { zh: "营业执照", en: "business licence" },
  [Paperwork.IDENTITY_CARD]: { zh: "法人身份证", en: "owner's identity card" },
  [Paperwork.BANK_PERMIT]: { zh: "开户许可证", en: "bank account permit" },
  [Paperwork.PREMISES]: { zh: "经营场所证明", en: "proof of premises" },
  [Paperwork.AGREEMENT]: { zh: "合作协议", en: "agreement" },
};

const FAILURES: Readonly<Record<Failure, Text>> = {
  [Failure.DATA]: { zh: "信息有误", en: "wrong data" },
  [Failure.NETWORK]: { zh: "网络问题", en: "network" },
  [Failure.REFUSED]: { zh: "被拒绝", en: "refused" },
};

/** What an application needs, from 1. */
const NEEDS: Readonly<Record<number, Text>> = {
  1: { zh: "已签署的合作协议", en: "a signed agreement" },
  2: { zh: "执照、身份证、开户许可证", en: "licence, identity card, permit" },
  3: { zh: "已开通的结算账户", en: "a settlement account" },
};

/** The word for a number of such a field; undefined where it has none. */
export function accountWord(field: Field, value: bigint): Text | undefined {
  const number = Number(value);
  switch (field) {
    case Field.SERVICE:
      return SERVICES[number as Service];
    case Field.REGISTRATION:
      return REGISTRATIONS[number as RegistrationState];
    case Field.PAPER_IN:
    case Field.PAPER_TO_COME:
      return PAPERS[number as Paperwork];
    case Field.FAILURE:
      return FAILURES[number as Failure];
    case Field.NEEDED:
      return NEEDS[number];
    default:
      return undefined;
  }
}
