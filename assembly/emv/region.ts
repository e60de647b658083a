/**
 * One card in the reader: what it has told, what is being said to it.
 *
 * Records are kept raw in one arena and data elements are found in it; nothing is copied out but what ends in a message.
 * The arena holds clear card data, so the region is wiped when the payment ends (`wipeCard`).
 */
import { APDU_BYTES_MAX } from "../abi";
import { fillBytes } from "../base/bytes";
import { CARD_BYTES, MAP_CARD } from "../base/map";
import { OK } from "../base/status";
import { findTlv, Tlv } from "../codec/ber_tlv";
import { Terminal } from "../machine/terminal";

export const ARENA_BYTES: i32 = 6144;
export const AID_BYTES_MAX: i32 = 16;

@unmanaged
export class Card {
  /** Inputs from the flow: amount in minor units, the STAN that the payment will take. */
  amount: u64;
  stan: i32;
  /** APDU under way: command bytes, bytes of its reply without SW, SW1 SW2. */
  commandLength: i32;
  replyLength: i32;
  status: i32;
  /** GET RESPONSE and Le corrections done for the command under way. */
  fetches: i32;
  /** Bytes used in the arena. */
  arenaUsed: i32;
  /** Selection: index in the list of supported AIDs, PSE directory SFI and record. */
  listIndex: i32;
  directory: i32;
  directoryRecord: i32;
  /** The candidate so far: its priority (1 highest, 16 for none given, 0 for no candidate) and length of its AID. */
  priority: i32;
  aidLength: i32;
  /** Next record to read: AFL entry (4 bytes each), record number; 0 before the first. */
  aflEntry: i32;
  record: i32;
  /** AIP, two bytes big-endian. */
  aip: i32;
  aflLength: i32;
  /** What the last GENERATE AC gave: 9F27, 9F36, length of 9F10. */
  cid: i32;
  atc: i32;
  issuerDataLength: i32;
  /** What the issuer answered: F39 as two ASCII characters (low byte first), 0 for none; length of tag 91. */
  responseCode: i32;
  authenticationLength: i32;
  /** Cryptogram type asked for at the last GENERATE AC: its P1. */
  wanted: i32;
  /** Record of the application in use, or of the best candidate so far (`aids.ts`). */
  aidIndex: i32;
  /** 9F36 as GET DATA gave it, -1 when it did not. */
  counter: i32;
  /** 1 when an online PIN is to be asked for; 1 when the slip needs a signature. */
  pinWanted: i32;
  signature: i32;
  /** Offset within the list of the CVM rule performed last; 1 once the cardholder has gone on without a PIN. */
  cvmRule: i32;
  pinBypassed: i32;
  /** 1 once the second GENERATE AC has been sent: a card answers two in a payment (EMV Book 3, 9). */
  concluded: i32;
  /** 1 when the card left while the acquirer was being asked. */
  gone: i32;
  /** The issuer's answer: bytes of `answer` and of `scriptResults`. */
  answerLength: i32;
  resultsLength: i32;
  /** Scripts: the template being processed (71 or 72), its place among all; offsets in `answer` of what comes next, in it and
   * after it, and of its end (0 when none is open); number of the command under way. */
  scriptTag: i32;
  script: i32;
  scriptAt: i32;
  scriptEnd: i32;
  scriptNext: i32;
  scriptCommand: i32;
  /** What the second GENERATE AC has come to, an `Event`: what COMPLETION returns after the last script. */
  conclusion: i32;
  /** 1 when the merchant has the payment go online; 1 once `tcHash` is there. */
  forcedOnline: i32;
  hasTcHash: i32;

  get tvr(): usize {
    return changetype<usize>(this) + TVR_AT;
  }
  get tsi(): usize {
    return changetype<usize>(this) + TVR_AT + 8;
  }
  get cvmResults(): usize {
    return changetype<usize>(this) + TVR_AT + 12;
  }
  get unpredictable(): usize {
    return changetype<usize>(this) + TVR_AT + 16;
  }
  /** 8 bytes of 9F26. */
  get cryptogram(): usize {
    return changetype<usize>(this) + TVR_AT + 24;
  }
  get issuerData(): usize {
    return changetype<usize>(this) + TVR_AT + 32;
  }
  /** Tag 91 of the reply, 8 to 16 bytes. */
  get authentication(): usize {
    return changetype<usize>(this) + TVR_AT + 64;
  }
  get aid(): usize {
    return changetype<usize>(this) + TVR_AT + 80;
  }
  get afl(): usize {
    return changetype<usize>(this) + TVR_AT + 96;
  }
  /** F55 of a reply that is believed. */
  get answer(): usize {
    return changetype<usize>(this) + ANSWER_AT;
  }
  /** Tag DF31: 5 bytes for each script (EMV Book 4, A5). */
  get scriptResults(): usize {
    return changetype<usize>(this) + ANSWER_AT + <usize>ANSWER_BYTES_MAX;
  }
  /** Tag 98, 20 bytes. */
  get tcHash(): usize {
    return this.scriptResults + <usize>SCRIPT_RESULTS_BYTES_MAX;
  }
  get command(): usize {
    return changetype<usize>(this) + COMMAND_AT;
  }
  get reply(): usize {
    return changetype<usize>(this) + REPLY_AT;
  }
  get arena(): usize {
    return changetype<usize>(this) + ARENA_AT;
  }
}

export const ISSUER_DATA_BYTES_MAX: i32 = 32;
export const AUTHENTICATION_BYTES_MAX: i32 = 16;
/** 252 bytes: 63 entries (EMV Book 3, 10.2). */
export const AFL_BYTES_MAX: i32 = 252;
const TVR_AT: usize = (offsetof<Card>() + 7) & ~7;
/** F55 has three digits of length and at most 255 bytes (UnionPay POS, field table). */
export const ANSWER_BYTES_MAX: i32 = 256;
/** Four scripts: DF31 has at most 21 bytes (UnionPay POS, F55 usage). */
export const SCRIPT_RESULTS_BYTES_MAX: i32 = 20;
export const TC_HASH_BYTES: i32 = 20;
const ANSWER_AT: usize = (TVR_AT + 96 + <usize>AFL_BYTES_MAX + 7) & ~7;
const COMMAND_AT: usize = (ANSWER_AT + <usize>(ANSWER_BYTES_MAX + SCRIPT_RESULTS_BYTES_MAX + TC_HASH_BYTES) + 7) & ~7;
const REPLY_AT: usize = (COMMAND_AT + <usize>APDU_BYTES_MAX + 7) & ~7;
const ARENA_AT: usize = (REPLY_AT + <usize>APDU_BYTES_MAX + 7) & ~7;
assert(ARENA_AT + <usize>ARENA_BYTES <= CARD_BYTES);

export function cardOf(t: Terminal): Card {
  return changetype<Card>(changetype<usize>(t) + MAP_CARD);
}

/** Forgets the card: nothing of it stays in memory. */
export function wipeCard(t: Terminal): void {
  fillBytes(changetype<usize>(cardOf(t)), 0, <i32>CARD_BYTES);
}

/** Scratch for one lookup. */
export const FOUND: Tlv = changetype<Tlv>(memory.data(16, 8));

/** Finds a data element that the card has given; then `FOUND` is its view. */
export function cardGave(card: Card, tag: u32): bool {
  return findTlv(card.arena, card.arena + card.arenaUsed, tag, FOUND) === OK;
}
