/**
 * Public keys of the payment systems (CAPK): the slots that all trust in a card begins from.
 *
 * Holds always: a key is in a slot only if its checksum was right when it was loaded; one slot per RID and index. Public
 * data, durable by whoever keeps `all`. Knows no card.
 */
import { createHash } from "node:crypto";
import { Done } from "../../../assembly/abi.ts";
import { copyBytes, equalInConstantTime } from "../bytes.ts";

export interface Capk {
  /** 5 bytes. */
  rid: Uint8Array;
  /** 0 to 255, tag 9F22 or 8F. */
  index: number;
  /** 64 to 248 bytes, the first bit set. */
  modulus: Uint8Array;
  /** 03 or 010001. */
  exponent: Uint8Array;
  /** Last day, YYYYMMDD; none when the payment system gave none. */
  expiry?: number | undefined;
}

const CAPKS_MAX = 100;
const RID_BYTES = 5;
/** EMV Book 2, 11.2: at most 248 bytes. */
const MODULUS_BYTES_MIN = 64;
const MODULUS_BYTES_MAX = 248;

export class CapkSlots {
  private readonly slots = new Map<string, Capk>();

  /** @param stored what `all` gave */
  constructor(stored: readonly Capk[] = []) {
    for (const capk of stored) this.slots.set(nameOf(capk.rid, capk.index), capk);
  }

  /**
   * Puts a key into its slot, in place of one that is there.
   *
   * @param checksum SHA-1 over RID, index, modulus and exponent (EMV Book 2, 11.2.2)
   * @param commit makes the change durable; when it throws, nothing has changed and the answer is REFUSED
   * @returns DONE; KCV_DIFFERS when the checksum is of another key; REFUSED for a key that is none, or one too many
   */
  load(capk: Capk, checksum: Uint8Array, commit: () => void): Done {
    if (!isKey(capk)) return Done.REFUSED;
    if (!equalInConstantTime(checksumOf(capk), checksum)) return Done.KCV_DIFFERS;
    const name = nameOf(capk.rid, capk.index);
    if (!this.slots.has(name) && this.slots.size >= CAPKS_MAX) return Done.REFUSED;
    const { index, expiry } = capk;
    const [rid, modulus, exponent] = [copyBytes(capk.rid), copyBytes(capk.modulus), copyBytes(capk.exponent)];
    return this.change(name, { rid, index, modulus, exponent, expiry }, commit);
  }

  /**
   * Puts several keys into their slots with one commit, or none of them; those that are there already are left alone.
   *
   * @param commit as for `load`; not called when nothing is new
   */
  loadAll(capks: ReadonlyArray<Capk & { checksum: Uint8Array }>, commit: () => void): Done {
    const before = new Map(this.slots);
    for (const { checksum, ...capk } of capks) {
      if (isSame(this.slots.get(nameOf(capk.rid, capk.index)), capk)) continue;
      const done = this.load(capk, checksum, () => {});
      if (done !== Done.DONE) return this.goBack(before, done);
    }
    const isChanged = [...this.slots].some(([name, capk]) => before.get(name) !== capk);
    if (!isChanged) return Done.DONE;
    try {
      commit();
      return Done.DONE;
    } catch {
      return this.goBack(before, Done.REFUSED);
    }
  }

  /** These and no others, with one commit, or none of it. @param commit as for `loadAll` */
  replaceAll(capks: ReadonlyArray<Capk & { checksum: Uint8Array }>, commit: () => void): Done {
    const before = new Map(this.slots);
    const names = new Set(capks.map(({ rid, index }) => nameOf(rid, index)));
    for (const name of before.keys()) if (!names.has(name)) this.slots.delete(name);
    const done = this.loadAll(capks, () => {});
    if (done !== Done.DONE) return this.goBack(before, done);
    const isSameAll =
      this.slots.size === before.size && [...this.slots].every(([name, capk]) => before.get(name) === capk);
    if (isSameAll) return Done.DONE;
    try {
      commit();
      return Done.DONE;
    } catch {
      return this.goBack(before, Done.REFUSED);
    }
  }

  /** Takes a key out; DONE also when there was none. @param commit as for `load` */
  remove(rid: Uint8Array, index: number, commit: () => void): Done {
    return this.change(nameOf(rid, index), undefined, commit);
  }

  /** @param today YYYYMMDD: a key after its last day is not found */
  find(rid: Uint8Array, index: number, today: number): Capk | undefined {
    const capk = this.slots.get(nameOf(rid, index));
    return capk === undefined || (capk.expiry ?? Infinity) < today ? undefined : capk;
  }

  has(rid: Uint8Array, index: number): boolean {
    return this.slots.has(nameOf(rid, index));
  }

  all(): Capk[] {
    return [...this.slots.values()];
  }

  private change(name: string, capk: Capk | undefined, commit: () => void): Done {
    const before = this.slots.get(name);
    this.put(name, capk);
    try {
      commit();
      return Done.DONE;
    } catch {
      this.put(name, before);
      return Done.REFUSED;
    }
  }

  private goBack(before: ReadonlyMap<string, Capk>, why: Done): Done {
    this.slots.clear();
    for (const [name, capk] of before) this.slots.set(name, capk);
    return why;
  }

  private put(name: string, capk: Capk | undefined): void {
    if (capk === undefined) this.slots.delete(name);
    else this.slots.set(name, capk);
  }
}

function checksumOf({ rid, index, modulus, exponent }: Capk): Uint8Array {
  const hash = createHash("sha1").update(rid).update(Uint8Array.of(index));
  return new Uint8Array(hash.update(modulus).update(exponent).digest());
}

function isSame(held: Capk | undefined, { modulus, exponent, expiry }: Capk): boolean {
  return (
    held !== undefined &&
    held.expiry === expiry &&
    equalInConstantTime(held.modulus, modulus) &&
    equalInConstantTime(held.exponent, exponent)
  );
}

function isKey({ rid, index, modulus, exponent, expiry }: Capk): boolean {
  if (rid.length !== RID_BYTES || !Number.isInteger(index) || index < 0 || index > 0xff) return false;
  if (modulus.length < MODULUS_BYTES_MIN || modulus.length > MODULUS_BYTES_MAX) return false;
  if (modulus[0]! < 0x80 || modulus.at(-1)! % 2 === 0) return false;
  return isExponent(exponent) && (expiry === undefined || Number.isInteger(expiry));
}

/** EMV Book 2, 11.1: 3 or 2^16 + 1, in as few bytes as hold it. */
export function isExponent(bytes: Uint8Array): boolean {
  const [first, second, third] = bytes;
  return (bytes.length === 1 && first === 3) || (bytes.length === 3 && first === 1 && second === 0 && third === 1);
}

function nameOf(rid: Uint8Array, index: number): string {
  return `${Buffer.from(rid).toString("hex")}/${index}`;
}
