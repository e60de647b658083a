/** The sales slip: from the record that has just become durable, so nothing is printed that the journal does not say. */
import { Command, Done, PARAMETERS_MERCHANT_NUMBER, PARAMETERS_TERMINAL_NUMBER } from "../abi";
import { Document, Line } from "../abi_shown";
import { putOperatorNumber } from "../acquirer/requests";
import { copyBytes } from "../base/bytes";
import { durable } from "../journal/durable";
import { uploadOf } from "../journal/offline";
import { Approved, Entry } from "../journal/records";
import { journal } from "../journal/region";
import { beginDocument, putCode, putNumber, putText, sendDocument, textLength } from "../machine/document";
import { nextTicket, payload, Status } from "../machine/io";
import { Terminal } from "../machine/terminal";
import { FOOT_BYTES, HEAD_BYTES, merchantName, NAME_BYTES, textsOf } from "./download/zone";
import { showApproved } from "./screens";

const CARD: usize = memory.data(24, 8);
/** I: chip inserted, S: swiped, F: swiped because the chip failed; by `Entry`. */
const ENTRY_LETTERS: usize = memory.data<u8>([0x49, 0x53, 0x46]);

export function printSlip(t: Terminal): void {
  const approved = changetype<Approved>(journal(t).record.payload);
  showApproved(t, approved);
  beginDocument(Document.SALE_SLIP);
  putHead(t);
  if (approved.isTest) putText(Line.TESTING, CARD, 0);
  putMerchant(t);
  putPayment(approved);
  if (approved.isOffline) putCode(Line.OFFLINE, uploadOf(approved).responseCode);
  if (approved.entry === Entry.CHIP) putChip(approved);
  if (approved.signature !== 0) putText(Line.SIGNATURE, CARD, 0);
  putFoot(t);
  sendDocument(t, Command.PRINT, nextTicket(t));
}

export function isPrinted(): bool {
  return payload<Status>().status === Done.DONE;
}

/** Texts of the platform above and below whatever is printed, where it has given any. */
export function putHead(t: Terminal): void {
  putSaid(Line.HEAD, textsOf(t).head, HEAD_BYTES);
}

export function putFoot(t: Terminal): void {
  putSaid(Line.FOOT, textsOf(t).foot, FOOT_BYTES);
}

export function putMerchant(t: Terminal): void {
  const parameters = durable(t).parameters;
  const name = merchantName(t);
  putText(Line.MERCHANT_NAME, name, textLength(name, NAME_BYTES));
  putText(Line.MERCHANT_NUMBER, parameters + PARAMETERS_MERCHANT_NUMBER, 15);
  putText(Line.TERMINAL_NUMBER, parameters + PARAMETERS_TERMINAL_NUMBER, 8);
  putOperatorNumber(t, CARD);
  putText(Line.OPERATOR, CARD, 2);
}

/** A text of the platform; no line where it has said none. */
function putSaid(line: Line, from: usize, bytesMax: i32): void {
  const length = textLength(from, bytesMax);
  if (length > 0) putText(line, from, length);
}

function putPayment(approved: Approved): void {
  copyBytes(CARD, approved.maskedPan, approved.panLength);
  store<u8>(CARD + approved.panLength, load<u8>(ENTRY_LETTERS + min(approved.entry, Entry.FALLBACK)));
  putText(Line.CARD, CARD, approved.panLength + 1);
  putNumber(Line.BATCH, approved.batch);
  putNumber(Line.STAN, approved.stan);
  if (approved.hasAuthCode !== 0) putText(Line.AUTH_CODE, approved.authCode, 6);
  putText(Line.DATE_TIME, approved.dateTime, 10);
  if (!approved.isOffline) putText(Line.REFERENCE, approved.reference, 12);
  putNumber(Line.AMOUNT, approved.amount);
}

function putChip(approved: Approved): void {
  putText(Line.AID, approved.aid, approved.aidLength);
  putText(Line.LABEL, approved.label, approved.labelLength);
  putText(Line.CRYPTOGRAM, approved.cryptogram, 8);
  putText(Line.TVR, approved.tvr, 5);
  putText(Line.TSI, approved.tsi, 2);
  putNumber(Line.ATC, approved.atc);
  if (approved.cardSequence >= 0) putNumber(Line.CARD_SEQUENCE, approved.cardSequence);
}
