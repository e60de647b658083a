/**
 * Personalisation: a card's data file turned into the files and keys that its application answers from.
 *
 * The layout follows PBOC 3.0 debit/credit cards: directory in SFI 1 of the PSE; track and name, then the card's data,
 * then its lists, in SFI 1 and 2 of the application. Nothing here changes while a card is used.
 */
import { Dol } from "../codec/tlv/dol.ts";
import { encodeTlv, tlv } from "../codec/tlv/encode.ts";
import { iccMasterKey } from "../secure/issuer/card_key.ts";
import { ISSUER_KEYS } from "./card_data.ts";
import type { CardData } from "./card_data.ts";

export const PSE_NAME = ascii("1PAY.SYS.DDF01");
const LANGUAGE = ascii("zhen");
const CHINA = hex("0156");

export const PDOL = new Dol([
  { tag: 0x9f1a, length: 2 },
  { tag: 0x9f02, length: 6 },
]);

export const CDOL1 = new Dol([
  { tag: 0x9f02, length: 6 },
  { tag: 0x9f03, length: 6 },
  { tag: 0x9f1a, length: 2 },
  { tag: 0x95, length: 5 },
  { tag: 0x5f2a, length: 2 },
  { tag: 0x9a, length: 3 },
  { tag: 0x9c, length: 1 },
  { tag: 0x9f37, length: 4 },
]);

/** Issuer authentication data, 91: ARPC 8 and response code 2. */
export const ISSUER_AUTHENTICATION_BYTES = 10;

export interface Personalisation {
  aid: Uint8Array;
  /** FCI of the PSE, undefined for a card without one; and its directory, SFI 1. */
  pseFci: Uint8Array | undefined;
  directory: Uint8Array[];
  /** FCI of the application. */
  fci: Uint8Array;
  aip: Uint8Array;
  afl: Uint8Array;
  /** Records of the application, by SFI. */
  files: ReadonlyMap<number, Uint8Array[]>;
  cdol2: Dol;
  /** 16 bytes. */
  iccKey: Uint8Array;
  /** Plaintext PIN block, format 2. */
  pinBlock: Uint8Array;
}

/** @throws Error when the card names an issuer that has no keys */
export function personalise(data: CardData): Personalisation {
  const issuer = ISSUER_KEYS.get(data.issuer);
  if (issuer === undefined) throw new Error("the card's issuer has no key set");
  const aid = hex(data.aid);
  const authenticatesInCdol2 = data.issuerAuthentication === "cdol2";
  const cdol2 = new Dol([
    ...(authenticatesInCdol2 ? [{ tag: 0x91, length: ISSUER_AUTHENTICATION_BYTES }] : []),
    { tag: 0x8a, length: 2 },
    ...CDOL1.entries,
  ]);
  return {
    aid,
    pseFci: data.pse === false ? undefined : pseFci(),
    directory: [directoryRecord(aid, data.label)],
    fci: applicationFci(aid, data.label),
    // AIP byte 1 (EMV Book 3, C1): cardholder verification, terminal risk management, issuer authentication.
    aip: hex(authenticatesInCdol2 ? "1800" : "1C00"),
    afl: hex("0801010010010200"),
    files: new Map([
      [1, [trackRecord(data)]],
      [2, [cardRecord(data), listRecord(data, cdol2)]],
    ]),
    cdol2,
    iccKey: iccMasterKey(issuer.ac, data.pan, data.sequence),
    pinBlock: hex(`2${data.pin.length.toString(16)}${data.pin}`.padEnd(16, "F")),
  };
}

/** EMV Book 1, 11.3.4, table 43. */
function pseFci(): Uint8Array {
  const proprietary = tlv([
    [0x88, hex("01")],
    [0x5f2d, LANGUAGE],
    [0x9f11, hex("01")],
  ]);
  return encodeTlv(
    0x6f,
    tlv([
      [0x84, PSE_NAME],
      [0xa5, proprietary],
    ]),
  );
}

/** EMV Book 1, 12.2.3: one application template. */
function directoryRecord(aid: Uint8Array, label: string): Uint8Array {
  const application = tlv([
    [0x4f, aid],
    [0x50, ascii(label)],
    [0x87, hex("01")],
  ]);
  return encodeTlv(0x70, encodeTlv(0x61, application));
}

/** EMV Book 1, 11.3.4, table 45. */
function applicationFci(aid: Uint8Array, label: string): Uint8Array {
  const proprietary = tlv([
    [0x50, ascii(label)],
    [0x87, hex("01")],
    [0x9f38, PDOL.encode()],
    [0x5f2d, LANGUAGE],
    [0x9f11, hex("01")],
    [0x9f12, ascii(label)],
  ]);
  return encodeTlv(
    0x6f,
    tlv([
      [0x84, aid],
      [0xa5, proprietary],
    ]),
  );
}

function trackRecord(data: CardData): Uint8Array {
  // Track 2 equivalent data: PAN D YYMM, service code 220 (chip, authorise online), discretionary data; F to whole bytes.
  const track2 = `${data.pan}D${data.expiry}2200000000`;
  return encodeTlv(
    0x70,
    tlv([
      [0x57, hex(track2.length % 2 === 0 ? track2 : `${track2}F`)],
      [0x5f20, ascii(data.holder)],
      [0x9f1f, ascii("0000000")],
    ]),
  );
}

function cardRecord(data: CardData): Uint8Array {
  return encodeTlv(
    0x70,
    tlv([
      [0x5a, hex(data.pan.length % 2 === 0 ? data.pan : `${data.pan}F`)],
      [0x5f34, hex(String(data.sequence).padStart(2, "0"))],
      [0x5f25, hex("200101")],
      [0x5f24, hex(`${data.expiry}${lastDayOf(data.expiry)}`)],
      [0x5f28, CHINA],
      [0x9f42, CHINA],
      [0x9f07, hex("FF00")],
      [0x9f08, hex("0030")],
      [0x9f0d, hex("D8609CA800")],
      [0x9f0e, hex("0010000000")],
      [0x9f0f, hex("D8689CF800")],
    ]),
  );
}

function listRecord(data: CardData, cdol2: Dol): Uint8Array {
  return encodeTlv(
    0x70,
    tlv([
      [0x8c, CDOL1.encode()],
      [0x8d, cdol2.encode()],
      [0x8e, hex(`0000000000000000${cvmRules(data)}`)],
      [0x5f30, hex("0220")],
    ]),
  );
}

/** CVM rules (EMV Book 3, C3): plaintext PIN if the card has it, online PIN, signature for credit, no CVM. */
function cvmRules(data: CardData): string {
  return `${data.offlinePin === true ? "4103" : ""}4203${data.account.kind === "credit" ? "5E03" : ""}1F03`;
}

/** Day 28..31, two digits, of the month YYMM. */
function lastDayOf(expiry: string): number {
  return new Date(Date.UTC(2000 + Number(expiry.slice(0, 2)), Number(expiry.slice(2)), 0)).getUTCDate();
}

function ascii(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "ascii"));
}

function hex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits, "hex"));
}
