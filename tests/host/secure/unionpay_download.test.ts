/** Field 62 of UnionPay sign-on replies. Published test keys only; their sources stand in the vectors. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { KeyUsage } from "../../../assembly/abi.ts";
import { SM4, TDES } from "../../../host/secure/cipher/block_cipher.ts";
import { keyCheckValue } from "../../../host/secure/cipher/kcv.ts";
import { readDownload } from "../../../host/secure/loading/unionpay_download.ts";
import type { DownloadLayout } from "../../../host/secure/loading/unionpay_download.ts";
import { codeOf as refusalOf } from "./refusal.ts";
import { hex, seeded, upper, vectors } from "./support.ts";

type Case = Record<"id" | "kind" | "TMK" | "f62" | "PIK" | "MAK" | "transportKey" | "encryptedTMK_plus_kcv", string>;

const CASES = vectors<Case>("unionpay-keys.json");
const WORKING: DownloadLayout = { form: "working", algorithm: "tdes" };
const BLOCKS: DownloadLayout = { form: "blocks", algorithm: "tdes" };

function codeOf(field: Uint8Array, layout: DownloadLayout): string {
  return refusalOf(() => readDownload(field, layout));
}

const join = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

describe("published downloads", () => {
  it("are all there", () => {
    assert.deepEqual(
      CASES.map(({ kind }) => kind),
      ["workkey", "workkey", "tmk"],
    );
  });

  for (const { id, TMK, f62, PIK, MAK } of CASES.filter(({ kind }) => kind === "workkey")) {
    it(`${id}: a PIN key, and a single-length MAC key in 16 bytes`, () => {
      const keys = readDownload(hex(f62), WORKING);
      const clear = keys.map(({ wrapped }) => TDES.decrypt(hex(TMK), wrapped));
      assert.deepEqual(
        keys.map(({ usage, algorithm }) => [usage, algorithm]),
        [
          [KeyUsage.PIN, "tdes"],
          [KeyUsage.MAC, "tdes"],
        ],
      );
      assert.deepEqual(clear.map(upper), [PIK, MAK]);
      keys.forEach(({ kcv }, i) => assert.deepEqual(keyCheckValue(TDES, clear[i]!, "zeros", kcv.length), kcv));
    });
  }

  it("tmk-kcv-chinasem: a master key under the transport key, with 8 bytes of check value", () => {
    const { transportKey, encryptedTMK_plus_kcv, TMK } = CASES.find(({ kind }) => kind === "tmk")!;
    const [key, ...rest] = readDownload(hex(encryptedTMK_plus_kcv), { form: "master", algorithm: "tdes" });
    assert.deepEqual([key?.usage, rest.length, key?.kcv.length], [KeyUsage.MASTER, 0, 8]);
    const clear = TDES.decrypt(hex(transportKey), key!.wrapped);
    assert.equal(upper(clear), TMK);
    assert.deepEqual(keyCheckValue(TDES, clear, "zeros", 8), key!.kcv);
  });
});

describe("a sign-on reply", () => {
  const bytes = seeded("download");

  it("has two single-length keys in 24 bytes, and a track key in 60", () => {
    assert.deepEqual(
      readDownload(bytes(24), WORKING).map(({ wrapped, kcv }) => [wrapped.length, kcv.length]),
      [
        [8, 4],
        [8, 4],
      ],
    );
    const field = bytes(60);
    const keys = readDownload(field, WORKING);
    assert.deepEqual(
      keys.map(({ usage }) => usage),
      [KeyUsage.PIN, KeyUsage.MAC, KeyUsage.TRACK],
    );
    assert.deepEqual(join(...keys.flatMap(({ wrapped, kcv }) => [wrapped, kcv])), field);
  });

  it("has a MAC key of the length that the layout says", () => {
    const double = bytes(40);
    const single = double.map((byte, i) => (i >= 28 && i < 36 ? 0 : byte));
    const macBytes = (field: Uint8Array, mak: DownloadLayout["mak"] & string): number | undefined =>
      readDownload(field, { ...WORKING, mak })[1]?.wrapped.length;
    assert.deepEqual([macBytes(single, "either"), macBytes(double, "either")], [8, 16]);
    assert.deepEqual([macBytes(single, "single"), macBytes(single, "double"), macBytes(double, "double")], [8, 16, 16]);
    assert.equal(codeOf(double, { ...WORKING, mak: "single" }), "DOWNLOAD_FILL");
  });

  it("has SM4 keys of 16 bytes in every role, whatever their bytes", () => {
    const [tmk, pik, mak, tdk] = [bytes(16), bytes(16), bytes(16), bytes(16)];
    const clear = [pik, mak, tdk];
    const field = join(...clear.flatMap((key) => [SM4.encrypt(tmk, key), keyCheckValue(SM4, key, "zeros", 4)]));
    const keys = readDownload(field, { form: "working", algorithm: "sm4" });
    assert.deepEqual(
      keys.map(({ wrapped }) => SM4.decrypt(tmk, wrapped)),
      clear,
    );
    assert.ok(keys.every(({ algorithm }) => algorithm === "sm4"));
    const zeros = new Uint8Array(40);
    assert.equal(readDownload(zeros, { form: "working", algorithm: "sm4" })[1]?.wrapped.length, 16);
    assert.equal(codeOf(bytes(24), { form: "working", algorithm: "sm4" }), "DOWNLOAD_LENGTH");
  });
});

describe("blocks of 25 bytes", () => {
  const bytes = seeded("blocks");
  const block = (type: number): Uint8Array => join(Uint8Array.of(type), bytes(24));

  it("come in any order, one to four of them", () => {
    const keys = readDownload(join(block(3), block(0), block(2), block(1)), BLOCKS);
    assert.deepEqual(
      keys.map(({ usage, wrapped, kcv }) => [usage, wrapped.length, kcv.length]),
      [KeyUsage.TRACK, KeyUsage.MASTER, KeyUsage.PIN, KeyUsage.MAC].map((usage) => [usage, 16, 8]),
    );
    for (const count of [1, 2, 3]) {
      const some = [block(0), block(1), block(2)].slice(0, count);
      assert.equal(readDownload(join(...some), BLOCKS).length, count);
    }
  });

  it("take a single-length MAC key too", () => {
    const field = block(1).map((byte, i) => (i >= 9 && i < 17 ? 0 : byte));
    assert.equal(readDownload(field, BLOCKS)[0]?.wrapped.length, 8);
  });

  it("of an unknown type, or twice the same, are refused whole", () => {
    assert.equal(codeOf(join(block(2), block(4)), BLOCKS), "DOWNLOAD_TYPE");
    assert.equal(codeOf(join(block(2), block(2)), BLOCKS), "DOWNLOAD_DUPLICATE");
  });
});

describe("a field of any other length", () => {
  const right = { working: [24, 40, 60], blocks: [25, 50, 75, 100], master: [24] };

  it("is refused", () => {
    for (const form of ["working", "blocks", "master"] as const) {
      for (let length = 0; length < 160; length++) {
        const code = codeOf(new Uint8Array(length), { form, algorithm: "tdes", mak: "double" });
        const isTaken = right[form].includes(length);
        // Zeros are blocks of the same type.
        const expected = isTaken && form === "blocks" && length > 25 ? "DOWNLOAD_DUPLICATE" : "taken";
        assert.equal(code, isTaken ? expected : "DOWNLOAD_LENGTH", `${form} ${length}`);
      }
    }
  });

  it("throws nothing but a CodecError, and what is taken was in the field", () => {
    const layouts = fc.record({
      form: fc.constantFrom("working", "blocks", "master"),
      algorithm: fc.constantFrom("tdes", "sm4"),
      mak: fc.constantFrom("single", "double", "either"),
    });
    fc.assert(
      fc.property(layouts, fc.uint8Array({ maxLength: 110 }), (layout, field) => {
        if (codeOf(field, layout) !== "taken") return;
        for (const { wrapped, kcv } of readDownload(field, layout)) {
          const text = upper(field);
          assert.ok(text.includes(upper(wrapped)) && text.includes(upper(kcv)));
        }
      }),
    );
  });
});
