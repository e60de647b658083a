import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Done, KeyUsage, Purpose } from "../../../assembly/abi.ts";
import { CodecError } from "../../../host/codec/errors.ts";
import { KeyOrigin } from "../../../host/secure/key.ts";
import { KeySlots } from "../../../host/secure/slots/slots.ts";
import { Secrets } from "../../../host/secure/secrets.ts";
import { readState, writeState } from "../../../host/secure/store/state_codec.ts";
import { GENERATION_MAX, STORAGE_KEY_BYTES, emptyState } from "../../../host/secure/store/state.ts";
import type { StoredSlot, StoredState } from "../../../host/secure/store/state.ts";
import { MemoryStore } from "../../../host/secure/store/store.ts";
import { MAK, PIK, TMK, hex, seeded, upper, vectors } from "./support.ts";

const bytes = (min: number, max = min): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: min, maxLength: max });
const byte = fc.integer({ min: 1, max: 255 });
/** With the prototype of any object, for deepEqual. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true });

const slot: fc.Arbitrary<StoredSlot> = record({
  slot: byte,
  attributes: record({
    usage: byte,
    algorithm: fc.constantFrom("tdes", "aes", "sm4"),
    mode: fc.constantFrom("B", "C", "D", "E", "G", "N", "V", "X"),
    exportability: fc.constantFrom("E", "N", "S"),
    version: fc.stringMatching(/^[ -~]{2}$/),
  }),
  origin: fc.integer({ min: KeyOrigin.INJECTED, max: KeyOrigin.REMOTE }),
  key: bytes(0, 32),
  kcv: record({ method: fc.constantFrom("zeros", "cmac"), value: bytes(1, 8) }),
});

const state: fc.Arbitrary<StoredState> = record({
  tampered: fc.boolean(),
  generation: fc.integer({ min: 0, max: GENERATION_MAX }),
  storageKey: bytes(STORAGE_KEY_BYTES),
  slots: fc.array(slot, { maxLength: 6 }),
  registers: fc.array(record({ slot: byte, bytes: bytes(0, 600) }), { maxLength: 3 }),
  secrets: fc.array(
    record({
      purpose: byte,
      user: fc.integer({ min: 0, max: 0xffff }),
      triesLeft: fc.integer({ min: 0, max: 255 }),
      form: fc.constantFrom(1, 2),
      salt: bytes(16),
      hash: bytes(32),
    }),
    { maxLength: 4 },
  ),
  terminalKey: bytes(0, 1400),
  capks: fc.array(bytes(0, 300), { maxLength: 4 }),
  acquirerKey: bytes(0, 100),
  usedPinKeys: bytes(0, 40),
  usedDukptKeys: bytes(0, 40),
});

const OF_ALL: StoredState = {
  ...emptyState(seeded("storage")(STORAGE_KEY_BYTES)),
  generation: 0xfedcba98,
  slots: [
    {
      slot: 2,
      attributes: { usage: KeyUsage.PIN, algorithm: "sm4", mode: "E", exportability: "N", version: "c1" },
      origin: KeyOrigin.COMPONENTS,
      key: PIK,
      kcv: { method: "zeros", value: hex("01020304") },
    },
  ],
  registers: [{ slot: 6, bytes: hex("AABB") }],
  secrets: [
    { purpose: Purpose.SUPERVISOR, user: 258, triesLeft: 3, form: 2, salt: seeded("s")(16), hash: seeded("h")(32) },
  ],
  terminalKey: hex("300102"),
  capks: [hex("01"), hex("")],
  acquirerKey: hex("EE"),
  usedPinKeys: hex("0102030405060708"),
  usedDukptKeys: hex("1112131415161718"),
};

test("a state is read as it was written", () => {
  fc.assert(
    fc.property(state, (original) => {
      assert.deepEqual(readState(writeState(original)), original);
    }),
    { numRuns: 150 },
  );
});

test("the layout is the one that is documented", () => {
  const fixed = "0200" + "FEDCBA98" + upper(OF_ALL.storageKey);
  const slots = "01" + "02" + "02" + "02" + "03" + "01" + "04" + "00" + "6331" + "10" + upper(PIK) + "0401020304";
  const secrets = "01" + "06" + "0102" + "03" + "02" + upper(seeded("s")(16)) + upper(seeded("h")(32));
  const rest = "02" + "000101" + "0000" + "0003300102" + "0001EE" + "00080102030405060708" + "00081112131415161718";
  assert.equal(upper(writeState(OF_ALL)), `${fixed}${slots}01060002AABB${secrets}${rest}`);
});

test("every truncated or lengthened state is refused", () => {
  const whole = writeState(OF_ALL);
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => readState(whole.subarray(0, length)), CodecError, `${length} bytes`);
  }
  assert.throws(() => readState(new Uint8Array([...whole, 0])), { code: "STATE_LENGTH" });
});

test("a changed byte is refused or read as what it says, never as something in between", () => {
  const whole = writeState(OF_ALL);
  for (let at = 0; at < whole.length; at++) {
    for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
      const changed = whole.map((standing, i) => (i === at ? value : standing));
      let read: StoredState;
      try {
        read = readState(changed);
      } catch (error) {
        assert.ok(error instanceof CodecError, `byte ${at}`);
        continue;
      }
      // Version 1 reads shorter: it is written again as version 2.
      if (changed[0] === 2) assert.deepEqual(writeState(read), changed, `byte ${at}`);
    }
  }
});

test("anything at all is read or refused with a code", () => {
  const noise = fc.oneof(
    bytes(0, 120),
    bytes(0, 120).map((rest) => new Uint8Array([2, 0, ...rest])),
    bytes(0, 120).map((rest) => new Uint8Array([1, 0, ...rest])),
  );
  fc.assert(
    fc.property(noise, (input) => {
      try {
        readState(input);
      } catch (error) {
        assert.ok(error instanceof CodecError);
        assert.match(error.code, /^STATE_(VERSION|LENGTH|VALUE)$/);
      }
    }),
  );
});

test("what does not fit its place is not written", () => {
  const [first] = OF_ALL.slots;
  const [secret] = OF_ALL.secrets;
  assert.ok(first && secret);
  const slotWith = (part: Partial<StoredSlot>): Partial<StoredState> => ({ slots: [{ ...first, ...part }] });
  const attributes = (part: object): Partial<StoredState> => slotWith({ attributes: { ...first.attributes, ...part } });
  const wrong: Array<Partial<StoredState>> = [
    { generation: GENERATION_MAX + 1 },
    { generation: -1 },
    { generation: 0.5 },
    { storageKey: new Uint8Array(31) },
    { acquirerKey: new Uint8Array(0x10000) },
    { usedPinKeys: new Uint8Array(0x10000) },
    { usedDukptKeys: new Uint8Array(0x10000) },
    { terminalKey: new Uint8Array(0x10000) },
    { capks: [new Uint8Array(0x10000)] },
    { capks: Array.from({ length: 256 }, () => new Uint8Array(0)) },
    { registers: [{ slot: 0, bytes: new Uint8Array(1) }] },
    { registers: [{ slot: 1, bytes: new Uint8Array(0x10000) }] },
    { secrets: [{ ...secret, salt: new Uint8Array(15) }] },
    { secrets: [{ ...secret, hash: new Uint8Array(33) }] },
    { secrets: [{ ...secret, user: 0x10000 }] },
    { secrets: [{ ...secret, triesLeft: -1 }] },
    { secrets: [{ ...secret, purpose: 0 as Purpose }] },
    { secrets: [{ ...secret, form: 3 as 2 }] },
    slotWith({ slot: 256 }),
    slotWith({ key: new Uint8Array(33) }),
    slotWith({ origin: 6 as KeyOrigin }),
    slotWith({ kcv: { method: "zeros", value: new Uint8Array(9) } }),
    slotWith({ kcv: { method: "zeros", value: new Uint8Array(0) } }),
    slotWith({ kcv: { method: "sha" as "zeros", value: new Uint8Array(4) } }),
    attributes({ algorithm: "rsa" }),
    attributes({ mode: "Z" }),
    attributes({ exportability: "Z" }),
    attributes({ version: "1" }),
    attributes({ version: "1\u0100" }),
    attributes({ usage: 0 }),
  ];
  for (const part of wrong) {
    assert.throws(() => writeState({ ...OF_ALL, ...part }), { code: "STATE_VALUE" }, Object.keys(part)[0] ?? "");
  }
});

const V1 = vectors<{ id: string; state: string }>("secure-state-v1.json");

test("a state of version 1 is read: no terminal loses its keys or passwords by an update", () => {
  const signedOn = V1.find(({ id }) => id === "signed-on");
  assert.ok(signedOn && V1.length === 2);
  const read = readState(hex(signedOn.state));
  assert.deepEqual([read.tampered, read.generation, read.storageKey[0], read.storageKey[31]], [false, 0, 0xc0, 0xdf]);
  const slots = new KeySlots(read.slots, { testKeys: false });
  assert.deepEqual(slots.keyFor(1, "unwrap-working-key")?.key, TMK);
  assert.deepEqual(slots.keyFor(2, "encipher-pin")?.key, PIK);
  assert.deepEqual(slots.keyFor(3, "generate-mac")?.key, MAK);
  assert.deepEqual(slots.keyFor(3, "verify-mac")?.key, MAK);
  assert.deepEqual(
    read.slots.map(({ origin }) => origin),
    [KeyOrigin.INJECTED, KeyOrigin.UNWRAPPED, KeyOrigin.UNWRAPPED],
  );
  const secrets = new Secrets(read.secrets);
  const id = { purpose: Purpose.OPERATOR, user: 300 };
  assert.equal(read.secrets.find(({ user }) => user === 300)?.triesLeft, 4);
  assert.equal(
    secrets.verify(id, Uint8Array.from([1, 2, 3, 4, 5, 6]), () => {}),
    Done.DONE,
  );
  assert.equal(
    secrets.verify({ ...id, user: 1 }, new Uint8Array(4), () => {}),
    Done.DONE,
  );
  assert.deepEqual(readState(writeState(read)), read, "and is written as version 2");
});

test("a tamper latch of version 1 stands", () => {
  const read = readState(hex(V1.find(({ id }) => id === "tampered")?.state ?? ""));
  assert.deepEqual([read.tampered, read.slots.length, read.secrets.length], [true, 0, 0]);
});

test("malformed states of version 1 are not read", () => {
  const whole = hex(V1.find(({ id }) => id === "signed-on")?.state ?? "");
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => readState(whole.subarray(0, length)), CodecError);
  }
  assert.throws(() => readState(new Uint8Array([...whole, 0])), { code: "STATE_LENGTH" });
  // Slot, usage, origin and key length of the first slot; the tamper flag.
  const wrong: Array<[at: number, value: number]> = [
    [36, 0],
    [37, 4],
    [38, 3],
    [39, 24],
    [1, 2],
  ];
  for (const [at, value] of wrong) {
    assert.throws(() => readState(whole.map((standing, i) => (i === at ? value : standing))), { code: "STATE_VALUE" });
  }
});

test("a memory store keeps a copy, and wipes the one before", () => {
  const store = new MemoryStore();
  assert.equal(store.load(), undefined);
  const first = { ...OF_ALL, acquirerKey: hex("01") };
  store.save(first);
  const kept = (store as unknown as { bytes: Uint8Array }).bytes;
  first.acquirerKey.fill(0xff);
  assert.deepEqual(store.load(), { ...first, acquirerKey: hex("01") });
  assert.throws(() => store.save({ ...OF_ALL, generation: -1 }));
  assert.equal(store.load()?.generation, OF_ALL.generation, "what does not fit leaves what was there");
  store.save(OF_ALL);
  assert.deepEqual(kept, new Uint8Array(kept.length));
  assert.deepEqual(store.load(), OF_ALL);
});
