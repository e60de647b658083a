import { copyBytes, fillBytes } from "../../../assembly/base/bytes";
import { OK, TLV_END, TLV_TRUNCATED } from "../../../assembly/base/status";
import { Tlv } from "../../../assembly/codec/ber_tlv";
import { Historical, readCompact, readHistorical } from "../../../assembly/codec/compact_tlv";
import { below, hexAt, hexOf, random, seed } from "../base/support";

const A: usize = memory.data(256, 8);
const B: usize = memory.data(256, 8);
const OBJECT: usize = memory.data(16, 8);
const HISTORICAL: usize = memory.data(64, 8);

function object(): Tlv {
  return changetype<Tlv>(OBJECT);
}

function historical(): Historical {
  return changetype<Historical>(HISTORICAL);
}

/** Category, then the bytes of objects, status and the rest. */
function read(hex: string): string {
  const status = readHistorical(A, A + hexAt(A, hex), historical());
  if (status !== OK) return status.toString();
  const h = historical();
  const parts = [
    hexOf(h.objects, <i32>(h.objectsEnd - h.objects)),
    hexOf(h.status, <i32>(h.statusEnd - h.status)),
    hexOf(h.other, <i32>(h.otherEnd - h.other)),
  ];
  return h.category.toString(16) + " " + parts.join("/");
}

describe("compact TLV", () => {
  it("has tag and length in one byte", () => {
    const end = A + hexAt(A, "31F573C78A40F0");
    expect(readCompact(A, end, object())).toBe(OK);
    expect(object().tag).toBe(3);
    expect(hexOf(object().value, object().length)).toBe("F5");
    expect(readCompact(object().next, end, object())).toBe(OK);
    expect(object().tag).toBe(7);
    expect(hexOf(object().value, object().length)).toBe("C78A40");
    expect(readCompact(object().next, end, object())).toBe(OK);
    expect(object().tag).toBe(15);
    expect(object().length).toBe(0);
    expect(readCompact(object().next, end, object())).toBe(TLV_END);
  });

  it("refuses a value that is cut off", () => {
    expect(readCompact(A, A + hexAt(A, "7301"), object())).toBe(TLV_TRUNCATED);
    expect(readCompact(A, A + hexAt(A, "73"), object())).toBe(TLV_TRUNCATED);
  });
});

describe("historical bytes", () => {
  it("end with the status in category 00", () => {
    // The ATR of the first decoding test of openemv/emv-utils.
    expect(read("0031F573C78A40009000")).toBe("0 31F573C78A40/009000/");
    expect(read("00059000")).toBe("0 /059000/");
    expect(read("000590")).toBe(TLV_TRUNCATED.toString());
  });

  it("may hold the status as an object in category 80", () => {
    expect(read("8031F573C78A4083079000")).toBe("80 31F573C78A4083079000/079000/");
    expect(read("808105")).toBe("80 8105/05/");
    expect(read("80829000")).toBe("80 829000/9000/");
    expect(read("8031F5")).toBe("80 31F5//");
    expect(read("808401020304")).toBe("80 8401020304//");
    expect(read("80")).toBe("80 //");
    expect(read("8081058073C7")).toBe("80 81058073C7/05/");
  });

  it("refer to a file in category 10, and are their maker's in others", () => {
    expect(read("1082")).toBe("10 //82");
    expect(read("10")).toBe(TLV_TRUNCATED.toString());
    expect(read("4A434F50")).toBe("4a //434F50");
    expect(read("")).toBe(TLV_TRUNCATED.toString());
  });

  it("never depend on what lies outside, and have parts inside, for any bytes", () => {
    seed(61);
    for (let round = 0; round < 500; round++) {
      const length = below(17);
      for (let i = 0; i < length; i++) store<u8>(A + i, <u8>(below(2) === 0 ? random() : below(3) << 4));
      if (length > 0) store<u8>(A, <u8>(below(3) === 0 ? 0x80 : below(2) << 4));
      copyBytes(B, A, length);
      fillBytes(A + length, 0x00, 32);
      fillBytes(B + length, 0x81, 32);
      const status = readHistorical(A, A + length, historical());
      const h = historical();
      if (status === OK) {
        expect(A < h.objects && h.objects <= h.objectsEnd && h.objectsEnd <= A + length).toBe(true);
        expect(A < h.status && h.status <= h.statusEnd && h.statusEnd <= A + length).toBe(true);
        expect(A < h.other && h.other <= h.otherEnd && h.otherEnd <= A + length).toBe(true);
      }
      expect(readHistorical(B, B + length, historical())).toBe(status);
    }
  });
});
