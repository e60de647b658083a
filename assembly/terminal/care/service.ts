/**
 * SERVICE: the menu of whoever looks after the terminal: faults, maintenance, operators, security. Returns CANCELLED (back to idle)
 * or FAULTED (the journal cannot be written). What an item needs of whoever asks for it stands in people/roles.ts.
 */
import { Event } from "../../abi";
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { Item, Menu } from "../../abi_fields";
import { deskOf } from "../../acquirer/desk";
import { may9, NO_ROW, run, Machine } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { beginDownloads, beginUpdate } from "../download/work";
import { openMenu } from "../menu";
import { tell } from "../people/confirm";
import { beginSetUp, isSetUpNeeded } from "../people/people";
import { needItem } from "../people/roles";
import { isAnyoneSetUp, logOff } from "../people/zone";

export enum Service {
  CHOOSING,
  LOGGING_ON,
  FAULTS,
  MAINTENANCE,
  CHOOSING_PEOPLE,
  PEOPLE,
  SECURITY,
  TELLING,
  DOWNLOADING,
  UPDATING,
  BACKING_UP,
  RESTORING,
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
      case Event.ALLOWED: return may9(begin(t), Service.FAULTS, Service.MAINTENANCE, Service.CHOOSING_PEOPLE, Service.PEOPLE, Service.SECURITY, Service.TELLING, Service.DOWNLOADING, Service.UPDATING, Service.BACKING_UP);
      case Event.DENIED: return Service.CHOOSING;
      case Event.CANCELLED: return Service.CHOOSING;
    } break;
    case Service.FAULTS: switch (event) {
      case Event.ENTER: return run(Machine.FAULTS);
      case Event.CANCELLED: return Service.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Service.MAINTENANCE: switch (event) {
      case Event.ENTER: return run(Machine.MAINTENANCE);
      case Event.CANCELLED: return Service.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Service.CHOOSING_PEOPLE: switch (event) {
      case Event.ENTER: openPeople(t); return run(Machine.MENU);
      case Event.CHOSEN: return Service.PEOPLE;
      case Event.CANCELLED: return Service.CHOOSING;
    } break;
    case Service.PEOPLE: switch (event) {
      case Event.ENTER: return run(Machine.PEOPLE);
      case Event.CANCELLED: return Service.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Service.SECURITY: switch (event) {
      case Event.ENTER: return run(Machine.SECURITY);
      case Event.CANCELLED: return Event.CANCELLED;
      case Event.FAULTED: return Event.FAULTED;
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
    case Service.BACKING_UP: switch (event) {
      case Event.ENTER: return run(Machine.BACKUP);
      case Event.CHOSEN: return Service.RESTORING;
      case Event.CANCELLED: return Service.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Service.RESTORING: switch (event) {
      case Event.ENTER: return run(Machine.RESTORE);
      case Event.CANCELLED: return Service.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
  }
  return NO_ROW;
}

function openService(t: Terminal): void {
  openMenu(t, Menu.SERVICE);
}

function openPeople(t: Terminal): void {
  openMenu(t, Menu.PEOPLE);
}

/** Before anybody is set up there is neither an operator nor a password to change: manager and supervisor come first. */
function begin(t: Terminal): i32 {
  switch (deskOf(t).item) {
    case Item.FAULTS:
      return Service.FAULTS;
    case Item.MAINTENANCE:
      return Service.MAINTENANCE;
    case Item.PEOPLE:
      return isSetUpNeeded(t) ? Service.PEOPLE : Service.CHOOSING_PEOPLE;
    case Item.CHANGE_PASSWORD:
      if (!isAnyoneSetUp(t)) beginSetUp(t);
      return Service.PEOPLE;
    case Item.RECOVER_PASSWORD:
      return Service.PEOPLE;
    case Item.FRAUD_STOP:
    case Item.CLEAR_LOCK:
      return Service.SECURITY;
    case Item.LOG_OFF:
      logOff(t);
      tell(t, Screen.DONE, Reason.NONE);
      return Service.TELLING;
    case Item.DOWNLOADS:
      return Service.DOWNLOADING;
    case Item.FIRMWARE:
      return Service.UPDATING;
    default:
      return Service.BACKING_UP;
  }
}
