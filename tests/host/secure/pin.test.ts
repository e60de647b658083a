/** PIN blocks under keys, and the rules of which go where. Keys, PINs and card numbers are published test data. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CodecError } from "../../../host/codec/errors.ts";
import { PinBlock } from "../../../host/codec/pin_block.ts";
import type { PinFormat } from "../../../host/codec/pin_block.ts";
import { input, output } from "../../../host/codec/wasm.ts";
import { AES, CIPHERS, SM4, TDES } from "../../../host/secure/cipher/block_cipher.ts";
import type { BlockCipher, CipherName } from "../../../host/secure/cipher/block_cipher.ts";
import { encipherPinChange } from "../../../host/secure/pin/change.ts";
import { decipherPin, encipherPin, randomFill } from "../../../host/secure/pin/encipher.ts";
import {
  allowedFormats,
  checkOnlineFormat,
  isAllowedAtCard,
  isTranslationAllowed,
} from "../../../host/secure/pin/policy.ts";
import type { PinKeyScheme } from "../../../host/secure/pin/policy.ts";
import { decodeSm4Block, encodeSm4Block } from "../../../host/secure/pin/sm4_block.ts";
import { casesOf, hex, latin1, text, upper } from "./vectors.ts";
import type { SecureCase } from "./vectors.ts";

const PAN = latin1("5432101234567891");
const PIN = Uint8Array.of(1, 2, 3, 4);
const KEYS: Readonly<Record<CipherName, Uint8Array>> = {
  tdes: hex("0123456789ABCDEFFEDCBA9876543210"),
  aes: hex("00112233445566778899AABBCCDDEEFF"),
  sm4: hex("0123456789ABCDEFFEDCBA9876543210"),
};
const FORMATS: readonly PinFormat[] = [0, 1, 2, 3, 4];
const ALGORITHMS = ["tdes", "aes", "sm4"] as const;
/** Names of the vectors, where ours differ. */
const CODES: Readonly<Record<string, string>> = { FORMAT: "BLOCK_FORMAT", FILL: "BLOCK_FILL" };

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof CodecError) return error.code;
    throw error;
  }
}

function digitsOf(pin: string): Uint8Array {
  return Uint8Array.from(pin, (digit) => (/[0-9]/.test(digit) ? Number(digit) : 255));
}

function counting(): (length: number) => Uint8Array {
  let next = 0;
  return (length) => Uint8Array.from({ length }, () => (next += 7) & 0xff);
}

function agree(run: () => string, expected: string | undefined, error: string | undefined): void {
  if (error === undefined) assert.equal(run(), expected);
  else assert.equal(codeOf(run), CODES[error] ?? error);
}

describe("PIN vectors", () => {
  const runs: Record<string, (given: SecureCase["in"]) => string> = {
    "pin.encode": ({ format, pin, pan, fill }) =>
      upper(
        PinBlock.encode({ format: format as PinFormat, pin: digitsOf(text(pin)), pan: text(pan), fill: text(fill) }),
      ),
    "pin.decode": ({ format, block, pan }) =>
      PinBlock.decode({ format: format as PinFormat, block: hex(block), pan: text(pan) }).join(""),
    "pin.panField4": ({ pan }) => upper(PinBlock.panField(text(pan))),
    "pin.encipher4": ({ key, pin, pan, random }) => {
      const use = { format: 4, cipher: AES, key: hex(key), pan: latin1(text(pan)) } as const;
      return upper(encipherPin({ ...use, digits: digitsOf(text(pin)), fill: hex(random) }));
    },
    "pin.decipher4": ({ key, block, pan }) =>
      decipherPin({ format: 4, cipher: AES, key: hex(key), pan: latin1(text(pan)), block: hex(block) }).join(""),
  };
  const counts = { "pin.encode": 19, "pin.decode": 19, "pin.panField4": 5, "pin.encipher4": 1, "pin.decipher4": 3 };
  for (const [op, count] of Object.entries(counts)) {
    it(`of ${op} are all met`, () => {
      for (const vector of casesOf(op, count)) {
        const { error } = vector as { error?: string };
        const out = vector.out === undefined ? undefined : Object.values(vector.out)[0];
        agree(() => runs[op]!(vector.in), out, error);
      }
    });
  }
});

describe("which format goes online", () => {
  const table: Record<`${CipherName} ${PinKeyScheme}`, [withPan: PinFormat[], withoutPan: PinFormat[]]> = {
    "tdes fixed": [[3, 0], [1]],
    "tdes session": [[3, 0], [1]],
    "tdes dukpt": [[0, 3], [1]],
    "aes fixed": [[4], []],
    "aes session": [[4], []],
    "aes dukpt": [[4], []],
    "sm4 fixed": [[3, 0], []],
    "sm4 session": [[3, 0], []],
    "sm4 dukpt": [[], []],
  };
  for (const [row, [withPan, withoutPan]] of Object.entries(table)) {
    const [algorithm, scheme] = row.split(" ") as [CipherName, PinKeyScheme];
    it(`under ${row} is ${withPan.join()} with a card number, ${withoutPan.join() || "none"} without`, () => {
      assert.deepEqual(allowedFormats(algorithm, scheme, true), withPan);
      assert.deepEqual(allowedFormats(algorithm, scheme, false), withoutPan);
    });
  }

  const refusals: Record<CipherName, Array<[withPan: string, withoutPan: string]>> = {
    tdes: [
      ["", "PIN_FORMAT_PAN"],
      ["PIN_FORMAT_PAN", ""],
      ["PIN_FORMAT_CARD", "PIN_FORMAT_CARD"],
      ["", "PIN_FORMAT_PAN"],
      ["PIN_FORMAT_ALGORITHM", "PIN_FORMAT_ALGORITHM"],
    ],
    aes: [
      ["PIN_FORMAT_ALGORITHM", "PIN_FORMAT_ALGORITHM"],
      ["PIN_FORMAT_ALGORITHM", "PIN_FORMAT_ALGORITHM"],
      ["PIN_FORMAT_CARD", "PIN_FORMAT_CARD"],
      ["PIN_FORMAT_ALGORITHM", "PIN_FORMAT_ALGORITHM"],
      ["", "PIN_FORMAT_PAN"],
    ],
    sm4: [
      ["", "PIN_FORMAT_PAN"],
      ["PIN_FORMAT_ALGORITHM", "PIN_FORMAT_ALGORITHM"],
      ["PIN_FORMAT_CARD", "PIN_FORMAT_CARD"],
      ["", "PIN_FORMAT_PAN"],
      ["PIN_FORMAT_ALGORITHM", "PIN_FORMAT_ALGORITHM"],
    ],
  };
  for (const algorithm of ALGORITHMS) {
    for (const format of FORMATS) {
      it(`is enforced for format ${format} under ${algorithm}`, () => {
        const cipher = CIPHERS[algorithm];
        const key = KEYS[algorithm];
        [PAN, undefined].forEach((pan, i) => {
          const expected = refusals[algorithm][format]![i]! || undefined;
          assert.equal(
            codeOf(() => checkOnlineFormat(format, algorithm, pan !== undefined)),
            expected,
          );
          const use = { format, cipher, key, pan };
          const run = (): unknown => encipherPin({ ...use, digits: PIN, fill: randomFill(format, counting()) });
          assert.equal(codeOf(run), expected);
          const block = new Uint8Array(cipher.blockBytes);
          const opened = codeOf(() => decipherPin({ ...use, block }));
          if (expected !== undefined) assert.equal(opened, expected);
          else assert.match(opened ?? "", /^(BLOCK|PIN)_(FORMAT|LENGTH|DIGIT|FILL)$/);
        });
      });
    }
  }

  it("is format 2 for a card, and no other", () => {
    assert.deepEqual(FORMATS.filter(isAllowedAtCard), [2]);
  });
});

describe("what may become what at the acquirer", () => {
  const hosts = ["0>0", "0>3", "0>4", "1>0", "1>3", "1>4", "3>0", "3>3", "3>4", "4>0", "4>3", "4>4"];
  const cards = ["0>2", "1>2", "2>2", "3>2", "4>2"];
  for (const from of FORMATS) {
    for (const to of FORMATS) {
      const pair = `${from}>${to}`;
      it(`${pair} is ${hosts.includes(pair) ? "allowed" : cards.includes(pair) ? "for a card" : "refused"}`, () => {
        const may = (target: "host" | "card"): boolean => isTranslationAllowed({ from, to, target, isSamePan: true });
        assert.equal(may("host"), hosts.includes(pair));
        assert.equal(may("card"), cards.includes(pair));
        for (const target of ["host", "card"] as const) {
          assert.equal(isTranslationAllowed({ from, to, target, isSamePan: false }), false);
        }
      });
    }
  }
});

describe("an enciphered block", () => {
  const uses: Array<[PinFormat, BlockCipher]> = [
    [0, TDES],
    [1, TDES],
    [3, TDES],
    [4, AES],
    [0, SM4],
    [3, SM4],
  ];
  for (const [format, cipher] of uses) {
    it(`of format ${format} under ${cipher.name} gives the PIN back, for every length of PIN and card number`, () => {
      const digit = fc.integer({ min: 0, max: 9 });
      for (let pinLength = 4; pinLength <= 12; pinLength++) {
        for (let panLength = 12; panLength <= 19; panLength++) {
          const pins = fc.uint8Array({ minLength: pinLength, maxLength: pinLength, max: 9 });
          const pans = fc
            .array(digit, { minLength: panLength, maxLength: panLength })
            .map((pan) => latin1(pan.join("")));
          const randoms = fc.uint8Array({ minLength: 64, maxLength: 64 });
          fc.assert(
            fc.property(pins, pans, randoms, (digits, own, random) => {
              const pan = format === 1 ? undefined : own;
              const use = { format, cipher, key: KEYS[cipher.name], pan };
              const fill = randomFill(format, (length) => random.slice(0, length));
              fc.pre(format !== 3 || fill.length >= 13);
              const block = encipherPin({ ...use, digits, fill });
              assert.equal(block.length, cipher.blockBytes);
              assert.deepEqual(decipherPin({ ...use, block }), digits);
            }),
            { numRuns: 4 },
          );
        }
      }
    });
  }

  it("is filled in format 3 with every pair of letters equally often, and nothing else", () => {
    const every = Uint8Array.from({ length: 256 }, (_, i) => i);
    const counts = new Map<number, number>();
    for (const byte of randomFill(3, () => every)) counts.set(byte, (counts.get(byte) ?? 0) + 1);
    assert.equal(counts.size, 36);
    for (const [byte, count] of counts) assert.ok(count === 7 && byte >> 4 >= 10 && (byte & 0xf) >= 10);
  });

  it("of format 2 in the clear gives the PIN back", () => {
    for (let length = 4; length <= 12; length++) {
      const pin = Uint8Array.from({ length }, (_, i) => (i * 3) % 10);
      assert.deepEqual(PinBlock.decode({ format: 2, block: PinBlock.encode({ format: 2, pin }) }), pin);
    }
  });

  it("is the cipher's over the block in the clear", () => {
    const clear = hex("041215FEDCBA9876");
    const use = { format: 0, cipher: TDES, key: KEYS.tdes, pan: PAN } as const;
    assert.deepEqual(encipherPin({ ...use, digits: PIN, fill: "" }), TDES.encrypt(KEYS.tdes, clear));
  });

  it("is not made under a single DES key, nor a key of no length at all", () => {
    for (const length of [0, 8, 12, 15, 17, 32]) {
      const use = { format: 0, cipher: TDES, key: new Uint8Array(length), pan: PAN } as const;
      assert.equal(
        codeOf(() => encipherPin({ ...use, digits: PIN, fill: "" })),
        "KEY_LENGTH",
      );
      assert.equal(
        codeOf(() => decipherPin({ ...use, block: new Uint8Array(8) })),
        "KEY_LENGTH",
      );
    }
  });

  it("is refused with another's card number, another key, or another length", () => {
    for (const [format, cipher] of uses) {
      const pan = format === 1 ? undefined : PAN;
      const use = { format, cipher, key: KEYS[cipher.name], pan };
      const block = encipherPin({ ...use, digits: PIN, fill: randomFill(format, counting()) });
      const other = { ...use, key: use.key.map((byte) => byte ^ 0x22) };
      assert.match(codeOf(() => decipherPin({ ...other, block })) ?? "", /^(BLOCK|PIN)_/);
      assert.equal(
        codeOf(() => decipherPin({ ...use, block: block.subarray(1) })),
        "BLOCK_LENGTH",
      );
      if (pan === undefined) continue;
      const stranger = { ...use, pan: latin1("5432109999999991") };
      assert.match(codeOf(() => decipherPin({ ...stranger, block })) ?? "", /^(BLOCK|PIN)_/);
    }
  });

  it("refuses PINs and card numbers that are none, and leaves no digit in codec.wasm", () => {
    for (const [format, cipher] of uses) {
      const use = { format, cipher, key: KEYS[cipher.name], pan: format === 1 ? undefined : PAN };
      const fill = randomFill(format, counting());
      const wrong = (change: object): string | undefined =>
        codeOf(() => encipherPin({ ...use, digits: PIN, fill, ...change }));
      assert.equal(wrong({ digits: Uint8Array.of(1, 2, 3) }), "PIN_LENGTH");
      assert.equal(wrong({ digits: new Uint8Array(13) }), "PIN_LENGTH");
      assert.equal(wrong({ digits: Uint8Array.of(1, 2, 3, 10) }), "PIN_DIGIT");
      if (format !== 0) assert.ok(["FILL_LENGTH", undefined].includes(wrong({ fill: "" })));
      if (format === 1) continue;
      assert.equal(wrong({ pan: latin1("54321012345678910000") }), "PAN_LENGTH");
      assert.equal(wrong({ pan: latin1("543210123456789A") }), "PAN_DIGIT");
      if (format !== 4) assert.equal(wrong({ pan: latin1("54321012345") }), "PAN_LENGTH");
    }
    assert.ok([...input().subarray(0, 64), ...output().subarray(0, 64)].every((byte) => byte === 0));
  });
});

describe("a block for SM4", () => {
  it("is laid out as this profile has it", () => {
    const fill = Uint8Array.from({ length: 26 }, (_, i) => 10 + (i % 6));
    assert.equal(upper(encodeSm4Block(0, PIN, PAN, fill)), "041234FFFFFFFFFFFFFFDEFEDCBA9876");
    assert.equal(upper(encodeSm4Block(3, PIN, PAN, fill)), "341234ABCDEFABCDEFABECEE88888822");
  });

  it("is judged whole, with the first thing that is wrong named", () => {
    const pan = latin1("0000000000000");
    const judged = (block: string): string | undefined => codeOf(() => decodeSm4Block(0, hex(block), pan));
    assert.equal(judged("041234FFFFFFFFFFFFFFFFFFFFFFFFFF"), undefined);
    assert.equal(judged("341234FFFFFFFFFFFFFFFFFFFFFFFFFF"), "BLOCK_FORMAT");
    assert.equal(judged("031234FFFFFFFFFFFFFFFFFFFFFFFFFF"), "PIN_LENGTH");
    assert.equal(judged("0D12341234567890FFFFFFFFFFFFFFFF"), "PIN_LENGTH");
    assert.equal(judged("04123AFFFFFFFFFFFFFFFFFFFFFFFFFF"), "PIN_DIGIT");
    assert.equal(judged("041234FFFFFFFFFFFFFFFFFFFFFFFFFE"), "BLOCK_FILL");
    assert.equal(judged("041234FFFFFFFFFFFFFFFFFFFFFFFF"), "BLOCK_LENGTH");
    assert.equal(
      codeOf(() => decodeSm4Block(3, hex("341234ABCDEFABCDEFABCDEFABCDEF9F"), pan)),
      "BLOCK_FILL",
    );
    assert.equal(
      codeOf(() => encodeSm4Block(3, PIN, PAN, new Uint8Array(25).fill(10))),
      "FILL_LENGTH",
    );
    assert.equal(
      codeOf(() => encodeSm4Block(3, PIN, PAN, new Uint8Array(26).fill(9))),
      "BLOCK_FILL",
    );
  });
});

describe("a PIN change", () => {
  it("is two blocks under one key, each with its own fill", () => {
    for (const [format, cipher] of [
      [3, TDES],
      [4, AES],
    ] as const) {
      const use = { format, cipher, key: KEYS[cipher.name], pan: PAN };
      const blocks = encipherPinChange({ ...use, current: PIN, next: PIN }, counting());
      assert.notDeepEqual(blocks.current, blocks.next);
      for (const block of Object.values(blocks)) assert.deepEqual(decipherPin({ ...use, block }), PIN);
    }
  });

  it("is refused whole", () => {
    const use = { format: 0, cipher: TDES, key: KEYS.tdes, pan: PAN } as const;
    const change = (): unknown => encipherPinChange({ ...use, current: PIN, next: Uint8Array.of(1) }, counting());
    assert.equal(codeOf(change), "PIN_LENGTH");
  });
});
