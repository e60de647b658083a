/**
 * SETTINGS: what may be set, and what the terminal says of itself. Returns CANCELLED or FAULTED.
 *
 * To look and to test is anybody's; what changes something needs a role first (people/roles.ts).
 */
import { Command, Event } from "../../abi";
import { Item, Menu } from "../../abi_fields";
import { clearDesk, deskOf } from "../../acquirer/desk";
import { ask, Nothing } from "../../machine/io";
import { may3, may5, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { openMenu } from "../menu";
import { needRole, roleFor } from "../people/roles";
import { showDevice } from "./device";
import { Need, needReadiness, NEEDS_ALL, takeReadiness } from "./readiness";

export enum Settings {
  CHOOSING,
  GUARDING,
  LANGUAGE,
  NETWORK,
  SERVERS,
  TESTING,
  READINESS,
  CHECKING,
  LOOKING,
  DEVICE,
}

export function settings(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Settings.CHOOSING: switch (event) {
      case Event.ENTER: openSettings(t); return run(Machine.MENU);
      case Event.CHOSEN: return may5(ifItem(t), Settings.GUARDING, Settings.TESTING, Settings.READINESS, Settings.CHECKING, Settings.LOOKING);
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Settings.GUARDING: switch (event) {
      case Event.ENTER: needManager(t); return run(Machine.LOGIN);
      case Event.ALLOWED: return may3(ifSetting(t), Settings.LANGUAGE, Settings.NETWORK, Settings.SERVERS);
      case Event.DENIED: return Settings.CHOOSING;
      case Event.CANCELLED: return Settings.CHOOSING;
    } break;
    case Settings.LANGUAGE: switch (event) {
      case Event.ENTER: return run(Machine.LANGUAGE);
      case Event.SUCCEEDED: return Settings.CHOOSING;
      case Event.CANCELLED: return Settings.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Settings.NETWORK: switch (event) {
      case Event.ENTER: return run(Machine.NETWORKING);
      case Event.SUCCEEDED: return Settings.TESTING;
      case Event.CANCELLED: return Settings.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Settings.SERVERS: switch (event) {
      case Event.ENTER: return run(Machine.SERVERS);
      case Event.SUCCEEDED: return Settings.TESTING;
      case Event.CANCELLED: return Settings.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Settings.TESTING: switch (event) {
      case Event.ENTER: return run(Machine.CONNECTION);
      case Event.SUCCEEDED: return Settings.CHOOSING;
      case Event.FAILED: return Settings.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Settings.READINESS: switch (event) {
      case Event.ENTER: needAll(t); return run(Machine.READINESS);
      case Event.SUCCEEDED: return Settings.CHOOSING;
      case Event.FAILED: return Settings.CHOOSING;
    } break;
    case Settings.CHECKING: switch (event) {
      case Event.ENTER: return run(Machine.FAULT_CHECK);
      case Event.SUCCEEDED: return Settings.TESTING;
      case Event.FAILED: return Settings.CHOOSING;
    } break;
    case Settings.LOOKING: switch (event) {
      case Event.ENTER: askSensors(t); return wait(10_000);
      case Event.READINESS_DONE: takeReadiness(t); return Settings.DEVICE;
      case Event.TIME: return Settings.DEVICE;
    } break;
    case Settings.DEVICE: switch (event) {
      case Event.ENTER: showDevice(t); return wait(60_000);
      case Event.KEY_ENTER: return Settings.CHOOSING;
      case Event.KEY_CANCEL: return Settings.CHOOSING;
      case Event.TIME: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

function openSettings(t: Terminal): void {
  openMenu(t, Menu.SETTINGS);
}

function ifItem(t: Terminal): i32 {
  switch (deskOf(t).item) {
    case Item.LANGUAGE:
    case Item.NETWORK:
    case Item.SERVERS:
      return Settings.GUARDING;
    case Item.CONNECTION_TEST:
      return Settings.TESTING;
    case Item.READINESS:
      return Settings.READINESS;
    case Item.FAULT_CHECK:
      return Settings.CHECKING;
    default:
      return Settings.LOOKING;
  }
}

/** To look is free; to change needs a role. */
function needManager(t: Terminal): void {
  needRole(t, roleFor(Item.SETTINGS));
}

function ifSetting(t: Terminal): i32 {
  const item = deskOf(t).item;
  if (item === Item.LANGUAGE) return Settings.LANGUAGE;
  return item === Item.NETWORK ? Settings.NETWORK : Settings.SERVERS;
}

function needAll(t: Terminal): void {
  clearDesk(t);
  needReadiness(t, NEEDS_ALL | Need.SHOWN);
}

function askSensors(t: Terminal): void {
  clearDesk(t);
  ask<Nothing>(t, Command.READINESS);
}
