import { luhn, maskPan, panFromCn } from "../../../assembly/codec/pan";
import { fillBytes } from "../../../assembly/base/bytes";
import { below, hexAt, random, seed, textAt, textOf } from "../base/support";

const A: usize = memory.data(64, 8);
const B: usize = memory.data(64, 8);

function mask(pan: string): string {
  const count = textAt(A, pan);
  fillBytes(B, 0xee, 64);
  maskPan(A, count, B);
  expect(load<u8>(B + count)).toBe(0xee);
  return textOf(B, count);
}

function fromCn(hex: string): string {
  const count = panFromCn(A, hexAt(A, hex), B);
  return count < 0 ? "refused" : textOf(B, count);
}

describe("PAN", () => {
  it("checks the Luhn digit of published test numbers", () => {
    expect(luhn(A, textAt(A, "4111111111111111"))).toBe(true);
    expect(luhn(A, textAt(A, "5555555555554444"))).toBe(true);
    expect(luhn(A, textAt(A, "378282246310005"))).toBe(true);
    expect(luhn(A, textAt(A, "79927398713"))).toBe(true);
    for (let digit = 0; digit < 9; digit++) {
      const wrong = digit < 3 ? digit : digit + 1;
      expect(luhn(A, textAt(A, "7992739871" + wrong.toString()))).toBe(false);
    }
  });

  it("refuses what is no number", () => {
    expect(luhn(A, textAt(A, "411111111111111A"))).toBe(false);
    expect(luhn(A, 0)).toBe(false);
    expect(luhn(A, textAt(A, "0"))).toBe(false);
  });

  it("sees every wrong digit and every swap of neighbours but 09", () => {
    seed(51);
    for (let round = 0; round < 500; round++) {
      for (let i = 0; i < 15; i++) store<u8>(A + i, <u8>(48 + below(10)));
      let digit: u8 = 48;
      for (store<u8>(A + 15, digit); !luhn(A, 16);) store<u8>(A + 15, ++digit);
      const place = below(15);
      const was = load<u8>(A + place);
      const next = load<u8>(A + place + 1);
      store<u8>(A + place, was === 57 ? 48 : was + 1);
      expect(luhn(A, 16)).toBe(false);
      store<u8>(A + place, next);
      store<u8>(A + place + 1, was);
      const unseen = was === next || (was === 48 && next === 57) || (was === 57 && next === 48);
      expect(luhn(A, 16)).toBe(unseen);
    }
  });

  it("shows the first six and the last four of 13 digits or more, else nothing", () => {
    expect(mask("4111111111111111")).toBe("411111******1111");
    expect(mask("6217850000000000804")).toBe("621785*********0804");
    expect(mask("4222222222222")).toBe("422222***2222");
    expect(mask("422222222222")).toBe("************");
    expect(mask("")).toBe("");
  });

  it("reads compressed numeric numbers", () => {
    expect(fromCn("4111111111111111")).toBe("4111111111111111");
    expect(fromCn("6217850000000000804F")).toBe("6217850000000000804");
    expect(fromCn("411111111111FFFFFFFF")).toBe("411111111111");
  });

  it("refuses numbers that are too short, too long or not digits then F", () => {
    expect(fromCn("41111111111F")).toBe("refused");
    expect(fromCn("62178500000000008040")).toBe("refused");
    expect(fromCn("6217850000000000804E")).toBe("refused");
    expect(fromCn("411111111111F1FF")).toBe("refused");
    expect(fromCn("4111A11111111111")).toBe("refused");
    expect(fromCn("FFFFFFFFFFFFFFFF")).toBe("refused");
    expect(fromCn("")).toBe("refused");
  });

  it("never writes more than 19 digits, for any bytes", () => {
    seed(52);
    for (let round = 0; round < 3000; round++) {
      const length = below(14);
      for (let i = 0; i < length; i++) store<u8>(A + i, below(6) === 0 ? <u8>random() : 0x12);
      fillBytes(B, 0xee, 40);
      const count = panFromCn(A, length, B);
      expect(count === -1 || (count >= 12 && count <= 19)).toBe(true);
      expect(load<u8>(B + (count < 0 ? 0 : count))).toBe(0xee);
    }
  });
});
