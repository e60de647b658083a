/**
 * SETTING: what was set becomes durable. Returns SUCCEEDED, FAILED (there is no room: the batch must be settled first) or
 * FAULTED.
 *
 * Input: `beginDraft`, a copy of the zone on the desk, which the caller changes.
 */
import { Event } from "../../abi";
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { deskOf } from "../../acquirer/desk";
import { Servers } from "../../acquirer/servers";
import { copyBytes } from "../../base/bytes";
import { beginAct } from "../../journal/act";
import { Kind } from "../../journal/records";
import { Zone } from "../../journal/zones";
import { NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { showReason } from "../screens";
import { noteLanguage, Setup, setupBehind, SETUP_BYTES, setupZone, Step } from "./zone";

export enum Setting {
  MAKING_ROOM,
  WRITING,
  KEEPING,
  FULL,
}

export function setting(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Setting.MAKING_ROOM: switch (event) {
      case Event.ENTER: return run(Machine.MAKE_ROOM);
      case Event.ROOM: return Setting.WRITING;
      case Event.FULL: return Setting.FULL;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Setting.WRITING: switch (event) {
      case Event.ENTER: writeDraft(t); return run(Machine.APPEND);
      case Event.STORED: return Setting.KEEPING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Setting.KEEPING: switch (event) {
      case Event.ENTER: obeySetup(t); return Event.SUCCEEDED;
    } break;
    case Setting.FULL: switch (event) {
      case Event.ENTER: showFull(t); return wait(5_000);
      case Event.KEY_ENTER: return Event.FAILED;
      case Event.TIME: return Event.FAILED;
    } break;
  }
  return NO_ROW;
}

// What is drafted stands on the desk while SETTING runs: MAKE_ROOM and APPEND leave it alone.

/** On the desk, in its work area: the zone as it is to be, then what is being done, a `Kind`. */
const KIND_AT: usize = SETUP_BYTES;
/** Where the work area is free for those who draft. */
export const BEHIND_DRAFT: usize = SETUP_BYTES + 8;

/** A copy of the zone, to be changed before SETTING runs. */
export function beginDraft(t: Terminal, kind: Kind): Setup {
  const work = deskOf(t).work;
  copyBytes(work, setupZone(t), <i32>SETUP_BYTES);
  store<i32>(work + KIND_AT, kind);
  return setupBehind(draftServers(t));
}

/** Nothing but that a step of the first start is done. */
export function draftStep(t: Terminal, step: Step): void {
  beginDraft(t, Kind.STEP_DONE).steps |= <u8>step;
}

export function draftServers(t: Terminal): Servers {
  return changetype<Servers>(deskOf(t).work);
}

function writeDraft(t: Terminal): void {
  const work = deskOf(t).work;
  const zone = beginAct<Servers>(t, load<i32>(work + KIND_AT), Zone.SETUP);
  copyBytes(changetype<usize>(zone), work, <i32>SETUP_BYTES);
}

/** The next screen speaks the language that was chosen; after a change of servers the next line goes to the first of them. */
function obeySetup(t: Terminal): void {
  const kind = load<i32>(deskOf(t).work + KIND_AT);
  if (kind === Kind.LANGUAGE_SET) noteLanguage(t);
  if (kind === Kind.SERVERS_SET) t.server = 0;
}

function showFull(t: Terminal): void {
  showReason(t, Screen.NOT_AVAILABLE, Reason.JOURNAL_FULL);
}
