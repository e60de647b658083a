/**
 * One card in the reader: what it has told, what is being said to it.
 *
 * Records are kept raw in one arena and data elements are found in it; nothing is copied out but what ends in a message.
 * The arena holds clear card data, so the region is wiped when the payment ends (`wipeCard`).
 */
import { AID_RECORD_BYTES, APDU_BYTES_MAX } from "../abi";
import { clearBytes } from "../base/bytes";
import { CARD_BYTES, MAP_CARD } from "../base/map";
import { Tlv } from "../codec/ber_tlv";
import { Terminal } from "../machine/terminal";

export const ARENA_BYTES: i32 = 6144;
export const AID_BYTES_MIN: i32 = 5;
export const AID_BYTES_MAX: i32 = 16;

@unmanaged
export class Card {
  /**
   * Local civil time at which the card began to be read, ms since 1970-01-01 00:00: the date and time of the payment for card
   * and issuer, also when midnight falls between the cryptogram and the message that carries it.
   */
  time_ms: u64;
  /** Inputs from the flow: amount in minor units, the STAN that the payment will take. */
  amount: u64;
  stan: i32;
  /** APDU under way: command bytes, bytes of its reply without SW, SW1 SW2. */
  commandLength: i32;
  replyLength: i32;
  status: i32;
  /** GET RESPONSE and Le corrections done for the command under way. */
  fetches: i32;
  /** Bytes used in the arena; data elements that its table has, one more when there was no room for another (`arena.ts`). */
  arenaUsed: i32;
  elementCount: i32;
  /** Length of the AID selected. */
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
  /** Index of the record asked for with READ_AID; of the one that `configuration` holds, plus 1, or 0 for none. */
  aidIndex: i32;
  configured: i32;
  /** 9F36 as GET DATA gave it, -1 when it did not. */
  counter: i32;
  /** What PIN is to be asked for, a `PinKind` (`cvm.ts`); 1 when the slip needs a signature. */
  pinWanted: i32;
  signature: i32;
  /** Offset within the list of the CVM rule performed last; 1 once the cardholder has gone on without a PIN. */
  cvmRule: i32;
  pinBypassed: i32;
  /** 1 once the second GENERATE AC has been sent: a card answers two in a payment (EMV Book 3, 9). */
  concluded: i32;
  /** 1 when the card left while the acquirer was being asked. */
  gone: i32;
  // Selection (candidates.ts, directory.ts, listing.ts).
  /** Candidates there are; the one chosen, an index among them; SELECTs answered so far with the list of AIDs. */
  candidateCount: i32;
  candidate: i32;
  found: i32;
  /** PSE: SFI of the directory, record under way, issuer code table index of its names, 0 for none. */
  directory: i32;
  directoryRecord: i32;
  directoryCodeTable: i32;
  /** List of AIDs: occurrences asked for of the AID under way, beyond the first. */
  occurrence: i32;
  /** 1 when the application chosen last is not for this payment and another one is to be tried. */
  resumes: i32;
  /** 1 once the cardholder has chosen; from then on nothing is selected without asking (EMV Book 1, 12.4). */
  asked: i32;
  /** 1 when the last choice could not be used. */
  spoilt: i32;
  /** What the cardholder speaks, two letters, the first in the low byte; 0 when the card does not say (language.ts). */
  language: i32;
  /** Page of the list of names that is shown, from 0. */
  page: i32;
  // Offline PIN. 1 when the secure module has a key to encipher a PIN with; when the card's PIN is blocked; when the PIN pad
  // has failed. Tries that the card has said are left, 0 when it has not; 1 once a PIN was wrong.
  pinKeyUsable: i32;
  pinBlocked: i32;
  pinPadFailed: i32;
  pinTries: i32;
  pinWrong: i32;
  // Fallback: 1 once the card has offered an application that the terminal knows, be it a blocked one.
  offered: i32;

  // Reading: where in the arena that begins which GET PROCESSING OPTIONS and the records gave.
  dataFrom: i32;

  // Offline data authentication (`oda.ts`).
  /** An `OdaMethod`; 1 when it has failed; what is still to be done for it and for a PIN key, bits of `oda.ts`. */
  odaMethod: i32;
  odaFailed: i32;
  odaSteps: i32;
  /** Records that take part, and how many of them the secure module has; 1 when one of them is no template. */
  odaRecords: i32;
  odaSent: i32;
  odaBroken: i32;
  /** Keys of the card that the secure module has: 1 the issuer's, 2 the card's, 4 the one for PINs alone. */
  keysRecovered: i32;
  /** Lengths of 9F45 and 9F4C; 0 until a signature has given them. */
  staticCodeLength: i32;
  dynamicNumberLength: i32;
  /** Values that the terminal has sent: of the PDOL, of the DDOL or CDOL1, of CDOL2. */
  pdolLength: i32;
  listLength: i32;
  cdol2Length: i32;
  /** 1 when the last GENERATE AC asked for a signature; where in the reply it stands, 9F4B, and its length, 0 for none. */
  cdaAsked: i32;
  signedAt: i32;
  signedLength: i32;
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
  /** 1 when an approval of the card's own could be recorded; 1 once it is known what the first GENERATE AC asks for. */
  mayApprove: i32;
  weighed: i32;

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
  /** One `AidRecord`. */
  get configuration(): usize {
    return changetype<usize>(this) + CONFIGURATION_AT;
  }
  /** CANDIDATES_MAX times a `Candidate`. */
  get candidates(): usize {
    return changetype<usize>(this) + CANDIDATES_AT;
  }
  /** Data authentication code 9F45, 2 bytes; ICC dynamic number 9F4C, 2 to 8. */
  get staticCode(): usize {
    return changetype<usize>(this) + ODA_AT;
  }
  get dynamicNumber(): usize {
    return changetype<usize>(this) + ODA_AT + 8;
  }
  /** Range `index` of the arena that is to be authenticated: offset u16 and length u16. */
  odaRange(index: i32): usize {
    assert(index >= 0 && index < RECORDS_MAX);
    return changetype<usize>(this) + RANGES_AT + 4 * <usize>index;
  }
  /** Values of the PDOL, then of the DDOL or CDOL1, then of CDOL2, as they were sent (EMV Book 2, 6.6.2). */
  get dialogue(): usize {
    return changetype<usize>(this) + DIALOGUE_AT;
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
  /** ELEMENT_SLOTS offsets in the arena, plus 1, each a u16; 0 for an empty one. */
  get elements(): usize {
    return changetype<usize>(this) + ELEMENTS_AT;
  }
  get arena(): usize {
    return changetype<usize>(this) + ARENA_AT;
  }
}

/** Applications that a cardholder may choose from; of more those of the lowest priority are left out. */
export const CANDIDATES_MAX: i32 = 10;
export const CANDIDATE_BYTES: i32 = 40;
export const ISSUER_DATA_BYTES_MAX: i32 = 32;
export const AUTHENTICATION_BYTES_MAX: i32 = 16;
/** 252 bytes: 63 entries (EMV Book 3, 10.2). */
export const AFL_BYTES_MAX: i32 = 252;
const TVR_AT: usize = (offsetof<Card>() + 7) & ~7;
/** Records that one card may give in a payment; each of them may take part in offline data authentication. */
export const RECORDS_MAX: i32 = 64;
/** A PDOL of 250 bytes, two lists of 252. */
export const DIALOGUE_BYTES: i32 = 760;
const ODA_AT: usize = (TVR_AT + 96 + <usize>AFL_BYTES_MAX + 7) & ~7;
const RANGES_AT: usize = ODA_AT + 16;
const DIALOGUE_AT: usize = RANGES_AT + 4 * <usize>RECORDS_MAX;
const CONFIGURATION_AT: usize = DIALOGUE_AT + <usize>DIALOGUE_BYTES;
const CANDIDATES_AT: usize = CONFIGURATION_AT + <usize>AID_RECORD_BYTES;
/** F55 has three digits of length and at most 255 bytes (UnionPay POS, field table). */
export const ANSWER_BYTES_MAX: i32 = 256;
/** Four scripts: DF31 has at most 21 bytes (UnionPay POS, F55 usage). */
export const SCRIPT_RESULTS_BYTES_MAX: i32 = 20;
export const TC_HASH_BYTES: i32 = 20;
const ANSWER_AT: usize = CANDIDATES_AT + <usize>(CANDIDATES_MAX * CANDIDATE_BYTES);
const COMMAND_AT: usize = (ANSWER_AT + <usize>(ANSWER_BYTES_MAX + SCRIPT_RESULTS_BYTES_MAX + TC_HASH_BYTES) + 7) & ~7;
const REPLY_AT: usize = (COMMAND_AT + <usize>APDU_BYTES_MAX + 7) & ~7;
/** A power of two. */
export const ELEMENT_SLOTS: i32 = 128;
const ELEMENTS_AT: usize = (REPLY_AT + <usize>APDU_BYTES_MAX + 7) & ~7;
const ARENA_AT: usize = ELEMENTS_AT + 2 * <usize>ELEMENT_SLOTS;
assert(ARENA_AT + <usize>ARENA_BYTES <= CARD_BYTES);

export function cardOf(t: Terminal): Card {
  return changetype<Card>(changetype<usize>(t) + MAP_CARD);
}

/** Forgets the card: nothing of it stays in memory. */
export function wipeCard(t: Terminal): void {
  clearBytes(changetype<usize>(cardOf(t)), <i32>CARD_BYTES);
}

/** Scratch for one lookup. */
export const FOUND: Tlv = changetype<Tlv>(memory.data(16, 8));
