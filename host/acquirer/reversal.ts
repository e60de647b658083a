/**
 * Reversal, 0400/0410: takes a booking back once, and bars an original that has not come yet.
 *
 * F64 has been checked before. The original is found by merchant, terminal, batch, STAN and processing code, and must
 * have the same F4. A reversal counts once however often it comes (UnionPay POS: repeated reversals count once). It is
 * accepted on a later settlement day too, which UnionPay forbids (no reversal across days): a terminal settles nothing while
 * one is outstanding, and would have no way out of it.
 */
import type { Message } from "../codec/iso8583/message.ts";
import { commonFields, keyOf, plainAnswer } from "./exchange.ts";
import type { Answer, Exchange } from "./exchange.ts";
import type { Issuer } from "./issuer.ts";
import type { Ledger } from "./ledger.ts";
import { referenceNumber } from "./management.ts";
import { RESPONSE } from "./response_codes.ts";
import { amountOf } from "./sale.ts";

const ORIGINAL_MTI = "0200";
const REQUIRED = [3, 4, 11, 22, 25, 39, 41, 42, 49, 60, 64];

export interface ReversalParts {
  ledger: Ledger;
  issuer: Issuer;
}

export function reverse({ ledger, issuer }: ReversalParts, { request, at }: Exchange): Answer {
  if (!isWellFormed(request)) return plainAnswer(at, RESPONSE.format);
  const amount = amountOf(request);
  const key = keyOf(request);
  const original = keyOf(request, ORIGINAL_MTI);

  const answered = ledger.answered(key);
  if (answered?.asked === String(amount)) return { outcome: "repeated", fields: answered.fields };
  const booking = ledger.booking(original);
  if (answered || (booking && booking.amount !== amount)) return plainAnswer(at, RESPONSE.originalAmount);

  // A declined original has an answer and no booking: nothing is outstanding, and its reversal is as good as done.
  const found = ledger.answered(original) !== undefined;
  ledger.putReversal({ key: original, amount, reason: request.text(39), found });
  if (booking) {
    ledger.putBooking({ ...booking, reversed: true });
    issuer.giveBack(booking.account, booking.amount);
  }
  const answer: Answer = {
    outcome: found ? "reversed" : "reversal without original",
    fields: [
      ...commonFields(at),
      [15, at.date],
      [37, referenceNumber(ledger.nextReference())],
      [39, found ? RESPONSE.approved : RESPONSE.notFound],
    ],
  };
  ledger.putAnswer({ key, asked: String(amount), fields: answer.fields });
  return answer;
}

function isWellFormed(request: Message): boolean {
  return REQUIRED.every((field) => request.has(field)) && request.text(60).length >= 8;
}
