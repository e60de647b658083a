/**
 * Codes that name something: transaction types, entry modes, terminal types, response codes, merchant categories. Data
 * tables and their look-up.
 */
import type { Language } from "../types.ts";
import { pick } from "../say.ts";

type CodeRow = readonly [code: string, zh: string, en: string];

/** 9C: the first two digits of the processing code (ISO 8583:1987, 4.3.8; the loads: UnionPay POS specification, F3). */
const TRANSACTION_TYPES: readonly CodeRow[] = [
  ["00", "消费（商品和服务）", "goods and services"],
  ["01", "取现", "cash"],
  ["03", "预授权", "pre-authorisation"],
  ["09", "消费返现", "purchase with cashback"],
  ["17", "现金充值撤销", "void of cash load"],
  ["20", "退货", "refund"],
  ["21", "存款", "deposit"],
  ["28", "预付款", "prepaid load"],
  ["30", "查询", "inquiry"],
  ["31", "余额查询", "balance inquiry"],
  ["33", "账户验证", "account verification"],
  ["40", "转账", "transfer"],
  ["60", "指定账户圈存", "load from designated account"],
  ["62", "非指定账户圈存", "load from another account"],
  ["63", "现金充值圈存", "cash load"],
];

/** 9F39: the first two digits of field 22 (ISO 8583:1987, 4.3.14; 96 and 98: UnionPay). */
const ENTRY_MODES: readonly CodeRow[] = [
  ["00", "未指明", "unknown"],
  ["01", "手工输入", "manual entry of the PAN"],
  ["02", "磁条", "magnetic stripe"],
  ["03", "条码或二维码", "bar code or QR code"],
  ["04", "光学字符", "optical characters"],
  ["05", "接触式IC卡", "chip card, CVV can be checked"],
  ["07", "非接触IC卡（qPBOC）", "contactless chip, EMV mode"],
  ["10", "商户存有卡信息", "credentials on file"],
  ["80", "IC卡降级为磁条", "fallback from chip to magnetic stripe"],
  ["90", "磁条（完整磁道）", "magnetic stripe, CVV can be checked"],
  ["91", "非接触磁条模式", "contactless, mag-stripe mode"],
  ["92", "无卡预约", "booking without card"],
  ["95", "IC卡，数据不可靠", "chip card, CVV may not be checked"],
  ["96", "手机芯片", "chip of a phone"],
  ["98", "非接触标准流程（电子现金）", "contactless electronic cash"],
  ["99", "同原交易", "as the original transaction"],
];

/** 5F57 (EMV 4.4 Book 3, annex G). */
const ACCOUNT_TYPES: readonly CodeRow[] = [
  ["00", "缺省账户", "default"],
  ["10", "储蓄账户", "savings"],
  ["20", "支票或借记账户", "cheque or debit"],
  ["30", "信用账户", "credit"],
];

const CONTROL: readonly CodeRow[] = [
  ["1", "金融机构控制", "controlled by a financial institution"],
  ["2", "商户控制", "controlled by a merchant"],
  ["3", "持卡人控制", "controlled by the cardholder"],
];
const ENVIRONMENT: readonly CodeRow[] = [
  ["1", "有人值守，仅联机", "attended, online only"],
  ["2", "有人值守，脱机并可联机", "attended, offline with online capability"],
  ["3", "有人值守，仅脱机", "attended, offline only"],
  ["4", "无人值守，仅联机", "unattended, online only"],
  ["5", "无人值守，脱机并可联机", "unattended, offline with online capability"],
  ["6", "无人值守，仅脱机", "unattended, offline only"],
];

/** 8A and field 39 (EMV 4.4 Book 4, annex A6; ISO 8583:1987; UnionPay POS specification, table of response codes). */
const RESPONSE_CODES: readonly CodeRow[] = [
  ["Y1", "脱机批准", "offline approved"],
  ["Z1", "脱机拒绝", "offline declined"],
  ["Y2", "批准（授权中心参考后）", "approved after referral"],
  ["Z2", "拒绝（授权中心参考后）", "declined after referral"],
  ["Y3", "不能联机，脱机批准", "unable to go online, offline approved"],
  ["Z3", "不能联机，脱机拒绝", "unable to go online, offline declined"],
  ["00", "承兑或交易成功", "approved or completed successfully"],
  ["01", "查发卡行", "refer to card issuer"],
  ["02", "查发卡行的特殊条件", "refer to card issuer, special condition"],
  ["03", "无效商户", "invalid merchant"],
  ["04", "没收卡", "pick up card"],
  ["05", "不予承兑", "do not honour"],
  ["06", "出错", "error"],
  ["07", "特殊条件下没收卡", "pick up card, special condition"],
  ["09", "请求正在处理中", "request in progress"],
  ["10", "部分金额批准", "approved for partial amount"],
  ["11", "重要人物批准（VIP）", "approved (VIP)"],
  ["12", "无效交易", "invalid transaction"],
  ["13", "无效金额", "invalid amount"],
  ["14", "无效卡号", "invalid card number"],
  ["15", "无此发卡行", "no such issuer"],
  ["19", "重新送入交易", "re-enter transaction"],
  ["20", "无效应答", "invalid response"],
  ["21", "不做任何处理", "no action taken"],
  ["22", "怀疑操作有误", "suspected malfunction"],
  ["23", "不可接受的交易费", "unacceptable transaction fee"],
  ["25", "未能找到文件上记录", "unable to locate record on file"],
  ["30", "格式错误", "format error"],
  ["31", "银联不支持的银行", "bank not supported"],
  ["33", "过期的卡，没收", "expired card, pick up"],
  ["34", "有作弊嫌疑，没收", "suspected fraud, pick up"],
  ["35", "受卡方与安全保密部门联系，没收", "contact acquirer, pick up"],
  ["36", "受限制的卡，没收", "restricted card, pick up"],
  ["37", "受卡方呼受理方安全保密部门，没收", "call acquirer security, pick up"],
  ["38", "超过允许的PIN试输入，没收", "PIN tries exceeded, pick up"],
  ["39", "无此信用卡账户", "no credit account"],
  ["40", "请求的功能尚不支持", "requested function not supported"],
  ["41", "丢失卡", "lost card"],
  ["42", "无此账户", "no universal account"],
  ["43", "被窃卡", "stolen card"],
  ["44", "无此投资账户", "no investment account"],
  ["51", "无足够的存款", "not sufficient funds"],
  ["52", "无此支票账户", "no cheque account"],
  ["53", "无此储蓄卡账户", "no savings account"],
  ["54", "过期的卡", "expired card"],
  ["55", "不正确的PIN", "incorrect PIN"],
  ["56", "无此卡记录", "no card record"],
  ["57", "不允许持卡人进行的交易", "transaction not permitted to cardholder"],
  ["58", "不允许终端进行的交易", "transaction not permitted to terminal"],
  ["59", "有作弊嫌疑", "suspected fraud"],
  ["60", "受卡方与安全保密部门联系", "contact acquirer"],
  ["61", "超出取款金额限制", "exceeds amount limit"],
  ["62", "受限制的卡", "restricted card"],
  ["63", "违反安全保密规定", "security violation"],
  ["64", "原始金额不正确", "original amount incorrect"],
  ["65", "超出取款次数限制", "exceeds frequency limit"],
  ["66", "受卡方呼受理方安全保密部门", "call acquirer security"],
  ["67", "捕捉（没收卡）", "hard capture"],
  ["68", "收到的回答太迟", "response received too late"],
  ["75", "允许的输入PIN次数超限", "PIN tries exceeded"],
  ["77", "需要向网络中心签到", "sign on required"],
  ["79", "脱机交易对账不平", "offline transactions do not balance"],
  ["90", "日期切换正在处理", "cutoff in progress"],
  ["91", "发卡行或银联不能操作", "issuer or switch inoperative"],
  ["92", "找不到或无法达到金融机构", "institution cannot be found"],
  ["93", "交易违法、不能完成", "violation of law"],
  ["94", "重复交易", "duplicate transmission"],
  ["95", "调节控制错", "reconcile error"],
  ["96", "系统异常、失效", "system malfunction"],
  ["97", "POS终端号找不到", "terminal not found"],
  ["98", "银联收不到发卡行应答", "no reply from issuer"],
  ["99", "PIN格式错", "PIN format error"],
  ["A0", "MAC校验错", "MAC error"],
];

/** 9F15: common ones (ISO 18245; GB/T 20548). */
const MERCHANT_CATEGORIES: readonly CodeRow[] = [
  ["4111", "本地和市郊通勤客运", "Local and suburban commuter transport"],
  ["4112", "铁路客运", "Passenger railways"],
  ["4121", "出租车", "Taxicabs and limousines"],
  ["4131", "公路客运", "Bus lines"],
  ["4511", "航空公司", "Airlines"],
  ["4722", "旅行社", "Travel agencies and tour operators"],
  ["4784", "路桥通行费", "Bridge and road fees, tolls"],
  ["4814", "电信服务", "Telecommunication services"],
  ["4900", "公共事业（水电煤气）", "Utilities: electric, gas, water"],
  ["5311", "百货商店", "Department stores"],
  ["5331", "杂货店", "Variety stores"],
  ["5411", "超市", "Grocery stores and supermarkets"],
  ["5541", "加油站", "Service stations"],
  ["5542", "自助加油", "Automated fuel dispensers"],
  ["5651", "成衣店", "Family clothing stores"],
  ["5661", "鞋店", "Shoe stores"],
  ["5712", "家具店", "Furniture stores"],
  ["5732", "电子产品商店", "Electronics stores"],
  ["5812", "餐馆", "Eating places and restaurants"],
  ["5813", "酒吧", "Bars and drinking places"],
  ["5814", "快餐店", "Fast food restaurants"],
  ["5912", "药店", "Drug stores and pharmacies"],
  ["5942", "书店", "Book stores"],
  ["5944", "珠宝钟表店", "Jewellery, watch and clock stores"],
  ["5977", "化妆品店", "Cosmetic stores"],
  ["5999", "其他专营零售店", "Miscellaneous and specialty retail stores"],
  ["6010", "金融机构柜台取现", "Financial institutions: manual cash"],
  ["6011", "金融机构自动取现", "Financial institutions: automated cash"],
  ["6012", "金融机构商品和服务", "Financial institutions: merchandise and services"],
  ["6300", "保险", "Insurance"],
  ["6513", "房地产经纪和租赁", "Real estate agents and rentals"],
  ["7011", "住宿服务", "Lodging: hotels, motels, resorts"],
  ["7230", "美容美发", "Beauty and barber shops"],
  ["7298", "保健和美容水疗", "Health and beauty spas"],
  ["7512", "汽车租赁", "Car rental agencies"],
  ["7523", "停车场", "Parking lots and garages"],
  ["7832", "电影院", "Motion picture theatres"],
  ["7995", "博彩", "Betting"],
  ["8062", "医院", "Hospitals"],
  ["8211", "中小学校", "Elementary and secondary schools"],
  ["8220", "大学", "Colleges and universities"],
  ["8398", "慈善和社会公益", "Charitable organisations"],
  ["9311", "纳税", "Tax payments"],
  ["9399", "其他政府服务", "Government services"],
];

const index = (rows: readonly CodeRow[]): ReadonlyMap<string, CodeRow> => new Map(rows.map((row) => [row[0], row]));

const TABLES = {
  transactionType: index(TRANSACTION_TYPES),
  entryMode: index(ENTRY_MODES),
  accountType: index(ACCOUNT_TYPES),
  control: index(CONTROL),
  environment: index(ENVIRONMENT),
  responseCode: index(RESPONSE_CODES),
  merchantCategory: index(MERCHANT_CATEGORIES),
};

export type CodeTable = keyof typeof TABLES;

/** The name of a code, or undefined when the table does not have it. */
export function codeName(table: CodeTable, code: string, language: Language): string | undefined {
  const row = TABLES[table].get(code);
  return row && pick(language, row[1], row[2]);
}
