/**
 * Script notice, 0620/0630 with F60.3 = 951: what the issuer's scripts of an earlier sale have come to at its card.
 *
 * F64 has been checked before. F61 names the sale, and F55 has the results, tag DF31. Nothing is booked; a notice that comes
 * again gets the answer that it got.
 */
import { createHash } from "node:crypto";
import type { Message } from "../codec/iso8583/message.ts";
import { parseTlv } from "../codec/tlv/parse.ts";
import { commonFields, keyOf, networkCodeOf, plainAnswer } from "./exchange.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { messageKey } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";
import { referenceNumber } from "./management.ts";
import { RESPONSE } from "./response_codes.ts";

const REQUIRED = [3, 11, 22, 25, 32, 41, 42, 49, 55, 60, 61, 64];
/** Tags that F55 must have (UnionPay POS, F55 of a script notice); 9F33, 9F37 and 9F1E are conditional. */
const REQUIRED_TAGS = [0x95, 0x9f10, 0x9f26, 0x9f36, 0x82, 0xdf31, 0x9f1a, 0x9a];
/** F60: type 00, batch, network code, then F60.4 and F60.5 of the sale: a reader that takes chips, whatever became of one. */
const TRADE_TYPE = /^00[0-9]{9}[56][0-2]/;
const NETWORK = "951";
const RESULT_BYTES = 5;
const RESULTS_BYTES_MAX = 20;

/** A 0620 may be about other things, which are not known here. */
export function isNotice(request: Message): boolean {
  return request.mti === "0620" && networkCodeOf(request) === NETWORK;
}

export function takeNotice(ledger: Ledger, { request, at }: Exchange): Answer {
  const results = resultsOf(request);
  if (results === undefined) return plainAnswer(at, RESPONSE.format);
  const key = keyOf(request);
  const original = originalOf(request);
  const asked = createHash("sha256").update(original).update(results).digest("hex");
  const answered = ledger.answered(key);
  if (answered?.asked === asked) return { outcome: "repeated", fields: answered.fields };
  if (answered) return plainAnswer(at, RESPONSE.duplicate);

  const found = ledger.answered(original) !== undefined;
  if (found && !ledger.notice(original)) ledger.putNotice({ key: original, results });
  const answer: Answer = {
    outcome: found ? "scripts noted" : "refused",
    fields: [
      ...commonFields(at),
      [15, at.date],
      [37, referenceNumber(ledger.nextReference())],
      [39, found ? RESPONSE.approved : RESPONSE.notFound],
    ],
  };
  ledger.putAnswer({ key, asked, fields: answer.fields });
  return answer;
}

/** Key of the sale that F61 names: batch, STAN, date. */
function originalOf(request: Message): string {
  const [batch, stan] = [request.text(61).slice(0, 6), request.text(61).slice(6, 12)];
  const [merchant, terminal, processingCode] = [request.text(42), request.text(41), request.text(3)];
  return messageKey({ merchant, terminal, batch, stan, mti: "0200", processingCode });
}

/** DF31, hexadecimal; undefined when the request is no script notice. */
function resultsOf(request: Message): string | undefined {
  if (REQUIRED.some((field) => !request.has(field))) return undefined;
  if (!TRADE_TYPE.test(request.text(60))) return undefined;
  if (!/^\d{16}/.test(request.text(61))) return undefined;
  const data = chipData(request.bytes(55));
  const results = data?.get(0xdf31);
  if (data === undefined || results === undefined || REQUIRED_TAGS.some((tag) => !data.has(tag))) return undefined;
  const isWhole = results.length > 0 && results.length <= RESULTS_BYTES_MAX && results.length % RESULT_BYTES === 0;
  return isWhole ? Buffer.from(results).toString("hex").toUpperCase() : undefined;
}

function chipData(bytes: Uint8Array): Map<number, Uint8Array> | undefined {
  try {
    return new Map(parseTlv(bytes).map((node) => [node.tag, node.value]));
  } catch {
    return undefined; // malformed bytes off the wire: F39 30
  }
}
