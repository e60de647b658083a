/**
 * What one answer brings whole: the parameters (UnionPay POS, F62 of 360: code 2 and value, one behind the other) and the
 * platform's texts (832). Checked to the end before anything of it is kept.
 *
 * Kept is what this terminal uses: the merchant's name and which transactions it may do. The rest must be well formed.
 */
import { Tag } from "../../abi_platform";
import { Exchange } from "../../acquirer/region";
import { takeText, tagOf } from "../../acquirer/question";
import { digitAt, getDigits } from "../../base/bcd";
import { copyBytes } from "../../base/bytes";
import { FOOT_BYTES, HEAD_BYTES, NAME_BYTES, ONLINE_BYTES, PHONE_BYTES, Texts } from "./zone";

const CODE_FIRST: i32 = 11;
const CODE_LAST: i32 = 27;
const CODE_PHONE_FIRST: i32 = 14;
const CODE_PHONE_LAST: i32 = 17;
const CODE_NAME: i32 = 22;
const CODE_TRANSACTIONS: i32 = 26;
/** Characters of the values of 11 to 27: application type, time-out, retries, four phones, flags, name, bits, counts. */
const LENGTHS: usize = memory.data<u8>([2, 2, 1, 14, 14, 14, 14, 1, 2, 1, 1, 40, 1, 1, 1, 32, 2]);

/** @param texts where to keep what is used; 0 to check alone. @returns false when it is malformed; `texts` may then be half filled */
export function takeParameters(x: Exchange, texts: usize): bool {
  if (!x.has(62) || x.bytes(62) === 0) return false;
  const end = x.at(62) + x.bytes(62);
  let at = x.at(62);
  let last: i64 = 0;
  while (at < end) {
    if (end - at < 2) return false;
    const code = getDigits(at, 2);
    // Each at most once, in their order.
    if (code < CODE_FIRST || code > CODE_LAST || code <= last) return false;
    last = code;
    const length = <i32>load<u8>(LENGTHS + <usize>(code - CODE_FIRST));
    at += 2;
    if (end - at < <usize>length || !isValue(<i32>code, at, length)) return false;
    if (texts !== 0) keep(changetype<Texts>(texts), <i32>code, at, length);
    at += length;
  }
  return true;
}

function isValue(code: i32, at: usize, length: i32): bool {
  if (code === CODE_NAME) return isText(at, length);
  // A phone number has spaces behind it.
  while (code >= CODE_PHONE_FIRST && code <= CODE_PHONE_LAST && length > 1 && load<u8>(at + length - 1) === 0x20)
    length--;
  const most: u32 = code === CODE_TRANSACTIONS ? 1 : 9;
  for (let i = 0; i < length; i++) if (digitAt(at + i) > most) return false;
  return true;
}

function keep(texts: Texts, code: i32, at: usize, length: i32): void {
  if (code === CODE_NAME) {
    while (length > 0 && load<u8>(at + length - 1) === 0x20) length--;
    memory.fill(texts.name, 0, NAME_BYTES);
    copyBytes(texts.name, at, length);
  } else if (code === CODE_TRANSACTIONS) {
    let bits: u32 = 0;
    for (let i = 0; i < 32; i++) bits = (bits << 1) | digitAt(at + i);
    texts.transactions = bits;
  }
}

/** A text without control characters. */
function isText(at: usize, length: i32): bool {
  for (let i = 0; i < length; i++) if (load<u8>(at + i) < 0x20 || load<u8>(at + i) === 0x7f) return false;
  return true;
}

/** As `takeParameters`. What the answer does not say is none from then on. */
export function takeTexts(x: Exchange, to: usize): bool {
  const methods = tagOf(x, Tag.METHODS);
  if (methods.length !== 1) return false;
  const bits = load<u8>(methods.value);
  if (!fits(x, Tag.SUPPORT_PHONE, PHONE_BYTES) || !fits(x, Tag.SUPPORT_ONLINE, ONLINE_BYTES)) return false;
  if (!fits(x, Tag.RECEIPT_HEAD, HEAD_BYTES) || !fits(x, Tag.RECEIPT_FOOT, FOOT_BYTES)) return false;
  if (to === 0) return true;
  const texts = changetype<Texts>(to);
  texts.methods = bits;
  memory.fill(texts.phone, 0, PHONE_BYTES + ONLINE_BYTES + HEAD_BYTES + FOOT_BYTES);
  takeText(x, Tag.SUPPORT_PHONE, texts.phone, PHONE_BYTES);
  takeText(x, Tag.SUPPORT_ONLINE, texts.online, ONLINE_BYTES);
  takeText(x, Tag.RECEIPT_HEAD, texts.head, HEAD_BYTES);
  takeText(x, Tag.RECEIPT_FOOT, texts.foot, FOOT_BYTES);
  return true;
}

/** It is not there, or a text that finds room. */
function fits(x: Exchange, tag: Tag, bytesMax: i32): bool {
  const found = tagOf(x, tag);
  return found.length < 0 || (found.length <= bytesMax && isText(found.value, found.length));
}
