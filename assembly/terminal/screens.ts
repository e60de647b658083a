/** The screens: an id and typed fields each. Nothing here decides; the board has the texts. */
import { Command, PARAMETERS_TERMINAL_NUMBER } from "../abi";
import { LineFault } from "../abi_devices";
import { Service } from "../abi_platform";
import { Screen } from "../abi_shown";
import { Reason } from "../abi_reasons";
import { Field } from "../abi_fields";
import { bindingOf, isTermEnding, serviceOf } from "./binding/zone";
import { beginDocument, putCode, putNumber, putText, sendDocument, textLength } from "../machine/document";
import { putCare } from "./care/screens";
import { Terminal } from "../machine/terminal";
import { merchantName, NAME_BYTES } from "./download/zone";
import { isSettling, uploadsLeft } from "../journal/batch";
import { durable } from "../journal/durable";
import { Approved, Kind, LABEL_BYTES_MAX } from "../journal/records";
import { exchangeOf } from "../acquirer/region";
import { lineReason } from "../acquirer/servers";
import { cardGave } from "../emv/arena";
import { cardOf, FOUND } from "../emv/region";
import { TAG_50_LABEL } from "../emv/tags";

/** A screen without fields. */
export function show(t: Terminal, screen: Screen): void {
  beginDocument(screen);
  sendDocument(t, Command.SCREEN, 0);
}

/** A screen that says why. */
export function showReason(t: Terminal, screen: Screen, reason: i32): void {
  beginDocument(screen);
  if (reason !== Reason.NONE) putNumber(Field.REASON, reason);
  if (reason === Reason.HOST_DECLINED) putCode(Field.RESPONSE_CODE, exchangeOf(t).responseCode);
  sendDocument(t, Command.SCREEN, 0);
}

/** A screen about the payment under way. */
export function showPayment(t: Terminal, screen: Screen): void {
  const x = exchangeOf(t);
  beginDocument(screen);
  putNumber(Field.AMOUNT, x.amount);
  if (x.stan > 0) putNumber(Field.STAN, x.stan);
  if (x.forcedOnline !== 0) putNumber(Field.FORCED_ONLINE, 1);
  if (x.isTest !== 0) putNumber(Field.TESTING, 1);
  putLabel(t);
  putCode(Field.LANGUAGE, cardOf(t).language);
  sendDocument(t, Command.SCREEN, 0);
}

/** The payment, and how often the card will still compare a PIN where it has said so. */
export function showPin(t: Terminal, screen: Screen): void {
  const x = exchangeOf(t);
  beginDocument(screen);
  putNumber(Field.AMOUNT, x.amount);
  putNumber(Field.STAN, x.stan);
  const tries = cardOf(t).pinTries;
  if (tries > 0) putNumber(Field.PIN_TRIES, tries);
  putLabel(t);
  sendDocument(t, Command.SCREEN, 0);
}

/** The application that the card has been selected for, in the card's own words. */
function putLabel(t: Terminal): void {
  if (cardGave(cardOf(t), TAG_50_LABEL)) putText(Field.LABEL, FOUND.value, min(FOUND.length, LABEL_BYTES_MAX));
}

/** Idle: what the terminal is, and what became of the last payment, as the journal has it. */
export function showIdle(t: Terminal): void {
  const d = durable(t);
  beginDocument(Screen.IDLE);
  putText(Field.MERCHANT_NAME, merchantName(t), textLength(merchantName(t), NAME_BYTES));
  putText(Field.TERMINAL_NUMBER, d.parameters + PARAMETERS_TERMINAL_NUMBER, 8);
  putNumber(Field.SIGNED_ON, d.signedOn);
  putService(t);
  putNumber(Field.BATCH, d.batch);
  if (d.notice.ownStan !== 0) putNumber(Field.NOTICE, 1);
  if (uploadsLeft(t) > 0) putNumber(Field.UPLOADS, uploadsLeft(t));
  putCare(t);
  if (isSettling(t)) putNumber(Field.SETTLEMENT_OPEN, 1);
  if (isTestDue(t)) putNumber(Field.TEST_DUE, 1);
  if (t.lineFault !== LineFault.NONE) putNumber(Field.LINE_FAULT, lineReason(t));
  putLast(t);
  sendDocument(t, Command.SCREEN, 0);
}

/** Bound by its merchant, and not yet found to work; one that its maker has bound need not prove it. */
function isTestDue(t: Terminal): bool {
  const binding = bindingOf(t);
  return binding.boundOn !== 0 && binding.acceptedOn === 0;
}

/** Why a bound terminal may not trade; a term that ends soon is to be renewed. */
function putService(t: Terminal): void {
  const service = serviceOf(t);
  if (service !== Service.ACTIVE) putNumber(Field.SERVICE, service);
  if (isTermEnding(t)) putNumber(Field.BOUND_UNTIL, bindingOf(t).boundUntil);
}

/** What became of the last payment: never more than is durable. */
export function showOutcome(t: Terminal, screen: Screen): void {
  beginDocument(screen);
  putLast(t);
  sendDocument(t, Command.SCREEN, 0);
}

/** An approval that is durable. */
export function showApproved(t: Terminal, approved: Approved): void {
  beginDocument(approved.isTest ? Screen.TEST_APPROVED : Screen.APPROVED);
  putLast(t);
  if (approved.hasAuthCode !== 0) putText(Field.AUTH_CODE, approved.authCode, 6);
  sendDocument(t, Command.SCREEN, 0);
}

/** A payment whose outcome is open: which one, and why it is to be reversed, or that nobody knows what its card has said. */
export function showPending(t: Terminal, screen: Screen): void {
  const d = durable(t);
  beginDocument(screen);
  putNumber(Field.AMOUNT, d.intent.amount);
  putNumber(Field.STAN, d.intent.stan);
  putNumber(Field.BATCH, d.intent.batch);
  putText(Field.MASKED_PAN, d.intent.maskedPan, d.intent.panLength);
  if (d.intent.isOffline) putNumber(Field.REASON, Reason.OFFLINE_LOST);
  else putCode(Field.REVERSAL_REASON, d.intent.reason);
  sendDocument(t, Command.SCREEN, 0);
}

function putLast(t: Terminal): void {
  const d = durable(t);
  putNumber(Field.OUTCOME, d.lastOutcome);
  if (d.lastOutcome === 0) return;
  putNumber(Field.AMOUNT, d.lastAmount);
  putNumber(Field.STAN, d.lastStan);
  putCode(Field.RESPONSE_CODE, d.lastResponseCode);
  if (d.lastReason !== Reason.NONE) putNumber(Field.REASON, d.lastReason);
  if (d.pending !== Kind.NONE) putCode(Field.REVERSAL_REASON, d.intent.reason);
}
