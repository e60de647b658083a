/**
 * What this terminal is told about each application that it supports: one record per AID, laid out as a download fills it
 * (UnionPay parameter download: 9F06, DF01, 9F09, DF11 to DF17, 9F1B). The table is the board's: a record is read by its
 * index (READ_AID), and only one is kept, in the end that of the application in use.
 *
 * Values stand as EMV data elements do, big-endian, so that an element is copied and never converted. A record that is no
 * record is passed over as if it were not there: whatever a board gives, what is kept has lengths and percentages that fit.
 */
import { AID_RECORD_BYTES, Command } from "../abi";
import { copyBytes, equalBytes, load16, load32 } from "../base/bytes";
import { dolLength } from "../codec/dol";
import { ask, Bytes, payload } from "../machine/io";
import { Terminal } from "../machine/terminal";
import { AID_BYTES_MAX, AID_BYTES_MIN, Card, cardOf } from "./region";

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
  /** 9F40, 5 bytes. */
  get additionalCapabilities(): usize {
    return changetype<usize>(this) + ADDITIONAL_CAPABILITIES_AT;
  }
  /** 9F35 (EMV Book 4, A1). */
  get terminalType(): u32 {
    return load<u8>(changetype<usize>(this) + TERMINAL_TYPE_AT);
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
  /** For a card without a DDOL of its own; a data object list, empty for none. */
  get defaultDdol(): usize {
    return changetype<usize>(this) + DDOL_AT + 1;
  }
  get defaultDdolLength(): i32 {
    return load<u8>(changetype<usize>(this) + DDOL_AT);
  }
  /** For a card without a TDOL of its own; a data object list, empty for none. */
  get defaultTdol(): usize {
    return changetype<usize>(this) + TDOL_AT + 1;
  }
  get defaultTdolLength(): i32 {
    return load<u8>(changetype<usize>(this) + TDOL_AT);
  }
  /** 9F1A, two bytes of BCD (ISO 3166-1). */
  get country(): u32 {
    return load16(changetype<usize>(this) + COUNTRY_AT);
  }
  /** 5F2A, two bytes of BCD (ISO 4217), and 5F36: where its minor unit stands. */
  get currency(): u32 {
    return load16(changetype<usize>(this) + CURRENCY_AT);
  }
  get currencyExponent(): u32 {
    return load<u8>(changetype<usize>(this) + CURRENCY_EXPONENT_AT);
  }
  /** 9F15, 2 bytes. */
  get categoryCode(): usize {
    return changetype<usize>(this) + CATEGORY_CODE_AT;
  }
  /** 9F01, 6 bytes. */
  get acquirer(): usize {
    return changetype<usize>(this) + ACQUIRER_AT;
  }
}

/** Whether a card's AID may be longer than the terminal's (EMV Book 1, 12.3.1). */
export enum Asi {
  PARTIAL,
  EXACT,
}

/** The table is read no further. */
export const AIDS_MAX: i32 = 128;

const AID_AT: usize = 4;
const VERSION_AT: usize = 20;
const CAPABILITIES_AT: usize = 22;
const ADDITIONAL_CAPABILITIES_AT: usize = 25;
const TERMINAL_TYPE_AT: usize = 30;
const FLOOR_LIMIT_AT: usize = 32;
const THRESHOLD_AT: usize = 36;
const TAC_DENIAL_AT: usize = 40;
const TAC_ONLINE_AT: usize = 45;
const TAC_DEFAULT_AT: usize = 50;
const DDOL_AT: usize = 55;
const DDOL_BYTES_MAX: i32 = 20;
const TDOL_AT: usize = 76;
const TDOL_BYTES_MAX: i32 = 31;
const COUNTRY_AT: usize = 108;
const CURRENCY_AT: usize = 110;
const CURRENCY_EXPONENT_AT: usize = 112;
const CATEGORY_CODE_AT: usize = 113;
const ACQUIRER_AT: usize = 115;
const USED_BYTES: usize = 121;
assert(offsetof<AidRecord>() === AID_AT);
assert(DDOL_AT + 1 + <usize>DDOL_BYTES_MAX === TDOL_AT);
assert(TDOL_AT + 1 + <usize>TDOL_BYTES_MAX === COUNTRY_AT);
assert(USED_BYTES <= <usize>AID_RECORD_BYTES);

/** What a percentage is below. */
const PERCENT_END: i32 = 100;

/** The record of the application in use, or the one that is being looked at during selection. */
export function configurationOf(card: Card): AidRecord {
  return changetype<AidRecord>(card.configuration);
}

@unmanaged
class Index {
  index: u32;
}

/** Asks for the record at `card.aidIndex`. */
export function askAid(t: Terminal): void {
  ask<Index>(t, Command.READ_AID).index = cardOf(t).aidIndex;
}

/** What has come for a READ_AID. */
export enum Read {
  /** It is in the card's region. */
  RECORD,
  /** No record: to be passed over. */
  MALFORMED,
  /** Past the last one. */
  END,
}

/** Takes the answer to READ_AID; what is malformed is not kept. */
export function takeAid(card: Card): Read {
  const answer = payload<Bytes>();
  if (answer.length === 0 || card.aidIndex >= AIDS_MAX) return Read.END;
  if (answer.length !== AID_RECORD_BYTES || !isRecord(answer.start)) return Read.MALFORMED;
  copyBytes(card.configuration, answer.start, AID_RECORD_BYTES);
  card.configured = card.aidIndex + 1;
  return Read.RECORD;
}

/** Everything that the kernel relies on; data elements that only travel are what they are. */
function isRecord(at: usize): bool {
  const own = changetype<AidRecord>(at);
  if (own.aidLength < <u8>AID_BYTES_MIN || own.aidLength > <u8>AID_BYTES_MAX) return false;
  if (own.asi > <u8>Asi.EXACT) return false;
  if (<i32>own.targetPercentMax >= PERCENT_END || own.targetPercent > own.targetPercentMax) return false;
  if (own.threshold !== 0 && own.threshold >= own.floorLimit) return false;
  if (!isList(own.defaultDdol, own.defaultDdolLength, DDOL_BYTES_MAX)) return false;
  return isList(own.defaultTdol, own.defaultTdolLength, TDOL_BYTES_MAX);
}

function isList(at: usize, length: i32, bytesMax: i32): bool {
  return length <= bytesMax && dolLength(at, at + length) >= 0;
}

/** @returns whether the record kept supports an application of this name (EMV Book 1, 12.3.1) */
export function supports(own: AidRecord, aid: usize, length: i32): bool {
  const ownLength = <i32>own.aidLength;
  if (length < ownLength || !equalBytes(aid, own.aid, ownLength)) return false;
  return length === ownLength || own.asi === <u8>Asi.PARTIAL;
}
