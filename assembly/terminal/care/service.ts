/**
 * SERVICE: the menu of whoever looks after the terminal: faults, maintenance, operators, security. Returns CANCELLED (back to idle)
 * or FAULTED (the journal cannot be written). What an item needs of whoever asks for it stands in people/roles.ts.
 */
import { Event } from "../../abi";
import { Item, Menu, Reason, Screen } from "../../abi_shown";
import { deskOf } from "../../acquirer/desk";
import { may2, NO_ROW, run, Machine } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { openMenu } from "../menu";
import { tell } from "../people/confirm";
import { needItem } from "../people/roles";
import { logOff } from "../people/zone";

export enum Service {
  CHOOSING,
  LOGGING_ON,
  TELLING,
}

export function service(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Service.CHOOSING: switch (event) {
      case Event.ENTER: openService(t); return run(Machine.MENU);
      case Event.CHOSEN: return Service.LOGGING_ON;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Service.LOGGING_ON: switch (event) {
      case Event.ENTER: needItem(t); return run(Machine.LOGIN);
      case Event.ALLOWED: return may2(begin(t), Service.TELLING, Service.CHOOSING);
      case Event.DENIED: return Service.CHOOSING;
      case Event.CANCELLED: return Service.CHOOSING;
    } break;
    case Service.TELLING: switch (event) {
      case Event.ENTER: return run(Machine.CONFIRM);
      case Event.ENTERED: return Service.CHOOSING;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

function openService(t: Terminal): void {
  openMenu(t, Menu.SERVICE);
}

function begin(t: Terminal): i32 {
  switch (deskOf(t).item) {
    case Item.LOG_OFF:
      logOff(t);
      tell(t, Screen.DONE, Reason.NONE);
      return Service.TELLING;
    default:
      return Service.CHOOSING;
  }
}
