/**
 * What a scanned or shown text is, by the public rules of each scheme: a payer's code, a merchant's code, or unknown.
 *
 * Only the beginning, the length and the kind of characters count; whether a code is sound, still valid or anyone's is
 * not known here. A payer's code is a payment credential: it is never kept. Nothing is recognised by chance: what fits
 * no rule is QR_UNKNOWN, and a card number in scan mode may fit UnionPay's.
 */
import { digitAt } from "../../base/bcd";

export const QR_UNKNOWN: i32 = 0;
/** EMV QRCPS, merchant-presented mode. */
export const QR_EMV_MERCHANT: i32 = 1;
/** EMV QRCPS, consumer-presented mode. */
export const QR_EMV_CONSUMER: i32 = 2;
export const QR_WECHAT_PAYER: i32 = 3;
export const QR_ALIPAY_PAYER: i32 = 4;
export const QR_UNIONPAY_PAYER: i32 = 5;
export const QR_ECNY_PAYER: i32 = 6;
export const QR_WECHAT_MERCHANT: i32 = 7;
export const QR_ALIPAY_MERCHANT: i32 = 8;
export const QR_UNIONPAY_MERCHANT: i32 = 9;
/** An http address of nobody that is known here. */
export const QR_URL: i32 = 10;

const PAYER_DIGITS_MIN: i32 = 16;
const PAYER_DIGITS_MAX: i32 = 24;
const WECHAT_DIGITS: i32 = 18;
const UNIONPAY_DIGITS: i32 = 19;
const ECNY_DIGITS: i32 = 19;

/** `0002`: the payload format indicator, two characters long (EMV QRCPS MPM). */
const MERCHANT_START: usize = memory.data<u8>([0x30, 0x30, 0x30, 0x32]);
const MERCHANT_START_BYTES: i32 = 4;
/** `hQVDUFYw`: base64 of 85 05 "CPV0", the payload format indicator (EMV QRCPS CPM). */
const CONSUMER_START: usize = memory.data<u8>([0x68, 0x51, 0x56, 0x44, 0x55, 0x46, 0x59, 0x77]);
const CONSUMER_START_BYTES: i32 = 8;

// Addresses in lower case: kind, length, characters. An address is compared without its case.
const ADDRESSES: i32 = 6;
// prettier-ignore
const ADDRESS_TABLE: usize = memory.data<u8>([
  // wxp://
  7, 6, 0x77, 0x78, 0x70, 0x3a, 0x2f, 0x2f,
  // weixin://wxpay/
  7, 15, 0x77, 0x65, 0x69, 0x78, 0x69, 0x6e, 0x3a, 0x2f, 0x2f, 0x77, 0x78, 0x70, 0x61, 0x79, 0x2f,
  // https://qr.alipay.com/
  8, 22, 0x68, 0x74, 0x74, 0x70, 0x73, 0x3a, 0x2f, 0x2f, 0x71, 0x72, 0x2e, 0x61, 0x6c, 0x69, 0x70, 0x61, 0x79, 0x2e,
  0x63, 0x6f, 0x6d, 0x2f,
  // https://qr.95516.com/
  9, 21, 0x68, 0x74, 0x74, 0x70, 0x73, 0x3a, 0x2f, 0x2f, 0x71, 0x72, 0x2e, 0x39, 0x35, 0x35, 0x31, 0x36, 0x2e,
  0x63, 0x6f, 0x6d, 0x2f,
  // https://
  10, 8, 0x68, 0x74, 0x74, 0x70, 0x73, 0x3a, 0x2f, 0x2f,
  // http://
  10, 7, 0x68, 0x74, 0x74, 0x70, 0x3a, 0x2f, 0x2f,
]);

/**
 * Recognises `length` bytes of text. What is cut off before it can be told apart counts as the EMV code that it begins
 * like, so that a decoder says where it ends.
 */
export function recogniseQr(at: usize, length: i32): i32 {
  if (beginsLike(at, length, MERCHANT_START, MERCHANT_START_BYTES)) return QR_EMV_MERCHANT;
  if (beginsLike(at, length, CONSUMER_START, CONSUMER_START_BYTES)) return QR_EMV_CONSUMER;
  const payer = payerOf(at, length);
  return payer === QR_UNKNOWN ? addressOf(at, length) : payer;
}

/** True for the four kinds that are digits alone: a payer's credential of a Chinese scheme. */
export function isPayerCode(kind: i32): bool {
  return kind >= QR_WECHAT_PAYER && kind <= QR_ECNY_PAYER;
}

/**
 * WeChat Pay: 18 digits, 10 to 15 first (its merchant API, micropay). Alipay: 16 to 24 digits, 25 to 30 first
 * (alipay.trade.pay, auth_code). UnionPay: 62 and 17 digits (QR code payment, consumer-scanned). Digital yuan: 01 and 17
 * digits, as public acquirer integrations tell it; no document of the scheme is public.
 */
function payerOf(at: usize, length: i32): i32 {
  if (length < PAYER_DIGITS_MIN || length > PAYER_DIGITS_MAX) return QR_UNKNOWN;
  for (let i = 0; i < length; i++) if (digitAt(at + i) > 9) return QR_UNKNOWN;
  const first = 10 * digitAt(at) + digitAt(at + 1);
  if (first >= 25 && first <= 30) return QR_ALIPAY_PAYER;
  if (first >= 10 && first <= 15 && length === WECHAT_DIGITS) return QR_WECHAT_PAYER;
  if (first === 62 && length === UNIONPAY_DIGITS) return QR_UNIONPAY_PAYER;
  if (first === 1 && length === ECNY_DIGITS) return QR_ECNY_PAYER;
  return QR_UNKNOWN;
}

function addressOf(at: usize, length: i32): i32 {
  let entry = ADDRESS_TABLE;
  for (let i = 0; i < ADDRESSES; i++) {
    const bytes: i32 = load<u8>(entry, 1);
    if (length > bytes && sameLetters(at, entry + 2, bytes)) return load<u8>(entry);
    entry += 2 + bytes;
  }
  return QR_UNKNOWN;
}

/** True when one of the two texts begins with the other and there is something to compare. */
function beginsLike(at: usize, length: i32, start: usize, startBytes: i32): bool {
  const bytes = min(length, startBytes);
  for (let i = 0; i < bytes; i++) if (load<u8>(at + i) !== load<u8>(start + i)) return false;
  return bytes > 0;
}

/** True when the text is the lower-case `pattern`, but for the case of its letters. */
function sameLetters(at: usize, pattern: usize, length: i32): bool {
  for (let i = 0; i < length; i++) {
    const character: u32 = load<u8>(at + i);
    const lower = character - 0x41 < 26 ? character | 0x20 : character;
    if (lower !== load<u8>(pattern + i)) return false;
  }
  return true;
}
