/** What the tests of secret entry share: requests, and an entry whose one buffer they can see. Made-up digits. */
import assert from "node:assert/strict";
import { Purpose, Secret } from "../../../assembly/abi.ts";
import { PIN_RATE_NONE } from "../../../host/secure/entry/rate.ts";
import { ENTRY_RULES } from "../../../host/secure/entry/rules.ts";
import { SecretEntry } from "../../../host/secure/entry/secret_entry.ts";
import type { EntryRequest, EntryResult } from "../../../host/secure/entry/secret_entry.ts";

export const TIMES = { keyTimeoutMs: 10_000, totalTimeoutMs: 60_000 };
export const PIN: EntryRequest = { purpose: Purpose.ONLINE_PIN, digitsMin: 4, digitsMax: 12, ...TIMES };
export const NEW_PIN: EntryRequest = { ...PIN, purpose: Purpose.NEW_PIN };
export const AGAIN: EntryRequest = { ...PIN, purpose: Purpose.NEW_PIN_AGAIN };
export const REFUSED: EntryResult = { status: Secret.REFUSED, handle: 0 };
export const PURPOSES = Object.keys(ENTRY_RULES).map(Number) as Purpose[];

export interface Seen {
  entry: SecretEntry;
  /** The one buffer, which the test can see, since that is what must be zero. */
  buffer: Uint8Array;
}

export function newEntry(rate = PIN_RATE_NONE): Seen {
  let handle = 100;
  const entry = new SecretEntry(() => ++handle, rate);
  return { entry, buffer: (entry as unknown as { buffer: Uint8Array }).buffer };
}

export function begun(request: EntryRequest = PIN): Seen {
  const seen = newEntry();
  assert.equal(seen.entry.begin(request, 0), undefined);
  return seen;
}

export function press(entry: SecretEntry, digits: string, now_ms = 1): void {
  for (const digit of digits) assert.equal(entry.key({ digit: Number(digit) }, now_ms), undefined);
}

/** A whole entry. */
export function typed(entry: SecretEntry, request: EntryRequest, digits: string, now_ms = 0): EntryResult | undefined {
  const refused = entry.begin(request, now_ms);
  if (refused !== undefined) return refused;
  press(entry, digits, now_ms);
  return entry.key("enter", now_ms);
}

export function widest(purpose: Purpose): EntryRequest {
  const { min, max, keyTimeoutMsMax, totalTimeoutMsMax } = ENTRY_RULES[purpose];
  return { purpose, digitsMin: min, digitsMax: max, keyTimeoutMs: keyTimeoutMsMax, totalTimeoutMs: totalTimeoutMsMax };
}

export function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
