/**
 * What the bits of issuer application data mean, that is of the card verification results in it, and of the card status
 * update that an issuer sends back. Data tables; which of them a value follows is decided in `values/issuer_data.ts`.
 */
import type { BitRow, ValueRow } from "../types.ts";

const SECOND: readonly ValueRow[] = [
  [0x00, "返回AAC", "returned AAC"],
  [0x40, "返回TC", "returned TC"],
  [0x80, "未请求", "not requested"],
];
const FIRST: readonly ValueRow[] = [
  [0x00, "返回AAC", "returned AAC"],
  [0x10, "返回TC", "returned TC"],
  [0x20, "返回ARQC", "returned ARQC"],
];
const SECOND_AC: BitRow = [1, 0xc0, "第二次GENERATE AC", "Second GENERATE AC", SECOND];
const FIRST_AC: BitRow = [1, 0x30, "第一次GENERATE AC", "First GENERATE AC", FIRST];

/** Common Core Definitions (EMV 4.4 Book 3, annex C9.3). */
export const CVR_CCD: readonly BitRow[] = [
  SECOND_AC,
  FIRST_AC,
  [1, 0x08, "已执行CDA", "CDA performed"],
  [1, 0x04, "已执行脱机DDA", "Offline DDA performed"],
  [1, 0x02, "未执行发卡行认证", "Issuer authentication not performed"],
  [1, 0x01, "发卡行认证失败", "Issuer authentication failed"],
  [2, 0xf0, "PIN尝试计数器", "PIN try counter", "count"],
  [2, 0x08, "已执行脱机PIN验证", "Offline PIN verification performed"],
  [2, 0x04, "脱机PIN验证失败", "Offline PIN verification performed and PIN not successfully verified"],
  [2, 0x02, "PIN重试次数超限", "PIN try limit exceeded"],
  [2, 0x01, "上次联机交易未完成", "Last online transaction not completed"],
  [3, 0x80, "超过脱机交易次数下限", "Lower offline transaction count limit exceeded"],
  [3, 0x40, "超过脱机交易次数上限", "Upper offline transaction count limit exceeded"],
  [3, 0x20, "超过累计脱机金额下限", "Lower cumulative offline amount limit exceeded"],
  [3, 0x10, "超过累计脱机金额上限", "Upper cumulative offline amount limit exceeded"],
  [3, 0x08, "发卡行自定义位1", "Issuer-discretionary bit 1"],
  [3, 0x04, "发卡行自定义位2", "Issuer-discretionary bit 2"],
  [3, 0x02, "发卡行自定义位3", "Issuer-discretionary bit 3"],
  [3, 0x01, "发卡行自定义位4", "Issuer-discretionary bit 4"],
  [4, 0xf0, "成功处理的发卡行脚本命令数", "Issuer script commands processed", "count"],
  [4, 0x08, "发卡行脚本处理失败", "Issuer script processing failed"],
  [4, 0x04, "上次交易脱机数据认证失败", "Offline data authentication failed on previous transaction"],
  [4, 0x02, "已设置下次交易联机", "Go online on next transaction was set"],
  [4, 0x01, "不能联机", "Unable to go online"],
  [5, 0xff, "", ""],
];

/** M/Chip (M/Chip Requirements, appendix B); bytes 5 and 6 are those of M/Chip Advance. */
export const CVR_M_CHIP: readonly BitRow[] = [
  SECOND_AC,
  FIRST_AC,
  [1, 0x08, "日期检查失败", "Date check failed"],
  [1, 0x04, "已执行脱机PIN验证", "Offline PIN verification performed"],
  [1, 0x02, "已执行脱机加密PIN验证", "Offline encrypted PIN verification performed"],
  [1, 0x01, "脱机PIN验证成功", "Offline PIN verification successful"],
  [2, 0x80, "已返回DDA", "DDA returned"],
  [2, 0x40, "第一次GENERATE AC返回CDA", "CDA returned in first GENERATE AC"],
  [2, 0x20, "第二次GENERATE AC返回CDA", "CDA returned in second GENERATE AC"],
  [2, 0x10, "已执行发卡行认证", "Issuer authentication performed"],
  [2, 0x08, "CAT3终端跳过缺省行为代码", "CIAC default skipped on CAT3"],
  [2, 0x04, "脱机修改PIN成功", "Offline change PIN successful"],
  [2, 0x03, "发卡行自定义", "Issuer discretionary", "count"],
  [3, 0xf0, "脚本计数器", "Script counter", "count"],
  [3, 0x0f, "PIN尝试计数器", "PIN try counter", "count"],
  [4, 0x80, "上次联机交易未完成", "Last online transaction not completed"],
  [4, 0x40, "不能联机", "Unable to go online"],
  [4, 0x20, "未执行脱机PIN验证", "Offline PIN verification not performed"],
  [4, 0x10, "脱机PIN验证失败", "Offline PIN verification failed"],
  [4, 0x08, "PIN重试次数超限", "PIN try limit exceeded"],
  [4, 0x04, "国际交易", "International transaction"],
  [4, 0x02, "国内交易", "Domestic transaction"],
  [4, 0x01, "终端误认为脱机PIN正确", "Terminal erroneously considers offline PIN OK"],
  [5, 0x80, "超过连续交易计数器1下限", "Lower consecutive counter 1 limit exceeded"],
  [5, 0x40, "超过连续交易计数器1上限", "Upper consecutive counter 1 limit exceeded"],
  [5, 0x20, "超过累计金额1下限", "Lower cumulative accumulator 1 limit exceeded"],
  [5, 0x10, "超过累计金额1上限", "Upper cumulative accumulator 1 limit exceeded"],
  [5, 0x08, "已设置下次交易联机", "Go online on next transaction was set"],
  [5, 0x04, "发卡行认证失败", "Issuer authentication failed"],
  [5, 0x02, "收到脚本", "Script received"],
  [5, 0x01, "脚本失败", "Script failed"],
  [6, 0x80, "超过连续交易计数器2下限", "Lower consecutive counter 2 limit exceeded"],
  [6, 0x40, "超过连续交易计数器2上限", "Upper consecutive counter 2 limit exceeded"],
  [6, 0x20, "超过累计金额2下限", "Lower cumulative accumulator 2 limit exceeded"],
  [6, 0x10, "超过累计金额2上限", "Upper cumulative accumulator 2 limit exceeded"],
  [6, 0x08, "超过单笔最大金额", "Maximum transaction amount exceeded"],
  [6, 0x04, "超过脱机天数限制", "Number of days offline limit exceeded"],
  [6, 0x02, "附加检查表中有匹配项", "Match found in additional check table"],
  [6, 0x01, "附加检查表中无匹配项", "No match found in additional check table"],
];

/** M/Chip 4, whose one set of counters is called by other names, and which has fewer checks. */
export const CVR_M_CHIP_4: readonly BitRow[] = [
  ...CVR_M_CHIP.filter(([byte, mask]) => byte < 5 || (byte === 5 && mask < 0x10)),
  [5, 0x80, "超过连续脱机交易下限", "Lower consecutive offline limit exceeded"],
  [5, 0x40, "超过连续脱机交易上限", "Upper consecutive offline limit exceeded"],
  [5, 0x20, "超过累计脱机金额下限", "Lower cumulative offline limit exceeded"],
  [5, 0x10, "超过累计脱机金额上限", "Upper cumulative offline limit exceeded"],
  [6, 0xfc, "", ""],
  [6, 0x02, "附加检查表中有匹配项", "Match found in additional check table"],
  [6, 0x01, "附加检查表中无匹配项", "No match found in additional check table"],
];

/** Bytes 2 and 3 after the first: what Visa, and PBOC after it, say of the card's past. */
const HISTORY: readonly BitRow[] = [
  [2, 0x80, "上次联机交易未完成", "Last online transaction not completed"],
  [2, 0x40, "PIN锁定（重试次数超限）", "PIN try limit exceeded"],
  [2, 0x20, "频度检查超过", "Exceeded velocity checking counters"],
  [2, 0x10, "新卡", "New card"],
  [2, 0x08, "上次联机交易发卡行认证失败", "Issuer authentication failure on last online transaction"],
  [2, 0x04, "联机授权后未执行发卡行认证", "Issuer authentication not performed after online authorisation"],
  [2, 0x02, "由于PIN锁定，卡片锁定应用", "Application blocked by card because PIN try limit exceeded"],
  [2, 0x01, "上次交易SDA失败，交易拒绝", "SDA failed on last transaction and transaction declined offline"],
  [3, 0xf0, "上次交易收到的发卡行脚本命令数", "Issuer script commands on last transaction", "count"],
  [3, 0x08, "上次交易发卡行脚本处理失败", "Issuer script processing failed on last transaction"],
  [3, 0x04, "上次交易DDA失败，交易拒绝", "DDA failed on last transaction and transaction declined offline"],
  [3, 0x02, "已执行脱机DDA", "Offline DDA performed"],
];

const CONTACT: readonly BitRow[] = [
  SECOND_AC,
  FIRST_AC,
  [1, 0x08, "发卡行认证执行但失败", "Issuer authentication performed and failed"],
  [1, 0x04, "已执行脱机PIN验证", "Offline PIN verification performed"],
  [1, 0x02, "脱机PIN验证失败", "Offline PIN verification failed"],
  [1, 0x01, "不能联机", "Unable to go online"],
  ...HISTORY,
];

/** PBOC and UnionPay (JR/T 0025.5). */
export const CVR_PBOC: readonly BitRow[] = [...CONTACT, [3, 0x01, "", ""]];

/** Visa, formats 0, 1 and 3 (VIS; VCPS appendix M). */
export const CVR_VISA: readonly BitRow[] = [
  ...CONTACT,
  [3, 0x01, "期待PIN的卡未收到PIN验证命令", "PIN verification command not received for a PIN-expecting card"],
];

/** Visa, formats 2 and 4: a byte about the cardholder's verification on the device comes first (VCPS appendix M). */
export const CVR_VISA_MOBILE: readonly BitRow[] = [
  [
    1,
    0xf0,
    "CDCVM验证方",
    "CVM verified by",
    [
      [0x00, "无CDCVM", "nobody (no CDCVM)"],
      [0x10, "Visa移动支付应用", "the Visa mobile payment application"],
      [0x20, "MG", "MG"],
      [0x30, "安全单元内的应用", "an application in the secure element"],
      [0x40, "TEE应用", "a TEE application"],
      [0x50, "手机应用", "the mobile application"],
      [0x60, "终端", "the terminal"],
      [0x70, "云端", "the cloud"],
      [0x80, "移动设备操作系统", "the mobile device OS"],
    ],
  ],
  [
    1,
    0x0f,
    "CDCVM类型",
    "CVM type",
    [
      [0x00, "无CDCVM", "none"],
      [0x01, "密码", "passcode"],
      [0x02, "指纹", "finger biometric"],
      [0x03, "图案", "device pattern"],
      [0x04, "人脸", "facial biometric"],
      [0x05, "虹膜", "iris biometric"],
      [0x06, "声纹", "voice biometric"],
      [0x07, "掌纹", "palm biometric"],
      [0x0d, "签名", "signature"],
      [0x0e, "联机PIN", "online PIN"],
    ],
  ],
  [2, 0xc0, "第二次GENERATE AC", "Second GENERATE AC", SECOND],
  [2, 0x30, "GPO", "GPO", FIRST],
  [2, 0x08, "发卡行认证执行但失败", "Issuer authentication performed and failed"],
  [2, 0x04, "CDCVM成功", "CDCVM successfully performed"],
  [2, 0x02, "", ""],
  [2, 0x01, "不能联机", "Unable to go online"],
  ...HISTORY.map(([byte, mask, zh, en, values]): BitRow => [byte + 1, mask, zh, en, values]),
  [4, 0x01, "期待PIN的卡未收到PIN验证命令", "PIN verification command not received for a PIN-expecting card"],
  [5, 0x80, "设备未处于调试模式", "Consumer device is not in debug mode"],
  [5, 0x40, "设备未被root", "Consumer device is not rooted"],
  [5, 0x20, "手机应用未被挂钩", "Mobile application is not hooked"],
  [5, 0x10, "手机应用完整", "Mobile application integrity is intact"],
  [5, 0x08, "设备有数据连接", "Consumer device has data connectivity"],
  [5, 0x04, "设备为正品", "Consumer device is genuine"],
  [5, 0x02, "CDCVM成功", "CDCVM successfully performed"],
  [5, 0x01, "安全报文使用EMV会话密钥", "Secure messaging uses EMV session keys"],
];

/** Card status update (EMV 4.4 Book 3, annex C10). */
export const CSU: readonly BitRow[] = [
  [1, 0x80, "含专有认证数据", "Proprietary authentication data included"],
  [1, 0x70, "", ""],
  [1, 0x0f, "PIN尝试计数器", "PIN try counter", "count"],
  [2, 0x80, "发卡行批准联机交易", "Issuer approves online transaction"],
  [2, 0x40, "锁卡", "Card block"],
  [2, 0x20, "锁应用", "Application block"],
  [2, 0x10, "更新PIN尝试计数器", "Update PIN try counter"],
  [2, 0x08, "设置下次交易联机", "Set go online on next transaction"],
  [2, 0x04, "由代理方生成", "CSU generated by proxy for the issuer"],
  [
    2,
    0x03,
    "脱机计数器",
    "Offline counters",
    [
      [0x00, "不更新", "do not update"],
      [0x01, "设为上限", "set to upper offline limits"],
      [0x02, "清零", "reset to zero"],
      [0x03, "加入本次交易", "add transaction"],
    ],
  ],
  [3, 0xff, "", ""],
  [4, 0xff, "发卡行自定义", "Issuer discretionary", "count"],
];
