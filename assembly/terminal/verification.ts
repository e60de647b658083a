/**
 * VERIFICATION: the cardholder, by the card's list of methods (EMV Book 3, 10.5). Returns VERIFIED (the list has come to its
 * end, one way or the other: TVR and CVM results say which), CANCELLED, CARD_FAILED or NOT_SEALED (the secure module is silent).
 *
 * `emv/cvm.ts` chooses the method; here is what an offline PIN takes: the card's try counter, the PIN pad, and the secure
 * module, which alone shows the PIN to the card. One that failed may be followed by another, offline or online.
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { Command, Done, Event, Purpose, Secret } from "../abi";
import { Screen } from "../abi_shown";
import { exchangeOf } from "../acquirer/region";
import { OK } from "../base/status";
import { readTlv } from "../codec/ber_tlv";
import {
  beginVerification,
  pinBypassed,
  pinEntered,
  PinKind,
  pinNotEnciphered,
  pinPadFailed,
  pinTriesExceeded,
  pinVerified,
} from "../emv/cvm";
import { Card, cardOf, FOUND } from "../emv/region";
import { TAG_9F17_PIN_TRIES } from "../emv/tags";
import { prepareCommand } from "../emv/transmit";
import { ask, payload, Status } from "../machine/io";
import { may3, may5, Machine, NO_ROW, REST, run, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { askSecret, giveKeypadBack } from "./pin";
import { showPayment, showPin } from "./screens";

export enum Verification {
  BEGINNING,
  COUNTING,
  TYPING,
  CHECKING,
  ONLINE,
}

export function verification(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Verification.BEGINNING: switch (event) {
      case Event.ENTER: begin(t); return may3(ifAsked(t), Verification.COUNTING, Verification.ONLINE, Event.VERIFIED);
    } break;
    case Verification.COUNTING: switch (event) {
      case Event.ENTER: getTries(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: return may3(ifTriesLeft(t), Verification.TYPING, Verification.ONLINE, Event.VERIFIED);
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
    case Verification.TYPING: switch (event) {
      case Event.ENTER: askOfflinePin(t); return wait(125_000);
      case Event.SECRET_DONE: return may3(ifTyped(t), Verification.CHECKING, Event.VERIFIED, Event.CANCELLED);
      case Event.TIME: return Event.CANCELLED;
      case Event.END: giveKeypadBack(t); return REST;
    } break;
    case Verification.CHECKING: switch (event) {
      case Event.ENTER: verifyPin(t); return wait(30_000);
      case Event.PIN_VERIFIED: return may5(ifRight(t), Verification.TYPING, Verification.COUNTING, Verification.ONLINE, Event.VERIFIED, Event.CARD_FAILED);
      case Event.CARD_MUTE: return Event.CARD_FAILED;
      case Event.TIME: return Event.NOT_SEALED;
    } break;
    case Verification.ONLINE: switch (event) {
      case Event.ENTER: return run(Machine.PIN);
      case Event.PIN_READY: notePin(t); return Event.VERIFIED;
      case Event.NO_PIN: noteBypass(t); return Event.VERIFIED;
      case Event.NOT_SEALED: noteFailure(t); return Event.VERIFIED;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

const GET_DATA: u32 = 0x80ca0000;
const SW_OK: i32 = 0x9000;
/** 63Cx: wrong, x tries are left. */
const SW_WRONG: i32 = 0x63c0;
const SW_TRIES: i32 = 0x000f;
/** Authentication method blocked; reference data not usable (EMV Book 3, 6.3.5). */
const SW_BLOCKED: i32 = 0x6983;
const SW_UNUSABLE: i32 = 0x6984;
/** F22: chip read, a PIN is in the message. */
const ENTRY_CHIP_PIN: i32 = 51;

@unmanaged
class VerifyInput {
  handle: u32;
  enciphered: u32;
}

function begin(t: Terminal): void {
  beginVerification(cardOf(t));
}

/** What the card asks for now. */
function ifAsked(t: Terminal): i32 {
  const wanted = cardOf(t).pinWanted;
  if (wanted === PinKind.NONE) return Event.VERIFIED;
  return wanted === PinKind.ONLINE ? Verification.ONLINE : Verification.COUNTING;
}

function getTries(t: Terminal): void {
  prepareCommand(t, GET_DATA | TAG_9F17_PIN_TRIES, 0, 0, 0);
}

/** A counter of 0 ends the method before anything is asked; a card that does not give it may have any (EMV Book 4, 6.3.4.1). */
function ifTriesLeft(t: Terminal): i32 {
  const card = cardOf(t);
  const isGiven = isTriesGiven(card);
  card.pinWrong = 0;
  card.pinTries = isGiven ? load<u8>(FOUND.value) : 0;
  if (isGiven) decide(Rule.PIN_TRIES_LEFT, card.pinTries);
  if (!isGiven || card.pinTries > 0) return Verification.TYPING;
  pinTriesExceeded(card);
  return ifAsked(t);
}

/** Then `FOUND` is the counter. */
function isTriesGiven(card: Card): bool {
  if (card.status !== SW_OK) return false;
  if (readTlv(card.reply, card.reply + card.replyLength, FOUND) !== OK) return false;
  return FOUND.tag === TAG_9F17_PIN_TRIES && FOUND.length === 1;
}

/** Whoever has typed a wrong PIN is told, and that a try is the last (EMV Book 4, 11.2). */
function askOfflinePin(t: Terminal): void {
  const card = cardOf(t);
  const isLast = card.pinTries === 1;
  if (card.pinWrong !== 0) showPin(t, isLast ? Screen.WRONG_PIN_LAST_TRY : Screen.WRONG_PIN);
  else showPin(t, isLast ? Screen.LAST_PIN_TRY : Screen.ENTER_PIN);
  askSecret(t, Purpose.OFFLINE_PIN);
}

function ifTyped(t: Terminal): i32 {
  const secret = payload<Status>();
  switch (secret.status) {
    case Secret.ENTERED:
      exchangeOf(t).secret = secret.value;
      return Verification.CHECKING;
    case Secret.BYPASSED:
      noteBypass(t);
      return ifAsked(t);
    case Secret.REFUSED:
      noteFailure(t);
      return ifAsked(t);
    default:
      return Event.CANCELLED;
  }
}

function verifyPin(t: Terminal): void {
  showPayment(t, Screen.CHECKING_PIN);
  const input = ask<VerifyInput>(t, Command.VERIFY_PIN);
  input.handle = exchangeOf(t).secret;
  input.enciphered = cardOf(t).pinWanted === PinKind.ENCIPHERED ? 1 : 0;
}

function ifRight(t: Terminal): i32 {
  const card = cardOf(t);
  const verified = payload<Status>();
  if (verified.status === Done.DONE) return ifCardAgrees(t, card, <i32>verified.value);
  if (verified.status === Done.NOT_SHOWN) pinNotEnciphered(card);
  else pinPadFailed(card);
  return ifAsked(t);
}

/** 9000 alone is success; a word that VERIFY may not give ends the payment (EMV Book 3, 10.5.1, figure 11 and 6.3.5). */
function ifCardAgrees(t: Terminal, card: Card, status: i32): i32 {
  decide(Rule.PIN_VERIFY, status);
  if (status === SW_OK) {
    pinVerified(card);
    return Event.VERIFIED;
  }
  const isWrong = (status & ~SW_TRIES) === SW_WRONG;
  card.pinTries = isWrong ? status & SW_TRIES : 0;
  card.pinWrong = 1;
  if (card.pinTries > 0) return Verification.TYPING;
  if (!isWrong && status !== SW_BLOCKED && status !== SW_UNUSABLE) return Event.CARD_FAILED;
  pinTriesExceeded(card);
  return ifAsked(t);
}

/** An online PIN travels with the request; an offline one does not, and F22 does not speak of it. */
function notePin(t: Terminal): void {
  exchangeOf(t).entryMode = ENTRY_CHIP_PIN;
  pinEntered(cardOf(t));
}

/** After either no PIN is asked for any more. */
function noteBypass(t: Terminal): void {
  pinBypassed(cardOf(t));
}

function noteFailure(t: Terminal): void {
  pinPadFailed(cardOf(t));
}
