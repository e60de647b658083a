import { bytesToHex, hexToBytes } from "../../../assembly/base/hex";
import { HEX_DIGIT, OK } from "../../../assembly/base/status";
import { hexOf, textAt, textOf } from "./support";

const A: usize = memory.data(600, 8);
const B: usize = memory.data(600, 8);

describe("hexadecimal", () => {
  it("writes upper case and reads every byte back", () => {
    for (let i = 0; i < 256; i++) store<u8>(A + i, <u8>i);
    bytesToHex(A, 256, B);
    expect(textOf(B, 512)).toBe(hexOf(A, 256));
    for (let i = 0; i < 256; i++) store<u8>(A + i, 0);
    expect(hexToBytes(B, 512, A)).toBe(OK);
    for (let i = 0; i < 256; i++) expect(load<u8>(A + i)).toBe(<u8>i);
  });

  it("reads lower case", () => {
    textAt(A, "deadBEEF");
    expect(hexToBytes(A, 8, B)).toBe(OK);
    expect(hexOf(B, 4)).toBe("DEADBEEF");
  });

  it("refuses an odd count and every other character", () => {
    textAt(A, "0000");
    expect(hexToBytes(A, 3, B)).toBe(HEX_DIGIT);
    for (let c = 0; c < 256; c++) {
      const digit = (c >= 48 && c <= 57) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102);
      store<u8>(A, <u8>c);
      store<u8>(A + 1, 48);
      expect(hexToBytes(A, 2, B)).toBe(digit ? OK : HEX_DIGIT);
      store<u8>(A, 48);
      store<u8>(A + 1, <u8>c);
      expect(hexToBytes(A, 2, B)).toBe(digit ? OK : HEX_DIGIT);
    }
  });
});
