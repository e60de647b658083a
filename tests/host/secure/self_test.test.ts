import assert from "node:assert/strict";
import { test } from "node:test";
import type { BlockCipher } from "../../../host/secure/cipher/block_cipher.ts";
import { KNOWN_ANSWERS } from "../../../host/secure/self_test/known_answers.ts";
import { PRIMITIVES } from "../../../host/secure/self_test/primitives.ts";
import type { Primitives } from "../../../host/secure/self_test/primitives.ts";
import { SELF_TEST_PERIOD_MS, SelfTest, wrongAnswers } from "../../../host/secure/self_test/self_test.ts";

type Wrong = readonly [name: string, wrong: Partial<Primitives>, noticed: readonly string[]];

/** One bit of every byte. */
function bent(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => byte ^ 1);
}

function bentCipher(cipher: BlockCipher, method: "encrypt" | "decrypt" | "encryptCbc" | "decryptCbc"): BlockCipher {
  return {
    ...cipher,
    [method]: (key: Uint8Array, data: Uint8Array, iv?: Uint8Array) => bent(cipher[method](key, data, iv)),
  };
}

const P = PRIMITIVES;

/** Every primitive, wrong in one way, and the known answers that must notice; several where it makes several things. */
const WRONG: readonly Wrong[] = [
  ["TDES", { tdes: bentCipher(P.tdes, "encrypt") }, ["DES", "TDES", "check value", "track encipherment"]],
  ["TDES inverse", { tdes: bentCipher(P.tdes, "decrypt") }, ["TDES inverse"]],
  ["TDES CBC", { tdes: bentCipher(P.tdes, "encryptCbc") }, ["TDES CBC"]],
  ["TDES CBC inverse", { tdes: bentCipher(P.tdes, "decryptCbc") }, ["TDES CBC inverse"]],
  [
    "AES",
    { aes: bentCipher(P.aes, "encrypt") },
    ["AES-128", "AES-256", "check value by CMAC", "AES-CMAC", "AES-CMAC, nothing"],
  ],
  ["AES inverse", { aes: bentCipher(P.aes, "decrypt") }, ["AES-128 inverse"]],
  [
    "AES CBC",
    { aes: bentCipher(P.aes, "encryptCbc") },
    ["AES CBC", "check value by CMAC", "AES-CMAC", "AES-CMAC, nothing"],
  ],
  ["AES CBC inverse", { aes: bentCipher(P.aes, "decryptCbc") }, ["AES CBC inverse"]],
  ["SM4", { sm4: bentCipher(P.sm4, "encrypt") }, ["SM4"]],
  ["SM4 inverse", { sm4: bentCipher(P.sm4, "decrypt") }, ["SM4 inverse"]],
  ["SM4 CBC", { sm4: bentCipher(P.sm4, "encryptCbc") }, ["SM4 CBC"]],
  ["SM4 CBC inverse", { sm4: bentCipher(P.sm4, "decryptCbc") }, ["SM4 CBC inverse"]],
  ["CMAC", { cmac: (...given) => bent(P.cmac(...given)) }, ["AES-CMAC", "AES-CMAC, nothing"]],
  ["check value", { keyCheckValue: onlyKcv("zeros") }, ["check value"]],
  ["check value by CMAC", { keyCheckValue: onlyKcv("cmac") }, ["check value by CMAC"]],
  ["TDES-CMAC", { macOf: onlyMac("tdes-cmac") }, ["TDES-CMAC"]],
  ["CBC MAC", { macOf: onlyMac("iso9797-1") }, ["CBC MAC"]],
  ["retail MAC", { macOf: onlyMac("iso9797-3") }, ["retail MAC"]],
  ["UnionPay ECB MAC", { macOf: onlyMac("unionpay-ecb") }, ["UnionPay ECB MAC"]],
  ["SM4 CBC MAC", { macOf: onlyMac("sm4-cbc") }, ["SM4 CBC MAC"]],
  ["HMAC-SHA-1", { macOf: onlyMac("hmac-sha1") }, ["HMAC-SHA-1"]],
  ["HMAC-SHA-256", { macOf: onlyMac("hmac-sha256") }, ["HMAC-SHA-256"]],
  ["HMAC-SM3", { macOf: onlyMac("hmac-sm3") }, ["HMAC-SM3"]],
  ["SHA-1", { hash: onlyHash("sha1") }, ["SHA-1"]],
  ["SHA-256", { hash: onlyHash("sha256") }, ["SHA-256"]],
  ["SM3", { hash: onlyHash("sm3") }, ["SM3"]],
  ["scrypt", { scrypt: (...given) => bent(P.scrypt(...given)) }, ["scrypt"]],
  ["AES-GCM", { sealRecord: (...given) => bent(P.sealRecord(...given)) }, ["AES-GCM"]],
  ["AES-GCM inverse", { openRecord: (...given) => mayBend(P.openRecord(...given)) }, ["AES-GCM inverse"]],
  ["AES-GCM refusal", { openRecord: () => new Uint8Array(16) }, ["AES-GCM refusal"]],
  ["RSA recovery", { rsaRecover: (...given) => mayBend(P.rsaRecover(...given)) }, ["RSA recovery"]],
  ["RSA recovery, none", { rsaRecover: () => undefined }, ["RSA recovery"]],
  ...([0, 1, 2, 3] as const).map((format): Wrong => {
    const encodePinBlock: Primitives["encodePinBlock"] = (pin) =>
      pin.format === format ? bent(P.encodePinBlock(pin)) : P.encodePinBlock(pin);
    return [`PIN block ${format}`, { encodePinBlock }, [`PIN block ${format}`]];
  }),
  ["PIN block 4", { encipherPin: (pin) => bent(P.encipherPin(pin)) }, ["PIN block 4"]],
  ["track", { encipherTrack: (...given) => bent(P.encipherTrack(...given)) }, ["track encipherment"]],
  ["TDES DUKPT", { firstTdesDukptKey: (...given) => bent(P.firstTdesDukptKey(...given)) }, ["TDES DUKPT"]],
  ["AES DUKPT", { firstAesDukptKey: (...given) => bent(P.firstAesDukptKey(...given)) }, ["AES DUKPT"]],
];

function onlyMac(wrong: string): Primitives["macOf"] {
  return (name, ...given) => (name === wrong ? bent(P.macOf(name, ...given)) : P.macOf(name, ...given));
}

function onlyHash(wrong: string): Primitives["hash"] {
  return (name, data) => (name === wrong ? bent(P.hash(name, data)) : P.hash(name, data));
}

function onlyKcv(wrong: string): Primitives["keyCheckValue"] {
  return (cipher, key, method, ...given) => {
    const value = P.keyCheckValue(cipher, key, method, ...given);
    return (method ?? "zeros") === wrong ? bent(value) : value;
  };
}

function mayBend(bytes: Uint8Array | undefined): Uint8Array | undefined {
  return bytes && bent(bytes);
}

test("every primitive gives its known answers", () => {
  assert.deepEqual(wrongAnswers(), []);
  assert.equal(KNOWN_ANSWERS.length, 42);
  assert.equal(new Set(KNOWN_ANSWERS.map(({ name }) => name)).size, KNOWN_ANSWERS.length);
});

for (const [name, wrong, noticed] of WRONG) {
  test(`a wrong primitive is noticed: ${name}`, () => {
    const selfTest = new SelfTest({ ...PRIMITIVES, ...wrong });
    assert.equal(selfTest.run(0), false);
    assert.deepEqual(selfTest.failures, noticed);
  });
}

test("every primitive and every known answer has been wrong once", () => {
  const replaced = new Set(WRONG.flatMap(([, wrong]) => Object.keys(wrong)));
  assert.deepEqual([...replaced].sort(), Object.keys(PRIMITIVES).sort());
  const noticed = new Set(WRONG.flatMap(([, , names]) => names));
  assert.deepEqual([...noticed].sort(), KNOWN_ANSWERS.map(({ name }) => name).sort());
});

test("a primitive that throws, or gives too little, has not given the answer", () => {
  const throwing = (): never => {
    throw new Error("provider not loaded");
  };
  assert.deepEqual(wrongAnswers({ ...PRIMITIVES, scrypt: throwing }), ["scrypt"]);
  const short: Primitives = { ...PRIMITIVES, scrypt: (...given) => P.scrypt(...given).subarray(1) };
  assert.deepEqual(wrongAnswers(short), ["scrypt"]);
  assert.deepEqual(wrongAnswers({ ...PRIMITIVES, scrypt: () => new Uint8Array(0) }), ["scrypt"]);
});

test("the test is due at the start and every 24 hours", () => {
  const selfTest = new SelfTest();
  assert.equal(selfTest.isDue(5_000), true);
  assert.equal(selfTest.nextDue_ms, undefined);
  assert.equal(selfTest.run(5_000), true);
  assert.equal(selfTest.nextDue_ms, 5_000 + SELF_TEST_PERIOD_MS);
  assert.equal(SELF_TEST_PERIOD_MS, 86_400_000);
  assert.equal(selfTest.isDue(5_000), false);
  assert.equal(selfTest.isDue(5_000 + SELF_TEST_PERIOD_MS - 1), false);
  assert.equal(selfTest.isDue(5_000 + SELF_TEST_PERIOD_MS), true);
  assert.equal(selfTest.isDue(4_999), true, "time that goes backwards proves nothing");
  assert.equal(selfTest.isDue(NaN), true);
  assert.equal(selfTest.run(90_000_000), true);
  assert.equal(selfTest.isDue(90_000_001), false);
});

test("asking whether it passed runs a test that is due, and only then", () => {
  let runs = 0;
  const counted: Primitives = {
    ...PRIMITIVES,
    scrypt: (...given) => {
      runs++;
      return P.scrypt(...given);
    },
  };
  const selfTest = new SelfTest(counted);
  for (const [now_ms, expected] of [
    [0, 1],
    [1, 1],
    [SELF_TEST_PERIOD_MS - 1, 1],
    [SELF_TEST_PERIOD_MS, 2],
    [SELF_TEST_PERIOD_MS + 1, 2],
  ] as const) {
    assert.equal(selfTest.isPassed(now_ms), true);
    assert.equal(runs, expected);
  }
});

test("a failure latches: what is right again later does not open the entry", () => {
  const primitives: Primitives = { ...PRIMITIVES };
  const selfTest = new SelfTest(primitives);
  assert.equal(selfTest.isPassed(0), true);
  primitives.hash = onlyHash("sha256");
  assert.equal(selfTest.isPassed(1), true, "not yet looked at");
  assert.equal(selfTest.isPassed(SELF_TEST_PERIOD_MS), false);
  assert.equal(selfTest.hasFailed, true);
  primitives.hash = PRIMITIVES.hash;
  assert.equal(selfTest.run(SELF_TEST_PERIOD_MS + 1), false);
  assert.equal(selfTest.isPassed(SELF_TEST_PERIOD_MS + 2), false);
  assert.equal(selfTest.isPassed(3 * SELF_TEST_PERIOD_MS), false);
  assert.deepEqual(selfTest.failures, ["SHA-256"]);
  assert.equal(new SelfTest(primitives).run(0), true, "a new start tests anew");
});
