/**
 * Key serial numbers of DUKPT: which device, which initial key, and the counter of its transactions.
 *
 * Owns the layout and the order of counters, no key. A counter with more ones than allowed is left out, so that a device
 * never makes more than that many derivations to a key; the order is therefore not that of the numbers 1, 2, 3.
 */
import { CodecError } from "../../codec/errors.ts";
import { copyBytes } from "../bytes.ts";

export interface KsnFormat {
  readonly name: "tdes" | "aes";
  readonly ksnBytes: number;
  /** Bits of the transaction counter, which are the last of the number. A device has as many future key registers. */
  readonly counterBits: number;
  /** Most ones that a counter may have. */
  readonly onesMax: number;
}

/** ANSI X9.24-1:2009, A.3: 59 bits for key set and device, 21 for the counter. */
export const TDES_KSN: KsnFormat = { name: "tdes", ksnBytes: 10, counterBits: 21, onesMax: 10 };
/** ANSI X9.24-3:2017, 6.1: 4 bytes for the key set, 4 for the device, 4 for the counter. */
export const AES_KSN: KsnFormat = { name: "aes", ksnBytes: 12, counterBits: 32, onesMax: 16 };

/** Key set and device; the last 5 bits of it are zero in TDES, where the counter begins. */
export const INITIAL_KEY_ID_BYTES = 8;
const COUNTER_BYTES = 4;

/**
 * The counter of a transaction.
 *
 * @throws CodecError KSN_LENGTH; KSN_COUNTER when it is 0 or has too many ones, so that no device uses it; KSN_EXHAUSTED
 * when it is above the last that a device uses
 */
export function transactionCounter(format: KsnFormat, ksn: Uint8Array): number {
  const counter = counterOf(format, ksn);
  if (isValidCounter(format, counter)) return counter;
  const isAbove = counter > lastCounter(format);
  const expected = isAbove ? "a counter that a device reaches" : `a counter of 1 to ${format.onesMax} ones`;
  const actual = `${onesOf(counter)} ones`;
  const code = isAbove ? "KSN_EXHAUSTED" : "KSN_COUNTER";
  throw new CodecError({ code, path: "ksn", offset: offsetOfCounter(format), expected, actual });
}

/** The counter as it stands, 0 and those that no device uses included. @throws CodecError KSN_LENGTH */
export function counterOf(format: KsnFormat, ksn: Uint8Array): number {
  checkLength(format, ksn);
  const view = new DataView(ksn.buffer, ksn.byteOffset, ksn.length);
  return view.getUint32(format.ksnBytes - COUNTER_BYTES) % 2 ** format.counterBits;
}

/** The number's first 8 bytes without the counter's bits. @throws CodecError KSN_LENGTH */
export function initialKeyIdOf(format: KsnFormat, ksn: Uint8Array): Uint8Array {
  checkLength(format, ksn);
  const id = copyBytes(ksn, 0, INITIAL_KEY_ID_BYTES);
  id[INITIAL_KEY_ID_BYTES - 1]! &= ~idMask(format);
  return id;
}

/**
 * The key serial number of a transaction.
 *
 * @param initialKeyId 8 bytes, in TDES with its last 5 bits zero
 */
export function ksnOf(format: KsnFormat, initialKeyId: Uint8Array, counter: number): Uint8Array {
  const ksn = new Uint8Array(format.ksnBytes);
  ksn.set(initialKeyId);
  const view = new DataView(ksn.buffer);
  const at = format.ksnBytes - COUNTER_BYTES;
  view.setUint32(at, (view.getUint32(at) | counter) >>> 0);
  return ksn;
}

/** True for 8 bytes that leave the bits of the counter zero. */
export function isInitialKeyId(format: KsnFormat, id: Uint8Array): boolean {
  return id.length === INITIAL_KEY_ID_BYTES && (id[INITIAL_KEY_ID_BYTES - 1]! & idMask(format)) === 0;
}

/** @throws CodecError KSN_ID */
export function checkInitialKeyId(format: KsnFormat, id: Uint8Array): void {
  if (isInitialKeyId(format, id)) return;
  const expected = `${INITIAL_KEY_ID_BYTES} bytes without a counter`;
  throw new CodecError({ code: "KSN_ID", path: "ksn", offset: 0, expected, actual: `${id.length} bytes` });
}

/** True for a number of the right length whose counter a device uses. */
export function isValidKsn(format: KsnFormat, ksn: Uint8Array): boolean {
  return ksn.length === format.ksnBytes && isValidCounter(format, counterOf(format, ksn));
}

export function isValidCounter(format: KsnFormat, counter: number): boolean {
  if (!Number.isInteger(counter) || counter < 1 || counter >= 2 ** format.counterBits) return false;
  return onesOf(counter) <= format.onesMax;
}

/**
 * The next counter that a device uses (X9.24-1:2009, A.2, "New Key": adding the lowest one leads past those with too many).
 *
 * @param counter a valid one, or 0 for the first
 * @returns undefined after the last
 */
export function nextCounter(format: KsnFormat, counter: number): number | undefined {
  const next = counter + (onesOf(counter) < format.onesMax ? 1 : lowestOne(counter));
  return next < 2 ** format.counterBits ? next : undefined;
}

/** As many ones as are allowed, from the top. */
export function lastCounter({ counterBits, onesMax }: KsnFormat): number {
  return 2 ** counterBits - 2 ** (counterBits - onesMax);
}

/** Transactions of one initial key: 1,048,575 of TDES, 2,448,023,842 of AES. */
export function transactionsOf({ counterBits, onesMax }: KsnFormat): number {
  let total = 0;
  let choices = 1;
  for (let ones = 1; ones <= onesMax; ones++) {
    choices = (choices * (counterBits - ones + 1)) / ones;
    total += choices;
  }
  return total;
}

/** @param counter at most 32 bits */
export function onesOf(counter: number): number {
  let ones = 0;
  for (let rest = counter >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) ones++;
  return ones;
}

/** The value of the lowest one, 0 when there is none. */
export function lowestOne(counter: number): number {
  return (counter & -counter) >>> 0;
}

/** Bits of the eighth byte that belong to the counter. */
function idMask(format: KsnFormat): number {
  return format === TDES_KSN ? 0x1f : 0;
}

function offsetOfCounter(format: KsnFormat): number {
  return Math.floor((8 * format.ksnBytes - format.counterBits) / 8);
}

function checkLength({ ksnBytes }: KsnFormat, ksn: Uint8Array): void {
  if (ksn.length === ksnBytes) return;
  const actual = `${ksn.length} bytes`;
  throw new CodecError({ code: "KSN_LENGTH", path: "ksn", offset: 0, expected: `${ksnBytes} bytes`, actual });
}
