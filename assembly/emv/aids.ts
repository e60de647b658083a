/**
 * What this terminal is told about each application that it supports: one record per AID, laid out as a download fills it
 * (UnionPay parameter download: 9F06, DF01, 9F09, DF11 to DF17, 9F1B). Until one does, the records are constants.
 *
 * Values stand as EMV data elements do, big-endian, so that an element is copied and never converted.
 */
import { equalBytes, load32 } from "../base/bytes";
import { Card } from "./region";

/** One application: a view of AID_RECORD_BYTES bytes, by these offsets. */
@unmanaged
export class AidRecord {
  /** 5 to 16. */
  aidLength: u8;
  /** Application selection indicator, an `Asi`. */
  asi: u8;
  /** Percentages 0..99; the second not below the first (EMV Book 3, 10.6.2). */
  targetPercent: u8;
  targetPercentMax: u8;

  get aid(): usize {
    return changetype<usize>(this) + AID_AT;
  }
  /** 9F09, 2 bytes. */
  get version(): usize {
    return changetype<usize>(this) + VERSION_AT;
  }
  /** 9F33, 3 bytes. */
  get capabilities(): usize {
    return changetype<usize>(this) + CAPABILITIES_AT;
  }
  /** 9F1B, 4 bytes: minor units. */
  get floorLimitBytes(): usize {
    return changetype<usize>(this) + FLOOR_LIMIT_AT;
  }
  get floorLimit(): u32 {
    return load32(this.floorLimitBytes);
  }
  /** Threshold value for biased random selection, minor units: below the floor limit, or 0. */
  get threshold(): u32 {
    return load32(changetype<usize>(this) + THRESHOLD_AT);
  }
  /** Terminal action codes, 5 bytes each, as the TVR. */
  get tacDenial(): usize {
    return changetype<usize>(this) + TAC_DENIAL_AT;
  }
  get tacOnline(): usize {
    return changetype<usize>(this) + TAC_ONLINE_AT;
  }
  get tacDefault(): usize {
    return changetype<usize>(this) + TAC_DEFAULT_AT;
  }
}

/** Whether a card's AID may be longer than the terminal's (EMV Book 1, 12.3.1). */
export enum Asi {
  PARTIAL,
  EXACT,
}

const AID_AT: usize = 4;
const VERSION_AT: usize = 20;
const CAPABILITIES_AT: usize = 22;
const FLOOR_LIMIT_AT: usize = 28;
const THRESHOLD_AT: usize = 32;
const TAC_DENIAL_AT: usize = 36;
const TAC_ONLINE_AT: usize = 41;
const TAC_DEFAULT_AT: usize = 46;
const AID_RECORD_BYTES: usize = 52;
assert(offsetof<AidRecord>() === AID_AT);

export const SUPPORTED_AIDS: i32 = 4;

/**
 * UnionPay's applications (JR/T 0025). 9F33 E0 68 C8: manual, stripe, contact chip; online PIN, signature, no CVM; SDA,
 * DDA and CDA (EMV Book 4, A2). A floor limit of 0 sends every payment online; electronic cash has 1000.00.
 */
// prettier-ignore
const RECORDS: usize = memory.data<u8>([
  8, 0, 99, 99,  0xa0, 0x00, 0x00, 0x03, 0x33, 0x01, 0x01, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, // debit
  0x00, 0x30,  0xe0, 0x68, 0xc8,  0, 0, 0,  0, 0, 0, 0,  0, 0, 0, 0,
  0x00, 0x10, 0x00, 0x00, 0x00,  0xd8, 0x40, 0x04, 0xf8, 0x00,  0xd8, 0x40, 0x00, 0xa8, 0x00,  0,

  8, 0, 99, 99,  0xa0, 0x00, 0x00, 0x03, 0x33, 0x01, 0x01, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, // credit
  0x00, 0x30,  0xe0, 0x68, 0xc8,  0, 0, 0,  0, 0, 0, 0,  0, 0, 0, 0,
  0x00, 0x10, 0x00, 0x00, 0x00,  0xd8, 0x40, 0x04, 0xf8, 0x00,  0xd8, 0x40, 0x00, 0xa8, 0x00,  0,

  8, 0, 99, 99,  0xa0, 0x00, 0x00, 0x03, 0x33, 0x01, 0x01, 0x03, 0, 0, 0, 0, 0, 0, 0, 0, // quasi-credit
  0x00, 0x30,  0xe0, 0x68, 0xc8,  0, 0, 0,  0, 0, 0, 0,  0, 0, 0, 0,
  0x00, 0x10, 0x00, 0x00, 0x00,  0xd8, 0x40, 0x04, 0xf8, 0x00,  0xd8, 0x40, 0x00, 0xa8, 0x00,  0,

  8, 0, 20, 50,  0xa0, 0x00, 0x00, 0x03, 0x33, 0x01, 0x01, 0x06, 0, 0, 0, 0, 0, 0, 0, 0, // electronic cash
  0x00, 0x30,  0xe0, 0x68, 0xc8,  0, 0, 0,  0x00, 0x01, 0x86, 0xa0,  0x00, 0x00, 0xc3, 0x50,
  0x00, 0x10, 0x00, 0x00, 0x00,  0xd8, 0x40, 0x04, 0xf8, 0x00,  0xd8, 0x40, 0x00, 0xa8, 0x00,  0,
]);

export function aidRecord(index: i32): AidRecord {
  assert(index >= 0 && index < SUPPORTED_AIDS);
  return changetype<AidRecord>(RECORDS + <usize>index * AID_RECORD_BYTES);
}

/** The record of the application in use. */
export function configurationOf(card: Card): AidRecord {
  return aidRecord(card.aidIndex);
}

/** @returns index of the record that supports the card's AID, or -1 (EMV Book 1, 12.3.1) */
export function supportOf(aid: usize, length: i32): i32 {
  for (let i = 0; i < SUPPORTED_AIDS; i++) {
    const own = aidRecord(i);
    const ownLength = <i32>own.aidLength;
    if (length < ownLength || !equalBytes(aid, own.aid, ownLength)) continue;
    if (length === ownLength || own.asi === <u8>Asi.PARTIAL) return i;
  }
  return -1;
}
