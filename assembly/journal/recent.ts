/**
 * The log of recent approvals that floor limit checking looks into (EMV Book 3, 10.6.1): the last RECENT_MAX approved
 * payments, newest first, a part of the durable state.
 *
 * The journal keeps no PAN that could be compared, so a card is known here by the first six and last four digits, which any
 * mask leaves: another card may be taken for it, never the other way round, and a mistake only sends a payment online.
 */
import { copyBytes, fillBytes, equalBytes } from "../base/bytes";

export const RECENT_MAX: i32 = 8;
/** Amount 8 · key 5 · zeros 3. */
const ENTRY_BYTES: i32 = 16;
export const RECENT_BYTES: i32 = RECENT_MAX * ENTRY_BYTES;
const KEY_AT: usize = 8;
const KEY_BYTES: i32 = 5;
const KEY: usize = memory.data(8, 8);

/**
 * Remembers an approval; the oldest is forgotten.
 *
 * @param pan address of `length` digits, ASCII, those in the middle masked or not; nothing is remembered of fewer than 10
 */
export function noteRecent(log: usize, amount: u64, pan: usize, length: i32): void {
  if (!putKey(pan, length)) return;
  memory.copy(log + ENTRY_BYTES, log, RECENT_BYTES - ENTRY_BYTES);
  fillBytes(log, 0, ENTRY_BYTES);
  store<u64>(log, amount);
  copyBytes(log + KEY_AT, KEY, KEY_BYTES);
}

/** @returns minor units of the most recent payment with such a card, 0 when there is none */
export function recentAmount(log: usize, pan: usize, length: i32): u64 {
  if (!putKey(pan, length)) return 0;
  for (let at = log; at < log + RECENT_BYTES; at += ENTRY_BYTES) {
    if (load<u64>(at) !== 0 && equalBytes(at + KEY_AT, KEY, KEY_BYTES)) return load<u64>(at);
  }
  return 0;
}

/** First six and last four digits, two a byte. */
function putKey(pan: usize, length: i32): bool {
  if (length < 10) return false;
  for (let i = 0; i < KEY_BYTES; i++) {
    const digit = pan + (i < 3 ? 2 * i : length - 10 + 2 * i);
    store<u8>(KEY + i, <u8>(((load<u8>(digit) & 15) << 4) | (load<u8>(digit, 1) & 15)));
  }
  return true;
}
