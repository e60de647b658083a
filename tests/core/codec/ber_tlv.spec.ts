import { copyBytes, fillBytes } from "../../../assembly/base/bytes";
import { OK, TLV_ABSENT, TLV_DEPTH, TLV_END, TLV_LENGTH, TLV_TAG, TLV_TRUNCATED } from "../../../assembly/base/status";
import { TLV_DEPTH_MAX, Tlv, checkTlv, findPath, findTlv, putTlv, readTlv } from "../../../assembly/codec/ber_tlv";
import { lengthBytes, putLength, tagBytes } from "../../../assembly/codec/tlv_header";
import { below, hexAt, hexOf, random, seed } from "../base/support";

const A: usize = memory.data(4096, 8);
const B: usize = memory.data(4096, 8);
const OBJECT: usize = memory.data(16, 8);
/** An object for each level of nesting, and where `judge` found what it was asked for. */
const LEVELS: usize = memory.data(16 * 16, 8);
let foundAt: usize = 0;

function object(): Tlv {
  return changetype<Tlv>(OBJECT);
}

function read(hex: string): i32 {
  return readTlv(A, A + hexAt(A, hex), object());
}

function check(hex: string): i32 {
  return checkTlv(A, A + hexAt(A, hex));
}

function find(hex: string, tag: u32): string {
  const result = findTlv(A, A + hexAt(A, hex), tag, object());
  return result === OK ? hexOf(object().value, object().length) : result.toString();
}

/** By a path of up to three tags; 0 is none. */
function path(hex: string, first: u32, second: u32, third: u32): string {
  store<u32>(B, first);
  store<u32>(B, second, 4);
  store<u32>(B, third, 8);
  const steps = third !== 0 ? 3 : second !== 0 ? 2 : 1;
  const result = findPath(A, A + hexAt(A, hex), B, steps, object());
  return result === OK ? hexOf(object().value, object().length) : result.toString();
}

// FCI of the payment system environment, from the tests of openemv/emv-utils.
const PSE = "6F20840E315041592E5359532E4444463031A50E8801015F2D046E6C656E9F110101";

describe("BER-TLV reader", () => {
  it("reads tags of one to four bytes", () => {
    expect(read("5A0100")).toBe(OK);
    expect(object().tag).toBe(0x5a);
    expect(read("9F3303E0F8C8")).toBe(OK);
    expect(object().tag).toBe(0x9f33);
    expect(hexOf(object().value, object().length)).toBe("E0F8C8");
    expect(read("DF81290100")).toBe(OK);
    expect(object().tag).toBe(0xdf8129);
    expect(read("FF81E37105DF81E27100")).toBe(OK);
    expect(object().tag).toBe(0xff81e371);
  });

  it("tells constructed objects from the first byte of any tag", () => {
    expect(read("7000")).toBe(OK);
    expect(object().constructed).toBe(true);
    expect(read("BF0C00")).toBe(OK);
    expect(object().constructed).toBe(true);
    expect(read("FF81E37100")).toBe(OK);
    expect(object().constructed).toBe(true);
    expect(read("9F3300")).toBe(OK);
    expect(object().constructed).toBe(false);
    expect(read("DF812900")).toBe(OK);
    expect(object().constructed).toBe(false);
  });

  it("reads lengths of one to four further bytes, also when they are not the shortest", () => {
    expect(read("9C81010A")).toBe(OK);
    expect(read("9C8200010A")).toBe(OK);
    expect(read("9C830000010A")).toBe(OK);
    expect(read("9C84000000010A")).toBe(OK);
    expect(hexOf(object().value, object().length)).toBe("0A");
    expect(object().next).toBe(A + 7);
  });

  it("skips 00 before, between and after objects (EMV Book 3, Annex B)", () => {
    expect(read("00009C0100")).toBe(OK);
    expect(object().tag).toBe(0x9c);
    expect(read("0000")).toBe(TLV_END);
    expect(read("")).toBe(TLV_END);
    expect(check("9A032212150000009C0100000000")).toBe(OK);
    expect(check("70079C0100000000009C0101")).toBe(OK);
  });

  it("refuses what is cut off", () => {
    expect(read("9F")).toBe(TLV_TRUNCATED);
    expect(read("DF81")).toBe(TLV_TRUNCATED);
    expect(read("9C")).toBe(TLV_TRUNCATED);
    expect(read("9C8201")).toBe(TLV_TRUNCATED);
    expect(read("9C0200")).toBe(TLV_TRUNCATED);
  });

  it("refuses lengths that would wrap an address", () => {
    expect(read("9C84FFFFFFFF00")).toBe(TLV_TRUNCATED);
    expect(read("9C847FFFFFFF00")).toBe(TLV_TRUNCATED);
    expect(read("9C8480000000")).toBe(TLV_TRUNCATED);
  });

  it("refuses indefinite lengths and lengths of more than four bytes", () => {
    expect(read("70809C01000000")).toBe(TLV_LENGTH);
    expect(read("9C85000000000100")).toBe(TLV_LENGTH);
    expect(read("9CFF00")).toBe(TLV_LENGTH);
  });

  it("refuses tags of more than four bytes, and those with a zero group in front (ISO/IEC 8825-1, 8.1.2.4.2)", () => {
    expect(read("DF8181818100")).toBe(TLV_TAG);
    expect(read("9F800100")).toBe(TLV_TAG);
  });
});

describe("BER-TLV search", () => {
  it("finds depth first", () => {
    expect(find(PSE, 0x84)).toBe("315041592E5359532E4444463031");
    expect(find(PSE, 0x5f2d)).toBe("6E6C656E");
    expect(find(PSE, 0x9f11)).toBe("01");
    expect(find(PSE, 0xa5)).toBe("8801015F2D046E6C656E9F110101");
    expect(find(PSE, 0x50)).toBe(TLV_ABSENT.toString());
    expect(find("70039C01017003" + "9C0102", 0x9c)).toBe("01");
  });

  it("does not find what a primitive value only looks like", () => {
    expect(find("84049C01019C9C0102", 0x9c)).toBe("02");
  });

  it("keeps children inside their parent", () => {
    expect(check("7005570347617390")).toBe(TLV_TRUNCATED);
    expect(check("70035703476173")).toBe(TLV_TRUNCATED);
  });

  it("finds an object by the tags on the way to it", () => {
    expect(path(PSE, 0x6f, 0xa5, 0x9f11)).toBe("01");
    expect(path(PSE, 0x6f, 0x84, 0)).toBe("315041592E5359532E4444463031");
    expect(path(PSE, 0x6f, 0x9f11, 0)).toBe(TLV_ABSENT.toString());
    expect(path(PSE, 0xa5, 0, 0)).toBe(TLV_ABSENT.toString());
    expect(path(PSE, 0x6f, 0x84, 0x31)).toBe(TLV_ABSENT.toString());
    expect(path("7700" + "70039C0102", 0x70, 0x9c, 0)).toBe("02");
    expect(path("70009F80" + "9C0102", 0x9c, 0, 0)).toBe(TLV_TAG.toString());
    expect(findPath(A, A, B, TLV_DEPTH_MAX + 1, object())).toBe(TLV_DEPTH);
  });

  it("takes every form of header for what it is, also at the end of an object and of the bytes", () => {
    // The same object behind others of each form: the walk steps over them, the reader finds it.
    const others = ["9A00", "9A0101", "9F0200", "9F020101", "DF812900", "9C81010A", "9F368200010A", "7000", "BF0C00"];
    for (let i = 0; i < others.length; i++) {
      expect(find(others[i] + "5A0142", 0x5a)).toBe("42");
      expect(find("70" + (others[i].length / 2).toString(16).padStart(2, "0") + others[i] + "5A0142", 0x5a)).toBe("42");
      expect(check(others[i])).toBe(OK);
      for (let cut = 2; cut < others[i].length; cut += 2) expect(check(others[i].substr(0, cut))).toBe(TLV_TRUNCATED);
    }
    expect(find("9F0281A0" + "AB".repeat(160) + "5A0142", 0x5a)).toBe("42");
    expect(find("5081A0" + "AB".repeat(160) + "5A0142", 0x5a)).toBe("42");
    expect(check("9F027F")).toBe(TLV_TRUNCATED);
    expect(check("7003" + "9F0201" + "01")).toBe(TLV_TRUNCATED);
  });

  it("follows nesting to its limit and no further", () => {
    let nested = "9C0101";
    for (let depth = 1; depth < TLV_DEPTH_MAX; depth++) {
      nested = "70" + (nested.length / 2).toString(16).padStart(2, "0") + nested;
    }
    expect(check(nested)).toBe(OK);
    expect(find(nested, 0x9c)).toBe("01");
    nested = "70" + (nested.length / 2).toString(16).padStart(2, "0") + nested;
    expect(check(nested)).toBe(TLV_DEPTH);
    expect(find(nested, 0x9c)).toBe(TLV_DEPTH.toString());
  });

  it("agrees with the reader of single objects, for any bytes", () => {
    seed(33);
    let found = 0;
    for (let round = 0; round < 800; round++) {
      const length = below(40);
      for (let i = 0; i < length; i++) store<u8>(A + i, randomByte());
      for (let i = 0; i < 4; i++) {
        const tag: u32 = i === 0 ? 0 : i === 1 ? 0x70 : i === 2 ? 0x05 : 0x9f05;
        const expected = judge(A, A + length, tag, 0);
        const status = findTlv(A, A + length, tag, object());
        expect(status).toBe(expected);
        if (status === OK) expect(object().value).toBe(foundAt);
        if (status === OK) found++;
      }
    }
    expect(found).toBeGreaterThan(50);
  });

  it("ends on a deep pile of open templates", () => {
    for (let i = 0; i < 4096; i += 2) {
      store<u8>(A + i, 0x30);
      store<u8>(A + i + 1, 0x7e);
    }
    expect(checkTlv(A, A + 4096)).not.toBe(OK);
  });

  it("never depends on what lies outside, for any bytes", () => {
    seed(31);
    for (let round = 0; round < 2000; round++) {
      const length = below(40);
      for (let i = 0; i < length; i++) store<u8>(A + i, randomByte());
      copyBytes(B, A, length);
      fillBytes(A + length, 0x00, 40);
      fillBytes(B + length, 0x9f, 40);
      const result = checkTlv(A, A + length);
      expect(checkTlv(B, B + length)).toBe(result);
      if (readTlv(A, A + length, object()) !== OK) continue;
      expect(object().value >= A && object().next <= A + length).toBe(true);
      expect(object().value + object().length).toBe(object().next);
    }
  });
});

/** What the search should say, by recursion over `readTlv`. */
function judge(at: usize, end: usize, tag: u32, depth: i32): i32 {
  const inner = changetype<Tlv>(LEVELS + 16 * <usize>depth);
  while (true) {
    let status = readTlv(at, end, inner);
    if (status === TLV_END) return TLV_ABSENT;
    if (status !== OK) return status;
    foundAt = inner.value;
    if (inner.tag === tag) return OK;
    if (inner.constructed && inner.length > 0) {
      if (depth === TLV_DEPTH_MAX - 1) return TLV_DEPTH;
      status = judge(inner.value, inner.next, tag, depth + 1);
      if (status !== TLV_ABSENT) return status;
    }
    at = inner.next;
  }
}

/** Bytes that look like TLV more often than chance gives. */
function randomByte(): u8 {
  const kind = below(4);
  return kind === 0 ? <u8>random() : kind === 1 ? 0x70 : kind === 2 ? 0x9f : <u8>below(8);
}

describe("BER-TLV writer", () => {
  it("writes the shortest length", () => {
    fillBytes(B, 0xab, 300);
    expect(putTlv(A, A + 400, 0x42, B, 127)).toBe(A + 2 + 127);
    expect(hexOf(A, 3)).toBe("427FAB");
    expect(putTlv(A, A + 400, 0x42, B, 128)).toBe(A + 3 + 128);
    expect(hexOf(A, 4)).toBe("428180AB");
    expect(putTlv(A, A + 400, 0x42, B, 256)).toBe(A + 4 + 256);
    expect(hexOf(A, 5)).toBe("42820100AB");
  });

  it("writes lengths of up to four bytes", () => {
    expect(lengthBytes(0x7f)).toBe(1);
    expect(lengthBytes(0xffff)).toBe(3);
    expect(lengthBytes(0x10000)).toBe(4);
    expect(lengthBytes(0x7fffffff)).toBe(5);
    expect(hexOf(A, <i32>(putLength(A, 0x10000) - A))).toBe("83010000");
    expect(hexOf(A, <i32>(putLength(A, 0x1234567) - A))).toBe("8401234567");
    expect(putTlv(A, A + 400, 0x42, B, 0x7fffffff)).toBe(0);
  });

  it("writes nothing where there is no room", () => {
    for (let room = 0; room < 7; room++) {
      fillBytes(A, 0xee, 16);
      expect(putTlv(A, A + room, 0x9f02, B, 4)).toBe(0);
      expect(hexOf(A, 16)).toBe("EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE");
    }
    expect(putTlv(A, A + 7, 0x9f02, B, 4)).toBe(A + 7);
  });

  it("is read back, for any tag and length", () => {
    seed(32);
    for (let round = 0; round < 500; round++) {
      const tag = randomTag();
      const length = below(2) === 0 ? below(140) : below(1000);
      for (let i = 0; i < length; i++) store<u8>(B + i, <u8>random());
      const next = putTlv(A, A + 2048, tag, B, length);
      expect(readTlv(A, next, object())).toBe(OK);
      expect(object().tag).toBe(tag);
      expect(object().length).toBe(length);
      expect(object().next).toBe(next);
      expect(hexOf(object().value, length)).toBe(hexOf(B, length));
      expect(readTlv(A, next - 1, object())).toBe(TLV_TRUNCATED);
    }
  });
});

function randomTag(): u32 {
  const first: u32 = ((<u32>below(7)) << 5) | 0x20;
  const width = 1 + below(4);
  if (width === 1) return first | (1 + below(30));
  let tag = first | 0x1f;
  for (let i = 2; i < width; i++) tag = (tag << 8) | 0x81 | below(0x7f);
  tag = (tag << 8) | (1 + below(0x7f));
  expect(tagBytes(tag)).toBe(width);
  return tag;
}
