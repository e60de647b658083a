/** F39 as this acquirer and its issuer give it (UnionPay POS terminal specification, table of response codes). */
export const RESPONSE = {
  approved: "00",
  /** 03 无效商户. */
  invalidMerchant: "03",
  /** 12 无效交易: also what an original gets that comes after its reversal. */
  invalidTransaction: "12",
  /** 13 无效金额. */
  invalidAmount: "13",
  /** 14 无效卡号. */
  invalidCard: "14",
  /** 25 未能找到文件上记录: the original of a reversal is not known. */
  notFound: "25",
  /** 30 格式错误. */
  format: "30",
  /** 40 请求的功能尚不支持. */
  unsupported: "40",
  /** 41 丢失卡. */
  lostCard: "41",
  /** 51 无足够的存款. */
  noFunds: "51",
  /** 54 过期的卡. */
  expired: "54",
  /** 55 不正确的PIN. */
  wrongPin: "55",
  /** 57 不允许持卡人进行的交易: the stripe of a card whose chip has not failed. */
  notPermitted: "57",
  /** 58 不允许终端进行的交易: the terminal is in no state for it. */
  notAllowed: "58",
  /** 59 有作弊嫌疑: an ATC that has been used. */
  suspectedFraud: "59",
  /** 61 超出取款金额限制. */
  overLimit: "61",
  /** 63 违反安全保密规定: the cryptogram is not the card's. */
  security: "63",
  /** 64 原始金额不正确. */
  originalAmount: "64",
  /** 75 允许的输入PIN次数超限; unlike 38 the card is not kept. */
  pinTriesExceeded: "75",
  /** 77 需要向网络中心签到: the batch differs. */
  signOn: "77",
  /** 94 重复交易: another request under the same key. */
  duplicate: "94",
  /** 97 POS终端号找不到. */
  unknownTerminal: "97",
  /** 99 PIN格式错. */
  pinFormat: "99",
  /** A0 MAC校验错. */
  wrongMac: "A0",
} as const;
