import { areShown, characterOf, CODE_TABLES, putCharacter } from "../../../assembly/codec/code_tables";
import { hexAt, hexOf } from "../base/support";

const SCRATCH: usize = memory.data(32, 8);

function utf8(character: u32): string {
  return hexOf(SCRATCH, putCharacter(SCRATCH, character));
}

function shown(part: i32, bytes: string): bool {
  return areShown(part, SCRATCH, hexAt(SCRATCH, bytes));
}

// Each character of each part is held against the decoders of Node in tests/simulation/code_tables.test.ts.
describe("the parts of ISO/IEC 8859", () => {
  it("have 20 to 7E in common, and no control character", () => {
    for (let part = 1; part <= CODE_TABLES; part++) {
      for (let byte: u32 = 0; byte < 0xa0; byte++) {
        expect(characterOf(part, byte)).toBe(byte >= 0x20 && byte <= 0x7e ? byte : 0);
      }
    }
  });

  it("have their own letters", () => {
    expect(characterOf(1, 0xe9)).toBe(0xe9);
    expect(characterOf(2, 0xb3)).toBe(0x142);
    expect(characterOf(5, 0xf0)).toBe(0x2116);
    expect(characterOf(5, 0xd0)).toBe(0x430);
    expect(characterOf(7, 0xe1)).toBe(0x3b1);
    expect(characterOf(9, 0xfe)).toBe(0x15f);
    expect(characterOf(10, 0xff)).toBe(0x138);
  });

  it("have nothing where the part has nothing, runs from right to left, or is none", () => {
    expect(characterOf(3, 0xa5)).toBe(0);
    expect(characterOf(7, 0xff)).toBe(0);
    expect(characterOf(6, 0xc7)).toBe(0);
    expect(characterOf(8, 0xe0)).toBe(0);
    expect(characterOf(0, 0xe0)).toBe(0);
    expect(characterOf(11, 0xe0)).toBe(0);
  });

  it("show a text if they have all of it", () => {
    expect(shown(7, "56E1")).toBe(true);
    expect(shown(7, "56E1D2")).toBe(false);
    expect(shown(7, "D256E1")).toBe(false);
    expect(shown(6, "564953")).toBe(true);
  });
});

describe("UTF-8", () => {
  it("takes one byte, two or three, from the numbers on where it must", () => {
    expect(utf8(0x20)).toBe("20");
    expect(utf8(0x7f)).toBe("7F");
    expect(utf8(0x80)).toBe("C280");
    expect(utf8(0x7ff)).toBe("DFBF");
    expect(utf8(0x800)).toBe("E0A080");
    expect(utf8(0x2116)).toBe("E28496");
    expect(utf8(0xffff)).toBe("EFBFBF");
  });
});
