/**
 * What the bits of terminal data mean: TVR, TSI, capabilities, TTQ, risk management data. Data tables.
 */
import type { BitRow } from "../types.ts";

/**
 * Terminal verification results, and action codes as masks of them (EMV 4.4 Book 3, annex C5). In byte 5 the contactless
 * kernel 2 and EMV 4.4 give the same bits different meanings: both are named.
 */
export const TVR: readonly BitRow[] = [
  [1, 0x80, "未进行脱机数据认证", "Offline data authentication was not performed"],
  [1, 0x40, "SDA失败", "SDA failed"],
  [1, 0x20, "IC卡数据缺失", "ICC data missing"],
  [1, 0x10, "卡片出现在终端异常文件中", "Card appears on terminal exception file"],
  [1, 0x08, "DDA失败", "DDA failed"],
  [1, 0x04, "CDA失败", "CDA failed"],
  [1, 0x02, "选择了SDA", "SDA selected"],
  [1, 0x01, "选择了XDA（EMV 4.4）", "XDA selected (EMV 4.4)"],
  [2, 0x80, "IC卡和终端应用版本不一致", "ICC and terminal have different application versions"],
  [2, 0x40, "应用已过期", "Expired application"],
  [2, 0x20, "应用尚未生效", "Application not yet effective"],
  [2, 0x10, "卡片产品不允许所请求的服务", "Requested service not allowed for card product"],
  [2, 0x08, "新卡", "New card"],
  [2, 0x04, "", ""],
  [2, 0x02, "生物特征验证成功（EMV 4.4）", "Biometric performed and successful (EMV 4.4)"],
  [2, 0x01, "生物特征模板格式不支持（EMV 4.4）", "Biometric template format not supported (EMV 4.4)"],
  [3, 0x80, "持卡人验证失败", "Cardholder verification was not successful"],
  [3, 0x40, "未知的CVM", "Unrecognised CVM"],
  [3, 0x20, "PIN重试次数超限", "PIN try limit exceeded"],
  [3, 0x10, "要求输入PIN，但密码键盘不存在或工作不正常", "PIN entry required and PIN pad not present or not working"],
  [3, 0x08, "要求输入PIN，密码键盘存在，但未输入PIN", "PIN entry required, PIN pad present, but PIN was not entered"],
  [3, 0x04, "输入了联机PIN（联机CVM）", "Online PIN entered (online CVM captured)"],
  [3, 0x02, "要求生物特征，但采集设备不工作（EMV 4.4）", "Biometric required but capture device not working (EMV 4.4)"],
  [3, 0x01, "要求生物特征，但被跳过（EMV 4.4）", "Biometric required but entry was bypassed (EMV 4.4)"],
  [4, 0x80, "交易超过最低限额", "Transaction exceeds floor limit"],
  [4, 0x40, "超过连续脱机交易下限", "Lower consecutive offline limit exceeded"],
  [4, 0x20, "超过连续脱机交易上限", "Upper consecutive offline limit exceeded"],
  [4, 0x10, "交易被随机选择联机处理", "Transaction selected randomly for online processing"],
  [4, 0x08, "商户要求联机交易", "Merchant forced transaction online"],
  [4, 0x04, "生物特征重试次数超限（EMV 4.4）", "Biometric try limit exceeded (EMV 4.4)"],
  [4, 0x02, "所选生物特征类型不支持（EMV 4.4）", "A selected biometric type not supported (EMV 4.4)"],
  [4, 0x01, "XDA签名验证失败（EMV 4.4）", "XDA signature verification failed (EMV 4.4)"],
  [5, 0x80, "使用缺省TDOL", "Default TDOL used"],
  [5, 0x40, "发卡行认证失败", "Issuer authentication failed"],
  [5, 0x20, "最后一次GENERATE AC之前脚本处理失败", "Script processing failed before final GENERATE AC"],
  [5, 0x10, "最后一次GENERATE AC之后脚本处理失败", "Script processing failed after final GENERATE AC"],
  [5, 0x08, "超过中继防护阈值（内核2）", "Relay resistance threshold exceeded (kernel 2)"],
  [5, 0x04, "缺少CA的ECC公钥（EMV 4.4）或超过中继防护时限（内核2）", "CA ECC key missing (EMV 4.4) or relay resistance time limits exceeded (kernel 2)"], // prettier-ignore
  [5, 0x02, "ECC公钥恢复失败（EMV 4.4）或已执行中继防护（内核2）", "ECC key recovery failed (EMV 4.4) or relay resistance performed (kernel 2)"], // prettier-ignore
  [5, 0x01, "未执行中继防护（内核2）", "Relay resistance not performed (kernel 2)"],
];

/** Transaction status information (EMV 4.4 Book 3, annex C6). */
export const TSI: readonly BitRow[] = [
  [1, 0x80, "已进行脱机数据认证", "Offline data authentication was performed"],
  [1, 0x40, "已进行持卡人验证", "Cardholder verification was performed"],
  [1, 0x20, "已进行卡片风险管理", "Card risk management was performed"],
  [1, 0x10, "已进行发卡行认证", "Issuer authentication was performed"],
  [1, 0x08, "已进行终端风险管理", "Terminal risk management was performed"],
  [1, 0x04, "已进行脚本处理", "Script processing was performed"],
  [1, 0x03, "", ""],
  [2, 0xff, "", ""],
];

/** Byte 1 of the terminal capabilities; alone: kernel 2's card data input capability. */
export const CARD_INPUT: readonly BitRow[] = [
  [1, 0x80, "手工键盘输入", "Manual key entry"],
  [1, 0x40, "磁条", "Magnetic stripe"],
  [1, 0x20, "接触式IC卡", "IC with contacts"],
  [1, 0x1f, "", ""],
];

/** Byte 2; the last bit is PBOC's where EMV 4.4 put the PIN enciphered with ECC (JR/T 0025.6; EMV 4.4 Book 4, annex A2). */
export const CVM_CAPABILITY: readonly BitRow[] = [
  [1, 0x80, "IC卡明文PIN验证", "Plaintext PIN for ICC verification"],
  [1, 0x40, "加密PIN联机验证", "Enciphered PIN for online verification"],
  [1, 0x20, "签名（纸）", "Signature"],
  [1, 0x10, "加密PIN脱机验证", "Enciphered PIN for offline verification"],
  [1, 0x08, "无需CVM", "No CVM required"],
  [1, 0x04, "联机生物特征（EMV 4.4）", "Online biometric (EMV 4.4)"],
  [1, 0x02, "脱机生物特征（EMV 4.4）", "Offline biometric (EMV 4.4)"],
  [1, 0x01, "持卡人证件验证（PBOC）或ECC加密PIN脱机验证（EMV 4.4）", "Cardholder identity document (PBOC) or PIN enciphered with ECC (EMV 4.4)"], // prettier-ignore
];

/** Byte 3. */
export const SECURITY_CAPABILITY: readonly BitRow[] = [
  [1, 0x80, "SDA", "SDA"],
  [1, 0x40, "DDA", "DDA"],
  [1, 0x20, "没收卡", "Card capture"],
  [1, 0x10, "", ""],
  [1, 0x08, "CDA", "CDA"],
  [1, 0x04, "XDA（EMV 4.4）", "XDA (EMV 4.4)"],
  [1, 0x03, "", ""],
];

/** Terminal capabilities (EMV 4.4 Book 4, annex A2). */
export const TERMINAL_CAPABILITIES: readonly BitRow[] = [
  ...CARD_INPUT,
  ...CVM_CAPABILITY.map(([, mask, zh, en]): BitRow => [2, mask, zh, en]),
  ...SECURITY_CAPABILITY.map(([, mask, zh, en]): BitRow => [3, mask, zh, en]),
];

/** Additional terminal capabilities (EMV 4.4 Book 4, annex A3). */
export const ADDITIONAL_CAPABILITIES: readonly BitRow[] = [
  [1, 0x80, "现金", "Cash"],
  [1, 0x40, "商品", "Goods"],
  [1, 0x20, "服务", "Services"],
  [1, 0x10, "返现", "Cashback"],
  [1, 0x08, "查询", "Inquiry"],
  [1, 0x04, "转账", "Transfer"],
  [1, 0x02, "付款", "Payment"],
  [1, 0x01, "管理", "Administrative"],
  [2, 0x80, "存款", "Cash deposit"],
  [2, 0x7f, "", ""],
  [3, 0x80, "数字键", "Numeric keys"],
  [3, 0x40, "字母和特殊字符键", "Alphabetic and special characters keys"],
  [3, 0x20, "命令键", "Command keys"],
  [3, 0x10, "功能键", "Function keys"],
  [3, 0x0f, "", ""],
  [4, 0x80, "打印，服务员", "Print, attendant"],
  [4, 0x40, "打印，持卡人", "Print, cardholder"],
  [4, 0x20, "显示，服务员", "Display, attendant"],
  [4, 0x10, "显示，持卡人", "Display, cardholder"],
  [4, 0x0c, "", ""],
  [4, 0x02, "代码表10", "Code table 10"],
  [4, 0x01, "代码表9", "Code table 9"],
  [5, 0x80, "代码表8", "Code table 8"],
  [5, 0x40, "代码表7", "Code table 7"],
  [5, 0x20, "代码表6", "Code table 6"],
  [5, 0x10, "代码表5", "Code table 5"],
  [5, 0x08, "代码表4", "Code table 4"],
  [5, 0x04, "代码表3", "Code table 3"],
  [5, 0x02, "代码表2", "Code table 2"],
  [5, 0x01, "代码表1", "Code table 1"],
];

/** Terminal transaction qualifiers (EMV Contactless Book A, 5.7; what is UnionPay's alone: Book C-7, 3.2.2). */
export const TTQ: readonly BitRow[] = [
  [1, 0x80, "支持磁条模式（MSD）", "Mag-stripe mode supported"],
  [1, 0x40, "支持非接触借记贷记应用全流程（银联）", "Full transaction flow over contactless supported (UnionPay)"],
  [1, 0x20, "支持EMV模式（qPBOC）", "EMV mode supported"],
  [1, 0x10, "支持接触式芯片", "EMV contact chip supported"],
  [1, 0x08, "仅支持脱机的终端", "Offline-only reader"],
  [1, 0x04, "支持联机PIN", "Online PIN supported"],
  [1, 0x02, "支持签名", "Signature supported"],
  [1, 0x01, "支持联机授权的脱机数据认证", "Offline data authentication for online authorisations supported"],
  [2, 0x80, "要求联机密文", "Online cryptogram required"],
  [2, 0x40, "要求CVM", "CVM required"],
  [2, 0x20, "支持（接触式）脱机PIN", "(Contact chip) offline PIN supported"],
  [2, 0x1f, "", ""],
  [3, 0x80, "支持发卡行更新处理", "Issuer update processing supported"],
  [3, 0x40, "支持CDCVM", "Consumer device CVM supported"],
  [3, 0x30, "", ""],
  [3, 0x08, "要求CDCVM（Discover）", "Consumer device CVM required (Discover)"],
  [3, 0x07, "", ""],
  [4, 0x80, "支持fDDA 01版（银联）", "fDDA version 01 supported (UnionPay)"],
  [4, 0x7f, "", ""],
];

/** Terminal risk management data (EMV Contactless Book C-2, annex A.1.161; M/Chip Requirements, chapter 5). */
export const RISK_DATA: readonly BitRow[] = [
  [1, 0x80, "支持重启", "Restart supported"],
  [1, 0x40, "联机加密PIN（非接触）", "Enciphered PIN verified online (contactless)"],
  [1, 0x20, "签名（非接触）", "Signature (contactless)"],
  [1, 0x10, "IC卡加密PIN（非接触）", "Enciphered PIN verified by ICC (contactless)"],
  [1, 0x08, "无需CVM（非接触）", "No CVM required (contactless)"],
  [1, 0x04, "CDCVM（非接触）", "CDCVM (contactless)"],
  [1, 0x02, "IC卡明文PIN（非接触）", "Plaintext PIN verified by ICC (contactless)"],
  [1, 0x01, "支持出示并保持", "Present and hold supported"],
  [2, 0x80, "超过CVM限额", "CVM limit exceeded"],
  [2, 0x40, "联机加密PIN（接触）", "Enciphered PIN verified online (contact)"],
  [2, 0x20, "签名（接触）", "Signature (contact)"],
  [2, 0x10, "IC卡加密PIN（接触）", "Enciphered PIN verified by ICC (contact)"],
  [2, 0x08, "无需CVM（接触）", "No CVM required (contact)"],
  [2, 0x04, "CDCVM（接触）", "CDCVM (contact)"],
  [2, 0x02, "IC卡明文PIN（接触）", "Plaintext PIN verified by ICC (contact)"],
  [2, 0x01, "", ""],
  [3, 0x80, "不支持非接触磁条模式", "Mag-stripe mode contactless transactions not supported"],
  [3, 0x40, "不支持非接触EMV模式", "EMV mode contactless transactions not supported"],
  [3, 0x20, "支持无CDA的CDCVM", "CDCVM without CDA supported"],
  [3, 0x1f, "", ""],
  [4, 0x80, "请求跳过CDCVM", "CDCVM bypass requested"],
  [4, 0x40, "强客户认证（SCA）豁免", "SCA exempt"],
  [4, 0x3f, "", ""],
  [5, 0xff, "", ""],
  [6, 0xff, "", ""],
  [7, 0xff, "", ""],
  [8, 0xff, "", ""],
];
