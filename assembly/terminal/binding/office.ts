/**
 * OFFICE: the merchant's account with the platform, from application to unbinding. Returns CANCELLED, or FAULTED.
 *
 * There is room in the journal before anything begins, for the longest run of acts that a choice sets off. Who may bind and unbind
 * stands in people/roles.ts.
 */
import { Event } from "../../abi";
import { Reason } from "../../abi_reasons";
import { Item, Menu } from "../../abi_fields";
import { deskOf } from "../../acquirer/desk";
import { durable } from "../../journal/durable";
import { may2, may9, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { openMenu } from "../menu";
import { needItem } from "../people/roles";
import { showNotDone, stopBy } from "./questions";
import { showBinding } from "./state_screen";

export enum Office {
  MAKING_ROOM,
  CHOOSING,
  LOGGING_ON,
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
    case Office.MAKING_ROOM: switch (event) {
      case Event.ENTER: return run(Machine.MAKE_ROOM);
      case Event.ROOM: return Office.CHOOSING;
      case Event.FULL: stopFull(t); return Office.REFUSING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Office.CHOOSING: switch (event) {
      case Event.ENTER: openOffice(t); return run(Machine.MENU);
      case Event.CHOSEN: return Office.LOGGING_ON;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Office.LOGGING_ON: switch (event) {
      case Event.ENTER: needItem(t); return run(Machine.LOGIN);
      case Event.ALLOWED: return may9(chosen(t), Office.REGISTERING, Office.BINDING, Office.SHOWING, Office.ACTIVATING, Office.TESTING, Office.LIMITING, Office.UNBINDING, Office.REFUSING, Office.CHOOSING);
      case Event.DENIED: return Office.CHOOSING;
      case Event.CANCELLED: return Office.CHOOSING;
    } break;
    case Office.REGISTERING: switch (event) {
      case Event.ENTER: return run(Machine.REGISTRATION);
      case Event.CANCELLED: return Office.MAKING_ROOM;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Office.BINDING: switch (event) {
      case Event.ENTER: return run(Machine.BINDING);
      case Event.SUCCEEDED: return Event.CANCELLED;
      case Event.CANCELLED: return Office.MAKING_ROOM;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Office.SHOWING: switch (event) {
      case Event.ENTER: showBinding(t); return wait(60_000);
      case Event.KEY_ENTER: return may2(ifBound(t), Office.ASKING, Office.MAKING_ROOM);
      case Event.KEY_CANCEL: return Office.MAKING_ROOM;
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
      case Event.CANCELLED: return Office.MAKING_ROOM;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Office.TESTING: switch (event) {
      case Event.ENTER: return run(Machine.TEST_PAYMENT);
      case Event.CANCELLED: return Event.CANCELLED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Office.LIMITING: switch (event) {
      case Event.ENTER: return run(Machine.LIMITS);
      case Event.CANCELLED: return Office.MAKING_ROOM;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Office.UNBINDING: switch (event) {
      case Event.ENTER: return run(Machine.UNBINDING);
      case Event.SUCCEEDED: return may2(ifRebinding(t), Office.BINDING, Event.CANCELLED);
      case Event.CANCELLED: return Office.MAKING_ROOM;
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
  return durable(t).bound !== 0 ? Office.ASKING : Office.MAKING_ROOM;
}

function ifRebinding(t: Terminal): i32 {
  return deskOf(t).item === Item.REBINDING ? Office.BINDING : Event.CANCELLED;
}
