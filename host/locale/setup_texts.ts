/** Texts of first start and settings, of readiness, the network and what is wrong with it. */
import { Screen } from "../../assembly/abi_shown.ts";
import { Reason } from "../../assembly/abi_reasons.ts";
import { Field, Item, Menu } from "../../assembly/abi_fields.ts";
import type { FieldForm } from "./fields.ts";
import type { Text } from "./language.ts";
import type { ScreenText } from "./screens.ts";

const WAIT: Text = { zh: "请稍候", en: "Please wait" };
const BACK: Text = { zh: "<确认>或<取消>返回", en: "Confirm or cancel: back" };

export const SETUP_SCREENS = {
  [Screen.READINESS]: {
    title: { zh: "终端状态检查", en: "Readiness" },
    advice: { zh: "<确认>重新检查 <取消>返回", en: "Confirm: check again" },
  },
  [Screen.JOINING]: { title: { zh: "正在连接网络", en: "Joining the network" }, advice: WAIT },
  [Screen.WIFI_LIST]: {
    title: { zh: "请选择无线网络", en: "Choose a Wi-Fi network" },
    advice: { zh: "按数字选择 <菜单>翻页 <清除>刷新", en: "Digit   Menu: next page   Clear: anew" },
  },
  [Screen.WIFI_KEY]: {
    title: { zh: "请输入无线网络密码", en: "Enter the Wi-Fi key" },
    advice: { zh: "8 位以上，<确认>继续 <取消>返回", en: "At least 8 characters, then confirm" },
  },
  [Screen.PAIRING]: {
    title: { zh: "手机上显示的号码一致吗？", en: "Does the phone show this code?" },
    advice: { zh: "一致按<确认>，不一致按<取消>", en: "Confirm if alike, else cancel" },
  },
  [Screen.NETWORK_FAILED]: {
    title: { zh: "网络未连接", en: "No network" },
    advice: { zh: "<确认>重选网络 <取消>返回", en: "Confirm: choose again" },
  },
  [Screen.SERVER_LIST]: {
    title: { zh: "服务器", en: "Servers" },
    advice: { zh: "数字修改或添加 <菜单>首选 <确认>完成", en: "Digit: edit  Menu: first  Confirm: done" },
  },
  [Screen.SERVER_HOST]: {
    title: { zh: "请输入服务器地址", en: "Enter the server's address" },
    advice: { zh: "加密线路前加 tls:，留空则删除", en: "tls: in front for TLS; empty: remove" },
  },
  [Screen.SERVER_PORT]: {
    title: { zh: "请输入服务器端口", en: "Enter the server's port" },
    advice: { zh: "1 至 65535", en: "1 to 65535" },
  },
  [Screen.SERVER_WRONG]: {
    title: { zh: "地址或端口格式不正确", en: "No such address or port" },
    advice: { zh: "<确认>重新输入 <取消>返回", en: "Confirm: type it again" },
  },
  [Screen.TESTING_CONNECTION]: { title: { zh: "正在测试连接", en: "Testing the connection" }, advice: WAIT },
  [Screen.CONNECTED]: {
    title: { zh: "连接测试成功", en: "The connection works" },
    advice: { zh: "<确认>继续", en: "Confirm: go on" },
  },
  [Screen.NOT_CONNECTED]: {
    title: { zh: "连接测试失败", en: "The connection does not work" },
    advice: { zh: "请按数字选择 <取消>返回", en: "Press a digit, or cancel" },
  },
  [Screen.SUPPORT]: { title: { zh: "联系客服", en: "Support" }, advice: BACK },
  [Screen.FIRST_START_DONE]: {
    title: { zh: "基本设置完成", en: "The terminal is set up" },
    advice: { zh: "下一步：在商户服务中注册、绑定", en: "Next: merchant services, to be bound" },
  },
  [Screen.FAULT_STEP]: {
    title: { zh: "故障检查", en: "Fault check" },
    advice: { zh: "做好后按<确认>检查 <取消>返回", en: "Do it, then confirm to test" },
  },
  [Screen.FAULT_SOLVED]: {
    title: { zh: "供电和网络正常", en: "Power and network are fine" },
    advice: BACK,
  },
  [Screen.DEVICE]: { title: { zh: "设备信息", en: "Device" }, advice: BACK },
  [Screen.GUIDE]: {
    title: { zh: "使用指南", en: "Guide" },
    advice: { zh: "<确认>下一页 <取消>返回", en: "Confirm: next page, or cancel" },
  },
} satisfies Partial<Record<Screen, ScreenText>>;

export const SETUP_FIELDS = {
  [Field.HOUSE_LANGUAGE]: { name: { zh: "语言", en: "Language" }, form: "text" },
  [Field.BATTERY]: { name: { zh: "电池", en: "Battery" }, form: "percent" },
  [Field.MAINS]: { name: { zh: "外接电源", en: "Mains" }, form: "yes" },
  [Field.PAPER]: { name: { zh: "打印纸", en: "Paper" }, form: "code" },
  [Field.NETWORK]: { name: { zh: "网络", en: "Network" }, form: "code" },
  [Field.SIGNAL]: { name: { zh: "信号", en: "Signal" }, form: "percent" },
  [Field.CLOCK]: { name: { zh: "时钟已校准", en: "Clock is set" }, form: "yes" },
  [Field.SELF_TEST]: { name: { zh: "自检", en: "Self-test" }, form: "code" },
  [Field.CARRIER]: { name: { zh: "已连通", en: "Connected" }, form: "yes" },
  [Field.SERVER]: { name: { zh: "服务器", en: "Server" }, form: "text" },
  [Field.LINE_FAULT]: { name: { zh: "网络异常", en: "Network" }, form: "number" },
  [Field.WIFI]: { name: { zh: "无线网络", en: "Wi-Fi" }, form: "text" },
  [Field.PAIRING_CODE]: { name: { zh: "配对号码", en: "Pairing code" }, form: "six" },
  [Field.SERVER_IN_USE]: { name: { zh: "首选服务器", en: "First server" }, form: "number" },
  [Field.STEP]: { name: { zh: "步骤", en: "Step" }, form: "number" },
  [Field.GUIDE]: { name: { zh: "指南", en: "Guide" }, form: "number" },
  [Field.MODEL]: { name: { zh: "型号", en: "Model" }, form: "text" },
  [Field.SERIAL]: { name: { zh: "序列号", en: "Serial number" }, form: "text" },
  [Field.FIRMWARE]: { name: { zh: "固件版本", en: "Firmware" }, form: "number" },
  [Field.JOURNAL_USE]: { name: { zh: "交易记录已用", en: "Journal used" }, form: "percent" },
  [Field.MEMORY]: { name: { zh: "内存（字节）", en: "Memory (bytes)" }, form: "number" },
  [Field.CA_KEYS]: { name: { zh: "已下载公钥", en: "CA keys downloaded" }, form: "number" },
  [Field.SUPPORT_PHONE]: { name: { zh: "客服电话", en: "Support" }, form: "text" },
  [Field.SUPPORT_ONLINE]: { name: { zh: "在线客服", en: "Online" }, form: "text" },
} satisfies Partial<Record<Field, { name: Text; form: FieldForm }>>;

export const SETUP_REASONS = {
  [Reason.NO_CARRIER]: { zh: "网络未连通，请检查网线或信号", en: "No carrier: check the cable or the signal" },
  [Reason.NAME_NOT_FOUND]: { zh: "找不到服务器，请核对地址", en: "The server's name is not known: check it" },
  [Reason.LINE_REFUSED]: { zh: "服务器拒绝连接，请核对端口", en: "The server refuses: check the port" },
  [Reason.LINE_TIMED_OUT]: { zh: "连接服务器超时，请稍后重试", en: "The server does not answer: try later" },
  [Reason.LINE_TLS]: { zh: "服务器证书有误，请联系客服", en: "The server cannot be trusted: call support" },
  [Reason.LINE_EXPIRED]: { zh: "服务器证书已过期，请联系客服", en: "The server's certificate has expired" },
  [Reason.LINE_FOREIGN]: { zh: "服务器证书与地址不符，请核对", en: "The certificate is another server's" },
  [Reason.LINE_NO_TLS]: { zh: "服务器不支持加密，请核对端口", en: "The server speaks no TLS: check the port" },
  [Reason.NETWORK_KEY]: { zh: "网络密码错误或配对号码不符", en: "Wrong Wi-Fi key, or codes that differ" },
  [Reason.BATTERY_LOW]: { zh: "电量不足，请接通电源", en: "The battery is low: connect the adapter" },
  [Reason.NO_PAPER]: { zh: "打印机缺纸，请装纸", en: "The printer is out of paper: load some" },
  [Reason.CLOCK_NOT_SET]: { zh: "时钟未校准，请联网后重试", en: "Clock not set: connect, then try again" },
  [Reason.SELF_TEST_FAILED]: { zh: "自检未通过，请联系客服", en: "A part has failed its test: call support" },
} satisfies Partial<Record<Reason, Text>>;

/** Where no language has been chosen yet, both stand there. */
const LANGUAGE_TITLE = "请选择语言 / Language";

export const SETUP_MENUS = {
  [Menu.LANGUAGE]: { zh: LANGUAGE_TITLE, en: LANGUAGE_TITLE },
  [Menu.NETWORK]: { zh: "请选择联网方式", en: "How to connect" },
  [Menu.HELP]: { zh: "帮助", en: "Help" },
} satisfies Partial<Record<Menu, Text>>;

export const SETUP_ITEMS = {
  [Item.LANGUAGE]: { zh: "语言 / Language", en: "Language / 语言" },
  [Item.NETWORK]: { zh: "网络", en: "Network" },
  [Item.SERVERS]: { zh: "服务器", en: "Servers" },
  [Item.CONNECTION_TEST]: { zh: "连接测试", en: "Connection test" },
  [Item.READINESS]: { zh: "终端状态", en: "Readiness" },
  [Item.FAULT_CHECK]: { zh: "故障检查", en: "Fault check" },
  [Item.DEVICE]: { zh: "设备信息", en: "Device" },
  [Item.SUPPORT]: { zh: "联系客服", en: "Support" },
  [Item.FIRST_START]: { zh: "首次开机", en: "First start" },
  [Item.TRY_AGAIN]: { zh: "重试", en: "Try again" },
  [Item.RESTART]: { zh: "重新启动", en: "Restart" },
  [Item.CHINESE]: { zh: "中文", en: "中文" },
  [Item.ENGLISH]: { zh: "English", en: "English" },
  [Item.WIRED]: { zh: "有线网络", en: "Cable" },
  [Item.WIFI]: { zh: "无线网络", en: "Wi-Fi" },
  [Item.BLUETOOTH]: { zh: "手机蓝牙", en: "Phone, by Bluetooth" },
} satisfies Partial<Record<Item, Text>>;
