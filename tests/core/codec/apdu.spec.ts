import { LE_NONE, putApdu, statusWord } from "../../../assembly/codec/apdu";
import { fillBytes } from "../../../assembly/base/bytes";
import { hexAt, hexOf } from "../base/support";

const A: usize = memory.data(300, 8);
const B: usize = memory.data(300, 8);

describe("APDU", () => {
  it("writes the four cases of ISO/IEC 7816-3, 12.1", () => {
    const data = hexAt(A, "A0000003330101");
    expect(hexOf(B, putApdu(B, 0x00a40400, A, 0, LE_NONE))).toBe("00A40400");
    expect(hexOf(B, putApdu(B, 0x80ca9f36, A, 0, 0))).toBe("80CA9F3600");
    expect(hexOf(B, putApdu(B, 0x00a40400, A, data, LE_NONE))).toBe("00A4040007A0000003330101");
    expect(hexOf(B, putApdu(B, 0x00a40400, A, data, 0))).toBe("00A4040007A000000333010100");
    expect(hexOf(B, putApdu(B, 0x00840000, A, 0, 8))).toBe("0084000008");
  });

  it("writes up to 261 bytes", () => {
    fillBytes(A, 0x5a, 255);
    expect(putApdu(B, 0x80ae8000, A, 255, 0)).toBe(261);
    expect(hexOf(B + 4, 2)).toBe("FF5A");
    expect(hexOf(B + 259, 2)).toBe("5A00");
  });

  it("reads the status word, 0 where there is none", () => {
    expect(statusWord(A, hexAt(A, "9000"))).toBe(0x9000);
    expect(statusWord(A, hexAt(A, "77006985"))).toBe(0x6985);
    expect(statusWord(A, 1)).toBe(0);
    expect(statusWord(A, 0)).toBe(0);
  });
});
