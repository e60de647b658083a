/**
 * The shapes of the dictionary of EMV data: a row as it is written, a tag as it is looked up, a line of an explanation.
 *
 * Types only: nothing here is computed, and nothing here knows a tag.
 */

export type { Language } from "../lines.ts";

/** Whose meaning of a tag it is: several payment systems gave the same number to different things. */
export type Scheme = "emv" | "unionpay" | "mastercard" | "visa" | "amex" | "jcb" | "iso";

/** Who gives the value; `either` when card and terminal both may. */
export type Source = "card" | "terminal" | "issuer" | "either";

/**
 * What a printout must not show: the `pan` and a `track` 2 are masked, everything else but `none` is shown as its length.
 * `identity` is a number that names the cardholder or the account, `discretionary` the rest of a track, `signed` a
 * certificate or signature from which card data can be recovered, `private` a value whose content only its owner knows.
 */
export type Secret =
  | "none"
  | "pan"
  | "track"
  | "name"
  | "identity"
  | "expiry"
  | "discretionary"
  | "pin"
  | "key"
  | "script"
  | "signed"
  | "private";

/** How a value is explained (`explain.ts` has one function for each). */
export type Meaning =
  | "" // nothing to say beyond the bytes
  | "digits"
  | "text"
  | "number"
  | "amount"
  | "amountBinary"
  | "date"
  | "time"
  | "currency"
  | "country"
  | "country2"
  | "country3"
  | "languages"
  | "codeTable"
  | "merchantCategory"
  | "merchant"
  | "aid"
  | "pan"
  | "track2"
  | "serviceCode"
  | "dol"
  | "tagList"
  | "afl"
  | "sfi"
  | "logEntry"
  | "priority"
  | "format1"
  | "cvmList"
  | "cvmResults"
  | "issuerApplicationData"
  | "issuerAuthenticationData"
  | "responseCode"
  | "script"
  | "scriptResults"
  | "transactionType"
  | "entryMode"
  | "accountType"
  | "terminalType"
  | "kernelIdentifier"
  | "asrpd"
  | "thirdParty"
  | "cardAuthentication"
  | "yesNo"
  | "hashAlgorithm"
  | "keyAlgorithm"
  | "asn1Boolean"
  | "asn1Integer"
  | "asn1Oid"
  | "asn1RelativeOid"
  | "asn1Real"
  // Bit by bit, with the table of that name in `bits/`.
  | "aip"
  | "auc"
  | "tvr"
  | "tsi"
  | "ttq"
  | "ctq"
  | "cid"
  | "terminalCapabilities"
  | "additionalCapabilities"
  | "riskData"
  | "cardProcesses"
  | "formFactor"
  | "amexReader"
  | "amexEnhancedReader"
  | "cardInput"
  | "cvmCapability"
  | "securityCapability"
  | "magstripeCvm"
  | "kernelConfiguration"
  | "outcome"
  | "errorIndication"
  | "applicationCapabilities"
  | "referenceControl"
  | "idsStatus"
  | "mobileSupport";

/**
 * A tag as it is written in a table, one to a line.
 *
 * Format: `n`, `cn` (digits, two to a byte), `a`, `an`, `ans`, `b` or `var`, then how many digits, characters or bytes:
 * `6`, `2-26`, `..19`, nothing when it is not limited; `/6` when the length in bytes does not follow from the digits.
 * Templates: tags in hexadecimal, with a space between them.
 */
export type TagRow = readonly [
  tag: number,
  zh: string,
  en: string,
  format: string,
  source: Source,
  templates?: string,
  meaning?: Meaning,
  secret?: Secret,
];

export interface TagTable {
  scheme: Scheme;
  document: string;
  rows: readonly TagRow[];
}

export interface TagInfo {
  tag: number;
  zh: string;
  en: string;
  /** As in the row: `n 12`. */
  format: string;
  /** Shortest and longest value in bytes. */
  min: number;
  max: number;
  source: Source;
  /** Tags of the templates that hold it; empty when it may stand anywhere or is not known. */
  templates: readonly number[];
  meaning: Meaning;
  secret: Secret;
  scheme: Scheme;
  document: string;
}

/**
 * Some bits of one byte: a flag, or with `values` a field of which each value has a name (value as masked, not shifted),
 * or with `"count"` a number. A row without names is reserved for future use.
 */
export type BitRow = readonly [
  byte: number,
  mask: number,
  zh: string,
  en: string,
  values?: readonly ValueRow[] | "count",
];
export type ValueRow = readonly [value: number, zh: string, en: string];

/** One line of an explanation; it never holds a PAN, a track, a name or a PIN unless `unmasked` was asked for. */
export interface Explanation {
  text: string;
  /** The part of the value that the line is about, where it has parts: `CVR`. */
  part?: string;
  /** The byte it is about, the first of the value being 1. */
  byte?: number;
  /** The bits of that byte, 8 the highest: `8`, `8-7`. */
  bits?: string;
  /** Of a flag. */
  set?: boolean;
  /** Bits reserved for future use that are set. */
  reserved?: true;
  /** The value breaks its own rules: its length, a digit that is none. */
  fault?: true;
}

export interface ExplainOptions {
  /** Whose meaning is wanted; else the one that fits the length, EMV and UnionPay first. */
  scheme?: Scheme;
  /** Shows PAN, track, name and the like in clear. */
  unmasked?: boolean;
  /** Lists flags that are not set too. */
  all?: boolean;
  /** Decimals of an amount (5F36); 2 when it is not given. */
  exponent?: number;
}
