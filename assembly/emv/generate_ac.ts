/** GENERATE AC: the command, and what its answer says (EMV Book 3, 6.5.5; CID coding C4). Knows no flow. */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { copyBytes, load16 } from "../base/bytes";
import { OK, TLV_END } from "../base/status";
import { checkTlv, findTlv, readTlv, Tlv } from "../codec/ber_tlv";
import { Terminal } from "../machine/terminal";
import { putDol } from "./data";
import { givesTwice } from "./duplicates";
import { OdaMethod } from "./oda_plan";
import { cardGave } from "./arena";
import { Card, cardOf, FOUND, ISSUER_DATA_BYTES_MAX } from "./region";
import {
  TAG_77_RESPONSE_FORMAT_2,
  TAG_80_RESPONSE_FORMAT_1,
  TAG_8D_CDOL2,
  TAG_9F10_ISSUER_APPLICATION_DATA,
  TAG_9F26_CRYPTOGRAM,
  TAG_9F27_CID,
  TAG_9F36_ATC,
  TAG_9F4B_SIGNED_DYNAMIC_DATA,
} from "./tags";
import { prepareCommand } from "./transmit";

/** Cryptogram types: P1 of the command, and the two high bits of the answer's CID. */
export const AAC: i32 = 0x00;
export const TC: i32 = 0x40;
export const ARQC: i32 = 0x80;
const TYPE_MASK: i32 = 0xc0;
/**
 * CID: an advice is required (EMV Book 3, C4). This terminal and the messages to its acquirer know of none, so none is made, and
 * the payment goes on as the cryptogram says (Book 4, 6.3.7; it ends where advices are supported and fail, 12.2.5).
 */
const ADVICE: i32 = 0x08;
/** P1: the answer is to be signed (EMV Book 3, 6.5.5.2). */
const CDA: i32 = 0x10;

const GENERATE_AC: u32 = 0x80ae0000;
const SW_OK: i32 = 0x9000;
/** Most that a CDOL may ask for. */
export const CDOL_BYTES_MAX: i32 = 252;
const CRYPTOGRAM_BYTES: i32 = 8;
/** CID 1 · ATC 2 · cryptogram 8. */
const FORMAT_1_BYTES_MIN: i32 = 11;

const TAIL: Tlv = changetype<Tlv>(memory.data(16, 8));

/** GENERATE AC asks for a signature when CDA was chosen and has its keys; an AAC is never signed (EMV Book 2, 6.6). */
export function wantsCda(card: Card): bool {
  return card.odaMethod === OdaMethod.CDA && card.odaFailed === 0;
}

/**
 * Prepares the command with the values of the list `cdol`; without a usable list the card gets no data and declines. The
 * values are kept behind those that were sent before: a signature covers them all.
 */
export function prepareGenerate(t: Terminal, type: i32, cdol: u32): void {
  const card = cardOf(t);
  const isSecond = cdol === TAG_8D_CDOL2;
  const before = card.pdolLength + (isSecond ? card.listLength : 0);
  const values = card.dialogue + <usize>before;
  const listed = cardGave(card, cdol);
  const length = max(0, listed ? putDol(t, FOUND.value, FOUND.value + FOUND.length, values, CDOL_BYTES_MAX) : 0);
  if (isSecond) card.cdol2Length = length;
  else card.listLength = length;
  card.cdaAsked = wantsCda(card) && type !== AAC ? 1 : 0;
  if (card.cdaAsked !== 0) decide(Rule.CDA_WANTED, type);
  prepareCommand(t, GENERATE_AC | ((<u32>(type | (card.cdaAsked !== 0 ? CDA : 0))) << 8), values, length, 0);
}

/**
 * Takes the answer apart: `cid`, `atc`, `cryptogram`, `issuerData`; or `signedAt` in place of the cryptogram, which is then
 * inside the signature.
 *
 * @returns the cryptogram type, or -1 when the answer is none
 */
export function takeCryptogram(card: Card): i32 {
  card.signedLength = 0;
  if (card.status !== SW_OK) {
    decide(Rule.CRYPTOGRAM_REFUSED, card.status);
    return -1;
  }
  if (!takeAnswer(card)) {
    decide(Rule.CRYPTOGRAM_MALFORMED, 0);
    return -1;
  }
  if ((card.cid & ADVICE) !== 0) decide(Rule.ADVICE_WANTED, card.cid);
  return card.cid & TYPE_MASK;
}

/** The answer is one template, and gives nothing twice. */
function takeAnswer(card: Card): bool {
  const end = card.reply + card.replyLength;
  if (checkTlv(card.reply, end) !== OK || readTlv(card.reply, end, FOUND) !== OK) return false;
  if (readTlv(FOUND.next, end, TAIL) !== TLV_END || givesTwice(card.reply, end)) return false;
  return FOUND.tag === TAG_80_RESPONSE_FORMAT_1 ? takeFormat1(card) : takeFormat2(card);
}

function takeFormat1(card: Card): bool {
  if (FOUND.length < FORMAT_1_BYTES_MIN || FOUND.length > FORMAT_1_BYTES_MIN + ISSUER_DATA_BYTES_MAX) return false;
  const at = FOUND.value;
  card.cid = load<u8>(at);
  card.atc = load16(at + 1);
  copyBytes(card.cryptogram, at + 3, CRYPTOGRAM_BYTES);
  return keepIssuerData(card, at + FORMAT_1_BYTES_MIN, FOUND.length - FORMAT_1_BYTES_MIN);
}

function takeFormat2(card: Card): bool {
  if (FOUND.tag !== TAG_77_RESPONSE_FORMAT_2) return false;
  if (!answered(card, TAG_9F27_CID, 1)) return false;
  card.cid = load<u8>(FOUND.value);
  if (!answered(card, TAG_9F36_ATC, 2)) return false;
  card.atc = load16(FOUND.value);
  if (!takeSigned(card)) {
    if (!answered(card, TAG_9F26_CRYPTOGRAM, CRYPTOGRAM_BYTES)) return false;
    copyBytes(card.cryptogram, FOUND.value, CRYPTOGRAM_BYTES);
  }
  if (findTlv(card.reply, card.reply + card.replyLength, TAG_9F10_ISSUER_APPLICATION_DATA, FOUND) !== OK) return true;
  return FOUND.length <= ISSUER_DATA_BYTES_MAX && keepIssuerData(card, FOUND.value, FOUND.length);
}

/** EMV Book 3, 6.5.5.4: an answer that is signed holds 9F4B in place of 9F26. */
function takeSigned(card: Card): bool {
  if (card.cdaAsked === 0) return false;
  const end = card.reply + card.replyLength;
  if (findTlv(card.reply, end, TAG_9F4B_SIGNED_DYNAMIC_DATA, FOUND) !== OK) return false;
  card.signedAt = <i32>(FOUND.value - card.reply);
  card.signedLength = FOUND.length;
  return true;
}

function answered(card: Card, tag: u32, length: i32): bool {
  return findTlv(card.reply, card.reply + card.replyLength, tag, FOUND) === OK && FOUND.length === length;
}

function keepIssuerData(card: Card, from: usize, length: i32): bool {
  card.issuerDataLength = length;
  copyBytes(card.issuerData, from, length);
  return true;
}
