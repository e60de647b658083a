/** Every way in which a key comes into the module but DUKPT; an operation with it proves the key. Published test keys. */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { describe, it } from "node:test";
import { Done, KeyUsage, Slot } from "../../../assembly/abi.ts";
import { CIPHERS } from "../../../host/secure/cipher/block_cipher.ts";
import { keyCheckValue } from "../../../host/secure/cipher/kcv.ts";
import { KeyOrigin, plainAttributes } from "../../../host/secure/key.ts";
import { sealRemoteKey } from "../../../host/secure/loading/remote.ts";
import type { RemoteLoadRequest } from "../../../host/secure/loading/remote.ts";
import type { SecureModule } from "../../../host/secure/module.ts";
import { UNIONPAY, UNIONPAY_BLOCKS } from "../../../host/secure/profile.ts";
import { MemoryStore } from "../../../host/secure/store/store.ts";
import { assertMacKey, assertPinKey, assertTrackKey, block, breakStore, joined, standing, wrapped } from "./proof.ts";
import {
  MAK,
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
  vectors,
} from "./support.ts";

interface KeyVector extends Record<string, string> {
  kind: string;
}

const TRANSPORT = 9;
const TRANSPORT_KEY = hex("7C2A91E0D35B48F61B0D9E4C83A7F251");
const NEW_TMK = hex("1CF88AB5D64F314F9EF237FBD99E29CD");
const SPARE = hex("9B1C7A5F20D34E8861F0A2B3C4D5E6F7");
const SINGLE = hex("5BB5C72CD00B7338");
const EMPTY = [undefined, undefined, undefined, undefined];
const load = (module: SecureModule, bytes: Uint8Array, parent: number = Slot.TMK): Done =>
  module.loadKeys({ parent, download: bytes });

/** A module with a transport key. */
function deliveredModule(profile = UNIONPAY_BLOCKS): SecureModule {
  const module = emptyModule({ profile });
  inject(module, TRANSPORT, KeyUsage.TRANSPORT, TRANSPORT_KEY);
  return module;
}

describe("a published key or MAC", () => {
  const cases = ["unionpay-keys.json", "mac-unionpay.json"].flatMap((file) => vectors<KeyVector>(file));
  const of = (kind: string, count: number): KeyVector[] => {
    const found = cases.filter((candidate) => candidate.kind === kind);
    assert.equal(found.length, count);
    return found;
  };

  it("is one of three kinds", () => assert.equal(cases.length, 9));

  it("comes out of field 62 as it was published", () => {
    for (const { TMK: master, f62, PIK: pin, MAK: mac } of of("workkey", 5)) {
      const module = emptyModule();
      inject(module, Slot.TMK, KeyUsage.MASTER, hex(master!));
      assert.equal(load(module, hex(f62!)), Done.DONE);
      assertPinKey(module, { slot: Slot.PIN, key: hex(pin!) });
      assertMacKey(module, { slot: Slot.MAC, key: hex(mac!) });
    }
  });

  it("is a master key under a transport key that nobody would take in earnest", () => {
    for (const { transportKey, encryptedTMK_plus_kcv: sent, TMK: master } of of("tmk", 2)) {
      assert.equal(inject(emptyModule(), TRANSPORT, KeyUsage.TRANSPORT, hex(transportKey!)), Done.REFUSED);
      const module = emptyModule({ testKeys: true });
      inject(module, TRANSPORT, KeyUsage.TRANSPORT, hex(transportKey!));
      assert.equal(load(module, hex(sent!), TRANSPORT), Done.DONE);
      assert.equal(load(module, download([PIK, MAK], "tdes", hex(master!))), Done.DONE);
      assertPinKey(module, { slot: Slot.PIN, key: PIK });
    }
  });

  it("is the MAC that the module makes", () => {
    for (const { key, mab, mac } of of("mac", 2)) {
      const module = emptyModule();
      inject(module, Slot.MAC, KeyUsage.MAC, hex(key!));
      assert.deepEqual(module.mac(Slot.MAC, hex(mab!)).mac, hex(mac!));
      assert.equal(module.verifyMac(Slot.MAC, hex(mac!), hex(mab!)), Done.DONE);
    }
  });
});

describe("a download", () => {
  it("of 24 bytes has a PIN key of single length, which only a profile that says so takes", () => {
    const bytes = joined(wrapped(TMK, SINGLE), wrapped(TMK, MAK));
    const module = boundModule();
    assert.equal(load(module, bytes), Done.REFUSED);
    assert.equal(module.keys.infoOf(Slot.MAC), undefined);
    const old = boundModule({ profile: { ...UNIONPAY, singleLengthPinKey: true } });
    assert.equal(load(old, bytes), Done.DONE);
    assertPinKey(old, { slot: Slot.PIN, key: joined(SINGLE, SINGLE) });
    assertMacKey(old, { slot: Slot.MAC, key: MAK });
  });

  it("of 40 or 60 bytes has keys for PINs, MACs of either length, and tracks", () => {
    const module = boundModule();
    assert.equal(load(module, download([PIK, NEW_TMK])), Done.DONE);
    assertMacKey(module, { slot: Slot.MAC, key: NEW_TMK });
    assert.equal(load(module, download([PIK, MAK, TDK])), Done.DONE);
    assertPinKey(module, { slot: Slot.PIN, key: PIK });
    assertMacKey(module, { slot: Slot.MAC, key: MAK });
    assertTrackKey(module, { slot: Slot.TRACK, key: TDK });
    assert.equal(module.keys.infoOf(Slot.TRACK)?.origin, KeyOrigin.UNWRAPPED);
  });

  it("in blocks has them in any order", () => {
    const module = boundModule({ profile: UNIONPAY_BLOCKS });
    const bytes = joined(block(KeyUsage.TRACK, TMK, TDK), block(KeyUsage.PIN, TMK, PIK));
    assert.equal(load(module, bytes), Done.DONE);
    assertPinKey(module, { slot: Slot.PIN, key: PIK });
    assertTrackKey(module, { slot: Slot.TRACK, key: TDK });
    assert.equal(load(module, block(KeyUsage.MASTER, TMK, NEW_TMK)), Done.REFUSED, "a master key under its own kind");
  });

  it("brings a master key under the transport key, and the keys that come with it are under the master key", () => {
    const working = [block(KeyUsage.PIN, NEW_TMK, PIK), block(KeyUsage.MAC, NEW_TMK, TDK)] as const;
    const master = block(KeyUsage.MASTER, TRANSPORT_KEY, NEW_TMK);
    for (const bytes of [joined(master, ...working), joined(...working, master)]) {
      const module = deliveredModule();
      assert.equal(load(module, bytes, TRANSPORT), Done.DONE);
      assertPinKey(module, { slot: Slot.PIN, key: PIK });
      assertMacKey(module, { slot: Slot.MAC, key: TDK });
      assert.equal(load(module, block(KeyUsage.TRACK, NEW_TMK, SPARE)), Done.DONE);
    }
  });

  it("under the transport key has a master key, and no working key of its own", () => {
    const module = deliveredModule();
    assert.equal(load(module, block(KeyUsage.PIN, TRANSPORT_KEY, PIK), TRANSPORT), Done.REFUSED);
    const flat = joined(block(KeyUsage.MASTER, TRANSPORT_KEY, NEW_TMK), block(KeyUsage.PIN, TRANSPORT_KEY, PIK));
    assert.equal(load(module, flat, TRANSPORT), Done.KCV_DIFFERS);
    assert.deepEqual(standing(module), EMPTY);
    assert.equal(load(deliveredModule(UNIONPAY), wrapped(TRANSPORT_KEY, NEW_TMK, { kcv: 8 }), TRANSPORT), Done.DONE);
  });

  it("is loaded whole or not at all", () => {
    const module = signedOnModule();
    const before = standing(module);
    for (let wrong = 0; wrong < 3; wrong++) {
      const keys = [NEW_TMK, TRANSPORT_KEY, SPARE].map((key, i) => wrapped(TMK, key, { isWrong: i === wrong }));
      assert.equal(load(module, joined(...keys)), Done.KCV_DIFFERS);
    }
    const bad = [download([PIK]), download([PIK, MAK]).subarray(1), new Uint8Array(0), new Uint8Array(60)];
    for (const bytes of bad) assert.notEqual(load(module, bytes), Done.DONE);
    for (const parent of [Slot.PIN, Slot.MAC, 30, 0, -1, NaN])
      assert.equal(load(module, download([NEW_TMK, MAK]), parent), Done.REFUSED);
    assert.equal(load(module, download([PIK, PIK])), Done.REFUSED, "one key, two usages");
    assert.equal(load(module, download([TMK, MAK])), Done.REFUSED, "the master key for a PIN key");
    assert.deepEqual(standing(module), before);
    const other = emptyModule();
    inject(other, Slot.TMK, KeyUsage.MASTER, NEW_TMK, "sm4");
    assert.equal(load(other, download([PIK, MAK], "tdes", NEW_TMK)), Done.REFUSED, "another cipher than the profile's");
    const delivered = deliveredModule();
    const working = block(KeyUsage.PIN, NEW_TMK, PIK);
    const bytes = joined(block(KeyUsage.MASTER, TRANSPORT_KEY, NEW_TMK, true), working);
    assert.equal(load(delivered, bytes, TRANSPORT), Done.KCV_DIFFERS);
    assert.deepEqual(standing(delivered), EMPTY);
  });
});

describe("components", () => {
  const parts = ["9B1C7A5F20D34E8861F0A2B3C4D5E6F7", "3D5F1B7992A4C6E80F1E2D3C4B5A6978"].map(hex);
  const key = parts[0]!.map((byte, i) => byte ^ parts[1]![i]!);
  const kcvOf = (bytes: Uint8Array): Uint8Array => keyCheckValue(CIPHERS.tdes, bytes, "zeros", 3);
  const request = {
    slot: Slot.MAC,
    attributes: plainAttributes(KeyUsage.MAC, "tdes"),
    keyBytes: 16,
    holders: 2,
    componentTimeout_ms: 60_000,
    totalTimeout_ms: 100_000,
  };

  it("of two holders make the key of a slot; one alone, or the same twice, do not", () => {
    const module = emptyModule();
    const { keys } = module;
    assert.equal(keys.beginComponents(request, 0), Done.DONE);
    const first = keys.addComponent("first", parts[0]!, 1, kcvOf(parts[0]!));
    assert.deepEqual(first, { outcome: "TAKEN", kcv: kcvOf(parts[0]!) });
    assert.equal(keys.addComponent("first", parts[1]!, 2).outcome, "HOLDER_TWICE");
    assert.equal(keys.addComponent("second", parts[0]!, 2).outcome, "COMPONENT_TWICE");
    assert.equal(keys.finishComponents(3).outcome, "TOO_FEW");
    assert.equal(keys.addComponent("second", parts[1]!, 4, kcvOf(parts[0]!)).outcome, "KCV_DIFFERS");
    assert.equal(keys.addComponent("second", parts[1]!, 4).outcome, "TAKEN");
    const done = keys.finishComponents(5, kcvOf(key));
    assert.deepEqual(done, { outcome: "DONE", kcv: kcvOf(key), loaded: Done.DONE });
    assertMacKey(module, { slot: Slot.MAC, key });
    assert.equal(keys.infoOf(Slot.MAC)?.origin, KeyOrigin.COMPONENTS);
    assert.equal(keys.finishComponents(6).outcome, "OVER");
  });

  it("are gone in time without anybody asking, and for another slot's usage they make nothing", () => {
    const module = boundModule();
    assert.equal(module.keys.addComponent("first", parts[0]!, 0).outcome, "OVER");
    module.keys.beginComponents(request, 0);
    module.keys.addComponent("first", parts[0]!, 10_000);
    assert.equal(module.keys.nextDeadline_ms, 70_000);
    module.tick(70_000);
    assert.deepEqual([module.keys.nextDeadline_ms, module.keys.finishComponents(0).outcome], [undefined, "OVER"]);
    module.keys.beginComponents({ ...request, slot: Slot.TMK }, 0);
    for (const [i, part] of parts.entries()) module.keys.addComponent(String(i), part, 0);
    assert.equal(module.keys.finishComponents(1).loaded, Done.REFUSED);
    for (const part of [{ holders: 1 }, { keyBytes: 7 }, { attributes: plainAttributes(KeyUsage.DUKPT, "tdes") }])
      assert.equal(module.keys.beginComponents({ ...request, ...part }, 0), Done.REFUSED);
  });
});

describe("a remote load", () => {
  const ID = "10000159";
  const [acquirer, stranger] = [generateKeyPairSync("ed25519"), generateKeyPairSync("ed25519")];
  const spki = (key: KeyObject): Uint8Array => new Uint8Array(key.export({ type: "spki", format: "der" }));
  const store = new MemoryStore();
  const module = emptyModule({ store });
  const answer = (request: RemoteLoadRequest, signingKey = acquirer.privateKey, key = NEW_TMK): Uint8Array =>
    sealRemoteKey(request, key, { signingKey, algorithm: "tdes", random: seeded("acquirer") });

  it("needs the terminal's own key pair and the acquirer's public key", () => {
    assert.equal(module.keys.beginRemote(ID), undefined);
    assert.equal(module.keys.trustAcquirer(spki(acquirer.publicKey)), Done.DONE);
    assert.equal(module.keys.beginRemote(ID), undefined);
    const mend = breakStore(store);
    assert.equal(module.keys.makeTerminalKey(), Done.REFUSED);
    mend();
    assert.equal(module.keys.beginRemote(ID), undefined);
    assert.equal(module.keys.makeTerminalKey(), Done.DONE);
    assert.equal(module.keys.beginRemote(""), undefined);
    const { publicKey } = module.keys.beginRemote(ID)!;
    const mendOther = breakStore(store);
    assert.deepEqual(
      [module.keys.makeTerminalKey(), module.keys.trustAcquirer(spki(stranger.publicKey))],
      [Done.REFUSED, Done.REFUSED],
    );
    mendOther();
    assert.deepEqual(module.keys.beginRemote(ID)?.publicKey, publicKey, "the key pair of before");
  });

  it("brings the master key once, also after the power was cut between", () => {
    const again = emptyModule({ store });
    const request = again.keys.beginRemote(ID)!;
    const envelope = answer(request);
    assert.equal(again.keys.finishRemote(Slot.TMK, envelope), Done.DONE);
    assert.equal(again.keys.finishRemote(Slot.TMK, envelope), Done.REFUSED, "a replay");
    again.keys.beginRemote(ID);
    assert.equal(again.keys.finishRemote(Slot.TMK, envelope), Done.REFUSED, "an answer to an earlier request");
    assert.equal(load(again, download([PIK, MAK], "tdes", NEW_TMK)), Done.DONE);
    assertPinKey(again, { slot: Slot.PIN, key: PIK });
    assert.equal(again.keys.infoOf(Slot.TMK)?.origin, KeyOrigin.REMOTE);
    for (const [envelopeOf, slot] of [
      [(sent: RemoteLoadRequest) => answer(sent, stranger.privateKey), Slot.TMK],
      [(sent: RemoteLoadRequest) => answer({ ...sent, terminalId: "10000160" }), Slot.TMK],
      [(sent: RemoteLoadRequest) => answer(sent).subarray(1), Slot.TMK],
      [(sent: RemoteLoadRequest) => answer(sent), Slot.PIN],
      [(sent: RemoteLoadRequest) => answer(sent, acquirer.privateKey, PIK), Slot.TMK],
    ] as const)
      assert.equal(again.keys.finishRemote(slot, envelopeOf(again.keys.beginRemote(ID)!)), Done.REFUSED);
  });
});

describe("a slot", () => {
  it("keeps its usage until it is erased, also over a store that fails", () => {
    const store = new MemoryStore();
    const module = signedOnModule({ store });
    assert.equal(inject(module, Slot.PIN, KeyUsage.MAC, NEW_TMK), Done.REFUSED);
    const mend = breakStore(store);
    assert.equal(module.keys.erase(Slot.PIN), Done.REFUSED);
    mend();
    assertPinKey(module, { slot: Slot.PIN, key: PIK });
    assert.equal(module.keys.erase(Slot.PIN), Done.DONE);
    assert.equal(module.keys.erase(Slot.PIN), Done.REFUSED, "empty");
    assert.equal(inject(module, Slot.PIN, KeyUsage.MAC, NEW_TMK), Done.DONE);
    assertMacKey(module, { slot: Slot.PIN, key: NEW_TMK });
  });

  it("takes no key that serves another usage, and a well-known one only in a test", () => {
    const module = signedOnModule();
    assert.equal(inject(module, 20, KeyUsage.MAC, PIK), Done.REFUSED);
    assert.equal(inject(module, 20, KeyUsage.PIN, PIK), Done.DONE);
    const known = hex("0123456789ABCDEFFEDCBA9876543210");
    assert.equal(inject(module, 21, KeyUsage.MAC, known), Done.REFUSED);
    assert.equal(inject(emptyModule({ testKeys: true }), 21, KeyUsage.MAC, known), Done.DONE);
    const kcv = { method: "zeros", value: hex("AABBCC") } as const;
    const wrong = { slot: 22, attributes: plainAttributes(KeyUsage.MAC, "tdes"), key: NEW_TMK, kcv };
    assert.equal(module.keys.inject(wrong), Done.KCV_DIFFERS);
    for (const slot of [0, 33, -1, 1.5, NaN]) assert.equal(inject(module, slot, KeyUsage.MAC, NEW_TMK), Done.REFUSED);
    assert.equal(inject(module, 22, KeyUsage.DUKPT, NEW_TMK), Done.REFUSED);
  });
});

it("what a caller gave it may wipe, Buffers too", () => {
  const store = new MemoryStore();
  const module = emptyModule({ store });
  const given: Buffer[] = [];
  const own = (bytes: Uint8Array): Buffer => (given.push(Buffer.from(bytes)), given.at(-1)!);
  const kcv = { method: "zeros", value: own(keyCheckValue(CIPHERS.tdes, TMK, "zeros", 3)) } as const;
  const attributes = plainAttributes(KeyUsage.MASTER, "tdes");
  assert.equal(module.keys.inject({ slot: Slot.TMK, attributes, key: own(TMK), kcv }), Done.DONE);
  assert.equal(load(module, own(download([PIK, MAK, TDK]))), Done.DONE);
  for (const bytes of given) bytes.fill(0);
  attributes.usage = KeyUsage.PIN;
  assertPinKey(module, { slot: Slot.PIN, key: PIK });
  assertMacKey(module, { slot: Slot.MAC, key: MAK });
  assertTrackKey(module, { slot: Slot.TRACK, key: TDK });
  assert.equal(load(module, download([TDK, TRANSPORT_KEY, PIK])), Done.REFUSED, "keys that change their places");
  assert.equal(load(module, download([NEW_TMK, TRANSPORT_KEY])), Done.DONE);
  assertPinKey(emptyModule({ store }), { slot: Slot.PIN, key: NEW_TMK });
});
