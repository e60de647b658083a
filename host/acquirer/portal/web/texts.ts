/** Every word of the pages, in both languages: a text that is missing in one does not compile. */
import type { ApplicationState, Device } from "../present.ts";
import type { Role } from "../login/roles.ts";
import type { Text } from "../../../locale/language.ts";
import type { FAULT_STATES, RELEASE_STATES, REQUEST_STATES, RESULTS, DOCUMENTS } from "../api/rows.ts";

export const TEXTS = {
  title: { zh: "Tillcore 收单管理平台", en: "Tillcore acquirer portal" },
  testOnly: { zh: "仅限测试数据", en: "Test data only" },
  skip: { zh: "跳到内容", en: "Skip to the content" },
  otherLanguage: { zh: "English", en: "中文" },
  signIn: { zh: "登录", en: "Sign in" },
  signOut: { zh: "退出", en: "Sign out" },
  user: { zh: "用户名", en: "User name" },
  password: { zh: "密码", en: "Password" },
  changePassword: { zh: "修改密码", en: "Change password" },
  passwordDue: { zh: "首次登录，请先修改密码", en: "This is your first sign-in: change your password" },
  passwordRule: { zh: "12至128个字符，不含用户名", en: "12 to 128 characters, without your user name" },
  oldPassword: { zh: "原密码", en: "Present password" },
  newPassword: { zh: "新密码", en: "New password" },
  save: { zh: "保存", en: "Save" },
  cancel: { zh: "取消", en: "Cancel" },
  close: { zh: "关闭", en: "Close" },
  done: { zh: "操作成功", en: "Done" },
  none: { zh: "暂无数据", en: "There is nothing here yet" },
  rows: { zh: "条记录", en: "in all" },
  previous: { zh: "上一页", en: "Previous" },
  next: { zh: "下一页", en: "Next" },
  all: { zh: "全部", en: "All" },
  actions: { zh: "操作", en: "Actions" },
  details: { zh: "详情", en: "Details" },
  refresh: { zh: "刷新", en: "Refresh" },
  yes: { zh: "是", en: "Yes" },
  no: { zh: "否", en: "No" },
  codeOnce: { zh: "此代码只显示一次，请立即转告", en: "This code is shown once: pass it on now" },
  sure: { zh: "确定要继续吗？", en: "Do you want to go on?" },

  applications: { zh: "进件审核", en: "Applications" },
  devices: { zh: "设备管理", en: "Devices" },
  merchants: { zh: "商户管理", en: "Merchants" },
  limits: { zh: "交易限额", en: "Limits" },
  downloads: { zh: "参数下发", en: "Downloads" },
  transactions: { zh: "交易查询", en: "Transactions" },
  settlements: { zh: "结算记录", en: "Settlements" },
  faults: { zh: "故障统计", en: "Faults" },
  security: { zh: "安全事件", en: "Security" },
  releases: { zh: "固件发布", en: "Releases" },
  backups: { zh: "备份", en: "Backups" },
  users: { zh: "用户", en: "Users" },
  audit: { zh: "审计日志", en: "Audit log" },

  id: { zh: "编号", en: "Number" },
  name: { zh: "商户名称", en: "Merchant name" },
  merchant: { zh: "商户号", en: "Merchant number" },
  terminal: { zh: "终端号", en: "Terminal number" },
  device: { zh: "设备序列号", en: "Serial number" },
  category: { zh: "商户类别码", en: "Category code" },
  licence: { zh: "统一社会信用代码", en: "Licence number" },
  identity: { zh: "身份证号码", en: "Identity number" },
  account: { zh: "结算账号", en: "Settlement account" },
  contact: { zh: "联系人", en: "Contact" },
  phone: { zh: "手机号码", en: "Mobile number" },
  documents: { zh: "已交资料", en: "Documents handed in" },
  state: { zh: "状态", en: "State" },
  submittedAt: { zh: "提交时间", en: "Handed in" },
  dueDate: { zh: "预计完成", en: "Expected by" },
  reason: { zh: "原因", en: "Reason" },
  reasonZh: { zh: "原因（中文）", en: "Reason (Chinese)" },
  reasonEn: { zh: "原因（英文）", en: "Reason (English)" },
  deposit: { zh: "押金", en: "Deposit" },
  depositPaid: { zh: "已缴押金", en: "Deposit paid" },
  institution: { zh: "所属机构", en: "Institution" },
  apply: { zh: "新建进件", en: "New application" },
  correct: { zh: "更正并重新提交", en: "Correct and hand in" },
  review: { zh: "开始审核", en: "Take into review" },
  approve: { zh: "通过", en: "Approve" },
  reject: { zh: "驳回", en: "Reject" },
  noteContract: { zh: "登记合同与押金", en: "Note contract and deposit" },

  firmware: { zh: "固件版本", en: "Firmware" },
  termUntil: { zh: "绑定到期", en: "Bound until" },
  seenAt: { zh: "最近联机", en: "Last seen" },
  triesLeft: { zh: "剩余次数", en: "Tries left" },
  activate: { zh: "生成激活码", en: "Activate with code" },
  resend: { zh: "重发激活码", en: "Send code again" },
  assist: { zh: "客服协助激活", en: "Activate by support" },
  suspend: { zh: "暂停", en: "Suspend" },
  resume: { zh: "恢复", en: "Resume" },
  unlock: { zh: "解锁", en: "Unlock" },
  unbind: { zh: "解绑", en: "Unbind" },
  bindingPassword: { zh: "生成绑定密码", en: "Binding password" },
  reset: { zh: "重置操作员密码", en: "Reset operator password" },
  operator: { zh: "操作员编号", en: "Operator number" },
  code: { zh: "代码", en: "Code" },
  changeInstitution: { zh: "变更机构", en: "Change institution" },
  deviceCount: { zh: "设备数", en: "Devices" },

  payment: { zh: "单笔限额", en: "Per payment" },
  day: { zh: "日累计限额", en: "Per day" },
  debit: { zh: "借记卡限额", en: "Debit cards" },
  credit: { zh: "信用卡限额", en: "Credit cards" },
  stripe: { zh: "磁条卡限额", en: "Stripe cards" },
  noLimit: { zh: "不限", en: "none" },
  setLimits: { zh: "设置限额", en: "Set limits" },
  askLimits: { zh: "申请调整限额", en: "Ask for other limits" },
  why: { zh: "申请理由", en: "Why" },
  wishes: { zh: "限额申请", en: "Requests" },
  grant: { zh: "同意", en: "Grant" },
  refuse: { zh: "拒绝", en: "Refuse" },
  askedAt: { zh: "申请时间", en: "Asked" },

  supportPhone: { zh: "客服电话", en: "Support telephone" },
  supportOnline: { zh: "在线客服", en: "Online support" },
  receiptHead: { zh: "签购单抬头", en: "Receipt head" },
  receiptFoot: { zh: "签购单页脚", en: "Receipt foot" },
  methods: { zh: "支付方式", en: "Payment methods" },
  cards: { zh: "银行卡", en: "Cards" },
  codes: { zh: "二维码", en: "Codes" },

  reference: { zh: "参考号", en: "Reference" },
  batch: { zh: "批次号", en: "Batch" },
  stan: { zh: "流水号", en: "Trace number" },
  amount: { zh: "金额", en: "Amount" },
  authorisation: { zh: "授权码", en: "Authorisation" },
  settlementDate: { zh: "清算日期", en: "Settlement date" },
  isReversed: { zh: "已冲正", en: "Reversed" },
  debits: { zh: "借记", en: "Debits" },
  credits: { zh: "贷记", en: "Credits" },
  result: { zh: "对账结果", en: "Result" },
  time: { zh: "时间", en: "Time" },

  part: { zh: "部件", en: "Part" },
  faultCode: { zh: "故障码", en: "Fault code" },
  count: { zh: "次数", en: "Count" },
  move: { zh: "更新处理进度", en: "Note progress" },
  perDay: { zh: "每日故障数", en: "Faults per day" },
  perThousand: { zh: "每千次操作故障数", en: "Faults per thousand operations" },
  operations: { zh: "操作次数", en: "Operations" },
  event: { zh: "事件", en: "Event" },

  version: { zh: "版本", en: "Version" },
  releaseName: { zh: "名称", en: "Name" },
  bytes: { zh: "字节数", en: "Bytes" },
  hash: { zh: "SHA-256 摘要", en: "SHA-256" },
  signature: { zh: "Ed25519 签名", en: "Ed25519 signature" },
  share: { zh: "发布比例 %", en: "Share %" },
  publish: { zh: "上传版本", en: "Upload a release" },
  manifest: { zh: "签名清单文件", en: "Signed manifest" },
  image: { zh: "固件文件", en: "Image" },
  note: { zh: "备注", en: "Note" },
  stage: { zh: "调整发布比例", en: "Stage" },

  generation: { zh: "代次", en: "Generation" },
  blocks: { zh: "数据块", en: "Blocks" },
  isWhole: { zh: "完整", en: "Whole" },
  role: { zh: "角色", en: "Role" },
  isLocked: { zh: "已锁定", en: "Locked" },
  lock: { zh: "锁定", en: "Lock" },
  addOwner: { zh: "新建商户用户", en: "Add an owner" },
  addStaff: { zh: "新增员工账号", en: "Add a staff login" },
  firstPassword: { zh: "初始密码", en: "First password" },
  who: { zh: "操作人", en: "Who" },
  what: { zh: "操作", en: "What" },
  about: { zh: "对象", en: "About" },
  before: { zh: "变更前", en: "Before" },
  after: { zh: "变更后", en: "After" },
} as const satisfies Record<string, Text>;

export type TextKey = keyof typeof TEXTS;

type Of<States extends readonly string[]> = Readonly<Record<States[number], Text>>;

export const APPLICATION_STATES: Readonly<Record<ApplicationState, Text>> = {
  submitted: { zh: "已提交", en: "Submitted" },
  inReview: { zh: "审核中", en: "In review" },
  rejected: { zh: "已驳回", en: "Rejected" },
  approved: { zh: "已通过", en: "Approved" },
  contracted: { zh: "已签约", en: "Contracted" },
};

export const DEVICE_STATE_TEXTS: Readonly<Record<Device["state"], Text>> = {
  stock: { zh: "库存", en: "In stock" },
  assigned: { zh: "待绑定", en: "To be bound" },
  bound: { zh: "待激活", en: "To be activated" },
  active: { zh: "已激活", en: "Active" },
  suspended: { zh: "已暂停", en: "Suspended" },
  locked: { zh: "已锁定", en: "Locked" },
  unbound: { zh: "已解绑", en: "Unbound" },
  retired: { zh: "已报废", en: "Retired" },
  expired: { zh: "已到期", en: "Expired" },
};

export const FAULT_STATE_TEXTS: Of<typeof FAULT_STATES> = {
  open: { zh: "待处理", en: "Open" },
  diagnosed: { zh: "已诊断", en: "Diagnosed" },
  repaired: { zh: "已修复", en: "Repaired" },
  verified: { zh: "已验证", en: "Verified" },
};

export const REQUEST_STATE_TEXTS: Of<typeof REQUEST_STATES> = {
  open: { zh: "待处理", en: "Open" },
  granted: { zh: "已同意", en: "Granted" },
  refused: { zh: "已拒绝", en: "Refused" },
};

export const RELEASE_STATE_TEXTS: Of<typeof RELEASE_STATES> = {
  staged: { zh: "待发布", en: "Staged" },
  released: { zh: "已发布", en: "Released" },
  withdrawn: { zh: "已撤回", en: "Withdrawn" },
};

export const RESULT_TEXTS: Of<typeof RESULTS> = {
  balanced: { zh: "对账平", en: "Balanced" },
  unbalanced: { zh: "对账不平", en: "Not balanced" },
  error: { zh: "对账出错", en: "Error" },
};

export const DOCUMENT_TEXTS: Of<typeof DOCUMENTS> = {
  businessLicence: { zh: "营业执照", en: "Business licence" },
  identityCard: { zh: "身份证", en: "Identity card" },
  bankPermit: { zh: "开户许可证", en: "Bank permit" },
  premises: { zh: "经营场所证明", en: "Proof of premises" },
  agreement: { zh: "特约商户协议", en: "Merchant agreement" },
};

export const EVENT_TEXTS: Of<readonly ["tamper", "unproved", "fraud", "violation", "cleared", "other"]> = {
  tamper: { zh: "被攻击", en: "Tampered with" },
  unproved: { zh: "自称被攻击（未证实）", en: "Said to be tampered with, not proved" },
  fraud: { zh: "欺诈停机", en: "Stopped for fraud" },
  violation: { zh: "违规", en: "Violation" },
  cleared: { zh: "已解除", en: "Cleared" },
  other: { zh: "其他", en: "Other" },
};

export const ROLE_TEXTS: Readonly<Record<Role, Text>> = {
  clerk: { zh: "运营", en: "Operations" },
  reviewer: { zh: "审核", en: "Reviewer" },
  support: { zh: "客服", en: "Support" },
  auditor: { zh: "审计", en: "Auditor" },
  owner: { zh: "商户", en: "Merchant" },
};

/** In the order of `Part`. */
export const PART_TEXTS: readonly Text[] = [
  { zh: "键盘", en: "Keypad" },
  { zh: "显示屏", en: "Display" },
  { zh: "IC卡读卡器", en: "Chip reader" },
  { zh: "磁条读卡器", en: "Stripe reader" },
  { zh: "非接读卡器", en: "Contactless reader" },
  { zh: "打印机", en: "Printer" },
  { zh: "通信", en: "Line" },
  { zh: "安全模块", en: "Secure module" },
  { zh: "存储", en: "Flash" },
  { zh: "电源", en: "Power" },
  { zh: "时钟", en: "Clock" },
  { zh: "软件", en: "Software" },
];
