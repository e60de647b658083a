/**
 * NUMBER: a few digits on a screen that takes digits. Returns ENTERED, with the number in `watchOf(t).number`, or CANCELLED.
 *
 * Input: `askNumber`.
 */
import { Command, Event } from "../../abi";
import { Screen } from "../../abi_shown";
import { Field } from "../../abi_fields";
import { putDigits } from "../../base/bcd";
import { beginDocument, putText, sendDocument } from "../../machine/document";
import { PAYLOAD } from "../../machine/io";
import { may2, NO_ROW, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { watchOf } from "../care/region";

export enum Numbering {
  TYPING,
}

export function numbering(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Numbering.TYPING: switch (event) {
      case Event.ENTER: showNumber(t); return wait(60_000);
      case Event.KEY_DIGIT: addDigit(t); return Numbering.TYPING;
      case Event.KEY_CLEAR: clearDigits(t); return Numbering.TYPING;
      case Event.KEY_ENTER: return may2(ifTyped(t), Numbering.TYPING, Event.ENTERED);
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

const TEXT: usize = memory.data(16, 8);

/** @param most the greatest number that is taken; it needs as many digits as are typed */
export function askNumber(t: Terminal, screen: Screen, most: i32): void {
  const watch = watchOf(t);
  watch.screen = screen;
  watch.most = most;
  clearDigits(t);
}

function showNumber(t: Terminal): void {
  const watch = watchOf(t);
  beginDocument(watch.screen);
  putDigits(TEXT, watch.digits, watch.number);
  putText(Field.TYPED, TEXT, watch.digits);
  sendDocument(t, Command.SCREEN, 0);
}

/** A digit that would not fit is not taken; 00 is the supervisor, so zeros count. */
function addDigit(t: Terminal): void {
  const watch = watchOf(t);
  let digits = 0;
  for (let rest = watch.most; rest > 0; rest /= 10) digits++;
  const number = watch.number * 10 + <i32>load<u32>(PAYLOAD);
  if (watch.digits === digits || number > watch.most) return;
  watch.number = number;
  watch.digits += 1;
}

function clearDigits(t: Terminal): void {
  watchOf(t).number = 0;
  watchOf(t).digits = 0;
}

function ifTyped(t: Terminal): i32 {
  return watchOf(t).digits === 0 ? Numbering.TYPING : Event.ENTERED;
}
