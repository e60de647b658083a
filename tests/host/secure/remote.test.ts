/** Remote load of the master key. The keys are made for the run; the master key is that of vector workkey-easy8583. */
import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { KeyUsage } from "../../../assembly/abi.ts";
import { generateTerminalKey, RemoteLoad, sealRemoteKey } from "../../../host/secure/loading/remote.ts";
import type { RemoteLoadRequest, SealOptions } from "../../../host/secure/loading/remote.ts";
import { codeOf } from "./refusal.ts";
import { seeded, TMK, upper } from "./support.ts";

const ID = "10000159";
const terminal = generateTerminalKey();
const acquirer = generateKeyPairSync("ed25519");
const stranger = generateKeyPairSync("ed25519");
const random = seeded("remote");
const OPTIONS: SealOptions = { signingKey: acquirer.privateKey, algorithm: "tdes", random };

function spki(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ type: "spki", format: "der" }));
}

function load(acquirerKey: KeyObject = acquirer.publicKey, id = ID): RemoteLoad {
  return new RemoteLoad(id, terminal.privateKey, spki(acquirerKey));
}

function sealed(request: RemoteLoadRequest, part: Partial<SealOptions> = {}): Uint8Array {
  return sealRemoteKey(request, TMK, { ...OPTIONS, ...part });
}

describe("a remote load", () => {
  it("brings the master key that the acquirer sealed, with its attributes", () => {
    const own = load();
    const request = own.begin(random);
    assert.deepEqual([request.terminalId, request.publicKey], [ID, terminal.publicKey]);
    assert.equal(
      createPublicKey({ key: Buffer.from(request.publicKey), format: "der", type: "spki" }).asymmetricKeyType,
      "rsa",
    );
    const { key, attributes } = own.open(sealed(request, { keyVersion: "07" }));
    assert.deepEqual(key, TMK);
    const expected = { usage: KeyUsage.MASTER, algorithm: "tdes", mode: "D", exportability: "N", version: "07" };
    assert.deepEqual(attributes, expected);
  });

  it("brings AES and SM4 keys too, signed by RSA as well", () => {
    // The terminal's own pair is RSA: it serves for an acquirer's here, to save the time of making another.
    const signingKey = createPrivateKey({ key: Buffer.from(terminal.privateKey), format: "der", type: "pkcs8" });
    const own = load(createPublicKey(signingKey));
    for (const [algorithm, bytes] of [
      ["aes", 32],
      ["sm4", 16],
      ["tdes", 24],
    ] as const) {
      const key = random(bytes);
      const opened = own.open(sealRemoteKey(own.begin(random), key, { algorithm, random, signingKey }));
      assert.deepEqual([opened.key, opened.attributes.algorithm], [key, algorithm]);
    }
  });

  it("shows neither key in the envelope, and no two envelopes are alike", () => {
    const request = load().begin(random);
    const [one, other] = [sealed(request), sealed(request)];
    assert.notDeepEqual(one, other);
    assert.ok(!upper(one).includes(upper(TMK)));
  });
});

describe("an envelope", () => {
  it("opens once: its nonce is spent, whatever became of it", () => {
    const own = load();
    const envelope = sealed(own.begin(random));
    own.open(envelope);
    assert.equal(
      codeOf(() => own.open(envelope)),
      "NONCE",
    );
    const second = sealed(own.begin(random));
    assert.equal(
      codeOf(() => own.open(envelope)),
      "NONCE",
    );
    assert.equal(
      codeOf(() => own.open(second)),
      "NONCE",
    );
    assert.equal(
      codeOf(() => load().open(second)),
      "NONCE",
    );
  });

  it("of an earlier request is refused", () => {
    const own = load();
    const early = sealed(own.begin(random));
    own.begin(random);
    assert.equal(
      codeOf(() => own.open(early)),
      "NONCE",
    );
  });

  it("of a stranger, for another terminal or another key, is refused before anything is deciphered", () => {
    const own = load();
    const refused = (make: (request: RemoteLoadRequest) => Uint8Array): string =>
      codeOf(() => own.open(make(own.begin(random))));
    assert.equal(
      refused((request) => sealed(request, { signingKey: stranger.privateKey })),
      "SIGNATURE",
    );
    assert.equal(
      refused((request) => sealed({ ...request, terminalId: "10000160" })),
      "SIGNATURE",
    );
    assert.equal(
      refused((request) => sealed({ ...request, nonce: random(16) })),
      "NONCE",
    );
    // Another modulus; that nobody knows its factors does not matter here.
    const elsewhere = terminal.publicKey.map((byte, i) => (i === 100 ? byte ^ 0x55 : byte));
    assert.equal(
      refused((request) => sealed({ ...request, publicKey: elsewhere })),
      "SIGNATURE",
    );
  });

  it("with any change is refused with a code and no value", () => {
    const own = load();
    const at = fc.nat();
    fc.assert(
      fc.property(at, fc.integer({ min: 1, max: 255 }), fc.constantFrom("flip", "cut", "add"), (place, mask, how) => {
        const envelope = sealed(own.begin(random));
        const i = place % envelope.length;
        const flipped = envelope.map((byte, n) => (n === i ? byte ^ mask : byte));
        const changed = { flip: flipped, cut: envelope.slice(0, i), add: new Uint8Array([...envelope, mask]) }[how];
        assert.notEqual(
          codeOf(() => own.open(changed)),
          "taken",
        );
      }),
      { numRuns: 40 },
    );
  });

  it("of any bytes is refused with a code", () => {
    const own = load();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        own.begin(random);
        assert.notEqual(
          codeOf(() => own.open(bytes)),
          "taken",
        );
        own.begin(random);
        assert.notEqual(
          codeOf(() => own.open(new Uint8Array([1, ...bytes]))),
          "taken",
        );
      }),
      { numRuns: 200 },
    );
  });
});

describe("keys of a remote load", () => {
  it("that are short, of another kind or no keys are refused", () => {
    const short = generateKeyPairSync("rsa", { modulusLength: 1024 });
    const curve = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pkcs8 = (key: KeyObject): Uint8Array => new Uint8Array(key.export({ type: "pkcs8", format: "der" }));
    for (const key of [short.publicKey, curve.publicKey])
      assert.equal(
        codeOf(() => load(key)),
        "ACQUIRER_KEY",
      );
    for (const key of [short.privateKey, curve.privateKey, stranger.privateKey]) {
      assert.equal(
        codeOf(() => new RemoteLoad(ID, pkcs8(key), spki(acquirer.publicKey))),
        "TERMINAL_KEY",
      );
    }
    assert.equal(
      codeOf(() => new RemoteLoad(ID, random(50), spki(acquirer.publicKey))),
      "TERMINAL_KEY",
    );
    assert.equal(
      codeOf(() => new RemoteLoad(ID, terminal.privateKey, random(50))),
      "ACQUIRER_KEY",
    );
    for (const id of ["", "1".repeat(33), "1\n", "é"])
      assert.equal(
        codeOf(() => load(acquirer.publicKey, id)),
        "TERMINAL_ID",
      );
    const request = load().begin(random);
    assert.equal(
      codeOf(() => sealed({ ...request, publicKey: spki(short.publicKey) })),
      "TERMINAL_KEY",
    );
    assert.equal(
      codeOf(() => sealed(request, { signingKey: curve.privateKey })),
      "ACQUIRER_KEY",
    );
    assert.equal(
      codeOf(() => sealed({ ...request, nonce: random(8) })),
      "NONCE",
    );
    assert.equal(
      codeOf(() => sealRemoteKey(request, random(15), OPTIONS)),
      "KEY_LENGTH",
    );
  });
});
