/**
 * PEOPLE: operators are set up, added, taken away, given another password. What is to be done is the item on the desk. Returns
 * CANCELLED (done or not, the person has been told) or FAULTED (the journal cannot be written).
 *
 * The secure module has a password before the journal has its operator, and an operator leaves the journal before his password
 * leaves the module: a power cut between them leaves a password that opens nothing, or one whose date is that of the last.
 * Item.PEOPLE sets up the manager and the supervisor, each by a password that whoever is there types; a first binding begins with it.
 */
import { Command, Done, Event, Purpose, Slot } from "../../abi";
import { PasswordAction, Role } from "../../abi_devices";
import { NetworkCode, Tag } from "../../abi_platform";
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { Item } from "../../abi_fields";
import { deskOf, Proof } from "../../acquirer/desk";
import { beginOwnQuestion, MTI_ASK, putEnvelope, putSerial, putTagNumber } from "../../acquirer/question";
import { exchangeOf } from "../../acquirer/region";
import { ask, payload } from "../../machine/io";
import { may2, may3, may4, NO_ROW, REST, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { watchOf } from "../care/region";
import { explainCode } from "../binding/questions";
import { Forward, isEnvelope } from "../forwarding";
import { giveKeypadBack } from "../pin";
import { Record } from "../sale_acts";
import { show } from "../screens";
import { tell } from "./confirm";
import { beginPassword } from "./new_password";
import { askNumber } from "./number";
import { askSecretOf, orderPassword, typedHandle } from "./passwords";
import { writePeople } from "./people_acts";
import { freePlace, hasRole, loggedOn, MANAGER, peopleOf, placeOf, roleOfNumber, SUPERVISOR } from "./zone";

export enum Peopling {
  STARTING,
  EXPLAINING,
  NUMBER,
  MAKING_ROOM,
  CODE,
  FORWARDING,
  ASKING,
  TYPING,
  WRITING,
  REMOVING,
  TELLING,
}

export function peopling(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Peopling.STARTING: switch (event) {
      case Event.ENTER: return may4(begin(t), Peopling.EXPLAINING, Peopling.NUMBER, Peopling.MAKING_ROOM, Event.CANCELLED);
    } break;
    case Peopling.EXPLAINING: switch (event) {
      case Event.ENTER: return run(Machine.CONFIRM);
      case Event.ENTERED: return Peopling.MAKING_ROOM;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Peopling.NUMBER: switch (event) {
      case Event.ENTER: return run(Machine.NUMBER);
      case Event.ENTERED: return may2(ifFits(t), Peopling.MAKING_ROOM, Peopling.TELLING);
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Peopling.MAKING_ROOM: switch (event) {
      case Event.ENTER: return run(Machine.MAKE_ROOM);
      case Event.ROOM: return may3(proceed(t), Peopling.CODE, Peopling.TYPING, Peopling.WRITING);
      case Event.FULL: stopFull(t); return Peopling.TELLING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Peopling.CODE: switch (event) {
      case Event.ENTER: askCode(t); return wait(125_000);
      case Event.SECRET_DONE: return may2(ifCode(t), Peopling.FORWARDING, Event.CANCELLED);
      case Event.TIME: return Event.CANCELLED;
      case Event.END: giveKeypadBack(t); return REST;
    } break;
    case Peopling.FORWARDING: switch (event) {
      case Event.ENTER: forward(t); return wait(3_000);
      case Event.RECORD_DONE: return may2(ifForwarded(t), Peopling.ASKING, Peopling.TELLING);
      case Event.TIME: stopSecureModule(t); return Peopling.TELLING;
    } break;
    case Peopling.ASKING: switch (event) {
      case Event.ENTER: showAsking(t); return run(Machine.ASK);
      case Event.REPLIED: return Peopling.TYPING;
      case Event.REFUSED: stopAsked(t); return Peopling.TELLING;
      case Event.FAILED: stopAsked(t); return Peopling.TELLING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Peopling.TYPING: switch (event) {
      case Event.ENTER: return run(Machine.NEW_PASSWORD);
      case Event.SUCCEEDED: return Peopling.WRITING;
      case Event.FAILED: return Event.CANCELLED;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Peopling.WRITING: switch (event) {
      case Event.ENTER: writePeople(t); return run(Machine.APPEND);
      case Event.STORED: tellDone(t); return may3(afterwards(t), Peopling.STARTING, Peopling.REMOVING, Peopling.TELLING);
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Peopling.REMOVING: switch (event) {
      case Event.ENTER: removePassword(t); return wait(10_000);
      case Event.PASSWORD_DONE: return Peopling.TELLING;
      case Event.TIME: return Peopling.TELLING;
    } break;
    case Peopling.TELLING: switch (event) {
      case Event.ENTER: return run(Machine.CONFIRM);
      case Event.ENTERED: return Event.CANCELLED;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

/** Eight hours. */
const LOCK_MINUTES_MAX: i32 = 480;

/** @returns whether the manager or the supervisor has no password yet */
export function isSetUpNeeded(t: Terminal): bool {
  return !hasRole(t, Role.MANAGER) || !hasRole(t, Role.SUPERVISOR);
}

/** PEOPLE then sets up the manager and the supervisor, as far as they are not. */
export function beginSetUp(t: Terminal): void {
  deskOf(t).item = Item.PEOPLE;
}

function begin(t: Terminal): i32 {
  switch (deskOf(t).item) {
    case Item.PEOPLE:
      return beginNext(t);
    case Item.CHANGE_PASSWORD:
      beginPassword(t, loggedOn(t), true);
      return loggedOn(t) < 0 ? Event.CANCELLED : Peopling.MAKING_ROOM;
    case Item.ADD_OPERATOR:
      askNumber(t, Screen.OPERATOR_TO_ADD, MANAGER);
      return Peopling.NUMBER;
    case Item.REMOVE_OPERATOR:
      askNumber(t, Screen.OPERATOR_TO_REMOVE, MANAGER);
      return Peopling.NUMBER;
    case Item.RESET_OPERATOR:
      askNumber(t, Screen.OPERATOR_TO_RESET, MANAGER);
      return Peopling.NUMBER;
    case Item.RECOVER_PASSWORD:
      askNumber(t, Screen.OPERATOR_TO_RECOVER, MANAGER);
      return Peopling.NUMBER;
    default:
      askNumber(t, Screen.LOCK_MINUTES, LOCK_MINUTES_MAX);
      return Peopling.NUMBER;
  }
}

/** The manager first, then the supervisor. */
function beginNext(t: Terminal): i32 {
  if (!isSetUpNeeded(t)) return Event.CANCELLED;
  const isManager = !hasRole(t, Role.MANAGER);
  beginPassword(t, isManager ? MANAGER : SUPERVISOR, false);
  const reason = deskOf(t).itemAfter !== 0 ? Reason.PEOPLE_FIRST : Reason.NONE;
  tell(t, isManager ? Screen.SET_UP_MANAGER : Screen.SET_UP_SUPERVISOR, reason);
  return Peopling.EXPLAINING;
}

function ifFits(t: Terminal): i32 {
  const number = watchOf(t).number;
  const reason = reasonAgainst(t, number);
  if (reason !== Reason.NONE) {
    tell(t, Screen.NOT_DONE, reason);
    return Peopling.TELLING;
  }
  if (deskOf(t).item !== Item.LOCK_TIME) beginPassword(t, number, false);
  return Peopling.MAKING_ROOM;
}

/** Only cashiers come and go; a supervisor sets a cashier's password anew, the manager a supervisor's too. */
function reasonAgainst(t: Terminal, number: i32): Reason {
  const people = peopleOf(t);
  const isThere = placeOf(people, number) >= 0;
  const role = roleOfNumber(number);
  switch (deskOf(t).item) {
    case Item.LOCK_TIME:
      return Reason.NONE;
    case Item.ADD_OPERATOR:
      return isThere || role !== Role.CASHIER || freePlace(people) < 0 ? Reason.NO_PLACE : Reason.NONE;
    case Item.REMOVE_OPERATOR:
      return isThere && role === Role.CASHIER ? Reason.NONE : Reason.NO_OPERATOR;
    case Item.RESET_OPERATOR:
      return isThere && role < t.role ? Reason.NONE : Reason.NO_OPERATOR;
    default:
      return isThere ? Reason.NONE : Reason.NO_OPERATOR;
  }
}

function proceed(t: Terminal): i32 {
  switch (deskOf(t).item) {
    case Item.RECOVER_PASSWORD:
      return Peopling.CODE;
    case Item.REMOVE_OPERATOR:
    case Item.LOCK_TIME:
      return Peopling.WRITING;
    default:
      return Peopling.TYPING;
  }
}

function askCode(t: Terminal): void {
  askSecretOf(t, Screen.RESET_CODE, Purpose.ACTIVATION_CODE);
}

function ifCode(t: Terminal): i32 {
  watchOf(t).handle = typedHandle();
  return watchOf(t).handle !== 0 ? Peopling.FORWARDING : Event.CANCELLED;
}

function forward(t: Terminal): void {
  const order = ask<Forward>(t, Command.FORWARD_SECRET);
  order.slot = Slot.SECRET;
  order.handle = watchOf(t).handle;
  order.purpose = Purpose.ACTIVATION_CODE;
  order.network = NetworkCode.PASSWORD_RESET;
}

/**
 * The answer is the whole of the proof, so it is under the device's own key, bound or not: whoever has the line cannot give it. After
 * a tamper event there is none, and the secure module makes no envelope either: service comes first.
 */
function ifForwarded(t: Terminal): i32 {
  const record = payload<Record>();
  if (record.status !== Done.DONE || !isEnvelope(record.data.length)) {
    stopSecureModule(t);
    return Peopling.TELLING;
  }
  const desk = beginOwnQuestion(t, MTI_ASK, NetworkCode.PASSWORD_RESET);
  desk.takesStan = 1;
  desk.proof = Proof.DEVICE;
  putSerial(t);
  putTagNumber(t, Tag.USER, watchOf(t).user, 1);
  putEnvelope(t, Tag.CODE, record.data.start, <i32>record.data.length);
  return Peopling.ASKING;
}

function showAsking(t: Terminal): void {
  show(t, Screen.ASKING_RESET);
}

function stopAsked(t: Terminal): void {
  explainCode(t);
  tell(t, Screen.NOT_DONE, exchangeOf(t).stopped);
}

function stopFull(t: Terminal): void {
  tell(t, Screen.NOT_DONE, Reason.JOURNAL_FULL);
}

function stopSecureModule(t: Terminal): void {
  tell(t, Screen.NOT_DONE, Reason.SECURE_MODULE);
}

function tellDone(t: Terminal): void {
  tell(t, Screen.DONE, Reason.NONE);
}

function afterwards(t: Terminal): i32 {
  const item = deskOf(t).item;
  if (item === Item.REMOVE_OPERATOR) return Peopling.REMOVING;
  return item === Item.PEOPLE && isSetUpNeeded(t) ? Peopling.STARTING : Peopling.TELLING;
}

function removePassword(t: Terminal): void {
  orderPassword(t, PasswordAction.REMOVE);
}
