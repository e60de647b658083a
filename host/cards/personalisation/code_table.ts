/** Names in the parts of ISO/IEC 8859, as an issuer writes them (EMV Book 4, A3): one byte a character. */
import { CardFault } from "../card_checks.ts";
import type { ApplicationData } from "../card_spec.ts";

/** Bytes that are characters: what Node takes for parts 1 and 9 are the Windows code pages, which differ between 80 and 9F. */
const GRAPHIC = Uint8Array.from([...bytesFrom(0x20, 0x7e), ...bytesFrom(0xa0, 0xff)]);
/** Stands for a byte without a character. */
const NONE = "\ufffd";

export function codeTableOf({ codeTable = 1 }: ApplicationData): number {
  return codeTable;
}

/**
 * @param part of ISO/IEC 8859, 1..10
 * @param path where the name stands in the card's file
 * @throws CardFault CARD_NAME for a character that the part does not have
 */
export function inCodeTable(name: string, part: number, path: string): Uint8Array {
  const characters = Array.from(new TextDecoder(`iso-8859-${part}`).decode(GRAPHIC));
  return Uint8Array.from(name, (character) => {
    const index = character === NONE ? -1 : characters.indexOf(character);
    if (index < 0) throw new CardFault("CARD_NAME", path, `characters of ISO/IEC 8859-${part}`);
    return GRAPHIC[index]!;
  });
}

function bytesFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
