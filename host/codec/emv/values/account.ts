/**
 * The account on a card: its number and track 2. Masked, unless clear text was asked for.
 */
import type { ExplainOptions, Explanation, Language } from "../types.ts";
import { fault, hex, pick } from "../say.ts";
import { maskPan, maskTrack } from "../../mask.ts";

/** PAN, separator, expiry YYMM, service code, the rest (ISO/IEC 7813). */
const TRACK_2 = /^([0-9]{1,19})D([0-9]{4})([0-9]{3})([0-9]*)F?$/;

/** 5A: digits, filled up with F to whole bytes. */
export function explainPan(value: Uint8Array, language: Language, options: ExplainOptions): Explanation[] {
  const digits = hex(value).replace(/F+$/, "");
  if (!/^[0-9]+$/.test(digits)) return [fault(language, "不是卡号", "no card number")];
  return [{ text: options.unmasked === true ? digits : maskPan(digits) }];
}

/** 57, Mastercard 9F6B. */
export function explainTrack2(value: Uint8Array, language: Language, options: ExplainOptions): Explanation[] {
  const track = hex(value).replace(/F$/, "");
  const parts = TRACK_2.exec(hex(value));
  if (parts === null) return [fault(language, "不是二磁道数据", "no track 2 data")];
  if (options.unmasked !== true) return [{ text: maskTrack(track) }];
  const [, pan = "", expiry = "", service = "", rest = ""] = parts;
  return [
    { text: pan, part: pick(language, "主账号", "PAN") },
    { text: expiry, part: pick(language, "有效期", "expiry") },
    { text: service, part: pick(language, "服务码", "service code") },
    { text: rest, part: pick(language, "自定义数据", "discretionary data") },
  ];
}
