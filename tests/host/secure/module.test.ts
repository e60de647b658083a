/** The secure module as a terminal uses it. Published test keys and a test PAN only. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { Done, KeyUsage, Purpose, Secret, Slot } from "../../../assembly/abi.ts";
import { decodePinBlock0 } from "../../../host/codec/pin_block.ts";
import { AES, SM4, TDES } from "../../../host/secure/cipher/block_cipher.ts";
import { macOf } from "../../../host/secure/mac/algorithms.ts";
import { decipherPin } from "../../../host/secure/pin/encipher.ts";
import { ISO, UNIONPAY, UNIONPAY_SM4 } from "../../../host/secure/profile.ts";
import { MemoryStore } from "../../../host/secure/store/store.ts";
import { decipherTrack } from "../../../host/secure/track.ts";
import {
  ENTRY,
  MAK,
  PAN,
  PAN_BYTES,
  PIK,
  TDK,
  TMK,
  boundModule,
  download,
  emptyModule,
  hex,
  inject,
  seeded,
  signedOnModule,
  type,
  upper,
} from "./support.ts";

const NO_BLOCK = { status: Done.REFUSED, block: new Uint8Array(8) };
const AES_KEY = hex("9B1C7A5F20D34E8861F0A2B3C4D5E6F7");
const SM4_KEYS = ["1A2B3C4D5E6F708192A3B4C5D6E7F809", "29384756A1B2C3D4E5F60718293A4B5C"].map(hex);
const digitsOf = (text: string): Uint8Array => Uint8Array.from(text, Number);

describe("an online PIN", () => {
  it("is found by the issuer as it was typed", () => {
    const module = signedOnModule();
    const { block } = module.encipherPin({ slot: Slot.PIN, handle: type(module, "246802"), pan: PAN_BYTES });
    assert.deepEqual(decodePinBlock0(TDES.decrypt(PIK, block), PAN), digitsOf("246802"));
  });

  it("goes in format 4 under an AES key, and in 16 bytes of format 0 under an SM4 key", () => {
    const module = emptyModule();
    inject(module, Slot.PIN, KeyUsage.PIN, AES_KEY, "aes");
    inject(module, 9, KeyUsage.PIN, SM4_KEYS[0]!, "sm4");
    for (const [slot, format, cipher, key] of [
      [Slot.PIN, 4, AES, AES_KEY],
      [9, 0, SM4, SM4_KEYS[0]!],
    ] as const) {
      const { block } = module.encipherPin({ slot, handle: type(module, "1234567"), pan: PAN_BYTES });
      assert.deepEqual(decipherPin({ format, cipher, key, pan: PAN_BYTES, block }), digitsOf("1234567"));
    }
  });

  it("has a block of format 3 where the profile says so, each with its own fill, and of format 1 without a card number", () => {
    const module = signedOnModule({ profile: { ...UNIONPAY, pinFormat: { ...UNIONPAY.pinFormat, tdes: 3 } } });
    const request = { slot: Slot.PIN, pan: PAN_BYTES };
    const blocks = [0, 1].map(() => module.encipherPin({ ...request, handle: type(module, "123456") }).block);
    assert.notDeepEqual(blocks[0], blocks[1]);
    for (const block of blocks)
      assert.deepEqual(decipherPin({ format: 3, cipher: TDES, key: PIK, pan: PAN_BYTES, block }), digitsOf("123456"));
    const { block } = module.encipherPin({ slot: Slot.PIN, handle: type(module, "123456"), pan: new Uint8Array(0) });
    assert.deepEqual(decipherPin({ format: 1, cipher: TDES, key: PIK, block }), digitsOf("123456"));
  });

  it("gives no block for a card number that is none, and its handle is spent", () => {
    for (const pan of ["12345678901", "1".repeat(20), "62162610000000000A8"]) {
      const module = signedOnModule();
      const handle = type(module, "1234");
      const request = { slot: Slot.PIN, handle };
      assert.deepEqual(module.encipherPin({ ...request, pan: new Uint8Array(Buffer.from(pan)) }), NO_BLOCK);
      assert.deepEqual(module.encipherPin({ ...request, pan: PAN_BYTES }), NO_BLOCK);
    }
  });

  it("has a handle that is good once, for its purpose, in its transaction, under a PIN key", () => {
    const module = signedOnModule();
    const once = { slot: Slot.PIN, handle: type(module, "1234"), pan: PAN_BYTES };
    assert.equal(module.encipherPin(once).status, Done.DONE);
    assert.deepEqual(module.encipherPin(once), NO_BLOCK);
    assert.deepEqual(module.encipherPin({ ...once, handle: type(module, "1234", Purpose.OPERATOR) }), NO_BLOCK);
    const later = { ...once, handle: type(module, "1234") };
    module.wipe();
    assert.deepEqual(module.encipherPin(later), NO_BLOCK);
    for (const slot of [Slot.TMK, Slot.MAC, Slot.TRACK, 30, 0, -1, 1.5])
      assert.deepEqual(module.encipherPin({ ...once, slot, handle: type(module, "1234") }), NO_BLOCK);
  });

  it("is taken ten times at once, and then one in half a minute; not so under DUKPT keys", () => {
    const module = signedOnModule();
    const typed = Array.from({ length: 11 }, () => type(module, "1234"));
    assert.deepEqual(
      typed.map((handle) => handle !== 0),
      [...Array.from({ length: 10 }, () => true), false],
    );
    assert.notEqual(type(module, "1234", Purpose.ONLINE_PIN, 30_000), 0);
  });
});

describe("a MAC", () => {
  it("is right, or refused when it is wrong, short or missing", () => {
    const module = signedOnModule();
    const data = hex("0210703E02810ED08013");
    const { mac } = module.mac(Slot.MAC, data);
    assert.deepEqual(mac, macOf("unionpay-ecb", MAK, data));
    assert.equal(module.verifyMac(Slot.MAC, mac, data), Done.DONE);
    assert.equal(module.verifyMac(Slot.MAC, mac, data.subarray(1)), Done.REFUSED);
    assert.equal(module.verifyMac(Slot.MAC, mac.subarray(0, 7), data), Done.REFUSED);
    assert.equal(module.verifyMac(Slot.MAC, new Uint8Array(0), data), Done.REFUSED);
    for (let i = 0; i < 8; i++) assert.equal(module.verifyMac(Slot.MAC, mac.with(i, mac[i]! ^ 1), data), Done.REFUSED);
  });

  it("is of the kind that the profile has for the key's cipher, 8 bytes", () => {
    const data = hex("0200");
    const single = signedOnModule({ profile: ISO });
    assert.equal(single.mac(Slot.MAC, data).status, Done.REFUSED, "a retail MAC takes two halves");
    const module = emptyModule({ profile: ISO });
    inject(module, Slot.MAC, KeyUsage.MAC, PIK);
    inject(module, 9, KeyUsage.MAC, AES_KEY, "aes");
    inject(module, 10, KeyUsage.MAC, SM4_KEYS[0]!, "sm4");
    assert.deepEqual(module.mac(Slot.MAC, data).mac, macOf("iso9797-3", PIK, data, { padding: 2 }));
    assert.deepEqual(module.mac(9, data).mac, macOf("aes-cmac", AES_KEY, data, { bytes: 8 }));
    assert.deepEqual(module.mac(10, data).mac, macOf("sm4-cbc", SM4_KEYS[0]!, data, { padding: 2, bytes: 8 }));
  });
});

describe("SM4 keys", () => {
  it("serve in each role where the profile says so", () => {
    const [master, pin] = SM4_KEYS as [Uint8Array, Uint8Array];
    const [mac, track] = [hex("0F1E2D3C4B5A69788796A5B4C3D2E1F0"), hex("F0E1D2C3B4A5968778695A4B3C2D1E10")];
    const module = emptyModule({ profile: UNIONPAY_SM4 });
    inject(module, Slot.TMK, KeyUsage.MASTER, master, "sm4");
    const loaded = module.loadKeys({ parent: Slot.TMK, download: download([pin, mac, track], "sm4", master) });
    assert.equal(loaded, Done.DONE);
    const { block } = module.encipherPin({ slot: Slot.PIN, handle: type(module, "1234"), pan: PAN_BYTES });
    assert.deepEqual(decipherPin({ format: 0, cipher: SM4, key: pin, pan: PAN_BYTES, block }), digitsOf("1234"));
    assert.deepEqual(module.mac(Slot.MAC, hex("0200")).mac, macOf("unionpay-ecb-sm4", mac, hex("0200")));
    const clear = hex("6216261000000000018D301220100000000000");
    assert.deepEqual(decipherTrack(SM4, track, module.encipherTrack(Slot.TRACK, clear).data), clear);
  });
});

describe("track data", () => {
  it("is enciphered under its own key alone", () => {
    const module = signedOnModule();
    const clear = hex("6216261000000000018D3012201000000000");
    const { status, data } = module.encipherTrack(Slot.TRACK, clear);
    assert.deepEqual([status, decipherTrack(TDES, TDK, data)], [Done.DONE, clear]);
    for (const slot of [Slot.TMK, Slot.PIN, Slot.MAC, 30])
      assert.equal(module.encipherTrack(slot, clear).status, Done.REFUSED);
    assert.equal(module.encipherTrack(Slot.TRACK, hex("")).status, Done.REFUSED);
  });
});

describe("records and primitives", () => {
  it("give a protected record back unchanged or not at all", () => {
    const module = emptyModule();
    for (const length of [0, 1, 19, 500]) {
      const record = seeded("record")(length);
      const sealed = module.protect(record).data;
      assert.equal(sealed.length, length + 28);
      assert.deepEqual(module.unprotect(sealed), { status: Done.DONE, data: record });
      for (let at = 0; at < sealed.length; at += 7)
        assert.equal(module.unprotect(sealed.with(at, sealed[at]! ^ 0x40)).status, Done.REFUSED);
      assert.equal(module.unprotect(sealed.subarray(1)).status, Done.REFUSED);
    }
    assert.equal(module.unprotect(new Uint8Array(5)).status, Done.REFUSED);
    const other = emptyModule({ random: seeded("other") });
    assert.equal(other.unprotect(module.protect(hex("00")).data).status, Done.REFUSED);
    assert.notDeepEqual(module.protect(hex("0102")).data, module.protect(hex("0102")).data);
  });

  it("give random bytes and hashes", () => {
    const module = emptyModule();
    assert.equal(module.random(32).data.length, 32);
    for (const length of [0, -1, 33, 1.5]) assert.equal(module.random(length).status, Done.REFUSED);
    const expected = new Uint8Array(createHash("sha256").update(hex("00")).digest());
    assert.deepEqual(module.hash("sha256", hex("00")).data, expected);
  });
});

describe("what comes out", () => {
  it("carries no key and no digit", () => {
    const module = signedOnModule();
    const secrets = [TMK, PIK, MAK, TDK, digitsOf("13579135")].map((secret) => Buffer.from(secret));
    const answers = [
      module.encipherPin({ slot: Slot.PIN, handle: type(module, "13579135"), pan: PAN_BYTES }).block,
      module.mac(Slot.MAC, hex("00")).mac,
      module.protect(hex("00")).data,
      module.random(32).data,
      module.hash("sha256", hex("00")).data,
      Buffer.from(inspect(module.keys.infoOf(Slot.PIN), { depth: 9 })),
    ];
    for (const answer of answers)
      for (const secret of secrets) assert.equal(Buffer.from(answer).includes(secret), false);
  });

  it("names no secret in any error or answer that can be provoked", () => {
    const said: string[] = [];
    const note = (attempt: () => unknown): void => {
      try {
        said.push(inspect(attempt()));
      } catch (error) {
        said.push(inspect(error));
      }
    };
    const module = signedOnModule();
    note(() => inject(module, 99, KeyUsage.MASTER, TMK));
    note(() => inject(module, Slot.TMK, KeyUsage.MASTER, TMK.subarray(1)));
    note(() => TDES.decrypt(TMK.subarray(1), PIK));
    note(() => TDES.decrypt(TMK, PIK.subarray(1)));
    note(() => module.loadKeys({ parent: Slot.MAC, download: download([PIK, MAK]) }));
    note(() => module.loadKeys({ parent: Slot.TMK, download: TMK }));
    note(() => module.keys.loadKeyBlock({ slot: 9, usage: KeyUsage.PIN, parent: Slot.TMK, block: upper(PIK) }));
    note(() => module.encipherPin({ slot: 30, handle: type(module, "24682468"), pan: PAN_BYTES }));
    note(() => module.beginEntry({ ...ENTRY, purpose: Purpose.ONLINE_PIN, digitsMax: 99 }, 0));
    const text = said
      .join("\n")
      .toUpperCase()
      .replaceAll(/[\s,]|0X/g, "");
    for (const secret of [upper(TMK), upper(PIK), upper(MAK), "24682468", PAN])
      assert.equal(text.includes(secret), false);
  });
});

describe("a store that fails", () => {
  it("makes the answer REFUSED and changes nothing", () => {
    const store = new MemoryStore();
    const module = signedOnModule({ store });
    const before = module.mac(Slot.MAC, hex("00"));
    store.save = () => {
      throw new Error("disk full");
    };
    assert.equal(module.loadKeys({ parent: Slot.TMK, download: download([TDK, PIK]) }), Done.REFUSED);
    assert.deepEqual(module.mac(Slot.MAC, hex("00")), before);
    assert.equal(module.setPassword({ purpose: Purpose.OPERATOR, user: 1 }, digitsOf("0000")), Done.REFUSED);
  });

  it("does not keep a tamper event from erasing, which is durable as soon as the store works again", () => {
    const store = new MemoryStore();
    const module = signedOnModule({ store });
    const save = store.save.bind(store);
    store.save = () => {
      throw new Error("disk full");
    };
    module.tamper();
    assert.equal(module.condition, "tampered");
    assert.equal(module.mac(Slot.MAC, hex("00")).status, Done.REFUSED);
    assert.equal(store.load()?.tampered, false);
    store.save = save;
    module.wipe();
    assert.deepEqual([store.load()?.tampered, store.load()?.slots], [true, []]);
  });
});

it("keys outlive the power", () => {
  const store = new MemoryStore();
  const before = signedOnModule({ store }).mac(Slot.MAC, hex("0200"));
  assert.deepEqual(emptyModule({ store }).mac(Slot.MAC, hex("0200")), before);
  assert.equal(boundModule().beginEntry({ ...ENTRY, purpose: Purpose.ONLINE_PIN }, 0), undefined);
  assert.equal(Secret.ENTERED, 0);
});
