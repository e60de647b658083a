/** A module with all that a store can hold, and the ways in which it is shut. Published test keys, and keys made for the run. */
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync } from "node:crypto";
import { Done, KeyUsage, Purpose, Secret, Slot } from "../../../assembly/abi.ts";
import { plainAttributes } from "../../../host/secure/key.ts";
import type { SecureModule } from "../../../host/secure/module.ts";
import type { Capk } from "../../../host/secure/recovery/capk.ts";
import { SelfTest } from "../../../host/secure/self_test/self_test.ts";
import { MemoryStore } from "../../../host/secure/store/store.ts";
import { TDES_SCHEME, ksnAt } from "./dukpt_schemes.ts";
import { ENTRY, MAK, PIK, TDK, TMK, download, emptyModule, hex, inject, seeded } from "./support.ts";

export const random = seeded("latch");
const [SECRET_KEY, DUKPT_KEY] = [random(16), random(16)] as const;
export const KBPK = random(16);
/** In no slot. */
export const NEW_KEY = random(16);
export const BLOCKS = 5;
export const DUKPT = 6;
export const SECRET = 7;
/** Empty. */
export const SPARE = 9;
export const DATA = hex("0200");
export const OPERATOR = { purpose: Purpose.OPERATOR, user: 1 };
export const PASSWORD = Uint8Array.of(1, 2, 3, 4, 5, 6);
export const DUKPT_ATTRIBUTES = { ...plainAttributes(KeyUsage.DUKPT, "tdes"), mode: "X" } as const;
export const MAC_ATTRIBUTES = plainAttributes(KeyUsage.MAC, "tdes");
export const KSN = ksnAt(TDES_SCHEME, 0);
export const acquirer = generateKeyPairSync("ed25519");
export const acquirerKey = new Uint8Array(acquirer.publicKey.export({ type: "spki", format: "der" }));
export const capk: Capk = { rid: hex("A000000999"), index: 1, modulus: random(64), exponent: Uint8Array.of(3) };
capk.modulus.set([0xc1]);
capk.modulus.set([0x01], 63);
const { rid, modulus, exponent } = capk;
const hash = createHash("sha1").update(rid).update(Uint8Array.of(1)).update(modulus).update(exponent).digest();
export const checksum = new Uint8Array(hash);

/** Right until it is told otherwise, and quick. */
class Tested extends SelfTest {
  isRight = true;

  override run(): boolean {
    return this.isRight;
  }
}

/** All that a store can hold. */
export const FULL = ((): ReturnType<MemoryStore["load"]> => {
  const store = new MemoryStore();
  const module = emptyModule({ store });
  inject(module, Slot.TMK, KeyUsage.MASTER, TMK);
  assert.equal(module.loadKeys({ parent: Slot.TMK, download: download([PIK, MAK, TDK]) }), Done.DONE);
  inject(module, BLOCKS, KeyUsage.KEY_BLOCK, KBPK, "aes");
  inject(module, SECRET, KeyUsage.SECRET, SECRET_KEY, "aes");
  module.keys.injectDukpt({ slot: DUKPT, attributes: DUKPT_ATTRIBUTES, key: DUKPT_KEY }, KSN);
  module.setPassword(OPERATOR, PASSWORD);
  assert.deepEqual([module.keys.trustAcquirer(acquirerKey), module.keys.makeTerminalKey()], [Done.DONE, Done.DONE]);
  assert.equal(module.loadCapk(capk, checksum), Done.DONE);
  return store.load();
})()!;

export interface Full {
  module: SecureModule;
  store: MemoryStore;
  selfTest: Tested;
}

export function full(): Full {
  const [store, selfTest] = [new MemoryStore(), new Tested()];
  store.save(FULL);
  const card = { transmit: (): void => {} };
  return { module: emptyModule({ store, selfTest, card, random: seeded("again") }), store, selfTest };
}

export const SHUT: Readonly<Record<string, (full: Full) => SecureModule>> = {
  tampered: ({ module }) => {
    module.tamper();
    return module;
  },
  outdated: ({ module }) => {
    module.requireGeneration(module.generation + 1);
    return module;
  },
  failed: ({ module, selfTest }) => {
    selfTest.isRight = false;
    assert.equal(module.beginEntry({ ...ENTRY, purpose: Purpose.ONLINE_PIN }, 0)?.status, Secret.REFUSED);
    return module;
  },
};
