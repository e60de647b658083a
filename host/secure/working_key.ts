/**
 * Lends the key that an operation works with: that of a slot, or the working key of the DUKPT transaction begun with it.
 *
 * The one way to a key that is in use. Holds always: the slots' rules are asked first; a working key is asked for by what it is
 * for, and wiped when the operation is over; a module that is shut lends none. What the data are refused for is an answer, not
 * an exception.
 */
import { CodecError } from "../codec/errors.ts";
import type { CipherName } from "./cipher/block_cipher.ts";
import type { DukptUsage } from "./dukpt/usage.ts";
import type { Operation } from "./slots/rules.ts";
import type { Vault } from "./vault.ts";

/** What a key is lent for, and as what a working key is made. */
export interface KeyPurpose {
  operation: Operation;
  usage?: DukptUsage | undefined;
}

/** @returns what `use` gave; undefined when there is no such key, or it refuses the data */
export function withKey<T>(
  vault: Vault,
  slot: number,
  { operation, usage }: KeyPurpose,
  use: (algorithm: CipherName, key: Uint8Array) => T,
): T | undefined {
  if (vault.isShut) return undefined;
  try {
    const held = vault.slots.keyFor(slot, operation);
    const result =
      held === undefined ? usage && withDukptKey(vault, slot, usage, use) : use(held.attributes.algorithm, held.key);
    // Erased while the key was lent, as by a tamper event within the generator: nothing leaves.
    return vault.isShut ? undefined : result;
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

function withDukptKey<T>(
  { slots, registers }: Vault,
  slot: number,
  usage: DukptUsage,
  use: (algorithm: CipherName, key: Uint8Array) => T,
): T | undefined {
  const held = slots.keyFor(slot, "begin-dukpt");
  const key = held && registers.keyOf(slot, usage);
  if (held === undefined || key === undefined) return undefined;
  try {
    return use(held.attributes.algorithm, key);
  } finally {
    key.fill(0);
  }
}
