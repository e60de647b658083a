/**
 * Says in words what a value of EMV data holds: each bit, each code, each part.
 *
 * Never throws, whatever the bytes: what breaks its own rules is told so. Never shows a PAN, a track, a name, a PIN or a
 * key unless it is asked to. What is reserved and yet set is named.
 */
import type { BitRow, ExplainOptions, Explanation, Language, Meaning, TagInfo } from "./types.ts";
import { explainBits } from "./bits/layout.ts";
import * as card from "./bits/card.ts";
import * as terminal from "./bits/terminal.ts";
import * as contactless from "./bits/contactless.ts";
import { secretOf, tagInfo } from "./dictionary.ts";
import { pick, say, wrongLength } from "./say.ts";
import { isConstructed } from "../tlv/tags.ts";
import { explainPan, explainTrack2 } from "./values/account.ts";
import { explainAid } from "./values/aid.ts";
import * as asn1 from "./values/asn1.ts";
import { explainCvmList, explainCvmResults } from "./values/cvm.ts";
import { explainIssuerApplicationData, explainIssuerAuthenticationData } from "./values/issuer_data.ts";
import * as lists from "./values/lists.ts";
import * as plain from "./values/plain.ts";
import { explainAsrpd, explainCardAuthentication, explainThirdParty } from "./values/proprietary.ts";
import { explainScriptCommand, explainScriptResults } from "./values/scripts.ts";

type Explainer = (value: Uint8Array, language: Language, options: ExplainOptions) => Explanation[];

const bits =
  (rows: readonly BitRow[]): Explainer =>
  (value, language, options) => {
    const here = rows.filter(([byte]) => byte <= value.length);
    const lines = explainBits(here, value, 0, language, options);
    return lines.length > 0 ? lines : [{ text: say(language, "none") }];
  };
const code =
  (table: "transactionType" | "entryMode" | "accountType" | "merchantCategory"): Explainer =>
  (value, language) =>
    plain.explainCode(table, value, language);

const EXPLAINERS: Readonly<Record<Exclude<Meaning, "">, Explainer>> = {
  digits: plain.explainDigits,
  text: plain.explainText,
  number: plain.explainNumber,
  amount: plain.explainAmount,
  amountBinary: plain.explainAmountBinary,
  date: plain.explainDate,
  time: plain.explainTime,
  currency: plain.explainCurrency,
  country: plain.explainCountry,
  country2: plain.explainCountryLetters,
  country3: plain.explainCountryLetters,
  languages: plain.explainLanguages,
  codeTable: plain.explainCodeTable,
  merchantCategory: code("merchantCategory"),
  merchant: (value, language) => plain.explainText(value, language, { unmasked: true }),
  serviceCode: plain.explainServiceCode,
  aid: explainAid,
  pan: explainPan,
  track2: explainTrack2,
  dol: lists.explainDol,
  tagList: lists.explainTagList,
  afl: (value, language) => lists.explainAfl(value, language),
  sfi: lists.explainSfi,
  logEntry: lists.explainLogEntry,
  priority: lists.explainPriority,
  format1: lists.explainFormat1,
  cvmList: explainCvmList,
  cvmResults: explainCvmResults,
  issuerApplicationData: explainIssuerApplicationData,
  issuerAuthenticationData: explainIssuerAuthenticationData,
  responseCode: plain.explainResponseCode,
  script: explainScriptCommand,
  scriptResults: explainScriptResults,
  transactionType: code("transactionType"),
  entryMode: code("entryMode"),
  accountType: code("accountType"),
  terminalType: plain.explainTerminalType,
  kernelIdentifier: plain.explainKernelIdentifier,
  asrpd: explainAsrpd,
  thirdParty: explainThirdParty,
  cardAuthentication: explainCardAuthentication,
  yesNo: plain.explainYesNo,
  hashAlgorithm: (value, language) => plain.explainAlgorithm({ 1: "SHA-1", 7: "SM3" }, value, language),
  keyAlgorithm: (value, language) => plain.explainAlgorithm({ 1: "RSA", 4: "SM2" }, value, language),
  asn1Boolean: asn1.explainBoolean,
  asn1Integer: asn1.explainInteger,
  asn1Oid: asn1.explainOid,
  asn1RelativeOid: asn1.explainRelativeOid,
  asn1Real: asn1.explainReal,
  aip: bits(card.AIP),
  auc: bits(card.AUC),
  cid: bits(card.CID),
  ctq: bits(card.CTQ),
  cardProcesses: bits(card.CARD_PROCESSES),
  tvr: bits(terminal.TVR),
  tsi: bits(terminal.TSI),
  ttq: bits(terminal.TTQ),
  terminalCapabilities: bits(terminal.TERMINAL_CAPABILITIES),
  additionalCapabilities: bits(terminal.ADDITIONAL_CAPABILITIES),
  riskData: bits(terminal.RISK_DATA),
  cardInput: bits(terminal.CARD_INPUT),
  cvmCapability: bits(terminal.CVM_CAPABILITY),
  securityCapability: bits(terminal.SECURITY_CAPABILITY),
  kernelConfiguration: bits(contactless.KERNEL_CONFIGURATION),
  outcome: bits(contactless.OUTCOME),
  errorIndication: bits(contactless.ERROR_INDICATION),
  applicationCapabilities: bits(contactless.APPLICATION_CAPABILITIES),
  referenceControl: bits(contactless.REFERENCE_CONTROL),
  magstripeCvm: bits(contactless.MAGSTRIPE_CVM),
  idsStatus: bits(contactless.IDS_STATUS),
  mobileSupport: bits(contactless.MOBILE_SUPPORT),
  formFactor: bits(contactless.FORM_FACTOR),
  amexReader: bits(contactless.AMEX_READER),
  amexEnhancedReader: bits(contactless.AMEX_ENHANCED_READER),
};

/** They mask by themselves, and better than to show nothing. */
const MASKS_ITSELF: ReadonlySet<Meaning> = new Set(["pan", "track2", "script"]);

/**
 * What a value holds, line by line; nothing for a template, for a tag that is not listed, and where there is nothing to
 * say beyond the bytes.
 */
export function explain(
  tag: number,
  value: Uint8Array,
  language: Language,
  options: ExplainOptions = {},
): Explanation[] {
  const hint = { value, ...(options.scheme === undefined ? {} : { scheme: options.scheme }) };
  const info = tagInfo(tag, hint);
  if (info === undefined || (isConstructed(tag) && info.meaning === "")) return [];
  if (value.length < info.min || value.length > info.max) return [lengthFault(info, value.length, language)];
  // Nothing is zero only in a real number (ISO/IEC 8825-1, 8.5.2).
  const isEmpty = value.length === 0 && info.meaning !== "asn1Real";
  if (isEmpty) return info.meaning === "" ? [] : [{ text: say(language, "empty") }];
  const isSecret = secretOf(tag, hint) !== "none";
  if (isSecret && !(MASKS_ITSELF.has(info.meaning) && info.secret !== "none")) {
    if (options.unmasked !== true || info.meaning === "") return plain.explainHidden(value, language, options);
  }
  return info.meaning === "" ? [] : EXPLAINERS[info.meaning](value, language, options);
}

function lengthFault({ min, max }: TagInfo, found: number, language: Language): Explanation {
  return wrongLength(found, min === max ? `${min}` : `${min}-${max}`, language);
}

/** The explanation as plain lines: `byte 1 bit 8: Offline data authentication was not performed`. */
export function explainLines(tag: number, value: Uint8Array, language: Language, options?: ExplainOptions): string[] {
  return explain(tag, value, language, options).map((line) => lineOf(line, language));
}

export function lineOf({ text, part, byte, bits, set }: Explanation, language: Language): string {
  const place = [part, placeOf(byte, bits, language)].filter((word) => word !== undefined).join(" ");
  const colon = pick(language, "：", ": ");
  return `${place === "" ? "" : place + colon}${text}${set === false ? `${colon}0` : ""}`;
}

function placeOf(byte: number | undefined, bits: string | undefined, language: Language): string | undefined {
  if (byte === undefined) return undefined;
  if (bits === undefined) return pick(language, `字节${byte}`, `byte ${byte}`);
  return pick(language, `字节${byte}位${bits}`, `byte ${byte} bit${bits.length > 1 ? "s" : ""} ${bits}`);
}
