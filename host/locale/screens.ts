/**
 * What each screen says: what happened, and what to do. The type asks for every screen that the core can show.
 */
import { Screen } from "../../assembly/abi.ts";
import type { Text } from "./language.ts";

export interface ScreenText {
  title: Text;
  advice: Text;
}

const WAIT: Text = { zh: "请稍候", en: "Please wait" };
const LEAVE_CARD: Text = { zh: "请勿拔卡", en: "Do not remove the card" };

export const SCREEN_TEXTS: Readonly<Record<Screen, ScreenText>> = {
  [Screen.STARTING]: { title: { zh: "正在启动", en: "Starting" }, advice: WAIT },
  [Screen.UNBOUND]: {
    title: { zh: "终端未绑定", en: "Terminal not bound" },
    advice: { zh: "请联系服务商绑定终端", en: "Ask your provider to bind it" },
  },
  [Screen.IDLE]: {
    title: { zh: "欢迎使用", en: "Ready" },
    advice: { zh: "<确认>消费  <菜单>功能", en: "Confirm: sale   Menu: functions" },
  },
  [Screen.AMOUNT]: {
    title: { zh: "请输入消费金额", en: "Enter the amount" },
    advice: { zh: "<确认>继续 <清除>重输 <取消>返回", en: "Confirm, clear or cancel" },
  },
  [Screen.INSERT_CARD]: {
    title: { zh: "请插入芯片卡", en: "Insert the chip card" },
    advice: { zh: "<取消>返回", en: "Cancel: back" },
  },
  [Screen.READING_CARD]: { title: { zh: "正在读卡", en: "Reading the card" }, advice: LEAVE_CARD },
  [Screen.ENTER_PIN]: {
    title: { zh: "请持卡人输入密码", en: "Cardholder, enter the PIN" },
    advice: { zh: "无密码请直接按<确认>", en: "No PIN: confirm alone" },
  },
  [Screen.PROCESSING]: { title: { zh: "正在联系收单行", en: "Asking the acquirer" }, advice: LEAVE_CARD },
  [Screen.APPROVED]: {
    title: { zh: "交易成功", en: "Approved" },
    advice: { zh: "请取回卡和签购单", en: "Take the card and the slip" },
  },
  [Screen.DECLINED]: {
    title: { zh: "交易未成功", en: "Not approved" },
    advice: { zh: "未扣款，请取回卡", en: "Nothing was charged: take the card" },
  },
  [Screen.CANCELLED]: {
    title: { zh: "交易已取消", en: "Cancelled" },
    advice: { zh: "未扣款，请取回卡", en: "Nothing was charged: take the card" },
  },
  [Screen.REVERSAL_PENDING]: {
    title: { zh: "有一笔交易等待冲正", en: "A payment waits for its reversal" },
    advice: { zh: "终端将自动冲正，请保持联网", en: "It is reversed by itself: keep the line up" },
  },
  [Screen.REVERSING]: { title: { zh: "正在冲正", en: "Reversing" }, advice: WAIT },
  [Screen.REVERSED]: {
    title: { zh: "交易已冲正", en: "The payment is reversed" },
    advice: { zh: "未扣款，可重新收款", en: "Nothing was charged: sell again" },
  },
  [Screen.SIGNING_ON]: { title: { zh: "正在签到", en: "Signing on" }, advice: WAIT },
  [Screen.SIGNED_ON]: {
    title: { zh: "签到成功", en: "Signed on" },
    advice: { zh: "可以开始收款", en: "Ready to sell" },
  },
  [Screen.SIGN_ON_FAILED]: {
    title: { zh: "签到失败", en: "Sign-on failed" },
    advice: { zh: "请重试，再失败请联系服务商", en: "Try again, else call your provider" },
  },
  [Screen.SIGN_ON_FIRST]: {
    title: { zh: "请先签到", en: "Sign on first" },
    advice: { zh: "按<菜单>，再按 2 签到", en: "Press menu, then 2" },
  },
  [Screen.CARD_ERROR]: {
    title: { zh: "无法使用此卡", en: "The card cannot be used" },
    advice: { zh: "未扣款，请取回卡", en: "Nothing was charged: take the card" },
  },
  [Screen.JOURNAL_FULL]: {
    title: { zh: "交易记录已满", en: "The journal is full" },
    advice: { zh: "请先结算，再收款", en: "Settle before the next sale" },
  },
  [Screen.OUT_OF_SERVICE]: {
    title: { zh: "终端停止服务", en: "Out of service" },
    advice: { zh: "请联系服务商并告知代码", en: "Call your provider, tell the code" },
  },
  [Screen.MENU]: {
    title: { zh: "菜单", en: "Menu" },
    advice: { zh: "请按数字选择，<取消>返回", en: "Press a digit, or cancel" },
  },
  [Screen.PRINTER_PROBLEM]: {
    title: { zh: "签购单未打印", en: "The slip is not printed" },
    advice: { zh: "装纸后按<确认>，<取消>不打印", en: "Load paper and confirm, or cancel" },
  },
  [Screen.NOTIFYING]: { title: { zh: "正在上送脚本结果", en: "Reporting a card update" }, advice: WAIT },
};

/** What the digits of the menu do, in their order from 1. */
export const MENU_CHOICES: readonly Text[] = [
  { zh: "消费", en: "Sale" },
  { zh: "签到", en: "Sign on" },
];
