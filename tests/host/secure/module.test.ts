import assert from "node:assert/strict";
import { createCipheriv, createHash } from "node:crypto";
import { test } from "node:test";
import { inspect } from "node:util";
import { Done, KeyUsage, Purpose, Secret, Slot } from "../../../assembly/abi.ts";
import { decodePinBlock0 } from "../../../host/codec/pin_block.ts";
import type { SecureModule } from "../../../host/secure/module.ts";
import { OPERATOR_TRIES } from "../../../host/secure/operators.ts";
import { MemoryStore } from "../../../host/secure/store.ts";
import { tdesDecrypt } from "../../../host/secure/tdes.ts";
import {
  ENTRY,
  MAK,
  PAN,
  PIK,
  TMK,
  emptyModule,
  hex,
  seeded,
  signedOnModule,
  type,
  unwrap,
  upper,
  vectors,
} from "./support.ts";
import type { Vector } from "./support.ts";

const digitsOf = (text: string): Uint8Array => Uint8Array.from(text, Number);

for (const vector of vectors<Vector>("pin-keys-mac.json").filter((v) => v.op === "pin.encode")) {
  const pin = String(vector.in["pin"]);
  const block = vector.out?.["block"];
  // A PIN of another length cannot be typed: those cases are the codec's.
  if (block === undefined) continue;
  test(`a published PIN block under the PIN key: ${vector.id}`, () => {
    const module = signedOnModule();
    const handle = type(module, pin);
    const result = module.encipherPin({ slot: Slot.PIN, handle, pan: String(vector.in["pan"]) });
    const cipher = createCipheriv("des-ede", PIK, null).setAutoPadding(false);
    assert.deepEqual([result.status, upper(result.block)], [Done.DONE, upper(cipher.update(hex(block)))]);
  });
}

test("the issuer finds the PIN that was typed", () => {
  const module = signedOnModule();
  const result = module.encipherPin({ slot: Slot.PIN, handle: type(module, "246802"), pan: PAN });
  assert.deepEqual(decodePinBlock0(tdesDecrypt(PIK, result.block), PAN), digitsOf("246802"));
});

test("a PAN that is none gives no PIN block", () => {
  for (const pan of ["", "12345678901", "1".repeat(20), "62162610000000000A8"]) {
    const module = signedOnModule();
    const result = module.encipherPin({ slot: Slot.PIN, handle: type(module, "1234"), pan });
    assert.deepEqual(result, { status: Done.REFUSED, block: new Uint8Array(8) });
  }
});

test("a wrong, short or missing MAC is refused", () => {
  const module = signedOnModule();
  const data = hex("0210703E02810ED08013");
  const { mac } = module.mac(Slot.MAC, data);
  assert.equal(module.verifyMac(Slot.MAC, mac, data), Done.DONE);
  assert.equal(module.verifyMac(Slot.MAC, mac, data.subarray(1)), Done.REFUSED);
  assert.equal(module.verifyMac(Slot.MAC, mac.subarray(0, 7), data), Done.REFUSED);
  assert.equal(module.verifyMac(Slot.MAC, new Uint8Array(0), data), Done.REFUSED);
  for (let i = 0; i < 8; i++) {
    const wrong = mac.map((byte, at) => (at === i ? byte ^ 1 : byte));
    assert.equal(module.verifyMac(Slot.MAC, wrong, data), Done.REFUSED);
  }
});

test("the other MAC algorithm needs a double-length key", () => {
  const module = signedOnModule({ macAlgorithm: "iso9797-3" });
  assert.equal(module.mac(Slot.MAC, hex("00")).status, Done.REFUSED);
  unwrap(module, Slot.MAC, KeyUsage.MAC, hex("55036372B17543ECB173730768B8D6C4"));
  assert.equal(module.mac(Slot.MAC, hex("00")).status, Done.DONE);
});

test("a protected record comes back unchanged or not at all", () => {
  const module = emptyModule();
  for (const length of [0, 1, 19, 500]) {
    const record = seeded("record")(length);
    const sealed = module.protect(record).data;
    assert.equal(sealed.length, length + 28);
    assert.deepEqual(module.unprotect(sealed), { status: Done.DONE, data: record });
    for (let at = 0; at < sealed.length; at += 7) {
      const changed = sealed.map((byte, i) => (i === at ? byte ^ 0x40 : byte));
      assert.deepEqual(module.unprotect(changed), { status: Done.REFUSED, data: new Uint8Array(0) });
    }
    assert.equal(module.unprotect(sealed.subarray(1)).status, Done.REFUSED);
  }
  assert.equal(module.unprotect(new Uint8Array(5)).status, Done.REFUSED);
  const other = emptyModule({ random: seeded("other") });
  assert.equal(other.unprotect(module.protect(hex("00")).data).status, Done.REFUSED);
});

test("the same record is never enciphered to the same bytes", () => {
  const module = emptyModule();
  assert.notDeepEqual(module.protect(hex("0102")).data, module.protect(hex("0102")).data);
});

test("RSA recovery is m^e mod n, here with a UnionPay public key and its published check sum", () => {
  const capk = vectors<Vector>("pin-keys-mac.json").find((v) => v.op === "capk");
  assert.ok(capk);
  const field = (name: string): Uint8Array => hex(String(capk.in[name]));
  const module = emptyModule();
  const modulus = field("modulus");
  const whole = Buffer.concat([field("rid"), field("index"), modulus, field("exponent")]);
  assert.equal(upper(module.hash("sha1", whole).data), capk.out["sha1"]);

  const data = seeded("rsa")(modulus.length);
  data[0] = 0x10;
  const result = module.rsaRecover({ modulus, exponent: field("exponent"), data });
  const expected = BigInt(`0x${upper(data)}`) ** 3n % BigInt(`0x${upper(modulus)}`);
  assert.equal(
    upper(result.data),
    expected
      .toString(16)
      .toUpperCase()
      .padStart(2 * modulus.length, "0"),
  );

  const wrong: Array<Partial<{ modulus: Uint8Array; exponent: Uint8Array; data: Uint8Array }>> = [
    { data: data.subarray(1) },
    { data: new Uint8Array(modulus.length).fill(0xff) },
    { exponent: hex("") },
    { exponent: hex("02") },
    { exponent: hex("0100000003") },
    { modulus: modulus.map((byte, i) => (i === modulus.length - 1 ? byte & 0xfe : byte)) },
    { modulus: new Uint8Array(0), data: new Uint8Array(0) },
  ];
  for (const part of wrong) {
    const answer = module.rsaRecover({ modulus, exponent: field("exponent"), data, ...part });
    assert.deepEqual(answer, { status: Done.REFUSED, data: new Uint8Array(0) });
  }
});

test("random bytes and hashes", () => {
  const module = emptyModule();
  assert.equal(module.random(32).data.length, 32);
  for (const length of [0, -1, 33, 1.5]) assert.equal(module.random(length).status, Done.REFUSED);
  assert.deepEqual(
    module.hash("sha256", hex("00")).data,
    new Uint8Array(createHash("sha256").update(hex("00")).digest()),
  );
});

test("an operator's password: right, wrong, used up, durable", () => {
  const store = new MemoryStore();
  const module = emptyModule({ store });
  assert.equal(module.setOperator(1, digitsOf("0000")), Done.DONE);
  const verify = (on: SecureModule, digits: string, user = 1): Done =>
    on.verifySecret(type(on, digits, Purpose.OPERATOR), user);
  assert.equal(verify(module, "0000"), Done.DONE);
  assert.equal(verify(module, "0000", 2), Done.REFUSED, "nobody");
  assert.equal(module.verifySecret(type(module, "0000"), 1), Done.REFUSED, "a PIN is no password");
  for (let i = 0; i < OPERATOR_TRIES; i++) {
    // The tries outlive the power.
    assert.equal(verify(emptyModule({ store }), "1111"), Done.REFUSED);
  }
  assert.equal(verify(emptyModule({ store }), "0000"), Done.REFUSED, "used up");
  const again = emptyModule({ store });
  assert.equal(again.setOperator(1, digitsOf("2222")), Done.DONE);
  assert.equal(verify(again, "2222"), Done.DONE);
  assert.equal(again.setOperator(-1, digitsOf("2222")), Done.REFUSED);
});

/** Every call that gives a status. */
function everyAnswer(module: SecureModule): Array<[string, Done | Secret | undefined]> {
  return [
    ["unwrapKey", unwrap(module, Slot.MAC, KeyUsage.MAC, MAK)],
    ["beginEntry", module.beginEntry({ ...ENTRY, purpose: Purpose.ONLINE_PIN }, 0)?.status],
    ["encipherPin", module.encipherPin({ slot: Slot.PIN, handle: 1, pan: PAN }).status],
    ["verifySecret", module.verifySecret(1, 1)],
    ["setOperator", module.setOperator(1, digitsOf("0000"))],
    ["mac", module.mac(Slot.MAC, hex("00")).status],
    ["verifyMac", module.verifyMac(Slot.MAC, new Uint8Array(8), hex("00"))],
    ["protect", module.protect(hex("00")).status],
    ["unprotect", module.unprotect(new Uint8Array(29)).status],
    ["random", module.random(4).status],
    ["hash", module.hash("sha1", hex("00")).status],
    ["rsaRecover", module.rsaRecover({ modulus: hex(""), exponent: hex(""), data: hex("") }).status],
  ];
}

test("tamper erases everything and latches over a restart, until a master key is injected", () => {
  const store = new MemoryStore();
  const module = signedOnModule({ store });
  module.setOperator(1, digitsOf("0000"));
  const sealed = module.protect(hex("0102")).data;
  const handle = type(module, "123456");
  const keys = (module as unknown as { slots: { all(): Array<{ key: Uint8Array }> } }).slots
    .all()
    .map((slot) => slot.key);
  module.tamper();
  for (const key of keys) assert.deepEqual(key, new Uint8Array(key.length));
  assert.equal(module.encipherPin({ slot: Slot.PIN, handle, pan: PAN }).status, Done.REFUSED);

  for (const tampered of [module, emptyModule({ store })]) {
    assert.equal(tampered.tampered, true);
    for (const [name, status] of everyAnswer(tampered)) {
      assert.equal(status, name === "beginEntry" ? Secret.REFUSED : Done.REFUSED, name);
    }
  }
  assert.equal(module.injectMasterKey(Slot.TMK, TMK), Done.DONE);
  assert.equal(module.tampered, false);
  assert.equal(module.mac(Slot.MAC, hex("00")).status, Done.REFUSED, "the old keys stay gone");
  assert.equal(module.unprotect(sealed).status, Done.REFUSED, "so does the storage key");
  assert.equal(unwrap(module, Slot.MAC, KeyUsage.MAC, MAK), Done.DONE);
});

test("a tamper in the middle of an entry leaves no digit", () => {
  const module = signedOnModule();
  module.beginEntry({ ...ENTRY, purpose: Purpose.ONLINE_PIN }, 0);
  module.key({ digit: 7 }, 1);
  module.tamper();
  assert.equal(module.entering, undefined);
  assert.equal(module.key("enter", 2), undefined);
});

test("a store that fails makes the answer REFUSED and changes nothing", () => {
  const store = new MemoryStore();
  const module = signedOnModule({ store });
  const before = module.mac(Slot.MAC, hex("00"));
  store.save = () => {
    throw new Error("disk full");
  };
  assert.equal(unwrap(module, Slot.MAC, KeyUsage.MAC, hex("1A2B3C4D5E6F7081")), Done.REFUSED);
  assert.deepEqual(module.mac(Slot.MAC, hex("00")), before);
  assert.equal(module.setOperator(1, digitsOf("0000")), Done.REFUSED);
});

test("slots outlive the power", () => {
  const store = new MemoryStore();
  const before = signedOnModule({ store }).mac(Slot.MAC, hex("0200"));
  assert.deepEqual(emptyModule({ store }).mac(Slot.MAC, hex("0200")), before);
});

test("no answer carries a key or a digit", () => {
  const module = signedOnModule();
  const secrets = [TMK, PIK, MAK, digitsOf("13579135")].map((secret) => Buffer.from(secret));
  const handle = type(module, "13579135");
  const answers = [
    module.encipherPin({ slot: Slot.PIN, handle, pan: PAN }).block,
    module.mac(Slot.MAC, hex("00")).mac,
    module.protect(hex("00")).data,
    module.random(32).data,
    module.hash("sha256", hex("00")).data,
  ];
  for (const answer of answers) for (const secret of secrets) assert.equal(Buffer.from(answer).includes(secret), false);
});

test("no error that can be provoked names a secret", () => {
  const messages: string[] = [];
  const note = (attempt: () => unknown): void => {
    try {
      messages.push(inspect(attempt()));
    } catch (error) {
      messages.push(inspect(error));
    }
  };
  const module = signedOnModule();
  note(() => module.injectMasterKey(99, TMK));
  note(() => module.injectMasterKey(Slot.TMK, TMK.subarray(1)));
  note(() => tdesDecrypt(TMK.subarray(1), PIK));
  note(() => tdesDecrypt(TMK, PIK.subarray(1)));
  note(() => unwrap(module, Slot.MAC, KeyUsage.PIN, PIK));
  note(() => module.encipherPin({ slot: Slot.PIN, handle: type(module, "24682468"), pan: `${PAN}X` }));
  note(() => module.beginEntry({ ...ENTRY, purpose: Purpose.ONLINE_PIN, digitsMax: 99 }, 0));
  const text = messages
    .join("\n")
    .toUpperCase()
    .replaceAll(/[\s,]|0X/g, "");
  for (const secret of [upper(TMK), upper(PIK), upper(MAK), "24682468", PAN]) {
    assert.equal(text.includes(secret), false);
  }
});
