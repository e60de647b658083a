/** The keys of DUKPT through the module; the host's own derivation proves them. Published test keys. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Done, KeyUsage, Purpose } from "../../../assembly/abi.ts";
import { lastCounter } from "../../../host/secure/dukpt/ksn.ts";
import { DukptRegister } from "../../../host/secure/dukpt/register.ts";
import { plainAttributes } from "../../../host/secure/key.ts";
import { algorithmLetter } from "../../../host/secure/key_block/letters.ts";
import { wrapKeyBlock } from "../../../host/secure/key_block/wrap.ts";
import type { SecureModule } from "../../../host/secure/module.ts";
import { MemoryStore, StoreError } from "../../../host/secure/store/store.ts";
import { SCHEMES, TDES_SCHEME, ksnAt, stateAt } from "./dukpt_schemes.ts";
import type { Scheme } from "./dukpt_schemes.ts";
import { assertMacKey, assertPinKey, assertTrackKey, breakStore } from "./proof.ts";
import { emptyModule, hex, inject, seeded, type, upper } from "./support.ts";

const random = seeded("dukpt");
const PARENT = 8;
const SLOT = 12;
const KBPK = random(32);

for (const scheme of SCHEMES) {
  const algorithm = scheme.number === 1 ? "tdes" : "aes";
  const attributes = { ...plainAttributes(KeyUsage.DUKPT, algorithm), mode: "X" } as const;
  const identity = scheme.number === 1 ? ksnAt(scheme, 0) : scheme.initialKeyId;
  const injectInto = (module: SecureModule, slot = SLOT): Done =>
    module.keys.injectDukpt({ slot, attributes, key: scheme.initialKey }, identity);

  const begun = (module: SecureModule): string => upper(module.beginTransaction(SLOT).data);
  const ksn = (counter: number): string => upper(ksnAt(scheme, counter));

  describe(`${scheme.name} DUKPT`, () => {
    it("has the keys that the host derives, of each transaction anew, and of none when it is over", () => {
      const store = new MemoryStore();
      const module = emptyModule({ store, testKeys: true });
      const key = Buffer.from(scheme.initialKey);
      const id = Buffer.from(identity);
      assert.equal(module.keys.injectDukpt({ slot: SLOT, attributes, key }, id), Done.DONE);
      key.fill(0);
      id.fill(0);
      assert.equal(module.mac(SLOT, hex("00")).status, Done.REFUSED, "none was begun");
      assert.equal(store.load()?.slots[0]?.key.length, 0, "the initial key is not kept");
      for (let counter = 1; counter <= 3; counter++) {
        assert.equal(begun(module), ksn(counter));
        assertTransaction(module, scheme, counter);
      }
      module.wipe();
      assert.equal(module.mac(SLOT, hex("00")).status, Done.REFUSED);
      assert.equal(module.encipherTrack(SLOT, hex("0011223344556677")).status, Done.REFUSED);
    });

    it("comes in a key block, once: sent again it would begin to count again", () => {
      const module = emptyModule({ testKeys: true });
      inject(module, PARENT, KeyUsage.KEY_BLOCK, KBPK, "aes");
      const optionalBlocks = [{ id: scheme.number === 1 ? "KS" : "IK", data: upper(identity) }];
      const header = {
        version: "D",
        usage: "B1",
        algorithm: algorithmLetter(algorithm),
        mode: "X",
        optionalBlocks,
      } as const;
      const block = wrapKeyBlock(KBPK, header, scheme.initialKey, { random });
      const load = (slot: number): Done =>
        module.keys.loadKeyBlock({ slot, usage: KeyUsage.DUKPT, parent: PARENT, block });
      assert.equal(load(SLOT), Done.DONE);
      assert.equal(begun(module), ksn(1));
      assertTransaction(module, scheme, 1);
      assert.deepEqual([load(SLOT), load(13)], [Done.REFUSED, Done.REFUSED]);
      assert.equal(begun(module), ksn(2));
      assert.equal(module.keys.erase(SLOT), Done.DONE);
      assert.deepEqual([load(SLOT), load(13)], [Done.REFUSED, Done.REFUSED], "nor once it has gone");
      module.tamper();
      inject(module, PARENT, KeyUsage.KEY_BLOCK, KBPK, "aes");
      assert.deepEqual([load(SLOT), injectInto(module)], [Done.REFUSED, Done.REFUSED], "nor after a tamper event");
    });

    it("counts over a power cut, and loses a key rather than use it twice when the store fails", () => {
      const store = new MemoryStore();
      const module = emptyModule({ store, testKeys: true });
      injectInto(module);
      assert.equal(begun(module), ksn(1));
      const mend = breakStore(store);
      assert.equal(begun(module), "");
      assert.equal(module.mac(SLOT, hex("00")).status, Done.REFUSED);
      mend();
      assert.equal(begun(module), ksn(3));
      const mendOther = breakStore(store, true);
      assert.equal(begun(module), "");
      mendOther();
      const again = emptyModule({ store });
      assert.equal(begun(again), ksn(5));
      assertTransaction(again, scheme, 5);
    });

    it("has one transaction at a time, of the slot that it was begun with", () => {
      const module = emptyModule({ testKeys: true });
      const other = { slot: 13, attributes, key: random(scheme.initialKey.length) };
      assert.deepEqual([injectInto(module), module.keys.injectDukpt(other, identity)], [Done.DONE, Done.DONE]);
      const done = (): Done[] => [SLOT, 13].map((slot) => module.mac(slot, hex("00")).status);
      module.beginTransaction(SLOT);
      assert.deepEqual(done(), [Done.DONE, Done.REFUSED]);
      module.beginTransaction(13);
      assert.deepEqual(done(), [Done.REFUSED, Done.DONE]);
    });

    it("ends with the last key", () => {
      const store = new MemoryStore();
      injectInto(emptyModule({ store, testKeys: true }));
      const last = lastCounter(scheme.format);
      store.save({ ...store.load()!, registers: [{ slot: SLOT, bytes: stateAt(scheme, last) }] });
      const module = emptyModule({ store });
      assert.equal(begun(module), ksn(last));
      assertTransaction(module, scheme, last);
      assert.equal(begun(module), "");
      assert.equal(module.mac(SLOT, hex("00")).status, Done.REFUSED, "the last transaction is over");
      assert.equal(begun(emptyModule({ store })), "");
    });

    it("is erased or loaded as a whole, whatever the store does", () => {
      const store = new MemoryStore();
      const module = emptyModule({ store, testKeys: true });
      const mend = breakStore(store);
      assert.equal(injectInto(module), Done.REFUSED);
      mend();
      assert.equal(begun(module), "");
      injectInto(module);
      assert.equal(begun(module), ksn(1));
      const mendOther = breakStore(store);
      assert.deepEqual([module.keys.erase(SLOT), injectInto(module)], [Done.REFUSED, Done.REFUSED]);
      mendOther();
      assert.equal(module.mac(SLOT, hex("00")).status, Done.REFUSED, "a change of keys ends the transaction");
      assert.equal(begun(module), ksn(2));
      assert.equal(module.keys.erase(SLOT), Done.DONE);
      assert.deepEqual([begun(module), module.mac(SLOT, hex("00")).status], ["", Done.REFUSED]);
      assert.deepEqual([store.load()?.slots, store.load()?.registers], [[], []]);
    });

    it("takes no key of another kind or length, no wrong check value, and no number that counts already", () => {
      const module = emptyModule({ testKeys: true });
      const key = scheme.initialKey;
      const wrong = { method: algorithm === "aes" ? "cmac" : "zeros", value: new Uint8Array(5) } as const;
      const kcv = algorithm === "aes" ? wrong : { ...wrong, value: new Uint8Array(3) };
      const refused = [
        module.keys.injectDukpt({ slot: SLOT, attributes, key }, identity.subarray(1)),
        module.keys.injectDukpt({ slot: SLOT, attributes, key: key.subarray(1) }, identity),
        module.keys.injectDukpt({ slot: 33, attributes, key }, identity),
        module.keys.injectDukpt(
          { slot: SLOT, attributes: { ...attributes, usage: KeyUsage.PIN, mode: "N" }, key },
          identity,
        ),
        module.keys.injectDukpt({ slot: SLOT, attributes: { ...attributes, algorithm: "sm4" }, key }, identity),
        ...(scheme === TDES_SCHEME ? [module.keys.injectDukpt({ slot: SLOT, attributes, key }, ksnAt(scheme, 1))] : []),
      ];
      for (const status of refused) assert.equal(status, Done.REFUSED);
      assert.equal(module.keys.injectDukpt({ slot: SLOT, attributes, key, kcv }, identity), Done.KCV_DIFFERS);
      const careful = emptyModule();
      assert.equal(injectInto(careful), Done.REFUSED, "a well-known key");
      assert.deepEqual([begun(module), begun(careful)], ["", ""]);
    });
  });
}

describe("what was secret on the way", () => {
  const attributes = { ...plainAttributes(KeyUsage.DUKPT, "tdes"), mode: "X" } as const;
  const request = { slot: SLOT, attributes, key: TDES_SCHEME.initialKey };
  const identity = ksnAt(TDES_SCHEME, 0);

  it("is wiped when a register finds no place", (t) => {
    const store = new MemoryStore();
    const module = emptyModule({ store, testKeys: true });
    const wipe = t.mock.method(DukptRegister.prototype, "wipe");
    module.keys.injectDukpt({ ...request, slot: 33 }, identity);
    assert.equal(wipe.mock.callCount(), 1);
    module.keys.injectDukpt({ ...request, kcv: { method: "zeros", value: new Uint8Array(3) } }, identity);
    assert.equal(wipe.mock.callCount(), 2);
    breakStore(store);
    module.keys.injectDukpt(request, identity);
    assert.ok(wipe.mock.callCount() >= 3);
  });

  it("is wiped in what the store gave, once it is in its place", () => {
    const store = new MemoryStore();
    const module = emptyModule({ store, testKeys: true });
    module.keys.injectDukpt(request, identity);
    inject(module, PARENT, KeyUsage.KEY_BLOCK, KBPK, "aes");
    const state = store.load()!;
    store.load = () => state;
    const again = emptyModule({ store });
    const left = [...state.slots.map(({ key }) => key), ...state.registers.map(({ bytes }) => bytes)];
    for (const bytes of left) assert.ok(bytes.every((byte) => byte === 0));
    assert.equal(again.beginTransaction(SLOT).status, Done.DONE);
  });
});

it("a stored register that is none is a store that cannot be trusted", () => {
  const store = new MemoryStore();
  const attributes = { ...plainAttributes(KeyUsage.DUKPT, "tdes"), mode: "X" } as const;
  const { initialKey: key } = TDES_SCHEME;
  emptyModule({ store, testKeys: true }).keys.injectDukpt({ slot: SLOT, attributes, key }, ksnAt(TDES_SCHEME, 0));
  const state = store.load()!;
  for (const bytes of [new Uint8Array(0), state.registers[0]!.bytes.with(20, 0x55)]) {
    store.save({ ...state, registers: [{ slot: SLOT, bytes }] });
    assert.throws(
      () => emptyModule({ store }),
      (error) => error instanceof StoreError && error.code === "DAMAGED",
    );
  }
  store.save({ ...state, capks: [new Uint8Array(3)] });
  assert.throws(() => emptyModule({ store }), StoreError);
});

function assertTransaction(module: SecureModule, scheme: Scheme, counter: number): void {
  const host = scheme.transaction(ksnAt(scheme, counter));
  const algorithm = scheme.number === 1 ? "tdes" : "aes";
  assertPinKey(module, { slot: SLOT, key: host.key("pin"), algorithm });
  assertMacKey(module, { slot: SLOT, key: host.key("mac-request"), algorithm }, host.key("mac-response"));
  assertTrackKey(module, { slot: SLOT, key: host.key("data-request"), algorithm });
  assert.equal(
    module.forwardSecret(SLOT, type(module, "123456", Purpose.PAYMENT_PASSWORD), Purpose.PAYMENT_PASSWORD, 0).status,
    Done.REFUSED,
  );
}
