import {
  allBytes,
  clearBytes,
  copyBytes,
  equalBytes,
  fillBytes,
  load16,
  load32,
  store16,
  store32,
} from "../../../assembly/base/bytes";
import { below, hexAt, hexOf, random, seed } from "./support";

const A: usize = memory.data(128, 8);
const B: usize = memory.data(128, 8);

describe("bytes", () => {
  it("copies exactly as many bytes as it is told, whatever the length", () => {
    seed(11);
    for (let length = 0; length < 40; length++) {
      for (let i = 0; i < 64; i++) store<u8>(A + i, <u8>random());
      fillBytes(B, 0xee, 64);
      copyBytes(B + 8, A, length);
      expect(equalBytes(B + 8, A, length)).toBe(true);
      expect(allBytes(B, 8, 0xee)).toBe(true);
      expect(allBytes(B + 8 + length, 56 - length, 0xee)).toBe(true);
    }
  });

  it("moves down over itself", () => {
    hexAt(A, "000102030405060708090A0B0C0D0E0F1011");
    copyBytes(A, A + 3, 15);
    expect(hexOf(A, 15)).toBe("030405060708090A0B0C0D0E0F1011");
  });

  it("fills exactly as many bytes as it is told", () => {
    for (let length = 0; length < 40; length++) {
      fillBytes(A, 0, 64);
      fillBytes(A + 3, 0xa5, length);
      expect(allBytes(A + 3, length, 0xa5)).toBe(true);
      expect(load<u8>(A + 2)).toBe(0);
      expect(load<u8>(A + 3 + length)).toBe(0);
    }
  });

  it("clears exactly the words that it is told", () => {
    for (let length = 0; length <= 96; length += 8) {
      fillBytes(A, 0xa5, 128);
      clearBytes(A + 8, length);
      expect(allBytes(A + 8, length, 0)).toBe(true);
      expect(allBytes(A, 8, 0xa5)).toBe(true);
      expect(allBytes(A + 8 + length, 120 - length, 0xa5)).toBe(true);
    }
  });

  it("sees one byte that differs, and none outside the length", () => {
    seed(12);
    for (let round = 0; round < 200; round++) {
      const length = 1 + below(40);
      fillBytes(A, 7, 64);
      fillBytes(B, 7, 64);
      store<u8>(B + length, 8);
      expect(equalBytes(A, B, length)).toBe(true);
      store<u8>(B + below(length), 8);
      expect(equalBytes(A, B, length)).toBe(false);
      expect(allBytes(B, length, 7)).toBe(false);
    }
  });

  it("reads and writes big-endian words", () => {
    store32(A, 0x01020304);
    store16(A + 4, 0xfffe0506);
    expect(hexOf(A, 6)).toBe("010203040506");
    expect(load32(A)).toBe(0x01020304);
    expect(load16(A + 4)).toBe(0x0506);
  });
});
