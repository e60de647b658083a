/**
 * What each screen says: what happened, and what to do. The type asks for every screen that the core can show.
 */
import { Screen } from "../../assembly/abi_shown.ts";
import { BINDING_SCREENS } from "./binding_texts.ts";
import { CARE_SCREENS } from "./care_texts.ts";
import type { Text } from "./language.ts";
import { BACKUP_SCREENS } from "./backup_texts.ts";
import { DOWNLOAD_SCREENS } from "./download_texts.ts";
import { MONEY_SCREENS } from "./money_texts.ts";
import { SETUP_SCREENS } from "./setup_texts.ts";

export interface ScreenText {
  title: Text;
  advice: Text;
}

const WAIT: Text = { zh: "请稍候", en: "Please wait" };
const LEAVE_CARD: Text = { zh: "请勿拔卡", en: "Do not remove the card" };

export const SCREEN_TEXTS: Readonly<Record<Screen, ScreenText>> = {
  ...BINDING_SCREENS,
  [Screen.STARTING]: { title: { zh: "正在启动", en: "Starting" }, advice: WAIT },
  [Screen.UNBOUND]: {
    title: { zh: "终端未绑定", en: "Terminal not bound" },
    advice: { zh: "<确认>继续设置 <菜单>更多", en: "Confirm: go on   Menu: more" },
  },
  [Screen.IDLE]: {
    title: { zh: "欢迎使用", en: "Ready" },
    advice: { zh: "1 刷卡  2 扫码  <菜单>更多", en: "1 card   2 code   Menu: more" },
  },
  [Screen.AMOUNT]: {
    title: { zh: "请输入消费金额", en: "Enter the amount" },
    advice: { zh: "<确认>继续 <清除>重输 <取消>返回", en: "Confirm, clear or cancel" },
  },
  [Screen.INSERT_CARD]: {
    title: { zh: "请插入芯片卡或刷卡", en: "Insert or swipe the card" },
    advice: { zh: "<取消>返回", en: "Cancel: back" },
  },
  [Screen.READING_CARD]: { title: { zh: "正在读卡", en: "Reading the card" }, advice: LEAVE_CARD },
  [Screen.ENTER_PIN]: {
    title: { zh: "请持卡人输入密码", en: "Cardholder, enter the PIN" },
    advice: { zh: "无密码请直接按<确认>", en: "No PIN: confirm alone" },
  },
  [Screen.WRONG_PIN]: {
    title: { zh: "密码错误，请重新输入", en: "Wrong PIN: enter it again" },
    advice: { zh: "忘记密码请直接按<确认>", en: "PIN not known: confirm alone" },
  },
  [Screen.LAST_PIN_TRY]: {
    title: { zh: "最后一次输入密码机会", en: "Last try: enter the PIN" },
    advice: { zh: "再错密码将锁定，忘记密码按<确认>", en: "Not known: confirm alone" },
  },
  [Screen.WRONG_PIN_LAST_TRY]: {
    title: { zh: "密码错误，仅剩最后一次", en: "Wrong PIN: last try" },
    advice: { zh: "再错密码将锁定，忘记密码按<确认>", en: "Not known: confirm alone" },
  },
  [Screen.CHECKING_PIN]: { title: { zh: "正在验证密码", en: "Checking the PIN" }, advice: LEAVE_CARD },
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
    advice: { zh: "终端将自动冲正，请保持联网", en: "Reversed by itself: keep the line up" },
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
    advice: { zh: "按<菜单>，再按 3 签到", en: "Press menu, then 3" },
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
  [Screen.CHOOSE_APPLICATION]: {
    title: { zh: "请选择应用", en: "Choose an application" },
    advice: { zh: "请按数字选择，<菜单>翻页 <取消>返回", en: "A digit, menu: next page, or cancel" },
  },
  [Screen.CONFIRM_APPLICATION]: {
    title: { zh: "使用此应用？", en: "Use this application?" },
    advice: { zh: "<确认>继续 <取消>返回", en: "Confirm or cancel" },
  },
  [Screen.USE_CHIP]: {
    title: { zh: "此卡有芯片，请插卡", en: "This card has a chip: insert it" },
    advice: { zh: "请插入芯片卡，<取消>返回", en: "Insert the card, or cancel" },
  },
  [Screen.SWIPE_CARD]: {
    title: { zh: "芯片无法使用，请刷卡", en: "The chip cannot be used: swipe" },
    advice: { zh: "请取出卡并刷磁条，<取消>返回", en: "Take the card out and swipe it, or cancel" },
  },
  [Screen.SWIPE_AGAIN]: {
    title: { zh: "刷卡失败，请重刷", en: "Not read: swipe again" },
    advice: { zh: "请匀速重刷磁条，<取消>返回", en: "Swipe at an even pace, or cancel" },
  },
  [Screen.NOT_AVAILABLE]: {
    title: { zh: "暂不可用", en: "Not available" },
    advice: { zh: "<确认>返回", en: "Confirm: back" },
  },
  ...MONEY_SCREENS,
  [Screen.NOTIFYING]: { title: { zh: "正在上送脚本结果", en: "Reporting a card update" }, advice: WAIT },
  [Screen.TERMINAL_FAULT]: {
    title: { zh: "终端故障，未收款", en: "The terminal has failed: not paid" },
    advice: { zh: "与卡无关，请取回卡", en: "Not the card's fault: take it back" },
  },
  [Screen.NOTICE_ASIDE]: {
    title: { zh: "脚本结果未能上送", en: "A card update is not reported" },
    advice: {
      zh: "已记入故障列表，请告知收单行，<确认>",
      en: "It is a fault now: tell the acquirer",
    },
  },
  ...SETUP_SCREENS,
  ...CARE_SCREENS,
  ...DOWNLOAD_SCREENS,
  ...BACKUP_SCREENS,
};
