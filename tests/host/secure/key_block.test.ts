/** Key blocks of X9.143 / TR-31 and ISO 20038. Published test keys only; their sources stand in the vectors. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CodecError } from "../../../host/codec/errors.ts";
import { dukptIdentity } from "../../../host/secure/key_block/attributes.ts";
import { sealData } from "../../../host/secure/key_block/binding.ts";
import { deriveBlockKeys } from "../../../host/secure/key_block/derivation.ts";
import type { KeyBlockVersion } from "../../../host/secure/key_block/letters.ts";
import { unwrapKeyBlock } from "../../../host/secure/key_block/unwrap.ts";
import type { UnwrapOptions } from "../../../host/secure/key_block/unwrap.ts";
import { wrapKeyBlock } from "../../../host/secure/key_block/wrap.ts";
import type { HeaderToWrite } from "../../../host/secure/key_block/wrap.ts";
import { codeOf } from "./refusal.ts";
import { hex, seeded, upper, vectors } from "./support.ts";

interface BlockCase {
  id: string;
  op: string;
  in: { kbpk: string; block: string; version: KeyBlockVersion };
  out?: { key: string; kbek: string; kbak: string };
  error?: string;
}

const CASES = vectors<BlockCase>("secure.json");
/** Of X9.143 8.4.2 and TR-31:2018. */
const TDES_KBPK = hex("1D22BF32387C600AD97F9B97A51311AC");
const TDES_KEY = hex("E8BC63E5479455E26577F715D587FE68");
const AES_KBPK = hex("88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6");
const AES_KEY = hex("3F419E1CB7079442AA37474C2EFBF8B8");
const ISO_KBPK = hex("3235362D62697420414553207772617070696E67202849534F20323030333829");

const random = seeded("key blocks");
const PIN_KEY: HeaderToWrite = { version: "D", usage: "P0", algorithm: "A", mode: "E" };

function kbpkOf(version: KeyBlockVersion): Uint8Array {
  return version === "D" || version === "E" ? AES_KBPK : TDES_KBPK;
}

describe("published key blocks", () => {
  const unwrap = CASES.filter(({ op }) => op === "tr31.unwrap");
  const kdf = CASES.filter(({ op }) => op === "tr31.kdf");

  it("are all there", () => assert.deepEqual([unwrap.length, kdf.length], [31, 3]));

  for (const { id, in: given, out, error } of unwrap) {
    it(`${id}: ${error ?? "gives its key"}`, () => {
      const run = (): Uint8Array =>
        unwrapKeyBlock(hex(given.kbpk), given.block, { legacy: /^[AC]/.test(given.block) }).key;
      if (error === undefined) assert.equal(upper(run()), out?.key);
      else assert.equal(codeOf(run), error);
    });
  }

  for (const { id, in: given, out } of kdf) {
    it(`${id}: the two keys of version ${given.version}`, () => {
      const keys = deriveBlockKeys(given.version, hex(given.kbpk));
      assert.deepEqual([upper(keys.kbek), upper(keys.kbak)], [out?.kbek, out?.kbak]);
      keys.wipe();
      assert.ok([...keys.kbek, ...keys.kbak].every((byte) => byte === 0));
    });
  }

  it("ISO 20038, B.2, counter mode, in both directions", () => {
    const block = "E0084B0TV16N0000B2AE5E26BBA7F246E84D5EA24167E208A6B66EF2E27E55A52DB52F0AEACB94C57547";
    const key = hex("777261707065642033444553206B6579");
    assert.deepEqual(unwrapKeyBlock(ISO_KBPK, block).key, key);
    const header: HeaderToWrite = { version: "E", usage: "B0", algorithm: "T", mode: "V", keyVersion: "16" };
    assert.equal(wrapKeyBlock(ISO_KBPK, header, key, { random, padding: "none" }), block);
  });
});

describe("a key block", () => {
  const versions = fc.constantFrom<KeyBlockVersion>("A", "B", "C", "D", "E");
  const ids = fc.constantFrom("KS", "TS", "LB", "IK", "ZZ", "01", "KC", "KP");
  const texts = fc.oneof(
    fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 40 }),
    fc.constant("x".repeat(300)),
  );
  const optional = fc.uniqueArray(fc.record({ id: ids, data: texts }), { selector: ({ id }) => id, maxLength: 4 });

  it("gives back the key and all of its header", () => {
    fc.assert(
      fc.property(versions, fc.constantFrom("none", "longest"), optional, (version, padding, blocks) => {
        const optionalBlocks = blocks.map(({ id, data }) => ({ id, data: /^K[CP]$/.test(id) ? "" : data }));
        const header: HeaderToWrite = {
          version,
          usage: "M3",
          algorithm: "T",
          mode: "C",
          keyVersion: "a7",
          optionalBlocks,
        };
        const block = wrapKeyBlock(kbpkOf(version), header, TDES_KEY, { random, padding, legacy: true });
        const read = unwrapKeyBlock(kbpkOf(version), block, { legacy: true });
        const { usage, algorithm, mode, keyVersion, exportability, context, key } = read;
        assert.deepEqual(
          [usage, algorithm, mode, keyVersion, exportability, context],
          ["M3", "T", "C", "a7", "N", "0"],
        );
        assert.deepEqual(key, TDES_KEY);
        const found = read.optionalBlocks.filter(({ id }) => id !== "PB");
        assert.deepEqual(
          found.map(({ id, data }) => [id, /^K[CP]$/.test(id) ? "" : data]),
          optionalBlocks.map(({ id, data }) => [id, data]),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("is never taken when anything in it was changed, and refuses with a code and no value", () => {
    const optionalBlocks = [
      { id: "KC", data: "" },
      { id: "LB", data: "a label" },
    ];
    const blocks = (["A", "B", "C", "D", "E"] as const).map((version) => {
      const text = wrapKeyBlock(kbpkOf(version), { ...PIN_KEY, version, algorithm: "T", optionalBlocks }, TDES_KEY, {
        random,
        legacy: true,
      });
      return { version, bytes: new Uint8Array(Buffer.from(text, "latin1")) };
    });
    const change = fc.oneof(
      fc.record({ at: fc.nat(), byte: fc.nat(255) }),
      fc.record({
        at: fc.nat(),
        byte: fc.constantFrom(..."0123456789ABCDEFabcdefX".split("").map((c) => c.charCodeAt(0))),
      }),
      fc.record({ at: fc.nat(), cut: fc.nat(40) }),
      fc.record({ at: fc.nat(), insert: fc.uint8Array({ maxLength: 40 }) }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...blocks),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        ({ version, bytes }, changes) => {
          const changed = changes.reduce<Uint8Array>((before, what) => applied(before, what), bytes);
          fc.pre(Buffer.compare(changed, bytes) !== 0);
          requireRefusal(changed, () => unwrapKeyBlock(kbpkOf(version), changed, { legacy: true }));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("of any bytes at all is refused with a code", () => {
    const heads = fc.constantFrom("B0096M3TC00E0100", "D0112P0AE00E0200KS00", "E0084B0TV16N0099", "A9999", "");
    fc.assert(
      fc.property(heads, fc.uint8Array({ maxLength: 130 }), (head, rest) => {
        const bytes = new Uint8Array([...Buffer.from(head, "latin1"), ...rest]);
        requireRefusal(bytes, () => unwrapKeyBlock(AES_KBPK, bytes, { legacy: true }));
      }),
      { numRuns: 1000 },
    );
  });
});

function applied(
  bytes: Uint8Array,
  what: { at: number; byte?: number; cut?: number; insert?: Uint8Array },
): Uint8Array {
  const at = what.at % (bytes.length + 1);
  const rest = bytes.subarray(at + (what.cut ?? 0) + (what.byte === undefined ? 0 : 1));
  const put = what.byte === undefined ? (what.insert ?? []) : [what.byte];
  return new Uint8Array([...bytes.subarray(0, at), ...put, ...rest]);
}

function requireRefusal(bytes: Uint8Array, work: () => unknown): void {
  assert.throws(work, (error: unknown) => {
    assert.ok(error instanceof CodecError, String(error));
    assert.ok(error.offset >= 0 && error.offset <= bytes.length, `${error.code} points outside`);
    assert.doesNotMatch(error.message, /[0-9A-F]{8}|a label/);
    return true;
  });
}

describe("versions A and C", () => {
  it("are refused unless asked for, whatever else is in the block", () => {
    for (const { in: given, op } of CASES.filter((c) => c.op === "tr31.unwrap" && /^[AC]/.test(c.in.block))) {
      assert.equal(op, "tr31.unwrap");
      assert.equal(
        codeOf(() => unwrapKeyBlock(hex(given.kbpk), given.block)),
        "VERSION",
      );
    }
    const header: HeaderToWrite = { ...PIN_KEY, version: "A", algorithm: "T" };
    assert.equal(
      codeOf(() => wrapKeyBlock(TDES_KBPK, header, TDES_KEY, { random })),
      "VERSION",
    );
  });
});

describe("the padding of a key", () => {
  const wrap = (padding: "longest" | "none"): string => wrapKeyBlock(AES_KBPK, PIN_KEY, AES_KEY, { random, padding });

  it("hides its length unless told otherwise", () => {
    assert.deepEqual([wrap("longest").length, wrap("none").length], [144, 112]);
    const long = wrapKeyBlock(AES_KBPK, PIN_KEY, AES_KBPK, { random });
    assert.equal(long.length, 144);
  });

  it("is not asked for on import unless told to", () => {
    const strict: UnwrapOptions = { obfuscation: "require" };
    assert.deepEqual(unwrapKeyBlock(AES_KBPK, wrap("none")).key, AES_KEY);
    assert.deepEqual(unwrapKeyBlock(AES_KBPK, wrap("longest"), strict).key, AES_KEY);
    assert.equal(
      codeOf(() => unwrapKeyBlock(AES_KBPK, wrap("none"), strict)),
      "KEY_PADDING",
    );
  });

  it("is random", () => assert.notEqual(wrap("longest"), wrap("longest")));
});

describe("strength", () => {
  const weaker: ReadonlyArray<
    readonly [version: KeyBlockVersion, kbpk: number, letter: string, key: number, taken: boolean]
  > = [
    ["B", 16, "T", 16, true],
    ["B", 16, "T", 24, false],
    ["B", 24, "T", 24, true],
    ["B", 24, "A", 16, false],
    ["B", 24, "4", 16, false],
    ["D", 16, "T", 24, true],
    ["D", 16, "4", 16, true],
    ["D", 16, "A", 24, false],
    ["D", 24, "A", 32, false],
    ["D", 16, "H", 32, false],
    ["D", 32, "H", 64, true],
  ];

  it("of a key is never more than that of the key above it, neither out nor in", () => {
    for (const [version, kbpkBytes, algorithm, keyBytes, taken] of weaker) {
      const kbpk = random(kbpkBytes);
      const header: HeaderToWrite = { version, usage: "P0", algorithm, mode: "E" };
      const code = codeOf(() => wrapKeyBlock(kbpk, header, random(keyBytes), { random }));
      assert.equal(code, taken ? "taken" : "KEY_STRENGTH", `${version}${kbpkBytes} ${algorithm}${keyBytes}`);
    }
    // A block that a careless peer made: a triple-length key under a double-length one.
    const header = Buffer.from("B0096P0TE00N0000", "latin1");
    const clear = new Uint8Array([0, 192, ...random(30)]);
    const { data, mac } = sealData("B", TDES_KBPK, header, clear);
    const block = header.toString("latin1") + upper(data) + upper(mac);
    assert.equal(
      codeOf(() => unwrapKeyBlock(TDES_KBPK, block)),
      "KEY_STRENGTH",
    );
    const { key } = unwrapKeyBlock(TDES_KBPK, block, { strongerKey: "accept" });
    assert.deepEqual(key, clear.slice(2, 26));
  });
});

describe("optional blocks", () => {
  /** The header of a block with these optional blocks, right in its length. */
  const blockWith = (count: string, optional: string, version = "D"): string => {
    const length = 16 + optional.length + 64 + 32;
    return `${version}${String(length).padStart(4, "0")}P0AE00N${count}00${optional}${"0".repeat(96)}`;
  };

  it("are bounded before any cipher runs", () => {
    const refused: ReadonlyArray<readonly [count: string, optional: string, code: string]> = [
      ["01", "KS03000000000000", "OPTIONAL_LENGTH"],
      ["01", "KSFF000000000000", "OPTIONAL_LENGTH"],
      ["01", "KS71000000000000", "OPTIONAL_LENGTH"],
      ["01", "KS0G000000000000", "OPTIONAL_LENGTH"],
      ["01", "KS0a000000000000", "OPTIONAL_LENGTH"],
      ["01", "KS00000000000000", "OPTIONAL_LENGTH"],
      ["01", "KS0004FFFF000000", "OPTIONAL_LENGTH"],
      ["01", "KS00040009000000", "OPTIONAL_LENGTH"],
      ["01", "KS00FF0010000000", "OPTIONAL_LENGTH"],
      ["01", "ks10000000000000", "OPTIONAL_ID"],
      ["01", "KS1000\t000000000", "OPTIONAL_DATA"],
      ["02", "KS080000KS080000", "OPTIONAL_DUPLICATE"],
      ["0A", "KS10000000000000", "OPTIONAL_COUNT"],
      ["01", "KS08000000000000", "OPTIONAL_PADDING"],
      ["99", "", "OPTIONAL_LENGTH"],
    ];
    for (const [count, optional, code] of refused) {
      // No key of 1 byte exists: reaching for it would give KBPK_LENGTH.
      assert.equal(
        codeOf(() => unwrapKeyBlock(Uint8Array.of(0), blockWith(count, optional))),
        code,
        optional,
      );
    }
    assert.equal(
      codeOf(() => unwrapKeyBlock(Uint8Array.of(0), blockWith("01", "KS10000000000000"))),
      "KBPK_LENGTH",
    );
    assert.equal(
      codeOf(() => unwrapKeyBlock(Uint8Array.of(0), blockWith("01", "KS00040010000000"))),
      "KBPK_LENGTH",
    );
  });

  it("KC and KP are verified when they are there", () => {
    const wrapWith = (id: string, data: string): string =>
      wrapKeyBlock(AES_KBPK, { ...PIN_KEY, optionalBlocks: [{ id, data }] }, AES_KEY, { random });
    const read = unwrapKeyBlock(AES_KBPK, wrapWith("KP", ""));
    // Check value of this key by CMAC: vector kcv-014.
    assert.equal(read.optionalBlocks[0]?.data, "012331550BC9");
    assert.equal(
      codeOf(() => unwrapKeyBlock(AES_KBPK, wrapWith("KP", "012331550BC8"))),
      "KCV",
    );
    assert.equal(
      codeOf(() => unwrapKeyBlock(AES_KBPK, wrapWith("KC", "012331550BC9"))),
      "KCV",
    );
    for (const data of ["", "01", "022331550BC9", "0123315", "002331550B", "012331550BC900", "012331550bc9"]) {
      const code = codeOf(() => unwrapKeyBlock(AES_KBPK, wrapWith("KP", data)));
      assert.equal(code, data === "" ? "taken" : "OPTIONAL_DATA", data);
    }
  });

  it("say which DUKPT register a key starts", () => {
    const block =
      "B0104B0TX12S0100KS1800604B120F9292800000BB68BE8680A400D9191AD4ECE45B6E6C0D21C4738A52190E248719E24B433627";
    assert.equal(upper(dukptIdentity(unwrapKeyBlock(TDES_KBPK, block))), "00604B120F9292800000");
    const of = (id: string, data: string, algorithm: string): string =>
      upper(dukptIdentity({ algorithm, optionalBlocks: [{ id, data }] }));
    assert.equal(of("IK", "1234567890123456", "A"), "1234567890123456");
    assert.equal(of("KS", "1234567890123456", "A"), "1234567890123456");
    assert.equal(
      codeOf(() => of("KS", "1234567890123456", "T")),
      "OPTIONAL_DATA",
    );
    assert.equal(
      codeOf(() => of("IK", "1234567890123456", "T")),
      "OPTIONAL_DATA",
    );
    assert.equal(
      codeOf(() => of("LB", "", "A")),
      "OPTIONAL_DATA",
    );
  });
});
