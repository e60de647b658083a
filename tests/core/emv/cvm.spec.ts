import { beginVerification, isCvmListFormed, pinBypassed, pinEntered } from "../../../assembly/emv/cvm";
import { Card } from "../../../assembly/emv/region";
import { hexOf } from "../base/support";
import { CAPABILITIES, element, freshCard, setCapabilities } from "./support";

let card: Card = freshCard("");

/** Chooses among these rules, with X 10.00 and Y 50.00. @returns the CVM results, tag 9F34 */
function choose(rules: string, amount: u64 = 100, other: string = ""): string {
  card = freshCard(element("8E", "000003E800001388" + rules) + other);
  card.aip = 0x1000;
  card.amount = amount;
  beginVerification(card);
  return hexOf(card.cvmResults, 3);
}

function tvr3(): i32 {
  return load<u8>(card.tvr, 2);
}

describe("cardholder verification (EMV Book 3, 10.5)", () => {
  afterEach(() => setCapabilities(CAPABILITIES));

  it("performs the first rule that this terminal can do", () => {
    expect(choose("42031F03")).toBe("420300");
    expect(card.pinWanted).toBe(1);
    expect(choose("1E031F00")).toBe("1E0300");
    expect(card.signature).toBe(1);
    expect(card.pinWanted).toBe(0);
    expect(choose("1F00")).toBe("1F0002");
    expect(load<u8>(card.tsi)).toBe(0x40);
  });

  it("goes on behind what it cannot do or does not know, where the 40 bit says so", () => {
    expect(choose("410042031F00")).toBe("420300");
    expect(choose("7F0045031E00")).toBe("1E0000");
  });

  it("passes over what it does not support under condition 03, whatever the 40 bit says", () => {
    expect(choose("01031F00")).toBe("1F0002");
    expect(tvr3()).toBe(0);
  });

  it("notes a code that nobody knows, and biometrics, which it does not know", () => {
    choose("7F001F00");
    expect(tvr3()).toBe(0x40);
    choose("46001F00");
    expect(tvr3()).toBe(0x40);
  });

  it("notes a PIN that it cannot take, offline or online; not a signature", () => {
    for (let code = 0x41; code <= 0x45; code += code === 0x41 ? 2 : 1) {
      choose("4" + (code & 15).toString() + "001F00");
      expect(tvr3()).toBe(0x10);
    }
    setCapabilities(0x08);
    expect(choose("42001F00")).toBe("1F0002");
    expect(tvr3()).toBe(0x10);
    expect(choose("5E001F00")).toBe("1F0002");
    expect(tvr3()).toBe(0);
  });

  it("has a PIN pad for offline PINs when it can do one of the two kinds (10.5.1)", () => {
    setCapabilities(0x88);
    expect(choose("44001F00")).toBe("1F0002");
    expect(tvr3()).toBe(0);
  });

  it("fails for good at a rule to fail, the 40 bit set or not", () => {
    expect(choose("00001F00")).toBe("000001");
    expect(choose("40031F00")).toBe("400301");
    expect(tvr3()).toBe(0x80);
  });

  it("fails where the 40 bit does not say so, and at the end of the list", () => {
    expect(choose("01001F00")).toBe("3F0001");
    expect(tvr3()).toBe(0x90);
    expect(choose("42011F01")).toBe("3F0001");
    expect(tvr3()).toBe(0x80);
    expect(load<u8>(card.tsi)).toBe(0x40);
  });

  it("passes over cash, cashback and conditions that nobody knows", () => {
    expect(choose("420142044205420A42801F02")).toBe("1F0202");
  });

  it("compares the amount with X and Y in the card's currency alone", () => {
    const rules = "1F061E071F081E09";
    expect(choose(rules, 999, "9F42020156")).toBe("1F0602");
    expect(choose(rules, 1000, "9F42020156")).toBe("1F0802"); // neither under nor over X
    expect(choose(rules, 1001, "9F42020156")).toBe("1E0700");
    expect(choose("1F091F00", 5000, "9F42020156")).toBe("1F0002");
    expect(choose("1F091F00", 5001, "9F42020156")).toBe("1F0902");
    expect(choose(rules, 999, "9F42020840")).toBe("3F0001");
    expect(choose(rules, 999)).toBe("3F0001");
  });

  it("does nothing for a card without cardholder verification", () => {
    card = freshCard(element("8E", "00000000000000001F00"));
    beginVerification(card);
    expect(hexOf(card.cvmResults, 3)).toBe("3F0000");
    expect(load<u8>(card.tsi)).toBe(0);
    expect(hexOf(card.tvr, 5)).toBe("0000000000");
  });

  it("misses a list that the card should have; one without rules is none (7.5, table 35)", () => {
    expect(choose("")).toBe("3F0000");
    expect(hexOf(card.tvr, 5)).toBe("2000000000");
    expect(load<u8>(card.tsi)).toBe(0);
    card = freshCard("");
    card.aip = 0x1000;
    beginVerification(card);
    expect(hexOf(card.tvr, 5)).toBe("2000000000");
  });

  it("knows a list by both its amounts and whole rules", () => {
    expect(isCvmListFormed(0)).toBe(false);
    expect(isCvmListFormed(6)).toBe(false);
    expect(isCvmListFormed(8)).toBe(true);
    expect(isCvmListFormed(9)).toBe(false);
    expect(isCvmListFormed(10)).toBe(true);
  });

  it("says that a PIN went online", () => {
    choose("4203");
    pinEntered(card);
    expect(tvr3()).toBe(0x04);
  });
});

describe("a PIN gone on without (EMV Book 4, 6.3.4.3)", () => {
  it("lets the next rule apply where the 40 bit says so, never asks again, and wants a signature", () => {
    choose("420342001F03");
    pinBypassed(card);
    expect(hexOf(card.cvmResults, 3)).toBe("1F0302");
    expect(card.pinWanted).toBe(0);
    expect(card.signature).toBe(1);
    expect(tvr3()).toBe(0x08);
  });

  it("fails where the 40 bit does not say so", () => {
    choose("02031F03");
    pinBypassed(card);
    expect(hexOf(card.cvmResults, 3)).toBe("020301");
    expect(tvr3()).toBe(0x88);
  });

  it("stays the result when nothing is performed after it (6.3.4.5)", () => {
    choose("42034100");
    pinBypassed(card);
    expect(hexOf(card.cvmResults, 3)).toBe("420301");
    choose("42034202");
    pinBypassed(card);
    expect(hexOf(card.cvmResults, 3)).toBe("420201");
    expect(tvr3()).toBe(0x88);
  });
});
