/**
 * Response codes F39 and what the terminal says to each (UnionPay POS, response codes). A code that is not listed is a
 * failure like 05.
 */
import type { Text } from "./language.ts";

const CALL_ISSUER: Text = { zh: "交易失败，请联系发卡行", en: "Failed: call the issuer" };
const CALL_ACQUIRER: Text = { zh: "交易失败，请联系收单行或银联", en: "Failed: call the acquirer" };
const KEEP_CARD: Text = { zh: "没收卡，请联系收单行", en: "Keep the card and call the acquirer" };
const RETRY: Text = { zh: "交易失败，请重试", en: "Failed: try again" };
const LATER: Text = { zh: "交易失败，请稍后重试", en: "Failed: try again later" };
const LATE: Text = { zh: "交易超时，请重试", en: "The issuer did not answer: try again" };
const EXPIRED: Text = { zh: "过期卡，请联系发卡行", en: "The card has expired: call the issuer" };
const NOT_TAKEN: Text = { zh: "此卡不能受理", en: "This card is not accepted" };
const TRIES_USED: Text = { zh: "密码错误次数超限", en: "Too many wrong PINs" };
const SIGN_ON: Text = { zh: "校验错，请重新签到", en: "Keys differ: sign on again" };
const CONFIRM: Text = { zh: "交易成功，请向发卡行确认", en: "Approved: confirm with the issuer" };

export const UNKNOWN_RESPONSE: Text = { zh: "交易失败", en: "Failed" };

export const RESPONSE_TEXTS: ReadonlyMap<string, Text> = new Map([
  ["00", { zh: "交易成功", en: "Approved" }],
  ["01", CALL_ISSUER],
  ["02", CALL_ISSUER],
  ["03", { zh: "商户未登记", en: "The merchant is not registered" }],
  ["04", KEEP_CARD],
  ["05", CALL_ISSUER],
  ["06", CALL_ISSUER],
  ["07", KEEP_CARD],
  ["09", RETRY],
  ["10", { zh: "部分金额批准", en: "Approved in part" }],
  ["11", { zh: "交易成功", en: "Approved" }],
  ["12", RETRY],
  ["13", { zh: "交易金额超限，请重试", en: "The amount is not allowed: try again" }],
  ["14", { zh: "无效卡号，请联系发卡行", en: "No such card number: call the issuer" }],
  ["15", NOT_TAKEN],
  ["19", CALL_ISSUER],
  ["20", CALL_ISSUER],
  ["21", CALL_ISSUER],
  ["22", { zh: "操作有误，请重试", en: "Wrong operation: try again" }],
  ["23", CALL_ISSUER],
  ["25", CALL_ISSUER],
  ["30", RETRY],
  ["31", NOT_TAKEN],
  ["33", EXPIRED],
  ["34", KEEP_CARD],
  ["35", KEEP_CARD],
  ["36", { zh: "此卡有误，请换卡重试", en: "Restricted card: use another" }],
  ["37", KEEP_CARD],
  ["38", TRIES_USED],
  ["39", CALL_ISSUER],
  ["40", CALL_ISSUER],
  ["41", KEEP_CARD],
  ["42", CALL_ISSUER],
  ["43", KEEP_CARD],
  ["44", CALL_ISSUER],
  ["51", { zh: "余额不足，请查询", en: "Not enough funds" }],
  ["52", CALL_ISSUER],
  ["53", CALL_ISSUER],
  ["54", EXPIRED],
  ["55", { zh: "密码错，请重试", en: "Wrong PIN: try again" }],
  ["56", CALL_ISSUER],
  ["57", CALL_ISSUER],
  ["58", { zh: "终端无效，请联系收单行或银联", en: "Not allowed here: call the acquirer" }],
  ["59", CALL_ISSUER],
  ["60", CALL_ISSUER],
  ["61", { zh: "金额太大", en: "The amount is too large" }],
  ["62", CALL_ISSUER],
  ["63", CALL_ISSUER],
  ["64", CALL_ISSUER],
  ["65", { zh: "超出取款次数限制", en: "Too many withdrawals" }],
  ["66", CALL_ACQUIRER],
  ["67", { zh: "没收卡", en: "Keep the card" }],
  ["68", LATE],
  ["75", TRIES_USED],
  ["77", { zh: "请向网络中心签到", en: "Sign on to the network" }],
  ["79", { zh: "POS终端重传脱机数据", en: "Upload the offline payments again" }],
  ["90", LATER],
  ["91", LATER],
  ["92", LATER],
  ["93", CALL_ISSUER],
  ["94", LATER],
  ["95", LATER],
  ["96", LATER],
  ["97", { zh: "终端未登记，请联系收单行或银联", en: "Unknown terminal: call the acquirer" }],
  ["98", LATE],
  ["99", SIGN_ON],
  ["A0", SIGN_ON],
  ["A2", CONFIRM],
  ["A4", CONFIRM],
  ["A5", CONFIRM],
  ["A6", CONFIRM],
  ["D5", { zh: "提现超额", en: "The withdrawal is too large" }],
  ["D6", { zh: "未开通，请联系服务商", en: "Not enabled: call your provider" }],
  ["D7", { zh: "交易时间不在T0结算时间内", en: "Outside the hours of same-day settlement" }],
]);

export function responseText(code: string): Text {
  return RESPONSE_TEXTS.get(code) ?? UNKNOWN_RESPONSE;
}
