/**
 * What the terminal knows of a card before this payment: is it on the exception file (EMV Book 4, 6.3.5), and for how much
 * was it approved last (EMV Book 3, 10.6.1)? The digits of its PAN stand in scratch only as long as a question takes.
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { Command, Done } from "../abi";
import { fillBytes } from "../base/bytes";
import { panFromCn } from "../codec/pan";
import { durable } from "../journal/durable";
import { recentAmount } from "../journal/recent";
import { askBytes, payload, Status } from "../machine/io";
import { Terminal } from "../machine/terminal";
import { cardGave } from "./arena";
import { cardOf, FOUND } from "./region";
import { TAG_5A_PAN } from "./tags";
import { setTvr, TVR_EXCEPTION_FILE } from "./tvr";

const PAN_BYTES_MAX: i32 = 10;
const DIGITS_BYTES: i32 = 24;
const DIGITS: usize = memory.data(DIGITS_BYTES, 8);

/** The board keeps the exception file: is this card listed? */
export function askIfListed(t: Terminal): void {
  const count = takeDigits(t);
  askBytes(t, Command.CHECK_CARD, DIGITS, count);
  fillBytes(DIGITS, 0, DIGITS_BYTES);
}

export function noteIfListed(t: Terminal): void {
  const isListed = payload<Status>().status !== Done.DONE;
  decide(isListed ? Rule.LISTED : Rule.NOT_LISTED, 0);
  if (isListed) setTvr(cardOf(t), TVR_EXCEPTION_FILE);
}

/** @returns minor units of the most recent approval in the log for this card, 0 when there is none */
export function recentOf(t: Terminal): u64 {
  const count = takeDigits(t);
  const amount = recentAmount(durable(t).recent, DIGITS, count);
  fillBytes(DIGITS, 0, DIGITS_BYTES);
  return amount;
}

/** @returns digits of the card's PAN in DIGITS, 0 when it has given none that is one */
function takeDigits(t: Terminal): i32 {
  if (!cardGave(cardOf(t), TAG_5A_PAN) || FOUND.length > PAN_BYTES_MAX) return 0;
  return max(0, panFromCn(FOUND.value, FOUND.length, DIGITS));
}
