/**
 * Offline sale, 0200/0210 with processing code 000000 and 60.1 = 36: a payment that the card has approved by itself is told
 * afterwards, and booked once.
 *
 * F64 has been checked before. F55 has the TC, which the issuer verifies, and 8A, Y1 or Y3. The debit, the booking and the answer
 * that a repetition will get become durable together. Service and term of the terminal are not asked for: the goods are gone.
 */
import { createHash } from "node:crypto";
import { batchOf, commonFields, keyOf, plainAnswer } from "./exchange.ts";
import type { Answer, Exchange } from "./exchange.ts";
import type { Message } from "../codec/iso8583/message.ts";
import type { Verdict } from "./issuer.ts";
import { referenceNumber } from "./management.ts";
import { RESPONSE } from "./response_codes.ts";
import { amountOf, CURRENCY_CNY, INSTITUTIONS, panOf } from "./sale.ts";
import type { SaleParts } from "./sale.ts";

const OFFLINE_TYPE = "36";
/** F2 is not: without it the approval is refused, and its terminal can close the batch. */
const REQUIRED = [3, 4, 11, 22, 25, 41, 42, 49, 55, 60, 64];
/** F52 and the tracks have no place in it: nobody is asked any more. */
const FORBIDDEN = [35, 36, 52];
const CHIP_ENTRY = /^0[57]/;
const CARD_ORGANISATION = "CUP";

export function isOfflineSale(request: Message): boolean {
  return request.mti === "0200" && request.text(60).startsWith(OFFLINE_TYPE);
}

export function bookOffline(
  { ledger, issuer, faults }: SaleParts,
  { request, at, terminal, isTest }: Exchange,
): Answer {
  if (!isWellFormed(request) || isTest) return plainAnswer(at, RESPONSE.format);
  const key = keyOf(request);
  if (ledger.reversal(key)) return plainAnswer(at, RESPONSE.invalidTransaction);
  const asked = fingerprint(request, issuer.accountOf(panOf(request)));
  const answered = ledger.answered(key);
  if (answered?.asked === asked) return { outcome: "repeated", fields: answered.fields };
  // Not 94: to a terminal that says that its approval is there.
  if (answered) return plainAnswer(at, RESPONSE.invalidTransaction);
  if (batchOf(request) !== terminal.batch) return plainAnswer(at, RESPONSE.signOn);
  if (request.text(49) !== CURRENCY_CNY) return plainAnswer(at, RESPONSE.invalidTransaction);

  const forced = faults.take("decline", request.mti)?.response;
  const verdict = forced === undefined ? issuer.take(approvalIn(request)) : refused(forced);
  const reference = referenceNumber(ledger.nextReference());
  const isBooked = verdict.response === RESPONSE.approved && verdict.account !== undefined;
  if (isBooked) {
    const booking = { key, account: verdict.account!, amount: amountOf(request), reference, authorisation: "" };
    ledger.putBooking({ ...booking, settlementDate: at.date, reversed: false });
  }
  const answer: Answer = {
    outcome: isBooked ? "booked" : "declined",
    fields: [
      ...commonFields(at),
      [15, at.date],
      [37, reference],
      [39, verdict.response],
      [44, INSTITUTIONS],
      [63, CARD_ORGANISATION],
    ],
  };
  ledger.putAnswer({ key, asked, fields: answer.fields });
  return answer;
}

function refused(response: string): Pick<Verdict, "response" | "account"> {
  return { response, account: undefined };
}

function approvalIn(request: Message): Parameters<SaleParts["issuer"]["take"]>[0] {
  return {
    pan: panOf(request),
    sequence: Number(request.text(23)),
    amount: amountOf(request),
    currency: Number(request.text(49)),
    chip: request.bytes(55),
  };
}

function isWellFormed(request: Message): boolean {
  if (REQUIRED.some((field) => !request.has(field)) || FORBIDDEN.some((field) => request.has(field))) return false;
  return request.text(60).length >= 8 && CHIP_ENTRY.test(request.text(22));
}

/** Over what a repetition keeps: not F64, which a new sign-on in between changes, and no PAN. */
function fingerprint(request: Message, account = ""): string {
  const text = [4, 22, 25, 49, 60].map((field) => request.text(field)).join("/");
  return createHash("sha256").update(`${account}/${text}/`).update(request.bytes(55)).digest("hex");
}
