/** LIFECYCLE: from power to idle and back; the bottom machine, which never returns. */
import { Command, Event, PARAMETERS_BYTES, STAY } from "../abi";
import { Role } from "../abi_devices";
import { Screen } from "../abi_shown";
import { Reason } from "../abi_reasons";
import { Item, Menu } from "../abi_fields";
import { deskOf } from "../acquirer/desk";
import { exchangeOf, wipeExchange } from "../acquirer/region";
import { copyBytes } from "../base/bytes";
import { wipeCard } from "../emv/region";
import { prepare } from "../journal/append";
import { isSettling } from "../journal/batch";
import { durable } from "../journal/durable";
import { Kind } from "../journal/records";
import { Nothing, PAYLOAD, tell } from "../machine/io";
import { may2, may4, may5, may6, may7, NO_ROW, REST, run, Machine, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { mustErase } from "./binding/erasing";
import { isCheckDue } from "./binding/service_check";
import { takesBoot, tellKeyGeneration } from "./boot";
import { endRequests, hasRequest } from "./download/obey";
import { itemAt, openMenu } from "./menu";
import { isLogOnNeeded } from "./people/login";
import { needRole, roleFor } from "./people/roles";
import { isLocked, isTampered, reasonOfLatch } from "./care/locks";
import { showLock } from "./care/screens";
import { isUpkeepDue } from "./care/upkeep";
import { hasNotice, hasRoomToEnd } from "./notice";
import { show, showIdle, showReason } from "./screens";
import { noteLanguage, stepsLeft } from "./setup/zone";
import { hasUploads, ifMore } from "./upload";

export enum Life {
  OFF,
  REPLAYING,
  CHECKING_KEYS,
  ERASING,
  UNBOUND,
  BINDING,
  IDLE,
  MENU,
  OPENING,
  REFUSING_CODE,
  SELLING,
  SIGNING_ON,
  CHECKING_SERVICE,
  OFFICE,
  RECOVERING,
  NOTIFYING,
  UPLOADING,
  ON_TRIAL,
  OBEYING,
  SETTLING,
  FIRST_START,
  SETTINGS,
  HELP,
  TIDYING,
  LOGGING_ON,
  SERVICE,
  RESTING,
  UPKEEP,
  LOCKED,
  OUT_OF_SERVICE,
}

export function lifecycle(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Life.OFF: switch (event) {
      case Event.ENTER: return REST;
      case Event.BOOT: return may2(ifFlash(t), Life.REPLAYING, Life.OUT_OF_SERVICE);
    } break;
    case Life.REPLAYING: switch (event) {
      case Event.ENTER: showStarting(t); return run(Machine.REPLAY);
      case Event.REPLAYED: return Life.CHECKING_KEYS;
      case Event.CORRUPT: noteCorrupt(t); return Life.OUT_OF_SERVICE;
    } break;
    case Life.CHECKING_KEYS: switch (event) {
      case Event.ENTER: tellKeyGeneration(t); noteLanguage(t); return may6(ifPending(t), Life.ON_TRIAL, Life.ERASING, Life.SETTLING, Life.RECOVERING, Life.OBEYING, Life.RESTING);
    } break;
    case Life.ERASING: switch (event) {
      case Event.ENTER: return run(Machine.ERASE);
      case Event.SUCCEEDED: return Life.RESTING;
      case Event.FAILED: return Life.RESTING;
      case Event.FAULTED: noteWorn(t); return Life.OUT_OF_SERVICE;
    } break;
    case Life.ON_TRIAL: switch (event) {
      case Event.ENTER: return run(Machine.TRIAL);
      case Event.SUCCEEDED: return Life.CHECKING_KEYS;
      case Event.FAILED: noteGivenUp(t); return Life.OUT_OF_SERVICE;
    } break;
    case Life.UNBOUND: switch (event) {
      case Event.ENTER: showUnbound(t); return REST;
      case Event.PROVISION: writeBound(t); return Life.BINDING;
      case Event.TAMPERED: return Life.RESTING;
      case Event.KEY_ENTER: return may2(ifFirstStart(t), Life.FIRST_START, Life.MENU);
      case Event.KEY_MENU: return Life.MENU;
    } break;
    case Life.BINDING: switch (event) {
      case Event.ENTER: return run(Machine.APPEND);
      case Event.STORED: return Life.IDLE;
      case Event.NOT_STORED: noteWorn(t); return Life.OUT_OF_SERVICE;
    } break;
    case Life.IDLE: switch (event) {
      case Event.ENTER: showIdle(t); return wait(60_000);
      case Event.KEY_ENTER: return may2(ifLoggedOn(t), Life.SELLING, Life.LOGGING_ON);
      case Event.KEY_DIGIT: return may7(chosenByDigit(t), Life.SELLING, Life.LOGGING_ON, Life.REFUSING_CODE, Life.SIGNING_ON, Life.OPENING, STAY, Life.MENU);
      case Event.KEY_MENU: return Life.MENU;
      case Event.TIME: return may7(whileResting(t), Life.SETTLING, Life.RECOVERING, Life.NOTIFYING, Life.UPLOADING, Life.CHECKING_SERVICE, Life.OBEYING, Life.RESTING);
      case Event.TAMPERED: return Life.RESTING;
    } break;
    case Life.MENU: switch (event) {
      case Event.ENTER: openMain(t); return run(Machine.MENU);
      case Event.CHOSEN: return may7(chosen(t), Life.SELLING, Life.LOGGING_ON, Life.REFUSING_CODE, Life.SIGNING_ON, Life.OPENING, Life.TIDYING, Life.MENU);
      case Event.CANCELLED: return Life.TIDYING;
    } break;
    case Life.OPENING: switch (event) {
      case Event.ENTER: return may5(section(t), Life.SETTLING, Life.OFFICE, Life.SETTINGS, Life.HELP, Life.SERVICE);
    } break;
    case Life.REFUSING_CODE: switch (event) {
      case Event.ENTER: refuseCode(t); return wait(5_000);
      case Event.KEY_ENTER: return Life.TIDYING;
      case Event.KEY_CANCEL: return Life.TIDYING;
      case Event.TIME: return Life.TIDYING;
    } break;
    case Life.OFFICE: switch (event) {
      case Event.ENTER: return run(Machine.OFFICE);
      case Event.CANCELLED: return Life.TIDYING;
      case Event.FAULTED: noteWorn(t); return Life.OUT_OF_SERVICE;
    } break;
    case Life.LOGGING_ON: switch (event) {
      case Event.ENTER: needCashier(t); return run(Machine.LOGIN);
      case Event.ALLOWED: return Life.SELLING;
      case Event.DENIED: return Life.TIDYING;
      case Event.CANCELLED: return Life.TIDYING;
    } break;
    case Life.SERVICE: switch (event) {
      case Event.ENTER: return run(Machine.SERVICE);
      case Event.CANCELLED: return Life.TIDYING;
      case Event.FAULTED: noteWorn(t); return Life.OUT_OF_SERVICE;
    } break;
    case Life.SELLING: switch (event) {
      case Event.ENTER: return run(Machine.SALE);
      case Event.SALE_ENDED: return Life.TIDYING;
      case Event.FAULTED: noteWorn(t); return Life.OUT_OF_SERVICE;
    } break;
    case Life.SIGNING_ON: switch (event) {
      case Event.ENTER: return run(Machine.SIGN_ON);
      case Event.SIGNED_ON: return may2(ifCheckDue(t), Life.TIDYING, Life.CHECKING_SERVICE);
      case Event.SIGN_ON_FAILED: return Life.TIDYING;
      case Event.FAULTED: noteWorn(t); return Life.OUT_OF_SERVICE;
    } break;
    case Life.CHECKING_SERVICE: switch (event) {
      case Event.ENTER: return run(Machine.SERVICE_CHECK);
      case Event.SUCCEEDED: return Life.TIDYING;
      case Event.FAILED: return Life.TIDYING;
      case Event.FAULTED: noteWorn(t); return Life.OUT_OF_SERVICE;
    } break;
    case Life.RECOVERING: switch (event) {
      case Event.ENTER: return run(Machine.RECOVERY);
      case Event.REVERSED: return Life.TIDYING;
      case Event.UNRESOLVED: return Life.TIDYING;
      case Event.FAULTED: noteWorn(t); return Life.OUT_OF_SERVICE;
    } break;
    case Life.NOTIFYING: switch (event) {
      case Event.ENTER: return run(Machine.NOTICE);
      case Event.NOTIFIED: return Life.TIDYING;
      case Event.UNRESOLVED: return Life.TIDYING;
      case Event.FAULTED: noteWorn(t); return Life.OUT_OF_SERVICE;
    } break;
    case Life.UPLOADING: switch (event) {
      case Event.ENTER: return run(Machine.UPLOAD);
      case Event.NOTIFIED: return may2(ifMore(t), Life.UPLOADING, Life.TIDYING);
      case Event.UNRESOLVED: return Life.TIDYING;
      case Event.FAULTED: noteWorn(t); return Life.OUT_OF_SERVICE;
    } break;
    case Life.SETTLING: switch (event) {
      case Event.ENTER: return run(Machine.SETTLEMENT);
      case Event.CANCELLED: return Life.TIDYING;
      case Event.FAULTED: noteWorn(t); return Life.OUT_OF_SERVICE;
    } break;
    case Life.TIDYING: switch (event) {
      case Event.ENTER: tidy(t); return may2(ifAsked(t), Life.OBEYING, Life.RESTING);
    } break;
    case Life.RESTING: switch (event) {
      case Event.ENTER: return may4(whereToRest(t), Life.UPKEEP, Life.LOCKED, Life.UNBOUND, Life.IDLE);
    } break;
    case Life.UPKEEP: switch (event) {
      case Event.ENTER: return run(Machine.UPKEEP);
      case Event.SUCCEEDED: return Life.RESTING;
      case Event.FAULTED: noteWorn(t); return Life.OUT_OF_SERVICE;
    } break;
    case Life.OBEYING: switch (event) {
      case Event.ENTER: return run(Machine.OBEY);
      case Event.SUCCEEDED: forget(t); return Life.RESTING;
      case Event.FAULTED: noteWorn(t); return Life.OUT_OF_SERVICE;
    } break;
    case Life.LOCKED: switch (event) {
      case Event.ENTER: showLocked(t); return wait(60_000);
      case Event.KEY_MENU: return Life.MENU;
      case Event.TIME: return may7(whileResting(t), Life.SETTLING, Life.RECOVERING, Life.NOTIFYING, Life.UPLOADING, Life.CHECKING_SERVICE, Life.OBEYING, Life.RESTING);
      case Event.TAMPERED: return Life.RESTING;
    } break;
    case Life.FIRST_START: switch (event) {
      case Event.ENTER: return run(Machine.FIRST_START);
      case Event.SUCCEEDED: return Life.TIDYING;
      case Event.CANCELLED: return Life.TIDYING;
      case Event.FAULTED: noteWorn(t); return Life.OUT_OF_SERVICE;
    } break;
    case Life.SETTINGS: switch (event) {
      case Event.ENTER: return run(Machine.SETTINGS);
      case Event.CANCELLED: return Life.TIDYING;
      case Event.FAULTED: noteWorn(t); return Life.OUT_OF_SERVICE;
    } break;
    case Life.HELP: switch (event) {
      case Event.ENTER: return run(Machine.HELP);
      case Event.CANCELLED: return Life.TIDYING;
    } break;
    case Life.OUT_OF_SERVICE: switch (event) {
      case Event.ENTER: showOutOfService(t); return REST;
    } break;
  }
  return NO_ROW;
}

function ifFlash(t: Terminal): i32 {
  stopFor(t, Reason.FLASH_WORN);
  return takesBoot(t) ? Life.REPLAYING : Life.OUT_OF_SERVICE;
}

function showStarting(t: Terminal): void {
  show(t, Screen.STARTING);
}

function ifPending(t: Terminal): i32 {
  const d = durable(t);
  if (t.onTrial !== 0) return Life.ON_TRIAL;
  if (d.bound === 0) return mustErase(t) ? Life.ERASING : Life.RESTING;
  if (isSettling(t)) return Life.SETTLING;
  if (d.pending !== Kind.NONE) return Life.RECOVERING;
  return hasRequest(t) ? Life.OBEYING : Life.RESTING;
}

/** What the terminal has to write about itself comes first; then it is locked, unbound, or idle. */
function whereToRest(t: Terminal): i32 {
  if (isUpkeepDue(t)) return Life.UPKEEP;
  if (isLocked(t)) return Life.LOCKED;
  return durable(t).bound === 0 ? Life.UNBOUND : Life.IDLE;
}

function showLocked(t: Terminal): void {
  showLock(t, reasonOfLatch(t));
}

/** A sign-on is an occasion to ask whether the terminal may trade. */
function ifCheckDue(t: Terminal): i32 {
  return isCheckDue(t) ? Life.CHECKING_SERVICE : Life.TIDYING;
}

function showUnbound(t: Terminal): void {
  show(t, Screen.UNBOUND);
}

function writeBound(t: Terminal): void {
  copyBytes(prepare(t, Kind.BOUND, PARAMETERS_BYTES), PAYLOAD, PARAMETERS_BYTES);
}

function ifFirstStart(t: Terminal): i32 {
  return stepsLeft(t) !== 0 ? Life.FIRST_START : Life.MENU;
}

/**
 * Every minute. Without working keys a person signs on first: a try a minute would write a record a minute, and wear the flash;
 * erased ones are no working keys.
 */
function whileResting(t: Terminal): i32 {
  const d = durable(t);
  const hasKeys = d.signedOn !== 0 && !isTampered(t);
  if (isSettling(t)) return Life.SETTLING; // takes no keys
  if (hasKeys && d.pending !== Kind.NONE) return Life.RECOVERING;
  if (hasKeys && hasNotice(t) && hasRoomToEnd(t)) return Life.NOTIFYING;
  if (hasKeys && hasUploads(t)) return Life.UPLOADING;
  if (hasKeys && isCheckDue(t)) return Life.CHECKING_SERVICE;
  return ifAsked(t);
}

function ifAsked(t: Terminal): i32 {
  return hasRequest(t) && durable(t).bound !== 0 ? Life.OBEYING : Life.RESTING;
}

/** Nothing that came with it stays behind. */
function forget(t: Terminal): void {
  endRequests(t);
  wipeCard(t);
  wipeExchange(t);
}

function noteGivenUp(t: Terminal): void {
  stopFor(t, Reason.UPDATE_SLOTS);
}

/** Where there are cashiers, one of them is logged on before a sale. */
function ifLoggedOn(t: Terminal): i32 {
  return isLogOnNeeded(t) ? Life.LOGGING_ON : Life.SELLING;
}

function needCashier(t: Terminal): void {
  needRole(t, roleFor(Item.CARD));
}

function openMain(t: Terminal): void {
  openMenu(t, Menu.MAIN);
}

function chosen(t: Terminal): i32 {
  return stateOf(t, deskOf(t).item);
}

/** Whoever knows the main menu need not open it. */
function chosenByDigit(t: Terminal): i32 {
  const item = itemAt(Menu.MAIN, <i32>load<u32>(PAYLOAD));
  return item === 0 ? STAY : stateOf(t, item);
}

/** Without a binding nothing is paid and nobody signs on; a locked terminal takes no payment, but can be bound anew and served. */
function stateOf(t: Terminal, item: i32): i32 {
  if (durable(t).bound === 0 && item <= Item.SETTLEMENT) return Life.REFUSING_CODE;
  if (isLocked(t) && roleFor(item) === Role.CASHIER) return Life.TIDYING;
  switch (item) {
    case Item.CARD:
      return ifLoggedOn(t);
    case Item.CODE:
      return Life.REFUSING_CODE;
    case Item.SIGN_ON:
      return Life.SIGNING_ON;
    case Item.SETTLEMENT:
    case Item.OFFICE:
    case Item.SETTINGS:
    case Item.HELP:
    case Item.SERVICE:
      deskOf(t).item = item;
      return Life.OPENING;
    default:
      return Life.MENU;
  }
}

/** The machine behind an item of the main menu, which stands on the desk. */
function section(t: Terminal): i32 {
  switch (deskOf(t).item) {
    case Item.SETTLEMENT:
      return Life.SETTLING;
    case Item.OFFICE:
      return Life.OFFICE;
    case Item.SETTINGS:
      return Life.SETTINGS;
    case Item.HELP:
      return Life.HELP;
    default:
      return Life.SERVICE;
  }
}

/** The merchant may not be paid by code; one who is not bound, by nothing. */
function refuseCode(t: Terminal): void {
  showReason(t, Screen.NOT_AVAILABLE, durable(t).bound !== 0 ? Reason.METHOD_OFF : Reason.NOT_BOUND);
}

/** Nothing of a payment stays behind: the card is given back, memory and the secure module forget it. */
function tidy(t: Terminal): void {
  wipeCard(t);
  wipeExchange(t);
  giveBack(t);
}

function giveBack(t: Terminal): void {
  t.testing = 0;
  tell<Nothing>(t, Command.CARD_RELEASE);
  tell<Nothing>(t, Command.WIPE);
}

function noteCorrupt(t: Terminal): void {
  stopFor(t, Reason.JOURNAL_CORRUPT);
}

function noteWorn(t: Terminal): void {
  stopFor(t, Reason.FLASH_WORN);
}

/** Only a restart leads on from here; what a payment left in memory does not wait for it. */
function stopFor(t: Terminal, reason: Reason): void {
  wipeCard(t);
  wipeExchange(t);
  exchangeOf(t).stopped = reason;
}

function showOutOfService(t: Terminal): void {
  giveBack(t);
  showReason(t, Screen.OUT_OF_SERVICE, exchangeOf(t).stopped);
}
