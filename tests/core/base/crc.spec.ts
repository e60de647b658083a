import { crc32 } from "../../../assembly/base/crc";
import { textAt } from "./support";

const A: usize = memory.data(64, 8);

describe("CRC-32", () => {
  it("gives the check value of the catalogue of parametrised CRC algorithms (CRC-32/ISO-HDLC)", () => {
    expect(crc32(A, textAt(A, "123456789"))).toBe(0xcbf43926);
  });

  it("gives 0 for nothing, and the values that zlib gives for other texts", () => {
    expect(crc32(A, 0)).toBe(0);
    expect(crc32(A, textAt(A, "a"))).toBe(0xe8b7be43);
    expect(crc32(A, textAt(A, "The quick brown fox jumps over the lazy dog"))).toBe(0x414fa339);
  });

  it("sees every single flipped bit", () => {
    const length = textAt(A, "One flipped bit of a record");
    const right = crc32(A, length);
    for (let bit = 0; bit < 8 * length; bit++) {
      const at = A + bit / 8;
      const mask = <u8>((<u32>1) << (bit % 8));
      store<u8>(at, load<u8>(at) ^ mask);
      expect(crc32(A, length)).not.toBe(right);
      store<u8>(at, load<u8>(at) ^ mask);
    }
    expect(crc32(A, length)).toBe(right);
  });
});
