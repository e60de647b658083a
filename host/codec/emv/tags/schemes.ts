/**
 * Tags of Visa (kernel 3, VIS), American Express (kernel 4) and JCB (kernel 5). Data tables.
 */
import type { TagTable } from "../types.ts";

const C = "card";
const T = "terminal";

export const VISA: TagTable = {
  scheme: "visa",
  document: "EMV Contactless Book C-3, VIS, VCPS",
  rows: [
    [0x9f51, "应用货币代码", "Application currency code", "n 3", C, "", "currency"],
    [0x9f52, "应用缺省行为", "Application default action", "b 4-6", C],
    [0x9f53, "连续交易计数器国际限制数", "Consecutive transaction limit (international)", "b 1", C, "", "number"],
    [0x9f54, "累计交易总额限制", "Cumulative total amount limit", "n 12", C, "", "amount"],
    [0x9f55, "地理指示器", "Geographic indicator", "b 1", C],
    [0x9f56, "发卡行认证指示器", "Issuer authentication indicator", "b 1", C],
    [0x9f57, "发卡行国家代码", "Issuer country code", "n 3", C, "", "country"],
    [0x9f58, "连续交易计数器限制", "Consecutive transaction counter limit", "b 1", C, "", "number"],
    [0x9f59, "连续交易计数器上限", "Consecutive transaction counter upper limit", "b 1", C, "", "number"],
    [0x9f5a, "应用程序标识（Program ID）", "Application program identifier", "b 1-16", C, "BF0C"],
    [0x9f5b, "发卡行脚本结果", "Issuer script results", "b ..20", T, "", "scriptResults"],
    [0x9f5c, "累计交易总额上限", "Cumulative total amount upper limit", "n 12", C, "", "amount"],
    [0x9f5d, "可用脱机消费金额", "Available offline spending amount", "n 12", C, "", "amount"],
    [0x9f5e, "连续交易国际上限", "Consecutive transaction international upper limit", "b 1", C, "", "number"],
    [0x9f67, "MSD偏移", "MSD offset", "b 1", C],
    [0x9f68, "卡片附加处理", "Card additional processes", "b 4", C, "", "cardProcesses"],
    [0x9f69, "卡片认证相关数据", "Card authentication related data", "b 5-16", C, "70", "cardAuthentication"],
    [0x9f6b, "卡片CVM限额", "Card CVM limit", "n 12", C, "", "amount"],
    [0x9f6c, "卡片交易属性", "Card transaction qualifiers", "b 2", C, "77", "ctq"],
    [0x9f6d, "VLP重置阈值", "VLP reset threshold", "n 12", C, "", "amount"],
    [0x9f6e, "设备形态指示器", "Form factor indicator", "b 4", C, "77", "formFactor"],
    [0x9f72, "连续交易国家限制数", "Consecutive transaction limit (country)", "b 1", C, "", "number"],
    [0x9f73, "货币转换因子", "Currency conversion factor", "n 8", C, "", "digits"],
    [0x9f74, "VLP发卡行授权码", "VLP issuer authorisation code", "an 6", C, "", "text"],
    [0x9f75, "累计交易总额限制（双货币）", "Cumulative amount limit (dual currency)", "n 12", C, "", "amount"],
    [0x9f76, "第二应用货币代码", "Secondary application currency code", "n 3", C, "", "currency"],
    [0x9f77, "VLP资金上限", "VLP funds limit", "n 12", C, "", "amount"],
    [0x9f78, "VLP单笔交易限额", "VLP single transaction limit", "n 12", C, "", "amount"],
    [0x9f79, "VLP可用资金", "VLP available funds", "n 12", C, "", "amount"],
    [0x9f7a, "VLP终端支持指示器", "VLP terminal support indicator", "b 1", T, "", "yesNo"],
    [0x9f7b, "VLP终端交易限额", "VLP terminal transaction limit", "n 12", T, "", "amount"],
    [0x9f7c, "客户专用数据", "Customer exclusive data", "b ..32", C, "77", "", "private"],
    [0xbf60, "集成数据存储记录更新模板", "IDS record update template", "b", T],
    [0xdf60, "日志入口（Visa）", "Visa log entry", "b 2", C, "BF0C", "logEntry"],
  ],
};

export const AMEX: TagTable = {
  scheme: "amex",
  document: "EMV Contactless Book C-4",
  rows: [
    [0x9f6d, "非接触读卡器能力", "Contactless reader capabilities", "b 1", T, "", "amexReader"],
    [0x9f6e, "增强非接触读卡器能力", "Enhanced contactless reader capabilities", "b 4", T, "", "amexEnhancedReader"],
    [0x9f70, "卡片接口能力", "Card interface capabilities", "b 2", C],
    [0x9f71, "手机CVM结果", "Mobile CVM results", "b 3-4", C],
  ],
};

export const JCB: TagTable = {
  scheme: "jcb",
  document: "EMV Contactless Book C-5",
  rows: [
    [0x9f50, "持卡人验证状态", "Cardholder verification status", "b 1", C],
    [0x9f52, "终端兼容性指示器", "Terminal compatibility indicator", "b 1", T],
    [0x9f53, "终端交互特征（动态）", "Terminal interchange profile (dynamic)", "b 3", T],
    [0x9f5c, "磁条数据对象列表", "MDOL", "b ..252", C, "", "dol"],
    [0x9f5f, "脱机余额", "Offline balance", "n 12", C, "", "amount"],
    [0x9f60, "发卡行更新参数", "Issuer update parameter", "b 1", C],
  ],
};
