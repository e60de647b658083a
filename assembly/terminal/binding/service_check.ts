/**
 * SERVICE_CHECK: the platform is asked whether the terminal may trade, and until when. Returns SUCCEEDED, FAILED (`stopped` in the
 * exchange's region) or FAULTED. Nothing is recorded but a change, and the first answer of a day.
 */
import { Event } from "../../abi";
import { NetworkCode, Tag } from "../../abi_platform";
import { Reason } from "../../abi_reasons";
import { exchangeOf } from "../../acquirer/region";
import { civilDate } from "../../base/time";
import { durable } from "../../journal/durable";
import { Kind } from "../../journal/records";
import { may3, NO_ROW, run, Machine } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { beginAccountQuestion, stopBadReply, stopBy, tagDate, tagService } from "./questions";
import { bindingOf, changeBinding } from "./zone";

export enum ServiceCheck {
  MAKING_ROOM,
  ASKING,
  NOTING,
}

export function serviceCheck(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case ServiceCheck.MAKING_ROOM: switch (event) {
      case Event.ENTER: return run(Machine.MAKE_ROOM);
      case Event.ROOM: return ServiceCheck.ASKING;
      case Event.FULL: stopFull(t); return Event.FAILED;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case ServiceCheck.ASKING: switch (event) {
      case Event.ENTER: askService(t); return run(Machine.ASK);
      case Event.REPLIED: return may3(ifNews(t), ServiceCheck.NOTING, Event.SUCCEEDED, Event.FAILED);
      case Event.REFUSED: return Event.FAILED;
      case Event.FAILED: return Event.FAILED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case ServiceCheck.NOTING: switch (event) {
      case Event.ENTER: writeService(t); return run(Machine.APPEND);
      case Event.STORED: return Event.SUCCEEDED;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
  }
  return NO_ROW;
}

/** A failed check is tried again so much later. */
const RETRY_MS: u64 = 3_600_000;

/** @returns whether a binding with a term is to be looked at: once a day, each hour until the platform has answered */
export function isCheckDue(t: Terminal): bool {
  const binding = bindingOf(t);
  if (durable(t).bound === 0 || durable(t).signedOn === 0 || binding.boundUntil === 0) return false;
  if (binding.checkedOn === <i32>civilDate(t.wall_ms)) return false;
  return t.checked_ms === 0 || t.now_ms - t.checked_ms >= RETRY_MS;
}

function stopFull(t: Terminal): void {
  stopBy(t, Reason.JOURNAL_FULL);
}

function askService(t: Terminal): void {
  t.checked_ms = t.now_ms;
  beginAccountQuestion(t, NetworkCode.SERVICE_STATE);
}

function ifNews(t: Terminal): i32 {
  const x = exchangeOf(t);
  const binding = bindingOf(t);
  const service = tagService(x);
  if (service < 0) {
    stopBadReply(t);
    return Event.FAILED;
  }
  const isNews = service !== binding.service || untilOf(t) !== binding.boundUntil;
  return isNews || binding.checkedOn !== <i32>civilDate(t.wall_ms) ? ServiceCheck.NOTING : Event.SUCCEEDED;
}

/** An answer without a term leaves it as it is. */
function untilOf(t: Terminal): i32 {
  const until = tagDate(exchangeOf(t), Tag.TERM_UNTIL);
  return until !== 0 ? until : bindingOf(t).boundUntil;
}

function writeService(t: Terminal): void {
  const binding = changeBinding(t, Kind.SERVICE_NOTED);
  binding.service = tagService(exchangeOf(t));
  binding.boundUntil = untilOf(t);
  binding.checkedOn = <i32>civilDate(t.wall_ms);
}
