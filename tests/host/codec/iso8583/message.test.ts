import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { Dialect } from "../../../../host/codec/iso8583/dialect.ts";
import { UnpackError } from "../../../../host/codec/iso8583/unpack_error.ts";
import type { FieldContent } from "../../../../host/codec/iso8583/content.ts";
import { UNIONPAY } from "../../../../host/codec/iso8583/unionpay.ts";
import { cases, fromHex, refusal, toHex } from "../support.ts";

const SALE = "cup-0200-ic-sale-19digit-pan-odd-track2";
const sale = cases<{ id: string; hex: string }>("iso8583").find(({ id }) => id === SALE);
assert.ok(sale);
const bytes = fromHex(sale.hex);

/** Fields behind a bitmap of their own, tags with lengths, fields in order, data objects inside. */
const NESTED = Dialect.from({
  name: "nested",
  mti: { encoding: "ascii" },
  bitmap: { encoding: "hex", count: 2 },
  fields: {
    48: {
      content: "ans",
      encoding: "ascii",
      length: 99,
      prefix: { digits: 2, encoding: "ascii" },
      subfields: {
        kind: "tagged",
        tag: { encoding: "ascii", length: 2 },
        prefix: { digits: 2, encoding: "ascii" },
        encoding: "ascii",
        fields: { "01": { name: "Terminal type", content: "n" } },
      },
    },
    60: {
      content: "b",
      encoding: "binary",
      length: 99,
      prefix: { digits: 2, encoding: "bcd" },
      subfields: {
        kind: "positional",
        fields: {
          1: { content: "n", encoding: "bcd", length: 3 },
          2: { content: "ans", encoding: "ebcdic", length: 9, prefix: { digits: 1, encoding: "binary" } },
          3: { content: "b", encoding: "binary", length: 2 },
        },
      },
    },
    127: {
      content: "b",
      encoding: "binary",
      length: 99,
      prefix: { digits: 4, encoding: "ascii" },
      subfields: {
        kind: "bitmap",
        bitmap: { encoding: "binary", bytes: 4 },
        fields: {
          2: { content: "an", encoding: "ascii", length: 20, prefix: { digits: 2, encoding: "ascii" } },
          25: {
            content: "b",
            encoding: "binary",
            length: 99,
            prefix: { digits: 2, encoding: "ascii" },
            subfields: { kind: "ber-tlv" },
          },
        },
      },
    },
  },
});
const NESTED_FIELDS = {
  48: [
    { tag: "01", value: "22" },
    { tag: "XY", value: "kept" },
  ],
  60: { 1: "123", 2: "AB", 3: "00FF" },
  127: {
    2: "SWITCHKEY",
    25: [
      { tag: "77", children: [{ tag: "82", value: "7C00" }] },
      { tag: "9F36", value: "0FCD" },
    ],
  },
};

describe("a message", () => {
  it("gives text, bytes and nothing for what is absent", () => {
    const message = UNIONPAY.unpack(bytes);
    assert.deepEqual([message.mti, message.bitmap], ["0200", "703C06C020C09A11"]);
    assert.equal(message.text(22), "071");
    assert.equal(toHex(message.bytes(22)), "0710");
    assert.equal(message.text(35), "6217850000000000804=23082201000082300");
    assert.equal(message.text(64), "4433374345464536");
    for (const absent of [38, 0, 1, 65, -1, 1.5, "38.1", "x", ""]) {
      assert.equal(message.has(absent), false, `${absent}`);
      assert.equal(message.text(absent), "");
      assert.deepEqual(message.bytes(absent), new Uint8Array(0));
    }
  });

  it("is a view: its bytes are those that were given", () => {
    const given = Uint8Array.from(bytes);
    const message = UNIONPAY.unpack(given);
    assert.equal(message.bytes(55).buffer, given.buffer);
    assert.deepEqual(message.range(64), { from: bytes.length - 8, to: bytes.length });
    assert.deepEqual(message.macRange(), { from: 0, to: bytes.length - 8 });
    assert.equal(message.range(38), undefined);
  });

  it("finds subfields by their path", () => {
    const message = UNIONPAY.unpack(bytes);
    assert.deepEqual(
      [message.subfield("60.1"), message.subfield("60.2"), message.subfield("60.3")],
      ["22", "000001", "000"],
    );
    assert.equal(message.subfield("55.9F36"), "0FCD");
    assert.equal(message.subfield("55.9f36"), "0FCD");
    assert.deepEqual([message.has("55.9F36"), message.has("55.9F37.1"), message.subfield("60.9")], [true, false, ""]);
    assert.equal(toHex(message.bytes("55.82")), "7C00");
  });

  it("has fields inside fields, packed and unpacked in every form", () => {
    const packed = NESTED.pack({ mti: "0100", fields: NESTED_FIELDS });
    const text = Buffer.from(packed).toString("latin1");
    assert.ok(text.startsWith("010080000000000100100000000000000002" + "14" + "010222XY04kept"), text);
    assert.equal(
      toHex(packed.subarray(52)),
      "07" +
        "0123" +
        "02C1C2" +
        "00FF" +
        "30303238" +
        "40000080" +
        "3039" +
        toHex(Buffer.from("SWITCHKEY")) +
        "3131" +
        "770482027C00" +
        "9F36020FCD",
    );
    const message = NESTED.unpack(packed);
    assert.deepEqual(message.toJSON({ expand: true }).fields, NESTED_FIELDS);
    assert.deepEqual(
      [
        message.subfield("48.XY"),
        message.subfield("60.2"),
        message.subfield("127.2"),
        message.subfield("127.25.77.82"),
      ],
      ["kept", "AB", "SWITCHKEY", "7C00"],
    );
    assert.equal(toHex(NESTED.pack(message.toJSON())), toHex(packed));
    assert.equal(toHex(NESTED.pack(message.toJSON({ expand: true }))), toHex(packed));
  });

  it("says where a subfield is malformed", () => {
    const message = NESTED.unpack(NESTED.pack({ mti: "0100", fields: { 48: "01022" } }));
    const fault = refusal(() => message.parts(48));
    assert.deepEqual([fault?.code, fault?.path], ["ISO_TRUNCATED", "48.01"]);
    assert.equal(message.subfield("48.01"), "");
    const chip = UNIONPAY.unpack(UNIONPAY.pack({ mti: "0200", fields: { 11: "1", 55: "9F360200019F2608AA" } }));
    const inner = refusal(() => chip.parts(55));
    assert.deepEqual([inner?.code, inner?.path, inner?.offset], ["TLV_TRUNCATED", "55.9F26", 10 + 3 + 2 + 5]);
  });

  it("keeps every byte of what is not changed: pads, lower-case bitmaps, unknown tags", () => {
    const dialect = Dialect.from({
      name: "loose",
      mti: { encoding: "ascii" },
      bitmap: { encoding: "hex", count: 2 },
      fields: {
        2: { content: "n", encoding: "bcd", length: 19, prefix: { digits: 2, encoding: "bcd" }, align: "left" },
        11: { content: "n", encoding: "ascii", length: 6 },
        70: { content: "n", encoding: "ascii", length: 3 },
      },
    });
    const given = Uint8Array.of(
      ...Buffer.from("0200c020000000000000" + "0400000000000000"),
      0x03,
      0x12,
      0x3f,
      ...Buffer.from("000007301"),
    );
    const message = dialect.unpack(given, { pad: "accept" });
    assert.deepEqual([message.text(2), message.numbers()], ["123", [2, 11, 70]]);
    assert.equal(toHex(message.pack()), toHex(given));
    const changed = message.pack({ 11: "000008" });
    assert.equal(toHex(changed), toHex(given).replace("303030303037333031", "303030303038333031"));
    assert.equal(dialect.unpack(message.pack({ 0: "0210", 70: undefined }), { pad: "accept" }).mti, "0210");
  });

  it("tells the fields before a fault", () => {
    const error = refusal(() => UNIONPAY.unpack(bytes.subarray(0, 60)));
    assert.ok(error instanceof UnpackError);
    assert.deepEqual(
      [error.code, error.path, error.offset, error.actual],
      ["ISO_TRUNCATED", "35", 47, "13 bytes left"],
    );
    assert.deepEqual(error.partial?.numbers(), [2, 3, 4, 11, 12, 13, 14, 22, 23, 25, 26]);
    assert.equal(error.partial?.text(26), "12");
  });

  it("carries empty bitmaps only when it came with them", () => {
    const dialect = Dialect.builtIn("iso8583-1987-ascii");
    const short = dialect.pack({ mti: "0800", fields: { 11: "1" } });
    assert.equal(Buffer.from(short).toString("latin1"), "08000020000000000000000001");
    const long = dialect.pack({ mti: "0800", fields: { 11: "1" }, bitmap: "8020000000000000" + "0".repeat(16) });
    const message = dialect.unpack(long);
    assert.equal(message.bitmap, "8020000000000000" + "0".repeat(16));
    assert.deepEqual(message.numbers(), [11]);
    assert.equal(toHex(dialect.pack(message.toJSON())), toHex(long));
  });
});

describe("a message that is written down", () => {
  const pan = "6217850000000000804";
  const message = UNIONPAY.unpack(bytes);

  it("is masked in a log, wherever it is", () => {
    const error = refusal(() => UNIONPAY.unpack(bytes.subarray(0, 200)));
    for (const text of [
      inspect({ message, error }, { depth: 9 }),
      JSON.stringify([message]),
      message.describe("en").join(),
    ]) {
      assert.ok(text.includes("621785*********0804") && !text.includes(pan), text);
    }
  });

  it("is in the clear when asked for, and masked when told to", () => {
    assert.equal(message.toJSON().fields[2], pan);
    const { fields } = message.toJSON({ masked: true, expand: true });
    assert.equal(fields[2], "621785*********0804");
    assert.equal(fields[35], "621785*********0804D*****************");
    assert.deepEqual([fields[14], fields[52]], ["****", "****************"]);
    assert.deepEqual(fields[60], { 1: "22", 2: "000001", 3: "000", 4: "6" });
    assert.deepEqual((fields[55] as unknown[])[4], { tag: "9F36", value: "0FCD" });
  });

  it("hides what chip data must not show, in its place", () => {
    const chip = "5A0A6217850000000000804F" + "9F360200015F2004414243441F010112";
    const masked = UNIONPAY.unpack(UNIONPAY.pack({ mti: "0200", fields: { 55: chip } })).toJSON({ masked: true });
    assert.equal(masked.fields[55], "5A0A621785*********0804F" + "9F360200015F2004********1F0101**");
    const broken = UNIONPAY.unpack(UNIONPAY.pack({ mti: "0200", fields: { 55: "5A0B62178500000000008049" } }));
    assert.equal(broken.toJSON({ masked: true }).fields[55], "*".repeat(24));
  });
});

describe("packing", () => {
  const code = (...fields: Array<[number, FieldContent]>) =>
    refusal(() => UNIONPAY.pack({ mti: "0200", fields }))?.code;

  it("is refused when a field is wrong", () => {
    assert.equal(refusal(() => UNIONPAY.pack({ mti: "02A0", fields: [] }))?.path, "mti");
    assert.equal(refusal(() => UNIONPAY.pack({ mti: "020", fields: [] }))?.path, "mti");
    assert.equal(code([11, "000001"], [11, "000002"]), "ISO_ORDER");
    for (const number of [16, 1.5, 65, 0, -1, Number.NaN])
      assert.equal(code([number, "0"]), "ISO_UNDEFINED", `${number}`);
    assert.equal(code([11, "1234567"]), "ISO_LENGTH");
    assert.equal(code([11, "00000A"]), "ISO_DIGIT");
    assert.equal(code([11, new Uint8Array(3)]), "ISO_CHARACTER");
    assert.equal(code([52, "1234567X90123456"]), "ISO_CHARACTER");
    assert.equal(code([52, "12345"]), "ISO_CHARACTER");
    assert.equal(code([52, "12345678"]), "ISO_LENGTH");
    assert.equal(code([52, new Uint8Array(7)]), "ISO_LENGTH");
    assert.equal(code([63, "银联"]), "ISO_CHARACTER");
    assert.equal(code([63, "a\n"]), "ISO_CHARACTER");
    assert.equal(code([39, "0!"]), "ISO_CHARACTER");
    assert.equal(code([62, new Uint8Array(513)]), "ISO_LENGTH");
    assert.equal(code([62, new Uint8Array(70_000)]), "TOO_LONG");
    assert.equal(code([11, { 1: "0" }]), "ISO_CHARACTER");
    assert.equal(refusal(() => UNIONPAY.pack({ mti: "0200", fields: { 55: { "9F36": "0" } } }))?.path, "55.9F36");
  });

  it("fills short fields, and takes GBK as bytes", () => {
    const gbk = fromHex("D2F8C1AA");
    const fields: Array<[number, FieldContent]> = [
      [63, gbk],
      [41, "T1"],
      [35, "4111111111111111D2512"],
      [11, "7"],
    ];
    const message = UNIONPAY.unpack(UNIONPAY.pack({ mti: "0200", fields }));
    assert.deepEqual(
      [message.text(35), message.text(41), message.text(11)],
      ["4111111111111111=2512", "T1      ", "000007"],
    );
    assert.deepEqual(Buffer.from(message.text(63), "latin1"), Buffer.from(gbk));
  });

  it("never tells its values in an error", () => {
    const pan = "6217850000000000804";
    const faults = [
      refusal(() => UNIONPAY.pack({ mti: "0200", fields: { 2: `${pan}99` } })),
      refusal(() => UNIONPAY.pack({ mti: "0200", fields: { 2: `${pan.slice(0, -1)}X` } })),
      refusal(() => UNIONPAY.pack({ mti: "0200", fields: { 41: pan } })),
      refusal(() => UNIONPAY.pack({ mti: "0200", fields: { 52: pan } })),
      refusal(() => UNIONPAY.pack({ mti: pan, fields: {} })),
      refusal(() => UNIONPAY.unpack(Buffer.concat([bytes, Buffer.from(pan)]))),
    ];
    for (const fault of faults) {
      assert.ok(fault);
      const told = [fault.code, fault.path, fault.expected, fault.actual, fault.message, fault.stack].join();
      assert.ok(!told.includes(pan.slice(0, 12)));
    }
  });
});

describe("a policy", () => {
  const accept = (policy: Parameters<typeof UNIONPAY.unpack>[1], hex: string, field: number): string =>
    UNIONPAY.unpack(fromHex(hex), policy).text(field);
  const HEAD = "0200";

  it("lets through just what it names", () => {
    const cases = [
      {
        policy: { content: "accept" },
        hex: `${HEAD}200000000000000000FA00`,
        field: 3,
        text: "00FA00",
        code: "ISO_DIGIT",
      },
      { policy: { pad: "accept" }, hex: `${HEAD}4000000000000000031235`, field: 2, text: "123", code: "ISO_PAD" },
      {
        policy: { overlong: "accept" },
        hex: `${HEAD}400000000000000020${"1".repeat(20)}`,
        field: 2,
        text: "1".repeat(20),
        code: "ISO_LENGTH",
      },
      {
        policy: { lengthDigits: "accept" },
        hex: `${HEAD}40000000000000000A1234567890`,
        field: 2,
        text: "1234567890",
        code: "ISO_LENGTH_DIGIT",
      },
      {
        policy: { trailing: "accept" },
        hex: `${HEAD}2000000000000000000000FF`,
        field: 3,
        text: "000000",
        code: "ISO_TRAILING",
      },
      {
        policy: { truncated: "accept" },
        hex: `${HEAD}300000000000000000000012`,
        field: 3,
        text: "000000",
        code: "ISO_TRUNCATED",
      },
      {
        policy: { undefinedBit: "accept" },
        hex: `${HEAD}2001000000000000000000FF`,
        field: 3,
        text: "000000",
        code: "ISO_UNDEFINED",
      },
    ] as const;
    for (const { policy, hex, field, text, code } of cases) {
      assert.equal(refusal(() => accept({}, hex, field))?.code, code, code);
      assert.equal(accept(policy, hex, field), text, code);
      for (const other of cases) {
        if (other.code !== code) assert.equal(refusal(() => accept(other.policy, hex, field))?.code, code);
      }
    }
  });
});

describe("a reader", () => {
  it("gives one message again and again", () => {
    const reader = UNIONPAY.reader();
    const first = reader.read(bytes);
    assert.equal(first.text(11), "000105");
    const second = reader.read(UNIONPAY.pack({ mti: "0800", fields: { 11: "000007" } }));
    assert.equal(second, first);
    assert.deepEqual([second.mti, second.numbers(), second.text(11)], ["0800", [11], "000007"]);
    assert.equal(refusal(() => reader.read(bytes.subarray(0, 60)))?.path, "35");
    assert.equal(first.text(26), "12");
  });
});
