import assert from "node:assert/strict";
import { test } from "node:test";
import { Done, KeyUsage, Slot } from "../../../assembly/abi.ts";
import type { SecureModule } from "../../../host/secure/module.ts";
import { keyCheckValue, tdesDecrypt, tdesEncrypt } from "../../../host/secure/tdes.ts";
import { MAK, PAN, PIK, TMK, emptyModule, hex, signedOnModule, type, unwrap, upper, vectors } from "./support.ts";

interface UnionpayCase {
  id: string;
  kind: "mac" | "workkey" | "tmk";
  [field: string]: string;
}

const MASTER_SLOT = 5;

for (const { id, kind, ...values } of vectors<UnionpayCase>("mac-unionpay.json")) {
  const bytes = (name: string): Uint8Array => hex(values[name] ?? "");

  if (kind === "workkey") {
    test(`working keys of a sign-on reply: ${id}`, () => {
      const module = emptyModule();
      const f62 = bytes("f62");
      assert.equal(module.injectMasterKey(Slot.TMK, bytes("TMK")), Done.DONE);
      const pin = { slot: Slot.PIN, usage: KeyUsage.PIN, wrapped: f62.slice(0, 16), kcv: f62.slice(16, 20) };
      const mac = { slot: Slot.MAC, usage: KeyUsage.MAC, wrapped: f62.slice(20, 28), kcv: f62.slice(36, 40) };
      assert.equal(module.unwrapKey({ ...pin, parent: Slot.TMK }), Done.DONE);
      assert.equal(module.unwrapKey({ ...mac, parent: Slot.TMK }), Done.DONE);
      // The keys themselves never come out: the module agrees with a key that the vector gives.
      const other = signedOnModule();
      unwrap(other, Slot.MAC, KeyUsage.MAC, bytes("MAK"));
      assert.deepEqual(module.mac(Slot.MAC, hex("0200")), other.mac(Slot.MAC, hex("0200")));
      assert.equal(upper(tdesDecrypt(bytes("TMK"), pin.wrapped)), values["PIK"]);
    });
  }
  if (kind === "mac") {
    test(`MAC of a message: ${id}`, () => {
      const module = signedOnModule();
      unwrap(module, Slot.MAC, KeyUsage.MAC, bytes("key"));
      const made = module.mac(Slot.MAC, bytes("mab"));
      assert.deepEqual([made.status, upper(made.mac)], [Done.DONE, values["mac"]]);
      assert.equal(module.verifyMac(Slot.MAC, bytes("mac"), bytes("mab")), Done.DONE);
    });
  }
  if (kind === "tmk") {
    test(`master key under a transport key: ${id}`, () => {
      const module = emptyModule({ keyTests: true });
      const download = bytes("encryptedTMK_plus_kcv");
      assert.equal(module.injectMasterKey(MASTER_SLOT, bytes("transportKey")), Done.DONE);
      const wrapped = download.slice(0, 16);
      const kcv = download.slice(16, 20);
      const request = { slot: Slot.TMK, usage: KeyUsage.MASTER, parent: MASTER_SLOT, wrapped, kcv };
      assert.equal(module.unwrapKey(request), Done.DONE);
      const key = tdesEncrypt(bytes("TMK"), PIK);
      const child = { slot: Slot.PIN, usage: KeyUsage.PIN, parent: Slot.TMK, wrapped: key, kcv: keyCheckValue(PIK) };
      assert.equal(module.unwrapKey(child), Done.DONE);
    });
  }
}

test("a wrong check value leaves the slot as it was", () => {
  const module = signedOnModule();
  const before = module.mac(Slot.MAC, PIK);
  const wrapped = tdesEncrypt(TMK, hex("1A2B3C4D5E6F7081"));
  const request = { slot: Slot.MAC, usage: KeyUsage.MAC, parent: Slot.TMK, wrapped, kcv: hex("00000000") };
  assert.equal(module.unwrapKey(request), Done.KCV_DIFFERS);
  assert.deepEqual(module.mac(Slot.MAC, PIK), before);
  assert.equal(module.unwrapKey({ ...request, kcv: hex("000000") }), Done.REFUSED);
});

test("odd sizes, single-length PIN and master keys, and bad slots are refused", () => {
  const module = emptyModule();
  module.injectMasterKey(Slot.TMK, TMK);
  for (const length of [0, 1, 7, 9, 15, 17, 24, 32]) {
    const request = {
      slot: Slot.MAC,
      usage: KeyUsage.MAC,
      parent: Slot.TMK,
      wrapped: new Uint8Array(length),
      kcv: hex("00000000"),
    };
    assert.equal(module.unwrapKey(request), Done.REFUSED);
  }
  assert.equal(unwrap(module, Slot.PIN, KeyUsage.PIN, MAK), Done.REFUSED);
  assert.equal(unwrap(module, MASTER_SLOT, KeyUsage.MASTER, MAK), Done.REFUSED);
  for (const slot of [0, -1, 17, 1.5, NaN]) assert.equal(unwrap(module, slot, KeyUsage.MAC, MAK), Done.REFUSED);
  assert.equal(unwrap(module, Slot.MAC, 9 as KeyUsage, MAK), Done.REFUSED);
  assert.equal(unwrap(module, Slot.TMK, KeyUsage.MASTER, PIK), Done.REFUSED, "a slot is not its own parent");
  assert.equal(module.injectMasterKey(Slot.TMK, MAK), Done.REFUSED);
  assert.equal(module.injectMasterKey(Slot.TMK, TMK, hex("00000000")), Done.KCV_DIFFERS);
});

test("the caller may wipe what it gave", () => {
  const module = emptyModule();
  // Buffers on purpose: their `slice` would share memory with the caller.
  const [tmk, wrapped, kcv] = [TMK, tdesEncrypt(TMK, MAK), keyCheckValue(MAK)].map((bytes) => Buffer.from(bytes));
  assert.ok(tmk && wrapped && kcv);
  module.injectMasterKey(Slot.TMK, tmk);
  tmk.fill(0);
  assert.equal(module.unwrapKey({ slot: Slot.MAC, usage: KeyUsage.MAC, parent: Slot.TMK, wrapped, kcv }), Done.DONE);
  wrapped.fill(0);
  kcv.fill(0);
  assert.deepEqual(module.mac(Slot.MAC, hex("0200")), signedOnModule().mac(Slot.MAC, hex("0200")));
});

test("a double-length MAC key works too", () => {
  const module = signedOnModule();
  assert.equal(unwrap(module, Slot.MAC, KeyUsage.MAC, hex("55036372B17543ECB173730768B8D6C4")), Done.DONE);
  assert.equal(module.mac(Slot.MAC, hex("0200")).status, Done.DONE);
});

test("a key serves one usage, and a slot keeps its own", () => {
  const module = signedOnModule();
  assert.equal(unwrap(module, 7, KeyUsage.MAC, PIK), Done.REFUSED, "the PIN key as a MAC key");
  assert.equal(unwrap(module, 7, KeyUsage.PIN, TMK), Done.REFUSED, "the master key as a PIN key");
  assert.equal(unwrap(module, Slot.PIN, KeyUsage.MAC, hex("1A2B3C4D5E6F7081")), Done.REFUSED);
  assert.equal(module.injectMasterKey(Slot.PIN, hex("000102030405060708090A0B0C0D0E0F")), Done.REFUSED);
});

test("well-known test keys are refused unless they are allowed", () => {
  const known = [
    "0123456789ABCDEFFEDCBA9876543210",
    "FEDCBA98765432100123456789ABCDEF",
    "11111111111111111111111111111111",
    "31313131313131313131313131313131",
    "00000000000000000000000000000000",
    "AB7C577CC7A18045AB7C577CC7A18045",
  ];
  for (const key of known) {
    assert.equal(emptyModule().injectMasterKey(Slot.TMK, hex(key)), Done.REFUSED);
    assert.equal(emptyModule({ keyTests: true }).injectMasterKey(Slot.TMK, hex(key)), Done.DONE);
  }
});

test("a well-known key is known by its 56 bits, whatever its parity", () => {
  const flipped = hex("0123456789ABCDEFFEDCBA9876543210").map((byte) => byte ^ 1);
  assert.equal(emptyModule().injectMasterKey(Slot.TMK, flipped), Done.REFUSED);
  assert.equal(
    emptyModule().injectMasterKey(
      Slot.TMK,
      flipped.map((byte, i) => (i === 3 ? byte ^ 2 : byte)),
    ),
    Done.DONE,
  );
});

interface Operation {
  name: string;
  run: (module: SecureModule, slot: number) => Done;
  usage: KeyUsage;
}

const OPERATIONS: Operation[] = [
  {
    name: "encipher PIN",
    usage: KeyUsage.PIN,
    run: (m, slot) => m.encipherPin({ slot, handle: type(m, "1234"), pan: PAN }).status,
  },
  { name: "MAC", usage: KeyUsage.MAC, run: (m, slot) => m.mac(slot, hex("00")).status },
  {
    name: "verify MAC",
    usage: KeyUsage.MAC,
    // A MAC that is right under the key of any slot: only the usage stands in the way.
    run: (m, slot) => m.verifyMac(slot, signedOnModule().mac(Slot.MAC, hex("00")).mac, hex("00")),
  },
  {
    name: "unwrap under",
    usage: KeyUsage.MASTER,
    run: (m, parent) => {
      const clear = hex("1A2B3C4D5E6F70819203A4B5C6D7E8F9");
      const key = { [Slot.TMK]: TMK, [Slot.PIN]: PIK, [Slot.MAC]: MAK }[parent] ?? TMK;
      return m.unwrapKey({
        slot: 9,
        usage: KeyUsage.PIN,
        parent,
        wrapped: tdesEncrypt(key, clear),
        kcv: keyCheckValue(clear),
      });
    },
  },
];

for (const { name, run, usage } of OPERATIONS) {
  const slots: Array<[held: KeyUsage, slot: Slot]> = [
    [KeyUsage.MASTER, Slot.TMK],
    [KeyUsage.PIN, Slot.PIN],
    [KeyUsage.MAC, Slot.MAC],
  ];
  for (const [held, slot] of slots) {
    const expected = held === usage ? Done.DONE : Done.REFUSED;
    test(`${name} with a ${KeyUsage[held]} key: ${Done[expected]}`, () => {
      assert.equal(run(signedOnModule(), slot), expected);
    });
  }
  test(`${name} with an empty slot: REFUSED`, () => assert.equal(run(signedOnModule(), 12), Done.REFUSED));
}
