/**
 * What the platform refuses, and why: a code for programs, a reason for people in both languages, F39 for terminals.
 *
 * A refusal is a value and no exception: what was noted on the way to it, as a wrong try, stays.
 */
import { RESPONSE } from "../response_codes.ts";
import type { Words } from "./rows.ts";

interface Rule extends Words {
  /** F39. */
  readonly response: string;
}

const { format, notFound, notAllowed, expired, wrongPin, pinTriesExceeded, duplicate, invalidMerchant } = RESPONSE;

const REFUSALS = {
  NAME: { response: format, zh: "商户名称须为1至40字节", en: "The merchant's name has 1 to 40 bytes of UTF-8" },
  CATEGORY: { response: format, zh: "不支持的商户类别码", en: "This merchant category code is not served" },
  LICENCE: { response: format, zh: "统一社会信用代码有误", en: "The unified social credit code is wrong" },
  IDENTITY: { response: format, zh: "居民身份证号码有误", en: "The identity number is wrong" },
  ACCOUNT: { response: format, zh: "结算账号有误", en: "The settlement account is wrong" },
  CONTACT: { response: format, zh: "联系人须为1至30字节", en: "The contact has 1 to 30 bytes of UTF-8" },
  PHONE: { response: format, zh: "手机号码有误", en: "The mobile number is wrong" },
  DOCUMENTS: { response: format, zh: "资料不齐全", en: "Documents are missing" },
  TEXT: {
    response: format,
    zh: "文字过长或含有无效字符",
    en: "A text is too long or has characters that are not allowed",
  },
  LIMIT: { response: format, zh: "限额有误", en: "A limit is wrong" },
  REASON: { response: format, zh: "须说明原因", en: "A reason is needed" },
  AMOUNT: { response: format, zh: "金额有误", en: "The amount is wrong" },
  SERIAL: { response: format, zh: "设备序列号有误", en: "The serial number is wrong" },
  UNSUPPORTED: { response: RESPONSE.unsupported, zh: "不支持的功能", en: "This is not offered" },
  NOT_FOUND: { response: notFound, zh: "未找到记录", en: "There is no such record" },
  UNKNOWN_DEVICE: { response: RESPONSE.unknownTerminal, zh: "设备未登记", en: "The device is not known" },
  OTHER_MERCHANT: { response: invalidMerchant, zh: "商户不符", en: "It belongs to another merchant" },
  STATE: { response: notAllowed, zh: "当前状态不允许此操作", en: "This cannot be done in the present state" },
  UNPROVED: { response: RESPONSE.wrongMac, zh: "报文未经鉴别", en: "The message has no proof of who sent it" },
  EXISTS: { response: duplicate, zh: "记录已存在", en: "There is such a record already" },
  DEPOSIT: { response: notAllowed, zh: "押金未缴足", en: "The deposit has not been paid in full" },
  SUSPENDED: { response: notAllowed, zh: "终端或商户已暂停", en: "The terminal or its merchant is suspended" },
  TERM_EXPIRED: { response: notAllowed, zh: "绑定期限已过", en: "The term of the binding is over" },
  TOO_EARLY: { response: notAllowed, zh: "到期前30天内方可续期", en: "A term is renewed in its last 30 days" },
  WRONG_CODE: { response: wrongPin, zh: "密码或激活码错误", en: "The password or code is wrong" },
  CODE_EXPIRED: { response: expired, zh: "激活码已过期", en: "The code has expired" },
  CODE_SPENT: { response: notFound, zh: "激活码已使用", en: "The code has been used" },
  NO_TRIES: { response: pinTriesExceeded, zh: "错误次数超限", en: "There were too many wrong tries" },
  NO_RESENDS: { response: pinTriesExceeded, zh: "今日重发次数已用完", en: "No more codes are sent today" },
  FULL: { response: notAllowed, zh: "数量超限", en: "There is no room for more" },
  FORMAT: { response: format, zh: "报文格式有误", en: "The message is malformed" },
  SIGNATURE: {
    response: notAllowed,
    zh: "固件签名无效",
    en: "The firmware's manifest is not signed with the release key",
  },
  IMAGE: { response: notAllowed, zh: "固件与清单不符", en: "The image is not the one that its manifest names" },
  IMAGE_SIZE: { response: format, zh: "固件过大", en: "The image is larger than a terminal takes" },
  VERSION: {
    response: notAllowed,
    zh: "版本须高于已有固件",
    en: "The version is not newer than the releases that are there",
  },
  SHARE: { response: format, zh: "比例须为0至100", en: "A share is 0 to 100 percent" },
  ORDER: { response: format, zh: "数据块顺序有误", en: "The block is out of order" },
} as const satisfies Record<string, Rule>;

export type RefusalCode = keyof typeof REFUSALS;

export class Refusal {
  readonly code: RefusalCode;
  readonly reason: Words;
  /** F39. */
  readonly response: string;
  /** Of a code: how many tries are left. */
  readonly triesLeft: number | undefined;

  constructor(code: RefusalCode, triesLeft?: number) {
    const { zh, en, response } = REFUSALS[code];
    this.code = code;
    this.reason = { zh, en };
    this.response = response;
    this.triesLeft = triesLeft;
  }
}

/** A value, or why there is none. */
export type Result<T> = T | Refusal;

export function refuse(code: RefusalCode, triesLeft?: number): Refusal {
  return new Refusal(code, triesLeft);
}
