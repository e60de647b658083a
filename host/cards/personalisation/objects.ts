/**
 * The data objects of an application, by tag: from the card's file, and where it says nothing as a PBOC 3.0 debit card has
 * them.
 */
import type { CardData } from "../card_spec.ts";
import { ascii, hex, tagNumber } from "./bytes.ts";
import { codeTableOf, inCodeTable } from "./code_table.ts";
import type { Lists } from "./lists.ts";

export type Objects = Map<number, Uint8Array>;

const CHINA = hex("0156");
/** Application usage control 9F07 and issuer action codes 9F0D, 9F0E, 9F0F. */
const USAGE = hex("FF00");
const ACTION_DEFAULT = hex("D8609CA800");
const ACTION_DENIAL = hex("0010000000");
const ACTION_ONLINE = hex("D8689CF800");
/** Log entries of PBOC 3.0, 9F4F. */
const LOG_FORMAT = hex("9A039F21039F02069F03069F1A025F2A029C019F3602");
/** AIP byte 1 (EMV Book 3, C1). */
const AIP_SDA = 0x40;
const AIP_DDA = 0x20;
const AIP_CARDHOLDER_VERIFICATION = 0x10;
const AIP_RISK_MANAGEMENT = 0x08;
const AIP_ISSUER_AUTHENTICATION = 0x04;
const AIP_CDA = 0x01;
/** Tag 87, bit 8. */
const CONFIRM = 0x80;

/** All but certificates and what is signed. @throws CardFault CARD_NAME */
export function objectsOf(data: CardData, lists: Lists, path: string): Objects {
  const { pan, expiry } = data;
  const codeTable = codeTableOf(data);
  // Track 2 equivalent data: PAN D YYMM, service code 220 (chip, authorise online), discretionary data; F to whole bytes.
  const track2 = `${pan}D${expiry}2200000000`;
  const objects: Objects = new Map([
    [0x50, ascii(data.label)],
    [0x57, hex(even(track2))],
    [0x5a, hex(even(pan))],
    [0x5f20, ascii(data.holder)],
    [0x5f24, hex(`${expiry}${lastDayOf(expiry)}`)],
    [0x5f25, hex("200101")],
    [0x5f28, CHINA],
    [0x5f2d, ascii(data.languages ?? "zhen")],
    [0x5f30, hex("0220")],
    [0x5f34, hex(String(data.sequence).padStart(2, "0"))],
    [0x82, aipOf(data)],
    [0x84, hex(data.aid)],
    [0x87, Uint8Array.of((data.confirm === true ? CONFIRM : 0) | (data.priority ?? 1))],
    [0x8c, lists.cdol1.encode()],
    [0x8d, lists.cdol2.encode()],
    [0x8e, cvmList(data)],
    [0x9f07, USAGE],
    [0x9f08, hex("0030")],
    [0x9f0d, ACTION_DEFAULT],
    [0x9f0e, ACTION_DENIAL],
    [0x9f0f, ACTION_ONLINE],
    [0x9f11, Uint8Array.of(codeTable)],
    [0x9f12, inCodeTable(data.preferredName ?? data.label, codeTable, `${path}preferredName`)],
    [0x9f1f, ascii("0000000")],
    [0x9f42, CHINA],
    [0x9f49, lists.ddol.encode()],
    [0x9f4f, LOG_FORMAT],
  ]);
  if (lists.pdol.entries.length > 0) objects.set(0x9f38, lists.pdol.encode());
  if ((data.authentication ?? []).length > 0) objects.set(0x9f4a, hex("82"));
  return withGiven(objects, data);
}

/** The card's own values come before all others. */
export function withGiven(objects: Objects, { data = {} }: CardData): Objects {
  for (const [tag, value] of Object.entries(data)) objects.set(tagNumber(tag), hex(value));
  return objects;
}

function aipOf({ aip, authentication = [], issuerAuthentication = "external" }: CardData): Uint8Array {
  if (aip !== undefined) return hex(aip);
  const byte1 =
    AIP_CARDHOLDER_VERIFICATION |
    AIP_RISK_MANAGEMENT |
    (authentication.includes("sda") ? AIP_SDA : 0) |
    (authentication.includes("dda") ? AIP_DDA : 0) |
    (authentication.includes("cda") ? AIP_CDA : 0) |
    (issuerAuthentication === "external" ? AIP_ISSUER_AUTHENTICATION : 0);
  return Uint8Array.of(byte1, 0);
}

/** EMV Book 3, 10.5: X, Y, rules. Without `cvm`: plaintext PIN if the card has it, online PIN, signature for credit, no CVM. */
function cvmList({ cvm, offlinePin, account }: CardData): Uint8Array {
  const short = [...(offlinePin === true ? ["4103"] : []), "4203", ...(account.kind === "credit" ? ["5E03"] : []), "1F03"]; // prettier-ignore
  const { x = 0, y = 0, rules } = cvm ?? { rules: short };
  return Uint8Array.from([...fourBytes(x), ...fourBytes(y), ...hex(rules.join(""))]);
}

function fourBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function even(digits: string): string {
  return digits.length % 2 === 0 ? digits : `${digits}F`;
}

/** Day 28..31, two digits, of the month YYMM. */
function lastDayOf(expiry: string): number {
  return new Date(Date.UTC(2000 + Number(expiry.slice(0, 2)), Number(expiry.slice(2)), 0)).getUTCDate();
}
