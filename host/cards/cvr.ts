/**
 * Card verification results and issuer application data.
 *
 * The CVR tells the issuer what the card did and saw; the cryptogram covers it (PBOC 3.0 part 5; the bits are those of
 * Visa's VIS, from which PBOC took them).
 */
import { freshBytes } from "../fresh_bytes.ts";
import type { CardVersion } from "./card_spec.ts";

/** Cryptogram types as GENERATE AC numbers them: 00 AAC, 40 TC, 80 ARQC. */
type CryptogramType = number;

const SECOND_NOT_REQUESTED = 0x80;
const KEY_INDEX = 0x01;
const ALGORITHM_TDES = 0x01;
const NOTHING = new Uint8Array(0);

export interface CvrFacts {
  first: CryptogramType;
  /** Undefined while only the first GENERATE AC has been asked for. */
  second: CryptogramType | undefined;
  pin: "unknown" | "right" | "wrong";
  issuer: "unknown" | "genuine" | "forged";
  unableToGoOnline: boolean;
  isNewCard: boolean;
  lastOnlineIncomplete: boolean;
  lastIssuerForged: boolean;
  pinTriesExceeded: boolean;
  /** 0..15. */
  scriptCommands: number;
  scriptFailed: boolean;
}

/** CVR, 4 bytes: length 03 and three bytes of bits. */
export function cardVerificationResults(facts: CvrFacts): Uint8Array {
  const cryptograms =
    (facts.second ?? SECOND_NOT_REQUESTED) |
    (facts.first >> 2) |
    bit(facts.issuer === "forged", 0x08) |
    bit(facts.pin !== "unknown", 0x04) |
    bit(facts.pin === "wrong", 0x02) |
    bit(facts.unableToGoOnline, 0x01);
  const history =
    bit(facts.lastOnlineIncomplete, 0x80) |
    bit(facts.pinTriesExceeded, 0x40) |
    bit(facts.isNewCard, 0x10) |
    bit(facts.lastIssuerForged, 0x08) |
    bit(facts.second !== undefined && facts.issuer === "unknown" && !facts.unableToGoOnline, 0x04);
  const scripts = (facts.scriptCommands << 4) | bit(facts.scriptFailed, 0x08);
  return Uint8Array.of(0x03, cryptograms, history, scripts);
}

/** What stands in front of the CVR in 9F10: length, key index, cryptogram version; and behind it. */
const FRAMES: Readonly<Record<CardVersion, { front: Uint8Array; back: Uint8Array }>> = {
  "pboc-01": { front: Uint8Array.of(0x07, KEY_INDEX, 0x01), back: Uint8Array.of(ALGORITHM_TDES) },
  "10": { front: Uint8Array.of(0x06, KEY_INDEX, 0x0a), back: NOTHING },
  "17": { front: Uint8Array.of(0x06, KEY_INDEX, 0x11), back: NOTHING },
  "18": { front: Uint8Array.of(0x06, KEY_INDEX, 0x12), back: NOTHING },
};

/** Tag 9F10. */
export function issuerApplicationData(version: CardVersion, cvr: Uint8Array): Uint8Array {
  const { front, back } = FRAMES[version];
  const data = freshBytes(front.length + cvr.length + back.length);
  data.set(front);
  data.set(cvr, front.length);
  data.set(back, front.length + cvr.length);
  return data;
}

function bit(isSet: boolean, value: number): number {
  return isSet ? value : 0;
}
