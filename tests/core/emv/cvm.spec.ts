import {
  beginVerification,
  isCvmListFormed,
  pinBypassed,
  pinEntered,
  PinKind,
  pinNotEnciphered,
  pinPadFailed,
  pinTriesExceeded,
  pinVerified,
} from "../../../assembly/emv/cvm";
import { Card } from "../../../assembly/emv/region";
import { hexOf } from "../base/support";
import { CAPABILITIES, element, freshCard, setCapabilities } from "./support";

/** Online PIN, signature, no CVM. */
const NO_OFFLINE_PIN: u32 = 0x68;

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
    expect(card.pinWanted).toBe(PinKind.ONLINE);
    expect(choose("1E031F00")).toBe("1E0300");
    expect(card.signature).toBe(1);
    expect(card.pinWanted).toBe(PinKind.NONE);
    expect(choose("1F00")).toBe("1F0002");
    expect(load<u8>(card.tsi)).toBe(0x40);
  });

  it("goes on behind what it cannot do or does not know, where the 40 bit says so", () => {
    setCapabilities(NO_OFFLINE_PIN);
    expect(choose("410042031F00")).toBe("420300");
    expect(choose("7F0045031E00")).toBe("1E0000");
  });

  it("passes over what it does not support under condition 03, whatever the 40 bit says", () => {
    setCapabilities(NO_OFFLINE_PIN);
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
    setCapabilities(NO_OFFLINE_PIN);
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
    setCapabilities(NO_OFFLINE_PIN);
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

/** As `choose`, of a card that a PIN can be enciphered for. */
function chooseWithKey(rules: string): string {
  card = freshCard(element("8E", "000003E800001388" + rules));
  card.aip = 0x1000;
  card.pinKeyUsable = 1;
  beginVerification(card);
  return hexOf(card.cvmResults, 3);
}

function results(): string {
  return hexOf(card.cvmResults, 3);
}

describe("an offline PIN (EMV Book 3, 10.5.1; EMV Book 4, 6.3.4.1 and table 2)", () => {
  it("is asked for in the clear or enciphered, and has failed until the card says otherwise", () => {
    expect(choose("01001F00")).toBe("010001");
    expect(card.pinWanted).toBe(PinKind.PLAIN);
    expect(chooseWithKey("44031F00")).toBe("440301");
    expect(card.pinWanted).toBe(PinKind.ENCIPHERED);
    expect(tvr3()).toBe(0);
  });

  it("is successful when the card finds it right; with a signature nobody knows yet", () => {
    choose("41031F00");
    pinVerified(card);
    expect(results()).toBe("410302");
    expect(card.pinWanted).toBe(PinKind.NONE);
    expect(card.signature).toBe(0);
    for (let code = 3; code <= 5; code += 2) {
      chooseWithKey("0" + code.toString() + "001F00");
      pinVerified(card);
      expect(results()).toBe("0" + code.toString() + "0000");
      expect(card.signature).toBe(1);
      expect(tvr3()).toBe(0);
    }
  });

  it("is not asked for without a key to encipher it with, and the next rule applies (EMV Book 2, 7.1)", () => {
    expect(choose("440042001F00")).toBe("420000");
    expect(card.pinWanted).toBe(PinKind.ONLINE);
    expect(tvr3()).toBe(0);
    expect(choose("05001F00")).toBe("050001");
    expect(tvr3()).toBe(0x80);
  });

  it("has no bit of its own where the card gives no challenge (EMV Book 2, 7.2), and is not asked for again", () => {
    chooseWithKey("440045004100");
    pinNotEnciphered(card);
    expect(results()).toBe("410001");
    expect(card.pinWanted).toBe(PinKind.PLAIN);
    pinVerified(card);
    expect(results()).toBe("410002");
    expect(tvr3()).toBe(0);
  });

  it("is over for a card that compares none any more; an online one is still asked for (EMV Book 4, 6.3.4.2)", () => {
    chooseWithKey("41034403430342031F03");
    pinTriesExceeded(card);
    expect(results()).toBe("420300");
    expect(card.pinWanted).toBe(PinKind.ONLINE);
    expect(tvr3()).toBe(0x20);
    pinEntered(card);
    expect(tvr3()).toBe(0x24);
    choose("01031F03");
    pinTriesExceeded(card);
    expect(results()).toBe("010301");
    expect(tvr3()).toBe(0xa0);
  });

  it("is over with every other PIN when the PIN pad has failed", () => {
    chooseWithKey("4103440342035E03");
    pinPadFailed(card);
    expect(results()).toBe("5E0300");
    expect(card.pinWanted).toBe(PinKind.NONE);
    expect(card.signature).toBe(1);
    expect(tvr3()).toBe(0x10);
    choose("42034103");
    pinPadFailed(card);
    expect(results()).toBe("410301");
    expect(tvr3()).toBe(0x90);
  });

  it("fails with its signature: both are the method (10.5.4)", () => {
    choose("03001F00");
    pinTriesExceeded(card);
    expect(results()).toBe("030001");
    expect(card.signature).toBe(0);
    expect(tvr3()).toBe(0xa0);
  });
});

describe("a PIN gone on without (EMV Book 4, 6.3.4.3)", () => {
  it("is every other PIN too, and never says that tries are exceeded", () => {
    chooseWithKey("4103440342031F03");
    pinBypassed(card);
    expect(results()).toBe("1F0302");
    expect(card.pinWanted).toBe(PinKind.NONE);
    expect(tvr3()).toBe(0x08);
  });

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
    setCapabilities(NO_OFFLINE_PIN);
    choose("42034100");
    pinBypassed(card);
    expect(hexOf(card.cvmResults, 3)).toBe("420301");
    setCapabilities(CAPABILITIES);
    choose("42034202");
    pinBypassed(card);
    expect(hexOf(card.cvmResults, 3)).toBe("420201");
    expect(tvr3()).toBe(0x88);
  });
});
