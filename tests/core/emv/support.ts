/** What specs of the kernel's rules share: a card in memory that has given these data elements. */
import { configurationOf } from "../../../assembly/emv/aids";
import { emptyArena, keepInArena } from "../../../assembly/emv/arena";
import { ARENA_BYTES, Card, cardOf } from "../../../assembly/emv/region";
import { hexAt } from "../base/support";
import { freshTerminal, hexByte } from "../machine/support";
import { aidRecord } from "./aid_records";

let freshed: Card = cardOf(freshTerminal());

/** A card of the first AID that has said this much. @param tlv data elements in hexadecimal */
export function freshCard(tlv: string): Card {
  const card = cardOf(freshTerminal());
  freshed = card;
  giveData(card, tlv);
  return card;
}

/** The card has given this and nothing else. @param tlv data elements in hexadecimal */
export function giveData(card: Card, tlv: string): void {
  emptyArena(card);
  addData(card, tlv);
}

/** The card gives this too. */
export function addData(card: Card, tlv: string): void {
  assert(keepInArena(card, GIVEN, hexAt(GIVEN, tlv)));
}

const GIVEN: usize = memory.data(ARENA_BYTES, 8);

/** One data element with a short length, in hexadecimal. */
export function element(tag: string, value: string): string {
  return tag + hexByte(value.length / 2) + value;
}

/** The terminal's capabilities for the first AID are otherwise from now on: byte 2 of 9F33. */
export function setCapabilities(bits: u32): void {
  store<u8>(aidRecord(0).capabilities, <u8>bits, 1);
  store<u8>(configurationOf(freshed).capabilities, <u8>bits, 1);
}

/** The terminal is of another type for the application of this card: 9F35. */
export function setTerminalType(card: Card, type: u32): void {
  store<u8>(changetype<usize>(configurationOf(card)) + TERMINAL_TYPE_AT, <u8>type);
}

const TERMINAL_TYPE_AT: usize = 30;

/** Byte 2 of 9F33 as it is shipped: offline PIN of both kinds, online PIN, signature, no CVM. */
export const CAPABILITIES: u32 = 0xf8;
