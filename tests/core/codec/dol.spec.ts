import { fillBytes } from "../../../assembly/base/bytes";
import { OK, TLV_END, TLV_TAG, TLV_TRUNCATED } from "../../../assembly/base/status";
import {
  DolEntry,
  FORMAT_CN,
  FORMAT_N,
  FORMAT_OTHER,
  dolLength,
  putDolValue,
  readDol,
} from "../../../assembly/codec/dol";
import { below, hexAt, hexOf, random, seed } from "../base/support";

const A: usize = memory.data(256, 8);
const B: usize = memory.data(256, 8);
const ENTRY: usize = memory.data(16, 8);

function entry(): DolEntry {
  return changetype<DolEntry>(ENTRY);
}

function value(wanted: i32, actual: string, format: i32): string {
  fillBytes(B, 0xee, 64);
  putDolValue(B + 1, wanted, A, hexAt(A, actual), format);
  expect(load<u8>(B)).toBe(0xee);
  expect(load<u8>(B + 1 + wanted)).toBe(0xee);
  return hexOf(B + 1, wanted);
}

describe("DOL", () => {
  it("reads tags and lengths in order", () => {
    // CDOL1 of a common contact profile.
    const end = A + hexAt(A, "9F02069F03069F1A0295055F2A029A039C019F3704");
    const tags: u32[] = [0x9f02, 0x9f03, 0x9f1a, 0x95, 0x5f2a, 0x9a, 0x9c, 0x9f37];
    const lengths = [6, 6, 2, 5, 2, 3, 1, 4];
    let at = A;
    for (let i = 0; i < 8; i++) {
      expect(readDol(at, end, entry())).toBe(OK);
      expect(entry().tag).toBe(tags[i]);
      expect(entry().length).toBe(lengths[i]);
      at = entry().next;
    }
    expect(readDol(at, end, entry())).toBe(TLV_END);
    expect(dolLength(A, end)).toBe(29);
  });

  it("refuses a list that is cut off or has a malformed tag", () => {
    expect(readDol(A, A + hexAt(A, "9F"), entry())).toBe(TLV_TRUNCATED);
    expect(readDol(A, A + hexAt(A, "9F02"), entry())).toBe(TLV_TRUNCATED);
    expect(readDol(A, A + hexAt(A, "9F800104"), entry())).toBe(TLV_TAG);
    expect(dolLength(A, A + hexAt(A, "95059F02"))).toBe(-1);
    expect(dolLength(A, A + hexAt(A, "95059F8001"))).toBe(-1);
    expect(dolLength(A, A)).toBe(0);
  });

  it("asks for lengths above 127 in one byte, unlike TLV", () => {
    expect(dolLength(A, A + hexAt(A, "9F4B80"))).toBe(128);
  });

  it("pads and truncates by format (EMV Book 3, 5.4)", () => {
    expect(value(3, "123456", FORMAT_N)).toBe("123456");
    expect(value(5, "123456", FORMAT_N)).toBe("0000123456");
    expect(value(2, "123456", FORMAT_N)).toBe("3456");
    expect(value(5, "123456", FORMAT_CN)).toBe("123456FFFF");
    expect(value(2, "123456", FORMAT_CN)).toBe("1234");
    expect(value(5, "123456", FORMAT_OTHER)).toBe("1234560000");
    expect(value(2, "123456", FORMAT_OTHER)).toBe("1234");
  });

  it("gives only padding for a value that is absent", () => {
    expect(value(3, "", FORMAT_N)).toBe("000000");
    expect(value(3, "", FORMAT_OTHER)).toBe("000000");
    expect(value(3, "", FORMAT_CN)).toBe("FFFFFF");
    expect(value(0, "123456", FORMAT_N)).toBe("");
  });

  it("adds up exactly what it reads, for any bytes", () => {
    seed(41);
    for (let round = 0; round < 1000; round++) {
      const length = below(20);
      for (let i = 0; i < length; i++) store<u8>(A + i, below(3) === 0 ? 0x9f : <u8>random());
      let at = A;
      let total = 0;
      let result = readDol(at, A + length, entry());
      while (result === OK) {
        total += entry().length;
        at = entry().next;
        expect(at <= A + length).toBe(true);
        result = readDol(at, A + length, entry());
      }
      expect(dolLength(A, A + length)).toBe(result === TLV_END ? total : -1);
    }
  });
});
