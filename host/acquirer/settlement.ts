/**
 * Settlement, 0500/0510 with F60.3 = 201: the totals of a terminal's batch are compared with what is booked in it, and the batch is
 * closed. UnionPay POS has no F64 here, this profile has.
 *
 * F48: debits 12 digits and their number 3, credits likewise, one digit; once for cards of the country and once for foreign
 * ones. The digit is 0 in the request. In the answer it is 1 when that half is equal, 2 when it is not, 3 when nothing can be
 * compared, and the totals are the host's. Whatever the totals are, the batch is closed and the next one open; only a batch that
 * is not open here (3) leaves everything as it is. A request that comes again gets the answer that it got.
 */
import { createHash } from "node:crypto";
import { batchOf, commonFields, keyOf, networkCodeOf, plainAnswer } from "./exchange.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { batchKey } from "./ledger.ts";
import type { BookingRow, Ledger } from "./ledger.ts";
import { referenceNumber } from "./management.ts";
import { RESPONSE } from "./response_codes.ts";

export interface SettlementParts {
  ledger: Ledger;
  now: () => Date;
  /** Whoever sends it has shown that he may. */
  mayCome: boolean;
}

const REQUIRED = [11, 41, 42, 48, 49, 60, 63];
const NETWORK = "201";
const CURRENCY_CNY = "156";
/** F60: type 00, batch, network code. */
const TYPE = /^00\d{6}201/;
const TOTALS = /^(\d{12})(\d{3})(\d{12})(\d{3})0(\d{12})(\d{3})(\d{12})(\d{3})0$/;
const BATCH_MAX = 999_999;

/** One half of F48. */
interface Totals {
  debitAmount: number;
  debitCount: number;
  creditAmount: number;
  creditCount: number;
}

const NOTHING: Totals = { debitAmount: 0, debitCount: 0, creditAmount: 0, creditCount: 0 };
const [EQUAL, UNEQUAL, ERROR] = [1, 2, 3];

export function settle({ ledger, now, mayCome }: SettlementParts, { request, terminal, at }: Exchange): Answer {
  const claimed = TOTALS.exec(request.text(48));
  const isWhole = REQUIRED.every((field) => request.has(field)) && TYPE.test(request.text(60));
  if (!isWhole || claimed === null || networkCodeOf(request) !== NETWORK) return plainAnswer(at, RESPONSE.format);
  if (!mayCome) return plainAnswer(at, RESPONSE.wrongMac);
  if (request.text(49) !== CURRENCY_CNY) return plainAnswer(at, RESPONSE.invalidTransaction);

  const key = keyOf(request);
  const asked = createHash("sha256").update(request.text(48)).digest("hex");
  const answered = ledger.answered(key);
  if (answered?.asked === asked) return { outcome: "repeated", fields: answered.fields };
  if (answered) return plainAnswer(at, RESPONSE.duplicate);

  const batch = batchOf(request);
  const isOpen = batch === terminal.batch;
  const own = isOpen ? totalsOf(ledger.bookingsOf(batchKey(terminal))) : NOTHING;
  const [theirs, foreign] = [half(claimed, 1), half(claimed, 5)];
  const results = isOpen ? [compare(theirs, own), compare(foreign, NOTHING)] : [ERROR, ERROR];
  if (isOpen) {
    ledger.putTerminal({ ...terminal, batch: batchAfter(batch) });
    ledger.tables.put("settlement", `${terminal.terminal}/${batch}`, {
      key: `${terminal.terminal}/${batch}`,
      terminal: terminal.terminal,
      merchant: terminal.merchant,
      batch,
      at: now().toISOString(),
      ...theirs,
      hostAmount: own.debitAmount,
      hostCount: own.debitCount,
      result: Math.max(...results),
    });
  }
  const answer: Answer = {
    outcome: isOpen ? "settled" : "refused",
    fields: [
      ...commonFields(at),
      [15, at.date],
      [37, referenceNumber(ledger.nextReference())],
      [39, RESPONSE.approved],
      [48, format(own, results[0]!) + format(NOTHING, results[1]!)],
    ],
  };
  ledger.putAnswer({ key, asked, fields: answer.fields });
  return answer;
}

/** What stands in the batch: sales are debits, and what was reversed is neither. */
function totalsOf(bookings: readonly BookingRow[]): Totals {
  const standing = bookings.filter(({ reversed }) => !reversed);
  return {
    ...NOTHING,
    debitAmount: standing.reduce((sum, { amount }) => sum + amount, 0),
    debitCount: standing.length,
  };
}

/** The batch that is opened when this one is closed: there is no batch 0. */
export function batchAfter(batch: string): string {
  return String(Number(batch) >= BATCH_MAX ? 1 : Number(batch) + 1).padStart(6, "0");
}

function half(groups: RegExpExecArray, from: number): Totals {
  const [debitAmount = 0, debitCount = 0, creditAmount = 0, creditCount = 0] = groups.slice(from, from + 4).map(Number);
  return { debitAmount, debitCount, creditAmount, creditCount };
}

function compare(a: Totals, b: Totals): number {
  const isEqual = (Object.keys(a) as Array<keyof Totals>).every((name) => a[name] === b[name]);
  return isEqual ? EQUAL : UNEQUAL;
}

function format({ debitAmount, debitCount, creditAmount, creditCount }: Totals, digit: number): string {
  const digits = (value: number, count: number): string => String(value).padStart(count, "0").slice(-count);
  return (
    digits(debitAmount, 12) + digits(debitCount, 3) + digits(creditAmount, 12) + digits(creditCount, 3) + String(digit)
  );
}
