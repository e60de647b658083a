/**
 * Card verification results and issuer application data in PBOC form.
 *
 * The CVR tells the issuer what the card did and saw; the cryptogram covers it (PBOC 3.0 part 5; the bits are those of
 * Visa's VIS, from which PBOC took them).
 */

/** Cryptogram types as GENERATE AC numbers them: 00 AAC, 40 TC, 80 ARQC. */
type CryptogramType = number;

const SECOND_NOT_REQUESTED = 0x80;
const KEY_INDEX = 0x01;
const CRYPTOGRAM_VERSION = 0x01;
const ALGORITHM_TDES = 0x01;

/** CVR, 4 bytes: length 03 and three bytes of bits. */
export function cardVerificationResults(facts: {
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
}): Uint8Array {
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
  return new Uint8Array([0x03, cryptograms, history, 0x00]);
}

/** 9F10: length 07, key index, cryptogram version, CVR, algorithm. */
export function issuerApplicationData(cvr: Uint8Array): Uint8Array {
  return new Uint8Array([0x07, KEY_INDEX, CRYPTOGRAM_VERSION, ...cvr, ALGORITHM_TDES]);
}

function bit(isSet: boolean, value: number): number {
  return isSet ? value : 0;
}
