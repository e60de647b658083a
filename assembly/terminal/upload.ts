/**
 * UPLOAD: the acquirer is told of the oldest offline approval that it does not know yet (UnionPay POS, 0200 with F60.1 36). Returns
 * NOTIFIED (it has it, or has refused it: the journal says which), UNRESOLVED (it waits on) or FAULTED.
 *
 * The approval is looked for in the journal, where it was made durable before anybody heard of it, and keeps its own STAN: a retry
 * repeats the message, and the acquirer books it once. What is refused stays known until the batch is settled: a fault, a screen,
 * lines on the settlement slip.
 */
import { Command, Event } from "../abi";
import { FaultCode, Part } from "../abi_devices";
import { Field } from "../abi_fields";
import { Screen } from "../abi_shown";
import { hasUpload, isUploadLater } from "../acquirer/profile";
import { exchangeOf, Request, wipeExchange } from "../acquirer/region";
import { copyBytes } from "../base/bytes";
import { prepare } from "../journal/append";
import { batchOf, uploadsLeft } from "../journal/batch";
import { beginCompact, Compact, nextLive, readOld } from "../journal/compact";
import { Uploaded, uploadOf } from "../journal/offline";
import { Approved, Kind } from "../journal/records";
import { journal } from "../journal/region";
import { isRoomFor } from "../journal/room";
import { beginDocument, putCode, putNumber, sendDocument } from "../machine/document";
import { askBytes } from "../machine/io";
import { hold, may2, may3, NO_ROW, run, Machine, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { nameCard, opened, Opened } from "./card_record";
import { noteFault } from "./faults";
import { Life } from "./lifecycle";

export enum Uploading {
  BEGINNING,
  SEEKING,
  FETCHING,
  SEALING,
  ASKING,
  CLOSING,
  TELLING,
}

export function upload(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Uploading.BEGINNING: switch (event) {
      case Event.ENTER: beginCompact(t); return may2(ifRoom(t), Uploading.SEEKING, Event.UNRESOLVED);
    } break;
    case Uploading.SEEKING: switch (event) {
      case Event.ENTER: readOld(t); return hold(5_000);
      case Event.FLASH_DATA: return may3(seek(t), Uploading.SEEKING, Uploading.FETCHING, Event.UNRESOLVED);
      case Event.TIME: return Event.UNRESOLVED;
    } break;
    case Uploading.FETCHING: switch (event) {
      case Event.ENTER: fetchCard(t); return wait(3_000);
      case Event.RECORD_DONE: return may2(ifFetched(t), Uploading.SEALING, Event.UNRESOLVED);
      case Event.TIME: return Event.UNRESOLVED;
    } break;
    case Uploading.SEALING: switch (event) {
      case Event.ENTER: return run(Machine.SEAL);
      case Event.SEALED: return Uploading.ASKING;
      case Event.NOT_SEALED: return Event.UNRESOLVED;
    } break;
    case Uploading.ASKING: switch (event) {
      case Event.ENTER: return run(Machine.EXCHANGE);
      case Event.REPLIED: return may2(ifAnswered(t), Uploading.CLOSING, Event.UNRESOLVED);
      case Event.NO_REPLY: return Event.UNRESOLVED;
      case Event.BAD_MAC: return Event.UNRESOLVED;
      case Event.NOT_SENT: return Event.UNRESOLVED;
    } break;
    case Uploading.CLOSING: switch (event) {
      case Event.ENTER: writeUploaded(t); return run(Machine.APPEND);
      case Event.STORED: return may2(ifRefused(t), Uploading.TELLING, Event.NOTIFIED);
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Uploading.TELLING: switch (event) {
      case Event.ENTER: tellRefused(t); return wait(10_000);
      case Event.KEY_ENTER: return Event.NOTIFIED;
      case Event.TIME: return Event.NOTIFIED;
    } break;
  }
  return NO_ROW;
}

/** An offline approval waits, and there is room for the record that ends it. */
export function hasUploads(t: Terminal): bool {
  return uploadsLeft(t) > 0 && isRoomFor(t, <i32>offsetof<Uploaded>());
}

/** From idle: while the line is there, all that waits for it goes. */
export function ifMore(t: Terminal): i32 {
  return hasUploads(t) ? Life.UPLOADING : Life.TIDYING;
}

function ifRoom(t: Terminal): i32 {
  return hasUploads(t) ? Uploading.SEEKING : Event.UNRESOLVED;
}

/** Payments come in the order in which they were approved, and a compaction keeps it: so many offline ones have been told. */
function seek(t: Terminal): i32 {
  const j = journal(t);
  const next = nextLive(t);
  if (next === Compact.READING) return Uploading.SEEKING;
  if (next !== Compact.COPYING) return Event.UNRESOLVED;
  if (approvedOf(t).isOffline && j.copied++ === batchOf(t).offline.told) return Uploading.FETCHING;
  return j.copyFrom < j.end ? Uploading.SEEKING : Event.UNRESOLVED;
}

/** Valid from `seek` to the next record that is written. */
function approvedOf(t: Terminal): Approved {
  return changetype<Approved>(journal(t).record.payload);
}

function fetchCard(t: Terminal): void {
  const approved = approvedOf(t);
  show(t, Screen.UPLOADING, approved.amount, approved.stan, 0);
  askBytes(t, Command.UNPROTECT, approved.protectedPan, approved.protectedLength);
}

/**
 * Without its card nobody can book the payment. Only where a settlement would wait for it is it told all the same: when the secure
 * module's storage key is erased, the acquirer's refusal makes a named exception of it, and the batch can be closed.
 */
function ifFetched(t: Terminal): i32 {
  const card = opened();
  if (card === Opened.MALFORMED || (card === Opened.UNKNOWN && !isForSettlement(t))) return Event.UNRESOLVED;
  const approved = approvedOf(t);
  const upload = uploadOf(approved);
  wipeExchange(t);
  const x = exchangeOf(t);
  x.request = Request.UPLOAD;
  x.amount = approved.amount;
  x.stan = approved.stan;
  x.batch = approved.batch;
  x.entryMode = upload.entryMode;
  x.cardSequence = approved.cardSequence;
  x.chipLength = upload.chipLength;
  copyBytes(x.chip, upload.chip, x.chipLength);
  if (card === Opened.KNOWN) nameCard(x, approved.panLength);
  return Uploading.SEALING;
}

function isForSettlement(t: Terminal): bool {
  return t.frame(t.depth - 2).machine === Machine.SETTLEMENT;
}

function ifAnswered(t: Terminal): i32 {
  return isUploadLater(exchangeOf(t).responseCode) ? Event.UNRESOLVED : Uploading.CLOSING;
}

function writeUploaded(t: Terminal): void {
  const x = exchangeOf(t);
  const uploaded = changetype<Uploaded>(prepare(t, Kind.UPLOADED, <i32>offsetof<Uploaded>()));
  uploaded.amount = x.amount;
  uploaded.stan = x.stan;
  uploaded.responseCode = x.responseCode;
  uploaded.isRefused = hasUpload(x.responseCode) ? 0 : 1;
}

function ifRefused(t: Terminal): i32 {
  if (hasUpload(exchangeOf(t).responseCode)) return Event.NOTIFIED;
  noteFault(t, Part.LINE, FaultCode.UPLOAD_REFUSED);
  return Uploading.TELLING;
}

function tellRefused(t: Terminal): void {
  const x = exchangeOf(t);
  show(t, Screen.UPLOAD_REFUSED, x.amount, x.stan, x.responseCode);
}

/** @param responseCode F39, 0 for none */
function show(t: Terminal, screen: Screen, amount: u64, stan: i32, responseCode: i32): void {
  beginDocument(screen);
  putNumber(Field.AMOUNT, amount);
  putNumber(Field.STAN, stan);
  if (responseCode !== 0) putCode(Field.RESPONSE_CODE, responseCode);
  sendDocument(t, Command.SCREEN, 0);
}
