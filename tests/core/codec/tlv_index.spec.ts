import { copyBytes, fillBytes } from "../../../assembly/base/bytes";
import {
  OK,
  TLV_DEPTH,
  TLV_END,
  TLV_LENGTH,
  TLV_MORE_BYTES,
  TLV_MORE_ROWS,
  TLV_TAG,
  TLV_TRUNCATED,
} from "../../../assembly/base/status";
import { Tlv, readTlv } from "../../../assembly/codec/ber_tlv";
import {
  INDEX_DEPTH_MAX,
  INDEX_INDEFINITE,
  INDEX_PASS_FAULTS,
  ROW_BYTES,
  TlvWalk,
  WALK_BYTES,
  beginWalk,
  indexTlv,
} from "../../../assembly/codec/tlv_index";
import { below, hexAt, random, seed } from "../base/support";

const BYTES_MAX: i32 = 512;
const A: usize = memory.data(1024, 16);
const B: usize = memory.data(1024, 16);
const ROWS: usize = memory.data(16 * 600, 16);
const EXPECTED: usize = memory.data(16 * 600, 16);
/** One for each level of nesting. */
const OBJECTS: usize = memory.data(16 * INDEX_DEPTH_MAX, 16);
const WALK: usize = memory.data(WALK_BYTES, 16);

function walk(): TlvWalk {
  return changetype<TlvWalk>(WALK);
}

/** Rows as text: `depth:tag@value+length`, with `/header` in front of them. */
function rowsOf(count: i32): string {
  let text = "";
  for (let i = 0; i < count; i++) {
    const row = ROWS + <usize>i * ROW_BYTES;
    const form = load<u32>(row, 12);
    const length = load<u32>(row, 8) === 0xffffffff ? "?" : load<u32>(row, 8).toString();
    text += `${i > 0 ? " " : ""}${form & 0xff}:${load<u32>(row).toString(16)}@${load<u32>(row, 4)}+${length}/${form >> 8}`;
  }
  return text;
}

function index(hex: string, options: i32 = 0): string {
  const length = hexAt(A, hex);
  beginWalk(walk(), length, options);
  return rowsOf(indexTlv(walk(), A, length, ROWS, 600));
}

function faultOf(hex: string, options: i32 = 0): string {
  index(hex, options);
  return `${walk().status} at ${walk().at}`;
}

let expectedStatus: i32 = 0;
let expectedAt: i32 = 0;

/** What the reader of single objects makes of the same bytes: rows in EXPECTED, a status, an offset. */
function expectRows(from: usize, to: usize, depth: i32, rows: i32): i32 {
  const object = changetype<Tlv>(OBJECTS + ((<usize>depth) << 4));
  let at = from;
  while (true) {
    while (at < to && load<u8>(at) === 0) at++;
    const status = readTlv(at, to, object);
    if (status === TLV_END) return rows;
    const enters = status === OK && object.constructed && object.length > 0;
    if (status !== OK || (enters && depth === INDEX_DEPTH_MAX - 1)) {
      expectedStatus = status === OK ? TLV_DEPTH : status;
      expectedAt = <i32>(at - A);
      return -1 - rows;
    }
    const row = EXPECTED + <usize>rows * ROW_BYTES;
    store<u32>(row, object.tag);
    store<u32>(row, <u32>(object.value - A), 4);
    store<u32>(row, object.length, 8);
    store<u32>(row, depth | ((<u32>(object.value - at)) << 8), 12);
    rows++;
    at = object.next;
    if (!enters) continue;
    rows = expectRows(object.value, object.next, depth + 1, rows);
    if (rows < 0) return rows;
  }
}

/** Bytes that look like TLV more often than chance gives. */
function randomBytes(length: i32): void {
  for (let i = 0; i < length; i++) {
    const kind = below(8);
    const byte: u32 =
      kind < 3 ? below(6) : kind === 3 ? 0x70 : kind === 4 ? 0x9f : kind === 5 ? 0x81 : kind === 6 ? 0x3f : random();
    store<u8>(A + i, <u8>byte);
  }
}

/** Sound objects of every form of header, nested, with padding. */
function randomObjects(at: i32, end: i32, depth: i32): void {
  while (at < end) {
    const left = end - at;
    if (left < 8 || below(8) === 0) {
      store<u8>(A + at++, 0);
      continue;
    }
    const constructed: u32 = below(3) === 0 && depth < 12 ? 0x20 : 0;
    const wide = below(3);
    store<u8>(A + at++, <u8>((wide === 0 ? 0x41 : 0x5f) | constructed));
    if (wide === 2) store<u8>(A + at++, 0x81);
    if (wide > 0) store<u8>(A + at++, <u8>(1 + below(0x7f)));
    const long = below(4) === 0;
    const most = end - at - (long ? 3 : 1);
    const length = below(<i32>min(most, long ? 300 : 0x7f) + 1);
    if (long) store<u8>(A + at++, 0x82);
    if (long) store<u8>(A + at++, <u8>(length >> 8));
    store<u8>(A + at++, <u8>length);
    if (constructed !== 0) randomObjects(at, at + length, depth + 1);
    else for (let i = 0; i < length; i++) store<u8>(A + at + i, <u8>random());
    at += length;
  }
}

/** The bytes at A in one walk, against what the reader of single objects says. @returns rows */
function agree(length: i32): i32 {
  const expected = expectRows(A, A + length, 0, 0);
  beginWalk(walk(), length, 0);
  const count = indexTlv(walk(), A, length, ROWS, 600);
  expect(count).toBe(expected < 0 ? -1 - expected : expected);
  expect(walk().status).toBe(expected < 0 ? expectedStatus : TLV_END);
  if (expected < 0) expect(<i32>walk().at).toBe(expectedAt);
  expect(memory.compare(ROWS, EXPECTED, count * <i32>ROW_BYTES)).toBe(0);
  return count;
}

describe("TLV index", () => {
  it("has a row for each object, those inside it after it", () => {
    // FCI of the payment system environment, from the tests of openemv/emv-utils.
    expect(index("6F20840E315041592E5359532E4444463031A50E8801015F2D046E6C656E9F110101")).toBe(
      "0:6f@2+32/2 1:84@4+14/2 1:a5@20+14/2 2:88@22+1/2 2:5f2d@26+4/3 2:9f11@33+1/3",
    );
    expect(walk().status).toBe(TLV_END);
    expect(index("")).toBe("");
    expect(walk().status).toBe(TLV_END);
  });

  it("reads every form of tag and length", () => {
    expect(index("FF81E37105DF81E27100")).toBe("0:ff81e371@5+5/5 1:df81e271@10+0/5");
    expect(index("9C81010A9C8200010A9C830000010A9C84000000010A")).toBe("0:9c@3+1/3 0:9c@8+1/4 0:9c@14+1/5 0:9c@21+1/6");
    expect(index("BF0C007000")).toBe("0:bf0c@3+0/3 0:70@5+0/2");
  });

  it("skips 00 around objects", () => {
    expect(index("0000700700009C0100000000009C010100")).toBe("0:70@4+7/2 1:9c@8+1/2 0:9c@15+1/2");
    expect(index("000000")).toBe("");
  });

  it("says where what fault is", () => {
    expect(faultOf("9C01009F")).toBe(`${TLV_TRUNCATED} at 3`);
    expect(faultOf("70055A0347617390")).toBe(`${TLV_TRUNCATED} at 7`);
    expect(faultOf("70035A034761")).toBe(`${TLV_TRUNCATED} at 2`);
    expect(faultOf("9C010070809C01000000")).toBe(`${TLV_LENGTH} at 3`);
    expect(faultOf("9C85000000000100")).toBe(`${TLV_LENGTH} at 0`);
    expect(faultOf("9C84FFFFFFFF00")).toBe(`${TLV_TRUNCATED} at 0`);
    expect(faultOf("00DF8181818100")).toBe(`${TLV_TAG} at 1`);
    expect(faultOf("9F800100")).toBe(`${TLV_TAG} at 0`);
  });

  it("follows nesting to its limit and no further", () => {
    let nested = "9C0101";
    for (let depth = 1; depth < INDEX_DEPTH_MAX; depth++) {
      nested = "70" + (nested.length / 2).toString(16).padStart(2, "0") + nested;
    }
    index(nested);
    expect(walk().status).toBe(TLV_END);
    nested = "70" + (nested.length / 2).toString(16).padStart(2, "0") + nested;
    expect(faultOf(nested)).toBe(`${TLV_DEPTH} at ${2 * (INDEX_DEPTH_MAX - 1)}`);
    index(nested, INDEX_PASS_FAULTS);
    expect(walk().status).toBe(TLV_END);
  });

  it("ends on a deep pile of open templates, with every option", () => {
    for (let options = 0; options < 4; options++) {
      for (let i = 0; i < 1024; i += 2) {
        store<u8>(A + i, 0x30);
        store<u8>(A + i + 1, 0x80);
      }
      beginWalk(walk(), 1024, options);
      indexTlv(walk(), A, 1024, ROWS, 600);
      expect(walk().status).not.toBe(TLV_MORE_ROWS);
    }
  });

  it("agrees with the reader of single objects, for any bytes and for sound ones", () => {
    seed(51);
    let rows = 0;
    for (let round = 0; round < 1000; round++) {
      const length = below(60);
      randomBytes(length);
      agree(length);
    }
    for (let round = 0; round < 150; round++) {
      const length = below(BYTES_MAX);
      randomObjects(0, length, 0);
      rows += agree(length);
      expect(walk().status).toBe(TLV_END);
    }
    expect(rows).toBeGreaterThan(1000);
  });

  it("finds the same in small tables and small parts of the bytes", () => {
    seed(52);
    for (let round = 0; round < 60; round++) {
      const length = below(BYTES_MAX);
      randomObjects(0, length, 0);
      const damaged = below(3) === 0 && length > 0;
      if (damaged) store<u8>(A + below(length), <u8>random());
      const expected = agree(length);
      const status = walk().status;
      copyBytes(EXPECTED, ROWS, expected * <i32>ROW_BYTES);

      let count = 0;
      let calls = 0;
      beginWalk(walk(), length, 0);
      do {
        // Only `part` bytes from the place of the walk on are there, at B; around them is what would mislead.
        const from = walk().at;
        const part = <i32>min(9 + below(20), length - from);
        fillBytes(B, 0x70, 1024);
        copyBytes(B + 16, A + from, part);
        const room = 1 + below(5);
        const after = ROWS + <usize>(count + room) * ROW_BYTES;
        store<u64>(after, 0x5afe5afe5afe5afe);
        count += indexTlv(walk(), B + 16 - from, from + part, ROWS + <usize>count * ROW_BYTES, room);
        expect(load<u64>(after)).toBe(0x5afe5afe5afe5afe);
        calls++;
      } while ((walk().status === TLV_MORE_ROWS || walk().status === TLV_MORE_BYTES) && calls < 2000);
      expect(walk().status).toBe(status);
      expect(count).toBe(expected);
      expect(memory.compare(ROWS, EXPECTED, count * <i32>ROW_BYTES)).toBe(0);
    }
  });

  it("never depends on what lies outside, for any bytes and options", () => {
    seed(53);
    for (let round = 0; round < 1000; round++) {
      const length = below(40);
      randomBytes(length);
      copyBytes(B, A, length);
      fillBytes(A + length, 0x00, 40);
      fillBytes(B + length, 0x9f, 40);
      const options = below(4);
      beginWalk(walk(), length, options);
      const count = indexTlv(walk(), A, length, ROWS, 600);
      const status = walk().status;
      beginWalk(walk(), length, options);
      expect(indexTlv(walk(), B, length, EXPECTED, 600)).toBe(count);
      expect(walk().status).toBe(status);
      expect(memory.compare(ROWS, EXPECTED, count * <i32>ROW_BYTES)).toBe(0);
      if ((options & INDEX_PASS_FAULTS) !== 0) expect(status).toBe(TLV_END);
    }
  });
});

describe("TLV index, indefinite lengths", () => {
  it("ends an object at 00 00, with a row that says where", () => {
    expect(index("70809C010000005A0101", INDEX_INDEFINITE)).toBe("0:70@2+?/2 1:9c@4+1/2 0:0@5+2/0 0:5a@9+1/2");
    expect(index("30803080040101000004010200009C0100", INDEX_INDEFINITE)).toBe(
      "0:30@2+?/2 1:30@4+?/2 2:4@6+1/2 1:0@7+2/0 1:4@11+1/2 0:0@12+2/0 0:9c@16+1/2",
    );
    expect(index("70800000", INDEX_INDEFINITE)).toBe("0:70@2+?/2 0:0@2+2/0");
    expect(index("7080000070039C0101", INDEX_INDEFINITE)).toBe("0:70@2+?/2 0:0@2+2/0 0:70@6+3/2 1:9c@8+1/2");
    expect(walk().status).toBe(TLV_END);
    expect(index("7006A5809A010000", INDEX_INDEFINITE | INDEX_PASS_FAULTS)).toBe(
      "0:70@2+6/2 1:a5@4+?/2 2:9a@6+1/2 1:0@8+0/0",
    );
  });

  it("still skips padding in objects of definite length", () => {
    expect(index("708070040000000000009C0100", INDEX_INDEFINITE)).toBe("0:70@2+?/2 1:70@4+4/2 0:0@8+2/0 0:9c@12+1/2");
  });

  it("refuses one without an end, one in a primitive object, and a 00 that is alone", () => {
    expect(faultOf("70809C0100", INDEX_INDEFINITE)).toBe(`${TLV_TRUNCATED} at 5`);
    expect(faultOf("70809C010000", INDEX_INDEFINITE)).toBe(`${TLV_TRUNCATED} at 5`);
    expect(faultOf("700570809C0100", INDEX_INDEFINITE)).toBe(`${TLV_TRUNCATED} at 7`);
    expect(faultOf("9C8001000000", INDEX_INDEFINITE)).toBe(`${TLV_LENGTH} at 0`);
    expect(faultOf("7080009C01000000", INDEX_INDEFINITE)).toBe(`${TLV_TAG} at 2`);
  });
});

describe("TLV index, faults passed over", () => {
  it("leaves out what is wrong, to the end of the object that it is in", () => {
    expect(index("70059A01009F805A0101", INDEX_PASS_FAULTS)).toBe("0:70@2+5/2 1:9a@4+1/2 0:5a@9+1/2");
    expect(index("9A01005A0901", INDEX_PASS_FAULTS)).toBe("0:9a@2+1/2");
    expect(index("FF", INDEX_PASS_FAULTS)).toBe("");
  });
});
