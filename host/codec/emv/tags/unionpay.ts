/**
 * Tags of PBOC 3.0 (JR/T 0025: debit and credit, electronic cash, qPBOC and its extensions) and the parameters that a
 * UnionPay terminal downloads for its applications and keys. Data tables.
 */
import type { TagTable } from "../types.ts";

const C = "card";
const T = "terminal";

export const PBOC: TagTable = {
  scheme: "unionpay",
  document: "JR/T 0025 (PBOC 3.0), EMV Contactless Book C-7",
  rows: [
    [0x9f51, "应用货币代码", "Application currency code", "n 3", C, "", "currency"],
    [0x9f52, "应用缺省行为", "Application default action", "b 2-4", C],
    [0x9f53, "连续脱机交易限制数（国际-货币）", "Consecutive offline limit (currency)", "b 1", C, "", "number"],
    [0x9f54, "累计脱机交易金额限制数", "Cumulative offline amount limit", "n 12", C, "", "amount"],
    [0x9f56, "发卡行认证指示位", "Issuer authentication indicator", "b 1", C],
    [0x9f57, "发卡行国家代码", "Issuer country code", "n 3", C, "", "country"],
    [0x9f58, "连续脱机交易下限", "Lower consecutive offline limit", "b 1", C, "", "number"],
    [0x9f59, "连续脱机交易上限", "Upper consecutive offline limit", "b 1", C, "", "number"],
    [0x9f5c, "累计脱机交易金额上限", "Cumulative offline amount upper limit", "n 12", C, "", "amount"],
    [0x9f5d, "可用脱机消费金额", "Available offline spending amount", "n 12", C, "77", "amount"],
    [0x9f61, "持卡人证件号", "Cardholder identity number", "an 1-40", C, "70", "", "identity"],
    [0x9f62, "持卡人证件类型", "Cardholder identity type", "cn 1", C, "70", "", "identity"],
    [0x9f63, "卡产品标识信息", "Card product identification", "b 16", C, "70 77"],
    [0x9f68, "卡片附加处理", "Card additional processes", "b 4", C, "", "cardProcesses"],
    [0x9f69, "卡片认证相关数据", "Card authentication related data", "b 5-16", C, "70", "cardAuthentication"],
    [0x9f6b, "卡片CVM限额", "Card CVM limit", "n 12", C, "", "amount"],
    [0x9f6c, "卡片交易属性", "Card transaction qualifiers", "b 2", C, "77", "ctq"],
    [0x9f6d, "电子现金重置阈值", "Electronic cash reset threshold", "n 12", C, "", "amount"],
    [0x9f72, "连续脱机交易限制数（国际-国家）", "Consecutive offline limit (country)", "b 1", C, "", "number"],
    [0x9f73, "货币转换因子", "Currency conversion factor", "n 8", C, "", "digits"],
    [0x9f74, "电子现金发卡行授权码", "Electronic cash issuer authorisation code", "an 6", C, "70", "text"],
    [0x9f75, "累计脱机交易金额限制数（双货币）", "Cumulative offline limit (dual currency)", "n 12", C, "", "amount"],
    [0x9f76, "第二应用货币代码", "Secondary application currency code", "n 3", C, "", "currency"],
    [0x9f77, "电子现金余额上限", "Electronic cash balance limit", "n 12", C, "", "amount"],
    [0x9f78, "电子现金单笔交易限额", "Electronic cash single transaction limit", "n 12", C, "", "amount"],
    [0x9f79, "电子现金余额", "Electronic cash balance", "n 12", C, "", "amount"],
    [0x9f7a, "电子现金终端支持指示器", "Electronic cash terminal support indicator", "b 1", T, "", "yesNo"],
    [0x9f7b, "电子现金终端交易限额", "Electronic cash terminal transaction limit", "n 12", T, "", "amount"],
    [0xdf31, "发卡行脚本结果", "Issuer script results", "b ..21", T, "", "scriptResults"],
    [0xdf4d, "圈存日志入口", "Load log entry", "b 2", C, "BF0C", "logEntry"],
    [0xdf4f, "圈存日志格式", "Load log format", "b", C, "", "dol"],
    [0xdf60, "CAPP交易指示位", "CAPP transaction indicator", "b 1", T],
    [0xdf61, "分段扣费应用标识", "Segment deduction indicator", "b 1", C, "BF0C"],
    [0xdf62, "电子现金分段扣费抵扣限额", "Segment deduction limit", "n 12", C, "", "amount"],
    [0xdf63, "电子现金分段扣费已抵扣额", "Segment deduction used", "n 12", C, "", "amount"],
    [0xdf69, "SM算法支持指示器", "SM algorithm support indicator", "b 1", T, "", "yesNo"],
    [0xdf71, "第二币种电子现金应用货币代码", "Second electronic cash currency code", "n 3", C, "", "currency"],
    [0xdf72, "第二币种卡片CVM限额", "Second currency card CVM limit", "n 12", C, "", "amount"],
    [0xdf76, "第二币种电子现金重置阈值", "Second currency reset threshold", "n 12", C, "", "amount"],
    [0xdf77, "第二币种电子现金余额上限", "Second currency balance limit", "n 12", C, "", "amount"],
    [0xdf78, "第二币种电子现金单笔交易限额", "Second currency transaction limit", "n 12", C, "", "amount"],
    [0xdf79, "第二币种电子现金余额", "Second currency balance", "n 12", C, "", "amount"],
  ],
};

export const TERMINAL_PARAMETERS: TagTable = {
  scheme: "unionpay",
  document: "UnionPay POS terminal specification (F55, F62)",
  rows: [
    [0xdf01, "应用选择指示符", "Application selection indicator", "b 1", T],
    [0xdf02, "认证中心公钥模", "CA public key modulus", "b ..248", T],
    [0xdf03, "认证中心公钥校验值", "CA public key check sum", "b 20", T],
    [0xdf04, "认证中心公钥指数", "CA public key exponent", "b 1-3", T, "", "number"],
    [0xdf05, "认证中心公钥有效期", "CA public key expiry date", "b 4-8", T],
    [0xdf06, "认证中心公钥哈希算法标识", "CA public key hash algorithm", "b 1", T, "", "hashAlgorithm"],
    [0xdf07, "认证中心公钥算法标识", "CA public key algorithm", "b 1", T, "", "keyAlgorithm"],
    [0xdf11, "终端行为代码-缺省", "Terminal action code - default", "b 5", T, "", "tvr"],
    [0xdf12, "终端行为代码-联机", "Terminal action code - online", "b 5", T, "", "tvr"],
    [0xdf13, "终端行为代码-拒绝", "Terminal action code - denial", "b 5", T, "", "tvr"],
    [0xdf14, "缺省DDOL", "Default DDOL", "b ..252", T, "", "dol"],
    [0xdf15, "偏置随机选择的阈值", "Threshold for biased random selection", "b 4", T, "", "amountBinary"],
    [0xdf16, "偏置随机选择的最大目标百分数", "Maximum target percentage (biased)", "n 2", T, "", "digits"],
    [0xdf17, "随机选择的目标百分数", "Target percentage", "n 2", T, "", "digits"],
    [0xdf18, "终端联机PIN支持能力", "Online PIN supported", "b 1", T, "", "yesNo"],
    [0xdf19, "非接触读写器脱机最低限额", "Contactless offline floor limit", "n 12", T, "", "amount"],
    [0xdf20, "非接触读写器交易限额", "Contactless transaction limit", "n 12", T, "", "amount"],
    [0xdf21, "非接触读写器CVM限额", "Contactless CVM required limit", "n 12", T, "", "amount"],
    [0xdf32, "芯片序列号", "Chip serial number", "b", C],
    [0xdf33, "过程密钥数据", "Session key data", "b", T, "", "", "key"],
    [0xdf34, "终端读取时间", "Terminal reading time", "b", T],
  ],
};

/** What 0800/394 brings in text: tag, three digits of length, characters. The tags are numbers, but no BER. */
export const CONTACTLESS_PARAMETERS: TagTable = {
  scheme: "unionpay",
  document: "UnionPay POS terminal specification (394)",
  rows: [
    [0xff803a, "闪卡当笔重刷处理时间（秒）", "Torn transaction: time to tap again (s)", "an 3", T, "", "text"],
    [0xff803c, "闪卡记录可处理时间（秒）", "Torn transaction: lifetime of record (s)", "an 3", T, "", "text"],
    [0xff8054, "非接触快速业务（QPS）免密标识", "PIN-free payments allowed", "an 1", T, "", "text"],
    [0xff8055, "非接触快速业务BIN表A标识", "PIN-free BIN table A in use", "an 1", T, "", "text"],
    [0xff8056, "非接触快速业务BIN表B标识", "PIN-free BIN table B in use", "an 1", T, "", "text"],
    [0xff8057, "CDCVM标识", "CDCVM allowed", "an 1", T, "", "text"],
    [0xff8058, "免密限额", "PIN-free limit", "an 12", T, "", "text"],
    [0xff8059, "免签限额", "Signature-free limit", "an 12", T, "", "text"],
    [0xff805a, "免签标识", "Signature-free payments allowed", "an 1", T, "", "text"],
    [0xff805d, "非接触交易通道开关", "Contactless channel preference", "an 1", T, "", "text"],
  ],
};
