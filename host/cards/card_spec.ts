/**
 * The shape of a card's data file: what `test_cards.json`, the files in `profiles/` and a person's own card say. README.md of
 * this folder shows it by example.
 */

/** What a card's file may say of its stripe. */
export interface StripeFile {
  /** Three digits: 2 or 6 in front is a card with a chip. "220" when absent. */
  serviceCode?: string;
  /** Up to 10 digits, in place of the verification value. */
  discretionary?: string;
  /** The characters between the sentinels of track 3; no such track when absent. */
  track3?: string;
}

export interface CardAccount {
  kind: "debit" | "credit";
  /** What may be spent, in minor units: a balance, or the limit of a credit card. */
  balance: number;
  lost: boolean;
}

/** Cryptogram version of a card: a row of `host/secure/issuer/cvn.ts`. */
export type CardVersion = "pboc-01" | "10" | "17" | "18";

/** What the card can prove itself by (AIP byte 1, bits 7, 6 and 1). */
export type Authentication = "sda" | "dda" | "cda";

/** One data object of a list: tag in hexadecimal and length. */
export type ListEntry = readonly [tag: string, length: number];

export interface RecordData {
  /** 1..30. */
  sfi: number;
  /** 1..255; the one after the last of the file when absent. */
  record?: number;
  /** What it holds, in order. */
  tags: string[];
  /** It is among the static data to be authenticated. */
  authenticated?: boolean;
}

export interface CvmData {
  /** Amounts X and Y of the rules, in minor units; 0 when absent. */
  x?: number;
  y?: number;
  /** CVM code and condition (EMV Book 3, C3), 4 hexadecimal digits each. */
  rules: string[];
}

/** Names in `certificates/test_keys.json`. */
export interface CardKeyNames {
  authority: string;
  issuer: string;
  /** Of a card with DDA, CDA or enciphered PINs. */
  icc?: string;
  /** PIN encipherment key; the card's own key deciphers PINs without one. */
  pin?: string;
}

/** Card action analysis, kept simple: amounts in minor units. */
export interface CardLimits {
  /** More than this is declined at the first GENERATE AC. */
  declineAbove?: number;
  /** More than this goes online, though the card approves offline. */
  onlineAbove?: number;
  /** As many transactions since the last online one are approved offline. */
  consecutiveOffline?: number;
}

/** One payment application. What is absent is as in a PBOC 3.0 debit card (`personalise.ts`). */
export interface ApplicationData {
  /** 5 to 16 bytes, hexadecimal. */
  aid: string;
  /** Tag 50, at most 16 characters. */
  label: string;
  /** Tag 87, low nibble, 1..15; 1 when absent. */
  priority?: number;
  /** Tag 87, bit 8: not selected without the cardholder's consent. */
  confirm?: boolean;
  /** Tag 9F12, 1 to 16 characters of the code table; the label when absent. */
  preferredName?: string;
  /** Tag 9F11, ISO/IEC 8859 part, 1..10; 1 when absent. */
  codeTable?: number;
  /** Tag 5F2D, 1 to 4 codes of two letters; "zhen" when absent. */
  languages?: string;
  /** Blocked from the start: SELECT warns, and GET PROCESSING OPTIONS is refused. */
  blocked?: boolean;

  /** Tags of the FCI's proprietary template, in order. */
  fci?: string[];
  /** The empty list for a card without one. */
  pdol?: ListEntry[];
  cdol1?: ListEntry[];
  cdol2?: ListEntry[];
  ddol?: ListEntry[];
  /** Tag 82, hexadecimal; made from the rest when absent. */
  aip?: string;
  /** Tag 94, hexadecimal; made from `records` when absent. */
  afl?: string;
  records?: RecordData[];
  /** Values of data objects, hexadecimal, by tag: before everything that is made from the rest, certificates included. */
  data?: Record<string, string>;
  /** What GET DATA gives; 9F36, 9F13, 9F17, 9F4F and `writable` when absent. */
  readable?: string[];
  /** What PUT DATA of an issuer script may change. */
  writable?: string[];

  /** "pboc-01" when absent. */
  cryptogram?: CardVersion;
  /** Form of the answers to GPO, GENERATE AC and INTERNAL AUTHENTICATE: 2 is template 77, 1 is template 80. */
  format?: 1 | 2;
  /** How the issuer's answer reaches the card: EXTERNAL AUTHENTICATE (AIP byte 1 bit 3), tag 91 in CDOL2, or not at all. */
  issuerAuthentication?: "external" | "cdol2" | "none";
  /** None when absent. */
  authentication?: Authentication[];
  /** Needed by `authentication`. */
  keys?: CardKeyNames;
  cvm?: CvmData;
  /** True puts plaintext PIN in front of the CVM list; for a list that `cvm` does not give. */
  offlinePin?: boolean;

  limits?: CardLimits;
  /** True lets a TC that is asked for at the first GENERATE AC be given. */
  approvesOffline?: boolean;
  /** True lets a TC be given when the terminal could not reach the issuer (8A is Y3). */
  approvesUnreached?: boolean;
  /** Misbehaviour: AAC at the first GENERATE AC. */
  declineFirst?: boolean;
  /** Misbehaviour: AAC at the second GENERATE AC, whatever the issuer said. */
  declineSecond?: boolean;
}

/** A card. What stands here of an application holds for each in `applications` that does not say otherwise. */
export interface CardData extends ApplicationData {
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
  /** Tag 5F20, 2 to 26 characters. */
  holder: string;
  /** 4 to 12 digits: typed by the simulated person, checked by the issuer, and by the card in VERIFY. */
  pin: string;
  account: CardAccount;
  /** The magnetic stripe; false for a card without. That of a card with a chip, in order, when absent. */
  stripe?: StripeFile | false;

  /** Without it the card has one application, which is as this object says. */
  applications?: Array<Partial<ApplicationData> & Pick<ApplicationData, "aid" | "label">>;
  /** Wrong PINs until the offline PIN is blocked, 0..15; 3 when absent, blocked from the start with 0. */
  pinTries?: number;
  /** False for a card without 1PAY.SYS.DDF01; "blocked" for one that is. */
  pse?: boolean | "blocked";
  /** Hexadecimal; a basic one of `transport` when absent. */
  atr?: string;
  /** "t0" answers with 61 xx and 6C xx as a T=0 card does. */
  transport?: "t0" | "t1";
  /** The whole card is blocked: SELECT gives 6A81. */
  cardBlocked?: boolean;
  /** Misbehaviour: the card falls silent after this many commands since power-on; 0 gives no ATR. */
  muteAfter?: number;
}

/** Issuer master keys, 16 bytes each. */
export interface IssuerKeys {
  /** For application cryptograms. */
  ac: Uint8Array;
  /** For MACs of issuer scripts. */
  integrity: Uint8Array;
  /** For what is enciphered in issuer scripts. */
  confidentiality: Uint8Array;
}

/** With what an issuer keeps to itself. */
export interface IssuerMasterKeys extends IssuerKeys {
  /** For card verification values: CVK pair, 16 bytes. */
  verification: Uint8Array;
}
