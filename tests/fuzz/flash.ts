/**
 * Flash contents that no terminal wrote: noise, torn and shifted images, and images whose records are intact but say
 * something else (their check sums are right again), acts and their zones among them.
 *
 * The record's layout is that of assembly/journal/records.ts.
 */
import { RECORD_UNIT } from "../../assembly/abi.ts";
import { ACT_KINDS, actOf, ZONE_SIZES } from "../simulation/journal.ts";
import type { Dice } from "./dice.ts";
import { ForgedJournal, forgedZone, forgeZones } from "./zones.ts";

const HEAD_BYTES = 16;
const MAGIC = 0x4354;
const KINDS = [1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 20, 21, 22, 23, 24, 25, 30, 31, 99];
/** Acts that change money's state too: those of settlement, of erased keys, of a restored terminal. */
const MONEY_ACTS = [49, 60, 61, 91];
const NUMBERS = [0, 1, 2, 20, 51, 96, 97, 0x7fffffff, 0x80000000, 0xffffffff];

/** An image made of a real one. */
export function mutateImage(dice: Dice, image: Uint8Array): Uint8Array {
  const changed = Buffer.from(image);
  for (let rounds = 1 + dice.below(3); rounds > 0; rounds--) mutateOnce(dice, changed);
  return changed;
}

function mutateOnce(dice: Dice, image: Buffer): void {
  const at = dice.below(image.length);
  const units = dice.below(image.length / RECORD_UNIT) * RECORD_UNIT;
  switch (dice.below(12)) {
    case 0:
      image[at]! ^= 1 << dice.below(8);
      return;
    case 1:
      image.fill(0xff, at);
      return;
    case 2:
      image.subarray(units, units + RECORD_UNIT * dice.below(64)).fill(dice.pick([0, 0xff]));
      return;
    case 3:
      image.copyWithin(units, dice.below(image.length / RECORD_UNIT) * RECORD_UNIT, image.length);
      return;
    case 4:
      image.set(dice.bytes(Math.min(image.length - at, dice.below(300))), at);
      return;
    case 5:
    case 6:
      return forgeZones(dice, image);
    case 7:
      return addAct(dice, image);
    default:
      return rewriteRecord(dice, image);
  }
}

/** An act of any kind behind the last record: mostly of a zone that there is, and as long as it should be. */
function addAct(dice: Dice, image: Buffer): void {
  const journal = new ForgedJournal(image);
  const kind = dice.chance(40)
    ? dice.pick(MONEY_ACTS)
    : ACT_KINDS.first + dice.below(ACT_KINDS.last - ACT_KINDS.first + 1);
  const zone = dice.below(ZONE_SIZES.length);
  const payload = actOf(dice.chance(90) ? zone : dice.pick(NUMBERS) | 0, forgedZone(dice, journal.zone(zone)));
  journal.append(kind, dice.chance(90) ? payload : payload.subarray(0, dice.below(payload.length)));
}

/** One record says something else, and its check sum is right. */
function rewriteRecord(dice: Dice, image: Buffer): void {
  const records = recordsOf(image);
  if (records.length === 0) return;
  // The last records are what a start has to deal with.
  const at = dice.chance(60) ? records.at(-1)! : dice.pick(records);
  const length = image.readUInt32LE(at + 12);
  const words = HEAD_BYTES / 4 + Math.max(1, Math.floor(length / 4));
  for (let changes = 1 + dice.below(3); changes > 0; changes--) {
    const word = 1 + dice.below(words - 1);
    image.writeUInt32LE(dice.chance(60) ? dice.pick(NUMBERS) : dice.below(2 ** 32), at + 4 * word);
  }
  if (dice.chance(20)) image[at + 2] = dice.chance(70) ? dice.pick(KINDS) : dice.pick(MONEY_ACTS);
  // Mostly the head stays believable, or the record would only look torn.
  if (dice.chance(90)) image.writeUInt32LE(length, at + 12);
  const claimed = image.readUInt32LE(at + 12);
  const end = at + HEAD_BYTES + claimed;
  if (claimed < 2048 && end + 4 <= image.length) image.writeUInt32LE(crc32(image.subarray(at, end)), end);
}

function recordsOf(image: Buffer): number[] {
  const found: number[] = [];
  for (let at = 0; at + RECORD_UNIT <= image.length; at += RECORD_UNIT) {
    if (image.readUInt16LE(at) === MAGIC && image.readUInt32LE(at + 12) < 1024) found.push(at);
  }
  return found.filter((at) => at + HEAD_BYTES + image.readUInt32LE(at + 12) + 4 <= image.length);
}

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 as in ISO 3309. */
function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = TABLE[(value ^ byte) & 0xff]! ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
