/** What the rows of DOWNLOAD do and choose. */
import { Command, Event } from "../../abi";
import { Download } from "../../abi_devices";
import { Field, Reason, Screen } from "../../abi_shown";
import { exchangeOf } from "../../acquirer/region";
import { beginAct } from "../../journal/act";
import { Kind } from "../../journal/records";
import { Zone } from "../../journal/zones";
import { beginDocument, putCode, putNumber, sendDocument } from "../../machine/document";
import { Terminal } from "../../machine/terminal";
import { Downloading } from "./download";
import { isEntry, Part, takePart } from "./list";
import { takeParameters, takeTexts } from "./parameters";
import { askEnd, askEntry, askList, hasEnd, hasEntries } from "./questions";
import { isSameList, isStaged, stagedCount, stopFor } from "./staging";
import { workOf } from "./work";
import { Downloads, fetchedOf, Texts } from "./zone";

export function tellStarting(t: Terminal): void {
  showProgress(t);
}

export function ifFirst(t: Terminal): i32 {
  return workOf(t).needed !== 0 ? Downloading.NEEDING : Downloading.CHOOSING;
}

export function writeNeeded(t: Terminal): void {
  beginAct<Downloads>(t, Kind.DOWNLOADS_NEEDED, Zone.DOWNLOADS).needed = workOf(t).needed;
}

/** In the order of `Download`. A firmware's manifest is known before it begins. */
export function nextDue(t: Terminal): i32 {
  const work = workOf(t);
  if (work.due === 0) return work.isSilent !== 0 ? Event.SUCCEEDED : Downloading.DONE;
  const next = ctz(work.due);
  work.due &= work.due - 1;
  work.download = next;
  work.index = 0;
  if (next === Download.FIRMWARE) return Downloading.LOOKING;
  work.count = 0;
  work.mark = 0;
  return Downloading.LISTING;
}

export function startList(t: Terminal): void {
  showProgress(t);
  askList(t);
}

export function ifTaken(t: Terminal): i32 {
  const work = workOf(t);
  if (!hasEntries(work)) {
    const x = exchangeOf(t);
    if (work.download === Download.TEXTS ? takeTexts(x, 0) : takeParameters(x, 0)) return Downloading.RECORDING;
    return fail(t, Reason.BAD_REPLY);
  }
  switch (takePart(t)) {
    case Part.MORE:
      return Downloading.LISTING;
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
  return work.index < work.count ? Downloading.FETCHING : Downloading.COMMITTING;
}

export function ifOpened(t: Terminal): i32 {
  return isStaged(t) ? Downloading.FETCHING : Downloading.FAILING;
}

export function startEntry(t: Terminal): void {
  showProgress(t);
  askEntry(t);
}

/** Another entry than the one that was asked for is none: what is staged stays, and the next try goes on. */
export function ifEntry(t: Terminal): i32 {
  return isEntry(t) ? Downloading.STAGING : fail(t, Reason.DOWNLOAD_DIFFERS);
}

export function ifPut(t: Terminal): i32 {
  if (!isStaged(t)) return Downloading.DROPPING;
  const work = workOf(t);
  work.index += 1;
  return work.index < work.count ? Downloading.FETCHING : Downloading.COMMITTING;
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
  downloads.needed &= ~(1 << work.download);
  if (work.download === Download.FIRMWARE) downloads.tried = work.version;
  const fetched = fetchedOf(downloads, work.download);
  fetched.mark = work.mark;
  fetched.count = work.count;
}

export function ifEnd(t: Terminal): i32 {
  return hasEnd(workOf(t)) ? Downloading.ENDING : Downloading.CHOOSING;
}

export function startEnd(t: Terminal): void {
  askEnd(t);
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
