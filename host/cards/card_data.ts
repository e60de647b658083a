/**
 * What a virtual card is made from, and the issuers' master keys: the data files of this folder, read and checked.
 *
 * Owns the shapes of `test_cards.json` and `issuer_keys.json`. Test values only: no PAN or key here belongs to anybody.
 * An error names the card's place in the file and the field, never the value.
 */
import { readFileSync } from "node:fs";
import issuerKeysFile from "./issuer_keys.json" with { type: "json" };
import testCardsFile from "./test_cards.json" with { type: "json" };

export interface CardAccount {
  kind: "debit" | "credit";
  /** What may be spent, in minor units: a balance, or the limit of a credit card. */
  balance: number;
  lost: boolean;
}

export interface CardData {
  /** Short name by which a person picks the card. */
  name: string;
  /** 12 to 19 digits, Luhn valid. */
  pan: string;
  /** PAN sequence number 5F34, 0..99. */
  sequence: number;
  /** 5F24, YYMM. */
  expiry: string;
  /** Name of the key set in `issuer_keys.json`. */
  issuer: string;
  /** 5 to 16 bytes, hexadecimal. */
  aid: string;
  /** Tag 50, at most 16 characters. */
  label: string;
  /** Tag 5F20, 2 to 26 characters. */
  holder: string;
  /** 4 to 12 digits: typed by the simulated person, checked by the issuer, and by the card in VERIFY. */
  pin: string;
  account: CardAccount;

  /** False for a card without 1PAY.SYS.DDF01. */
  pse?: boolean;
  /** Form of the answers to GPO and GENERATE AC: 2 is template 77, 1 is template 80. */
  format?: 1 | 2;
  /** How the issuer's answer reaches the card: EXTERNAL AUTHENTICATE (AIP byte 1 bit 3) or tag 91 in CDOL2. */
  issuerAuthentication?: "external" | "cdol2";
  /** "t0" answers with 61 xx and 6C xx as a T=0 card does. */
  transport?: "t0" | "t1";
  /** True puts plaintext PIN in front of the CVM list. */
  offlinePin?: boolean;
  /** True lets a TC that is asked for at the first GENERATE AC be given. */
  approvesOffline?: boolean;

  /** Misbehaviour: AAC at the first GENERATE AC. */
  declineFirst?: boolean;
  /** Misbehaviour: AAC at the second GENERATE AC, whatever the issuer said. */
  declineSecond?: boolean;
  /** Misbehaviour: the card falls silent after this many commands since power-on; 0 gives no ATR. */
  muteAfter?: number;
}

export interface IssuerKeys {
  /** Issuer master key for application cryptograms, 16 bytes. */
  ac: Uint8Array;
}

/** The published test key sets, by name. */
export const ISSUER_KEYS: ReadonlyMap<string, IssuerKeys> = new Map(
  Object.entries(issuerKeysFile).map(([name, set]) => [name, { ac: new Uint8Array(Buffer.from(set.ac, "hex")) }]),
);

/**
 * @param path a file of the shape of `test_cards.json`; the published test cards when absent
 * @throws Error naming the card's number and the field at fault
 */
export function loadCards(path?: string): CardData[] {
  const file: unknown = path === undefined ? testCardsFile : readJson(path);
  const cards = isRecord(file) ? file["cards"] : undefined;
  if (!Array.isArray(cards)) throw new Error("the card file has no list `cards`");
  cards.forEach(checkCard);
  return cards as CardData[];
}

/** The parser's own message would quote the file, and so a PAN or a PIN. */
function readJson(path: string): unknown {
  const text = readFileSync(path, "utf8");
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("the card file is not JSON");
  }
}

const CHECKS: Record<string, (value: unknown) => boolean> = {
  name: (value) => isText(value, /^[a-z0-9-]+$/),
  pan: (value) => isText(value, /^\d{12,19}$/) && isLuhnValid(value),
  sequence: (value) => isInteger(value, 0, 99),
  expiry: (value) => isText(value, /^\d\d(0[1-9]|1[0-2])$/),
  issuer: (value) => isText(value, /^/) && ISSUER_KEYS.has(value),
  aid: (value) => isText(value, /^([0-9A-F]{2}){5,16}$/),
  label: (value) => isText(value, /^[ -~]{1,16}$/),
  holder: (value) => isText(value, /^[ -~]{2,26}$/),
  pin: (value) => isText(value, /^\d{4,12}$/),
  account: (value) => isRecord(value) && isInteger(value["balance"], 0, Number.MAX_SAFE_INTEGER),
  pse: isFlag,
  format: (value) => value === undefined || value === 1 || value === 2,
  issuerAuthentication: (value) => value === undefined || value === "external" || value === "cdol2",
  transport: (value) => value === undefined || value === "t0" || value === "t1",
  offlinePin: isFlag,
  approvesOffline: isFlag,
  declineFirst: isFlag,
  declineSecond: isFlag,
  muteAfter: (value) => value === undefined || isInteger(value, 0, 1000),
};

function checkCard(card: unknown, index: number): void {
  if (!isRecord(card)) throw new Error(`card ${index} is not an object`);
  for (const [field, isRight] of Object.entries(CHECKS)) {
    if (!isRight(card[field])) throw new Error(`card ${index}: field ${field} is missing or malformed`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown, form: RegExp): value is string {
  return typeof value === "string" && form.test(value);
}

function isInteger(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function isFlag(value: unknown): boolean {
  return value === undefined || typeof value === "boolean";
}

/** ISO/IEC 7812-1, annex B. */
function isLuhnValid(pan: string): boolean {
  let sum = 0;
  for (let i = 0; i < pan.length; i++) {
    const digit = Number(pan[pan.length - 1 - i]);
    sum += i % 2 === 0 ? digit : Math.floor(digit / 5) + ((2 * digit) % 10);
  }
  return sum % 10 === 0;
}
