import { beginVerification, issuerAuthenticated, pinBypassed, pinEntered } from "../../../assembly/emv/cvm";
import { keepInArena } from "../../../assembly/emv/arena";
import { Card, cardOf } from "../../../assembly/emv/region";
import { hexAt, hexOf } from "../base/support";
import { freshTerminal, hexByte } from "../machine/support";

const LIST: usize = memory.data(64, 8);

let card: Card = cardOf(freshTerminal());

/** Chooses among these rules (EMV Book 3, C3). @returns the CVM results, tag 9F34 */
function choose(rules: string): string {
  const t = freshTerminal();
  card = cardOf(t);
  card.aip = 0x1000;
  const length = 8 + rules.length / 2;
  const head = "8E" + hexByte(length) + "0000000000000000";
  keepInArena(card, LIST, hexAt(LIST, head + rules));
  beginVerification(t);
  return hexOf(card.cvmResults, 3);
}

describe("cardholder verification (EMV Book 3, 10.5)", () => {
  it("takes the first rule that this terminal can do", () => {
    expect(choose("42031F03")).toBe("420300");
    expect(card.pinWanted).toBe(1);
    expect(choose("1E031F00")).toBe("1E0300");
    expect(card.signature).toBe(1);
    expect(card.pinWanted).toBe(0);
    expect(choose("1F00")).toBe("1F0002");
  });

  it("goes on behind what it cannot do or does not know, where the 40 bit says so", () => {
    expect(choose("410042031F00")).toBe("420300");
    expect(choose("7F0045031E00")).toBe("1E0000");
  });

  it("passes over what it does not support under condition 03, whatever the 40 bit says", () => {
    expect(choose("01031F00")).toBe("1F0002");
    expect(load<u8>(card.tvr, 2) & 0x80).toBe(0);
  });

  it("notes in the TVR a code that nobody knows, not one that it merely cannot do", () => {
    choose("7F001F00");
    expect(load<u8>(card.tvr, 2) & 0x40).toBe(0x40);
    choose("41001F00");
    expect(load<u8>(card.tvr, 2) & 0x40).toBe(0);
  });

  it("applies the next rule after a bypassed PIN where the 40 bit says so, and never asks for a PIN again", () => {
    choose("420342001F03");
    pinBypassed(card);
    expect(hexOf(card.cvmResults, 3)).toBe("1F0302");
    expect(card.pinWanted).toBe(0);
    expect(card.signature).toBe(1);
    expect(load<u8>(card.tvr, 2)).toBe(0x08);
    choose("02031F03");
    pinBypassed(card);
    expect(hexOf(card.cvmResults, 3)).toBe("020301");
    expect(load<u8>(card.tvr, 2)).toBe(0x88);
  });

  it("fails where the 40 bit does not say so", () => {
    expect(choose("01001F00")).toBe("3F0001");
    expect(load<u8>(card.tvr, 2) & 0x80).toBe(0x80);
  });

  it("passes over a rule whose condition is not met: cash, cashback, amounts in another currency", () => {
    expect(choose("420142044206420942031F00")).toBe("420300");
    expect(choose("42011F01")).toBe("3F0001");
  });

  it("fails at the end of the list, and does not read half a rule", () => {
    expect(choose("")).toBe("3F0001");
    expect(choose("42")).toBe("3F0001");
  });

  it("does nothing for a card without cardholder verification", () => {
    const t = freshTerminal();
    beginVerification(t);
    expect(hexOf(cardOf(t).cvmResults, 3)).toBe("3F0000");
    expect(load<u8>(cardOf(t).tsi) & 0x40).toBe(0);
  });

  it("says in the TVR what was done: no offline data authentication, online PIN, floor limit", () => {
    choose("4203");
    pinEntered(card);
    expect(hexOf(card.tvr, 5)).toBe("8000048000");
    issuerAuthenticated(card, false);
    expect(hexOf(card.tvr, 5)).toBe("8000048040");
  });

  it("says that a PIN was not entered, and wants a signature", () => {
    choose("0203");
    pinBypassed(card);
    expect(load<u8>(card.tvr, 2) & 0x08).toBe(0x08);
    expect(card.signature).toBe(1);
  });
});
