/**
 * Does a card give a data object twice? Such a card ends the payment (EMV Book 3, 10.2), because terminals would differ in
 * which of the two they believe.
 *
 * One walk over well-formed bytes. A bit for each tag says at once that it is new, for nearly all of them; where two tags
 * share a bit, what came before is looked at.
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { OK } from "../base/status";
import { clearBytes } from "../base/bytes";
import { readTlv, Tlv } from "../codec/ber_tlv";

const BITS: i32 = 1024;
const SEEN: usize = memory.data(128, 8);
const ONE: Tlv = changetype<Tlv>(memory.data(16, 8));
const OTHER: Tlv = changetype<Tlv>(memory.data(16, 8));

/** @returns whether a primitive object stands twice among the objects of `at`..`end`, at any depth; they are well formed */
export function givesTwice(at: usize, end: usize): bool {
  clearBytes(SEEN, BITS >> 3);
  const from = at;
  while (readTlv(at, end, ONE) === OK) {
    at = ONE.constructed ? ONE.value : ONE.next;
    if (ONE.constructed) continue;
    const bit = ((ONE.tag >> 6) ^ ONE.tag) & (BITS - 1);
    const byte = SEEN + (bit >> 3);
    const mask: u32 = 1 << (bit & 7);
    if ((load<u8>(byte) & mask) !== 0 && stands(from, end, ONE.value, ONE.tag)) {
      decide(Rule.DATA_TWICE, ONE.tag);
      return true;
    }
    store<u8>(byte, <u8>(load<u8>(byte) | mask));
  }
  return false;
}

/** @returns whether an object with this tag has its value before `value` */
function stands(at: usize, end: usize, value: usize, tag: u32): bool {
  while (readTlv(at, end, OTHER) === OK && OTHER.value < value) {
    if (OTHER.tag === tag) return true;
    at = OTHER.constructed ? OTHER.value : OTHER.next;
  }
  return false;
}
