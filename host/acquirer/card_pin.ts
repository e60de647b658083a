/**
 * What a card says of an offline PIN, in the part of its issuer application data that every version's cryptogram covers: to be
 * believed when the cryptogram is right.
 */
import type { ChipValues } from "../secure/issuer/card_cryptogram.ts";

const TAG_ISSUER_DATA = 0x9f10;
/** Second byte of the CVR: the PIN was compared; it was wrong (Visa's VIS, from which PBOC took them). */
const CVR_AT = 4;
const PIN_COMPARED = 0x04;
const PIN_WRONG = 0x02;

/** @param data of a right cryptogram, F55 by tag */
export function isPinRightAtCard(data: ChipValues): boolean {
  const byte = data.get(TAG_ISSUER_DATA)?.[CVR_AT] ?? 0;
  return (byte & (PIN_COMPARED | PIN_WRONG)) === PIN_COMPARED;
}
