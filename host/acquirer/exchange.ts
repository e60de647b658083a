/**
 * One request in hand and the answer to it: what the handlers of sale, reversal and management share.
 *
 * Owns what a reply brings back from its request, and F64 of both. Knows no booking.
 */
import { TextFields } from "../codec/iso8583/text_fields.ts";
import { hexOf } from "../codec/iso8583/values.ts";
import { UNIONPAY } from "../codec/iso8583/unionpay.ts";
import type { FieldValue, Message } from "../codec/iso8583/message.ts";
import type { Outcome } from "./events.ts";
import type { HostTime } from "./host_time.ts";
import type { MessageSecurity } from "./device_hsm.ts";
import type { TerminalSecurity } from "./hsm.ts";
import { messageKey } from "./ledger.ts";
import type { TerminalRow } from "./ledger.ts";
import type { DeviceRow } from "./platform/rows.ts";

/** F32: 8 digits. Made up. */
export const ACQUIRER_ID = "00990000";
export const MAC_FIELD = 64;
const MAC_BYTES = 8;
/** Room for one. */
const NO_MAC = "00".repeat(MAC_BYTES);

export interface Exchange {
  request: Message;
  /** The bytes that the request was unpacked from. */
  body: Uint8Array;
  terminal: TerminalRow;
  /** Undefined in a ledger without devices. */
  device: DeviceRow | undefined;
  /** Undefined before the first sign-on. */
  security: TerminalSecurity | undefined;
  at: HostTime;
  /** The header says that it is a test: nothing is booked. */
  isTest: boolean;
  /** F64 was there and right, under working keys or the device's own. */
  isProved: boolean;
}

export type Fields = ReadonlyArray<readonly [field: number, value: FieldValue]>;

export interface Answer {
  outcome: Outcome;
  /** Fields of the host's own, F39 among them. */
  fields: Fields;
  /** A management answer that has F64 nevertheless. */
  isSealed?: boolean;
}

/** Fields that a reply brings back as they came, those of them that did (UnionPay POS, field lists of each message). */
const ECHOED_TRADE = [2, 3, 4, 11, 14, 23, 25, 41, 42, 49, 60];
const ECHOED_MANAGEMENT = [11, 41, 42, 60];

/** An answer with nothing but F39, and the time and the acquirer that every reply names. */
export function plainAnswer(at: HostTime, response: string, outcome: Outcome = "refused"): Answer {
  return { outcome, fields: [...commonFields(at), [39, response]] };
}

/** F12, F13, F32. */
export function commonFields(at: HostTime): Fields {
  return [
    [12, at.time],
    [13, at.date],
    [32, ACQUIRER_ID],
  ];
}

export function responseOf(answer: Answer): string {
  return String(answer.fields.find(([field]) => field === 39)?.[1] ?? "");
}

/** F60.2. */
export function batchOf(request: Message): string {
  return request.text(60).slice(2, 8);
}

/** F60.3. */
export function networkCodeOf(request: Message): string {
  return request.text(60).slice(8, 11);
}

/** F60.3 as it stands there. */
export function networkText(network: number): string {
  return String(network).padStart(3, "0");
}

/** Key of this request, or with another MTI that of its original. */
export function keyOf(request: Message, mti: string = request.mti): string {
  return messageKey({
    merchant: request.text(42),
    terminal: request.text(41),
    batch: batchOf(request),
    stan: request.text(11),
    mti,
    processingCode: request.text(3),
  });
}

/** Network management (0800, 0820): no F64 in either direction, but in this profile's own messages. */
export function isManagement(mti: string): boolean {
  return mti.startsWith("08");
}

/** Trades, their reversals and notices have F64; management and settlement have none. */
export function carriesMac(mti: string): boolean {
  return !isManagement(mti) && mti !== SETTLEMENT_MTI;
}

export const SETTLEMENT_MTI = "0500";

/** F64 over MTI to the field before it, compared in constant time. */
export function isMacRight(exchange: Exchange): boolean {
  const { request, body, security } = exchange;
  return security !== undefined && isMacOf(security, request, body);
}

/** Under these keys. */
export function isMacOf(security: MessageSecurity, request: Message, body: Uint8Array): boolean {
  if (!request.has(MAC_FIELD)) return false;
  const { from, to } = request.macRange() ?? { from: 0, to: body.length };
  return security.isMac(body.subarray(from, to), request.bytes(MAC_FIELD));
}

/**
 * The bytes of the reply: MTI of the request + 10, what it brings back, the answer, and F64 on every trade of a
 * terminal that has working keys, declined or not.
 */
export function packAnswer(request: Message, answer: Answer, security: MessageSecurity | undefined): Uint8Array {
  const { mti } = request;
  const isSealed = security !== undefined && hasMac(mti, answer);
  const fields = new TextFields(MAC_FIELD);
  for (const field of isManagement(mti) ? ECHOED_MANAGEMENT : ECHOED_TRADE) {
    // None of these holds bytes.
    if (request.has(field)) fields.set(field, request.text(field));
  }
  for (const [field, value] of answer.fields) fields.set(field, textOf(value));
  if (isSealed) fields.set(MAC_FIELD, NO_MAC);
  const body = UNIONPAY.pack({ mti: replyMti(mti), fields });
  if (!isSealed) return body;
  const macStart = body.length - MAC_BYTES;
  const mac = security.mac(body.subarray(0, macStart));
  for (let i = 0; i < MAC_BYTES; i++) body[macStart + i] = mac[i]!;
  return body;
}

/** Bytes as hexadecimal: a message of nothing but text is packed in one pass. */
function textOf(value: FieldValue): string {
  if (typeof value === "string") return value;
  let text = "";
  for (const byte of value) text += hexOf(byte);
  return text;
}

/** Whether an answer has F64, where there are keys for it. */
export function hasMac(mti: string, { isSealed = false }: Answer): boolean {
  return isSealed || carriesMac(mti);
}

/** ISO 8583:1987 (first digit 0): the third digit is even in a request or an advice, and one more in its reply. */
export function isRequest(mti: string): boolean {
  return /^0\d[02468]\d$/.test(mti);
}

function replyMti(mti: string): string {
  return `${mti.slice(0, 2)}${Number(mti[2]) + 1}${mti.slice(3)}`;
}
