/**
 * The card's arena: raw answers one behind the other, all of them well-formed BER-TLV, and where in it each data element stands.
 *
 * A payment asks some sixty times for an element, many of which no card gives. So a table with open addressing holds, by tag,
 * where the first object of that tag begins; nothing is walked over. Templates are not in it. A card that gives more elements
 * than the table takes is searched from the front.
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { clearBytes, copyBytes } from "../base/bytes";
import { OK } from "../base/status";
import { findTlv, readTlv, Tlv } from "../codec/ber_tlv";
import { ARENA_BYTES, Card, ELEMENT_SLOTS, FOUND } from "./region";

/** A quarter of the table stays empty, so that a tag which is not there is soon known not to be. */
export const ELEMENTS_MAX: i32 = 96;
const ELEMENT_BYTES: i32 = 2;

const NEW: Tlv = changetype<Tlv>(memory.data(16, 8));
const OLD: Tlv = changetype<Tlv>(memory.data(16, 8));

export function emptyArena(card: Card): void {
  card.arenaUsed = 0;
  card.elementCount = 0;
  clearBytes(card.elements, ELEMENT_SLOTS * ELEMENT_BYTES);
}

/** @param from well-formed BER-TLV. @returns false when the card says more than the arena holds. */
export function keepInArena(card: Card, from: usize, length: i32): bool {
  if (length > ARENA_BYTES - card.arenaUsed) {
    decide(Rule.ARENA_FULL, card.arenaUsed);
    return false;
  }
  const at = card.arena + card.arenaUsed;
  copyBytes(at, from, length);
  card.arenaUsed += length;
  enter(card, at);
  return true;
}

/** Finds a data element that the card has given; then `FOUND` is its view. @param tag of a primitive object */
export function cardGave(card: Card, tag: u32): bool {
  if (card.elementCount <= ELEMENTS_MAX) return load<u16>(slotOf(card, tag, FOUND)) !== 0;
  return findTlv(card.arena, card.arena + card.arenaUsed, tag, FOUND) === OK;
}

/** Takes what the arena holds from `at` on into the table. */
function enter(card: Card, at: usize): void {
  const end = card.arena + card.arenaUsed;
  while (readTlv(at, end, NEW) === OK && card.elementCount <= ELEMENTS_MAX) {
    if (!NEW.constructed) enterElement(card, <i32>(at - card.arena));
    at = NEW.constructed ? NEW.value : NEW.next;
  }
}

/** `NEW`, unless the card has given its tag before: who gave it first is believed. */
function enterElement(card: Card, offset: i32): void {
  const slot = slotOf(card, NEW.tag, OLD);
  if (load<u16>(slot) !== 0) return;
  if (++card.elementCount <= ELEMENTS_MAX) store<u16>(slot, <u16>(offset + 1));
}

/** Where an element of this tag is entered, and then `tlv` is its view; else the empty place for it. */
function slotOf(card: Card, tag: u32, tlv: Tlv): usize {
  let index = (tag >> 6) ^ tag;
  while (true) {
    const slot = card.elements + ((index++ & (ELEMENT_SLOTS - 1)) << 1);
    const place = load<u16>(slot);
    if (place === 0) return slot;
    readTlv(card.arena + place - 1, card.arena + card.arenaUsed, tlv);
    if (tlv.tag === tag) return slot;
  }
}
