import { crc16, crc32 } from "../../../assembly/base/crc";
import { below, random, seed, textAt } from "./support";

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

  it("gives what a bit by bit division gives for any bytes, wherever they begin and end", () => {
    seed(32);
    for (let length = 0; length < 56; length++) {
      for (let i = 0; i < 64; i++) store<u8>(A + i, <u8>random());
      expect(crc32(A + (length & 7), length)).toBe(reflected(A + (length & 7), length));
    }
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

describe("CRC-16", () => {
  it("gives the check value of the catalogue of parametrised CRC algorithms (CRC-16/IBM-3740, once CCITT-FALSE)", () => {
    expect(crc16(A, textAt(A, "123456789"))).toBe(0x29b1);
  });

  it("gives the initial value for nothing, and what a bit by bit division gives for any bytes", () => {
    expect(crc16(A, 0)).toBe(0xffff);
    seed(16);
    for (let round = 0; round < 200; round++) {
      const length = below(64);
      for (let i = 0; i < length; i++) store<u8>(A + i, <u8>random());
      expect(crc16(A, length)).toBe(divided(length));
    }
  });
});

/** The definition: polynomial EDB88320, one bit after the other. */
function reflected(at: usize, length: i32): u32 {
  let crc: u32 = 0xffffffff;
  for (let i = 0; i < length; i++) {
    crc ^= load<u8>(at + i);
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) !== 0 ? (crc >> 1) ^ 0xedb88320 : crc >> 1;
  }
  return ~crc;
}

/** The definition: polynomial 1021, one bit after the other. */
function divided(length: i32): u32 {
  let crc: u32 = 0xffff;
  for (let i = 0; i < length; i++) {
    crc ^= (<u32>load<u8>(A + i)) << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) !== 0 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}
