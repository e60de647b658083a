/** The decision log in words: what each rule of the contact kernel says when it has decided, and the clause it follows. */
import { Rule } from "../../assembly/abi_rules.ts";
import { decisionValue } from "./decision_values.ts";
import type { DecisionValue } from "./decision_values.ts";
import { pick } from "./language.ts";
import type { Language, Text } from "./language.ts";

export interface RuleText extends Text {
  /** What it follows. */
  clause: string;
  form: DecisionValue;
}

const BOOK: Readonly<Record<string, string>> = { 1: "EMV Book 1", 2: "EMV Book 2", 3: "EMV Book 3", 4: "EMV Book 4" };

/** @param clause book, then section; `{}` in a text is the value in words */
function row(clause: string, form: DecisionValue, zh: string, en: string): RuleText {
  return { clause: `${BOOK[clause[0] ?? ""] ?? ""}, ${clause.slice(2)}`, form, zh, en };
}

// prettier-ignore
export const RULE_TEXTS: Readonly<Record<Rule, RuleText>> = {
  [Rule.PSE_FOUND]: row("1 12.3.2", "number", "有支付系统目录，SFI {}", "the card has a payment system directory, SFI {}"),
  [Rule.PSE_NOT_FOUND]: row("1 12.3.2", "status", "没有支付系统目录：{}；改用AID列表", "no payment system directory: {}; the list of AIDs is tried"),
  [Rule.CARD_BLOCKED]: row("1 12.3.2", "status", "卡片被锁定，或不支持SELECT：{}", "the card is blocked or knows no SELECT: {}"),
  [Rule.DIRECTORY_RECORD_TAKEN]: row("1 12.3.2", "number", "读取目录记录{}", "directory record {} is taken"),
  [Rule.DIRECTORY_ENDED]: row("1 12.3.2", "status", "目录结束：{}", "the directory ends: {}"),
  [Rule.DIRECTORY_MALFORMED]: row("1 12.3.2", "none", "目录不可用，改用AID列表", "the directory cannot be used: the list of AIDs is tried"),
  [Rule.AID_TRIED]: row("1 12.3.3", "index", "尝试终端支持的第{}个应用", "application {} of the terminal's list is tried"),
  [Rule.AID_ANSWERED]: row("1 12.3.3", "status", "卡片应答：{}", "the card answers: {}"),
  [Rule.CANDIDATE]: row("1 12.3", "candidate", "候选应用：终端列表{}", "a candidate: of the terminal's list {}"),
  [Rule.NOT_SUPPORTED]: row("1 12.3.1", "number", "终端不支持此应用（AID {}字节）", "the terminal does not support this one (AID of {} bytes)"),
  [Rule.CANDIDATES]: row("1 12.4", "number", "候选应用数：{}", "applications that both support: {}"),
  [Rule.NO_CANDIDATE]: row("1 12.4", "none", "没有共同支持的应用", "no application that both support"),
  [Rule.CHOSEN]: row("1 12.4", "index", "选定终端列表第{}个应用", "application {} of the terminal's list is chosen"),
  [Rule.FINAL_SELECT]: row("1 12.4", "status", "最终选择：{}", "final selection: {}"),
  [Rule.APPLICATION_BLOCKED]: row("1 12.3.3", "status", "应用被锁定：{}", "the application is blocked: {}"),
  [Rule.DF_NAME_DIFFERS]: row("1 12.4", "none", "DF名与所选AID不同", "the DF name is not the AID that was selected"),
  [Rule.NEXT_OCCURRENCE]: row("1 12.3.3", "index", "查找终端列表第{}个应用的下一个实例", "the next occurrence of application {} is asked for"),
  [Rule.CONFIRMATION_NEEDED]: row("1 12.2.3", "number", "优先级{}的应用需要持卡人确认", "the application of priority {} needs the cardholder's consent"),
  [Rule.CARDHOLDER_CHOSE]: row("1 12.4", "number", "持卡人选择第{}个", "the cardholder chose number {}"),
  [Rule.TRY_NEXT_APPLICATION]: row("1 12.4", "number", "移除此应用，候选剩{}个", "the application is taken out; candidates left: {}"),
  [Rule.LANGUAGE]: row("4 11.1", "language", "卡片首选语言：{}", "the card prefers this language: {}"),
  [Rule.CANDIDATE_LEFT_OUT]: row("1 12.3", "number", "候选列表已满（{}个）：最后一个舍去", "there is room for {} candidates: the last one is left out"),
  [Rule.FCI_MALFORMED]: row("1 11.3.4", "none", "FCI格式错", "the FCI is malformed"),

  [Rule.PDOL_GIVEN]: row("3 10.1", "number", "按PDOL给卡片{}字节", "the card's PDOL gets {} bytes"),
  [Rule.PDOL_ABSENT]: row("3 10.1", "none", "卡片没有PDOL", "the card has no PDOL"),
  [Rule.PDOL_MALFORMED]: row("3 10.1", "number", "PDOL（{}字节）格式错", "the PDOL ({} bytes) is malformed"),
  [Rule.OPTIONS_REFUSED]: row("3 10.1", "status", "拒绝初始化：{}", "processing options are refused: {}"),
  [Rule.OPTIONS_FORMAT]: row("3 6.5.8.4", "number", "处理选项为格式{}", "processing options of format {}"),
  [Rule.OPTIONS_MALFORMED]: row("3 6.5.8.4", "none", "处理选项格式错", "the processing options are malformed"),
  [Rule.PROFILE]: row("3 10.1", "hex4", "应用交互特征AIP为{}", "the application interchange profile is {}"),
  [Rule.LOCATOR]: row("3 10.2", "number", "应用文件定位器列出{}条记录", "the application file locator names {} records"),
  [Rule.LOCATOR_MALFORMED]: row("3 10.2", "none", "应用文件定位器格式错", "the application file locator is malformed"),

  [Rule.RECORD_READ]: row("3 10.2", "record", "{}已读", "{} is read"),
  [Rule.RECORD_REFUSED]: row("3 10.2", "status", "读记录失败：{}", "the record is refused: {}"),
  [Rule.RECORD_MALFORMED]: row("3 6.5.11.4", "none", "记录不是模板70", "the record is no template 70"),
  [Rule.ARENA_FULL]: row("3 10.2", "number", "卡片数据超出终端空间（{}字节）", "the card says more than there is room for ({} bytes)"),
  [Rule.DATA_MISSING]: row("3 7.2", "tag", "缺少必备数据{}", "mandatory data are missing: {}"),
  [Rule.DATA_MALFORMED]: row("3 7.5", "tag", "数据格式错：{}", "data are malformed: {}"),
  [Rule.DATA_TWICE]: row("3 10.2", "tag", "数据重复：{}", "data are there twice: {}"),
  [Rule.DATA_COMPLETE]: row("3 10.2", "number", "数据读完，共{}字节", "the data are complete, {} bytes"),

  [Rule.ODA_NONE]: row("3 10.3", "none", "没有共同支持的脱机数据认证方法", "no method of offline data authentication that both support"),
  [Rule.ODA_SDA]: row("3 10.3", "none", "进行静态数据认证（SDA）", "static data authentication (SDA) is chosen"),
  [Rule.ODA_DDA]: row("3 10.3", "none", "进行动态数据认证（DDA）", "dynamic data authentication (DDA) is chosen"),
  [Rule.ODA_CDA]: row("3 10.3", "none", "进行复合动态数据认证（CDA）", "combined data authentication (CDA) is chosen"),
  [Rule.ODA_XDA]: row("3 10.3", "none", "卡片支持XDA，终端不支持", "the card has XDA, which the terminal has not"),
  [Rule.ODA_DATA_MISSING]: row("3 7.5", "tag", "脱机认证缺少数据{}", "data for authentication are missing: {}"),
  [Rule.KEY_RECOVERED]: row("2 5.3, 6.3, 6.4, 7.1", "key", "公钥已恢复：{}", "a public key is recovered: {}"),
  [Rule.KEY_REFUSED]: row("2 5.3, 6.3, 6.4, 7.1", "keyFault", "公钥未能恢复：{}", "a public key is not recovered: {}"),
  [Rule.SIGNATURE_RIGHT]: row("2 5.4, 6.5.2, 6.6.2", "signature", "签名正确：{}", "the signature is right: {}"),
  [Rule.SIGNATURE_WRONG]: row("2 5.4, 6.5.2, 6.6.2", "signatureFault", "签名错误：{}", "the signature is wrong: {}"),
  [Rule.DEFAULT_DDOL]: row("2 6.5.1", "none", "卡片没有DDOL，用终端缺省DDOL", "the card has no DDOL: the terminal's own is used"),
  [Rule.DDOL_UNUSABLE]: row("2 6.5.1", "none", "DDOL中没有不可预知数", "the DDOL has no unpredictable number"),
  [Rule.INTERNAL_AUTHENTICATE]: row("2 6.5.1", "status", "内部认证：{}", "INTERNAL AUTHENTICATE: {}"),
  [Rule.CDA_WANTED]: row("2 6.6.1", "type", "随{}要求CDA签名", "CDA is asked for with the {}"),
  [Rule.STATIC_DATA_UNUSABLE]: row("3 10.3", "none", "静态数据不能用于脱机认证", "the static data cannot be authenticated"),
  [Rule.STATIC_DATA]: row("3 10.3", "number", "送安全模块静态数据{}字节", "{} bytes of static data go to the secure module"),

  [Rule.VERSIONS_SAME]: row("3 10.4.1", "versions", "应用版本相同：{}", "the application versions agree: {}"),
  [Rule.VERSIONS_DIFFER]: row("3 10.4.1", "versions", "应用版本不同：{}", "the application versions differ: {}"),
  [Rule.VERSION_ABSENT]: row("3 10.4.1", "none", "卡片没有应用版本，视为相同", "the card has no application version: taken as the same"),
  [Rule.USAGE_ALLOWED]: row("3 10.4.2", "hex4", "应用用途控制{}允许此服务", "usage control {} allows this service"),
  [Rule.USAGE_NOT_ALLOWED]: row("3 10.4.2", "hex4", "应用用途控制{}不允许此服务", "usage control {} does not allow this service"),
  [Rule.USAGE_ABSENT]: row("3 10.4.2", "none", "卡片没有用途控制，不作限制", "the card has no usage control: nothing is forbidden"),
  [Rule.DOMESTIC]: row("3 10.4.2", "country", "国内交易：发卡国家{}", "a domestic payment: issuer in {}"),
  [Rule.INTERNATIONAL]: row("3 10.4.2", "country", "国际交易：发卡国家{}", "an international payment: issuer in {}"),
  [Rule.EFFECTIVE]: row("3 10.4.3", "date", "应用自{}已生效", "the application is effective since {}"),
  [Rule.NOT_YET_EFFECTIVE]: row("3 10.4.3", "date", "应用到{}才生效", "the application is not effective before {}"),
  [Rule.NOT_EXPIRED]: row("3 10.4.3", "date", "应用在{}尚未过期", "the application has not expired on {}"),
  [Rule.EXPIRED]: row("3 10.4.3", "date", "应用在{}已过期", "the application has expired on {}"),

  [Rule.CVM_NOT_IN_PROFILE]: row("3 10.5", "hex4", "AIP {}：卡片不支持持卡人验证", "AIP {}: the card does without cardholder verification"),
  [Rule.CVM_LIST_ABSENT]: row("3 10.5", "none", "卡片没有CVM规则", "the card has no rules of verification"),
  [Rule.CVM_RULE]: row("3 10.5", "rule", "规则{}", "rule {}"),
  [Rule.CVM_CONDITION_MET]: row("3 C3", "condition", "条件满足：{}", "the condition is met: {}"),
  [Rule.CVM_CONDITION_NOT_MET]: row("3 C3", "condition", "条件不满足：{}", "the condition is not met: {}"),
  [Rule.CVM_SUPPORTED]: row("4 6.3.4", "method", "终端支持：{}", "the terminal supports it: {}"),
  [Rule.CVM_NOT_SUPPORTED]: row("4 6.3.4", "method", "终端不支持：{}", "the terminal does not support it: {}"),
  [Rule.CVM_PERFORMED]: row("3 10.5", "method", "执行：{}", "it is performed: {}"),
  [Rule.CVM_UNSUCCESSFUL]: row("3 10.5", "method", "未成功：{}", "not successful: {}"),
  [Rule.CVM_NEXT_RULE]: row("3 10.5", "hex2", "CVM码{}：应用下一条规则", "code {}: the next rule applies"),
  [Rule.CVM_NO_MORE]: row("3 10.5", "none", "没有其他规则，持卡人验证失败", "no rule is left: cardholder verification has failed"),
  [Rule.CVM_RESULTS]: row("4 6.3.4.5", "cvmResults", "CVM结果{}", "CVM results {}"),
  [Rule.PIN_ENTERED]: row("3 10.5.2", "none", "已输入PIN", "the PIN has been entered"),
  [Rule.PIN_BYPASSED]: row("4 6.3.4.3", "none", "持卡人未输入PIN", "the cardholder went on without a PIN"),
  [Rule.PIN_TRIES_LEFT]: row("3 10.5.1", "number", "PIN剩余尝试次数{}", "{} PIN tries are left"),
  [Rule.PIN_VERIFY]: row("3 10.5.1", "status", "卡片核对PIN：{}", "the card checks the PIN: {}"),
  [Rule.PIN_BLOCKED]: row("3 10.5.1", "none", "PIN已锁定", "the PIN is blocked"),
  [Rule.PIN_PAD_FAILED]: row("3 10.5.1", "none", "密码键盘不工作", "the PIN pad does not work"),
  [Rule.SIGNATURE_WANTED]: row("3 10.5.3", "none", "签购单需签名", "the slip is to be signed"),
  [Rule.PIN_KEY_MISSING]: row("2 7.1", "none", "没有为卡片加密PIN的公钥", "there is no key to encipher a PIN for the card"),
  [Rule.PIN_NOT_ENCIPHERED]: row("2 7.2", "none", "PIN未能为卡片加密", "the PIN could not be enciphered for the card"),

  [Rule.UNDER_FLOOR_LIMIT]: row("3 10.6.1", "amount", "低于最低限额{}", "below the floor limit of {}"),
  [Rule.OVER_FLOOR_LIMIT]: row("3 10.6.1", "amount", "达到或超过最低限额{}", "the floor limit of {} is reached"),
  [Rule.RANDOM_NUMBER]: row("3 10.6.2", "number", "随机数{}", "the random number is {}"),
  [Rule.RANDOM_TARGET]: row("3 10.6.2", "target", "随机选择目标百分比{}", "target percentages of random selection: {}"),
  [Rule.SELECTED_AT_RANDOM]: row("3 10.6.2", "none", "被随机选择联机", "selected at random to go online"),
  [Rule.NOT_SELECTED]: row("3 10.6.2", "none", "未被随机选择", "not selected at random"),
  [Rule.NO_VELOCITY_LIMITS]: row("3 10.6.3", "none", "卡片没有连续脱机限制，不作频度检查", "the card has no offline limits: velocity is not checked"),
  [Rule.COUNTER]: row("3 10.6.3", "counter", "应用交易计数器：{}", "application transaction counter: {}"),
  [Rule.LAST_ONLINE]: row("3 10.6.3", "counter", "上次联机计数器：{}", "counter when last online: {}"),
  [Rule.LOWER_LIMIT_KEPT]: row("3 10.6.3", "number", "未超过连续脱机下限{}", "the lower offline limit of {} is kept"),
  [Rule.LOWER_LIMIT_EXCEEDED]: row("3 10.6.3", "number", "超过连续脱机下限{}", "the lower offline limit of {} is exceeded"),
  [Rule.UPPER_LIMIT_KEPT]: row("3 10.6.3", "number", "未超过连续脱机上限{}", "the upper offline limit of {} is kept"),
  [Rule.UPPER_LIMIT_EXCEEDED]: row("3 10.6.3", "number", "超过连续脱机上限{}", "the upper offline limit of {} is exceeded"),
  [Rule.NEW_CARD]: row("3 10.6.3", "none", "卡片从未联机：新卡", "the card has never been online: a new card"),
  [Rule.LISTED]: row("4 6.3.5", "none", "卡片在异常文件中", "the exception file names this card"),
  [Rule.NOT_LISTED]: row("4 6.3.5", "none", "卡片不在异常文件中", "the exception file does not name this card"),
  [Rule.MERCHANT_FORCED_ONLINE]: row("4 6.5.3", "none", "商户要求联机", "the merchant forces the payment online"),
  [Rule.RECENT_AMOUNT]: row("3 10.6.1", "amount", "此卡上一笔批准{}，计入限额检查", "this card's last approval of {} counts, too"),

  [Rule.IAC_DENIAL_HIT]: row("3 10.7", "hit", "命中IAC-拒绝，{}", "the issuer's code for denial hits, {}"),
  [Rule.TAC_DENIAL_HIT]: row("3 10.7", "hit", "命中TAC-拒绝，{}", "the terminal's code for denial hits, {}"),
  [Rule.DENIAL_MISSED]: row("3 10.7", "none", "没有要求拒绝的位", "no bit asks for denial"),
  [Rule.IAC_ONLINE_HIT]: row("3 10.7", "hit", "命中IAC-联机，{}", "the issuer's code for online hits, {}"),
  [Rule.TAC_ONLINE_HIT]: row("3 10.7", "hit", "命中TAC-联机，{}", "the terminal's code for online hits, {}"),
  [Rule.ONLINE_MISSED]: row("3 10.7", "none", "没有要求联机的位", "no bit asks to go online"),
  [Rule.IAC_DEFAULT_HIT]: row("3 10.7", "hit", "命中IAC-缺省，{}", "the issuer's default code hits, {}"),
  [Rule.TAC_DEFAULT_HIT]: row("3 10.7", "hit", "命中TAC-缺省，{}", "the terminal's default code hits, {}"),
  [Rule.DEFAULT_MISSED]: row("3 10.7", "none", "缺省代码没有命中", "no bit of the default codes hits"),
  [Rule.ANALYSED]: row("3 10.7", "type", "终端行为分析结果：{}", "terminal action analysis says {}"),
  [Rule.ONLINE_ONLY]: row("4 A1", "type", "终端只能联机，改为{}", "the terminal is online-only: {} instead"),

  [Rule.FIRST_ASKED]: row("3 9.3", "type", "第一次GENERATE AC要求{}", "the first GENERATE AC asks for {}"),
  [Rule.FIRST_GOT]: row("3 10.8", "ac", "卡片行为分析：{}", "card action analysis: {}"),
  [Rule.CRYPTOGRAM_REFUSED]: row("3 6.5.5", "status", "卡片不给密文：{}", "the card gives no cryptogram: {}"),
  [Rule.CRYPTOGRAM_MALFORMED]: row("3 6.5.5.4", "none", "密文应答格式错", "the answer with the cryptogram is malformed"),
  [Rule.CRYPTOGRAM_NOT_ALLOWED]: row("3 9.3", "type", "卡片不应给出{}", "the card may not answer with {}"),
  [Rule.ADVICE_WANTED]: row("4 6.3.7", "hex2", "卡片要求通知（CID {}），收单协议没有，不生成", "the card wants an advice (CID {}): the acquirer takes none, none is made"),
  [Rule.DEFAULT_TDOL]: row("3 9.2.2", "none", "卡片没有TDOL，用终端缺省TDOL", "the card has no TDOL: the terminal's own is used"),

  [Rule.EXTERNAL_AUTHENTICATE]: row("3 10.9", "status", "外部认证：{}", "EXTERNAL AUTHENTICATE: {}"),
  [Rule.IN_SECOND_CRYPTOGRAM]: row("3 10.9", "number", "发卡行认证数据（{}字节）随第二次GENERATE AC", "issuer authentication data ({} bytes) go with the second GENERATE AC"),
  [Rule.NO_ISSUER_DATA]: row("3 10.9", "none", "没有发卡行认证数据", "there are no issuer authentication data"),

  [Rule.SCRIPT_BEGINS]: row("3 10.10", "hex2", "发卡行脚本{}", "issuer script {}"),
  [Rule.SCRIPT_IDENTIFIER]: row("3 10.10", "hex8", "脚本标识{}", "its identifier is {}"),
  [Rule.SCRIPT_COMMAND]: row("3 10.10", "scriptCommand", "脚本命令{}", "command {}"),
  [Rule.SCRIPT_MALFORMED]: row("3 10.10", "none", "脚本格式错", "the script is malformed"),
  [Rule.SCRIPT_RESULT]: row("4 A5", "hex2", "脚本结果{}", "its result is {}"),

  [Rule.RESPONSE_CODE]: row("4 A6", "letters", "授权应答码{}", "the authorisation response code is {}"),
  [Rule.UNABLE_TO_GO_ONLINE]: row("3 10.11", "none", "无法联机", "nobody could be reached"),
  [Rule.SECOND_ASKED]: row("3 10.11", "type", "第二次GENERATE AC要求{}", "the second GENERATE AC asks for {}"),
  [Rule.SECOND_GOT]: row("3 10.11", "ac", "卡片结论：{}", "the card concludes: {}"),

  [Rule.TVR_BIT]: row("3 C5", "tvr", "TVR {}", "TVR {}"),
  [Rule.TSI_BIT]: row("3 C6", "tsi", "TSI {}", "TSI {}"),
};

/** What a decision says; a rule that a newer core may have is its number. */
export function decisionText(rule: number, value: number, language: Language): string {
  const text = Object.hasOwn(RULE_TEXTS, rule) ? RULE_TEXTS[rule as Rule] : undefined;
  if (text === undefined) return `${rule}: ${value}`;
  return pick(text, language).replace("{}", () => decisionValue(text.form, value, language));
}

/** Where the rule stands: `EMV Book 3, 10.5`. */
export function clauseOf(rule: number): string {
  return Object.hasOwn(RULE_TEXTS, rule) ? RULE_TEXTS[rule as Rule].clause : "";
}
