/** What is due at a terminal, as digit 6 of a reply's header says it (UnionPay POS, message header). */
import type { Caller } from "./callers.ts";
import type { Context } from "./platform/context.ts";
import type { Due } from "./platform/rows.ts";

/** In the order in which they are asked for. 6 is the download of a program there too. */
const DIGITS: ReadonlyArray<readonly [due: Due, digit: number]> = [
  ["sign-on", 3],
  ["limits", 1],
  ["parameters", 1],
  ["capks", 4],
  ["aids", 5],
  ["status", 2],
  ["firmware", 6],
];

/** One digit at a time, until it is done; 0 for nothing. */
export function dueDigit({ ledger }: Context, { device }: Pick<Caller, "device">): number {
  const due = device && ledger.tables.get("device", device.id)?.due;
  return DIGITS.find(([one]) => due?.includes(one) === true)?.[1] ?? 0;
}
