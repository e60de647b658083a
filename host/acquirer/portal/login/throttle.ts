/**
 * How long somebody who failed to sign in waits: a few mistakes are free, then the delay doubles with every one.
 *
 * Counted by user and by address, each by itself. The table is bounded: the entry that failed longest ago goes first. Time is
 * given by the caller.
 */
const FREE_FAILURES = 3;
const FIRST_DELAY_MS = 1_000;
const DELAY_MS_MAX = 15 * 60_000;
const FORGOTTEN_AFTER_MS = 60 * 60_000;
const ENTRIES_MAX = 10_000;
/** Many share an address. */
const ADDRESS_FACTOR = 5;

interface Entry {
  failures: number;
  last_ms: number;
  until_ms: number;
}

export class Throttle {
  readonly #entries = new Map<string, Entry>();

  /** Milliseconds until another attempt is looked at; 0 for now. */
  delay(user: string, address: string, now_ms: number): number {
    const until = [userKey(user), addressKey(address)].map((key) => this.#entry(key, now_ms)?.until_ms ?? 0);
    return Math.max(0, ...until.map((time_ms) => time_ms - now_ms));
  }

  /** Counts an attempt before its password is looked at, so that many at once count as many. */
  begin(user: string, address: string, now_ms: number): void {
    this.#count(userKey(user), FREE_FAILURES, now_ms);
    this.#count(addressKey(address), FREE_FAILURES * ADDRESS_FACTOR, now_ms);
  }

  /** The password was right: the user begins anew, the address gets the attempt back. */
  succeed(user: string, address: string): void {
    this.#entries.delete(userKey(user));
    const entry = this.#entries.get(addressKey(address));
    if (entry !== undefined) Object.assign(entry, { failures: Math.max(0, entry.failures - 1), until_ms: 0 });
  }

  #count(key: string, free: number, now_ms: number): void {
    const failures = (this.#entry(key, now_ms)?.failures ?? 0) + 1;
    const doublings = failures - free - 1;
    const delay_ms = doublings < 0 ? 0 : Math.min(DELAY_MS_MAX, FIRST_DELAY_MS * 2 ** Math.min(doublings, 30));
    this.#entries.delete(key); // to the end of the order
    this.#entries.set(key, { failures, last_ms: now_ms, until_ms: now_ms + delay_ms });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= ENTRIES_MAX) break;
      this.#entries.delete(oldest);
    }
  }

  #entry(key: string, now_ms: number): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || now_ms - entry.last_ms < FORGOTTEN_AFTER_MS) return entry;
    this.#entries.delete(key);
    return undefined;
  }
}

const userKey = (user: string): string => `user ${user.toLowerCase()}`;
const addressKey = (address: string): string => `address ${address}`;
