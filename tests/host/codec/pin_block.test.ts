import assert from "node:assert/strict";
import { createCipheriv, createDecipheriv } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { PinBlock, decodePinBlock0, encodePinBlock0 } from "../../../host/codec/pin_block.ts";
import type { PinFormat } from "../../../host/codec/pin_block.ts";
import { input, output } from "../../../host/codec/wasm.ts";
import { cases, fromHex, refusal, toHex } from "./support.ts";

interface PinCase {
  id: string;
  op: string;
  in: { format: PinFormat; pin: string; pan: string; block: string; fill: string; key: string; random: string };
  out?: { block?: string; pin?: string; field?: string };
  error?: string;
}

const PAN = "5555555551234567";
const FORMATS: readonly PinFormat[] = [0, 1, 2, 3, 4];

function digits(pin: string): Uint8Array {
  return Uint8Array.from(pin, (digit) => digit.charCodeAt(0) - 48);
}

function textOf(pin: Uint8Array): string {
  return Array.from(pin).join("");
}

/** What the operation of a case gives. Enciphering is the caller's: the two rounds of format 4 stand here. */
function run({ op, in: given }: PinCase): PinCase["out"] {
  switch (op) {
    case "pin.encode":
      return { block: toHex(PinBlock.encode(given)) };
    case "pin.decode":
      return { pin: textOf(PinBlock.decode({ ...given, block: fromHex(given.block) })) };
    case "pin.panField4":
      return { field: toHex(PinBlock.panField(given.pan)) };
    case "pin.encipher4": {
      const field = PinBlock.encode({ format: 4, pin: given.pin, fill: given.random });
      const key = fromHex(given.key);
      return { block: toHex(encipher(key, add(encipher(key, field), PinBlock.panField(given.pan)))) };
    }
    case "pin.decipher4": {
      const key = fromHex(given.key);
      const block = decipher(key, add(decipher(key, fromHex(given.block)), PinBlock.panField(given.pan)));
      return { pin: textOf(PinBlock.decode({ format: 4, block })) };
    }
  }
  throw new Error(`no such operation: ${op}`);
}

function encipher(key: Uint8Array, block: Uint8Array): Uint8Array {
  return createCipheriv(`aes-${8 * key.length}-ecb`, key, null)
    .setAutoPadding(false)
    .update(block);
}

function decipher(key: Uint8Array, block: Uint8Array): Uint8Array {
  return createDecipheriv(`aes-${8 * key.length}-ecb`, key, null)
    .setAutoPadding(false)
    .update(block);
}

function add(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ (b[i] ?? 0));
}

function code(run: () => unknown): string | undefined {
  return refusal(run)?.code;
}

const digit = fc.integer({ min: 0, max: 9 });
const pins = fc.array(digit, { minLength: 4, maxLength: 12 }).map((pin) => pin.join(""));
const pans = fc.array(digit, { minLength: 13, maxLength: 19 }).map((pan) => pan.join(""));
const formats = fc.constantFrom(...FORMATS);
const letters = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((random) => PinBlock.lettersOf(random));

describe("PIN blocks", () => {
  for (const vector of cases<PinCase>("pin-block")) {
    it(`agree with ${vector.id}`, () => {
      if (vector.error === undefined) assert.deepEqual(run(vector), vector.out);
      else
        assert.equal(
          code(() => run(vector)),
          vector.error,
        );
    });
  }

  it("are decoded as they were encoded, in every format", () => {
    fc.assert(
      fc.property(formats, pins, pans, letters, (format, pin, pan, fill) => {
        const block = PinBlock.encode({ format, pin, pan, fill });
        assert.equal(block.length, format === 4 ? 16 : 8);
        assert.equal(textOf(PinBlock.decode({ format, block, pan })), pin);
        assert.deepEqual(PinBlock.encode({ format, pin: digits(pin), pan, fill: fromHex(fill.slice(0, 20)) }), block);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it("with one nibble changed hold another PIN or none, but for random fill", () => {
    fc.assert(
      fc.property(
        formats,
        pins,
        pans,
        letters,
        fc.nat(31),
        fc.integer({ min: 1, max: 15 }),
        (format, pin, pan, fill, at, by) => {
          const block = PinBlock.encode({ format, pin, pan, fill });
          const nibble = at % (2 * block.length);
          block[nibble >> 1]! ^= nibble % 2 === 0 ? by << 4 : by;
          const found = attempt(() => textOf(PinBlock.decode({ format, block, pan })));
          const isRandom = nibble >= 16 || ((format === 1 || format === 3) && nibble >= 2 + pin.length);
          if (!isRandom) assert.notEqual(found, pin);
        },
      ),
      { numRuns: 1000, seed: 2 },
    );
  });

  it("of any bytes are decoded or refused by their rules", () => {
    const refused = new Set(["BLOCK_FORMAT", "PIN_LENGTH", "PIN_DIGIT", "BLOCK_FILL"]);
    fc.assert(
      fc.property(formats, fc.uint8Array({ minLength: 16, maxLength: 16 }), (format, bytes) => {
        const block = bytes.subarray(0, format === 4 ? 16 : 8);
        block[0] = (format << 4) | (block[0]! & 15);
        const fault = code(() => PinBlock.decode({ format, block, pan: PAN }));
        assert.equal(fault === undefined || refused.has(fault), true);
      }),
      { numRuns: 500, seed: 3 },
    );
  });

  it("take their fill from the front, of which a short one is refused", () => {
    assert.equal(PinBlock.fillNibbles(1, 5), 9);
    assert.equal(toHex(PinBlock.encode({ format: 1, pin: "12345", fill: "EDCBA9876FFFFF" })), "1512345EDCBA9876");
    assert.equal(toHex(PinBlock.encode({ format: 1, pin: "12345", fill: fromHex("EDCBA98760") })), "1512345EDCBA9876");
    for (const format of FORMATS) {
      const needed = PinBlock.fillNibbles(format, 4);
      const encode = (nibbles: number): unknown =>
        PinBlock.encode({ format, pin: "1234", pan: PAN, fill: "A".repeat(nibbles) });
      assert.equal(
        code(() => encode(needed)),
        undefined,
      );
      if (needed > 0)
        assert.equal(
          code(() => encode(needed - 1)),
          "FILL_LENGTH",
        );
      if (needed > 0)
        assert.equal(
          code(() => PinBlock.encode({ format, pin: "1234", pan: PAN })),
          "FILL_LENGTH",
        );
    }
    assert.equal(
      code(() => PinBlock.encode({ format: 1, pin: "1234", fill: "no hexadecimal" })),
      "FILL_LENGTH",
    );
    assert.equal(
      code(() => PinBlock.encode({ format: 3, pin: "1234", pan: PAN, fill: "AAAAA1AAAA" })),
      "BLOCK_FILL",
    );
  });

  it("get letters from random bytes, all of them", () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    const counts = new Map<string, number>();
    for (const letter of PinBlock.lettersOf(all)) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    assert.deepEqual(
      [...counts.entries()].sort(),
      Array.from("ABCDEF", (letter) => [letter, 42]),
    );
  });

  it("refuse a PAN of 12 digits unless told", () => {
    const given = { format: 0, pin: "1234", pan: "123456789012" } as const;
    assert.equal(
      code(() => PinBlock.encode(given)),
      "PAN_LENGTH",
    );
    const block = PinBlock.encode({ ...given, shortPan: "accept" });
    assert.equal(toHex(block), "041235DCBA9876FE");
    assert.equal(
      code(() => PinBlock.decode({ ...given, block })),
      "PAN_LENGTH",
    );
    assert.equal(textOf(PinBlock.decode({ ...given, block, shortPan: "accept" })), "1234");
    assert.deepEqual(encodePinBlock0(digits("1234"), given.pan), block);
  });

  it("refuse PANs that are no PAN, blocks of another length and formats that there are not", () => {
    for (const format of [0, 3] as const) {
      const encode = (pan?: string): unknown =>
        PinBlock.encode({ format, pin: "1234", fill: "A".repeat(10), ...(pan === undefined ? {} : { pan }) });
      assert.equal(
        code(() => encode()),
        "PAN_LENGTH",
      );
      assert.equal(
        code(() => encode("4".repeat(20))),
        "PAN_LENGTH",
      );
      assert.equal(
        code(() => encode("4".repeat(100_000))),
        "PAN_LENGTH",
      );
      assert.equal(
        code(() => encode("555555555123456٧")),
        "PAN_DIGIT",
      );
    }
    for (const format of FORMATS) {
      for (const bytes of [0, 7, 9, 15, 17, 100_000]) {
        assert.equal(
          code(() => PinBlock.decode({ format, block: new Uint8Array(bytes), pan: PAN })),
          "BLOCK_LENGTH",
        );
      }
    }
    assert.equal(
      code(() => PinBlock.encode({ format: 2, pin: new Uint8Array(100_000) })),
      "PIN_LENGTH",
    );
    assert.equal(
      code(() => PinBlock.encode({ format: 2, pin: "12٣4" })),
      "PIN_DIGIT",
    );
    assert.equal(
      code(() => PinBlock.encode({ format: 5 as PinFormat, pin: "1234" })),
      "BLOCK_FORMAT",
    );
  });

  it("leave nothing of themselves in codec.wasm and nothing in an error", () => {
    const leftover = (): boolean => input().subarray(0, 64).some(Boolean) || output().subarray(0, 64).some(Boolean);
    const clear = (): unknown => (input().fill(0), output().fill(0));
    fc.assert(
      fc.property(formats, fc.string({ maxLength: 14 }), fc.string({ maxLength: 21 }), (format, pin, pan) => {
        clear();
        attempt(() => PinBlock.encode({ format, pin: "246802", pan: PAN, fill: "A".repeat(16) }));
        assert.equal(leftover(), false);
        const fault = refusal(() => PinBlock.encode({ format, pin, pan, fill: "A".repeat(16) }));
        attempt(() => PinBlock.decode({ format, block: new Uint8Array(format === 4 ? 16 : 8).fill(0x44), pan: PAN }));
        assert.equal(leftover(), false);
        if (pin.length > 3) assert.notEqual(fault?.message.includes(pin), true);
      }),
      { numRuns: 200, seed: 4 },
    );
    const fault = refusal(() => PinBlock.encode({ format: 0, pin: "98765432109876", pan: PAN }));
    assert.ok(fault);
    assert.ok(!fault.message.includes("9876") && !fault.message.includes(PAN.slice(6)));
  });
});

describe("PIN blocks of the secure module", () => {
  it("are of format 0 and take a PAN of 12 to 19 digits", () => {
    const all = fc.array(digit, { minLength: 12, maxLength: 19 });
    fc.assert(
      fc.property(pins, all, (pin, pan) => {
        const block = encodePinBlock0(digits(pin), pan.join(""));
        assert.deepEqual(decodePinBlock0(block, pan.join("")), digits(pin));
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  it("that are none of this PAN decode to nothing", () => {
    assert.equal(
      code(() => encodePinBlock0(digits("1234"), "12345678901")),
      "PAN_LENGTH",
    );
    assert.equal(decodePinBlock0(new Uint8Array(7), PAN), undefined);
    assert.equal(decodePinBlock0(fromHex("041261AAAAEDCBA9"), "1"), undefined);
    assert.equal(decodePinBlock0(fromHex("141261AAAAEDCBA9"), PAN), undefined);
  });
});

/** What `run` gives; undefined when it is refused. */
function attempt<T>(run: () => T): T | undefined {
  let result: T | undefined;
  return refusal(() => (result = run())) === undefined ? result : undefined;
}
