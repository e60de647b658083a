/**
 * Names of the UnionPay dialect's fields and message types, and how much of a field may be shown. A data table.
 */

/**
 * `all` of it; the `pan` masked; a `track` with its PAN masked; `text` with every run of digits masked that could be a
 * PAN; `tlv` object by object; or only its length (`hidden`).
 */
export type FieldShown = "all" | "pan" | "track" | "text" | "tlv" | "hidden";

export interface FieldName {
  zh: string;
  en: string;
  shown: FieldShown;
}

const FIELDS: ReadonlyArray<readonly [field: number, zh: string, en: string, shown: FieldShown]> = [
  [2, "主账号", "PAN", "pan"],
  [3, "交易处理码", "Processing code", "all"],
  [4, "交易金额", "Amount", "all"],
  [11, "受卡方系统跟踪号", "STAN", "all"],
  [12, "受卡方所在地时间", "Local time", "all"],
  [13, "受卡方所在地日期", "Local date", "all"],
  [14, "卡有效期", "Expiry", "hidden"],
  [15, "清算日期", "Settlement date", "all"],
  [22, "服务点输入方式码", "Entry mode", "all"],
  [23, "卡片序列号", "PAN sequence number", "all"],
  [25, "服务点条件码", "Condition code", "all"],
  [26, "服务点PIN获取码", "PIN capture code", "all"],
  [27, "借贷标志", "Debit or credit", "all"],
  [32, "受理方标识码", "Acquirer", "all"],
  [35, "二磁道数据", "Track 2", "track"],
  [36, "三磁道数据", "Track 3", "hidden"],
  [37, "检索参考号", "Retrieval reference", "all"],
  [38, "授权标识应答码", "Authorisation code", "all"],
  [39, "应答码", "Response code", "all"],
  [41, "受卡机终端标识码", "Terminal number", "all"],
  [42, "受卡方标识码", "Merchant number", "all"],
  [44, "附加响应数据", "Issuer and acquirer", "text"],
  [48, "附加数据", "Totals and details", "text"],
  [49, "交易货币代码", "Currency", "all"],
  [52, "个人标识码数据", "PIN block", "hidden"],
  [53, "安全控制信息", "Security control", "all"],
  [54, "附加金额", "Additional amounts", "text"],
  [55, "IC卡数据域", "Chip data", "tlv"],
  [57, "自定义域57", "Private 57", "text"],
  [58, "自定义域58", "Private 58", "text"],
  [59, "自定义域59", "Private 59", "text"],
  [60, "自定义域60", "Type, batch, network", "all"],
  [61, "原始信息域", "Original transaction", "all"],
  [62, "自定义域62", "Private 62", "hidden"],
  [63, "自定义域63", "Private 63", "text"],
  [64, "报文鉴别码", "MAC", "all"],
];

export const FIELD_NAMES: ReadonlyMap<number, FieldName> = new Map(
  FIELDS.map(([field, zh, en, shown]) => [field, { zh, en, shown }]),
);

export const MESSAGE_NAMES: ReadonlyMap<string, { zh: string; en: string }> = new Map([
  ["0100", { zh: "授权请求", en: "Authorisation request" }],
  ["0110", { zh: "授权应答", en: "Authorisation response" }],
  ["0200", { zh: "金融请求", en: "Financial request" }],
  ["0210", { zh: "金融应答", en: "Financial response" }],
  ["0220", { zh: "通知请求", en: "Advice" }],
  ["0230", { zh: "通知应答", en: "Advice response" }],
  ["0320", { zh: "批上送请求", en: "Batch upload" }],
  ["0330", { zh: "批上送应答", en: "Batch upload response" }],
  ["0400", { zh: "冲正请求", en: "Reversal request" }],
  ["0410", { zh: "冲正应答", en: "Reversal response" }],
  ["0500", { zh: "批结算请求", en: "Settlement request" }],
  ["0510", { zh: "批结算应答", en: "Settlement response" }],
  ["0620", { zh: "脚本结果通知", en: "Script notice" }],
  ["0630", { zh: "脚本结果应答", en: "Script notice response" }],
  ["0800", { zh: "网络管理请求", en: "Network management request" }],
  ["0810", { zh: "网络管理应答", en: "Network management response" }],
  ["0820", { zh: "网络管理通知", en: "Network management advice" }],
  ["0830", { zh: "网络管理通知应答", en: "Network management advice response" }],
]);
