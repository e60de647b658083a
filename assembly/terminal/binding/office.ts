/**
 * OFFICE: the merchant's account with the platform, from application to unbinding. Returns CANCELLED, or FAULTED.
 *
 * Nobody binds a terminal that anybody could use: where manager or supervisor have no password, they get theirs first. There is
 * room in the journal before anything begins, for the longest run of acts that a choice sets off. Who may bind and unbind stands
 * in people/roles.ts.
 */
import { Event } from "../../abi";
import { Role } from "../../abi_devices";
import { Reason } from "../../abi_reasons";
import { Item, Menu } from "../../abi_fields";
import { deskOf } from "../../acquirer/desk";
import { durable } from "../../journal/durable";
import { may2, may9, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { openMenu } from "../menu";
import { needItem, needRole } from "../people/roles";
import { beginPeopleFirst, endPeopleFirst, isPeopleFirst } from "./protection";
import { showNotDone, stopBy } from "./questions";
import { showBinding } from "./state_screen";

export enum Office {
  CHOOSING,
  LOGGING_ON,
  SETTING_UP,
  MAKING_ROOM,
  REGISTERING,
  BINDING,
  SHOWING,
  ASKING,
  ACTIVATING,
  TESTING,
  LIMITING,
  UNBINDING,
  REFUSING,
}

export function office(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Office.CHOOSING: switch (event) {
      case Event.ENTER: openOffice(t); return run(Machine.MENU);
      case Event.CHOSEN: return Office.LOGGING_ON;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Office.LOGGING_ON: switch (event) {
      case Event.ENTER: needChosen(t); return run(Machine.LOGIN);
      case Event.ALLOWED: return may2(ifProtected(t), Office.MAKING_ROOM, Office.SETTING_UP);
      case Event.DENIED: return Office.CHOOSING;
      case Event.CANCELLED: return Office.CHOOSING;
    } break;
    case Office.SETTING_UP: switch (event) {
      case Event.ENTER: beginPeopleFirst(t); return run(Machine.PEOPLE);
      case Event.CANCELLED: endPeopleFirst(t); return may2(ifSetUp(t), Office.MAKING_ROOM, Office.CHOOSING);
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Office.MAKING_ROOM: switch (event) {
      case Event.ENTER: return run(Machine.MAKE_ROOM);
      case Event.ROOM: return may9(chosen(t), Office.REGISTERING, Office.BINDING, Office.SHOWING, Office.ACTIVATING, Office.TESTING, Office.LIMITING, Office.UNBINDING, Office.REFUSING, Office.CHOOSING);
      case Event.FULL: stopFull(t); return Office.REFUSING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Office.REGISTERING: switch (event) {
      case Event.ENTER: return run(Machine.REGISTRATION);
      case Event.CANCELLED: return Office.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Office.BINDING: switch (event) {
      case Event.ENTER: return run(Machine.BINDING);
      case Event.SUCCEEDED: return Event.CANCELLED;
      case Event.CANCELLED: return Office.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Office.SHOWING: switch (event) {
      case Event.ENTER: showBinding(t); return wait(60_000);
      case Event.KEY_ENTER: return may2(ifBound(t), Office.ASKING, Office.CHOOSING);
      case Event.KEY_CANCEL: return Office.CHOOSING;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Office.ASKING: switch (event) {
      case Event.ENTER: return run(Machine.SERVICE_CHECK);
      case Event.SUCCEEDED: return Office.SHOWING;
      case Event.FAILED: return Office.REFUSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Office.ACTIVATING: switch (event) {
      case Event.ENTER: return run(Machine.ACTIVATION);
      case Event.CANCELLED: return Office.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Office.TESTING: switch (event) {
      case Event.ENTER: return run(Machine.TEST_PAYMENT);
      case Event.CANCELLED: return Event.CANCELLED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Office.LIMITING: switch (event) {
      case Event.ENTER: return run(Machine.LIMITS);
      case Event.CANCELLED: return Office.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Office.UNBINDING: switch (event) {
      case Event.ENTER: return run(Machine.UNBINDING);
      case Event.SUCCEEDED: return may2(ifRebinding(t), Office.BINDING, Event.CANCELLED);
      case Event.CANCELLED: return Office.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Office.REFUSING: switch (event) {
      case Event.ENTER: showNotDone(t); return wait(30_000);
      case Event.KEY_ENTER: return Event.CANCELLED;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

function stopFull(t: Terminal): void {
  stopBy(t, Reason.JOURNAL_FULL);
}

function openOffice(t: Terminal): void {
  openMenu(t, Menu.OFFICE);
}

/** Whoever sets up the rest of the people is the manager, once there is one. */
function needChosen(t: Terminal): void {
  needItem(t);
  if (isPeopleFirst(t)) needRole(t, Role.MANAGER);
}

function ifProtected(t: Terminal): i32 {
  return isPeopleFirst(t) ? Office.SETTING_UP : Office.MAKING_ROOM;
}

/** Whoever leaves the set-up leaves what it was for. */
function ifSetUp(t: Terminal): i32 {
  return isPeopleFirst(t) ? Office.CHOOSING : Office.MAKING_ROOM;
}

function chosen(t: Terminal): i32 {
  switch (deskOf(t).item) {
    case Item.REGISTRATION:
      return ifFree(t, Office.REGISTERING);
    case Item.BINDING:
      return ifFree(t, Office.BINDING);
    case Item.BINDING_STATE:
      return Office.SHOWING;
    case Item.ACTIVATION:
      return Office.ACTIVATING;
    case Item.TEST_PAYMENT:
      return ifOwned(t, Office.TESTING);
    case Item.LIMITS:
      return ifOwned(t, Office.LIMITING);
    case Item.REBINDING:
    case Item.UNBINDING:
      return Office.UNBINDING;
    default:
      return Office.CHOOSING;
  }
}

/** A bound terminal has an account, and its binding; another one is bound by Item.REBINDING. */
function ifFree(t: Terminal, wanted: Office): i32 {
  if (durable(t).bound === 0) return wanted;
  stopBy(t, Reason.ALREADY_DONE);
  return Office.REFUSING;
}

/** Only a bound terminal is tested, and has limits. */
function ifOwned(t: Terminal, wanted: Office): i32 {
  if (durable(t).bound !== 0) return wanted;
  stopBy(t, Reason.NOT_BOUND);
  return Office.REFUSING;
}

/** An unbound terminal has nothing to ask about. */
function ifBound(t: Terminal): i32 {
  return durable(t).bound !== 0 ? Office.ASKING : Office.CHOOSING;
}

function ifRebinding(t: Terminal): i32 {
  return deskOf(t).item === Item.REBINDING ? Office.BINDING : Event.CANCELLED;
}
