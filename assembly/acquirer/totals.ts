/**
 * F48 of a settlement (UnionPay POS, settlement): debits 12 digits and their number 3, credits likewise, the digit of the
 * answer; once for cards of the country and once for foreign ones. The digit is 0 in the question, a `Reconciliation` in the
 * answer, which brings the acquirer's totals.
 */
import { bcdToDigits, getDigits, putDigits } from "../base/bcd";
import { OK } from "../base/status";
import { Batch } from "../journal/batch";
import { Exchange } from "./region";

export enum Reconciliation {
  EQUAL = 1,
  UNEQUAL = 2,
  ERROR = 3,
}

export const TOTALS_DIGITS: i32 = 62;
const AMOUNT_DIGITS: i32 = 12;
const COUNT_DIGITS: i32 = 3;
/** Where the digits of the answer stand. */
const OWN_DIGIT: i32 = 30;
const FOREIGN_DIGIT: i32 = 61;
const ZERO: i32 = 0x30;
const TOTALS: usize = memory.data(64, 8);

/** @returns address of TOTALS_DIGITS digits: every sale is a debit, and no card is foreign here */
export function totalsOf(batch: Batch): usize {
  memory.fill(TOTALS, <u8>ZERO, TOTALS_DIGITS);
  putDigits(TOTALS, AMOUNT_DIGITS, batch.amount);
  putDigits(TOTALS + AMOUNT_DIGITS, COUNT_DIGITS, batch.sales);
  return TOTALS;
}

/**
 * What the answer says, and of unequal totals those of the acquirer.
 *
 * @returns a `Reconciliation`, the worse one of both halves; 0 when the answer has none, and `batch` is as it was then
 */
export function takeTotals(x: Exchange, batch: Batch): i32 {
  if (!x.has(48) || x.units(48) !== TOTALS_DIGITS) return 0;
  if (bcdToDigits(x.at(48), TOTALS_DIGITS, 0, TOTALS) !== OK) return 0;
  const own = <i32>load<u8>(TOTALS + OWN_DIGIT) - ZERO;
  if (own < Reconciliation.EQUAL || own > Reconciliation.ERROR) return 0;
  const foreign = <i32>load<u8>(TOTALS + FOREIGN_DIGIT) - ZERO;
  const result = foreign <= Reconciliation.ERROR ? max(own, foreign) : own;
  batch.hostAmount = result === Reconciliation.EQUAL ? batch.amount : <u64>getDigits(TOTALS, AMOUNT_DIGITS);
  batch.hostSales =
    result === Reconciliation.EQUAL ? batch.sales : <i32>getDigits(TOTALS + AMOUNT_DIGITS, COUNT_DIGITS);
  return result;
}
