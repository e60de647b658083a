/**
 * DUKPT as the acquirer's side computes it: the published vectors, which keys there are, and what is refused. All keys
 * are published test keys.
 */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, it } from "node:test";
import { PinBlock } from "../../../host/codec/pin_block.ts";
import { AES, TDES } from "../../../host/secure/cipher/block_cipher.ts";
import { cmac } from "../../../host/secure/cipher/cmac.ts";
import { aesInitialKey, aesTransaction, aesTransactionKey, aesUpdateKey } from "../../../host/secure/dukpt/aes.ts";
import type { AesKeyType } from "../../../host/secure/dukpt/aes.ts";
import { AES_KSN, isValidKsn, TDES_KSN, transactionsOf } from "../../../host/secure/dukpt/ksn.ts";
import { deriveAlong } from "../../../host/secure/dukpt/path.ts";
import {
  tdesInitialKey,
  tdesTransaction,
  tdesTransactionKey,
  tdesWorkingKey,
} from "../../../host/secure/dukpt/tdes.ts";
import type { DukptKeyType, DukptTransaction, DukptUsage } from "../../../host/secure/dukpt/usage.ts";
import { DUKPT_KEY_TYPES, DUKPT_USAGES, transactionOver } from "../../../host/secure/dukpt/usage.ts";
import { cases, fromHex, refusal, toHex } from "../codec/support.ts";

interface Vector {
  id: string;
  op: string;
  in: Record<string, string>;
  out: Record<string, string> & { valid?: boolean; transactions?: number; keys?: Array<[string, string, string]> };
}

const VECTORS = cases<Vector>("secure").filter(({ op }) => op.startsWith("dukpt."));
const FORMATS = { tdes: TDES_KSN, aes: AES_KSN };
const formatOf = (vector: Vector): typeof TDES_KSN => FORMATS[vector.in["family"] as "tdes" | "aes"];

/** ANSI X9.24-3:2017 supplement, read in openemv/dukpt, test/dukpt_aes128_update_key_test.c. */
const IK_128 = fromHex("1273671EA26AC29AFA4D1084127652A1");
const IK_256 = fromHex("CE9CE0C101D1138F97FB6CAD4DF045A7083D4EAE2D35A31789D01CCF0949550F");
const IK_ID = fromHex("1234567890123456");
const KSN_1 = fromHex("123456789012345600000001");
/** ANSI X9.24-1:2009, A.4. */
const BDK = fromHex("0123456789ABCDEFFEDCBA9876543210");
const IK_TDES = fromHex("6AC292FAA1315B4D858AB3A3D7D5933A");
const KSN_TDES = fromHex("FFFF9876543210E00001");

const RUNNERS: Readonly<Record<string, (vector: Vector) => void>> = {
  "dukpt.ksn.count": (vector) => assert.equal(transactionsOf(formatOf(vector)), vector.out.transactions),
  "dukpt.ksn.valid": (vector) =>
    assert.equal(isValidKsn(formatOf(vector), fromHex(vector.in["ksn"]!)), vector.out.valid),
  "dukpt.tdes.txn": checkTdes,
  "dukpt.aes.ik": ({ in: given, out }) =>
    assert.equal(toHex(aesInitialKey(fromHex(given["bdk"]!), fromHex(given["ikid"]!))), out["ik"]),
  "dukpt.aes.txn": checkAes,
  "dukpt.aes.update": ({ in: given, out }) => {
    const type = given["keyType"]!.toLowerCase() as DukptKeyType;
    assert.equal(toHex(aesUpdateKey(fromHex(given["ik"]!), fromHex(given["ikid"]!), type)), out["key"]);
  },
};

function checkTdes({ in: given, out }: Vector): void {
  const ksn = fromHex(given["ksn"]!);
  const initialKey = tdesInitialKey(fromHex(given["bdk"]!), ksn);
  const key = keysOf(tdesTransaction(initialKey, ksn));
  const data = new TextEncoder().encode(given["data"]);
  const padded = zeroPadded(data, 8);
  const made: Record<string, string> = {
    txnKey: toHex(tdesTransactionKey(initialKey, ksn)),
    pinBlock: toHex(TDES.encrypt(key("pin"), fromHex(given["pinBlock"]!))),
    macReq: toHex(retailMac(key("mac-request"), padded)).slice(0, out["macReq"]!.length),
    macRes: toHex(retailMac(key("mac-response"), padded)).slice(0, out["macRes"]!.length),
    cmacReq: toHex(cmac(TDES, key("mac-request"), data)),
    cmacRes: toHex(cmac(TDES, key("mac-response"), data)),
    dataReq: toHex(TDES.encryptCbc(key("data-request"), padded)),
    dataRes: toHex(TDES.encryptCbc(key("data-response"), padded)),
  };
  for (const [name, value] of Object.entries(out)) assert.equal(made[name], value, name);
}

const NAMES: Readonly<Record<string, DukptUsage>> = { PIN: "pin", MACGEN: "mac-request", DATAENC: "data-request" };

function checkAes({ in: given, out }: Vector): void {
  const { keys = [], ...rest } = out;
  const initialKey = fromHex(given["ik"]!);
  const ksn = fromHex(given["ksn"]!);
  const key = keysOf(aesTransaction(initialKey, ksn));
  for (const [usage, type, value] of keys) {
    assert.equal(toHex(key(NAMES[usage]!, type.toLowerCase() as DukptKeyType)), value, `${usage} ${type}`);
  }
  assert.equal(toHex(aesTransactionKey(initialKey, ksn)), out["txnKey"]);
  if (out["pinBlock"] === undefined) {
    assert.deepEqual(Object.keys(rest), ["txnKey"]);
    return;
  }
  const data = new TextEncoder().encode(given["data"]);
  const padded = zeroPadded(data, 16);
  const hmac = (usage: DukptUsage): string => toHex(createHmac("sha256", key(usage, "hmac128")).update(data).digest());
  const made: Record<string, string> = {
    txnKey: out["txnKey"]!,
    pinBlock: toHex(format4(key("pin"), fromHex(given["pinField"]!), PinBlock.panField(given["pan"]!))),
    cmacReq: toHex(cmac(AES, key("mac-request"), data)),
    cmacRes: toHex(cmac(AES, key("mac-response"), data)),
    hmacReq: hmac("mac-request"),
    hmacRes: hmac("mac-response"),
    dataReq: toHex(AES.encryptCbc(key("data-request"), padded)),
    dataRes: toHex(AES.encryptCbc(key("data-response"), padded)),
  };
  for (const [name, value] of Object.entries(rest)) assert.equal(made[name], value, name);
}

function keysOf(transaction: DukptTransaction): DukptTransaction["key"] {
  return (usage, type) => transaction.key(usage, type);
}

function zeroPadded(data: Uint8Array, size: number): Uint8Array {
  const padded = new Uint8Array(Math.ceil(data.length / size) * size);
  padded.set(data);
  return padded;
}

/** ANSI X9.19: single DES in chains under the left half, both halves at the end. */
function retailMac(key: Uint8Array, data: Uint8Array): Uint8Array {
  const [left, right] = [key.subarray(0, 8), key.subarray(8)];
  const last = TDES.encryptCbc(left, data).subarray(-8);
  return TDES.encrypt(left, TDES.decrypt(right, last));
}

/** ISO 9564-1:2017, 9.4.2. */
function format4(key: Uint8Array, pinField: Uint8Array, panField: Uint8Array): Uint8Array {
  const block = AES.encrypt(key, pinField);
  return AES.encrypt(
    key,
    block.map((byte, i) => byte ^ panField[i]!),
  );
}

describe("published DUKPT vectors", () => {
  it("are all here, and each has a runner", () => {
    const counts: Record<string, number> = {};
    for (const { op } of VECTORS) counts[op] = (counts[op] ?? 0) + 1;
    assert.deepEqual(counts, {
      "dukpt.tdes.txn": 19,
      "dukpt.ksn.count": 1,
      "dukpt.ksn.valid": 3,
      "dukpt.aes.ik": 1,
      "dukpt.aes.txn": 15,
      "dukpt.aes.update": 1,
    });
    assert.deepEqual(Object.keys(RUNNERS).sort(), Object.keys(counts).sort());
  });
  for (const vector of VECTORS) it(vector.id, () => RUNNERS[vector.op]!(vector));
});

describe("keys of AES DUKPT", () => {
  /** ANSI X9.24-3:2017 supplement, AES-128 BDK, transaction 1; the last two read in openemv/dukpt as above. */
  const PUBLISHED: Array<[DukptUsage, DukptKeyType, string]> = [
    ["pin", "aes128", "AF8CB133A78F8DC2D1359F18527593FB"],
    ["mac-request", "aes128", "A2DC23DE6FDE0824A2BC321E08E4B8B7"],
    ["mac-response", "aes128", "DBB463945B286C07CD3AD82EE96FD9C9"],
    ["mac-both", "aes128", "85675439D18D7F1158BD8E3EAA3D502B"],
    ["data-request", "aes128", "A35C412EFD41FDB98B69797C02DCD08F"],
    ["data-response", "aes128", "16292C6EA8F64C5420A0584BFBC577BE"],
    ["data-both", "aes128", "A308E080DD15A1B741F1721BF67DE11C"],
    ["key-encryption", "aes128", "36A724B7BEFA5A25F5E7B5782A4554A2"],
    ["pin", "2tdea", "630C706D9546E47D4449313F61C4D4AB"],
    ["mac-request", "2tdea", "5D8FD787E8A796D07035FFCA9B5800BB"],
    ["pin", "3tdea", "EA8B3F37EB9B15831167EF2977FD8762D9B5913F35766F6A"],
    ["data-request", "3tdea", "F716DFBC6B2D2D5825B694EEEE181A013F2F1C09380BBE0C"],
  ];

  for (const [usage, type, value] of PUBLISHED) {
    it(`are as published for ${usage} of ${type}`, () => {
      assert.equal(toHex(aesTransaction(IK_128, KSN_1).key(usage, type)), value);
    });
  }

  it("for a new initial key are as published", () => {
    assert.equal(toHex(aesUpdateKey(IK_128, IK_ID)), "9A9770AEE1ACD1B13473D0463A1883B9");
    assert.equal(toHex(aesUpdateKey(IK_128, IK_ID, "2tdea")), "4744A5ECBC62B5C4BB76FBEAE1E244A3");
    assert.equal(toHex(aesUpdateKey(IK_128, IK_ID, "3tdea")), "AF82BE8533CFCA526DA71708667AD0BBC7A7517504C78C8A");
  });

  it("are never stronger than the key that they come from", () => {
    const strongest: Array<[number, DukptKeyType[]]> = [
      [16, ["2tdea", "3tdea", "aes128", "hmac128"]],
      [24, ["2tdea", "3tdea", "aes128", "aes192", "hmac128", "hmac192"]],
      [32, [...DUKPT_KEY_TYPES]],
    ];
    for (const [bytes, allowed] of strongest) {
      const transaction = aesTransaction(IK_256.subarray(0, bytes), KSN_1);
      for (const type of DUKPT_KEY_TYPES) {
        const fault = refusal(() => assert.equal(8 * transaction.key("mac-both", type).length, bitsOf(type)));
        assert.equal(fault?.code, allowed.includes(type) ? undefined : "DUKPT_KEY_TYPE", `${type} of ${bytes} bytes`);
      }
      for (const type of ["aes128", "aes192", "aes256"] as AesKeyType[]) {
        const fault = refusal(() => aesInitialKey(IK_256.subarray(0, bytes), IK_ID, type));
        assert.equal(fault?.code, allowed.includes(type) ? undefined : "DUKPT_KEY_TYPE");
      }
    }
  });

  it("of HMAC make MACs and nothing else, and only those of AES derive others", () => {
    const transaction = aesTransaction(IK_256, KSN_1);
    for (const usage of DUKPT_USAGES) {
      for (const type of DUKPT_KEY_TYPES) {
        const refused =
          (type.startsWith("hmac") && !usage.startsWith("mac-")) ||
          (type.endsWith("tdea") && usage === "key-derivation");
        assert.equal(refusal(() => transaction.key(usage, type))?.code, refused ? "DUKPT_KEY_TYPE" : undefined);
      }
    }
  });

  it("differ in everything that they are for", () => {
    const transaction = aesTransaction(IK_256, KSN_1);
    const made = DUKPT_USAGES.flatMap((usage) =>
      (["aes128", "aes192", "aes256"] as const).map((type) => toHex(transaction.key(usage, type)).slice(0, 32)),
    );
    assert.equal(new Set(made).size, 3 * DUKPT_USAGES.length);
  });
});

function bitsOf(type: DukptKeyType): number {
  return type === "2tdea" ? 128 : type === "3tdea" ? 192 : Number(type.slice(-3));
}

describe("keys of TDES DUKPT", () => {
  it("begin with the initial key, in which the counter takes no part", () => {
    assert.deepEqual(tdesInitialKey(BDK, KSN_TDES), IK_TDES);
    assert.deepEqual(tdesInitialKey(BDK, fromHex("FFFF9876543210F00000")), IK_TDES);
  });

  it("for both ways are those of the request", () => {
    const key = keysOf(tdesTransaction(IK_TDES, KSN_TDES));
    assert.deepEqual(key("mac-both"), key("mac-request"));
    assert.deepEqual(key("data-both"), key("data-request"));
  });

  it("are for PIN, MAC and data, and of double length", () => {
    const key = keysOf(tdesTransaction(IK_TDES, KSN_TDES));
    for (const usage of ["key-encryption", "key-derivation"] as const) {
      assert.equal(refusal(() => key(usage))?.code, "DUKPT_USAGE");
    }
    for (const type of DUKPT_KEY_TYPES) {
      assert.equal(refusal(() => key("pin", type))?.code, type === "2tdea" ? undefined : "DUKPT_KEY_TYPE");
    }
  });
});

describe("a transaction", () => {
  for (const transaction of [tdesTransaction(IK_TDES, KSN_TDES), aesTransaction(IK_128, KSN_1)]) {
    it(`of ${transaction.ksn.length} bytes gives no key once it is wiped`, () => {
      const before = transaction.key("pin");
      transaction.wipe();
      assert.equal(refusal(() => transaction.key("pin"))?.code, "DUKPT_ENDED");
      assert.ok(
        before.some((byte) => byte !== 0),
        "a key that was given out is its owner's",
      );
    });
  }

  it("wipes its key where it lies", () => {
    const key = new Uint8Array(IK_TDES);
    const transaction = transactionOver(KSN_TDES, key, tdesWorkingKey);
    assert.equal(transaction.key("pin").length, 16);
    transaction.wipe();
    assert.deepEqual(key, new Uint8Array(16));
  });
});

describe("refused are", () => {
  const REFUSED: Array<[string, string, () => unknown]> = [
    ["a short KSN", "KSN_LENGTH", () => tdesTransaction(IK_TDES, KSN_TDES.subarray(1))],
    ["a KSN of the other scheme", "KSN_LENGTH", () => aesTransaction(IK_128, KSN_TDES)],
    ["a counter of 0", "KSN_COUNTER", () => tdesTransaction(IK_TDES, fromHex("FFFF9876543210E00000"))],
    ["a counter with 11 ones", "KSN_COUNTER", () => tdesTransaction(IK_TDES, fromHex("FFFF9876543210E007FF"))],
    [
      "a counter of TDES past the last",
      "KSN_EXHAUSTED",
      () => tdesTransaction(IK_TDES, fromHex("FFFF9876543210FFF801")),
    ],
    [
      "a counter of AES past the last",
      "KSN_EXHAUSTED",
      () => aesTransaction(IK_128, fromHex("1234567890123456FFFF0001")),
    ],
    ["a BDK of one part", "KEY_LENGTH", () => tdesInitialKey(BDK.subarray(8), KSN_TDES)],
    ["a BDK of three parts", "KEY_LENGTH", () => tdesInitialKey(IK_256.subarray(8), KSN_TDES)],
    ["an initial key of 8 bytes", "KEY_LENGTH", () => aesTransaction(IK_128.subarray(8), KSN_1)],
    ["a transaction key of 8 bytes", "KEY_LENGTH", () => tdesWorkingKey(IK_TDES.subarray(8), "pin")],
    ["an identifier of 5 bytes", "KSN_ID", () => aesInitialKey(IK_128, IK_ID.subarray(3))],
  ];
  for (const [what, code, run] of REFUSED) {
    it(`${what}, as ${code}, without a word of the data`, () => {
      const fault = refusal(run);
      assert.equal(fault?.code, code);
      assert.doesNotMatch(JSON.stringify(fault) + fault.message, /[0-9A-F]{5}/);
    });
  }
});

describe("the way to a key", () => {
  it("leaves every key on it wiped but the last, and the first alone", () => {
    const made: Uint8Array[] = [];
    const seen: number[] = [];
    const first = new Uint8Array([1]);
    const last = deriveAlong(first, 0, 0b1011, (parent, counter) => {
      assert.ok(parent[0] !== 0);
      seen.push(counter);
      made.push(new Uint8Array([counter]));
      return made.at(-1)!;
    });
    assert.deepEqual(seen, [0b1000, 0b1010, 0b1011]);
    assert.deepEqual([last, first], [new Uint8Array([0b1011]), new Uint8Array([1])]);
    assert.deepEqual(made.slice(0, -1), [new Uint8Array(1), new Uint8Array(1)]);
  });
});
