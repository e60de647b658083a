import { givesTwice } from "../../../assembly/emv/duplicates";
import { below, hexAt, seed } from "../base/support";
import { hexByte } from "../machine/support";

const DATA: usize = memory.data(2048, 8);

function twice(tlv: string): bool {
  const length = hexAt(DATA, tlv);
  return givesTwice(DATA, DATA + length);
}

describe("data objects that stand twice (EMV Book 3, 10.2)", () => {
  it("are found at any depth, side by side or in two templates", () => {
    expect(twice("5A0112" + "5A0113")).toBe(true);
    expect(twice("70035A0112" + "70035A0112")).toBe(true);
    expect(twice("7008" + "A5035A0112" + "5A0113")).toBe(true);
    expect(twice("9F2700" + "00" + "9F2700")).toBe(true);
  });

  it("are primitive: templates may come as often as they like", () => {
    expect(twice("")).toBe(false);
    expect(twice("7000" + "7000" + "70035A0112" + "70049F270100")).toBe(false);
  });

  it("are none of those that share a bit of the filter", () => {
    // 9F27 and every tag of two bytes, each with its neighbours; then one of them again.
    let all = "";
    for (let low = 1; low < 0x80; low++) all += "9F" + hexByte(low) + "00" + "5F" + hexByte(low) + "00";
    expect(twice(all)).toBe(false);
    expect(twice(all + "5F2400")).toBe(true);
  });

  it("are found where a plain comparison finds them", () => {
    seed(7);
    let found = 0;
    for (let round = 0; round < 200; round++) {
      let tlv = "";
      let isTwice = false;
      const seen = new Map<string, bool>();
      for (let i = 0; i < 12; i++) {
        const tag = "DF" + hexByte(1 + below(127)).toString();
        if (seen.has(tag)) isTwice = true;
        seen.set(tag, true);
        tlv += tag + "01" + hexByte(below(256));
      }
      expect(twice(tlv)).toBe(isTwice);
      if (isTwice) found++;
    }
    expect(found > 20).toBe(true);
  });
});
