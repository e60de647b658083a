/** Headings of the demo's chapters. */
import type { Text } from "./language.ts";

export type ChapterName =
  "firstStart" | "registration" | "binding" | "activation" | "test" | "signOn" | "sale" | "settlement";

export const CHAPTER_TITLES: Readonly<Record<ChapterName, Text>> = {
  firstStart: {
    zh: "首次开机：语言、网络、服务器、连接测试",
    en: "First start: language, network, server, connection test",
  },
  registration: { zh: "设备注册：商户填写申请", en: "Registration: the merchant applies" },
  binding: {
    zh: "平台批准并签约；设置管理员和主管密码；绑定，下载参数、公钥和应用",
    en: "The platform approves and signs; passwords of manager and supervisor; binding, downloads of parameters, CA keys, applications",
  },
  activation: { zh: "激活：平台发送激活码", en: "Activation: the platform sends a code" },
  test: { zh: "测试交易与验收", en: "The test payment and its checklist" },
  signOn: { zh: "签到", en: "Sign-on" },
  sale: { zh: "芯片卡消费 12.34 元", en: "A chip sale of 12.34 yuan" },
  settlement: { zh: "结算对账", en: "Settlement" },
};
