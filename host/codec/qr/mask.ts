/**
 * Codes as they may be shown and printed. Fails closed: of what is not known to be harmless only the length is left.
 *
 * Masks keep the number of characters. A payer's code keeps its first six and last four digits, by which receipts and
 * disputes find it; a consumer-presented code, which holds a PAN in the clear, keeps nothing.
 */
import { shownOf } from "../emv/dictionary.ts";
import { maskPan, maskText, maskTrack } from "../mask.ts";
import type { QrField } from "./field.ts";
import { QR_KINDS, recogniseQr } from "./kinds.ts";
import type { QrKind } from "./kinds.ts";

/** An application identifier as globally unique identifiers spell it: long runs of digits in it are no PAN. */
const AID_TEXT = /^A[0-9A-F]{9,31}$/;
const SHOWN_FIRST = 6;
const SHOWN_LAST = 4;
const GUID = "00";
/** Characters of ID and length. */
const HEAD = 4;

/** @throws CodecError QR_LENGTH, QR_CHARACTER: no QR code holds such a text */
export function maskQr(text: string): string {
  const kind = recogniseQr(text);
  if (kind === "emv-cpm" || kind === "unknown") return stars(text);
  return QR_KINDS[kind].role === "payer" ? maskDigits(text) : maskText(text);
}

/** 16 to 24 digits: Alipay's codes may be longer than a PAN, of which `maskPan` would show nothing. */
function maskDigits(digits: string): string {
  return (
    digits.slice(0, SHOWN_FIRST) + "*".repeat(digits.length - SHOWN_FIRST - SHOWN_LAST) + digits.slice(-SHOWN_LAST)
  );
}

/** The same fields with masked values. */
export function maskFields(fields: readonly QrField[], kind: QrKind): QrField[] {
  return fields.map((field) => (kind === "emv-cpm" ? maskObject(field) : maskField(field)));
}

/** Merchant-presented: numbers long enough for a PAN, which an account may be, are masked. */
function maskField(field: QrField): QrField {
  if (field.fields === undefined) return { ...field, value: isAid(field) ? field.value : maskText(field.value) };
  const fields = field.fields.map(maskField);
  let from = 0;
  const parts = fields.map(({ value }) => {
    const head = field.value.slice(from, from + HEAD);
    from += HEAD + value.length;
    return head + value;
  });
  return { ...field, value: parts.join(""), fields };
}

function isAid({ id, value }: QrField): boolean {
  return id === GUID && AID_TEXT.test(value);
}

/** Consumer-presented: as much of a value as the EMV dictionary lets be seen. */
function maskObject(field: QrField): QrField {
  const fields = field.fields?.map(maskObject);
  const shown = shownOf(Number.parseInt(field.id, 16));
  if (fields !== undefined) return { ...field, value: stars(field.value), fields };
  if (shown === "all" || field.path === "85") return { ...field };
  const digits = field.value.replace(/F+$/, "");
  if (shown === "hidden") return { ...field, value: stars(field.value) };
  const masked = shown === "pan" ? maskPan(digits) : maskTrack(digits);
  return { ...field, value: masked.padEnd(field.value.length, "F") };
}

function stars(text: string): string {
  return "*".repeat(text.length);
}
