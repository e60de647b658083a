/** The axes of a dialect are independent of each other: any combination packs, unpacks and refuses as it should. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Dialect } from "../../../../host/codec/iso8583/dialect.ts";
import { UnpackError } from "../../../../host/codec/iso8583/unpack_error.ts";
import { refusal, toHex } from "../support.ts";
import { samples } from "./dialects.ts";
import type { Sample } from "./dialects.ts";

const RUNS = 400;

function packed({ spec, mti, fields }: Sample): { dialect: Dialect; bytes: Uint8Array } {
  const dialect = Dialect.from(spec);
  const header = Uint8Array.from({ length: spec.header ?? 0 }, (_, i) => 0xa0 + i);
  return { dialect, bytes: dialect.pack({ mti, fields, header }) };
}

describe("any dialect", () => {
  it("gives back what was packed, and packs what was unpacked to the same bytes", () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const { dialect, bytes } = packed(sample);
        const message = dialect.unpack(bytes);
        assert.equal(message.mti, sample.mti);
        assert.deepEqual(message.toJSON().fields, sample.fields);
        assert.equal(toHex(message.pack()), toHex(bytes));
        assert.equal(toHex(dialect.pack({ ...message.toJSON(), header: message.header })), toHex(bytes));
      }),
      { numRuns: RUNS },
    );
  });

  it("refuses every cut, at or before it, with the fields that were whole", () => {
    fc.assert(
      fc.property(samples, fc.nat(), (sample, position) => {
        const { dialect, bytes } = packed(sample);
        const cut = position % bytes.length;
        const error = refusal(() => dialect.unpack(bytes.subarray(0, cut)));
        assert.ok(error instanceof UnpackError);
        assert.ok(error.offset <= cut, `${error.offset} is behind ${cut}`);
        const { fields } = error.partial!.toJSON();
        for (const [number, text] of Object.entries(fields)) assert.equal(text, sample.fields[number], number);
        const quiet = dialect.unpack(bytes.subarray(0, cut), { truncated: "accept" });
        assert.deepEqual([quiet.fault?.code, quiet.fault?.path], ["ISO_TRUNCATED", error.path]);
      }),
      { numRuns: RUNS },
    );
  });

  it("refuses a surplus byte, or keeps it where that is accepted", () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const { dialect, bytes } = packed(sample);
        const longer = Uint8Array.of(...bytes, 0x30);
        const error = refusal(() => dialect.unpack(longer));
        assert.deepEqual([error?.code, error?.offset], ["ISO_TRAILING", bytes.length]);
        const message = dialect.unpack(longer, { trailing: "accept" });
        assert.deepEqual(message.toJSON().fields, sample.fields);
        assert.equal(toHex(message.pack()), toHex(longer));
      }),
      { numRuns: RUNS / 4 },
    );
  });

  it("never throws anything but its own error, whatever the bytes, and keeps what it accepts bit for bit", () => {
    const anything = { content: "accept", pad: "accept", overlong: "accept", lengthDigits: "accept" } as const;
    fc.assert(
      fc.property(samples, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), (sample, changes) => {
        const { dialect, bytes } = packed(sample);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        for (const policy of [{}, { trailing: "accept" }, anything] as const) {
          const error = refusal(() => {
            const message = dialect.unpack(bytes, policy);
            assert.equal(toHex(message.pack()), toHex(bytes));
            const { mti, bitmap, fields } = message.toJSON();
            if (Object.keys(policy).length === 0) {
              const again = dialect.unpack(dialect.pack({ mti, bitmap, fields, header: message.header }));
              assert.deepEqual(again.toJSON(), message.toJSON());
            }
          });
          assert.ok(error === undefined || error.offset <= bytes.length);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("changes one field and leaves the bytes of all others", () => {
    fc.assert(
      fc.property(samples, fc.nat(), (sample, pick) => {
        const { dialect, bytes } = packed(sample);
        const message = dialect.unpack(bytes);
        const numbers = message.numbers();
        if (numbers.length === 0) return;
        const number = numbers[pick % numbers.length]!;
        assert.equal(toHex(message.pack({ [number]: message.text(number) })), toHex(bytes));
        const without = dialect.unpack(message.pack({ [number]: undefined }));
        assert.deepEqual(
          without.numbers(),
          numbers.filter((other) => other !== number),
        );
        for (const other of without.numbers()) assert.equal(without.text(other), message.text(other));
      }),
      { numRuns: RUNS },
    );
  });
});
