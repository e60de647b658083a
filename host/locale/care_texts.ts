/** Texts of the screens about people, faults, maintenance and security, the names of their fields, and reasons. */
import { Screen } from "../../assembly/abi_shown.ts";
import { Reason } from "../../assembly/abi_reasons.ts";
import { Field, Item } from "../../assembly/abi_fields.ts";
import type { FieldText } from "./fields.ts";
import type { Text } from "./language.ts";
import type { ScreenText } from "./screens.ts";

const SECRET: Text = { zh: "<确认>继续 <取消>返回", en: "Confirm, or cancel" };
const NUMBER: Text = { zh: "01-98，00 主管，99 管理员", en: "01-98, 00 supervisor, 99 manager" };
const BACK: Text = { zh: "<确认>返回", en: "Confirm: back" };
const WAIT: Text = { zh: "请稍候", en: "Please wait" };

export const CARE_SCREENS = {
  [Screen.ENTER_OPERATOR]: { title: { zh: "请输入操作员号", en: "Enter the operator's number" }, advice: NUMBER },
  [Screen.ENTER_PASSWORD]: { title: { zh: "请输入操作员密码", en: "Enter the password" }, advice: SECRET },
  [Screen.OLD_PASSWORD]: { title: { zh: "请输入原密码", en: "Enter the old password" }, advice: SECRET },
  [Screen.NEW_PASSWORD]: { title: { zh: "请输入新密码", en: "Enter the new password" }, advice: SECRET },
  [Screen.NEW_PASSWORD_AGAIN]: {
    title: { zh: "请再次输入新密码", en: "Enter the new password again" },
    advice: SECRET,
  },
  [Screen.NOT_ALLOWED]: {
    title: { zh: "不能使用此功能", en: "Not allowed" },
    advice: { zh: "<确认>继续 <取消>返回", en: "Confirm, or cancel" },
  },
  [Screen.PASSWORD_OLD]: {
    title: { zh: "密码已使用超过90天", en: "The password is over 90 days old" },
    advice: { zh: "请在 维护 中修改密码", en: "Change it in the service menu" },
  },
  [Screen.OPERATOR_TO_ADD]: {
    title: { zh: "增加操作员：请输入号码", en: "Add an operator: the number" },
    advice: NUMBER,
  },
  [Screen.OPERATOR_TO_REMOVE]: {
    title: { zh: "删除操作员：请输入号码", en: "Remove an operator: the number" },
    advice: { zh: "<确认>删除 <取消>返回", en: "Confirm removes, or cancel" },
  },
  [Screen.OPERATOR_TO_RESET]: {
    title: { zh: "重设密码：请输入操作员号", en: "Whose password is set anew?" },
    advice: NUMBER,
  },
  [Screen.OPERATOR_TO_RECOVER]: {
    title: { zh: "忘记密码：请输入操作员号", en: "Whose password is forgotten?" },
    advice: NUMBER,
  },
  [Screen.RESET_CODE]: {
    title: { zh: "请输入平台的一次性验证码", en: "Enter the platform's one-time code" },
    advice: SECRET,
  },
  [Screen.ASKING_RESET]: { title: { zh: "正在验证", en: "Checking the code" }, advice: WAIT },
  [Screen.LOCK_MINUTES]: {
    title: { zh: "几分钟无操作后须重新登录", en: "Log on again after how many minutes" },
    advice: { zh: "0 为不限", en: "0: never" },
  },
  [Screen.SET_UP_MANAGER]: {
    title: { zh: "请设置管理员(99)密码", en: "Set the manager's (99) password" },
    advice: { zh: "6至12位，<确认>开始", en: "6 to 12 digits; confirm begins" },
  },
  [Screen.SET_UP_SUPERVISOR]: {
    title: { zh: "请设置主管(00)密码", en: "Set the supervisor's (00) password" },
    advice: { zh: "6至12位，<确认>开始", en: "6 to 12 digits; confirm begins" },
  },
  [Screen.DONE]: { title: { zh: "操作成功", en: "Done" }, advice: BACK },
  [Screen.NOT_DONE]: { title: { zh: "操作未完成", en: "Not done" }, advice: BACK },
  [Screen.LOCKED]: {
    title: { zh: "终端异常，请联系客服", en: "Terminal locked: call support" },
    advice: { zh: "请告知代码，<菜单>维护", en: "Tell the code; menu: service" },
  },
  [Screen.FAULT_LIST]: {
    title: { zh: "故障记录", en: "Faults" },
    advice: { zh: "数字选择 <菜单>翻页 <取消>返回", en: "A digit, menu: next page, or cancel" },
  },
  [Screen.FAULT]: {
    title: { zh: "故障", en: "Fault" },
    advice: { zh: "完成此步按<确认>，<取消>返回", en: "Confirm when done, or cancel" },
  },
  [Screen.FAULT_RATES]: { title: { zh: "故障率", en: "Rates of faults" }, advice: BACK },
  [Screen.MAINTENANCE]: {
    title: { zh: "清洁与检查", en: "Maintenance" },
    advice: { zh: "已清洁按 1，已检查按 2", en: "1 cleaned, 2 checked, or cancel" },
  },
  [Screen.CONFIRM_FRAUD]: {
    title: { zh: "怀疑欺诈，立即停止交易？", en: "Fraud: stop trading at once?" },
    advice: { zh: "<确认>停止 <取消>返回", en: "Confirm stops, or cancel" },
  },
  [Screen.CONFIRM_CLEAR]: {
    title: { zh: "解除锁定？", en: "Clear the lock?" },
    advice: { zh: "<确认>解除 <取消>返回", en: "Confirm, or cancel" },
  },
  [Screen.REPORTING]: { title: { zh: "正在上送状态", en: "Telling the platform" }, advice: WAIT },
} satisfies Partial<Record<Screen, ScreenText>>;

export const CARE_FIELDS = {
  [Field.TYPED]: { name: { zh: "输入", en: "Typed" }, form: "text" },
  [Field.OPERATOR]: { name: { zh: "操作员", en: "Operator" }, form: "text" },
  [Field.FAULT]: { name: { zh: "故障", en: "Fault" }, form: "text" },
  [Field.FAULT_NUMBER]: { name: { zh: "编号", en: "Number" }, form: "number" },
  [Field.FAULT_RATE]: { name: { zh: "故障率", en: "Rate" }, form: "text" },
  [Field.NEXT_STEP]: { name: { zh: "下一步", en: "Next step" }, form: "number" },
  [Field.CLEANED_ON]: { name: { zh: "上次清洁", en: "Cleaned on" }, form: "date" },
  [Field.CHECKED_ON]: { name: { zh: "上次检查", en: "Checked on" }, form: "date" },
  [Field.CARE_DUE_ON]: { name: { zh: "下次保养", en: "Due on" }, form: "date" },
  [Field.CARE_DUE]: { name: { zh: "请清洁和检查终端", en: "Maintenance due" }, form: "yes" },
  [Field.FAULTS_OPEN]: { name: { zh: "未处理故障", en: "Open faults" }, form: "number" },
} satisfies Partial<Record<Field, FieldText>>;

export const CARE_REASONS = {
  [Reason.WRONG_PASSWORD]: { zh: "操作员号或密码错误", en: "Number or password is wrong" },
  [Reason.LOCKED_OUT]: { zh: "密码已锁定，请主管重设", en: "Locked out: have the password set anew" },
  [Reason.ROLE]: { zh: "当前操作员无此权限", en: "This operator may not do this" },
  [Reason.PEOPLE_FIRST]: { zh: "绑定前须先设置密码", en: "Needed before this terminal is bound" },
  [Reason.PASSWORDS_DIFFER]: { zh: "两次输入的新密码不同", en: "The two new passwords differ" },
  [Reason.NO_OPERATOR]: { zh: "无此操作员，或不可更改", en: "No such operator, or not to be changed" },
  [Reason.NO_PLACE]: { zh: "操作员已满或已存在", en: "No place left, or there already" },
  [Reason.TAMPERED]: { zh: "终端被攻击，密钥已清除", en: "Tampered with: the keys are erased" },
  [Reason.FRAUD]: { zh: "怀疑欺诈，交易已停止", en: "Suspected fraud: trading is stopped" },
  [Reason.VIOLATION]: { zh: "违规，平台已暂停服务", en: "Suspended by the platform for a violation" },
  [Reason.NO_FAULTS]: { zh: "没有故障记录", en: "No fault has been recorded" },
  [Reason.NO_KEYS]: { zh: "请先签到", en: "Sign on first" },
  [Reason.NOT_LOCKED]: { zh: "终端未锁定", en: "The terminal is not locked" },
  [Reason.REPORT_FIRST]: { zh: "尚未上报平台，请连网后再试", en: "The platform must be told first: connect it" },
  [Reason.LOCKED_THERE]: { zh: "平台尚未解除锁定", en: "The platform has not lifted its lock" },
} satisfies Partial<Record<Reason, Text>>;

export const CARE_ITEMS = {
  [Item.FAULTS]: { zh: "故障", en: "Faults" },
  [Item.MAINTENANCE]: { zh: "清洁与检查", en: "Maintenance" },
  [Item.PEOPLE]: { zh: "操作员管理", en: "Operators" },
  [Item.CHANGE_PASSWORD]: { zh: "修改密码", en: "Change the password" },
  [Item.RECOVER_PASSWORD]: { zh: "忘记密码", en: "Forgotten password" },
  [Item.LOG_OFF]: { zh: "退出登录", en: "Log off" },
  [Item.FRAUD_STOP]: { zh: "欺诈停机", en: "Stop for fraud" },
  [Item.CLEAR_LOCK]: { zh: "解除锁定", en: "Clear the lock" },
  [Item.ADD_OPERATOR]: { zh: "增加操作员", en: "Add an operator" },
  [Item.REMOVE_OPERATOR]: { zh: "删除操作员", en: "Remove an operator" },
  [Item.RESET_OPERATOR]: { zh: "重设密码", en: "Set a password anew" },
  [Item.LOCK_TIME]: { zh: "重新登录时间", en: "Time until log-on" },
} satisfies Partial<Record<Item, Text>>;
