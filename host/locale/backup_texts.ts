/** Texts of the screens about backup and restore, the names of their fields, and reasons. */
import { Screen } from "../../assembly/abi_shown.ts";
import { Reason } from "../../assembly/abi_reasons.ts";
import { Field, Item } from "../../assembly/abi_fields.ts";
import type { FieldForm } from "./fields.ts";
import type { Text } from "./language.ts";
import type { ScreenText } from "./screens.ts";

const BACK: Text = { zh: "<确认>返回", en: "Confirm: back" };
const WAIT: Text = { zh: "请稍候，勿断电", en: "Please wait, keep the power on" };

export const BACKUP_SCREENS = {
  [Screen.BACKUP_TARGET]: {
    title: { zh: "备份位置", en: "Where is the backup?" },
    advice: { zh: "1 外部介质 2 平台 <取消>返回", en: "1 medium, 2 platform, or cancel" },
  },
  [Screen.BACKING_UP]: { title: { zh: "正在备份并核对", en: "Writing and checking a backup" }, advice: WAIT },
  [Screen.BACKUP_DONE]: { title: { zh: "备份完成，已核对", en: "The backup is done and checked" }, advice: BACK },
  [Screen.BACKUP_FAILED]: { title: { zh: "备份未完成", en: "The backup is not done" }, advice: BACK },
  [Screen.RESTORING]: { title: { zh: "正在恢复备份", en: "Restoring a backup" }, advice: WAIT },
  [Screen.OLDER_BACKUP]: {
    title: { zh: "最新备份不可用，用更早的？", en: "Damaged: take an older backup?" },
    advice: { zh: "<确认>继续 <取消>返回", en: "Confirm, or cancel" },
  },
  [Screen.RESTORE_FAILED]: { title: { zh: "恢复未完成", en: "Nothing was restored" }, advice: BACK },
} satisfies Partial<Record<Screen, ScreenText>>;

export const BACKUP_FIELDS = {
  [Field.GENERATION]: { form: "number", name: { zh: "备份序号", en: "Backup" } },
} as const satisfies Partial<Record<Field, { name: Text; form: FieldForm }>>;

export const BACKUP_ITEMS = {
  [Item.BACKUP]: { zh: "备份", en: "Backup" },
  [Item.RESTORE]: { zh: "恢复备份", en: "Restore a backup" },
} satisfies Partial<Record<Item, Text>>;

export const BACKUP_REASONS = {
  [Reason.NO_BACKUP]: { zh: "没有备份", en: "There is no backup" },
  [Reason.BACKUP_DAMAGED]: { zh: "备份被改动或非本机备份", en: "Changed, or another machine's" },
  [Reason.NO_MEDIUM]: { zh: "外部介质不可用", en: "The medium cannot be used" },
  [Reason.NOT_EMPTY]: { zh: "本机已有流水，不能恢复", en: "This machine has a journal" },
  [Reason.RESTORED_NOW]: { zh: "备份已恢复，请先签到", en: "Restored: sign on first" },
} satisfies Partial<Record<Reason, Text>>;
