/** Keys in key blocks, through the module; an operation proves each. Keys made for the run, and published test keys. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Done, KeyUsage, Purpose } from "../../../assembly/abi.ts";
import { CIPHERS } from "../../../host/secure/cipher/block_cipher.ts";
import type { CipherName } from "../../../host/secure/cipher/block_cipher.ts";
import { keyCheckValue } from "../../../host/secure/cipher/kcv.ts";
import { KeyOrigin } from "../../../host/secure/key.ts";
import { sealData } from "../../../host/secure/key_block/binding.ts";
import { algorithmLetter } from "../../../host/secure/key_block/letters.ts";
import { wrapKeyBlock } from "../../../host/secure/key_block/wrap.ts";
import type { HeaderToWrite } from "../../../host/secure/key_block/wrap.ts";
import type { SecureModule } from "../../../host/secure/module.ts";
import { decipherSecret } from "../../../host/secure/secret_envelope.ts";
import { assertMacKey, assertPinKey, assertTrackKey } from "./proof.ts";
import { MAK, PIK, TMK, download, emptyModule, inject, seeded, type, upper } from "./support.ts";

const random = seeded("key block");
const PARENT = 8;
const SLOT = 12;
const KBPK = {
  B: { algorithm: "tdes", key: random(24) },
  D: { algorithm: "aes", key: random(32) },
} as const;
const USAGES: ReadonlyArray<readonly [letters: string, mode: HeaderToWrite["mode"], usage: KeyUsage]> = [
  ["P0", "E", KeyUsage.PIN],
  ["M3", "C", KeyUsage.MAC],
  ["D0", "E", KeyUsage.TRACK],
  ["D0", "B", KeyUsage.SECRET],
  ["K0", "D", KeyUsage.MASTER],
  ["K1", "D", KeyUsage.KEY_BLOCK],
];

function blockModule(version: "B" | "D"): SecureModule {
  const module = emptyModule();
  inject(module, PARENT, KeyUsage.KEY_BLOCK, KBPK[version].key, KBPK[version].algorithm);
  return module;
}

function wrap(version: "B" | "D", header: Omit<HeaderToWrite, "version" | "algorithm">, key: Uint8Array): string {
  const algorithm = algorithmLetter(KBPK[version].algorithm);
  return wrapKeyBlock(KBPK[version].key, { version, algorithm, ...header }, key, { random });
}

/** An operation with the key in SLOT gives what the host gets with `key`. */
function assertUsed(module: SecureModule, usage: KeyUsage, algorithm: CipherName, key: Uint8Array): void {
  const inSlot = { slot: SLOT, key, algorithm };
  if (usage === KeyUsage.PIN) assertPinKey(module, inSlot);
  if (usage === KeyUsage.MAC) assertMacKey(module, inSlot);
  if (usage === KeyUsage.TRACK) assertTrackKey(module, inSlot);
  if (usage === KeyUsage.SECRET) {
    const { data } = module.forwardSecret(
      SLOT,
      type(module, "123456", Purpose.PAYMENT_PASSWORD),
      Purpose.PAYMENT_PASSWORD,
      1,
    );
    assert.equal(decipherSecret(CIPHERS[algorithm], key, data, 1).length, 6);
  }
  if (usage === KeyUsage.MASTER) {
    assert.equal(module.loadKeys({ parent: SLOT, download: download([PIK, MAK], "tdes", key) }), Done.DONE);
  }
  if (usage !== KeyUsage.KEY_BLOCK) return;
  const version = algorithm === "aes" ? "D" : "B";
  const header = { version, usage: "P0", algorithm: algorithmLetter(algorithm), mode: "E" } as const;
  const block = wrapKeyBlock(key, header, TMK, { random });
  assert.equal(module.keys.loadKeyBlock({ slot: 20, usage: KeyUsage.PIN, parent: SLOT, block }), Done.DONE);
}

for (const version of ["B", "D"] as const) {
  const { algorithm } = KBPK[version];
  describe(`a key block of version ${version}`, () => {
    it("brings a key of each usage into its slot, and into no other", () => {
      for (const [letters, mode, usage] of USAGES) {
        // AES keys travel in key blocks alone: there is none that deciphers in ECB.
        const isHeld = usage !== KeyUsage.MASTER || algorithm !== "aes";
        const module = blockModule(version);
        const key = random(16);
        const block = wrap(version, { usage: letters, mode, keyVersion: "03" }, key);
        for (const [, , other] of USAGES) {
          const isOther = other !== usage && !(letters === "D0" && [KeyUsage.TRACK, KeyUsage.SECRET].includes(other));
          if (!isOther) continue;
          const wrong = { slot: SLOT, usage: other, parent: PARENT, block };
          assert.equal(module.keys.loadKeyBlock(wrong), Done.REFUSED, `${letters} for ${KeyUsage[other]}`);
        }
        const bytes = Buffer.from(block, "latin1");
        const done = module.keys.loadKeyBlock({ slot: SLOT, usage, parent: PARENT, block: bytes });
        assert.equal(done, isHeld ? Done.DONE : Done.REFUSED, KeyUsage[usage]);
        bytes.fill(0);
        if (!isHeld) continue;
        const { attributes, origin } = module.keys.infoOf(SLOT)!;
        assert.deepEqual(attributes, { usage, algorithm, mode, exportability: "N", version: "03" });
        assert.equal(origin, KeyOrigin.KEY_BLOCK);
        assertUsed(module, usage, algorithm, key);
      }
    });

    it("is refused when it was changed, under another parent, and for its parent's slot", () => {
      const module = blockModule(version);
      inject(module, 9, KeyUsage.KEY_BLOCK, random(KBPK[version].key.length), algorithm);
      const block = wrap(version, { usage: "M3", mode: "C" }, random(16));
      const load = (part: { slot?: number; parent?: number; block?: string }): Done =>
        module.keys.loadKeyBlock({ slot: SLOT, usage: KeyUsage.MAC, parent: PARENT, block, ...part });
      for (let at = 0; at < block.length; at += 5) {
        const character = block[at] === "0" ? "1" : "0";
        assert.equal(load({ block: block.slice(0, at) + character + block.slice(at + 1) }), Done.REFUSED, String(at));
      }
      for (const parent of [9, SLOT, 30, 0, NaN]) assert.equal(load({ parent }), Done.REFUSED);
      for (const slot of [PARENT, 0, 33]) assert.equal(load({ slot }), Done.REFUSED);
      assert.equal(load({ block: "" }), Done.REFUSED);
      assert.equal(module.keys.infoOf(SLOT), undefined);
      const own = wrap(version, { usage: "K1", mode: "D" }, random(16));
      const onItself = { slot: PARENT, usage: KeyUsage.KEY_BLOCK, parent: PARENT, block: own };
      assert.equal(module.keys.loadKeyBlock(onItself), Done.REFUSED);
      assert.equal(load({}), Done.DONE);
    });

    it("may have its check value in it", () => {
      const key = random(16);
      const kc = (data: string): string =>
        wrap(version, { usage: "M3", mode: "C", optionalBlocks: [{ id: "KC", data }] }, key);
      const value = upper(keyCheckValue(CIPHERS[algorithm], key, "zeros", 3));
      const request = { slot: SLOT, usage: KeyUsage.MAC, parent: PARENT, block: kc(`00${value}`) };
      assert.equal(blockModule(version).keys.loadKeyBlock(request), Done.DONE);
    });
  });
}

describe("a key block", () => {
  it("brings no transport key, which several terminals share", () => {
    const block = wrap("B", { usage: "K0", mode: "D" }, random(16));
    const request = { slot: SLOT, usage: KeyUsage.TRANSPORT, parent: PARENT, block };
    assert.equal(blockModule("B").keys.loadKeyBlock(request), Done.REFUSED);
  });

  it("of version A or C is refused, however right it is", () => {
    const module = emptyModule();
    const kbpk = random(16);
    inject(module, PARENT, KeyUsage.KEY_BLOCK, kbpk);
    for (const version of ["A", "C"] as const) {
      const header = { version, usage: "P0", algorithm: "T", mode: "E" } as const;
      const block = wrapKeyBlock(kbpk, header, random(16), { random, legacy: true });
      assert.equal(module.keys.loadKeyBlock({ slot: SLOT, usage: KeyUsage.PIN, parent: PARENT, block }), Done.REFUSED);
    }
  });

  it("with a key that is stronger than its parent is refused", () => {
    const kbpk = random(16);
    const module = emptyModule();
    inject(module, PARENT, KeyUsage.KEY_BLOCK, kbpk, "aes");
    // Put together by hand: nobody writes one.
    const clear = new Uint8Array(48);
    clear.set([1, 0]);
    clear.set(random(32), 2);
    const head = "D0144P0AE00N0000";
    const { data, mac } = sealData("D", kbpk, new Uint8Array(Buffer.from(head, "latin1")), clear);
    const block = head + upper(data) + upper(mac);
    assert.equal(block.length, 144);
    assert.equal(module.keys.loadKeyBlock({ slot: SLOT, usage: KeyUsage.PIN, parent: PARENT, block }), Done.REFUSED);
  });
});
