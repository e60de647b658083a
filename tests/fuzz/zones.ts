/**
 * Zones that no terminal wrote, as acts behind the records of a real journal: noise, all ones, extreme numbers, single changed
 * bytes of what really stands there. Heads, sequence and check sums are right, so that the contents are reached.
 */
import { ACT_KINDS, actOf, readJournal, writeRecord, ZONE_SIZES, zoneIn } from "../simulation/journal.ts";
import type { JournalRecord } from "../simulation/journal.ts";
import type { Dice } from "./dice.ts";

/** Records of acts that may not stand anywhere: they change money's state too. */
const MONEY = [49, 60, 61, 91];
const ANY_ACT = 40;
const NUMBERS = [0, 1, 2, 3, 7, 20, 21, 99, 100, 255, 256, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
/** A half keeps its last unit for the mark that closes it. */
const CLOSE_BYTES = 32;

/** Puts acts behind the last record, as many as there is room for: one of some zones, or of every zone. */
export function forgeZones(dice: Dice, image: Uint8Array, isAll = dice.chance(50)): void {
  const journal = new ForgedJournal(image);
  for (const zone of ZONE_SIZES.keys())
    if (isAll || dice.chance(30)) journal.append(actKind(dice), actOf(zone, forgedZone(dice, journal.zone(zone))));
}

/** A journal in an image, to which records are added. */
export class ForgedJournal {
  private readonly image: Uint8Array;
  private readonly records: readonly JournalRecord[];
  private readonly generation: number;
  private sequence: number;
  private end: number;

  constructor(image: Uint8Array) {
    this.image = image;
    this.records = readJournal(image);
    const last = this.records.at(-1);
    this.generation = last?.generation ?? 0;
    this.sequence = last?.sequence ?? 0;
    this.end = last === undefined ? image.length : last.at + last.bytes;
  }

  /** What a zone really says. */
  zone(zone: number): Buffer {
    return zoneIn(this.records, zone);
  }

  /** One record more, of whatever kind, where there is a journal and room in it. */
  append(kind: number, payload: Uint8Array): void {
    const { image, end } = this;
    const half = image.length / 2;
    const record = writeRecord(kind, this.generation, (this.sequence + 1) >>> 0, payload);
    if ((end % half) + record.length > half - CLOSE_BYTES || image[end] !== 0xff) return;
    image.set(record, end);
    this.sequence++;
    this.end += record.length;
  }
}

/** Mostly one that is a zone's and nothing else's. */
export function actKind(dice: Dice): number {
  if (dice.chance(70)) return ANY_ACT;
  const kind = ACT_KINDS.first + dice.below(ACT_KINDS.last - ACT_KINDS.first + 1);
  return MONEY.includes(kind) ? ANY_ACT : kind;
}

/** Content of a zone, made of what really stands there. */
export function forgedZone(dice: Dice, real: Buffer): Buffer {
  const forged = Buffer.from(real);
  const at = dice.below(forged.length);
  switch (dice.below(7)) {
    case 0:
      return Buffer.from(dice.bytes(forged.length));
    case 1:
      return forged.fill(dice.pick([0xff, 0x7f, 0x80, 0x01, 0x20, 0x39]));
    case 2:
      forged[at] = dice.pick([0, 1, 0x7f, 0x80, 0xff, dice.below(256)]);
      return forged;
    case 3:
      forged[at]! ^= 1 << dice.below(8);
      return forged;
    case 4:
      for (let word = 0; word < forged.length; word += 4) forged.writeUInt32LE(dice.pick(NUMBERS), word);
      return forged;
    case 5:
      return Buffer.from(forged.fill(dice.pick([0, 0xff]), at));
    default:
      for (let words = 1 + dice.below(4); words > 0; words--)
        forged.writeUInt32LE(dice.pick(NUMBERS), 4 * dice.below(forged.length / 4));
      return forged;
  }
}
