/**
 * What the cryptogram versions of the schemes mean, as data: derivation, session key, padding, what goes into a cryptogram,
 * how the issuer application data are cut, how the issuer answers and how it talks to the card in scripts.
 *
 * One row a version; no function here knows a scheme. Versions are named as the schemes speak of them: Visa's 10, 17 and 18
 * in decimal (0A, 11, 12 in the card), its 22 in hexadecimal, M/Chip's in decimal (10, 11, 14, 15 in the card).
 */
import type { KeyDerivation } from "./card_key.ts";
import type { CryptogramSession, ScriptSession } from "./session_key.ts";

export type CvnName = "10" | "17" | "18" | "22" | "mchip-16" | "mchip-17" | "mchip-20" | "mchip-21" | "pboc-01";

export type Element = readonly [tag: number, length: number];

/** 9F10: which bytes say that it is of this version, and which of them the cryptogram covers. */
export interface IssuerDataForm {
  /** Whole length in bytes. */
  lengths: readonly [least: number, most: number];
  /** Bytes that must stand at a place, the version among them. */
  marks: ReadonlyArray<readonly [at: number, value: number]>;
  /** Ranges that are covered, in order: first byte, byte after the last (the end when undefined). */
  covered: ReadonlyArray<readonly [from: number, to: number | undefined]>;
}

export interface ScriptPolicy {
  session: ScriptSession;
  /** How a command's data are made whole blocks and enciphered (`script.ts`). */
  encipherment: "visa" | "mastercard" | "emv";
  /** What PIN CHANGE carries. */
  pinBlock: "visa" | "iso-2";
}

export interface CvnPolicy {
  name: CvnName;
  derivation: KeyDerivation;
  session: CryptogramSession;
  /** Of ISO 9797-1. */
  padding: 1 | 2;
  /** In front of what the cryptogram covers of 9F10. */
  elements: readonly Element[];
  issuerData: IssuerDataForm;
  arpc: { method: 1 | 2; key: "card" | "session" };
  /** Undefined where no published source that could be checked says how scripts are secured. */
  script: ScriptPolicy | undefined;
}

/** EMV Book 2, 8.1.1: what a cryptogram covers at least. */
const EMV_MINIMUM: readonly Element[] = [
  [0x9f02, 6], // amount, authorised
  [0x9f03, 6], // amount, other
  [0x9f1a, 2], // terminal country code
  [0x95, 5], // TVR
  [0x5f2a, 2], // transaction currency code
  [0x9a, 3], // transaction date
  [0x9c, 1], // transaction type
  [0x9f37, 4], // unpredictable number
  [0x82, 2], // AIP
  [0x9f36, 2], // ATC
];

/** VCPS: contactless, with fewer data for speed. */
const VISA_FAST: readonly Element[] = [
  [0x9f02, 6],
  [0x9f37, 4],
  [0x9f36, 2],
];

const ISSUER_DATA_BYTES_MAX = 32;

/** Visa's formats 0, 1 and 3: `06 key-index version 03 xx xx xx`, then the issuer's own data. */
function visaIssuerData(version: number, covered: IssuerDataForm["covered"]): IssuerDataForm {
  const marks = [
    [0, 0x06],
    [2, version],
    [3, 0x03],
  ] as const;
  return { lengths: [7, ISSUER_DATA_BYTES_MAX], marks, covered };
}

const WHOLE: IssuerDataForm["covered"] = [[0, undefined]];
const VISA_CVR: IssuerDataForm["covered"] = [[3, 7]];
const VISA_SCRIPT: ScriptPolicy = { session: "visa", encipherment: "visa", pinBlock: "visa" };
const CARD_METHOD_1 = { method: 1, key: "card" } as const;
const SESSION_METHOD_1 = { method: 1, key: "session" } as const;
const SESSION_METHOD_2 = { method: 2, key: "session" } as const;

const VISA: readonly CvnPolicy[] = [
  {
    name: "10",
    derivation: "A",
    session: "none",
    padding: 1,
    elements: EMV_MINIMUM,
    issuerData: visaIssuerData(0x0a, VISA_CVR),
    arpc: CARD_METHOD_1,
    script: VISA_SCRIPT,
  },
  {
    name: "17",
    derivation: "A",
    session: "none",
    padding: 1,
    elements: VISA_FAST,
    // Byte 5 of 9F10: the second of the CVR.
    issuerData: visaIssuerData(0x11, [[4, 5]]),
    arpc: CARD_METHOD_1,
    script: VISA_SCRIPT,
  },
  {
    name: "18",
    derivation: "B",
    session: "common",
    padding: 2,
    elements: EMV_MINIMUM,
    issuerData: visaIssuerData(0x12, WHOLE),
    arpc: SESSION_METHOD_2,
    script: VISA_SCRIPT,
  },
  {
    // The algorithm of 18 (low nibble) with format 2 of 9F10 (high nibble): 31 bytes after the first, the version second.
    name: "22",
    derivation: "B",
    session: "common",
    padding: 2,
    elements: EMV_MINIMUM,
    issuerData: {
      lengths: [ISSUER_DATA_BYTES_MAX, ISSUER_DATA_BYTES_MAX],
      marks: [
        [0, 0x1f],
        [1, 0x22],
      ],
      covered: WHOLE,
    },
    arpc: SESSION_METHOD_2,
    script: undefined,
  },
];

const MCHIP_CVR = [2, 8] as const;
/** Cumulative amount 6, consecutive transactions 1, FF; after DAC or ICC dynamic number. */
const MCHIP_COUNTERS = [10, 18] as const;
const MCHIP_BYTES = 18;
const MCHIP_BYTES_MAX = 28;

/** `key-index version CVR6 DAC2 counters8`; a version's lowest bit says that it covers the counters, its third that it is CSK. */
function mchip(name: CvnName, version: number): CvnPolicy {
  const isCommon = (version & 0x04) !== 0;
  const hasCounters = (version & 0x01) !== 0;
  return {
    name,
    derivation: "A",
    session: isCommon ? "common" : "mastercard",
    padding: 2,
    elements: EMV_MINIMUM,
    issuerData: {
      lengths: [MCHIP_BYTES, hasCounters ? MCHIP_BYTES : MCHIP_BYTES_MAX],
      marks: [[1, version]],
      covered: hasCounters ? [MCHIP_CVR, MCHIP_COUNTERS] : [MCHIP_CVR],
    },
    arpc: isCommon ? SESSION_METHOD_1 : CARD_METHOD_1,
    script: { session: "common", encipherment: "mastercard", pinBlock: "iso-2" },
  };
}

/**
 * PBOC version 01 as the virtual cards of this project take it: the data and the form of 9F10 (`07 key-index 01 03 xx xx xx
 * algorithm`) are PBOC 3.0's, the session key is EMV's common one.
 */
export const PBOC_01: CvnPolicy = {
  name: "pboc-01",
  derivation: "A",
  session: "common",
  padding: 2,
  elements: EMV_MINIMUM,
  issuerData: {
    lengths: [8, 8],
    marks: [
      [0, 0x07],
      [2, 0x01],
      [3, 0x03],
    ],
    covered: VISA_CVR,
  },
  arpc: SESSION_METHOD_1,
  script: undefined,
};

const ROWS: readonly CvnPolicy[] = [
  ...VISA,
  mchip("mchip-16", 0x10),
  mchip("mchip-17", 0x11),
  mchip("mchip-20", 0x14),
  mchip("mchip-21", 0x15),
  PBOC_01,
];

export const CVN_POLICIES: ReadonlyMap<CvnName, CvnPolicy> = new Map(ROWS.map((row) => [row.name, row]));
