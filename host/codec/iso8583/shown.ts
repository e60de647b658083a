/**
 * How much of a value may be seen. Fails closed: card numbers and tracks are masked, secrets and unnamed bytes hidden, and in
 * free text every run of digits that could be a card number is masked.
 */
import { shownOf } from "../emv/index.ts";
import { isLuhn, maskPan, maskText, maskTrack } from "../mask.ts";
import { parseTlv } from "../tlv/parse.ts";
import type { TlvObject } from "../tlv/parse.ts";
import { isSliced } from "./compile.ts";
import type { Content, FieldSpec } from "./spec.ts";
import type { MessageView } from "./view.ts";

export type Secret = "pan" | "track" | "all";

/** Fields that are secret in every dialect, whether it says so or not: PAN, expiry, tracks, PIN block, extended PAN. */
const SECRETS: ReadonlyMap<number, Secret> = new Map([
  [2, "pan"],
  [14, "all"],
  [34, "pan"],
  [35, "track"],
  [36, "track"],
  [45, "track"],
  [52, "all"],
]);

export function secretOf(number: number, spec: Pick<FieldSpec, "secret">): Secret | undefined {
  return spec.secret ?? SECRETS.get(number);
}

/**
 * A value, masked; of the same length as its text.
 *
 * @param free text of any length or meaning, in which a card number could stand
 */
export function maskedText(text: string, content: Content, free: boolean, secret: Secret | undefined): string {
  if (secret === "pan") return maskPan(text);
  if (secret === "track") return maskTrack(text);
  if (secret === "all") return "*".repeat(text.length);
  if (!free) return text;
  return content === "b" ? "*".repeat(text.length) : maskText(text);
}

/** A whole field, masked: from its subfields where they are slices of it, since those say what the digits are. */
export function maskedField(message: MessageView, number: number): string {
  const spec = message.dialect.spec.fields[number];
  const text = message.text(number);
  if (spec === undefined) return "*".repeat(text.length);
  const secret = secretOf(number, spec);
  if (secret === undefined && spec.subfields?.kind === "ber-tlv") return maskedObjects(message.bytes(number));
  if (secret === undefined && spec.subfields?.kind === "positional" && isSliced(spec.subfields) && !holdsPan(text)) {
    const pieces = message.parts(number).map((part) => maskedText(part.text, part.content, part.free, part.secret));
    const whole = pieces.join("");
    return whole + maskedText(text.slice(whole.length), spec.content, true, undefined);
  }
  return maskedText(text, spec.content, spec.prefix !== undefined, secret);
}

/**
 * Whether a run of digits is a card number where batch numbers, dates and counters stand side by side: of its length, with a
 * first digit and a check digit that card numbers have.
 */
export function holdsPan(text: string): boolean {
  return (text.match(/[0-9]+/g) ?? []).some((run) => /^[3-69][0-9]{12,18}$/.test(run) && isLuhn(run));
}

/** Field 55 in hexadecimal with stars for what may not be seen; all stars when it is no TLV. */
export function maskedObjects(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("hex").toUpperCase();
  try {
    return maskedAmong(parseTlv(bytes), text);
  } catch {
    return "*".repeat(text.length);
  }
}

/** The text of all bytes, with the values of these objects masked where they stand. */
function maskedAmong(objects: readonly TlvObject[], text: string): string {
  return objects.reduce((masked, { tag, offset, length, value, children }) => {
    if (children !== undefined) return maskedAmong(children, masked);
    return masked.slice(0, 2 * offset) + maskedObject(tag, value) + masked.slice(2 * (offset + length));
  }, text);
}

/** The value of a data object in hexadecimal, masked; of the same length. */
export function maskedObject(tag: number, value: Uint8Array): string {
  const text = Buffer.from(value).toString("hex").toUpperCase();
  const shown = shownOf(tag, { value });
  if (shown === "all") return text;
  const [, digits = "", pad = ""] = (shown === "pan" ? /^([0-9]{13,19})(F*)$/.exec(text) : null) ?? [];
  return digits === "" ? "*".repeat(text.length) : maskPan(digits) + pad;
}
