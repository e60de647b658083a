/**
 * SETTLEMENT: the totals of the open batch go to the acquirer (UnionPay POS, 0500 with F60.3 201), and the batch is closed. Returns
 * CANCELLED (done, refused or left: the journal says which) or FAULTED.
 *
 * Nothing may be unfinished when it begins: what waits is tried first, offline approvals that the acquirer does not know among it. From SETTLING on no payment begins before the acquirer has
 * answered; without an answer it goes on with the same STAN, after a power cut too. The printer never keeps a batch open.
 */
import { Event } from "../../abi";
import { may2, may3, may6, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { isPrinted } from "../slip";
import {
  beginRequest,
  ifBegun,
  ifLast,
  ifRoomLeft,
  judge,
  markReprint,
  needPower,
  needSupervisor,
  nextStep,
  nextUpload,
  stopBadMac,
  stopNoLine,
  stopNoReply,
  stopUnpackable,
  stopUnresolved,
  stopWaiting,
  writeSettling,
} from "./settlement_acts";
import {
  printTotals,
  showLast,
  showOpen,
  showRefused,
  showSettled,
  showTotals,
  showUnprinted,
} from "./settlement_screens";

export enum Settling {
  STARTING,
  MAKING_ROOM,
  RECOVERING,
  NOTIFYING,
  UPLOADING,
  REFUSING,
  SHOWING,
  RECALLING,
  LOGGING_ON,
  READYING,
  BEGINNING,
  SEALING,
  ASKING,
  CLOSING,
  PRINTING,
  PRINTER_PROBLEM,
  ENDING,
  FAILING,
}

export function settlement(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Settling.STARTING: switch (event) {
      case Event.ENTER: return may3(ifBegun(t), Settling.SEALING, Settling.MAKING_ROOM, Settling.REFUSING);
    } break;
    case Settling.MAKING_ROOM: switch (event) {
      case Event.ENTER: return run(Machine.MAKE_ROOM);
      case Event.ROOM: return may6(nextStep(t), Settling.SEALING, Settling.RECOVERING, Settling.NOTIFYING, Settling.UPLOADING, Settling.SHOWING, Settling.REFUSING);
      case Event.FULL: return may6(ifRoomLeft(t), Settling.SEALING, Settling.RECOVERING, Settling.NOTIFYING, Settling.UPLOADING, Settling.SHOWING, Settling.REFUSING);
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Settling.RECOVERING: switch (event) {
      case Event.ENTER: return run(Machine.RECOVERY);
      case Event.REVERSED: return may6(nextStep(t), Settling.SEALING, Settling.RECOVERING, Settling.NOTIFYING, Settling.UPLOADING, Settling.SHOWING, Settling.REFUSING);
      case Event.UNRESOLVED: stopUnresolved(t); return Settling.REFUSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Settling.NOTIFYING: switch (event) {
      case Event.ENTER: return run(Machine.NOTICE);
      case Event.NOTIFIED: return may2(nextUpload(t), Settling.UPLOADING, Settling.SHOWING);
      case Event.UNRESOLVED: stopUnresolved(t); return Settling.REFUSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Settling.UPLOADING: switch (event) {
      case Event.ENTER: return run(Machine.UPLOAD);
      case Event.NOTIFIED: return may2(nextUpload(t), Settling.UPLOADING, Settling.SHOWING);
      case Event.UNRESOLVED: stopWaiting(t); return Settling.REFUSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Settling.REFUSING: switch (event) {
      case Event.ENTER: showRefused(t); return wait(5_000);
      case Event.KEY_ENTER: return Event.CANCELLED;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Settling.SHOWING: switch (event) {
      case Event.ENTER: showTotals(t); return wait(60_000);
      case Event.KEY_ENTER: return Settling.LOGGING_ON;
      case Event.KEY_MENU: return may2(ifLast(t), Settling.RECALLING, Settling.SHOWING);
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Settling.RECALLING: switch (event) {
      case Event.ENTER: showLast(t); return wait(60_000);
      case Event.KEY_ENTER: markReprint(t); return Settling.PRINTING;
      case Event.KEY_CANCEL: return Settling.SHOWING;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Settling.LOGGING_ON: switch (event) {
      case Event.ENTER: needSupervisor(t); return run(Machine.LOGIN);
      case Event.ALLOWED: return Settling.READYING;
      case Event.DENIED: return Event.CANCELLED;
      case Event.CANCELLED: return Settling.SHOWING;
    } break;
    case Settling.READYING: switch (event) {
      case Event.ENTER: needPower(t); return run(Machine.READINESS);
      case Event.SUCCEEDED: return Settling.BEGINNING;
      case Event.FAILED: return Settling.SHOWING;
    } break;
    case Settling.BEGINNING: switch (event) {
      case Event.ENTER: writeSettling(t); return run(Machine.APPEND);
      case Event.STORED: return Settling.SEALING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Settling.SEALING: switch (event) {
      case Event.ENTER: beginRequest(t); return run(Machine.SEAL);
      case Event.SEALED: return Settling.ASKING;
      case Event.NOT_SEALED: stopUnpackable(t); return Settling.FAILING;
    } break;
    case Settling.ASKING: switch (event) {
      case Event.ENTER: return run(Machine.EXCHANGE);
      case Event.REPLIED: return may2(judge(t), Settling.CLOSING, Settling.FAILING);
      case Event.NO_REPLY: stopNoReply(t); return Settling.FAILING;
      case Event.BAD_MAC: stopBadMac(t); return Settling.FAILING;
      case Event.NOT_SENT: stopNoLine(t); return Settling.FAILING;
    } break;
    case Settling.CLOSING: switch (event) {
      case Event.ENTER: return run(Machine.APPEND);
      case Event.STORED: return Settling.PRINTING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Settling.PRINTING: switch (event) {
      case Event.ENTER: printTotals(t); return wait(60_000);
      case Event.PRINT_DONE: return may2(ifPrinted(t), Settling.ENDING, Settling.PRINTER_PROBLEM);
      case Event.TIME: return Settling.PRINTER_PROBLEM;
    } break;
    case Settling.PRINTER_PROBLEM: switch (event) {
      case Event.ENTER: showUnprinted(t); return wait(60_000);
      case Event.KEY_ENTER: return Settling.PRINTING;
      case Event.KEY_CANCEL: return Settling.ENDING;
      case Event.TIME: return Settling.ENDING;
    } break;
    case Settling.ENDING: switch (event) {
      case Event.ENTER: showSettled(t); return wait(10_000);
      case Event.KEY_ENTER: return Event.CANCELLED;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Settling.FAILING: switch (event) {
      case Event.ENTER: showOpen(t); return wait(10_000);
      case Event.KEY_ENTER: return Event.CANCELLED;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

function ifPrinted(_t: Terminal): i32 {
  return isPrinted() ? Settling.ENDING : Settling.PRINTER_PROBLEM;
}
