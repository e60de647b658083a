/**
 * What the bits of card data mean: AIP, AUC, CID, CTQ, card additional processes. Data tables.
 */
import type { BitRow } from "../types.ts";

/** Application interchange profile (EMV 4.4 Book 3, annex C1; byte 2 and byte 1 bit 2: Books C-2, C-3 and C-4). */
export const AIP: readonly BitRow[] = [
  [1, 0x80, "支持XDA（EMV 4.4）", "XDA is supported (EMV 4.4)"],
  [1, 0x40, "支持SDA", "SDA is supported"],
  [1, 0x20, "支持DDA", "DDA is supported"],
  [1, 0x10, "支持持卡人验证", "Cardholder verification is supported"],
  [1, 0x08, "执行终端风险管理", "Terminal risk management is to be performed"],
  [1, 0x04, "支持发卡行认证（EXTERNAL AUTHENTICATE）", "Issuer authentication (EXTERNAL AUTHENTICATE) is supported"],
  [1, 0x02, "支持设备端持卡人验证（内核2）", "On-device cardholder verification is supported (kernel 2)"],
  [1, 0x01, "支持CDA", "CDA is supported"],
  [
    2,
    0x80,
    "支持EMV模式（内核2）或磁条模式（内核3）",
    "EMV mode (kernel 2) or mag-stripe mode (kernel 3) is supported",
  ],
  [2, 0x40, "移动设备（非接触）", "Mobile device (contactless)"],
  [
    2,
    0x20,
    "非接触交易（内核3）或主机卡模拟（内核4）",
    "Contactless transaction (kernel 3) or host card emulation (kernel 4)",
  ],
  [2, 0x1e, "", ""],
  [2, 0x01, "支持中继防护协议（内核2）", "Relay resistance protocol is supported (kernel 2)"],
];

/** Application usage control (EMV 4.4 Book 3, annex C2). */
export const AUC: readonly BitRow[] = [
  [1, 0x80, "国内现金交易有效", "Valid for domestic cash transactions"],
  [1, 0x40, "国际现金交易有效", "Valid for international cash transactions"],
  [1, 0x20, "国内商品有效", "Valid for domestic goods"],
  [1, 0x10, "国际商品有效", "Valid for international goods"],
  [1, 0x08, "国内服务有效", "Valid for domestic services"],
  [1, 0x04, "国际服务有效", "Valid for international services"],
  [1, 0x02, "ATM有效", "Valid at ATMs"],
  [1, 0x01, "除ATM外的终端有效", "Valid at terminals other than ATMs"],
  [2, 0x80, "允许国内返现", "Domestic cashback allowed"],
  [2, 0x40, "允许国际返现", "International cashback allowed"],
  [2, 0x3f, "", ""],
];

/** Cryptogram information data (EMV 4.4 Book 3, 6.5.5.4). */
export const CID: readonly BitRow[] = [
  [
    1,
    0xc0,
    "密文类型",
    "Cryptogram",
    [
      [0x00, "AAC（交易拒绝）", "AAC (declined)"],
      [0x40, "TC（脱机批准）", "TC (approved offline)"],
      [0x80, "ARQC（请求联机）", "ARQC (online authorisation requested)"],
    ],
  ],
  [
    1,
    0x30,
    "支付系统专用密文",
    "Payment system specific cryptogram",
    [
      [0x00, "无", "none"],
      [0x10, "0x10", "0x10"],
      [0x20, "0x20", "0x20"],
      [0x30, "0x30", "0x30"],
    ],
  ],
  [
    1,
    0x08,
    "通知",
    "Advice",
    [
      [0x00, "不需要", "not required"],
      [0x08, "需要", "required"],
    ],
  ],
  [
    1,
    0x07,
    "原因代码",
    "Reason",
    [
      [0x00, "无信息", "no information given"],
      [0x01, "服务不允许", "service not allowed"],
      [0x02, "PIN重试次数超限", "PIN try limit exceeded"],
      [0x03, "发卡行认证失败", "issuer authentication failed"],
    ],
  ],
];

/** Card transaction qualifiers (EMV Contactless Book C-3, annex A.2; UnionPay's reading of bit 5: Book C-7, annex A). */
export const CTQ: readonly BitRow[] = [
  [1, 0x80, "需要联机PIN", "Online PIN required"],
  [1, 0x40, "需要签名", "Signature required"],
  [1, 0x20, "脱机数据认证失败且终端可联机时转联机", "Go online if offline data authentication fails and reader is online capable"], // prettier-ignore
  [1, 0x10, "脱机数据认证失败时换用接触界面（Visa）或终止交易（银联）", "If offline data authentication fails: switch interface (Visa), terminate (UnionPay)"], // prettier-ignore
  [1, 0x08, "应用过期时转联机", "Go online if application expired"],
  [1, 0x04, "现金交易换用接触界面（Visa）", "Switch interface for cash transactions (Visa)"],
  [1, 0x02, "返现交易换用接触界面（Visa）", "Switch interface for cashback transactions (Visa)"],
  [1, 0x01, "非接触ATM交易无效（Visa）", "Not valid for contactless ATM transactions (Visa)"],
  [2, 0x80, "已执行CDCVM", "Consumer device CVM performed"],
  [2, 0x40, "支持POS上的发卡行更新处理（Visa）", "Issuer update processing at the POS supported (Visa)"],
  [2, 0x3f, "", ""],
];

/** Card additional processes (JR/T 0025.12, qPBOC; Visa's VCPS has the same bits). */
export const CARD_PROCESSES: readonly BitRow[] = [
  [1, 0x80, "支持小额检查", "Low-value check supported"],
  [1, 0x40, "支持小额和CTTA检查", "Low-value and CTTA check supported"],
  [1, 0x20, "支持小额或CTTA检查", "Low-value or CTTA check supported"],
  [1, 0x10, "支持新卡检查", "New card check supported"],
  [1, 0x08, "支持PIN重试次数超过检查", "PIN tries exceeded check supported"],
  [1, 0x04, "允许货币不匹配的脱机交易", "Offline transactions in another currency allowed"],
  [1, 0x02, "卡优先选择接触式联机", "Card prefers contact chip online"],
  [1, 0x01, "返回可用脱机消费金额", "Available offline spending amount returned"],
  [2, 0x80, "支持预付", "Prepaid supported"],
  [2, 0x40, "不允许货币不匹配的交易", "Transactions in another currency not allowed"],
  [2, 0x20, "新卡且终端仅支持脱机时拒绝交易", "Decline if new card and reader is offline only"],
  [2, 0x10, "脱机批准的交易记录日志", "Offline approvals are logged"],
  [2, 0x0f, "", ""],
  [3, 0x80, "货币匹配的交易支持联机PIN", "Online PIN supported, same currency"],
  [3, 0x40, "货币不匹配的交易支持联机PIN", "Online PIN supported, another currency"],
  [3, 0x20, "货币不匹配的交易要求CVM", "CVM required, another currency"],
  [3, 0x10, "支持签名", "Signature supported"],
  [3, 0x0f, "", ""],
  [4, 0xff, "", ""],
];
