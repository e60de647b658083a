/**
 * FIRST_AC: the terminal's last checks and the card's word on the payment (EMV Book 3, 10.6 to 10.8). Returns CRYPTOGRAM (an
 * ARQC: ask the issuer), CARD_DECLINED (an AAC, given or asked for: `isDenied`), CARD_FAILED, NOT_SEALED (the secure module
 * refuses) or FAILED (nobody knows whether the card is on the exception file).
 *
 * A card answers what it is asked for or something lower: a TC for an ARQC would be an approval that nobody has recorded.
 */
import { Command, Event } from "../abi";
import { Rule } from "../abi_rules";
import { load16, load32 } from "../base/bytes";
import { OK } from "../base/status";
import { readTlv } from "../codec/ber_tlv";
import { decide } from "../machine/decisions";
import { ask, Bytes, payload } from "../machine/io";
import { may2, may3, may4, NO_ROW, run, Machine, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { firstRequest } from "./action_analysis";
import { AAC, ARQC, prepareGenerate, takeCryptogram } from "./generate_ac";
import { askIfListed, noteIfListed, recentOf } from "./known_card";
import { Card, cardOf, FOUND } from "./region";
import { checkFloorLimit, checkForcedOnline, checkVelocity, hasLimits, NO_COUNTER, selectAtRandom } from "./risk";
import { TAG_8C_CDOL1, TAG_8D_CDOL2, TAG_9F13_LAST_ONLINE_ATC, TAG_9F36_ATC } from "./tags";
import { askHash, asksForHash, isTdolFormed, keepHash } from "./tc_hash";
import { prepareCommand } from "./transmit";
import { setTsi, TSI_CARD_RISK, TSI_TERMINAL_RISK } from "./tvr";

export enum FirstAc {
  LOOKING_UP,
  WEIGHING,
  DRAWING,
  COUNTER,
  LAST_ONLINE,
  PREPARING,
  HASHING,
  ASKING,
  CHECKING,
  REFUSING,
}

export function firstAc(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case FirstAc.LOOKING_UP: switch (event) {
      case Event.ENTER: askIfListed(t); return wait(3_000);
      case Event.CARD_CHECKED: noteIfListed(t); return FirstAc.WEIGHING;
      case Event.TIME: return Event.FAILED;
    } break;
    case FirstAc.WEIGHING: switch (event) {
      case Event.ENTER: return may3(ifBelowFloorLimit(t), FirstAc.DRAWING, FirstAc.COUNTER, FirstAc.PREPARING);
    } break;
    case FirstAc.DRAWING: switch (event) {
      case Event.ENTER: askRandom(t); return wait(3_000);
      case Event.RANDOM_DONE: return may3(takeRandom(t), FirstAc.COUNTER, FirstAc.PREPARING, Event.NOT_SEALED);
      case Event.TIME: return Event.NOT_SEALED;
    } break;
    case FirstAc.COUNTER: switch (event) {
      case Event.ENTER: getCounter(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: keepCounter(t); return FirstAc.LAST_ONLINE;
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
    case FirstAc.LAST_ONLINE: switch (event) {
      case Event.ENTER: getLastOnline(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: takeLastOnline(t); return FirstAc.PREPARING;
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
    case FirstAc.PREPARING: switch (event) {
      case Event.ENTER: return may3(ifHash(t), FirstAc.HASHING, FirstAc.ASKING, Event.CARD_FAILED);
    } break;
    case FirstAc.HASHING: switch (event) {
      case Event.ENTER: askHash(t); return wait(3_000);
      case Event.HASH_DONE: return may2(ifHashed(t), FirstAc.ASKING, Event.NOT_SEALED);
      case Event.TIME: return Event.NOT_SEALED;
    } break;
    case FirstAc.ASKING: switch (event) {
      case Event.ENTER: askFirst(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: return may4(takeFirst(t), FirstAc.CHECKING, Event.CRYPTOGRAM, Event.CARD_DECLINED, Event.CARD_FAILED);
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
    case FirstAc.CHECKING: switch (event) {
      case Event.ENTER: return run(Machine.SIGNED_AC);
      case Event.GENUINE: return Event.CRYPTOGRAM;
      case Event.FORGED: return FirstAc.REFUSING;
    } break;
    case FirstAc.REFUSING: switch (event) {
      case Event.ENTER: refuseFirst(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: return Event.CARD_DECLINED;
      case Event.CARD_FAILED: return Event.CARD_DECLINED;
    } break;
  }
  return NO_ROW;
}

const GET_DATA: u32 = 0x80ca0000;
const SW_OK: i32 = 0x9000;
const COUNTER_BYTES: i32 = 2;
const RANDOM_BYTES: u32 = 4;
/** Authorisation response code: declined offline (EMV Book 4, A6), two ASCII characters, low byte first. */
const CODE_Z1: i32 = 0x315a;

@unmanaged
class Length {
  length: u32;
}

function ifBelowFloorLimit(t: Terminal): i32 {
  const card = cardOf(t);
  checkForcedOnline(card);
  return checkFloorLimit(card, recentOf(t)) ? FirstAc.DRAWING : ifLimits(card);
}

function ifLimits(card: Card): i32 {
  return hasLimits(card) ? FirstAc.COUNTER : FirstAc.PREPARING;
}

function askRandom(t: Terminal): void {
  ask<Length>(t, Command.RANDOM).length = RANDOM_BYTES;
}

function takeRandom(t: Terminal): i32 {
  const random = payload<Bytes>();
  if (random.length !== RANDOM_BYTES) return Event.NOT_SEALED;
  const card = cardOf(t);
  selectAtRandom(card, load32(random.start));
  return ifLimits(card);
}

function getCounter(t: Terminal): void {
  prepareCommand(t, GET_DATA | TAG_9F36_ATC, 0, 0, 0);
}

function keepCounter(t: Terminal): void {
  const card = cardOf(t);
  card.counter = counterGiven(card, TAG_9F36_ATC);
}

function getLastOnline(t: Terminal): void {
  prepareCommand(t, GET_DATA | TAG_9F13_LAST_ONLINE_ATC, 0, 0, 0);
}

function takeLastOnline(t: Terminal): void {
  const card = cardOf(t);
  checkVelocity(card, card.counter, counterGiven(card, TAG_9F13_LAST_ONLINE_ATC));
}

/** A counter that GET DATA gave; any other answer is none, and velocity checking says what follows (10.6.3). */
function counterGiven(card: Card, tag: u32): i32 {
  if (card.status !== SW_OK) return NO_COUNTER;
  if (readTlv(card.reply, card.reply + card.replyLength, FOUND) !== OK) return NO_COUNTER;
  return FOUND.tag === tag && FOUND.length === COUNTER_BYTES ? <i32>load16(FOUND.value) : NO_COUNTER;
}

/** A TDOL that is none is card data in a wrong form, which ends the payment (EMV Book 3, 7.5). */
function ifHash(t: Terminal): i32 {
  const card = cardOf(t);
  if (!asksForHash(card, TAG_8C_CDOL1)) return FirstAc.ASKING;
  return isTdolFormed(card) ? FirstAc.HASHING : Event.CARD_FAILED;
}

function ifHashed(t: Terminal): i32 {
  return keepHash(t) ? FirstAc.ASKING : Event.NOT_SEALED;
}

/** Risk management is over; a payment that is rejected says so in the response code (EMV Book 4, 6.3.6). */
function askFirst(t: Terminal): void {
  const card = cardOf(t);
  setTsi(card, TSI_TERMINAL_RISK);
  card.wanted = firstRequest(card);
  if (card.wanted === AAC) card.responseCode = CODE_Z1;
  decide(Rule.FIRST_ASKED, card.wanted);
  prepareGenerate(t, card.wanted, TAG_8C_CDOL1);
}

function takeFirst(t: Terminal): i32 {
  const card = cardOf(t);
  const type = takeCryptogram(card);
  if (type >= 0) {
    decide(Rule.FIRST_GOT, (card.wanted << 8) | card.cid);
    setTsi(card, TSI_CARD_RISK); // whatever the card has decided (EMV Book 3, 10.8)
  }
  if (type === AAC) return Event.CARD_DECLINED;
  if (type !== ARQC || card.wanted !== ARQC) {
    if (type >= 0) decide(Rule.CRYPTOGRAM_NOT_ALLOWED, card.cid);
    return Event.CARD_FAILED;
  }
  return card.cdaAsked !== 0 ? FirstAc.CHECKING : Event.CRYPTOGRAM;
}

/**
 * An ARQC whose signature is forged is followed at once by a second GENERATE AC that asks for an AAC, and nobody is asked
 * (EMV Book 2, 6.6.2; Book 4, 6.3.7); what the card answers changes nothing.
 */
function refuseFirst(t: Terminal): void {
  const card = cardOf(t);
  card.concluded = 1;
  card.wanted = AAC;
  card.responseCode = CODE_Z1;
  decide(Rule.SECOND_ASKED, AAC);
  prepareGenerate(t, AAC, TAG_8D_CDOL2);
}

/** @returns whether the AAC is what the terminal asked for, at once or after a forged ARQC */
export function isDenied(card: Card): bool {
  return card.wanted === AAC;
}
