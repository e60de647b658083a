/** GENERATE AC: the command, and what its answer says (EMV Book 3, 6.5.5; CID coding C4). Knows no flow. */
import { Rule } from "../abi_rules";
import { copyBytes, fillBytes, load16 } from "../base/bytes";
import { OK } from "../base/status";
import { checkTlv, findTlv, readTlv } from "../codec/ber_tlv";
import { decide } from "../machine/decisions";
import { Terminal } from "../machine/terminal";
import { putDol } from "./data";
import { Card, cardGave, cardOf, FOUND, ISSUER_DATA_BYTES_MAX } from "./region";
import {
  TAG_77_RESPONSE_FORMAT_2,
  TAG_80_RESPONSE_FORMAT_1,
  TAG_9F10_ISSUER_APPLICATION_DATA,
  TAG_9F26_CRYPTOGRAM,
  TAG_9F27_CID,
  TAG_9F36_ATC,
} from "./tags";
import { prepareCommand } from "./transmit";

/** Cryptogram types: P1 of the command, and the two high bits of the answer's CID. */
export const AAC: i32 = 0x00;
export const TC: i32 = 0x40;
export const ARQC: i32 = 0x80;
const TYPE_MASK: i32 = 0xc0;

const GENERATE_AC: u32 = 0x80ae0000;
const SW_OK: i32 = 0x9000;
/** Most that a CDOL may ask for. */
export const CDOL_BYTES_MAX: i32 = 252;
const CRYPTOGRAM_BYTES: i32 = 8;
/** CID 1 · ATC 2 · cryptogram 8. */
const FORMAT_1_BYTES_MIN: i32 = 11;

/** A list's values: scratch, and wiped, since a card may ask for its own PAN. */
const VALUES_BYTES: i32 = 256;
const VALUES: usize = memory.data(VALUES_BYTES, 8);

/** Prepares the command with the values of the list `cdol`; without a usable list the card gets no data and declines. */
export function prepareGenerate(t: Terminal, type: i32, cdol: u32): void {
  const card = cardOf(t);
  const listed = cardGave(card, cdol);
  const length = listed ? putDol(t, FOUND.value, FOUND.value + FOUND.length, VALUES, CDOL_BYTES_MAX) : 0;
  prepareCommand(t, GENERATE_AC | ((<u32>type) << 8), VALUES, max(0, length), 0);
  fillBytes(VALUES, 0, VALUES_BYTES);
}

/**
 * Takes the answer apart: `cid`, `atc`, `cryptogram`, `issuerData`.
 *
 * @returns the cryptogram type, or -1 when the answer is none
 */
export function takeCryptogram(card: Card): i32 {
  if (card.status !== SW_OK) {
    decide(Rule.CRYPTOGRAM_REFUSED, card.status);
    return -1;
  }
  if (takeAnswer(card)) return card.cid & TYPE_MASK;
  decide(Rule.CRYPTOGRAM_MALFORMED, 0);
  return -1;
}

function takeAnswer(card: Card): bool {
  const end = card.reply + card.replyLength;
  if (checkTlv(card.reply, end) !== OK || readTlv(card.reply, end, FOUND) !== OK) return false;
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
  if (!answered(card, TAG_9F26_CRYPTOGRAM, CRYPTOGRAM_BYTES)) return false;
  copyBytes(card.cryptogram, FOUND.value, CRYPTOGRAM_BYTES);
  if (findTlv(card.reply, card.reply + card.replyLength, TAG_9F10_ISSUER_APPLICATION_DATA, FOUND) !== OK) return true;
  return FOUND.length <= ISSUER_DATA_BYTES_MAX && keepIssuerData(card, FOUND.value, FOUND.length);
}

function answered(card: Card, tag: u32, length: i32): bool {
  return findTlv(card.reply, card.reply + card.replyLength, tag, FOUND) === OK && FOUND.length === length;
}

function keepIssuerData(card: Card, from: usize, length: i32): bool {
  card.issuerDataLength = length;
  copyBytes(card.issuerData, from, length);
  return true;
}
