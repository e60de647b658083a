/**
 * A device's side of DUKPT, of either scheme: the future keys, what they are for, and the state that outlives a power cut.
 *
 * Holds always: when a transaction is given out, its key is in no register, the counter is past it, and `commit` has made
 * that durable; so no cut and no failure gives a key twice. There is one transaction at a time. No error holds a key.
 */
import { createHash } from "node:crypto";
import { CodecError } from "../../codec/errors.ts";
import { copyBytes, equalInConstantTime } from "../bytes.ts";
import { FutureKeys } from "./future_keys.ts";
import { INITIAL_KEY_ID_BYTES, isInitialKeyId, ksnOf } from "./ksn.ts";
import type { KsnFormat } from "./ksn.ts";
import { transactionOver } from "./usage.ts";
import type { DukptKeyType, DukptTransaction, DukptUsage } from "./usage.ts";

/** What one scheme does with its keys. Identifiers are 8 bytes; what is given back is the caller's to wipe. */
export interface DukptScheme {
  readonly format: KsnFormat;
  readonly keyBytes: readonly number[];
  derive(parent: Uint8Array, initialKeyId: Uint8Array, counter: number): Uint8Array;
  workingKey(
    transactionKey: Uint8Array,
    initialKeyId: Uint8Array,
    counter: number,
    usage: DukptUsage,
    type?: DukptKeyType,
  ): Uint8Array;
}

const STATE_VERSION = 1;
const SCHEME_NUMBERS = { tdes: 1, aes: 2 } as const;
const ID_AT = 4;
const COUNTER_AT = ID_AT + INITIAL_KEY_ID_BYTES;
const KEYS_AT = COUNTER_AT + 4;
const CHECK_BYTES = 8;

export abstract class DukptRegister {
  readonly #scheme: DukptScheme;
  readonly #initialKeyId: Uint8Array;
  readonly #keys: FutureKeys;
  #transaction: DukptTransaction | undefined;

  protected constructor(scheme: DukptScheme, initialKeyId: Uint8Array, keys: FutureKeys) {
    this.#scheme = scheme;
    this.#initialKeyId = initialKeyId;
    this.#keys = keys;
  }

  /** Key set and device, 8 bytes. */
  get initialKeyId(): Uint8Array {
    return copyBytes(this.#initialKeyId);
  }

  /** Of the next transaction; undefined when all keys are used. */
  get nextKsn(): Uint8Array | undefined {
    const { counter } = this.#keys;
    return counter === 0 ? undefined : ksnOf(this.#scheme.format, this.#initialKeyId, counter);
  }

  /**
   * Begins a transaction; the one before is wiped.
   *
   * @param commit makes `state()` durable, and returns only then. When it throws, so does this, nothing was given out, and
   * the key is lost: the register stands after it, whatever the store holds
   * @returns undefined when all keys are used, or were wiped in the meantime
   */
  next(commit: () => void): DukptTransaction | undefined {
    this.#transaction?.wipe();
    const taken = this.#keys.take();
    if (taken === undefined) return undefined;
    const transaction = this.#begin(taken.key, taken.counter);
    this.#transaction = transaction;
    try {
      commit();
    } catch (error) {
      transaction.wipe();
      throw error;
    }
    return this.#transaction === transaction ? transaction : undefined;
  }

  /**
   * `version, scheme, bytes of a key, 0: u8 each | initial key identifier 8 | counter of the next transaction u32, 0 for
   * none | a key a bit of the counter, zeros for those used | first 8 bytes of SHA-256 of all before`. The caller wipes it.
   */
  state(): Uint8Array {
    const registers = this.#keys.registers();
    const { format } = this.#scheme;
    const state = new Uint8Array(KEYS_AT + registers.length + CHECK_BYTES);
    state.set([STATE_VERSION, SCHEME_NUMBERS[format.name], registers.length / format.counterBits]);
    state.set(this.#initialKeyId, ID_AT);
    new DataView(state.buffer).setUint32(COUNTER_AT, this.#keys.counter);
    state.set(registers, KEYS_AT);
    registers.fill(0);
    state.set(checkOf(state), state.length - CHECK_BYTES);
    return state;
  }

  /** Erases every key, that of the transaction under way too. The register is as one whose keys are all used. */
  wipe(): void {
    this.#transaction?.wipe();
    this.#transaction = undefined;
    this.#keys.wipe();
  }

  /** See `FutureKeys.ofAllOnes`. */
  protected keyOfAllOnes(): Uint8Array | undefined {
    return this.#keys.ofAllOnes();
  }

  #begin(key: Uint8Array, counter: number): DukptTransaction {
    const scheme = this.#scheme;
    const id = this.#initialKeyId;
    return transactionOver(ksnOf(scheme.format, id, counter), key, (own, usage, type) =>
      scheme.workingKey(own, id, counter, usage, type),
    );
  }
}

/** What a register is made of. */
export interface RegisterParts {
  initialKeyId: Uint8Array;
  keys: FutureKeys;
}

export function loadedParts(scheme: DukptScheme, initialKey: Uint8Array, initialKeyId: Uint8Array): RegisterParts {
  const id = copyBytes(initialKeyId);
  const keys = FutureKeys.load(scheme.format, initialKey, (parent, counter) => scheme.derive(parent, id, counter));
  return { initialKeyId: id, keys };
}

/** @throws CodecError DUKPT_STATE for anything that `state` did not give */
export function restoredParts(scheme: DukptScheme, state: Uint8Array): RegisterParts {
  const { format, keyBytes } = scheme;
  const [version, number, size = 0, reserved] = state;
  if (version !== STATE_VERSION || reserved !== 0) throw badState("a state of version 1", 0);
  if (number !== SCHEME_NUMBERS[format.name]) throw badState(`a register of ${format.name.toUpperCase()} DUKPT`, 1);
  const end = KEYS_AT + format.counterBits * size;
  if (!keyBytes.includes(size) || state.length !== end + CHECK_BYTES) throw badState("its whole length", 2);
  if (!equalInConstantTime(checkOf(state), state.subarray(end))) throw badState("its check value", end);
  const initialKeyId = copyBytes(state, ID_AT, COUNTER_AT);
  if (!isInitialKeyId(format, initialKeyId)) throw badState("an identifier without a counter", ID_AT);
  const counter = new DataView(state.buffer, state.byteOffset).getUint32(COUNTER_AT);
  const keys = FutureKeys.restore(format, state.subarray(KEYS_AT, end), counter, (parent, at) =>
    scheme.derive(parent, initialKeyId, at),
  );
  if (keys === undefined) throw badState("a counter that a device reaches, and the keys that go with it", COUNTER_AT);
  return { initialKeyId, keys };
}

/** Sees a damaged key, which nothing else would: that the state is the right one, its store answers for. */
function checkOf(state: Uint8Array): Uint8Array {
  const hash = createHash("sha256")
    .update(state.subarray(0, state.length - CHECK_BYTES))
    .digest();
  return copyBytes(hash, 0, CHECK_BYTES);
}

function badState(expected: string, offset: number): CodecError {
  return new CodecError({ code: "DUKPT_STATE", path: "", offset, expected });
}
