/**
 * What SETTLEMENT shows and prints: totals of a batch, and how they compare with the acquirer's, whose own stand beside them where
 * they differ. All of it is read from the journal, so the last slip can be printed again.
 */
import { Command } from "../../abi";
import { Document, Line, Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { Field } from "../../abi_fields";
import { exchangeOf } from "../../acquirer/region";
import { Reconciliation } from "../../acquirer/totals";
import { Batch, batchOf, DATE_TIME_DIGITS, isSettling } from "../../journal/batch";
import { durable } from "../../journal/durable";
import { beginDocument, putCode, putNumber, putText, sendDocument } from "../../machine/document";
import { nextTicket } from "../../machine/io";
import { Terminal } from "../../machine/terminal";
import { showReason } from "../screens";
import { putFoot, putHead, putMerchant } from "../slip";
import { isReprint } from "./settlement_acts";

/** The open batch, before it is settled. */
export function showTotals(t: Terminal): void {
  const d = durable(t);
  beginDocument(Screen.SETTLE);
  putNumber(Field.BATCH, d.batch);
  const offline = batchOf(t).offline;
  putNumber(Field.SALES, d.sales - offline.refused);
  putNumber(Field.SALES_AMOUNT, d.salesAmount - offline.refusedAmount);
  putRefused(offline.refused, offline.refusedAmount);
  sendDocument(t, Command.SCREEN, 0);
}

export function showRefused(t: Terminal): void {
  showReason(t, Screen.SETTLEMENT_REFUSED, exchangeOf(t).stopped);
}

export function showSettling(t: Terminal): void {
  showBatch(t, Screen.SETTLING, Reason.NONE);
}

/** The batch is still being settled. */
export function showOpen(t: Terminal): void {
  showBatch(t, Screen.SETTLEMENT_OPEN, exchangeOf(t).stopped);
}

export function showSettled(t: Terminal): void {
  showBatch(t, Screen.SETTLED, reasonOf(batchOf(t)));
}

export function showLast(t: Terminal): void {
  showBatch(t, Screen.LAST_SETTLEMENT, reasonOf(batchOf(t)));
}

/** The batch is settled all the same. */
export function showUnprinted(t: Terminal): void {
  showBatch(t, Screen.PRINTER_PROBLEM, reasonOf(batchOf(t)));
}

function showBatch(t: Terminal, screen: Screen, reason: Reason): void {
  const batch = batchOf(t);
  beginDocument(screen);
  if (reason !== Reason.NONE) putNumber(Field.REASON, reason);
  if (reason === Reason.HOST_DECLINED) putCode(Field.RESPONSE_CODE, exchangeOf(t).responseCode);
  putNumber(Field.BATCH, batch.batch);
  putNumber(Field.SALES, batch.sales);
  putNumber(Field.SALES_AMOUNT, batch.amount);
  if (isUnequal(batch)) {
    putNumber(Field.HOST_SALES, batch.hostSales);
    putNumber(Field.HOST_AMOUNT, batch.hostAmount);
  }
  const offline = batch.offline;
  if (isSettling(t)) putRefused(offline.refused, offline.refusedAmount);
  else putRefused(offline.settledRefused, offline.settledRefusedAmount);
  sendDocument(t, Command.SCREEN, 0);
}

/** Offline approvals that the acquirer does not take are in no total. */
function putRefused(count: i32, amount: u64): void {
  if (count === 0) return;
  putNumber(Field.REFUSED, count);
  putNumber(Field.REFUSED_AMOUNT, amount);
}

function isUnequal(batch: Batch): bool {
  return batch.result === Reconciliation.UNEQUAL;
}

function reasonOf(batch: Batch): Reason {
  if (batch.result === Reconciliation.EQUAL) return Reason.SETTLED_EQUAL;
  return isUnequal(batch) ? Reason.SETTLED_UNEQUAL : Reason.SETTLED_IN_ERROR;
}

/** The totals slip (UnionPay POS, receipts). */
export function printTotals(t: Terminal): void {
  const batch = batchOf(t);
  beginDocument(Document.TOTALS_SLIP);
  putHead(t);
  putMerchant(t);
  putNumber(Line.BATCH, batch.batch);
  if (load<u8>(batch.dateTime) !== 0) putText(Line.DATE_TIME, batch.dateTime, DATE_TIME_DIGITS);
  putNumber(Line.RECONCILIATION, reasonOf(batch));
  putNumber(Line.SALES, batch.sales);
  putNumber(Line.SALES_AMOUNT, batch.amount);
  if (isUnequal(batch)) {
    putNumber(Line.HOST_SALES, batch.hostSales);
    putNumber(Line.HOST_AMOUNT, batch.hostAmount);
  }
  if (batch.offline.settledRefused !== 0) {
    putNumber(Line.REFUSED, batch.offline.settledRefused);
    putNumber(Line.REFUSED_AMOUNT, batch.offline.settledRefusedAmount);
  }
  if (isReprint(t)) putText(Line.REPRINT, changetype<usize>(batch), 0);
  putFoot(t);
  sendDocument(t, Command.PRINT, nextTicket(t));
}
