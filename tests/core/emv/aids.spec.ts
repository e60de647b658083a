import { AidRecord, aidRecord, Asi, SUPPORTED_AIDS, supportOf } from "../../../assembly/emv/aids";
import { hexAt, hexOf } from "../base/support";

const AID: usize = memory.data(16, 8);

function supported(aid: string): i32 {
  return supportOf(AID, hexAt(AID, aid));
}

function record(index: i32): AidRecord {
  return aidRecord(index);
}

describe("configuration of an AID", () => {
  it("has the values of the acquirer's download", () => {
    for (let i = 0; i < SUPPORTED_AIDS; i++) {
      const own = record(i);
      expect(hexOf(own.aid, 7)).toBe("A0000003330101");
      expect(hexOf(own.version, 2)).toBe("0030");
      expect(hexOf(own.capabilities, 3)).toBe("E068C8");
      expect(hexOf(own.tacDenial, 5)).toBe("0010000000");
      expect(hexOf(own.tacOnline, 5)).toBe("D84004F800");
      expect(hexOf(own.tacDefault, 5)).toBe("D84000A800");
    }
    expect(record(0).floorLimit).toBe(0);
    expect(record(3).floorLimit).toBe(100_000);
    expect(record(3).threshold).toBe(50_000);
  });

  it("keeps what random selection relies on (EMV Book 3, 10.6.2)", () => {
    for (let i = 0; i < SUPPORTED_AIDS; i++) {
      const own = record(i);
      expect(own.targetPercent).toBeLessThan(100);
      expect(own.targetPercentMax).toBeLessThan(100);
      expect(own.targetPercent <= own.targetPercentMax).toBe(true);
      expect(own.threshold === 0 || own.threshold < own.floorLimit).toBe(true);
    }
  });

  it("supports a card's AID as its selection indicator says (EMV Book 1, 12.3.1)", () => {
    expect(supported("A000000333010101")).toBe(0);
    expect(supported("A000000333010106")).toBe(3);
    expect(supported("A00000033301010201")).toBe(1);
    expect(supported("A0000003330101")).toBe(-1);
    expect(supported("A000000333010108")).toBe(-1);
    record(1).asi = <u8>Asi.EXACT;
    expect(supported("A00000033301010201")).toBe(-1);
    expect(supported("A000000333010102")).toBe(1);
    record(1).asi = <u8>Asi.PARTIAL;
  });
});
