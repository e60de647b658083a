/**
 * TEST_PAYMENT: the whole way of a sale in test mode, then a question for each part that took part in it; what works and what
 * does not is told to the platform. Returns CANCELLED or FAULTED.
 *
 * A test is no money: its messages say so (UnionPay POS, header digit 5), its records too, and it counts nowhere. It is accepted when everything works and the
 * platform knows; then it need not be done again.
 */
import { Command, Event } from "../../abi";
import { FaultCode, Part } from "../../abi_devices";
import { NetworkCode, Tag } from "../../abi_platform";
import { Outcome, Screen } from "../../abi_shown";
import { clearDesk, deskOf } from "../../acquirer/desk";
import { beginOwnQuestion, MTI_TELL, putTagNumber } from "../../acquirer/question";
import { wipeExchange } from "../../acquirer/region";
import { durable } from "../../journal/durable";
import { Kind } from "../../journal/records";
import { Nothing, tell } from "../../machine/io";
import { may2, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { changeBinding } from "../binding/zone";
import { noteFault } from "../faults";
import { show } from "../screens";
import { dateOf } from "./gate";

export enum Testing {
  INTRODUCING,
  SELLING,
  TIDYING,
  CHECKING,
  TELLING,
  RECORDING,
  ACCEPTED,
  INCOMPLETE,
}

export function testPayment(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Testing.INTRODUCING: switch (event) {
      case Event.ENTER: introduce(t); return wait(60_000);
      case Event.KEY_ENTER: return Testing.SELLING;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Testing.SELLING: switch (event) {
      case Event.ENTER: beginTest(t); return run(Machine.SALE);
      case Event.SALE_ENDED: return may2(ifTested(t), Testing.TIDYING, Testing.INCOMPLETE);
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Testing.TIDYING: switch (event) {
      case Event.ENTER: forgetPayment(t); return Testing.CHECKING;
    } break;
    case Testing.CHECKING: switch (event) {
      case Event.ENTER: showCheck(t); return wait(60_000);
      case Event.KEY_ENTER: noteWorks(t); return may2(ifChecked(t), Testing.CHECKING, Testing.TELLING);
      case Event.KEY_CANCEL: noteFails(t); return may2(ifChecked(t), Testing.CHECKING, Testing.TELLING);
      case Event.TIME: return Testing.INCOMPLETE;
    } break;
    case Testing.TELLING: switch (event) {
      case Event.ENTER: tellResult(t); return run(Machine.ASK);
      case Event.REPLIED: return may2(ifAllWorks(t), Testing.RECORDING, Testing.INCOMPLETE);
      case Event.REFUSED: return Testing.INCOMPLETE;
      case Event.FAILED: return Testing.INCOMPLETE;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Testing.RECORDING: switch (event) {
      case Event.ENTER: writeAccepted(t); return run(Machine.APPEND);
      case Event.STORED: return Testing.ACCEPTED;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Testing.ACCEPTED: switch (event) {
      case Event.ENTER: showAccepted(t); return wait(10_000);
      case Event.KEY_ENTER: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Testing.INCOMPLETE: switch (event) {
      case Event.ENTER: showIncomplete(t); return wait(10_000);
      case Event.KEY_ENTER: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

/** Screen, keys, reader, printer, the confirmation seen, the payment seen in the portal: bits from the lowest. */
const CHECKS: i32 = 6;
const TESTED_PARTS: usize = memory.data<i32>([
  Part.DISPLAY,
  Part.KEYPAD,
  Part.CARD_READER,
  Part.PRINTER,
  Part.DISPLAY,
  Part.LINE,
]);
const ALL: i32 = (1 << CHECKS) - 1;

function introduce(t: Terminal): void {
  show(t, Screen.TEST_INTRODUCTION);
}

function beginTest(t: Terminal): void {
  t.testing = durable(t).nextStan;
}

/** The payment that has just ended was the test, and was approved. */
function ifTested(t: Terminal): i32 {
  const d = durable(t);
  const isTested = d.lastOutcome === Outcome.TESTED && d.lastStan === t.testing;
  t.testing = 0;
  return isTested ? Testing.TIDYING : Testing.INCOMPLETE;
}

/** The desk lies over the card's memory: nothing of the card is left there. */
function forgetPayment(t: Terminal): void {
  clearDesk(t);
  wipeExchange(t);
  tell<Nothing>(t, Command.CARD_RELEASE);
  tell<Nothing>(t, Command.WIPE);
}

/** The desk holds the number of the check, and the bits of what works. */
function showCheck(t: Terminal): void {
  show(t, Screen.TEST_SCREEN + deskOf(t).page);
}

function noteWorks(t: Terminal): void {
  const desk = deskOf(t);
  desk.item |= 1 << desk.page;
  desk.page += 1;
}

/** What does not work is a fault of its part; a payment that the portal does not show, of the line. */
function noteFails(t: Terminal): void {
  const desk = deskOf(t);
  noteFault(t, load<i32>(TESTED_PARTS + 4 * <usize>desk.page), FaultCode.REFUSED);
  desk.page += 1;
}

function ifChecked(t: Terminal): i32 {
  return deskOf(t).page < CHECKS ? Testing.CHECKING : Testing.TELLING;
}

function tellResult(t: Terminal): void {
  show(t, Screen.ASKING_PLATFORM);
  beginOwnQuestion(t, MTI_TELL, NetworkCode.TEST_RESULT).takesStan = 1;
  putTagNumber(t, Tag.CHECKLIST, deskOf(t).item, 2);
}

function ifAllWorks(t: Terminal): i32 {
  return deskOf(t).item === ALL ? Testing.RECORDING : Testing.INCOMPLETE;
}

function writeAccepted(t: Terminal): void {
  changeBinding(t, Kind.ACCEPTED).acceptedOn = dateOf(t);
}

function showAccepted(t: Terminal): void {
  show(t, Screen.TEST_ACCEPTED);
}

function showIncomplete(t: Terminal): void {
  show(t, Screen.TEST_INCOMPLETE);
}
