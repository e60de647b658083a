/** What the simulation at the console says of itself, beside the terminal's own screens. */
import type { Text } from "./language.ts";

export type ConsoleText =
  | "keys"
  | "typing"
  | "cards"
  | "reader"
  | "portal"
  | "nextUnbound"
  | "nextRegistered"
  | "nextBound"
  | "telephone"
  | "inserted"
  | "testPin"
  | "empty"
  | "sent"
  | "received"
  | "slip"
  | "balanceBefore"
  | "balanceAfter"
  | "balanceUnknown"
  | "demoDone"
  | "demoStarts"
  | "recorded";

export const CONSOLE_TEXTS: Readonly<Record<ConsoleText, Text>> = {
  keys: {
    zh: "0-9 回车=确认 Esc=取消 退格=清除 m=菜单 q=退出",
    en: "0-9 Enter Esc=cancel Bksp=clear m=menu q=quit",
  },
  typing: {
    zh: "键入文字 回车=确认 Esc=取消 退格=删除 Ctrl-C=退出",
    en: "Type the text: Enter Esc=cancel Bksp=delete Ctrl-C=quit",
  },
  portal: { zh: "管理平台：", en: "Portal: " },
  nextUnbound: {
    zh: "下一步：回车首次开机，然后 m 5 1 注册，m 5 2 绑定",
    en: "Next: Enter sets it up; then m 5 1 registers, m 5 2 binds",
  },
  nextRegistered: { zh: "下一步：在管理平台审核并签约，登录", en: "Next: approve it in the portal, as" },
  nextBound: { zh: "下一步：在管理平台激活，登录", en: "Next: activate it in the portal, as" },
  telephone: { zh: "商户手机短信：", en: "The merchant's telephone: " },
  reader: { zh: "读卡器：", en: "Card reader: " },
  cards: {
    zh: "虚拟卡（按字母插入或拔出，大写字母刷卡）：",
    en: "Virtual cards (a letter inserts or removes, a capital swipes):",
  },
  testPin: { zh: "测试密码", en: "test PIN" },
  inserted: { zh: "卡槽内", en: "in the slot" },
  empty: { zh: "卡槽为空", en: "The slot is empty" },
  sent: { zh: "终端 → 收单行", en: "terminal → acquirer" },
  received: { zh: "收单行 → 终端", en: "acquirer → terminal" },
  slip: { zh: "打印机", en: "printer" },
  balanceBefore: { zh: "交易前账户余额", en: "balance before" },
  balanceAfter: { zh: "交易后账户余额", en: "balance after" },
  balanceUnknown: {
    zh: "收单行不在此处运行，账户余额未知",
    en: "the acquirer runs elsewhere: its balances are unknown",
  },
  demoDone: { zh: "演示完成", en: "the demo is done" },
  demoStarts: {
    zh: "演示：真实的终端程序与收单平台，通过 TCP 连接；卡、账户和密码均为测试数据",
    en: "demo: a terminal and an acquirer over TCP; cards, accounts, passwords are tests",
  },
  recorded: { zh: "已录制到", en: "recorded to" },
};
