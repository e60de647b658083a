/** What shows that a key stands in a slot and is the right one: an operation with it, and the same done by the host. */
import assert from "node:assert/strict";
import { Done, KeyUsage, Slot } from "../../../assembly/abi.ts";
import { CIPHERS } from "../../../host/secure/cipher/block_cipher.ts";
import type { CipherName } from "../../../host/secure/cipher/block_cipher.ts";
import { keyCheckValue } from "../../../host/secure/cipher/kcv.ts";
import { macOf } from "../../../host/secure/mac/algorithms.ts";
import type { SecureModule } from "../../../host/secure/module.ts";
import { decipherPin } from "../../../host/secure/pin/encipher.ts";
import { UNIONPAY } from "../../../host/secure/profile.ts";
import type { MemoryStore } from "../../../host/secure/store/store.ts";
import { decipherTrack } from "../../../host/secure/track.ts";
import { PAN_BYTES, hex, type } from "./support.ts";

const MAC_DATA = hex("0200703E02810ED08013");
const TRACK = hex("6216261000000000018D301220100000");
const PIN = "135790";

interface InSlot {
  slot: number;
  key: Uint8Array;
  algorithm?: CipherName;
}

/** The PIN behind the module's block is found under `key`. */
export function assertPinKey(module: SecureModule, { slot, key, algorithm = "tdes" }: InSlot): void {
  const { status, block } = module.encipherPin({ slot, handle: type(module, PIN), pan: PAN_BYTES });
  assert.equal(status, Done.DONE);
  const format = UNIONPAY.pinFormat?.[algorithm] ?? 4;
  const digits = decipherPin({ format, cipher: CIPHERS[algorithm], key, pan: PAN_BYTES, block });
  assert.deepEqual(digits, Uint8Array.from(PIN, Number));
}

/** @param verify key of what the host sends, where it is another */
export function assertMacKey(module: SecureModule, { slot, key, algorithm = "tdes" }: InSlot, verify = key): void {
  const { algorithm: name, options } = UNIONPAY.mac[algorithm];
  assert.deepEqual(module.mac(slot, MAC_DATA), { status: Done.DONE, mac: macOf(name, key, MAC_DATA, options) });
  assert.equal(module.verifyMac(slot, macOf(name, verify, MAC_DATA, options), MAC_DATA), Done.DONE);
}

export function assertTrackKey(module: SecureModule, { slot, key, algorithm = "tdes" }: InSlot): void {
  const { data } = module.encipherTrack(slot, TRACK);
  assert.deepEqual(decipherTrack(CIPHERS[algorithm], key, data), TRACK);
}

/** A key as it stands in a download: in ECB under `parent`, and behind it a check value, wrong where it is told. */
export function wrapped(parent: Uint8Array, key: Uint8Array, { kcv = 4, isWrong = false } = {}): Uint8Array {
  const value = keyCheckValue(CIPHERS.tdes, key, "zeros", kcv);
  if (isWrong) value[kcv - 1]! ^= 1;
  return joined(CIPHERS.tdes.encrypt(parent, key), value);
}

const BLOCK_TYPES: Readonly<Partial<Record<KeyUsage, number>>> = {
  [KeyUsage.MASTER]: 0,
  [KeyUsage.MAC]: 1,
  [KeyUsage.PIN]: 2,
  [KeyUsage.TRACK]: 3,
};

/** A block of 25 bytes. */
export function block(usage: KeyUsage, parent: Uint8Array, key: Uint8Array, isWrong = false): Uint8Array {
  return joined(Uint8Array.of(BLOCK_TYPES[usage] ?? 0xff), wrapped(parent, key, { kcv: 8, isWrong }));
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** Check values of the slots that the acquirer's keys go to. */
export function standing(module: SecureModule): unknown[] {
  return [Slot.TMK, Slot.PIN, Slot.MAC, Slot.TRACK].map((slot) => module.keys.infoOf(slot)?.kcv);
}

/** The store fails from here on; gives back what mends it. @param isDurable the change is written all the same */
export function breakStore(store: MemoryStore, isDurable = false): () => void {
  const save = store.save.bind(store);
  store.save = (state) => {
    if (isDurable) save(state);
    throw new Error("disk full");
  };
  return () => {
    store.save = save;
  };
}
