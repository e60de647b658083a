/**
 * What a scanned or shown text is, by the rules of the schemes (assembly/codec/qr/kinds.ts), over codec.wasm.
 *
 * A payer's code is a payment credential: the buffer that it goes through is wiped.
 */
import { CodecError } from "../errors.ts";
import { calls, give, wipe } from "../wasm.ts";

export type QrKind =
  | "unknown"
  | "emv-mpm"
  | "emv-cpm"
  | "wechat-payer"
  | "alipay-payer"
  | "unionpay-payer"
  | "ecny-payer"
  | "wechat-merchant"
  | "alipay-merchant"
  | "unionpay-merchant"
  | "url";

/** Who shows a code of a kind, whose scheme it is where the kind alone tells, and what people call it. */
export interface QrKindInfo {
  role?: "payer" | "merchant";
  network?: string;
  zh: string;
  en: string;
}

export const QR_KINDS: Readonly<Record<QrKind, QrKindInfo>> = {
  unknown: { zh: "未知", en: "unknown" },
  "emv-mpm": { role: "merchant", zh: "EMV商户码", en: "EMV merchant-presented code" },
  "emv-cpm": { role: "payer", zh: "EMV付款码", en: "EMV consumer-presented code" },
  "wechat-payer": { role: "payer", network: "wechat", zh: "微信付款码", en: "WeChat Pay payer's code" },
  "alipay-payer": { role: "payer", network: "alipay", zh: "支付宝付款码", en: "Alipay payer's code" },
  "unionpay-payer": { role: "payer", network: "unionpay", zh: "银联付款码", en: "UnionPay payer's code" },
  "ecny-payer": { role: "payer", network: "ecny", zh: "数字人民币付款码", en: "digital yuan payer's code" },
  "wechat-merchant": { role: "merchant", network: "wechat", zh: "微信收款码", en: "WeChat Pay merchant's code" },
  "alipay-merchant": { role: "merchant", network: "alipay", zh: "支付宝收款码", en: "Alipay merchant's code" },
  "unionpay-merchant": { role: "merchant", network: "unionpay", zh: "银联收款码", en: "UnionPay merchant's code" },
  url: { zh: "网址", en: "web address" },
};

/** In the order of the core's numbers. */
const KINDS = Object.keys(QR_KINDS) as QrKind[];

/** Characters that the largest QR code holds: digits in version 40-L (ISO/IEC 18004, table 7). */
export const QR_TEXT_MAX = 7089;

/** UTF-8 of a text that a QR code can hold. @throws CodecError QR_LENGTH, QR_CHARACTER (half a surrogate pair) */
export function utf8Of(text: string): Uint8Array {
  if (text.length > QR_TEXT_MAX) {
    const expected = `at most ${QR_TEXT_MAX} characters`;
    throw new CodecError({ code: "QR_LENGTH", path: "", offset: 0, expected, actual: `${text.length}` });
  }
  const half = /\p{Surrogate}/u.exec(text);
  if (half !== null) {
    const offset = Buffer.byteLength(text.slice(0, half.index));
    throw new CodecError({ code: "QR_CHARACTER", path: "", offset, expected: "characters of Unicode" });
  }
  return Buffer.from(text, "utf8");
}

/** @throws CodecError QR_LENGTH, QR_CHARACTER: no QR code holds such a text */
export function recogniseQr(text: string): QrKind {
  const bytes = utf8Of(text);
  give(bytes);
  const kind = KINDS[calls().recogniseQr(bytes.length)] ?? "unknown";
  wipe(bytes.length, 0);
  return kind;
}
