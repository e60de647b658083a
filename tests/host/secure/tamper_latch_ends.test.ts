/** What shuts a module, for how long, and what alone opens it again. Published test keys only. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Done, KeyUsage, Purpose, Secret, Slot } from "../../../assembly/abi.ts";
import type { SecureModule } from "../../../host/secure/module.ts";
import { PRIMITIVES } from "../../../host/secure/self_test/primitives.ts";
import { SELF_TEST_PERIOD_MS, SelfTest } from "../../../host/secure/self_test/self_test.ts";
import { sealRecord } from "../../../host/secure/store/records.ts";
import { MemoryStore } from "../../../host/secure/store/store.ts";
import {
  DATA,
  DUKPT_ATTRIBUTES,
  KSN,
  MAC_ATTRIBUTES,
  NEW_KEY,
  OPERATOR,
  SHUT,
  SPARE,
  capk,
  checksum,
  full,
} from "./full_module.ts";
import { assertMacKey, breakStore } from "./proof.ts";
import { ENTRY, MAK, boundModule, emptyModule, inject, seeded, signedOnModule, type } from "./support.ts";

const KEY = { slot: SPARE, attributes: MAC_ATTRIBUTES, key: NEW_KEY };
const WRONG = { method: "zeros", value: new Uint8Array(3) } as const;

/** A key in two components, of which the first is given. */
function finishComponents({ keys }: SecureModule): Done | undefined {
  const entry = { holders: 2, keyBytes: 16, componentTimeout_ms: 1000, totalTimeout_ms: 1000 };
  keys.beginComponents({ slot: SPARE, attributes: MAC_ATTRIBUTES, ...entry }, 0);
  const second = seeded("component")(16);
  const first = NEW_KEY.map((byte, i) => byte ^ second[i]!);
  keys.addComponent("first", first, 0);
  keys.addComponent("second", second, 0);
  return keys.finishComponents(0).loaded;
}

const OPENINGS: Readonly<Record<string, (module: SecureModule) => Done | undefined>> = {
  injection: ({ keys }) => keys.inject(KEY),
  components: finishComponents,
  "injection of a DUKPT key": ({ keys }) => keys.injectDukpt({ ...KEY, attributes: DUKPT_ATTRIBUTES }, KSN),
};

const FAILED_LOADS: Readonly<Record<string, (module: SecureModule) => Done | undefined>> = {
  "a wrong check value": ({ keys }) => keys.inject({ ...KEY, kcv: WRONG }),
  "a wrong check value of a DUKPT key": ({ keys }) =>
    keys.injectDukpt({ ...KEY, attributes: DUKPT_ATTRIBUTES, kcv: WRONG }, KSN),
  "a slot that is none": ({ keys }) => keys.inject({ ...KEY, slot: 33 }),
  "a well-known key": ({ keys }) => keys.inject({ ...KEY, key: new Uint8Array(16).fill(0x11) }),
  "a master key that never came": (module) => module.loadKeys({ parent: Slot.TMK, download: new Uint8Array(40) }),
};

/** All slots but the one that a secure room loads. */
function standing(module: SecureModule): number[] {
  return Array.from({ length: 32 }, (_, i) => i + 1).filter((slot) => module.keys.infoOf(slot) !== undefined);
}

for (const condition of ["tampered", "outdated"] as const) {
  for (const [name, open] of Object.entries(OPENINGS)) {
    it(`a module that is ${condition} is opened by ${name}, and has nothing else`, () => {
      const world = full();
      const sealed = world.module.protect(DATA).data;
      const module = SHUT[condition]!(world);
      const { generation } = module;
      assert.equal(open(module), Done.DONE);
      assert.equal(module.condition, "open");
      assert.ok(module.generation > generation, "newer than what the journal knows");
      for (const opened of [module, emptyModule({ store: world.store })]) {
        assert.deepEqual([opened.condition, standing(opened)], ["open", [SPARE]]);
        assert.equal(opened.unprotect(sealed).status, Done.REFUSED, "a record of before");
        const underZeros = sealRecord(new Uint8Array(32), new Uint8Array(12), DATA);
        assert.equal(opened.unprotect(underZeros).status, Done.REFUSED);
        assert.equal(opened.verifySecret(type(opened, "123456", Purpose.OPERATOR), OPERATOR), Done.REFUSED);
        assert.equal(opened.keys.beginRemote("10000159"), undefined);
      }
      const state = world.store.load()!;
      assert.deepEqual([state.secrets, state.terminalKey.length, state.acquirerKey.length], [[], 0, 0]);
      assert.equal(state.registers.length, name.includes("DUKPT") ? 1 : 0);
      assert.equal(state.capks.length, 1, "public keys stay");
    });
  }

  for (const [name, load] of Object.entries(FAILED_LOADS)) {
    it(`a module that is ${condition} stays so after ${name}`, () => {
      const module = SHUT[condition]!(full());
      assert.notEqual(load(module), Done.DONE);
      assert.deepEqual([module.condition, standing(module)], [condition, []]);
    });
  }

  it(`a module that is ${condition} stays so when the store takes no key`, () => {
    const world = full();
    const module = SHUT[condition]!(world);
    const mend = breakStore(world.store);
    for (const open of Object.values(OPENINGS)) assert.notEqual(open(module), Done.DONE);
    assert.deepEqual([module.condition, standing(module)], [condition, []]);
    mend();
    assert.equal(module.keys.inject(KEY), Done.DONE);
    assertMacKey(module, { slot: SPARE, key: NEW_KEY });
  });
}

describe("a tamper event", () => {
  it("latches over restarts, whatever is asked in between", () => {
    const { module, store } = full();
    module.tamper();
    for (let i = 0; i < 2; i++) {
      const again = emptyModule({ store });
      assert.equal(again.condition, "tampered");
      assert.deepEqual([again.loadCapk(capk, checksum), standing(again)], [Done.REFUSED, []]);
      again.requireGeneration(again.generation + 5);
      again.wipe();
      again.tamper();
    }
    assert.equal(emptyModule({ store }).keys.inject(KEY), Done.DONE);
    assert.equal(emptyModule({ store }).condition, "open");
  });

  it("ends an entry without a result, and says so", () => {
    const { module } = full();
    assert.equal(module.tamper(), undefined);
    const other = full().module;
    other.beginEntry({ ...ENTRY, purpose: Purpose.ONLINE_PIN }, 0);
    other.key({ digit: 7 }, 0);
    assert.deepEqual(other.tamper(), { status: Secret.REFUSED, handle: 0 });
    assert.deepEqual([other.entering, other.nextDeadline_ms, other.tick(1e9)], [undefined, undefined, undefined]);
  });
});

describe("a journal's generation", () => {
  it("that is the store's or an older one changes nothing", () => {
    const { module } = full();
    for (const generation of [0, 1, module.generation]) module.requireGeneration(generation);
    assert.deepEqual([module.condition, module.mac(Slot.MAC, DATA).status], ["open", Done.DONE]);
  });

  it("that is newer shuts a copy that was put back, and leaves it as it is", () => {
    const store = new MemoryStore();
    const module = signedOnModule({ store });
    const copy = store.load()!;
    inject(module, SPARE, KeyUsage.PIN, NEW_KEY);
    const { generation } = module;
    assert.equal(generation, copy.generation + 1);
    store.save(copy);
    const back = emptyModule({ store });
    assertMacKey(back, { slot: Slot.MAC, key: MAK });
    back.requireGeneration(generation);
    assert.equal(back.condition, "outdated");
    assert.deepEqual([back.loadCapk(capk, checksum), back.removeCapk(capk.rid, capk.index)], [1, 1]);
    back.wipe();
    assert.deepEqual(store.load(), copy);
    back.requireGeneration(0);
    assert.equal(back.condition, "outdated");
  });

  it("does not shut a store that was made since, whose next save is newer", () => {
    const store = new MemoryStore();
    const module = boundModule({ store });
    module.requireGeneration(1000);
    assert.equal(module.condition, "open");
    inject(module, SPARE, KeyUsage.MAC, NEW_KEY);
    assert.ok(module.generation > 1000);
    assert.equal(store.load()?.generation, module.generation);
  });
});

describe("a self-test", () => {
  const zeros = (): Uint8Array => new Uint8Array(32);
  const begin = (module: SecureModule, now_ms: number): Secret | undefined => {
    const result = module.beginEntry({ ...ENTRY, purpose: Purpose.ONLINE_PIN }, now_ms);
    module.cancelEntry();
    return result?.status;
  };

  it("that finds a wrong answer at the start shuts the module until a start finds it right", () => {
    const { store } = full();
    const broken = emptyModule({ store, selfTest: new SelfTest({ ...PRIMITIVES, hash: zeros }) });
    assert.deepEqual([broken.condition, begin(broken, 0)], ["failed", Secret.REFUSED]);
    for (const open of Object.values(OPENINGS))
      assert.notEqual(open(broken), Done.DONE, "no key for what computes wrongly");
    assert.equal(broken.condition, "failed");
    const module = emptyModule({ store });
    assert.deepEqual([module.condition, begin(module, 0)], ["open", undefined]);
    assertMacKey(module, { slot: Slot.MAC, key: MAK });
  });

  it("is due every 24 hours, before a PIN is typed", () => {
    const primitives = { ...PRIMITIVES };
    const module = emptyModule({ selfTest: new SelfTest(primitives), random: seeded("day") });
    inject(module, Slot.MAC, KeyUsage.MAC, MAK);
    assert.equal(begin(module, SELF_TEST_PERIOD_MS), undefined);
    primitives.hash = zeros;
    assert.equal(begin(module, 2 * SELF_TEST_PERIOD_MS - 1), undefined);
    const handle = type(module, "1234", Purpose.ONLINE_PIN, 2 * SELF_TEST_PERIOD_MS - 1);
    assert.equal(begin(module, 2 * SELF_TEST_PERIOD_MS), Secret.REFUSED);
    assert.deepEqual([module.condition, module.mac(Slot.MAC, DATA).status], ["failed", Done.REFUSED]);
    assert.equal(
      module.verifyPinAtCard(handle, false, () => {}),
      Done.REFUSED,
    );
    primitives.hash = PRIMITIVES.hash;
    assert.equal(begin(module, 4 * SELF_TEST_PERIOD_MS), Secret.REFUSED, "once wrong, wrong until a restart");
  });

  it("that failed does not hide a tamper event, and a key does not mend it", () => {
    const { module, store, selfTest } = full();
    selfTest.isRight = false;
    begin(module, 0);
    module.tamper();
    assert.equal(module.condition, "tampered");
    assert.equal(module.keys.inject(KEY), Done.REFUSED);
    assert.deepEqual([module.condition, emptyModule({ store }).condition], ["tampered", "tampered"]);
  });
});
