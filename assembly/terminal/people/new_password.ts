/**
 * NEW_PASSWORD: the user in `watchOf(t).user` gets a password, typed twice; where it is a change, the old one first. Returns
 * SUCCEEDED (the secure module has it durably), FAILED (told why) or CANCELLED; nothing has changed then.
 *
 * Input: `beginPassword`. Neither password comes here, only handles of them.
 */
import { Event, Purpose, Secret } from "../../abi";
import { PasswordAction, PasswordResult } from "../../abi_devices";
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { payload, Status } from "../../machine/io";
import { may2, may3, NO_ROW, REST, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { watchOf } from "../care/region";
import { giveKeypadBack } from "../pin";
import { tell } from "./confirm";
import { reasonOf } from "./login";
import { askPassword, askSecretOf, orderPassword, typedHandle } from "./passwords";

export enum NewPassword {
  CHOOSING,
  OLD,
  NEW,
  AGAIN,
  SETTING,
  TELLING,
}

export function newPassword(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case NewPassword.CHOOSING: switch (event) {
      case Event.ENTER: return may2(ifOld(t), NewPassword.OLD, NewPassword.NEW);
    } break;
    case NewPassword.OLD: switch (event) {
      case Event.ENTER: askOld(t); return wait(125_000);
      case Event.SECRET_DONE: return may2(ifOldTyped(t), NewPassword.NEW, Event.CANCELLED);
      case Event.TIME: return Event.CANCELLED;
      case Event.END: giveKeypadBack(t); return REST;
    } break;
    case NewPassword.NEW: switch (event) {
      case Event.ENTER: askNew(t); return wait(125_000);
      case Event.SECRET_DONE: return may2(ifNewTyped(t), NewPassword.AGAIN, Event.CANCELLED);
      case Event.TIME: return Event.CANCELLED;
      case Event.END: giveKeypadBack(t); return REST;
    } break;
    case NewPassword.AGAIN: switch (event) {
      case Event.ENTER: askAgain(t); return wait(125_000);
      case Event.SECRET_DONE: return may3(ifSame(t), NewPassword.SETTING, NewPassword.TELLING, Event.CANCELLED);
      case Event.TIME: return Event.CANCELLED;
      case Event.END: giveKeypadBack(t); return REST;
    } break;
    case NewPassword.SETTING: switch (event) {
      case Event.ENTER: setPassword(t); return wait(10_000);
      case Event.PASSWORD_DONE: return may2(ifSet(t), Event.SUCCEEDED, NewPassword.TELLING);
      case Event.TIME: stopSecureModule(t); return NewPassword.TELLING;
    } break;
    case NewPassword.TELLING: switch (event) {
      case Event.ENTER: return run(Machine.CONFIRM);
      case Event.ENTERED: return may2(ifAgain(t), NewPassword.NEW, Event.FAILED);
      case Event.CANCELLED: return Event.FAILED;
    } break;
  }
  return NO_ROW;
}

/** @param isChange whether the old password is asked for; without it the new one is set, whatever there was */
export function beginPassword(t: Terminal, user: i32, isChange: bool): void {
  const watch = watchOf(t);
  watch.user = user;
  watch.isChange = isChange ? 1 : 0;
  watch.handle = 0;
  watch.other = 0;
}

function ifOld(t: Terminal): i32 {
  return watchOf(t).isChange !== 0 ? NewPassword.OLD : NewPassword.NEW;
}

function askOld(t: Terminal): void {
  askPassword(t, Screen.OLD_PASSWORD);
}

function ifOldTyped(t: Terminal): i32 {
  watchOf(t).handle = typedHandle();
  return watchOf(t).handle !== 0 ? NewPassword.NEW : Event.CANCELLED;
}

function askNew(t: Terminal): void {
  askSecretOf(t, Screen.NEW_PASSWORD, Purpose.NEW_PASSWORD);
}

/** It has no handle before it is typed again. */
function ifNewTyped(t: Terminal): i32 {
  return payload<Status>().status === Secret.ENTERED ? NewPassword.AGAIN : Event.CANCELLED;
}

function askAgain(t: Terminal): void {
  askSecretOf(t, Screen.NEW_PASSWORD_AGAIN, Purpose.NEW_PASSWORD_AGAIN);
}

function ifSame(t: Terminal): i32 {
  if (payload<Status>().status === Secret.DIFFERENT) {
    tell(t, Screen.NOT_DONE, Reason.PASSWORDS_DIFFER);
    return NewPassword.TELLING;
  }
  watchOf(t).other = typedHandle();
  return watchOf(t).other !== 0 ? NewPassword.SETTING : Event.CANCELLED;
}

function setPassword(t: Terminal): void {
  orderPassword(t, watchOf(t).isChange !== 0 ? PasswordAction.CHANGE : PasswordAction.SET);
}

function ifSet(t: Terminal): i32 {
  const watch = watchOf(t);
  const result = payload<Status>().status;
  if (result === PasswordResult.RIGHT) return Event.SUCCEEDED;
  if (result === PasswordResult.LOCKED) watch.lockedOut = watch.user + 1;
  tell(t, Screen.NOT_DONE, reasonOf(result));
  return NewPassword.TELLING;
}

function stopSecureModule(t: Terminal): void {
  tell(t, Screen.NOT_DONE, Reason.SECURE_MODULE);
}

/** Typed differently: once more. */
function ifAgain(t: Terminal): i32 {
  return watchOf(t).reason === Reason.PASSWORDS_DIFFER ? NewPassword.NEW : Event.FAILED;
}
