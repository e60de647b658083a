import assert from "node:assert/strict";
import { test } from "node:test";
import { Done, KeyUsage } from "../../../assembly/abi.ts";
import { CIPHERS, TDES } from "../../../host/secure/cipher/block_cipher.ts";
import type { CipherName } from "../../../host/secure/cipher/block_cipher.ts";
import { keyCheckValue } from "../../../host/secure/cipher/kcv.ts";
import { KeyOrigin } from "../../../host/secure/key.ts";
import type { KeyAttributes, ModeOfUse } from "../../../host/secure/key.ts";
import { OPERATIONS, isAllowed } from "../../../host/secure/slots/rules.ts";
import type { Operation } from "../../../host/secure/slots/rules.ts";
import { KeySlots, SLOT_MAX, checkValueOf } from "../../../host/secure/slots/slots.ts";
import type { KeyToLoad } from "../../../host/secure/slots/slots.ts";
import type { CheckValue } from "../../../host/secure/store/state.ts";
import { MAK, PIK, TMK, hex, seeded, upper, vectors } from "./support.ts";

const DURABLE = (): void => {};
const FAILING = (): never => {
  throw new Error("disk full");
};

const MODE: Readonly<Record<KeyUsage, ModeOfUse>> = {
  [KeyUsage.MASTER]: "D",
  [KeyUsage.PIN]: "E",
  [KeyUsage.MAC]: "C",
  [KeyUsage.TRACK]: "E",
  [KeyUsage.TRANSPORT]: "D",
  [KeyUsage.KEY_BLOCK]: "D",
  [KeyUsage.DUKPT]: "X",
  [KeyUsage.SECRET]: "E",
};

function attributesOf(usage: KeyUsage, algorithm: CipherName = "tdes"): KeyAttributes {
  return { usage, algorithm, mode: MODE[usage], exportability: "N", version: "00" };
}

function entry(slot: number, usage: KeyUsage, key: Uint8Array, kcv?: CheckValue): KeyToLoad {
  const attributes = attributesOf(usage);
  return { slot, attributes, origin: KeyOrigin.UNWRAPPED, key, ...(kcv === undefined ? {} : { kcv }) };
}

function zerosKcv(key: Uint8Array, bytes = 4): CheckValue {
  return { method: "zeros", value: keyCheckValue(TDES, key, "zeros", bytes) };
}

function emptySlots(testKeys = false): KeySlots {
  return new KeySlots([], { testKeys });
}

/** Master, PIN and MAC key in slots 1 to 3. */
function threeSlots(): KeySlots {
  const slots = emptySlots();
  const keys = [entry(1, KeyUsage.MASTER, TMK), entry(2, KeyUsage.PIN, PIK), entry(3, KeyUsage.MAC, MAK)];
  assert.equal(slots.loadAll(keys, DURABLE), Done.DONE);
  return slots;
}

function contents(slots: KeySlots): string {
  const all = slots.all().map((slot) => [slot.slot, slot.attributes.usage, upper(slot.key), upper(slot.kcv.value)]);
  return JSON.stringify(all.sort());
}

test("a key is given for the operations of its usage, and for no other", () => {
  const random = seeded("usages");
  for (const algorithm of Object.keys(CIPHERS) as CipherName[]) {
    for (const usage of Object.values(KeyUsage).filter((value) => typeof value === "number")) {
      const attributes = attributesOf(usage, algorithm);
      const slots = emptySlots();
      const allowed = OPERATIONS.filter((operation) => isAllowed(operation, attributes));
      const key = random(16);
      const loaded = slots.load({ slot: 4, attributes, origin: KeyOrigin.KEY_BLOCK, key }, DURABLE);
      assert.equal(loaded, allowed.length === 0 ? Done.REFUSED : Done.DONE);
      for (const operation of OPERATIONS) {
        const held = slots.keyFor(4, operation);
        assert.deepEqual(held, allowed.includes(operation) ? { key, attributes } : undefined);
        assert.equal(slots.keyFor(5, operation), undefined, "an empty slot");
      }
    }
  }
});

test("the caller may wipe what it gave, and what it is told of a slot is its own", () => {
  const slots = emptySlots();
  // Buffers on purpose: their `slice` would share memory with the caller.
  const key = Buffer.from(MAK);
  const kcv = { method: "zeros" as const, value: Buffer.from(zerosKcv(MAK).value) };
  assert.equal(slots.load(entry(3, KeyUsage.MAC, key, kcv), DURABLE), Done.DONE);
  key.fill(0);
  kcv.value.fill(0);
  assert.deepEqual(slots.keyFor(3, "generate-mac")?.key, MAK);
  const info = slots.infoOf(3);
  assert.ok(info);
  assert.equal("key" in info, false);
  info.kcv.value.fill(0);
  info.attributes.usage = KeyUsage.PIN;
  assert.deepEqual(slots.infoOf(3), {
    slot: 3,
    attributes: attributesOf(KeyUsage.MAC),
    origin: KeyOrigin.UNWRAPPED,
    kcv: zerosKcv(MAK, 3),
  });
  assert.equal(slots.infoOf(4), undefined);
});

test("slots out of range, odd lengths, single-length keys of other usages and unknown attributes are refused", () => {
  const slots = emptySlots();
  const refused = (key: KeyToLoad): void => assert.equal(slots.load(key, DURABLE), Done.REFUSED);
  for (const slot of [0, -1, SLOT_MAX + 1, 1.5, NaN]) refused(entry(slot, KeyUsage.MAC, MAK));
  for (const length of [0, 1, 7, 9, 15, 17, 23, 32]) refused(entry(3, KeyUsage.MAC, seeded("odd")(length)));
  refused(entry(2, KeyUsage.PIN, MAK));
  refused(entry(1, KeyUsage.MASTER, MAK));
  refused(entry(3, 9 as KeyUsage, PIK));
  const named = (part: Partial<KeyAttributes>): KeyToLoad => {
    const key = entry(2, KeyUsage.PIN, PIK);
    return { ...key, attributes: { ...key.attributes, ...part } };
  };
  refused(named({ mode: "D" }));
  refused(named({ mode: "Z" as ModeOfUse }));
  refused(named({ algorithm: "rsa" as CipherName }));
  refused(named({ version: "0" }));
  refused(named({ version: "\u00000" }));
  assert.equal(slots.loadAll([], DURABLE), Done.REFUSED);
  assert.deepEqual(slots.all(), []);
});

test("double and triple length load where single does, at the first and the last slot", () => {
  for (const [slot, length] of [
    [1, 8],
    [2, 16],
    [SLOT_MAX, 24],
  ] as const) {
    assert.equal(emptySlots().load(entry(slot, KeyUsage.MAC, seeded("mac")(length)), DURABLE), Done.DONE);
  }
});

test("a slot keeps its usage until it is erased", () => {
  const slots = threeSlots();
  const another = hex("1A2B3C4D5E6F7081928374650A1B2C3D");
  assert.equal(slots.load(entry(2, KeyUsage.MAC, another), DURABLE), Done.REFUSED);
  assert.equal(slots.load(entry(2, KeyUsage.PIN, another), DURABLE), Done.DONE);
  assert.equal(slots.erase(2, DURABLE), Done.DONE);
  assert.equal(slots.erase(2, DURABLE), Done.REFUSED);
  assert.equal(slots.keyFor(2, "encipher-pin"), undefined);
  assert.equal(slots.load(entry(2, KeyUsage.MAC, another), DURABLE), Done.DONE);
});

test("a key serves one usage, however it is written", () => {
  const slots = threeSlots();
  const flipped = (key: Uint8Array): Uint8Array => key.map((byte) => byte ^ 1);
  const refused = (usage: KeyUsage, ...parts: Uint8Array[]): void =>
    assert.equal(slots.load(entry(7, usage, new Uint8Array(Buffer.concat(parts))), DURABLE), Done.REFUSED);
  refused(KeyUsage.MAC, PIK);
  refused(KeyUsage.PIN, TMK);
  refused(KeyUsage.TRACK, flipped(PIK));
  refused(KeyUsage.MAC, PIK, PIK.subarray(0, 8));
  refused(KeyUsage.MAC, PIK, flipped(PIK.subarray(0, 8)));
  const testSlots = new KeySlots(slots.all(), { testKeys: true });
  const doubled = entry(8, KeyUsage.PIN, new Uint8Array([...MAK, ...MAK]));
  assert.equal(testSlots.load(doubled, DURABLE), Done.REFUSED);
  assert.equal(testSlots.load({ ...doubled, attributes: attributesOf(KeyUsage.MAC) }, DURABLE), Done.DONE);
  const asAes = { ...entry(7, KeyUsage.MAC, PIK), attributes: attributesOf(KeyUsage.MAC, "aes") };
  assert.equal(slots.load(asAes, DURABLE), Done.REFUSED, "in another cipher");
  assert.equal(slots.load(entry(7, KeyUsage.PIN, PIK), DURABLE), Done.DONE, "in one usage it may stand twice");
});

test("a single-length key that stands twice loads where its scheme has it, unless the half is well known", () => {
  const twice = (half: Uint8Array, isSingle: boolean): KeyToLoad => ({
    ...entry(2, KeyUsage.PIN, new Uint8Array([...half, ...half])),
    isSingle,
  });
  const load = (key: KeyToLoad): Done => emptySlots().load(key, DURABLE);
  assert.equal(load(twice(MAK, false)), Done.REFUSED);
  assert.equal(load(twice(MAK, true)), Done.DONE);
  for (const known of ["0123456789ABCDEF", "1111111111111111", "01FE01FE01FE01FE"]) {
    assert.equal(load(twice(hex(known), true)), Done.REFUSED);
  }
  const known = { ...entry(2, KeyUsage.PIN, hex("0123456789ABCDEFFEDCBA9876543210")), isSingle: true };
  assert.equal(load(known), Done.REFUSED, "halves that differ are judged together");
});

test("one batch puts no key into two usages, and no slot is named twice", () => {
  const slots = emptySlots();
  const key = seeded("batch")(16);
  assert.equal(slots.loadAll([entry(2, KeyUsage.PIN, key), entry(3, KeyUsage.MAC, key)], DURABLE), Done.REFUSED);
  const twice = [entry(3, KeyUsage.MAC, key), entry(3, KeyUsage.MAC, seeded("b")(16))];
  assert.equal(slots.loadAll(twice, DURABLE), Done.REFUSED);
  assert.deepEqual(slots.all(), []);
});

interface KcvCase {
  id: string;
  op: string;
  in: { alg: string; method: CheckValue["method"]; key: string };
  out: { kcv: string };
}

const KCV_CASES = vectors<KcvCase>("secure.json").filter(({ op }) => op === "kcv");

test("all published check values are looked at", () => assert.equal(KCV_CASES.length, 9));

for (const { id, in: given, out } of KCV_CASES) {
  test(`a published check value is that of the slot: ${id}`, () => {
    const algorithm = given.alg === "TDES" ? "tdes" : "aes";
    const key = hex(given.key);
    const value = hex(out.kcv);
    const own = keyCheckValue(CIPHERS[algorithm], key, given.method, value.length);
    assert.deepEqual(own, value);
    const slots = emptySlots(true);
    const attributes = attributesOf(KeyUsage.MAC, algorithm);
    const kcv = { method: given.method, value };
    const status = slots.load({ slot: 3, attributes, origin: KeyOrigin.INJECTED, key, kcv }, DURABLE);
    // Two bytes, and an AES key under zeros, are published and not taken.
    const isTaken = algorithm === "tdes" ? value.length >= 3 : given.method === "cmac";
    assert.equal(status, isTaken ? Done.DONE : Done.REFUSED);
  });
}

test("check values: of zeros 3, 4 or 8 bytes, by CMAC 5 (AES also 3), and no others", () => {
  const lengths: Array<[CipherName, CheckValue["method"], number[]]> = [
    ["tdes", "zeros", [3, 4, 8]],
    ["tdes", "cmac", [5]],
    ["aes", "zeros", []],
    ["aes", "cmac", [3, 5]],
    ["sm4", "zeros", [3, 4, 8]],
    ["sm4", "cmac", []],
  ];
  const key = seeded("kcv")(16);
  for (const [algorithm, method, allowed] of lengths) {
    for (let bytes = 0; bytes <= 8; bytes++) {
      const right = keyCheckValue(CIPHERS[algorithm], key, method, Math.max(1, bytes)).subarray(0, bytes);
      const load = (value: Uint8Array): Done => {
        const attributes = attributesOf(KeyUsage.PIN, algorithm);
        const kcv = { method, value };
        return emptySlots().load({ slot: 2, attributes, origin: KeyOrigin.UNWRAPPED, key, kcv }, DURABLE);
      };
      const isAllowedLength = allowed.includes(bytes);
      assert.equal(load(right), isAllowedLength ? Done.DONE : Done.REFUSED, `${algorithm} ${method} ${bytes}`);
      if (!isAllowedLength) continue;
      for (let at = 0; at < bytes; at++) {
        assert.equal(load(right.map((byte, i) => (i === at ? byte ^ 1 : byte))), Done.KCV_DIFFERS);
      }
    }
  }
});

test("a check value by a method that is none is refused", () => {
  const kcv = { method: "sha" as "zeros", value: hex("01020304") };
  assert.equal(emptySlots().load(entry(2, KeyUsage.PIN, PIK, kcv), DURABLE), Done.REFUSED);
});

test("a check value that nobody gave is computed", () => {
  const slots = emptySlots();
  slots.load(entry(2, KeyUsage.PIN, PIK), DURABLE);
  assert.deepEqual(slots.infoOf(2)?.kcv, zerosKcv(PIK, 3));
  assert.equal(checkValueOf("aes", PIK).value.length, 5);
  assert.equal(checkValueOf("sm4", PIK).method, "zeros");
});

test("a wrong check value, a refusal or a failed commit leaves every slot as it was", () => {
  const newPin = seeded("new pin")(16);
  const newMac = seeded("new mac")(8);
  const wrong: CheckValue = { method: "zeros", value: hex("00000000") };
  const attempts: Array<[Done, KeyToLoad[], () => void]> = [
    [Done.KCV_DIFFERS, [entry(2, KeyUsage.PIN, newPin, wrong), entry(3, KeyUsage.MAC, newMac)], DURABLE],
    [Done.KCV_DIFFERS, [entry(2, KeyUsage.PIN, newPin), entry(3, KeyUsage.MAC, newMac, wrong)], DURABLE],
    [Done.REFUSED, [entry(2, KeyUsage.PIN, newPin), entry(3, KeyUsage.PIN, newPin)], DURABLE],
    [Done.REFUSED, [entry(2, KeyUsage.PIN, newPin), entry(9, KeyUsage.MAC, newMac)], FAILING],
  ];
  for (const [expected, batch, commit] of attempts) {
    const slots = threeSlots();
    const before = contents(slots);
    let commits = 0;
    const status = slots.loadAll(batch, () => {
      commits++;
      commit();
    });
    assert.equal(status, expected);
    assert.equal(commits, commit === FAILING ? 1 : 0);
    assert.equal(contents(slots), before);
    assert.deepEqual(slots.keyFor(2, "encipher-pin")?.key, PIK);
  }
});

test("a batch is one commit, which sees all of it", () => {
  const slots = threeSlots();
  let commits = 0;
  const batch = [entry(2, KeyUsage.PIN, seeded("p")(16)), entry(3, KeyUsage.MAC, seeded("m")(8))];
  const status = slots.loadAll(batch, () => {
    commits++;
    for (const { slot, key } of batch) {
      assert.deepEqual(slots.all().find((standing) => standing.slot === slot)?.key, key);
    }
  });
  assert.deepEqual([status, commits], [Done.DONE, 1]);
});

test("keys that are replaced, erased or not admitted are wiped", () => {
  const arrays = (slots: KeySlots): Uint8Array[] => slots.all().map(({ key }) => key);
  const isWiped = (key: Uint8Array): boolean => key.length > 0 && key.every((byte) => byte === 0);

  const replaced = threeSlots();
  const before = arrays(replaced);
  replaced.loadAll([entry(2, KeyUsage.PIN, seeded("p")(16)), entry(3, KeyUsage.MAC, seeded("m")(8))], DURABLE);
  assert.deepEqual(before.map(isWiped), [false, true, true]);
  replaced.erase(1, DURABLE);
  assert.equal(isWiped(before[0]!), true);

  const failed = threeSlots();
  let tried: Uint8Array | undefined;
  failed.load(entry(9, KeyUsage.MAC, seeded("m")(8)), () => {
    tried = failed.all().find(({ slot }) => slot === 9)?.key;
    FAILING();
  });
  assert.ok(tried && isWiped(tried));
  assert.deepEqual(arrays(failed).map(isWiped), [false, false, false]);

  const all = arrays(failed);
  failed.eraseAll();
  assert.deepEqual(all.map(isWiped), [true, true, true]);
  assert.deepEqual(failed.all(), []);
});

test("an erasure that is not durable leaves the key where it was", () => {
  const slots = threeSlots();
  assert.equal(slots.erase(3, FAILING), Done.REFUSED);
  assert.deepEqual(slots.keyFor(3, "verify-mac")?.key, MAK);
});

test("a stored key is checked before its first use: a wrong one is erased and refused", () => {
  const stored = threeSlots().all();
  const fine = new KeySlots(stored, { testKeys: false, onErased: () => assert.fail() });
  assert.deepEqual(fine.keyFor(2, "encipher-pin")?.key, PIK);

  for (const change of ["key", "kcv"] as const) {
    const changed = stored.map((slot) => ({ ...slot, key: slot.key.slice(), kcv: { ...slot.kcv } }));
    const pin = changed.find(({ slot }) => slot === 2);
    assert.ok(pin);
    if (change === "key") pin.key[5]! ^= 2;
    else pin.kcv.value = pin.kcv.value.map((byte) => byte ^ 1);
    const erased: number[] = [];
    const slots = new KeySlots(changed, { testKeys: false, onErased: (slot) => erased.push(slot) });
    const own = slots.all().find(({ slot }) => slot === 2)?.key;
    assert.equal(slots.keyFor(2, "generate-mac"), undefined, "not yet looked at: the rules refuse first");
    assert.deepEqual(erased, []);
    assert.equal(slots.keyFor(2, "encipher-pin"), undefined);
    assert.deepEqual(erased, [2]);
    assert.deepEqual(own, new Uint8Array(16));
    assert.equal(slots.infoOf(2), undefined);
    assert.deepEqual(slots.keyFor(3, "generate-mac")?.key, MAK, "the others stand");
  }
});

test("a stored key of an impossible length is erased too, and a failing hook changes nothing", () => {
  const stored = threeSlots()
    .all()
    .map((slot) => ({ ...slot, key: slot.key.slice(0, 7) }));
  const slots = new KeySlots(stored, { testKeys: false, onErased: FAILING });
  const operations: Operation[] = ["unwrap-working-key", "encipher-pin", "generate-mac"];
  for (const [at, operation] of operations.entries()) assert.equal(slots.keyFor(at + 1, operation), undefined);
  assert.deepEqual(slots.all(), []);
});

test("the check after a start is made once", () => {
  const slots = new KeySlots(threeSlots().all(), { testKeys: false });
  const held = slots.keyFor(2, "encipher-pin");
  assert.ok(held);
  held.key[0]! ^= 2;
  assert.ok(slots.keyFor(2, "encipher-pin"));
});

test("the initial key of a DUKPT register is checked and not kept", () => {
  const key = seeded("dukpt")(16);
  const load = (slots: KeySlots, kcv?: CheckValue): Done =>
    slots.load({ ...entry(6, KeyUsage.DUKPT, key, kcv), keep: false }, DURABLE);
  const slots = threeSlots();
  assert.equal(load(slots, { method: "zeros", value: hex("00000000") }), Done.KCV_DIFFERS);
  assert.equal(load(slots, zerosKcv(key)), Done.DONE);
  const again = new KeySlots(slots.all(), { testKeys: false });
  for (const each of [slots, again]) {
    assert.deepEqual(each.keyFor(6, "begin-dukpt")?.key, new Uint8Array(0));
    assert.deepEqual(each.infoOf(6)?.kcv, zerosKcv(key, 3));
  }
});
