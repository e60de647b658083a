/** The guide of each flow, page by page, as help shows it. Every one has GUIDE_PAGES pages. */
import { Item } from "../../assembly/abi_fields.ts";
import type { Text } from "./language.ts";

export const GUIDES: Readonly<Partial<Record<Item, readonly Text[]>>> = {
  [Item.FIRST_START]: [
    {
      zh: "开机后按<确认>，选择语言，再选择联网方式：有线、无线或手机蓝牙。",
      en: "Switch on and confirm. Choose the language, then how to connect: cable, Wi-Fi or a phone.",
    },
    {
      zh: "输入服务商提供的服务器地址和端口，最多三个；前一个连不上时自动使用下一个。",
      en: "Enter address and port of the server as your provider gave them: three at most. If one fails the next is used.",
    },
    {
      zh: "连接测试通过后，进入商户服务注册并绑定。中途关机不会丢失已完成的步骤。",
      en: "When the connection works go to merchant services to be bound. Steps that are done outlive a power cut.",
    },
  ],
  [Item.OFFICE]: [
    {
      zh: "注册：准备营业执照、身份证和结算账户，逐项填写并提交，审核需 3 至 5 个工作日。",
      en: "Register: have licence, identity card and account at hand. The review takes 3 to 5 working days.",
    },
    {
      zh: "绑定：先设置管理员和主管密码，再输入商户号、终端号和支付密码并核对；显示“绑定成功”后才完成。",
      en: "Bind: set passwords of manager and supervisor, then enter both numbers and the payment password. The screen says when it is done.",
    },
    {
      zh: "激活：在商户平台的设备管理中点击激活，在终端输入收到的激活码；过期可重发。",
      en: "Activate: ask for the code in the portal's device list and enter it here. An expired code can be sent again.",
    },
  ],
  [Item.SIGN_ON]: [
    {
      zh: "签到换取当天的工作密钥。每天营业前签到一次。",
      en: "Signing on brings the keys of the day. Do it before you open.",
    },
    { zh: "按<菜单>，再按 3。显示“签到成功”即可收款。", en: "Press menu, then 3. Signed on: you may sell." },
    {
      zh: "失败时先做连接测试，再重新签到；仍失败请联系客服。",
      en: "If it fails test the connection and sign on again; else call support.",
    },
  ],
  [Item.CARD]: [
    {
      zh: "待机时按<确认>或 1，输入金额后按<确认>，请顾客插卡。",
      en: "Press confirm or 1, enter the amount, confirm, insert the card.",
    },
    {
      zh: "请顾客自己输入密码。打印前请勿拔卡。",
      en: "The cardholder enters the PIN alone. Leave the card in until it is printed.",
    },
    {
      zh: "未收到应答的交易会自动冲正，请勿关机，也不要重复收款。",
      en: "A payment without an answer is reversed by itself: leave the power on, do not charge twice.",
    },
  ],
  [Item.SETTLEMENT]: [
    { zh: "营业结束后结算。按<菜单>，再按 4。", en: "Settle when you close. Press menu, then 4." },
    {
      zh: "终端与收单行核对总额，打印结算单，批次号加一。",
      en: "Totals are compared, a slip is printed, the batch number grows by one.",
    },
    {
      zh: "总额不平时结算单会注明，请与服务商对账。",
      en: "If the totals differ the slip says so: check them with your provider.",
    },
  ],
  [Item.SERVICE]: [
    {
      zh: "主管可添加操作员、修改密码。密码连续输错会锁定。",
      en: "A supervisor adds operators and changes passwords. Wrong ones lock.",
    },
    {
      zh: "下载参数和更新固件时请接通电源，更新期间不要断电。",
      en: "Connect the adapter for downloads and updates, and leave it connected.",
    },
    {
      zh: "定期清洁读卡器和打印头，故障记录会自动上送。",
      en: "Clean card reader and printer now and then. Faults are reported by themselves.",
    },
  ],
  [Item.FAULT_CHECK]: [
    {
      zh: "不能开机：先用电池供电，再换电源适配器。",
      en: "Does not start: run it on the battery, then change the adapter.",
    },
    {
      zh: "不能联网：网线是否插紧、是否插错，重新插拔。",
      en: "No network: is the cable firm, is it the right socket? Replug it.",
    },
    { zh: "在设置中运行故障检查，每一步都会重新检测。", en: "Settings has a fault check: every step is tested anew." },
  ],
};

/** @param page of all of them, as the core counts: 1/3 */
export function guidePage(item: number, page: string): Text | undefined {
  return GUIDES[item as Item]?.[Number(page.split("/")[0]) - 1];
}
