import { AAC, ARQC, takeCryptogram, TC } from "../../../assembly/emv/generate_ac";
import { Card, cardOf } from "../../../assembly/emv/region";
import { hexAt, hexOf } from "../base/support";
import { freshTerminal } from "../machine/support";

let card: Card = cardOf(freshTerminal());

/** The card answers a GENERATE AC with these bytes and status. */
function take(answer: string, status: i32 = 0x9000): i32 {
  card = cardOf(freshTerminal());
  card.replyLength = hexAt(card.reply, answer);
  card.status = status;
  return takeCryptogram(card);
}

const FORMAT_2 = "771F9F2701809F360200019F260836A49E2097CADB309F100807010103A0100001";

describe("answer to GENERATE AC (EMV Book 3, 6.5.5.4)", () => {
  it("is taken apart in format 2, in any order", () => {
    expect(take(FORMAT_2)).toBe(ARQC);
    expect(card.atc).toBe(1);
    expect(hexOf(card.cryptogram, 8)).toBe("36A49E2097CADB30");
    expect(hexOf(card.issuerData, card.issuerDataLength)).toBe("07010103A0100001");
    expect(take("77149F260836A49E2097CADB309F360200029F270140")).toBe(TC);
    expect(card.issuerDataLength).toBe(0);
  });

  it("is taken apart in format 1", () => {
    expect(take("800B00010236A49E2097CADB30")).toBe(AAC);
    expect(card.atc).toBe(0x0102);
    expect(take("800D40000336A49E2097CADB30ABCD")).toBe(TC);
    expect(hexOf(card.issuerData, card.issuerDataLength)).toBe("ABCD");
  });

  it("looks at the two high bits of the CID alone", () => {
    expect(take("800BBF000136A49E2097CADB30")).toBe(ARQC);
  });

  it("is none with another status word", () => {
    expect(take(FORMAT_2, 0x6985)).toBe(-1);
  });

  it("is none when something is missing, too short, too long or no TLV", () => {
    expect(take("")).toBe(-1);
    expect(take("800A00010236A49E2097CADB")).toBe(-1);
    expect(take("77109F360200029F260836A49E2097CADB30")).toBe(-1);
    expect(take("77159F270280809F360200019F260836A49E2097CADB30")).toBe(-1);
    expect(take("77149F270180")).toBe(-1);
    expect(take("70149F270140" + "9F360200029F260836A49E2097CADB30")).toBe(-1);
    expect(take("802C40000336A49E2097CADB30" + "00".repeat(33))).toBe(-1);
  });
});
