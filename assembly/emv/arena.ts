/** The card's arena: raw answers one behind the other, all of them well-formed BER-TLV, so that one search finds any. */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { copyBytes } from "../base/bytes";
import { OK } from "../base/status";
import { checkTlv } from "../codec/ber_tlv";
import { ARENA_BYTES, Card } from "./region";

/** @returns false when the bytes are no TLV, or the card says more than the arena holds. */
export function keepInArena(card: Card, from: usize, length: i32): bool {
  if (checkTlv(from, from + length) !== OK) return false;
  if (length > ARENA_BYTES - card.arenaUsed) {
    decide(Rule.ARENA_FULL, card.arenaUsed);
    return false;
  }
  copyBytes(card.arena + card.arenaUsed, from, length);
  card.arenaUsed += length;
  return true;
}
