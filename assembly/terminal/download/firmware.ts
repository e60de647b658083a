/**
 * FIRMWARE: a newer firmware is offered, fetched, checked by the board and started on trial. Returns SUCCEEDED (there is none
 * newer), CANCELLED (not now), FAILED or FAULTED; where it goes well the machine starts anew.
 *
 * Only with a settled batch, nothing pending and power enough, and only when a person agrees. What is fetched so far stays on the
 * board over a power cut. TRIAL goes on after the restart.
 */
import { Command, Done, Event } from "../../abi";
import { Download, FaultCode, Part, SlotAction } from "../../abi_devices";
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { Field } from "../../abi_fields";
import { exchangeOf } from "../../acquirer/region";
import { durable } from "../../journal/durable";
import { Kind } from "../../journal/records";
import { beginDocument, putCode, putNumber, sendDocument } from "../../machine/document";
import { ask, Nothing, payload, Status, tell } from "../../machine/io";
import { hold, may2, may4, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { noteFault } from "../faults";
import { show } from "../screens";
import { NEEDS_TO_UPDATE, needReadiness } from "../setup/readiness";
import { askOffer, Offer, takeOffer } from "./offer";
import { stopFor } from "./staging";
import { workOf } from "./work";
import { downloadsOf } from "./zone";

export enum Updating {
  ASKING,
  LATEST,
  OFFERING,
  POWER,
  FETCHING,
  TRYING,
  RESTARTING,
  TELLING,
}

export function firmware(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Updating.ASKING: switch (event) {
      case Event.ENTER: startOffer(t); return run(Machine.ASK);
      case Event.REPLIED: return may4(ifOffered(t), Updating.OFFERING, Updating.LATEST, Updating.TELLING, Event.SUCCEEDED);
      case Event.REFUSED: return may2(ifSilent(t), Event.FAILED, Updating.TELLING);
      case Event.FAILED: return may2(ifSilent(t), Event.FAILED, Updating.TELLING);
      case Event.FAULTED: return Event.FAULTED;
      case Event.KEY_CANCEL: return Event.CANCELLED;
    } break;
    case Updating.LATEST: switch (event) {
      case Event.ENTER: showLatest(t); return wait(5_000);
      case Event.KEY_ENTER: return Event.SUCCEEDED;
      case Event.TIME: return Event.SUCCEEDED;
    } break;
    case Updating.OFFERING: switch (event) {
      case Event.ENTER: showOffer(t); return wait(60_000);
      case Event.KEY_ENTER: return may2(ifSettled(t), Updating.POWER, Updating.TELLING);
      case Event.KEY_CANCEL: postpone(t); return Event.CANCELLED;
      case Event.TIME: postpone(t); return Event.CANCELLED;
    } break;
    case Updating.POWER: switch (event) {
      case Event.ENTER: needPower(t); return run(Machine.READINESS);
      case Event.SUCCEEDED: return Updating.FETCHING;
      case Event.FAILED: return Event.CANCELLED;
    } break;
    case Updating.FETCHING: switch (event) {
      case Event.ENTER: startBlocks(t); return run(Machine.DOWNLOAD);
      case Event.SUCCEEDED: return Updating.TRYING;
      case Event.FAILED: return Updating.TELLING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Updating.TRYING: switch (event) {
      case Event.ENTER: trySlot(t); return hold(10_000);
      case Event.SLOT_DONE: return may2(ifSlot(t), Updating.RESTARTING, Updating.TELLING);
      case Event.TIME: failSlot(t); return Updating.TELLING;
    } break;
    case Updating.RESTARTING: switch (event) {
      case Event.ENTER: restart(t); return wait(30_000);
      case Event.TIME: failSlot(t); return Updating.TELLING;
    } break;
    case Updating.TELLING: switch (event) {
      case Event.ENTER: showFailed(t); return wait(10_000);
      case Event.KEY_ENTER: return Event.FAILED;
      case Event.TIME: return Event.FAILED;
    } break;
  }
  return NO_ROW;
}

/** Not offered again for half a day, unless somebody asks. */
const POSTPONED_MS: u64 = 12 * 3_600_000;

/** Payload of SLOT. */
@unmanaged
export class SlotRequest {
  action: u32;
  version: u32;
}

/** The batch is settled, and nothing waits to be told to the acquirer. */
export function isSettled(t: Terminal): bool {
  const d = durable(t);
  return d.sales === 0 && d.pending === Kind.NONE && d.notice.ownStan === 0;
}

function startOffer(t: Terminal): void {
  workOf(t).download = Download.FIRMWARE;
  workOf(t).count = 0;
  beginDocument(Screen.DOWNLOADING);
  putNumber(Field.DOWNLOAD, Download.FIRMWARE);
  sendDocument(t, Command.SCREEN, 0);
  askOffer(t);
}

function ifOffered(t: Terminal): i32 {
  switch (takeOffer(t, exchangeOf(t), workOf(t))) {
    case Offer.NEWER:
      return Updating.OFFERING;
    case Offer.NONE:
      return workOf(t).isSilent !== 0 ? Event.SUCCEEDED : Updating.LATEST;
    case Offer.OLDER:
      stopFor(t, Reason.DOWNLOAD_OLDER);
      return Updating.TELLING;
    default:
      stopFor(t, Reason.BAD_REPLY);
      return Updating.TELLING;
  }
}

function ifSilent(t: Terminal): i32 {
  return workOf(t).isSilent !== 0 ? Event.FAILED : Updating.TELLING;
}

function showLatest(t: Terminal): void {
  showVersion(t, Screen.FIRMWARE_LATEST, t.firmware);
}

function showOffer(t: Terminal): void {
  showVersion(t, Screen.FIRMWARE_OFFERED, workOf(t).version);
}

/** A screen that names a firmware. */
export function showVersion(t: Terminal, screen: Screen, version: u32): void {
  beginDocument(screen);
  putNumber(Field.VERSION, version);
  sendDocument(t, Command.SCREEN, 0);
}

function postpone(t: Terminal): void {
  t.postponed_ms = t.wall_ms + POSTPONED_MS;
}

function ifSettled(t: Terminal): i32 {
  if (isSettled(t)) return Updating.POWER;
  exchangeOf(t).stopped = Reason.UPDATE_UNSETTLED;
  return Updating.TELLING;
}

function needPower(t: Terminal): void {
  needReadiness(t, NEEDS_TO_UPDATE);
}

function startBlocks(t: Terminal): void {
  const work = workOf(t);
  work.due = 1 << Download.FIRMWARE;
  work.isSilent = 1;
}

function trySlot(t: Terminal): void {
  askSlot(t, SlotAction.TRY, downloadsOf(t).tried);
}

export function askSlot(t: Terminal, action: SlotAction, version: u32): void {
  const request = ask<SlotRequest>(t, Command.SLOT);
  request.action = action;
  request.version = version;
}

function ifSlot(t: Terminal): i32 {
  if (payload<Status>().status === Done.DONE) return Updating.RESTARTING;
  failSlot(t);
  return Updating.TELLING;
}

function failSlot(t: Terminal): void {
  exchangeOf(t).stopped = Reason.UPDATE_SLOTS;
  noteFault(t, Part.SOFTWARE, FaultCode.REFUSED);
}

/** The board starts the machine anew, as after a power cut. */
export function restart(t: Terminal): void {
  show(t, Screen.RESTARTING);
  tell<Nothing>(t, Command.RESTART);
}

function showFailed(t: Terminal): void {
  const x = exchangeOf(t);
  beginDocument(Screen.FIRMWARE_FAILED);
  putNumber(Field.REASON, x.stopped);
  if (x.stopped === Reason.HOST_DECLINED) putCode(Field.RESPONSE_CODE, x.responseCode);
  sendDocument(t, Command.SCREEN, 0);
}
