/**
 * LOGIN: whoever is at the machine shows that he may. Returns ALLOWED, DENIED or CANCELLED; ALLOWED at once when the one who is
 * logged on may, or while nobody is set up.
 *
 * Input: `needRole` or `needItem` (roles.ts). The secure module judges the password and counts the tries, for a number that is
 * nobody's too, so that nobody learns whose numbers there are.
 */
import { Event } from "../../abi";
import { PasswordAction, PasswordResult, Role } from "../../abi_devices";
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { deskOf } from "../../acquirer/desk";
import { payload, Status } from "../../machine/io";
import { may2, may3, NO_ROW, REST, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { watchOf } from "../care/region";
import { giveKeypadBack } from "../pin";
import { tell } from "./confirm";
import { askNumber } from "./number";
import { askPassword, orderPassword, typedHandle } from "./passwords";
import { hasRole, isAnyoneSetUp, logOn, MANAGER, peopleOf, placeOf, today } from "./zone";

export enum Login {
  CHOOSING,
  NUMBER,
  TYPING,
  CHECKING,
  TELLING,
  REMINDING,
}

export function login(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Login.CHOOSING: switch (event) {
      case Event.ENTER: return may2(ifRole(t), Event.ALLOWED, Login.NUMBER);
    } break;
    case Login.NUMBER: switch (event) {
      case Event.ENTER: askOperator(t); return run(Machine.NUMBER);
      case Event.ENTERED: keepUser(t); return Login.TYPING;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Login.TYPING: switch (event) {
      case Event.ENTER: askOwnPassword(t); return wait(125_000);
      case Event.SECRET_DONE: return may2(ifTyped(t), Login.CHECKING, Event.CANCELLED);
      case Event.TIME: return Event.CANCELLED;
      case Event.END: giveKeypadBack(t); return REST;
    } break;
    case Login.CHECKING: switch (event) {
      case Event.ENTER: check(t); return wait(10_000);
      case Event.PASSWORD_DONE: return may3(judge(t), Event.ALLOWED, Login.REMINDING, Login.TELLING);
      case Event.TIME: stopSecureModule(t); return Login.TELLING;
    } break;
    case Login.TELLING: switch (event) {
      case Event.ENTER: return run(Machine.CONFIRM);
      case Event.ENTERED: return may2(ifAgain(t), Login.NUMBER, Event.DENIED);
      case Event.CANCELLED: return Event.DENIED;
    } break;
    case Login.REMINDING: switch (event) {
      case Event.ENTER: remind(t); return run(Machine.CONFIRM);
      case Event.ENTERED: return Event.ALLOWED;
      case Event.CANCELLED: return Event.ALLOWED;
    } break;
  }
  return NO_ROW;
}

/** After so many days a password should be changed. */
const AGE_DAYS: u32 = 90;

function ifRole(t: Terminal): i32 {
  return t.role >= deskOf(t).role || !isAnyoneSetUp(t) ? Event.ALLOWED : Login.NUMBER;
}

function askOperator(t: Terminal): void {
  askNumber(t, Screen.ENTER_OPERATOR, MANAGER);
}

function keepUser(t: Terminal): void {
  watchOf(t).user = watchOf(t).number;
}

function askOwnPassword(t: Terminal): void {
  askPassword(t, Screen.ENTER_PASSWORD);
}

function ifTyped(t: Terminal): i32 {
  watchOf(t).handle = typedHandle();
  return watchOf(t).handle !== 0 ? Login.CHECKING : Event.CANCELLED;
}

function check(t: Terminal): void {
  orderPassword(t, PasswordAction.CHECK);
}

/** A password that is right for a number without a place (it was taken away, and the power cut) opens nothing. */
function judge(t: Terminal): i32 {
  const watch = watchOf(t);
  const place = placeOf(peopleOf(t), watch.user);
  let result = payload<Status>().status;
  if (result === PasswordResult.RIGHT && place < 0) result = PasswordResult.WRONG;
  if (result !== PasswordResult.RIGHT) {
    if (result === PasswordResult.LOCKED && place >= 0) watch.lockedOut = watch.user + 1;
    tell(t, Screen.NOT_ALLOWED, reasonOf(result));
    return Login.TELLING;
  }
  logOn(t, watch.user);
  if (t.role < deskOf(t).role) {
    tell(t, Screen.NOT_ALLOWED, Reason.ROLE);
    return Login.TELLING;
  }
  const since = peopleOf(t).place(place).since;
  return today(t) - since >= AGE_DAYS && today(t) > since ? Login.REMINDING : Event.ALLOWED;
}

/** What the secure module's word on a password means to the person. */
export function reasonOf(result: u32): Reason {
  if (result === PasswordResult.WRONG) return Reason.WRONG_PASSWORD;
  return result === PasswordResult.LOCKED ? Reason.LOCKED_OUT : Reason.SECURE_MODULE;
}

function stopSecureModule(t: Terminal): void {
  tell(t, Screen.NOT_ALLOWED, Reason.SECURE_MODULE);
}

function ifAgain(t: Terminal): i32 {
  return watchOf(t).reason === Reason.WRONG_PASSWORD ? Login.NUMBER : Event.DENIED;
}

function remind(t: Terminal): void {
  tell(t, Screen.PASSWORD_OLD, Reason.NONE);
}

/** @returns whether a cashier must log on before a sale: where there are any, and nobody is */
export function isLogOnNeeded(t: Terminal): bool {
  return t.role < Role.CASHIER && hasRole(t, Role.CASHIER);
}
