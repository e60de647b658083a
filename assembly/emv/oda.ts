/**
 * ODA: offline data authentication (EMV Book 3, 10.3; Book 2, 5 and 6): the best method that card and terminal share, and
 * the keys that an enciphered PIN needs. Returns AUTHENTICATED, whatever came out, or CARD_FAILED for a card that does not
 * answer as it must.
 *
 * Action analysis decides over what came out, so a failure sets its bit of the TVR and the payment goes on. CDA recovers
 * its keys here; its signature comes with a GENERATE AC (`signed_ac.ts`). A key that only a PIN needs sets no bit.
 *
 * XDA (EMV 4.4: AIP byte 1 bit 8) is a method that 9F33 does not offer: a card that has it is asked for the next one.
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { Event } from "../abi";
import { Authenticity, CardKey, Signature } from "../abi_devices";
import { copyBytes } from "../base/bytes";
import { OK } from "../base/status";
import { checkTlv, findTlv, readTlv } from "../codec/ber_tlv";
import { Bytes, payload, Status } from "../machine/io";
import { may2, may3, may5, NO_ROW, run, Machine, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import {
  askCardKey,
  askSignature,
  askStaticData,
  HAS_ICC_KEY,
  HAS_ISSUER_KEY,
  HAS_PIN_KEY,
  hasStaticData,
  isStaticDataBroken,
  isStaticDataSent,
} from "./card_keys";
import { putDol } from "./data";
import {
  DDOL_BYTES_MAX,
  DYNAMIC,
  FED,
  FEEDING,
  findDdol,
  hasData,
  ICC_KEY,
  isDdolUsable,
  ISSUER_KEY,
  methodOf,
  OdaMethod,
  PIN_KEY,
  pinSteps,
  SIGNING,
  STATIC,
  wantsPinKey,
} from "./oda_plan";
import { cardGave } from "./arena";
import { Card, cardOf, FOUND } from "./region";
import {
  TAG_77_RESPONSE_FORMAT_2,
  TAG_80_RESPONSE_FORMAT_1,
  TAG_93_SIGNED_STATIC_DATA,
  TAG_9F2D_PIN_CERTIFICATE,
  TAG_9F4B_SIGNED_DYNAMIC_DATA,
} from "./tags";
import { prepareCommand } from "./transmit";
import {
  setTsi,
  setTvr,
  TSI_OFFLINE_DATA_AUTHENTICATION,
  TVR_CDA_FAILED,
  TVR_DDA_FAILED,
  TVR_ICC_DATA_MISSING,
  TVR_ODA_NOT_PERFORMED,
  TVR_SDA_FAILED,
  TVR_SDA_SELECTED,
} from "./tvr";

/** After CHOOSING in the order in which they come: see `next`. */
export enum Oda {
  CHOOSING,
  ISSUER_KEY,
  FEEDING,
  STATIC,
  ICC_KEY,
  SIGNING,
  DYNAMIC,
  PIN_KEY,
}

export function oda(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Oda.CHOOSING: switch (event) {
      case Event.ENTER: return may2(choose(t), Oda.ISSUER_KEY, Event.AUTHENTICATED);
    } break;
    case Oda.ISSUER_KEY: switch (event) {
      case Event.ENTER: askIssuerKey(t); return wait(3_000);
      case Event.CARD_KEY_DONE: return may5(takeIssuerKey(t), Oda.FEEDING, Oda.STATIC, Oda.ICC_KEY, Oda.PIN_KEY, Event.AUTHENTICATED);
      case Event.TIME: giveUp(t); return Event.AUTHENTICATED;
    } break;
    case Oda.FEEDING: switch (event) {
      case Event.ENTER: askStaticData(t); return wait(3_000);
      case Event.CARD_KEY_DONE: return may5(takeFed(t), Oda.FEEDING, Oda.STATIC, Oda.ICC_KEY, Oda.PIN_KEY, Event.AUTHENTICATED);
      case Event.TIME: giveUp(t); return Event.AUTHENTICATED;
    } break;
    case Oda.STATIC: switch (event) {
      case Event.ENTER: askStatic(t); return wait(3_000);
      case Event.SIGNATURE_DONE: return may3(takeStatic(t), Oda.ICC_KEY, Oda.PIN_KEY, Event.AUTHENTICATED);
      case Event.TIME: giveUp(t); return Event.AUTHENTICATED;
    } break;
    case Oda.ICC_KEY: switch (event) {
      case Event.ENTER: askIccKey(t); return wait(3_000);
      case Event.CARD_KEY_DONE: return may3(takeIccKey(t), Oda.SIGNING, Oda.PIN_KEY, Event.AUTHENTICATED);
      case Event.TIME: giveUp(t); return Event.AUTHENTICATED;
    } break;
    case Oda.SIGNING: switch (event) {
      case Event.ENTER: internalAuthenticate(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: return may2(takeSigned(t), Oda.DYNAMIC, Event.CARD_FAILED);
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
    case Oda.DYNAMIC: switch (event) {
      case Event.ENTER: askDynamic(t); return wait(3_000);
      case Event.SIGNATURE_DONE: return may2(takeDynamic(t), Oda.PIN_KEY, Event.AUTHENTICATED);
      case Event.TIME: giveUp(t); return Event.AUTHENTICATED;
    } break;
    case Oda.PIN_KEY: switch (event) {
      case Event.ENTER: askPinKey(t); return wait(3_000);
      case Event.CARD_KEY_DONE: takePinKey(t); return Event.AUTHENTICATED;
      case Event.TIME: return Event.AUTHENTICATED;
    } break;
  }
  return NO_ROW;
}

const INTERNAL_AUTHENTICATE: u32 = 0x00880000;
const SW_OK: i32 = 0x9000;
/** AIP, byte 1 (EMV Book 3, C1). */
const AIP_XDA: i32 = 0x8000;
const CODE_BYTES: i32 = 2;
/** ICC dynamic number (EMV Book 2, 6.5.1). */
const NUMBER_BYTES_MIN: i32 = 2;
const NUMBER_BYTES_MAX: i32 = 8;

/** Payload of SIGNATURE_DONE. */
@unmanaged
export class SignatureDone {
  status: u32;
  reserved: u32;
  get data(): Bytes {
    return changetype<Bytes>(changetype<usize>(this) + offsetof<SignatureDone>());
  }
}

function choose(t: Terminal): i32 {
  const card = cardOf(t);
  card.odaMethod = methodOf(card);
  if ((card.aip & AIP_XDA) !== 0) decide(Rule.ODA_XDA, 0);
  decide(Rule.ODA_NONE + card.odaMethod, 0); // the log has a rule for each method, in the same order
  card.odaFailed = 0;
  card.odaSent = 0;
  card.keysRecovered = 0;
  card.pinKeyUsable = 0;
  card.odaSteps = stepsOf(card);
  if (wantsPinKey(card)) card.odaSteps |= pinSteps(card);
  if (!hasStaticData(card)) card.odaSteps &= ~FEEDING;
  return next(card);
}

/** What the method takes; nothing when it has failed before it began. */
function stepsOf(card: Card): i32 {
  if (card.odaMethod === OdaMethod.NONE) {
    setTvr(card, TVR_ODA_NOT_PERFORMED);
    return 0;
  }
  if (card.odaMethod === OdaMethod.SDA) setTvr(card, TVR_SDA_SELECTED);
  if (!hasData(card)) {
    setTvr(card, TVR_ICC_DATA_MISSING); // EMV Book 3, 7.5
    fail(card);
  } else if (isStaticDataBroken(card)) {
    decide(Rule.STATIC_DATA_UNUSABLE, 0);
    fail(card);
  } else if (card.odaMethod === OdaMethod.DDA && !isDdolUsable(card)) {
    decide(Rule.DDOL_UNUSABLE, 0);
    fail(card);
  }
  if (card.odaFailed !== 0) return 0;
  if (card.odaMethod === OdaMethod.SDA) return ISSUER_KEY | FEEDING | STATIC;
  if (card.odaMethod === OdaMethod.CDA) return ISSUER_KEY | FEEDING | ICC_KEY;
  return ISSUER_KEY | FEEDING | ICC_KEY | SIGNING | DYNAMIC;
}

/** The state of the first step that is left. */
function next(card: Card): i32 {
  return card.odaSteps === 0 ? Event.AUTHENTICATED : Oda.ISSUER_KEY + ctz(card.odaSteps);
}

/** The method, if there is one, has failed. */
function fail(card: Card): void {
  if (card.odaMethod === OdaMethod.NONE) return;
  card.odaFailed = 1;
  if (card.odaMethod === OdaMethod.SDA) setTvr(card, TVR_SDA_FAILED);
  if (card.odaMethod === OdaMethod.DDA) setTvr(card, TVR_DDA_FAILED);
  if (card.odaMethod === OdaMethod.CDA) setTvr(card, TVR_CDA_FAILED);
  setTsi(card, TSI_OFFLINE_DATA_AUTHENTICATION);
}

/** The module does not answer. What had succeeded before stays so. */
function giveUp(t: Terminal): void {
  const card = cardOf(t);
  if (isMethodOpen(card)) fail(card);
  card.odaSteps = 0;
}

/** What is being done is for the method: after SDA there are keys that only a PIN needs. */
function isMethodOpen(card: Card): bool {
  return card.odaMethod !== OdaMethod.SDA || (card.odaSteps & STATIC) !== 0;
}

function isGenuine(): bool {
  return payload<Status>().status === Authenticity.GENUINE;
}

/** The module has looked at a certificate. */
function isRecovered(which: CardKey): bool {
  const recovered = isGenuine();
  decide(recovered ? Rule.KEY_RECOVERED : Rule.KEY_REFUSED, (which << 8) | payload<Status>().status);
  return recovered;
}

/** The module has looked at a signature, and what came out of it is of the form that it must have, or not. */
export function tellSignature(kind: Signature, right: bool): void {
  const status = payload<Status>().status;
  decide(right ? Rule.SIGNATURE_RIGHT : Rule.SIGNATURE_WRONG, right ? kind : (kind << 8) | status);
}

function askIssuerKey(t: Terminal): void {
  askCardKey(t, CardKey.ISSUER);
}

function takeIssuerKey(t: Terminal): i32 {
  const card = cardOf(t);
  if (isRecovered(CardKey.ISSUER)) {
    card.keysRecovered |= HAS_ISSUER_KEY;
    card.odaSteps &= ~ISSUER_KEY;
  } else giveUp(t);
  return next(card);
}

function takeFed(t: Terminal): i32 {
  const card = cardOf(t);
  if (!isGenuine()) {
    decide(Rule.STATIC_DATA_UNUSABLE, 0);
    if (isMethodOpen(card)) fail(card);
    card.odaSteps &= ~FED;
  } else if (isStaticDataSent(card)) card.odaSteps &= ~FEEDING;
  return next(card);
}

function askStatic(t: Terminal): void {
  const given = cardGave(cardOf(t), TAG_93_SIGNED_STATIC_DATA);
  assert(given); // it was looked at before
  askSignature(t, Signature.STATIC, FOUND.value, FOUND.length, 0);
}

function takeStatic(t: Terminal): i32 {
  const card = cardOf(t);
  const code = payload<SignatureDone>().data;
  const isRight = isGenuine() && code.length === CODE_BYTES;
  tellSignature(Signature.STATIC, isRight);
  if (isRight) {
    card.staticCodeLength = CODE_BYTES;
    copyBytes(card.staticCode, code.start, CODE_BYTES);
    setTsi(card, TSI_OFFLINE_DATA_AUTHENTICATION);
  } else fail(card);
  card.odaSteps &= ~STATIC;
  return next(card);
}

function askIccKey(t: Terminal): void {
  askCardKey(t, CardKey.ICC);
}

function takeIccKey(t: Terminal): i32 {
  const card = cardOf(t);
  if (isRecovered(CardKey.ICC)) {
    card.keysRecovered |= HAS_ICC_KEY;
    if (!cardGave(card, TAG_9F2D_PIN_CERTIFICATE)) card.pinKeyUsable = 1;
    card.odaSteps &= ~ICC_KEY;
  } else {
    if (isMethodOpen(card)) fail(card);
    card.odaSteps &= ~FED;
  }
  return next(card);
}

function internalAuthenticate(t: Terminal): void {
  const card = cardOf(t);
  if (!findDdol(card)) decide(Rule.DEFAULT_DDOL, 0);
  const values = card.dialogue + card.pdolLength;
  card.listLength = putDol(t, FOUND.value, FOUND.value + FOUND.length, values, DDOL_BYTES_MAX);
  assert(card.listLength >= 0); // it was looked at before
  prepareCommand(t, INTERNAL_AUTHENTICATE, values, card.listLength, 0);
}

/**
 * EMV Book 3, 6.5.9.4: format 1 is the signature, format 2 a template that holds it. Another status than 9000, for which 6.5.9
 * has no meaning, ends the payment (6.3.5), as an answer of neither form does.
 */
function takeSigned(t: Terminal): i32 {
  const card = cardOf(t);
  const end = card.reply + card.replyLength;
  decide(Rule.INTERNAL_AUTHENTICATE, card.status);
  if (card.status !== SW_OK || checkTlv(card.reply, end) !== OK) return Event.CARD_FAILED;
  if (readTlv(card.reply, end, FOUND) !== OK) return Event.CARD_FAILED;
  if (FOUND.tag !== TAG_80_RESPONSE_FORMAT_1) {
    if (FOUND.tag !== TAG_77_RESPONSE_FORMAT_2) return Event.CARD_FAILED;
    if (findTlv(FOUND.value, FOUND.next, TAG_9F4B_SIGNED_DYNAMIC_DATA, FOUND) !== OK) return Event.CARD_FAILED;
  }
  card.signedAt = <i32>(FOUND.value - card.reply);
  card.signedLength = FOUND.length;
  return Oda.DYNAMIC;
}

function askDynamic(t: Terminal): void {
  const card = cardOf(t);
  const data = askSignature(t, Signature.DYNAMIC, card.reply + card.signedAt, card.signedLength, card.listLength);
  copyBytes(data, card.dialogue + card.pdolLength, card.listLength);
}

function takeDynamic(t: Terminal): i32 {
  const card = cardOf(t);
  const number = payload<SignatureDone>().data;
  const isRight = isGenuine() && keepDynamicNumber(card, number.start, number.length);
  tellSignature(Signature.DYNAMIC, isRight);
  if (isRight) setTsi(card, TSI_OFFLINE_DATA_AUTHENTICATION);
  else fail(card);
  card.odaSteps &= ~(SIGNING | DYNAMIC);
  return next(card);
}

/** @returns false for a number of a length that it cannot have */
export function keepDynamicNumber(card: Card, from: usize, length: i32): bool {
  if (length < NUMBER_BYTES_MIN || length > NUMBER_BYTES_MAX) return false;
  card.dynamicNumberLength = length;
  copyBytes(card.dynamicNumber, from, length);
  return true;
}

function askPinKey(t: Terminal): void {
  askCardKey(t, CardKey.PIN);
}

function takePinKey(t: Terminal): void {
  const card = cardOf(t);
  card.odaSteps &= ~PIN_KEY;
  if (!isRecovered(CardKey.PIN)) return;
  card.keysRecovered |= HAS_PIN_KEY;
  card.pinKeyUsable = 1;
}
