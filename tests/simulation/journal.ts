/**
 * The journal as the flash has it, read without the core: an independent eye, for the invariants, and the hand that writes
 * a journal which no terminal would (tests of replay).
 *
 * The layout is that of assembly/journal/records.ts and region.ts.
 */
import { RECORD_UNIT } from "../../assembly/abi.ts";

export enum Kind {
  CHECKPOINT = 1,
  SEAL = 2,
  CLOSE = 3,
  KEPT = 4,
  ZONE_KEPT = 5,
  BOUND = 10,
  SIGN_ON_BEGUN = 11,
  SIGNED_ON = 12,
  INTENT = 20,
  APPROVED = 21,
  DECLINED = 22,
  ABANDONED = 23,
  REVERSAL = 24,
  REVERSED = 25,
  NOTICE = 30,
  NOTICED = 31,
  NOTICE_TRIED = 32,
  SETTLING = 60,
  SETTLED = 61,
  LIMITS_SET = 62,
  ACCEPTED = 63,
}

export interface JournalRecord {
  kind: Kind;
  generation: number;
  sequence: number;
  payload: Buffer;
  /** Offset in the flash, bytes on it. */
  at: number;
  bytes: number;
}

const MAGIC = 0x4354;
const VERSION = 1;
const HEAD_BYTES = 16;
const CRC_BYTES = 4;
const KEY_GENERATION_AT: ReadonlyMap<Kind, number> = new Map([
  [Kind.SIGNED_ON, 4],
  [Kind.INTENT, 60],
]);
/** In the durable state, which a checkpoint's payload is. */
const CHECKPOINT_KEY_GENERATION_AT = 392;
/** Records that begin as a payment does; a notice is one about its payment. */
const PAYMENTS: ReadonlySet<Kind> = new Set([Kind.INTENT, Kind.APPROVED, Kind.KEPT, Kind.NOTICE]);
/** A byte of a payment's record, and its bit: the payment is a test. */
const TEST_AT: ReadonlyMap<Kind, number> = new Map([
  [Kind.INTENT, 59],
  [Kind.APPROVED, 67],
  [Kind.KEPT, 67],
]);
const TEST_BIT = 0x80;
/** In the content of a zone, which stands behind the head of an act. */
const ACT_BYTES = 16;
const PAYLOAD_BYTES_MAX = 1024 - HEAD_BYTES - CRC_BYTES;

/** Records of the half that is the journal, in order; empty when neither half is sealed. */
export function readJournal(cells: Uint8Array): JournalRecord[] {
  const half = cells.length / 2;
  const halves = [readHalf(cells, 0), readHalf(cells, half)];
  const sealed = halves.filter((records) => records.some(({ kind }) => kind === Kind.SEAL));
  return sealed.sort((a, b) => generationOf(b) - generationOf(a))[0] ?? [];
}

/** The intact records of the half at `base`, what is torn stepped over. */
export function readHalf(cells: Uint8Array, base: number): JournalRecord[] {
  const records: JournalRecord[] = [];
  const end = base + cells.length / 2;
  for (let at = base; at < end;) {
    const record = recordAt(cells, at, end);
    if (record !== undefined) records.push(record);
    at += record?.bytes ?? RECORD_UNIT;
  }
  return records;
}

/** The bytes of a record, sealed and padded. */
export function writeRecord(kind: Kind, generation: number, sequence: number, payload: Uint8Array): Buffer {
  const used = HEAD_BYTES + payload.length + CRC_BYTES;
  const bytes = Buffer.alloc(Math.ceil(used / RECORD_UNIT) * RECORD_UNIT);
  bytes.writeUInt16LE(MAGIC, 0);
  bytes.writeUInt8(kind, 2);
  bytes.writeUInt8(VERSION, 3);
  bytes.writeUInt32LE(generation, 4);
  bytes.writeUInt32LE(sequence, 8);
  bytes.writeUInt32LE(payload.length, 12);
  bytes.set(payload, HEAD_BYTES);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, used - CRC_BYTES)), used - CRC_BYTES);
  return bytes;
}

/** What a record says of a payment. */
export function amountOf(record: JournalRecord): number {
  return Number(record.payload.readBigUInt64LE(0));
}
export function stanOf({ kind, payload }: JournalRecord): number {
  return payload.readInt32LE(PAYMENTS.has(kind) ? 8 : 0);
}
/** Generation of the secure module's key store that a record has told of; 0 in one that tells none. */
export function keyGenerationOf({ kind, payload }: JournalRecord): number {
  const at = KEY_GENERATION_AT.get(kind);
  if (kind === Kind.CHECKPOINT) return payload.readUInt32LE(CHECKPOINT_KEY_GENERATION_AT);
  return at === undefined ? 0 : payload.readUInt32LE(at);
}
export function batchOf({ payload }: JournalRecord): number {
  return payload.readInt32LE(12);
}

/** Whether a payment's record is one of a test. */
export function isTest({ kind, payload }: JournalRecord): boolean {
  const at = TEST_AT.get(kind);
  return at !== undefined && (payload[at]! & TEST_BIT) !== 0;
}

export const ZONE_BATCH = 5;
export const ZONE_FAULTS = 8;
/** Bytes of each zone's content, by its number (assembly/journal/zones.ts). */
export const ZONE_SIZES = [256, 256, 256, 128, 96, 128, 128, 32, 448, 96] as const;
export const ACT_KINDS = { first: 40, last: 119 };

/** The zone that a record repeats or changes; undefined for one that does neither. */
export function zoneOf({ kind, payload }: JournalRecord): number | undefined {
  const code: number = kind;
  const isZone = kind === Kind.ZONE_KEPT || (code >= ACT_KINDS.first && code <= ACT_KINDS.last);
  return isZone ? payload.readInt32LE(12) : undefined;
}

/** What a record of a settlement says (assembly/journal/batch.ts). */
export function settlementOf({ payload }: JournalRecord): {
  amount: number;
  hostAmount: number;
  sales: number;
  hostSales: number;
  batch: number;
  stan: number;
  result: number;
} {
  const number = (at: number): number => payload.readInt32LE(ACT_BYTES + at);
  const amount = (at: number): number => Number(payload.readBigUInt64LE(ACT_BYTES + at));
  return {
    amount: amount(0),
    hostAmount: amount(8),
    sales: number(16),
    hostSales: number(20),
    batch: number(24),
    stan: number(28),
    result: number(32),
  };
}

/** The payload of an act, or of a repeated zone: nobody's, at no time. */
export function actOf(zone: number, content: Uint8Array): Buffer {
  const act = Buffer.alloc(ACT_BYTES + content.length);
  act.writeInt32LE(zone, 12);
  act.set(content, ACT_BYTES);
  return act;
}

/** What a zone says by these records; all zero where none tells of it. */
export function zoneIn(records: readonly JournalRecord[], zone: number): Buffer {
  const bytes = ZONE_SIZES[zone]!;
  const whole = records.filter(({ payload }) => payload.length === ACT_BYTES + bytes);
  const last = whole.findLast((record) => zoneOf(record) === zone);
  return Buffer.from(last?.payload.subarray(ACT_BYTES) ?? Buffer.alloc(bytes));
}

function generationOf(records: readonly JournalRecord[]): number {
  return records.find(({ kind }) => kind === Kind.SEAL)?.generation ?? 0;
}

function recordAt(cells: Uint8Array, at: number, end: number): JournalRecord | undefined {
  const flash = Buffer.from(cells.buffer, cells.byteOffset, end);
  if (flash.readUInt16LE(at) !== MAGIC || flash[at + 3] !== VERSION) return undefined;
  const length = flash.readUInt32LE(at + 12);
  const used = HEAD_BYTES + length + CRC_BYTES;
  if (length > PAYLOAD_BYTES_MAX || at + used > end) return undefined;
  if (flash.readUInt32LE(at + used - CRC_BYTES) !== crc32(flash.subarray(at, at + used - CRC_BYTES))) return undefined;
  return {
    kind: flash[at + 2]!,
    generation: flash.readUInt32LE(at + 4),
    sequence: flash.readUInt32LE(at + 8),
    payload: flash.subarray(at + HEAD_BYTES, at + HEAD_BYTES + length),
    at,
    bytes: Math.ceil(used / RECORD_UNIT) * RECORD_UNIT,
  };
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32 of ISO-HDLC. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff]!;
  return ~crc >>> 0;
}
