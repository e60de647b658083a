/**
 * The stored state of a secure module as bytes, and back.
 *
 * Binary rather than JSON, so that no key ever becomes a string, which could not be wiped. The store enciphers what this
 * gives. Reading throws a plain Error on anything malformed; the store turns it into its own.
 */
import { copyBytes } from "./bytes.ts";
import type { StoredOperator, StoredSlot, StoredState } from "./stored_state.ts";

const VERSION = 1;
const STORAGE_KEY_BYTES = 32;
const KCV_BYTES = 4;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const KEY_BYTES_MAX = 16;
const SLOT_BYTES = 4 + KEY_BYTES_MAX + KCV_BYTES;
const OPERATOR_BYTES = 3 + SALT_BYTES + HASH_BYTES;
const HEADER_BYTES = 4 + STORAGE_KEY_BYTES;

/**
 * `version, tampered, slots, operators: u8 each | storage key 32`, then per slot `slot, usage, origin, key length: u8 each |
 * key padded to 16 | kcv 4`, then per operator `user u16 | tries u8 | salt 16 | hash 32`.
 */
export function writeState(state: StoredState): Uint8Array {
  const { slots, operators } = state;
  const bytes = new Uint8Array(HEADER_BYTES + slots.length * SLOT_BYTES + operators.length * OPERATOR_BYTES);
  bytes.set([VERSION, state.tampered ? 1 : 0, slots.length, operators.length]);
  bytes.set(state.storageKey, 4);
  let at = HEADER_BYTES;
  for (const slot of slots) {
    bytes.set([slot.slot, slot.usage, slot.origin, slot.key.length], at);
    bytes.set(slot.key, at + 4);
    bytes.set(slot.kcv, at + 4 + KEY_BYTES_MAX);
    at += SLOT_BYTES;
  }
  for (const operator of operators) {
    bytes.set([operator.user >> 8, operator.user & 0xff, operator.triesLeft], at);
    bytes.set(operator.salt, at + 3);
    bytes.set(operator.hash, at + 3 + SALT_BYTES);
    at += OPERATOR_BYTES;
  }
  return bytes;
}

export function readState(bytes: Uint8Array): StoredState {
  const [version, tampered, slotCount, operatorCount] = bytes;
  if (version !== VERSION || slotCount === undefined || operatorCount === undefined) throw new Error("state version");
  if (bytes.length !== HEADER_BYTES + slotCount * SLOT_BYTES + operatorCount * OPERATOR_BYTES) {
    throw new Error("state length");
  }
  const slots: StoredSlot[] = [];
  let at = HEADER_BYTES;
  for (; slots.length < slotCount; at += SLOT_BYTES) slots.push(readSlot(bytes.subarray(at, at + SLOT_BYTES)));
  const operators: StoredOperator[] = [];
  for (; operators.length < operatorCount; at += OPERATOR_BYTES) {
    operators.push(readOperator(bytes.subarray(at, at + OPERATOR_BYTES)));
  }
  return { tampered: tampered !== 0, storageKey: copyBytes(bytes, 4, HEADER_BYTES), slots, operators };
}

function readSlot(bytes: Uint8Array): StoredSlot {
  const [slot, usage, origin, length] = bytes;
  if (length !== 8 && length !== 16) throw new Error("state key length");
  return {
    slot: slot!,
    usage: usage!,
    origin: origin!,
    key: copyBytes(bytes, 4, 4 + length),
    kcv: copyBytes(bytes, 4 + KEY_BYTES_MAX),
  };
}

function readOperator(bytes: Uint8Array): StoredOperator {
  return {
    user: (bytes[0]! << 8) | bytes[1]!,
    triesLeft: bytes[2]!,
    salt: copyBytes(bytes, 3, 3 + SALT_BYTES),
    hash: copyBytes(bytes, 3 + SALT_BYTES),
  };
}
