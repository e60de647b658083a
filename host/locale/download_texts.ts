/** Texts of downloads and of a new firmware. */
import { Download } from "../../assembly/abi_devices.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { Reason } from "../../assembly/abi_reasons.ts";
import { Field, Item } from "../../assembly/abi_fields.ts";
import type { FieldForm } from "./fields.ts";
import type { Text } from "./language.ts";
import type { ScreenText } from "./screens.ts";

const WAIT: Text = { zh: "请稍候，请勿断电", en: "Please wait, leave the power on" };

export const DOWNLOAD_SCREENS = {
  [Screen.DOWNLOADING]: {
    title: { zh: "正在下载", en: "Downloading" },
    advice: { zh: "请勿断电，<取消>稍后继续", en: "Leave the power on. Cancel: later" },
  },
  [Screen.DOWNLOADED]: {
    title: { zh: "下载完成", en: "Downloaded" },
    advice: { zh: "<确认>返回", en: "Confirm: back" },
  },
  [Screen.DOWNLOAD_FAILED]: {
    title: { zh: "下载未完成", en: "The download is not complete" },
    advice: { zh: "原有参数仍有效，请稍后重试", en: "Nothing has changed: try again later" },
  },
  [Screen.FIRMWARE_OFFERED]: {
    title: { zh: "有新版固件", en: "A new firmware" },
    advice: { zh: "<确认>立即更新 <取消>以后再说", en: "Confirm: update now   Cancel: later" },
  },
  [Screen.FIRMWARE_LATEST]: {
    title: { zh: "固件已是最新版本", en: "The firmware is the latest" },
    advice: { zh: "<确认>返回", en: "Confirm: back" },
  },
  [Screen.FIRMWARE_FAILED]: {
    title: { zh: "固件未更新", en: "The firmware is not updated" },
    advice: { zh: "终端继续使用原固件，<确认>返回", en: "The old one goes on. Confirm: back" },
  },
  [Screen.RESTARTING]: { title: { zh: "正在重新启动", en: "Starting anew" }, advice: WAIT },
  [Screen.FIRMWARE_ON_TRIAL]: { title: { zh: "正在检查新固件", en: "Checking the new firmware" }, advice: WAIT },
  [Screen.FIRMWARE_GIVEN_UP]: {
    title: { zh: "新固件未通过，正在恢复", en: "Going back to the old firmware" },
    advice: WAIT,
  },
} as const satisfies Partial<Record<Screen, ScreenText>>;

export const DOWNLOAD_FIELDS = {
  [Field.DOWNLOAD]: { name: { zh: "内容", en: "What" }, form: "code" },
  [Field.ENTRY]: { name: { zh: "第", en: "Part" }, form: "number" },
  [Field.ENTRIES]: { name: { zh: "共", en: "Of" }, form: "number" },
  [Field.VERSION]: { name: { zh: "版本", en: "Version" }, form: "version" },
} as const satisfies Partial<Record<Field, { name: Text; form: FieldForm }>>;

export const DOWNLOAD_REASONS = {
  [Reason.DOWNLOAD_FORMAT]: { zh: "下载内容格式有误", en: "What was downloaded is malformed" },
  [Reason.DOWNLOAD_HASH]: { zh: "下载内容校验值不符", en: "What was downloaded has a wrong check value" },
  [Reason.DOWNLOAD_SIGNATURE]: { zh: "固件签名无效", en: "The firmware is not genuine" },
  [Reason.DOWNLOAD_OLDER]: { zh: "固件版本过旧，已拒绝", en: "The firmware is an older one: refused" },
  [Reason.DOWNLOAD_LONG]: { zh: "下载列表过长", en: "The list is too long for this terminal" },
  [Reason.DOWNLOAD_DEVICE]: { zh: "终端无法保存下载内容", en: "The terminal cannot store it" },
  [Reason.DOWNLOAD_INTERFACE]: { zh: "固件不适用于本机，已拒绝", en: "The firmware is for other machines: refused" },
  [Reason.DOWNLOAD_DIFFERS]: { zh: "下载内容与请求不符", en: "The platform sent something else than was asked for" },
  [Reason.UPDATE_UNSETTLED]: { zh: "请先结算，再更新固件", en: "Settle first, then update" },
  [Reason.UPDATE_SLOTS]: { zh: "无法启动新固件", en: "The new firmware cannot be started" },
  [Reason.DOWNLOADS_MISSING]: {
    zh: "参数未下载：请检查网络，或到服务菜单下载",
    en: "No card data yet: check the line, or Service: download",
  },
} as const satisfies Partial<Record<Reason, Text>>;

export const DOWNLOAD_ITEMS = {
  [Item.DOWNLOADS]: { zh: "下载参数", en: "Download settings" },
  [Item.FIRMWARE]: { zh: "更新固件", en: "Update the firmware" },
} as const satisfies Partial<Record<Item, Text>>;

export const DOWNLOAD_TEXTS: Readonly<Record<Download, Text>> = {
  [Download.NONE]: { zh: "无", en: "nothing" },
  [Download.PARAMETERS]: { zh: "终端参数", en: "parameters" },
  [Download.CAPKS]: { zh: "IC 卡公钥", en: "keys of card schemes" },
  [Download.AIDS]: { zh: "IC 卡应用", en: "card applications" },
  [Download.FIRMWARE]: { zh: "固件", en: "firmware" },
  [Download.TEXTS]: { zh: "商户文字", en: "texts" },
};
