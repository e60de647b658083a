/**
 * CONNECTION: does the connection to the platform work? Returns SUCCEEDED, FAILED (the person has given up) or FAULTED.
 *
 * A bound terminal asks for an echo (UnionPay POS, 0820 with F60.3 301); one that is not bound opens a line, which is all that
 * an unknown one can do. What fails is told in plain words, with what may be done next.
 */
import { Command, Event, STAY } from "../../abi";
import { LineFault, NetworkKind, Part } from "../../abi_devices";
import { NetworkCode } from "../../abi_platform";
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { Field, Item } from "../../abi_fields";
import { CODE_00 } from "../../acquirer/profile";
import { MTI_TELL, beginQuestion } from "../../acquirer/question";
import { exchangeOf, wipeExchange } from "../../acquirer/region";
import { askServer, beginServers, lineReason, noteReached, noteUnreached, serversOf } from "../../acquirer/servers";
import { durable } from "../../journal/durable";
import { beginDocument, putCode, putNumber, sendDocument } from "../../machine/document";
import { Nothing, payload, PAYLOAD, Status, tell } from "../../machine/io";
import { may2, may7, NO_ROW, REST, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { noteFault } from "../faults";
import { show } from "../screens";
import { putServer } from "./server_list";
import { showSupport } from "./support";
import { draftStep } from "./setting";
import { isStepDone, setupOf, Step } from "./zone";

export enum Connecting {
  BEGINNING,
  SEALING,
  ECHOING,
  OPENING,
  CLOSING,
  CONNECTED,
  RECORDING,
  FAILED,
  NETWORK,
  SERVERS,
  CHECKING,
  RESTARTING,
  SUPPORT,
}

export function connection(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Connecting.BEGINNING: switch (event) {
      case Event.ENTER: begin(t); return may2(ifBound(t), Connecting.SEALING, Connecting.OPENING);
    } break;
    case Connecting.SEALING: switch (event) {
      case Event.ENTER: beginEcho(t); return run(Machine.SEAL);
      case Event.SEALED: return Connecting.ECHOING;
      case Event.NOT_SEALED: failNotSealed(t); return Connecting.FAILED;
    } break;
    case Connecting.ECHOING: switch (event) {
      case Event.ENTER: return run(Machine.EXCHANGE);
      case Event.REPLIED: return may2(ifEcho(t), Connecting.CONNECTED, Connecting.FAILED);
      case Event.NO_REPLY: failNoReply(t); return Connecting.FAILED;
      case Event.BAD_MAC: failBadMac(t); return Connecting.FAILED;
      case Event.NOT_SENT: failNotSent(t); return Connecting.FAILED;
    } break;
    case Connecting.OPENING: switch (event) {
      case Event.ENTER: openLine(t); return wait(10_000);
      case Event.LINE_UP: noteReached(t); return Connecting.CLOSING;
      case Event.LINE_DOWN: return may2(ifAnother(t), Connecting.OPENING, Connecting.CLOSING);
      case Event.TIME: return may2(ifAnotherInTime(t), Connecting.OPENING, Connecting.CLOSING);
      case Event.END: closeLine(t); return REST;
    } break;
    case Connecting.CLOSING: switch (event) {
      case Event.ENTER: closeLine(t); return may2(ifReached(t), Connecting.CONNECTED, Connecting.FAILED);
    } break;
    case Connecting.CONNECTED: switch (event) {
      case Event.ENTER: showConnected(t); return wait(5_000);
      case Event.KEY_ENTER: return may2(ifNew(t), Event.SUCCEEDED, Connecting.RECORDING);
      case Event.TIME: return may2(ifNew(t), Event.SUCCEEDED, Connecting.RECORDING);
    } break;
    case Connecting.RECORDING: switch (event) {
      case Event.ENTER: draftTested(t); return run(Machine.SETTING);
      case Event.SUCCEEDED: return Event.SUCCEEDED;
      case Event.FAILED: return Event.FAILED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Connecting.FAILED: switch (event) {
      case Event.ENTER: showNotConnected(t); return wait(120_000);
      case Event.KEY_DIGIT: return may7(ifRemedy(t), STAY, Connecting.BEGINNING, Connecting.NETWORK, Connecting.SERVERS, Connecting.CHECKING, Connecting.RESTARTING, Connecting.SUPPORT);
      case Event.KEY_ENTER: return Connecting.BEGINNING;
      case Event.KEY_CANCEL: return Event.FAILED;
      case Event.TIME: return Event.FAILED;
    } break;
    case Connecting.NETWORK: switch (event) {
      case Event.ENTER: return run(Machine.NETWORKING);
      case Event.SUCCEEDED: return Connecting.BEGINNING;
      case Event.CANCELLED: return Connecting.FAILED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Connecting.SERVERS: switch (event) {
      case Event.ENTER: return run(Machine.SERVERS);
      case Event.SUCCEEDED: return Connecting.BEGINNING;
      case Event.CANCELLED: return Connecting.FAILED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Connecting.CHECKING: switch (event) {
      case Event.ENTER: return run(Machine.FAULT_CHECK);
      case Event.SUCCEEDED: return Connecting.BEGINNING;
      case Event.FAILED: return Connecting.FAILED;
    } break;
    case Connecting.RESTARTING: switch (event) {
      case Event.ENTER: restart(t); return wait(5_000);
      case Event.TIME: return Connecting.FAILED;
    } break;
    case Connecting.SUPPORT: switch (event) {
      case Event.ENTER: showSupport(t); return wait(60_000);
      case Event.KEY_ENTER: return Connecting.FAILED;
      case Event.KEY_CANCEL: return Connecting.FAILED;
      case Event.TIME: return Event.FAILED;
    } break;
  }
  return NO_ROW;
}

/** What may be done next, by digit. */
const REMEDIES: usize = memory.data<i32>([
  Item.TRY_AGAIN,
  Item.NETWORK,
  Item.SERVERS,
  Item.FAULT_CHECK,
  Item.RESTART,
  Item.SUPPORT,
]);
const REMEDIES_COUNT: i32 = 6;

function begin(t: Terminal): void {
  wipeExchange(t);
  beginServers(t);
  show(t, Screen.TESTING_CONNECTION);
}

function ifBound(t: Terminal): i32 {
  return durable(t).bound !== 0 ? Connecting.SEALING : Connecting.OPENING;
}

/** It takes no STAN: nothing of it is booked, and nothing durable. */
function beginEcho(t: Terminal): void {
  beginQuestion(t, MTI_TELL, NetworkCode.ECHO);
}

function ifEcho(t: Terminal): i32 {
  if (exchangeOf(t).responseCode === CODE_00) return Connecting.CONNECTED;
  return fail(t, Reason.HOST_DECLINED);
}

function failNotSealed(t: Terminal): void {
  fail(t, Reason.SECURE_MODULE);
}

/** Whoever does not answer is a fault of the line, as far as anybody here can tell. */
function failNoReply(t: Terminal): void {
  fail(t, Reason.NO_REPLY);
  noteFault(t, Part.LINE, LineFault.TIMED_OUT);
}

function failBadMac(t: Terminal): void {
  fail(t, Reason.BAD_MAC);
}

function failNotSent(t: Terminal): void {
  failLine(t);
}

function failLine(t: Terminal): i32 {
  noteFault(t, Part.LINE, t.lineFault);
  return fail(t, lineReason(t));
}

function fail(t: Terminal, reason: Reason): i32 {
  exchangeOf(t).stopped = reason;
  return Connecting.FAILED;
}

function openLine(t: Terminal): void {
  askServer(t);
}

function closeLine(t: Terminal): void {
  tell<Nothing>(t, Command.LINE_CLOSE);
}

function ifAnother(t: Terminal): i32 {
  return tryAnother(t, payload<Status>().status);
}

function ifAnotherInTime(t: Terminal): i32 {
  return tryAnother(t, LineFault.TIMED_OUT);
}

function tryAnother(t: Terminal, fault: u32): i32 {
  return noteUnreached(t, fault) ? Connecting.OPENING : Connecting.CLOSING;
}

function ifReached(t: Terminal): i32 {
  return t.lineFault === LineFault.NONE ? Connecting.CONNECTED : failLine(t);
}

function showConnected(t: Terminal): void {
  beginDocument(Screen.CONNECTED);
  putServerInUse(t);
  sendDocument(t, Command.SCREEN, 0);
}

/** The first time it is a step of the first start. */
function ifNew(t: Terminal): i32 {
  return isStepDone(t, Step.TESTED) ? Event.SUCCEEDED : Connecting.RECORDING;
}

function draftTested(t: Terminal): void {
  draftStep(t, Step.TESTED);
}

function showNotConnected(t: Terminal): void {
  const x = exchangeOf(t);
  beginDocument(Screen.NOT_CONNECTED);
  putNumber(Field.REASON, x.stopped);
  if (x.stopped === Reason.HOST_DECLINED) putCode(Field.RESPONSE_CODE, x.responseCode);
  const network = setupOf(t).network;
  if (network !== NetworkKind.NONE) putNumber(Field.NETWORK, network);
  for (let i = 0; i < REMEDIES_COUNT; i++) putNumber(Field.ITEM, load<i32>(REMEDIES + 4 * <usize>i));
  sendDocument(t, Command.SCREEN, 0);
}

/** The server that was reached; none where the board knows it by itself. */
function putServerInUse(t: Terminal): void {
  const servers = serversOf(t);
  if (servers.count > 0 && t.server > 0) putServer(Field.SERVER, servers, (t.server - 1) % servers.count);
}

function ifRemedy(t: Terminal): i32 {
  const place = load<u32>(PAYLOAD) - 1;
  if (place >= <u32>REMEDIES_COUNT) return STAY;
  switch (load<i32>(REMEDIES + 4 * <usize>place)) {
    case Item.NETWORK:
      return Connecting.NETWORK;
    case Item.SERVERS:
      return Connecting.SERVERS;
    case Item.FAULT_CHECK:
      return Connecting.CHECKING;
    case Item.RESTART:
      return Connecting.RESTARTING;
    case Item.SUPPORT:
      return Connecting.SUPPORT;
    default:
      return Connecting.BEGINNING;
  }
}

/** Whatever is durable is found again. */
function restart(t: Terminal): void {
  show(t, Screen.STARTING);
  tell<Nothing>(t, Command.RESTART);
}
