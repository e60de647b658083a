/** A card's answer changed: bits, lengths, tags, objects twice, ends cut off, another status word. */
import type { Dice } from "../dice.ts";
import { join, mutateBytes, mutateReply } from "../mutate.ts";

const STATUS_WORDS = [
  0x6985, 0x6a81, 0x6a82, 0x6a83, 0x6283, 0x6110, 0x61ff, 0x6c10, 0x6c00, 0x6300, 0x63c1, 0x6983, 0,
];
const REPLY_BYTES_MAX = 261;
/** CDOL1, CDOL2, the second byte of the PDOL and of the DDOL. */
const LISTS = [0x8c, 0x8d, 0x38, 0x49];
const TAGS = [0x5a, 0x57, 0x82, 0x94, 0x8c, 0x8d, 0x8e, 0x70, 0x77, 0x80, 0x6f, 0xa5, 0x50, 0x84, 0x61, 0x4f];

/** @param answer data and SW1 SW2 */
export function lie(dice: Dice, answer: Uint8Array): Uint8Array {
  const data = answer.subarray(0, Math.max(0, answer.length - 2));
  const status = answer.subarray(data.length);
  switch (dice.below(10)) {
    case 0:
      return flip(dice, answer);
    case 1:
      return answer.slice(0, dice.below(answer.length + 1));
    case 2:
      return join(lengthLie(dice, data), status);
    case 3:
      return join(tagSwap(dice, data), status);
    case 4:
      return join(data, data.subarray(0, Math.max(0, REPLY_BYTES_MAX - 2 - data.length)), status);
    case 5: {
      const word = dice.chance(50) ? dice.pick(STATUS_WORDS) : dice.below(0x10000);
      return join(dice.chance(50) ? data : [], [word >> 8, word & 0xff]);
    }
    case 6:
      return join(mutateBytes(dice, data).subarray(0, REPLY_BYTES_MAX - 2), status);
    case 7:
      return join(greedyList(dice, data), status);
    default:
      return mutateReply(dice, answer).subarray(0, REPLY_BYTES_MAX);
  }
}

function flip(dice: Dice, bytes: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(bytes);
  for (let bits = 1 + dice.below(3); bits > 0 && changed.length > 0; bits--) {
    const at = dice.below(changed.length);
    changed[at] = changed[at]! ^ (1 << dice.below(8));
  }
  return changed;
}

/** The byte where a length is likely to stand says something else. */
function lengthLie(dice: Dice, data: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(data);
  const places = [1, 2, 3, 4, 5].filter((at) => at < changed.length);
  for (let at = 0; at + 1 < changed.length; at++) if (TAGS.includes(changed[at]!)) places.push(at + 1);
  if (places.length === 0) return changed;
  const at = dice.pick(places);
  changed[at] = dice.pick([
    0,
    1,
    0x7f,
    0x80,
    0x81,
    0x82,
    0x84,
    0xff,
    (changed[at]! + 1) & 0xff,
    (changed[at]! - 1) & 0xff,
  ]);
  return changed;
}

/** A data object list asks for more: the last byte of each is a length. */
function greedyList(dice: Dice, data: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(data);
  for (let at = 0; at + 1 < changed.length; at++) {
    if (!LISTS.includes(changed[at]!)) continue;
    const last = at + 1 + changed[at + 1]!;
    if (last < changed.length && dice.chance(70)) changed[last] = dice.pick([0, 8, 0x7f, 0xf0, 0xff]);
  }
  return changed;
}

/** One of the tags is another's. */
function tagSwap(dice: Dice, data: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(data);
  const places = Array.from(changed.keys()).filter((at) => TAGS.includes(changed[at]!));
  if (places.length > 0) changed[dice.pick(places)] = dice.pick(TAGS);
  return changed;
}
