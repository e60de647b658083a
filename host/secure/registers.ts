/**
 * The DUKPT registers of a module, by the slot that has their attributes, and the transaction under way.
 *
 * Holds always: a register that was loaded replaces the one before, whose keys are wiped; one transaction at a time. Knows no
 * rule: which slot may begin one is judged by the slots.
 */
import type { CipherName } from "./cipher/block_cipher.ts";
import { AesDukptRegister } from "./dukpt/aes_register.ts";
import type { DukptRegister } from "./dukpt/register.ts";
import { TdesDukptRegister } from "./dukpt/tdes_register.ts";
import type { DukptTransaction, DukptUsage } from "./dukpt/usage.ts";
import type { StoredRegister } from "./store/state.ts";

interface Begun {
  slot: number;
  transaction: DukptTransaction;
  /** Its PIN key has enciphered a PIN: a second block under it would tell whether the PINs are the same. */
  isPinTaken: boolean;
}

export class Registers {
  private readonly registers = new Map<number, DukptRegister>();
  private begun: Begun | undefined;

  /**
   * @param algorithmOf of the slot that a stored register belongs to; a register without one is dropped
   * @throws CodecError DUKPT_STATE for a register that is none
   */
  constructor(stored: readonly StoredRegister[], algorithmOf: (slot: number) => CipherName | undefined) {
    for (const { slot, bytes } of stored) {
      const algorithm = algorithmOf(slot);
      if (algorithm === "tdes") this.registers.set(slot, TdesDukptRegister.restore(bytes));
      if (algorithm === "aes") this.registers.set(slot, AesDukptRegister.restore(bytes));
    }
  }

  /** Puts a register into a slot; when `commit` throws, the one before stands, and so does this. */
  load(slot: number, register: DukptRegister, commit: () => void): void {
    const before = this.registers.get(slot);
    this.registers.set(slot, register);
    try {
      commit();
    } catch (error) {
      register.wipe();
      if (before === undefined) this.registers.delete(slot);
      else this.registers.set(slot, before);
      throw error;
    }
    before?.wipe();
  }

  /**
   * The next transaction of a slot.
   *
   * @param commit makes the counter durable; throws what it throws, and the key is lost
   * @returns undefined when there is no register, or all its keys are used
   */
  begin(slot: number, commit: () => void): DukptTransaction | undefined {
    this.end();
    const transaction = this.registers.get(slot)?.next(commit);
    if (transaction !== undefined) this.begun = { slot, transaction, isPinTaken: false };
    return transaction;
  }

  /** A working key of the transaction that was begun with this slot, its PIN key once; the caller wipes it. */
  keyOf(slot: number, usage: DukptUsage): Uint8Array | undefined {
    const { begun } = this;
    if (begun?.slot !== slot || (usage === "pin" && begun.isPinTaken)) return undefined;
    if (usage === "pin") begun.isPinTaken = true;
    return begun.transaction.key(usage);
  }

  end(): void {
    this.begun?.transaction.wipe();
    this.begun = undefined;
  }

  /** For the store; the caller wipes the bytes. */
  all(): StoredRegister[] {
    return [...this.registers].map(([slot, register]) => ({ slot, bytes: register.state() }));
  }

  /** Empties one slot; when `commit` throws, so does this, and the register stands. */
  erase(slot: number, commit: () => void): void {
    const before = this.registers.get(slot);
    this.registers.delete(slot);
    try {
      commit();
    } catch (error) {
      if (before !== undefined) this.registers.set(slot, before);
      throw error;
    }
    if (this.begun?.slot === slot) this.end();
    before?.wipe();
  }

  eraseAll(): void {
    this.end();
    for (const register of this.registers.values()) register.wipe();
    this.registers.clear();
  }
}
