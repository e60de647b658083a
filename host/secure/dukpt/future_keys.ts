/**
 * The future key registers of a device: one a bit of the counter, and the counter of the next transaction.
 *
 * Holds always: a register holds a key exactly when `isHeld` says so of the counter, else zeros; no register holds a key
 * that was given out, nor one from which such a key could be computed. Knows no cipher, no store and no KSN but its format.
 */
import { copyBytes } from "../bytes.ts";
import { isValidCounter, lowestOne, nextCounter, onesOf } from "./ksn.ts";
import type { KsnFormat } from "./ksn.ts";
import { deriveAlong } from "./path.ts";
import type { DeriveKey } from "./path.ts";

export interface FutureKey {
  counter: number;
  /** Of its own memory; no register holds it any more. */
  key: Uint8Array;
}

export class FutureKeys {
  readonly #format: KsnFormat;
  readonly #keyBytes: number;
  readonly #derive: DeriveKey;
  /** The key of bit `i` of the counter begins at `i * keyBytes`. */
  readonly #registers: Uint8Array;
  #counter: number;

  private constructor(format: KsnFormat, registers: Uint8Array, counter: number, derive: DeriveKey) {
    this.#format = format;
    this.#keyBytes = registers.length / format.counterBits;
    this.#derive = derive;
    this.#registers = registers;
    this.#counter = counter;
  }

  /** Filled from an initial key, which its owner wipes (X9.24-1:2009, A.2, "Load Initial Key"; X9.24-3:2017, 6.5). */
  static load(format: KsnFormat, initialKey: Uint8Array, derive: DeriveKey): FutureKeys {
    const keys = new FutureKeys(format, new Uint8Array(format.counterBits * initialKey.length), 1, derive);
    keys.#fillBelow(format.counterBits, initialKey, 0);
    return keys;
  }

  /**
   * Continues where `registers` and `counter` were read.
   *
   * @param registers copied
   * @param counter 0 when there are no more transactions
   * @returns undefined when no device could be in this state
   */
  static restore(format: KsnFormat, registers: Uint8Array, counter: number, derive: DeriveKey): FutureKeys | undefined {
    if (counter !== 0 && !isValidCounter(format, counter)) return undefined;
    const size = registers.length / format.counterBits;
    for (let bit = 0; bit < format.counterBits; bit++) {
      const isEmpty = registers.subarray(bit * size, (bit + 1) * size).every((byte) => byte === 0);
      if (isEmpty === isHeld(counter, bit)) return undefined;
    }
    return new FutureKeys(format, copyBytes(registers), counter, derive);
  }

  /** Of the next transaction, 0 when there is none. */
  get counter(): number {
    return this.#counter;
  }

  /** All registers, for the store; the caller wipes them. */
  registers(): Uint8Array {
    return copyBytes(this.#registers);
  }

  /**
   * The next key, once the keys below it are in their registers, it is in none, and the counter has moved on.
   *
   * @returns undefined when all keys are used; what `derive` throws goes on, and nothing has changed
   */
  take(): FutureKey | undefined {
    const counter = this.#counter;
    if (counter === 0) return undefined;
    const bit = bitOf(lowestOne(counter));
    const register = this.#register(bit);
    const key = copyBytes(register);
    try {
      if (onesOf(counter) < this.#format.onesMax) this.#fillBelow(bit, key, counter);
    } catch (error) {
      key.fill(0);
      throw error;
    }
    register.fill(0);
    this.#counter = nextCounter(this.#format, counter) ?? 0;
    return { counter, key };
  }

  /**
   * The key of a counter that no transaction ever has, all of whose bits are ones: some register always leads to it, up to
   * the last transaction. The caller wipes it.
   *
   * @returns undefined when all keys are used
   */
  ofAllOnes(): Uint8Array | undefined {
    if (this.#counter === 0) return undefined;
    const lowest = bitOf(lowestOne(this.#counter));
    let bit = this.#format.counterBits - 1;
    while (bit > lowest && !isHeld(this.#counter, bit)) bit--;
    const end = 2 ** this.#format.counterBits;
    return deriveAlong(this.#register(bit), end - 2 ** bit, end - 1, this.#derive);
  }

  /** Erases every key: from here on there are no transactions. */
  wipe(): void {
    this.#registers.fill(0);
    this.#counter = 0;
  }

  #register(bit: number): Uint8Array {
    return this.#registers.subarray(bit * this.#keyBytes, (bit + 1) * this.#keyBytes);
  }

  /** Puts the keys below `key` into the registers under `bit`: all of them or, when one cannot be derived, none. */
  #fillBelow(bit: number, key: Uint8Array, counter: number): void {
    const below = this.#registers.subarray(0, bit * this.#keyBytes);
    try {
      for (let lower = 0; lower < bit; lower++) {
        const future = this.#derive(key, (counter | (1 << lower)) >>> 0);
        this.#register(lower).set(future);
        future.fill(0);
      }
    } catch (error) {
      below.fill(0);
      throw error;
    }
  }
}

/**
 * True when the register of `bit` holds a key while `counter` is next: its own at the lowest one, and above that the keys
 * of those bits that the counter has not come to.
 */
export function isHeld(counter: number, bit: number): boolean {
  const value = 2 ** bit;
  const lowest = lowestOne(counter);
  return counter !== 0 && (value === lowest || (value > lowest && ((counter >>> bit) & 1) === 0));
}

function bitOf(power: number): number {
  return 31 - Math.clz32(power);
}
