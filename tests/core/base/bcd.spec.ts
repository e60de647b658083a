import {
  bcdToDigits,
  digitsToBcdLeft,
  digitsToBcdRight,
  getBcd,
  getDigits,
  isBcd,
  putBcd,
  putDigits,
} from "../../../assembly/base/bcd";
import { BCD_DIGIT, OK } from "../../../assembly/base/status";
import { below, hexAt, hexOf, random, seed, textAt, textOf } from "./support";

const A: usize = memory.data(64, 8);
const B: usize = memory.data(64, 8);

describe("BCD", () => {
  it("writes and reads numbers, zeros on the left", () => {
    putBcd(A, 6, 1234);
    expect(hexOf(A, 6)).toBe("000000001234");
    expect(getBcd(A, 6)).toBe(1234);
    putBcd(A, 9, 999999999999999999);
    expect(getBcd(A, 9)).toBe(999999999999999999);
  });

  it("drops digits that find no room", () => {
    putBcd(A, 2, 123456);
    expect(hexOf(A, 2)).toBe("3456");
    putDigits(A, 3, 98765);
    expect(textOf(A, 3)).toBe("765");
  });

  it("refuses every nibble above 9 in every place", () => {
    for (let place = 0; place < 26; place++) {
      for (let nibble: u32 = 10; nibble < 16; nibble++) {
        for (let i = 0; i < 13; i++) store<u8>(A + i, 0x99);
        const shift: u32 = place % 2 === 0 ? 4 : 0;
        store<u8>(A + place / 2, <u8>(((<u32>0x99) & ~((<u32>0xf) << shift)) | (nibble << shift)));
        expect(isBcd(A, 13)).toBe(false);
        if (place < 18) expect(getBcd(A, 9)).toBe(-1);
      }
    }
  });

  it("agrees with a plain check on random bytes", () => {
    seed(21);
    for (let round = 0; round < 2000; round++) {
      const length = below(14);
      let right = true;
      for (let i = 0; i < length; i++) {
        const byte: u32 = below(8) === 0 ? random() & 0xff : ((<u32>below(10)) << 4) | below(10);
        store<u8>(A + i, <u8>byte);
        if (byte >> 4 > 9 || (byte & 15) > 9) right = false;
      }
      expect(isBcd(A, length)).toBe(right);
    }
  });

  it("packs an odd number of digits left or right aligned", () => {
    textAt(A, "12345");
    expect(digitsToBcdLeft(A, 5, B, 0xf)).toBe(OK);
    expect(hexOf(B, 3)).toBe("12345F");
    expect(digitsToBcdRight(A, 5, B)).toBe(OK);
    expect(hexOf(B, 3)).toBe("012345");
    expect(digitsToBcdLeft(A, 4, B, 0xf)).toBe(OK);
    expect(hexOf(B, 2)).toBe("1234");
    expect(digitsToBcdRight(A, 4, B)).toBe(OK);
    expect(hexOf(B, 2)).toBe("1234");
  });

  it("refuses characters that are no digits, in any place", () => {
    for (let place = 0; place < 5; place++) {
      textAt(A, "12345");
      store<u8>(A + place, 0x3a);
      expect(digitsToBcdLeft(A, 5, B, 0)).toBe(BCD_DIGIT);
      expect(digitsToBcdRight(A, 5, B)).toBe(BCD_DIGIT);
      expect(getDigits(A, 5)).toBe(-1);
      store<u8>(A + place, 0x2f);
      expect(digitsToBcdLeft(A, 5, B, 0)).toBe(BCD_DIGIT);
      expect(getDigits(A, 5)).toBe(-1);
    }
  });

  it("unpacks from any nibble", () => {
    hexAt(A, "012345");
    expect(bcdToDigits(A, 5, 1, B)).toBe(OK);
    expect(textOf(B, 5)).toBe("12345");
    hexAt(A, "12345F");
    expect(bcdToDigits(A, 5, 0, B)).toBe(OK);
    expect(textOf(B, 5)).toBe("12345");
    expect(bcdToDigits(A, 6, 0, B)).toBe(BCD_DIGIT);
  });

  it("gives back what it packed", () => {
    seed(22);
    for (let round = 0; round < 1000; round++) {
      const count = below(20);
      for (let i = 0; i < count; i++) store<u8>(A + i, <u8>(0x30 + below(10)));
      const text = textOf(A, count);
      expect(digitsToBcdLeft(A, count, B, 0)).toBe(OK);
      expect(bcdToDigits(B, count, 0, A + 32)).toBe(OK);
      expect(textOf(A + 32, count)).toBe(text);
      expect(digitsToBcdRight(A, count, B)).toBe(OK);
      expect(bcdToDigits(B, count, count & 1, A + 32)).toBe(OK);
      expect(textOf(A + 32, count)).toBe(text);
      if (count <= 18) {
        const value = getDigits(A, count);
        putDigits(A + 32, count, value);
        expect(textOf(A + 32, count)).toBe(text);
      }
    }
  });
});
