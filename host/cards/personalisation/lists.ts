/** The data object lists of an application, and whether they ask for all that it needs. */
import { Dol } from "../../codec/tlv/dol.ts";
import { tagName } from "../../codec/tlv/tags.ts";
import { CardFault } from "../card_checks.ts";
import type { CardData, ListEntry } from "../card_spec.ts";
import type { CardPolicy } from "../versions.ts";
import { tagNumber } from "./bytes.ts";

export interface Lists {
  pdol: Dol;
  cdol1: Dol;
  cdol2: Dol;
  ddol: Dol;
}

/** Tag 91: ARPC 8 and response code 2 by method 1, ARPC 4 and card status update 4 by method 2 (EMV Book 2, 8.2). */
export const ISSUER_AUTHENTICATION_BYTES = { 1: 10, 2: 8 } as const;

const PDOL: readonly ListEntry[] = [
  ["9F1A", 2],
  ["9F02", 6],
];
const CDOL1: readonly ListEntry[] = [
  ["9F02", 6],
  ["9F03", 6],
  ["9F1A", 2],
  ["95", 5],
  ["5F2A", 2],
  ["9A", 3],
  ["9C", 1],
  ["9F37", 4],
];
const DDOL: readonly ListEntry[] = [["9F37", 4]];
const RESPONSE_CODE: ListEntry = ["8A", 2];
/** What the card has itself of what a cryptogram covers. */
const OWN_TAGS: readonly number[] = [0x82, 0x9f36];

/** @throws CardFault CARD_LIST */
export function listsOf(data: CardData, policy: CardPolicy, path: string): Lists {
  const cdol1 = data.cdol1 ?? CDOL1;
  const issuerData: ListEntry[] =
    data.issuerAuthentication === "cdol2" ? [["91", ISSUER_AUTHENTICATION_BYTES[policy.arpc.method]]] : [];
  const cdol2 = data.cdol2 ?? [...issuerData, RESPONSE_CODE, ...cdol1];
  const lists = {
    pdol: dol(data.pdol ?? PDOL),
    cdol1: dol(cdol1),
    cdol2: dol(cdol2),
    ddol: dol(data.ddol ?? DDOL),
  };
  const needed = [...policy.elements, ...(data.authentication?.includes("cda") === true ? [[0x9f37, 4] as const] : [])];
  for (const name of ["cdol1", "cdol2"] as const) {
    const missing = needed.find(([tag, length]) => !OWN_TAGS.includes(tag) && !asks(lists[name], tag, length));
    if (missing !== undefined) {
      const expected = `${tagName(missing[0])} with ${missing[1]} bytes, which a cryptogram covers`;
      throw new CardFault("CARD_LIST", `${path}${name}`, expected);
    }
  }
  return lists;
}

function asks(list: Dol, tag: number, length: number): boolean {
  return list.entries.some((entry) => entry.tag === tag && entry.length === length);
}

function dol(entries: readonly ListEntry[]): Dol {
  return new Dol(entries.map(([tag, length]) => ({ tag: tagNumber(tag), length })));
}
