/**
 * What the rows of DOWNLOAD do and choose: what is fetched next, what an answer leads to, what is recorded of it.
 *
 * Parameters and texts are checked to their end before they are recorded; of lists the journal has a mark and a number, since the
 * entries are the board's.
 */
import { Command, Event } from "../../abi";
import { Download } from "../../abi_devices";
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { Field } from "../../abi_fields";
import { exchangeOf } from "../../acquirer/region";
import { beginAct } from "../../journal/act";
import { Kind } from "../../journal/records";
import { Zone } from "../../journal/zones";
import { beginDocument, putCode, putNumber, sendDocument } from "../../machine/document";
import { Terminal } from "../../machine/terminal";
import { Downloading } from "./download";
import { isEntry, Part, takePart } from "./list";
import { takeParameters, takeTexts } from "./parameters";
import { ask, hasEnd, hasEntries, Step } from "./questions";
import { isSameList, isStaged, stagedCount, stopFor } from "./staging";
import { Work, workOf } from "./work";
import { Downloads, fetchedOf, Texts } from "./zone";

export function tellStarting(t: Terminal): void {
  showProgress(t);
}

/** In the order of `Download`. A firmware's manifest is known before it begins. */
export function nextDue(t: Terminal): i32 {
  const work = workOf(t);
  if (work.due === 0) return work.isSilent !== 0 ? Event.SUCCEEDED : Downloading.DONE;
  const next = ctz(work.due);
  work.due &= work.due - 1;
  work.download = next;
  work.index = 0;
  work.step = Step.LIST;
  if (next === Download.FIRMWARE) return Downloading.LOOKING;
  work.count = 0;
  work.mark = 0;
  return Downloading.ASKING;
}

export function startAsking(t: Terminal): void {
  showProgress(t);
  ask(t);
}

/** Of the question under way: what its answer leads to. */
export function ifAnswered(t: Terminal): i32 {
  switch (workOf(t).step) {
    case Step.LIST:
      return ifTaken(t);
    case Step.ENTRY:
      // Another entry than the one that was asked for is none: what is staged stays, and the next try goes on.
      return isEntry(t) ? Downloading.STAGING : fail(t, Reason.DOWNLOAD_DIFFERS);
    default:
      return Downloading.CHOOSING;
  }
}

/**
 * Whatever becomes of the end message, everything is there: a platform that has not heard of it asks for all of it once more.
 */
export function ifNeeded(t: Terminal): i32 {
  return workOf(t).step === Step.END ? Downloading.CHOOSING : Downloading.FAILING;
}

/** The next entry, or all of them are here. */
function nextEntry(work: Work): i32 {
  work.step = Step.ENTRY;
  return work.index < work.count ? Downloading.ASKING : Downloading.COMMITTING;
}

function ifTaken(t: Terminal): i32 {
  const work = workOf(t);
  if (!hasEntries(work)) {
    const x = exchangeOf(t);
    if (work.download === Download.TEXTS ? takeTexts(x, 0) : takeParameters(x, 0)) return Downloading.RECORDING;
    return fail(t, Reason.BAD_REPLY);
  }
  switch (takePart(t)) {
    case Part.MORE:
      return Downloading.ASKING;
    case Part.WHOLE:
      return Downloading.LOOKING;
    case Part.NONE:
      return Downloading.RECORDING;
    case Part.LONG:
      return fail(t, Reason.DOWNLOAD_LONG);
    default:
      return fail(t, Reason.BAD_REPLY);
  }
}

function fail(t: Terminal, reason: Reason): i32 {
  stopFor(t, reason);
  return Downloading.FAILING;
}

/** Where the same list is half staged already, it goes on there. */
export function ifResumed(t: Terminal): i32 {
  if (!isStaged(t)) return Downloading.FAILING;
  const work = workOf(t);
  if (!isSameList(work)) return Downloading.OPENING;
  work.index = stagedCount();
  return nextEntry(work);
}

export function ifOpened(t: Terminal): i32 {
  if (!isStaged(t)) return Downloading.FAILING;
  workOf(t).step = Step.ENTRY;
  return Downloading.ASKING;
}

export function ifPut(t: Terminal): i32 {
  if (!isStaged(t)) return Downloading.DROPPING;
  const work = workOf(t);
  work.index += 1;
  return nextEntry(work);
}

export function ifCommitted(t: Terminal): i32 {
  return isStaged(t) ? Downloading.RECORDING : Downloading.DROPPING;
}

/** The texts themselves, or that the board has the entries. */
export function writeFetched(t: Terminal): void {
  const work = workOf(t);
  if (!hasEntries(work)) {
    const x = exchangeOf(t);
    const texts = changetype<usize>(beginAct<Texts>(t, Kind.TEXTS_SET, Zone.TEXTS));
    const isWhole = work.download === Download.TEXTS ? takeTexts(x, texts) : takeParameters(x, texts);
    assert(isWhole);
    return;
  }
  const downloads = beginAct<Downloads>(t, Kind.DOWNLOADED, Zone.DOWNLOADS);
  if (work.download === Download.FIRMWARE) downloads.tried = work.version;
  const fetched = fetchedOf(downloads, work.download);
  fetched.mark = work.mark;
  fetched.count = work.count;
}

export function ifEnd(t: Terminal): i32 {
  workOf(t).step = Step.END;
  return hasEnd(workOf(t)) ? Downloading.ASKING : Downloading.CHOOSING;
}

export function failFull(t: Terminal): void {
  exchangeOf(t).stopped = Reason.JOURNAL_FULL;
}

export function failCancelled(t: Terminal): void {
  exchangeOf(t).stopped = Reason.CANCELLED;
}

export function failBoard(t: Terminal): void {
  stopFor(t, Reason.DOWNLOAD_DEVICE);
}

export function ifSilent(t: Terminal): i32 {
  return workOf(t).isSilent !== 0 ? Event.FAILED : Downloading.TELLING;
}

export function showFailed(t: Terminal): void {
  const x = exchangeOf(t);
  begin(t, Screen.DOWNLOAD_FAILED);
  putNumber(Field.REASON, x.stopped);
  if (x.stopped === Reason.HOST_DECLINED) putCode(Field.RESPONSE_CODE, x.responseCode);
  sendDocument(t, Command.SCREEN, 0);
}

export function showDone(t: Terminal): void {
  beginDocument(Screen.DOWNLOADED);
  sendDocument(t, Command.SCREEN, 0);
}

/** What is fetched, and how much of it is here. */
function showProgress(t: Terminal): void {
  begin(t, Screen.DOWNLOADING);
  const work = workOf(t);
  if (work.count > 0 && work.index < work.count) {
    putNumber(Field.ENTRY, work.index + 1);
    putNumber(Field.ENTRIES, work.count);
  }
  sendDocument(t, Command.SCREEN, 0);
}

function begin(t: Terminal, screen: Screen): void {
  beginDocument(screen);
  const work = workOf(t);
  if (work.download !== Download.NONE) putNumber(Field.DOWNLOAD, work.download);
}
