/**
 * What is asked of the secure module for offline data authentication: keys of the card, the static data, signatures.
 *
 * Knows where the card's certificates stand, and judges none of them: the module does (EMV Book 2, 5 to 7).
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { Command } from "../abi";
import { CardKey, Signature } from "../abi_devices";
import { digitAt } from "../base/bcd";
import { copyBytes, store16 } from "../base/bytes";
import { CIVIL_DIGITS, putCivil } from "../base/time";
import { panFromCn } from "../codec/pan";
import { askWith, Bytes, putBytes } from "../machine/io";
import { Terminal } from "../machine/terminal";
import { cardGave } from "./arena";
import { Card, cardOf, FOUND } from "./region";
import {
  TAG_5A_PAN,
  TAG_82_AIP,
  TAG_8F_CAPK_INDEX,
  TAG_90_ISSUER_CERTIFICATE,
  TAG_92_ISSUER_REMAINDER,
  TAG_9F2D_PIN_CERTIFICATE,
  TAG_9F2E_PIN_EXPONENT,
  TAG_9F2F_PIN_REMAINDER,
  TAG_9F32_ISSUER_EXPONENT,
  TAG_9F46_ICC_CERTIFICATE,
  TAG_9F47_ICC_EXPONENT,
  TAG_9F48_ICC_REMAINDER,
  TAG_9F4A_STATIC_TAG_LIST,
} from "./tags";

/** Bits of `keysRecovered`. */
export const HAS_ISSUER_KEY: i32 = 1;
export const HAS_ICC_KEY: i32 = 2;
export const HAS_PIN_KEY: i32 = 4;

/** Records that go to the module in one command. */
const CHUNK_BYTES_MAX: i32 = 2048;
const RID_BYTES: i32 = 5;
const AIP_BYTES: i32 = 2;
/** A PAN's digits, in whole words. */
const PAN_ROOM: i32 = 24;

/** Certificate, remainder and exponent of each key, from the issuer's on. */
const PARTS: usize = memory.data<u32>([
  TAG_90_ISSUER_CERTIFICATE,
  TAG_92_ISSUER_REMAINDER,
  TAG_9F32_ISSUER_EXPONENT,
  TAG_9F46_ICC_CERTIFICATE,
  TAG_9F48_ICC_REMAINDER,
  TAG_9F47_ICC_EXPONENT,
  TAG_9F2D_PIN_CERTIFICATE,
  TAG_9F2F_PIN_REMAINDER,
  TAG_9F2E_PIN_EXPONENT,
]);
const PARTS_COUNT: i32 = 3;
const CIVIL: usize = memory.data(CIVIL_DIGITS + 2, 8);

@unmanaged
class CardKeyInput {
  which: u32;
  index: u32;
  today: u32;
  reserved: u32;
  /** 5 bytes used. */
  rid: u64;
}

@unmanaged
class SignatureInput {
  kind: u32;
  reserved: u32;
  get signed(): Bytes {
    return changetype<Bytes>(changetype<usize>(this) + offsetof<SignatureInput>());
  }
}

/** Whether the card gives what this key is recovered from; a remainder is there only where one is needed. */
export function hasCertificate(card: Card, which: CardKey): bool {
  if (which === CardKey.ISSUER && !(gives(card, TAG_8F_CAPK_INDEX) && FOUND.length === 1)) return false;
  return gives(card, partOf(which, 0)) && gives(card, partOf(which, 2));
}

/** What authentication cannot do without. Then `FOUND` is its view. */
export function gives(card: Card, tag: u32): bool {
  if (cardGave(card, tag)) return true;
  decide(Rule.ODA_DATA_MISSING, tag);
  return false;
}

/** CARD_KEY: the module recovers a key of the card. */
export function askCardKey(t: Terminal, which: CardKey): void {
  const card = cardOf(t);
  let length = <i32>offsetof<Bytes>() + PAN_ROOM;
  for (let part = 0; part < PARTS_COUNT; part++) length += roomOf(partLength(card, partOf(which, part)));
  const input = askWith<CardKeyInput>(t, Command.CARD_KEY, length);
  input.which = which;
  input.index = cardGave(card, TAG_8F_CAPK_INDEX) && FOUND.length > 0 ? load<u8>(FOUND.value) : 0;
  input.today = today(t);
  copyBytes(changetype<usize>(input) + offsetof<CardKeyInput>("rid"), card.aid, RID_BYTES);
  let at = changetype<usize>(input) + offsetof<CardKeyInput>();
  for (let part = 0; part < PARTS_COUNT; part++) {
    const bytes = partLength(card, partOf(which, part));
    putBytes(changetype<Bytes>(at), FOUND.value, bytes);
    at += roomOf(bytes);
  }
  const pan = changetype<Bytes>(at);
  if (cardGave(card, TAG_5A_PAN)) pan.length = max(0, panFromCn(FOUND.value, FOUND.length, pan.start));
}

/** Whether there is a byte to authenticate with the card's signature or certificate (EMV Book 3, 10.3). */
export function hasStaticData(card: Card): bool {
  return pieces(card) > 0;
}

/**
 * STATIC_DATA: as many of the records that take part as one command holds, after those that the module has, and at the end
 * the AIP where the tag list names it.
 */
export function askStaticData(t: Terminal): void {
  const card = cardOf(t);
  const from = card.odaSent;
  const all = pieces(card);
  let length = 0;
  while (card.odaSent < all && length + pieceLength(card, card.odaSent) <= CHUNK_BYTES_MAX) {
    length += pieceLength(card, card.odaSent++);
  }
  const data = askWith<Bytes>(t, Command.STATIC_DATA, length);
  data.length = length;
  decide(Rule.STATIC_DATA, length);
  let at = data.start;
  for (let piece = from; piece < card.odaSent; piece++) {
    const bytes = pieceLength(card, piece);
    if (piece < card.odaRecords) copyBytes(at, card.arena + load<u16>(card.odaRange(piece)), bytes);
    else store16(at, card.aip);
    at += bytes;
  }
}

/** Whether the module has been given all of it. */
export function isStaticDataSent(card: Card): bool {
  return card.odaSent >= pieces(card);
}

/**
 * A record that takes part was no template, or the list of tags, which may hold the AIP's and nothing else, holds another
 * (EMV Book 3, 10.3).
 */
export function isStaticDataBroken(card: Card): bool {
  if (card.odaBroken !== 0) return true;
  if (!cardGave(card, TAG_9F4A_STATIC_TAG_LIST)) return false;
  return FOUND.length !== 1 || load<u8>(FOUND.value) !== TAG_82_AIP;
}

/**
 * VERIFY_SIGNATURE: the module checks what the card or its issuer has signed.
 *
 * @returns address of room for `length` bytes of terminal data, to be filled
 */
export function askSignature(t: Terminal, kind: Signature, signed: usize, signedLength: i32, length: i32): usize {
  const input = askWith<SignatureInput>(t, Command.VERIFY_SIGNATURE, roomOf(signedLength) + roomOf(length));
  input.kind = kind;
  putBytes(input.signed, signed, signedLength);
  const data = changetype<Bytes>(changetype<usize>(input.signed) + roomOf(signedLength));
  data.length = length;
  return data.start;
}

/** The records, and the AIP after them. */
function pieces(card: Card): i32 {
  return card.odaRecords + (cardGave(card, TAG_9F4A_STATIC_TAG_LIST) ? 1 : 0);
}

function pieceLength(card: Card, piece: i32): i32 {
  return piece < card.odaRecords ? <i32>load<u16>(card.odaRange(piece), 2) : AIP_BYTES;
}

/** A `bytes` payload of this many, in whole words. */
function roomOf(length: i32): i32 {
  return <i32>offsetof<Bytes>() + ((length + 7) & ~7);
}

function partOf(which: CardKey, part: i32): u32 {
  return load<u32>(PARTS + 4 * <usize>((which - CardKey.ISSUER) * PARTS_COUNT + part));
}

/** Bytes that the card gives of a part, 0 when it does not; then `FOUND` is their view. */
function partLength(card: Card, tag: u32): i32 {
  return cardGave(card, tag) ? FOUND.length : 0;
}

/** YYYYMMDD of the terminal's local time. */
function today(t: Terminal): u32 {
  putCivil(cardOf(t).time_ms, CIVIL);
  let day: u32 = 0;
  for (let i: usize = 0; i < 8; i++) day = day * 10 + digitAt(CIVIL + i);
  return day;
}
