/** Names of message types (ISO 8583:1987, 4.1), by their four digits. A data table. */

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
