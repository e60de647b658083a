/**
 * What SELECT gives (EMV Book 1, 11.3.4): one template that holds the DF name and a proprietary template. Read level by
 * level: an object of the same tag somewhere deeper is another matter. Nothing is kept here.
 */
import { equalBytes } from "../base/bytes";
import { OK, TLV_END } from "../base/status";
import { checkTlv, readTlv, Tlv } from "../codec/ber_tlv";
import { AID_BYTES_MAX, AID_BYTES_MIN, Card, FOUND } from "./region";
import { TAG_6F_FCI, TAG_84_DF_NAME, TAG_A5_FCI_PROPRIETARY } from "./tags";

/** The reply is one object of this tag, well-formed throughout, and nothing else. Then `FOUND` is that object. */
export function isOne(card: Card, tag: u32): bool {
  const end = card.reply + card.replyLength;
  if (checkTlv(card.reply, end) !== OK || readTlv(card.reply, end, FOUND) !== OK || FOUND.tag !== tag) return false;
  return readTlv(FOUND.next, end, REST) === TLV_END;
}

/** The reply is an FCI with the name of an application or directory, 5 to 16 bytes. Then `FOUND` is the name. */
export function hasName(card: Card): bool {
  if (!isOne(card, TAG_6F_FCI) || !findChild(FOUND.value, FOUND.next, TAG_84_DF_NAME)) return false;
  return isName(FOUND);
}

export function isName(found: Tlv): bool {
  return found.length >= AID_BYTES_MIN && found.length <= AID_BYTES_MAX;
}

/** The reply is an FCI with this very name. */
export function isNamed(card: Card, name: usize, length: i32): bool {
  return hasName(card) && FOUND.length === length && equalBytes(FOUND.value, name, length);
}

/** The reply is an FCI with a proprietary template. Then `FOUND` is that template. */
export function hasProprietary(card: Card): bool {
  return isOne(card, TAG_6F_FCI) && findChild(FOUND.value, FOUND.next, TAG_A5_FCI_PROPRIETARY);
}

/** Finds the first object with this tag among those at `at`..`end`, not inside them. Then `FOUND` is its view. */
export function findChild(at: usize, end: usize, tag: u32): bool {
  while (readTlv(at, end, FOUND) === OK) {
    if (FOUND.tag === tag) return true;
    at = FOUND.next;
  }
  return false;
}

const REST: Tlv = changetype<Tlv>(memory.data(16, 8));
