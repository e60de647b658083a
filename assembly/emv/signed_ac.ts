/**
 * SIGNED_AC: the signature over an answer to GENERATE AC that CDA was asked for (EMV Book 2, 6.6.2). Returns GENUINE, and then
 * the cryptogram stands where it does in an answer without a signature, or FORGED.
 *
 * The signature covers what the terminal has sent in this payment, and the answer but for itself. The TVR and the TSI say what
 * came out; what follows is the caller's.
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { Event } from "../abi";
import { Authenticity, Signature } from "../abi_devices";
import { copyBytes } from "../base/bytes";
import { OK } from "../base/status";
import { readTlv } from "../codec/ber_tlv";
import { payload } from "../machine/io";
import { may2, NO_ROW, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { askSignature } from "./card_keys";
import { keepDynamicNumber, SignatureDone, tellSignature } from "./oda";
import { cardOf, FOUND } from "./region";
import { TAG_9F4B_SIGNED_DYNAMIC_DATA } from "./tags";
import { setTsi, setTvr, TSI_OFFLINE_DATA_AUTHENTICATION, TVR_CDA_FAILED } from "./tvr";

export enum SignedAc {
  CHOOSING,
  CHECKING,
}

export function signedAc(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case SignedAc.CHOOSING: switch (event) {
      case Event.ENTER: return may2(ifSigned(t), SignedAc.CHECKING, Event.FORGED);
    } break;
    case SignedAc.CHECKING: switch (event) {
      case Event.ENTER: askCombined(t); return wait(3_000);
      case Event.SIGNATURE_DONE: return may2(takeCombined(t), Event.GENUINE, Event.FORGED);
      case Event.TIME: forge(t); return Event.FORGED;
    } break;
  }
  return NO_ROW;
}

const UNPREDICTABLE_BYTES: i32 = 4;
const CRYPTOGRAM_BYTES: i32 = 8;
/** CID 1 · cryptogram 8, then the ICC dynamic number. */
const NUMBER_AT: i32 = 9;

/** A TC or an ARQC without the signature that it was asked with is none (EMV Book 2, 6.6.2). */
function ifSigned(t: Terminal): i32 {
  if (cardOf(t).signedLength > 0) return SignedAc.CHECKING;
  decide(Rule.ODA_DATA_MISSING, TAG_9F4B_SIGNED_DYNAMIC_DATA);
  forge(t);
  return Event.FORGED;
}

/** The unpredictable number; all values sent; the objects of the answer as they stand in it, the signature left out. */
function askCombined(t: Terminal): void {
  const card = cardOf(t);
  const end = card.reply + card.replyLength;
  const opened = readTlv(card.reply, end, FOUND) === OK;
  assert(opened); // it was looked at before
  const answer = FOUND.value;
  const answerEnd = FOUND.next;
  let signed = answer;
  while (readTlv(signed, answerEnd, FOUND) === OK && FOUND.tag !== TAG_9F4B_SIGNED_DYNAMIC_DATA) signed = FOUND.next;
  const before = <i32>(signed - answer);
  const after = <i32>(answerEnd - FOUND.next);
  const rest = FOUND.next;
  const sent = card.pdolLength + card.listLength + (card.concluded !== 0 ? card.cdol2Length : 0);
  const length = UNPREDICTABLE_BYTES + sent + before + after;
  const at = askSignature(t, Signature.COMBINED, card.reply + card.signedAt, card.signedLength, length);
  copyBytes(at, card.unpredictable, UNPREDICTABLE_BYTES);
  copyBytes(at + UNPREDICTABLE_BYTES, card.dialogue, sent);
  copyBytes(at + UNPREDICTABLE_BYTES + sent, answer, before);
  copyBytes(at + UNPREDICTABLE_BYTES + sent + before, rest, after);
}

/** The signature must hold the CID of the answer, too (EMV Book 2, 6.6.2). */
function takeCombined(t: Terminal): i32 {
  const card = cardOf(t);
  const done = payload<SignatureDone>();
  const signed = done.data.start;
  const numberLength = <i32>done.data.length - NUMBER_AT;
  const isGenuine = done.status === Authenticity.GENUINE && numberLength > 0 && <i32>load<u8>(signed) === card.cid;
  const isRight = isGenuine && keepDynamicNumber(card, signed + NUMBER_AT, numberLength);
  tellSignature(Signature.COMBINED, isRight);
  if (!isRight) {
    forge(t);
    return Event.FORGED;
  }
  copyBytes(card.cryptogram, signed + 1, CRYPTOGRAM_BYTES);
  setTsi(card, TSI_OFFLINE_DATA_AUTHENTICATION);
  return Event.GENUINE;
}

/** CDA has failed; no signature is asked for any more. */
function forge(t: Terminal): void {
  const card = cardOf(t);
  card.odaFailed = 1;
  setTvr(card, TVR_CDA_FAILED);
  setTsi(card, TSI_OFFLINE_DATA_AUTHENTICATION);
}
