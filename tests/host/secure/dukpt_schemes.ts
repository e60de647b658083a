/**
 * Both schemes of DUKPT under one face, and states of a register that no test could walk to. All keys are published test
 * keys.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { aesTransactionKey, aesTransaction } from "../../../host/secure/dukpt/aes.ts";
import { AesDukptRegister } from "../../../host/secure/dukpt/aes_register.ts";
import { AES_KSN, ksnOf, nextCounter, TDES_KSN } from "../../../host/secure/dukpt/ksn.ts";
import type { KsnFormat } from "../../../host/secure/dukpt/ksn.ts";
import type { DukptRegister } from "../../../host/secure/dukpt/register.ts";
import { tdesTransaction, tdesTransactionKey } from "../../../host/secure/dukpt/tdes.ts";
import { TdesDukptRegister } from "../../../host/secure/dukpt/tdes_register.ts";
import type { DukptTransaction } from "../../../host/secure/dukpt/usage.ts";
import { fromHex } from "../codec/support.ts";

export interface Scheme {
  name: string;
  number: 1 | 2;
  format: KsnFormat;
  initialKey: Uint8Array;
  initialKeyId: Uint8Array;
  load(): DukptRegister;
  restore(state: Uint8Array): DukptRegister;
  /** What the acquirer's side finds. */
  transactionKey(ksn: Uint8Array): Uint8Array;
  transaction(ksn: Uint8Array): DukptTransaction;
}

/** ANSI X9.24-1:2009, A.4. */
const TDES_KEY = fromHex("6AC292FAA1315B4D858AB3A3D7D5933A");
const TDES_ID = fromHex("FFFF9876543210E0");
/** ANSI X9.24-3:2017 supplement. */
const AES_KEY_128 = fromHex("1273671EA26AC29AFA4D1084127652A1");
const AES_KEY_256 = fromHex("CE9CE0C101D1138F97FB6CAD4DF045A7083D4EAE2D35A31789D01CCF0949550F");
const AES_ID = fromHex("1234567890123456");

export const TDES_SCHEME: Scheme = {
  name: "TDES",
  number: 1,
  format: TDES_KSN,
  initialKey: TDES_KEY,
  initialKeyId: TDES_ID,
  load: () => TdesDukptRegister.load(TDES_KEY, ksnOf(TDES_KSN, TDES_ID, 0)),
  restore: (state) => TdesDukptRegister.restore(state),
  transactionKey: (ksn) => tdesTransactionKey(TDES_KEY, ksn),
  transaction: (ksn) => tdesTransaction(TDES_KEY, ksn),
};

export const AES_SCHEME: Scheme = aesScheme("AES-128", AES_KEY_128);
export const SCHEMES: readonly Scheme[] = [TDES_SCHEME, AES_SCHEME, aesScheme("AES-256", AES_KEY_256)];

function aesScheme(name: string, initialKey: Uint8Array): Scheme {
  return {
    name,
    number: 2,
    format: AES_KSN,
    initialKey,
    initialKeyId: AES_ID,
    load: () => AesDukptRegister.load(initialKey, initialKey.length === 16 ? "aes128" : "aes256", AES_ID),
    restore: (state) => AesDukptRegister.restore(state),
    transactionKey: (ksn) => aesTransactionKey(initialKey, ksn),
    transaction: (ksn) => aesTransaction(initialKey, ksn),
  };
}

export function ksnAt(scheme: Scheme, counter: number): Uint8Array {
  return ksnOf(scheme.format, scheme.initialKeyId, counter);
}

/**
 * The state of a register whose next transaction is `counter`, put together from what the standard says and the keys that
 * the acquirer's side derives: no register of the project has a part in it.
 */
export function stateAt(scheme: Scheme, counter: number): Uint8Array {
  const size = scheme.initialKey.length;
  const { counterBits } = scheme.format;
  const state = new Uint8Array(16 + counterBits * size + 8);
  state.set([1, scheme.number, size, 0]);
  state.set(scheme.initialKeyId, 4);
  new DataView(state.buffer).setUint32(12, counter);
  const bits = counter.toString(2).padStart(counterBits, "0");
  const lowest = counterBits - 1 - bits.lastIndexOf("1");
  for (let bit = lowest; bit < counterBits; bit++) {
    const above = bits.slice(0, counterBits - 1 - bit);
    const isUsed = bit > lowest && bits[counterBits - 1 - bit] === "1";
    if (isUsed) continue;
    const own = Number.parseInt(`${above}1${"0".repeat(bit)}`, 2);
    state.set(scheme.transactionKey(ksnAt(scheme, own)), 16 + bit * size);
  }
  return checked(state);
}

/** The same state with the check value that goes with what it says. */
export function checked(state: Uint8Array): Uint8Array {
  const end = state.length - 8;
  state.set(createHash("sha256").update(state.subarray(0, end)).digest().subarray(0, 8), end);
  return state;
}

export function holds(bytes: Uint8Array, part: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(Buffer.from(part));
}

/** A store that always works. */
export const durable = (): void => {};

/** Walks up to `count` transactions, each of which must be the acquirer's for the counter that is due. */
export function walk(scheme: Scheme, register: DukptRegister, first: number, count: number): number {
  let due: number | undefined = first;
  for (let done = 0; done < count; done++) {
    const transaction = register.next(durable);
    if (due === undefined || transaction === undefined) {
      assert.equal(transaction, due);
      return done;
    }
    assert.deepEqual(transaction.ksn, ksnAt(scheme, due));
    assert.deepEqual(transaction.key("pin"), scheme.transaction(transaction.ksn).key("pin"));
    due = nextCounter(scheme.format, due);
  }
  return count;
}
