/**
 * SERVICE: the menu of whoever looks after the terminal: faults, maintenance, operators, security. Returns CANCELLED (back to idle)
 * or FAULTED (the journal cannot be written). What an item needs of whoever asks for it stands in people/roles.ts.
 */
import { Event } from "../../abi";
import { Item, Menu, Reason, Screen } from "../../abi_shown";
import { deskOf } from "../../acquirer/desk";
import { may4, NO_ROW, run, Machine } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { beginDownloads, beginUpdate } from "../download/work";
import { openMenu } from "../menu";
import { tell } from "../people/confirm";
import { needItem } from "../people/roles";
import { logOff } from "../people/zone";

export enum Service {
  CHOOSING,
  LOGGING_ON,
  TELLING,
  DOWNLOADING,
  UPDATING,
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
      case Event.ALLOWED: return may4(begin(t), Service.TELLING, Service.CHOOSING, Service.DOWNLOADING, Service.UPDATING);
      case Event.DENIED: return Service.CHOOSING;
      case Event.CANCELLED: return Service.CHOOSING;
    } break;
    case Service.TELLING: switch (event) {
      case Event.ENTER: return run(Machine.CONFIRM);
      case Event.ENTERED: return Service.CHOOSING;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Service.DOWNLOADING: switch (event) {
      case Event.ENTER: beginDownloads(t); return run(Machine.DOWNLOAD);
      case Event.SUCCEEDED: return Service.CHOOSING;
      case Event.FAILED: return Service.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Service.UPDATING: switch (event) {
      case Event.ENTER: beginUpdate(t); return run(Machine.FIRMWARE);
      case Event.SUCCEEDED: return Service.CHOOSING;
      case Event.CANCELLED: return Service.CHOOSING;
      case Event.FAILED: return Service.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
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
    case Item.DOWNLOADS:
      return Service.DOWNLOADING;
    case Item.FIRMWARE:
      return Service.UPDATING;
    default:
      return Service.CHOOSING;
  }
}
