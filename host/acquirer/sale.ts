/**
 * Sale, 0200/0210 with processing code 000000 and 60.1 = 22: asked once, booked at most once.
 *
 * F64 has been checked before. Everything here happens in one ledger transaction: the debit, the booking and the
 * answer that a repetition will get become durable together. A request whose reversal is known is never booked.
 */
import { createHash } from "node:crypto";
import type { Message } from "../codec/iso8583/message.ts";
import { ACQUIRER_ID, batchOf, commonFields, keyOf, plainAnswer } from "./exchange.ts";
import type { Answer, Exchange, Fields } from "./exchange.ts";
import type { ScriptOrder } from "./card_script.ts";
import type { Fault, Faults } from "./faults.ts";
import type { Issuer } from "./issuer.ts";
import type { Ledger } from "./ledger.ts";
import { referenceNumber } from "./management.ts";
import { RESPONSE } from "./response_codes.ts";
import type { SwipedCard } from "./stripe_check.ts";

export const SALE_PROCESSING_CODE = "000000";
const SALE_TYPE = "22";
const PAN_DIGITS_MIN = 12;
const PAN_DIGITS_MAX = 19;
export const CURRENCY_CNY = "156";
/** 60.4 says that the reader takes chips, 60.5 that the last one failed. */
const FALLBACK = /^.{11}52/;
const REQUIRED = [3, 4, 11, 22, 25, 41, 42, 49, 60, 64];
/** F44: issuer and acquirer, 11 characters each. */
export const INSTITUTIONS = "00880000".padEnd(11) + ACQUIRER_ID.padEnd(11);
const CARD_ORGANISATION = "CUP";
/** In its place in the answer to a test: F64 covers it, as it does not cover the header, so nobody makes a test of a sale. */
const TEST_MARK = "TST";
/** F53: PIN block with PAN; length of the key. */
const PIN_SECURITY = { single: "20", double: "26" } as const;

export interface SaleParts {
  ledger: Ledger;
  issuer: Issuer;
  faults: Faults;
  /** F39 of a terminal that may not trade; undefined lets it. */
  gate?: (exchange: Exchange) => string | undefined;
}

export function sell(parts: SaleParts, exchange: Exchange): Answer {
  const { request, at, terminal } = exchange;
  const { ledger, issuer, faults } = parts;
  if (!isWellFormed(exchange)) return plainAnswer(at, RESPONSE.format);

  const { mti } = request;
  const pan = panOf(request);
  const key = keyOf(request, mti);
  if (ledger.reversal(key)) return plainAnswer(at, RESPONSE.invalidTransaction);
  const asked = fingerprint(request, issuer.accountOf(pan), exchange.isTest);
  const answered = ledger.answered(key);
  if (answered?.asked === asked) return { outcome: "repeated", fields: answered.fields };
  if (answered) return plainAnswer(at, RESPONSE.duplicate);
  if (batchOf(request) !== terminal.batch) return plainAnswer(at, RESPONSE.signOn);
  if (request.text(49) !== CURRENCY_CNY) return plainAnswer(at, RESPONSE.invalidTransaction);
  if (amountOf(request) === 0) return plainAnswer(at, RESPONSE.invalidAmount);

  const forced = faults.take("decline", mti)?.response ?? parts.gate?.(exchange);
  const answer =
    forced === undefined ? authorise(parts, exchange, { pan, mti, key }) : plainAnswer(at, forced, "declined");
  ledger.putAnswer({ key, asked, fields: answer.fields });
  return answer;
}

/** F4 in fen. */
export function amountOf(request: Message): number {
  return Number(request.text(4));
}

/** F2, or for a swiped card what stands left of the separator in F35. */
export function panOf(request: Message): string {
  return request.has(2) ? request.text(2) : trackPan(request);
}

/** What is known of a sale that is well-formed. */
interface Sale {
  pan: string;
  mti: string;
  key: string;
}

function authorise({ ledger, issuer, faults }: SaleParts, exchange: Exchange, { pan, mti, key }: Sale): Answer {
  const { request, security, at, isTest } = exchange;
  const amount = amountOf(request);
  const verdict = issuer.authorise({
    pan,
    sequence: Number(request.text(23)),
    expiry: request.text(14),
    amount,
    currency: Number(request.text(49)),
    pinBlock: request.has(52) ? security?.translatePin(request.bytes(52), pan) : undefined,
    chip: request.bytes(55),
    swiped: swipedCard(request),
    month: at.month,
    scripts: scriptsOf(faults.take("script", mti)),
    spoilArpc: faults.take("wrongArpc", mti) !== undefined,
  });
  const number = ledger.nextReference();
  const reference = referenceNumber(number);
  const authorisation = String(number % 1_000_000).padStart(6, "0");
  const approved = verdict.response === RESPONSE.approved;
  if (approved && verdict.account !== undefined && isTest) issuer.giveBack(verdict.account, amount);
  else if (approved && verdict.account !== undefined) {
    const { account } = verdict;
    const settlementDate = at.date;
    ledger.putBooking({ key, account, amount, reference, authorisation, settlementDate, reversed: false });
  }
  const fields: Array<Fields[number]> = [...commonFields(at), [15, at.date], [37, reference]];
  if (approved) fields.push([38, authorisation]);
  fields.push([39, verdict.response], [44, INSTITUTIONS]);
  if (verdict.chip.length > 0) fields.push([55, verdict.chip]);
  fields.push([63, isTest ? TEST_MARK : CARD_ORGANISATION]);
  return { outcome: outcomeOf(approved, isTest), fields };
}

/** A test goes the way of a sale to its issuer and back, and books nothing. */
function outcomeOf(approved: boolean, isTest: boolean): Answer["outcome"] {
  if (!approved) return "declined";
  return isTest ? "tested" : "booked";
}

function scriptsOf(order: Fault | undefined): readonly ScriptOrder[] {
  return order?.scripts ?? (order?.script === undefined ? [] : [order.script]);
}

function isWellFormed({ request, security }: Exchange): boolean {
  if (REQUIRED.some((field) => !request.has(field))) return false;
  const type = request.text(60);
  if (type.length < 8 || !type.startsWith(SALE_TYPE)) return false;
  return isCardWellFormed(request) && isPinWellFormed(request, security?.pinKeyLength ?? "double");
}

/** One PAN, from F2, F35 or both; the track or the chip's data when F22 says that they were read (02x, 90x; 05x, 07x). */
function isCardWellFormed(request: Message): boolean {
  if (!request.has(2) && !request.has(35)) return false;
  if (request.has(2) && request.has(35) && trackPan(request) !== request.text(2)) return false;
  const entry = request.text(22);
  if (isStripeEntry(entry)) return request.has(35) && !request.has(55);
  return !(entry.startsWith("05") || entry.startsWith("07")) || request.has(55);
}

/** F22 ends in 1 when a PIN was typed: then F26, F52 and F53 come with it, and else none of them is looked for. */
function isPinWellFormed(request: Message, key: keyof typeof PIN_SECURITY): boolean {
  if (request.text(22).endsWith("1") !== request.has(52)) return false;
  return !request.has(52) || (request.has(26) && request.text(53).startsWith(PIN_SECURITY[key]));
}

/** F22 says 02x or 90x when a stripe was read. */
function swipedCard(request: Message): SwipedCard | undefined {
  if (!isStripeEntry(request.text(22))) return undefined;
  return { track2: request.text(35), isFallback: FALLBACK.test(request.text(60)) };
}

function isStripeEntry(entry: string): boolean {
  return entry.startsWith("02") || entry.startsWith("90");
}

function trackPan(request: Message): string {
  const track = request.text(35);
  let end = 0;
  while (isDigit(track.charCodeAt(end))) end++;
  const isPan = end >= PAN_DIGITS_MIN && end <= PAN_DIGITS_MAX && (track[end] === "=" || track[end] === "D");
  return isPan ? track.slice(0, end) : "";
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Over what a repetition keeps: not F52 and F64, which a new sign-on in between changes, and no PAN. */
function fingerprint(request: Message, account: string | undefined, isTest: boolean): string {
  let text = (account ?? "") + (isTest ? "/test" : "");
  for (const field of [4, 22, 25, 49, 60]) text += `/${request.text(field)}`;
  return createHash("sha256").update(`${text}/`).update(request.bytes(55)).digest("hex");
}
