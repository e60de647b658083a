/**
 * What the bits of kernel 2's working data mean (EMV Contactless Book C-2, annex A), and of what Visa and American Express
 * put into 9F6D and 9F6E. Data tables.
 */
import type { BitRow, ValueRow } from "../types.ts";

const NOT_APPLICABLE: ValueRow = [0xf0, "不适用", "N/A"];

/** Kernel configuration. */
export const KERNEL_CONFIGURATION: readonly BitRow[] = [
  [1, 0x80, "不支持非接触磁条模式", "Mag-stripe mode contactless transactions not supported"],
  [1, 0x40, "不支持非接触EMV模式", "EMV mode contactless transactions not supported"],
  [1, 0x20, "支持设备端持卡人验证", "On-device cardholder verification supported"],
  [1, 0x10, "支持中继防护协议", "Relay resistance protocol supported"],
  [1, 0x08, "支付系统保留", "Reserved for payment system"],
  [1, 0x04, "无CDA时也读取全部记录", "Read all records even when no CDA"],
  [1, 0x03, "", ""],
];

/** Outcome parameter set. */
export const OUTCOME: readonly BitRow[] = [
  [
    1,
    0xf0,
    "状态",
    "Status",
    [
      [0x10, "批准", "approved"],
      [0x20, "拒绝", "declined"],
      [0x30, "请求联机", "online request"],
      [0x40, "结束应用", "end application"],
      [0x50, "选择下一应用", "select next"],
      [0x60, "换用其它界面", "try another interface"],
      [0x70, "重试", "try again"],
      NOT_APPLICABLE,
    ],
  ],
  [1, 0x0f, "", ""],
  [
    2,
    0xf0,
    "开始点",
    "Start",
    [[0x00, "A", "A"], [0x10, "B", "B"], [0x20, "C", "C"], [0x30, "D", "D"], NOT_APPLICABLE],
  ],
  [2, 0x0f, "", ""],
  [3, 0xf0, "联机响应数据", "Online response data", [NOT_APPLICABLE]],
  [3, 0x0f, "", ""],
  [
    4,
    0xf0,
    "CVM",
    "CVM",
    [
      [0x00, "无CVM", "no CVM"],
      [0x10, "签名", "obtain signature"],
      [0x20, "联机PIN", "online PIN"],
      [0x30, "已确认CDCVM", "confirmation code verified"],
      NOT_APPLICABLE,
    ],
  ],
  [4, 0x0f, "", ""],
  [5, 0x80, "有结果界面请求", "UI request on outcome present"],
  [5, 0x40, "有重启界面请求", "UI request on restart present"],
  [5, 0x20, "有数据记录", "Data record present"],
  [5, 0x10, "有自定义数据", "Discretionary data present"],
  [5, 0x08, "需打印凭条", "Receipt"],
  [5, 0x07, "", ""],
  [6, 0xf0, "备选界面", "Alternate interface preference", [NOT_APPLICABLE]],
  [6, 0x0f, "", ""],
  [7, 0xff, "关场时间（百毫秒，255为不适用）", "Field off request (100 ms, 255 is N/A)", "count"],
  [8, 0xff, "移卡超时（百毫秒）", "Removal timeout (100 ms)", "count"],
];

/** Error indication. */
export const ERROR_INDICATION: readonly BitRow[] = [
  [
    1,
    0xff,
    "L1",
    "L1",
    [
      [0x00, "正常", "OK"],
      [0x01, "超时", "time out error"],
      [0x02, "传输错误", "transmission error"],
      [0x03, "协议错误", "protocol error"],
    ],
  ],
  [
    2,
    0xff,
    "L2",
    "L2",
    [
      [0x00, "正常", "OK"],
      [0x01, "卡片数据缺失", "card data missing"],
      [0x02, "脱机数据认证失败", "CAM failed"],
      [0x03, "状态字", "status bytes"],
      [0x04, "解析错误", "parsing error"],
      [0x05, "超过最大限额", "max limit exceeded"],
      [0x06, "卡片数据错误", "card data error"],
      [0x07, "不支持磁条模式", "magstripe not supported"],
      [0x08, "无PPSE", "no PPSE"],
      [0x09, "PPSE错误", "PPSE fault"],
      [0x0a, "候选列表为空", "empty candidate list"],
      [0x0b, "数据存储读错误", "IDS read error"],
      [0x0c, "数据存储写错误", "IDS write error"],
      [0x0d, "数据存储数据错误", "IDS data error"],
      [0x0e, "数据存储密文不匹配", "IDS no matching AC"],
      [0x0f, "终端数据错误", "terminal data error"],
    ],
  ],
  [
    3,
    0xff,
    "L3",
    "L3",
    [
      [0x00, "正常", "OK"],
      [0x01, "超时", "time out"],
      [0x02, "停止", "stop"],
      [0x03, "金额缺失", "amount not present"],
    ],
  ],
  [4, 0xff, "SW1", "SW1", "count"],
  [5, 0xff, "SW2", "SW2", "count"],
  [
    6,
    0xff,
    "错误消息",
    "Message on error",
    [
      [0x03, "批准", "approved"],
      [0x07, "拒绝", "declined"],
      [0x17, "读卡成功", "card read OK"],
      [0x1a, "批准，请签名", "approved - sign"],
      [0x1b, "正在授权，请稍候", "authorising - please wait"],
      [0x1c, "请使用其它卡", "error - other card"],
      [0x1d, "请插卡", "insert card"],
      [0x1e, "清屏", "clear display"],
      [0x20, "请看手机", "see phone"],
      [0x21, "请重试", "try again"],
      [0xff, "不适用", "N/A"],
    ],
  ],
];

/** Application capabilities information. */
export const APPLICATION_CAPABILITIES: readonly BitRow[] = [
  [1, 0xf0, "版本号", "Version number", "count"],
  [
    1,
    0x0f,
    "数据存储",
    "Data storage",
    [
      [0x00, "不支持", "not supported"],
      [0x01, "第1版", "version 1"],
      [0x02, "第2版", "version 2"],
    ],
  ],
  [2, 0xf8, "", ""],
  [2, 0x04, "支持关场检测", "Field off detection supported"],
  [2, 0x02, "支持读余额", "Balance reading supported"],
  [2, 0x01, "TC、ARQC和AAC均支持CDA", "CDA supported over TC, ARQC and AAC"],
  [3, 0xff, "独立数据存储方案", "Standalone data storage scheme", "count"],
];

/** Reference control parameter of GENERATE AC, and the AC type that data storage wants. */
export const REFERENCE_CONTROL: readonly BitRow[] = [
  [
    1,
    0xc0,
    "密文类型",
    "AC type",
    [
      [0x00, "AAC", "AAC"],
      [0x40, "TC", "TC"],
      [0x80, "ARQC", "ARQC"],
    ],
  ],
  [1, 0x20, "", ""],
  [1, 0x10, "请求CDA签名", "CDA signature requested"],
  [1, 0x0f, "", ""],
];

/** Mag-stripe CVM capability. */
export const MAGSTRIPE_CVM: readonly BitRow[] = [
  [
    1,
    0xf0,
    "CVM",
    "CVM",
    [[0x00, "无CVM", "no CVM"], [0x10, "签名", "obtain signature"], [0x20, "联机PIN", "online PIN"], NOT_APPLICABLE],
  ],
  [1, 0x0f, "", ""],
];

/** IDS status. */
export const IDS_STATUS: readonly BitRow[] = [
  [1, 0x80, "读", "Read"],
  [1, 0x40, "写", "Write"],
  [1, 0x3f, "", ""],
];

/** Mobile support indicator. */
export const MOBILE_SUPPORT: readonly BitRow[] = [
  [1, 0xfc, "", ""],
  [1, 0x02, "需要设备端CVM", "On-device CVM required"],
  [1, 0x01, "支持手机", "Mobile supported"],
];

/** Visa: form factor indicator, version 1 (EMV Contactless Book C-3, annex A.2; VCPS annex D). */
export const FORM_FACTOR: readonly BitRow[] = [
  [1, 0xe0, "版本号", "Version number", "count"],
  [
    1,
    0x1f,
    "设备形态",
    "Consumer payment device form factor",
    [
      [0x00, "卡片", "card"],
      [0x01, "迷你卡", "mini-card"],
      [0x02, "非卡片", "non-card form factor"],
      [0x03, "手机", "consumer mobile phone"],
      [0x04, "腕戴设备", "wrist-worn device"],
    ],
  ],
  [2, 0x80, "支持密码", "Passcode capable"],
  [2, 0x40, "有签名条", "Signature panel"],
  [2, 0x20, "有全息图", "Hologram"],
  [2, 0x10, "有CVV2", "CVV2"],
  [2, 0x08, "双向消息", "Two-way messaging"],
  [2, 0x04, "云端支付凭证", "Cloud based payment credentials"],
  [2, 0x02, "支持生物特征验证", "Biometric cardholder verification capable"],
  [2, 0x01, "", ""],
  [3, 0xff, "", ""],
  [4, 0xf0, "", ""],
  [
    4,
    0x0f,
    "支付技术",
    "Payment transaction technology",
    [
      [0x00, "ISO 14443非接触（含NFC）", "proximity contactless, ISO 14443 (including NFC)"],
      [0x01, "VCPS不使用", "not used in VCPS"],
    ],
  ],
];

/** American Express: contactless reader capabilities (EMV Contactless Book C-4, 4.3.3); the other bits are 9F35's. */
export const AMEX_READER: readonly BitRow[] = [
  [
    1,
    0xc8,
    "读卡器能力",
    "Reader capabilities",
    [
      [0x00, "不再使用", "deprecated"],
      [0x40, "磁条，无需CVM", "mag-stripe, CVM not required"],
      [0x48, "磁条，需要CVM", "mag-stripe, CVM required"],
      [0x80, "EMV和磁条（不再使用）", "EMV and mag-stripe (deprecated)"],
      [0xc0, "EMV和磁条，无需CVM", "EMV and mag-stripe, CVM not required"],
      [0xc8, "EMV和磁条，需要CVM", "EMV and mag-stripe, CVM required"],
    ],
  ],
  [1, 0x37, "终端类型位", "Bits of the terminal type", "count"],
];

/** American Express: enhanced contactless reader capabilities (EMV Contactless Book C-4, 4.3.4). */
export const AMEX_ENHANCED_READER: readonly BitRow[] = [
  [1, 0x80, "支持接触模式", "Contact mode supported"],
  [1, 0x40, "支持非接触磁条模式", "Contactless mag-stripe mode supported"],
  [1, 0x20, "支持非接触全联机模式（不再使用）", "Contactless full online mode supported (legacy)"],
  [1, 0x10, "支持非接触部分联机模式", "Contactless partial online mode supported"],
  [1, 0x08, "支持非接触手机", "Contactless mobile supported"],
  [1, 0x04, "拒绝后换用其它界面", "Try another interface after a decline"],
  [1, 0x03, "", ""],
  [2, 0x80, "支持手机CVM", "Mobile CVM supported"],
  [2, 0x40, "支持联机PIN", "Online PIN supported"],
  [2, 0x20, "支持签名", "Signature supported"],
  [2, 0x10, "支持明文脱机PIN", "Plaintext offline PIN supported"],
  [2, 0x0f, "", ""],
  [3, 0x80, "仅支持脱机的读卡器", "Reader is offline only"],
  [3, 0x40, "需要CVM", "CVM required"],
  [3, 0x3f, "", ""],
  [4, 0x80, "终端免除无CVM检查", "Terminal exempt from no CVM checks"],
  [4, 0x40, "延迟授权终端", "Delayed authorisation terminal"],
  [4, 0x20, "公交终端", "Transit terminal"],
  [4, 0x18, "", ""],
  [
    4,
    0x07,
    "C-4内核版本",
    "C-4 kernel version",
    [
      [0x01, "2.2至2.3", "2.2 - 2.3"],
      [0x02, "2.4至2.6", "2.4 - 2.6"],
      [0x03, "2.7或更高", "2.7 or later"],
    ],
  ],
];
