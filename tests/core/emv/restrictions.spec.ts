import { isAfter, isDate } from "../../../assembly/emv/date";
import { restrict } from "../../../assembly/emv/restrictions";
import { Card, cardOf } from "../../../assembly/emv/region";
import { Terminal } from "../../../assembly/machine/terminal";
import { hexAt, hexOf } from "../base/support";
import { freshTerminal, hexByte } from "../machine/support";
import { element, giveData } from "./support";

/** 2026-11-22 10:20:30. */
const NOW_MS: u64 = 1795342830000;
const A: usize = memory.data(8, 8);
const B: usize = memory.data(8, 8);

let t: Terminal = freshTerminal();
let card: Card = cardOf(t);

/** @returns the TVR of a card that has given this, on 22 November 2026 */
function check(tlv: string): string {
  t = freshTerminal();
  cardOf(t).time_ms = NOW_MS;
  card = cardOf(t);
  giveData(card, tlv);
  restrict(t);
  return hexOf(card.tvr, 5);
}

function later(a: string, b: string): bool {
  hexAt(A, a);
  hexAt(B, b);
  return isAfter(A, B);
}

function valid(date: string): bool {
  hexAt(A, date);
  return isDate(A);
}

/** Table 36 for a purchase, and the bit of the place: bit 8 of the Book is 0x80. */
function allows(usage: u32, country: string): bool {
  const atTerminals = ((usage >> 8) & 1) === 1;
  if (!atTerminals || country === "") return atTerminals;
  const goods = country === "0156" ? (usage >> 13) & 1 : (usage >> 12) & 1;
  const services = country === "0156" ? (usage >> 11) & 1 : (usage >> 10) & 1;
  return goods + services > 0;
}

describe("application version (EMV Book 3, 10.4.1)", () => {
  it("is compared with the terminal's for this application; a card without one fits", () => {
    expect(check(element("9F08", "0030"))).toBe("0000000000");
    expect(check(element("9F08", "0020"))).toBe("0080000000");
    expect(check(element("9F08", "0130"))).toBe("0080000000");
    expect(check("")).toBe("0000000000");
  });
});

describe("application usage control (EMV Book 3, 10.4.2)", () => {
  it("is as table 36 has it for all its bits, at home, abroad and without a country", () => {
    const countries: string[] = ["0156", "0840", "5601", ""];
    let wrong = 0;
    for (let c = 0; c < countries.length; c++) {
      const country = countries[c];
      const tlv = "9F07020000" + (country === "" ? "" : element("5F28", country));
      check(tlv);
      for (let usage: u32 = 0; usage < 65_536; usage++) {
        store<u8>(card.arena, <u8>(usage >> 8), 3);
        store<u8>(card.arena, <u8>usage, 4);
        store<u8>(card.tvr, 0, 1);
        restrict(t);
        const expected: u8 = allows(usage, country) ? 0 : 0x10;
        if (load<u8>(card.tvr, 1) !== expected) wrong++;
      }
    }
    expect(wrong).toBe(0);
  });

  it("does not matter when the card has none", () => {
    expect(check(element("5F28", "0840"))).toBe("0000000000");
  });
});

describe("effective and expiration dates (EMV Book 3, 10.4.3)", () => {
  it("count with their last and first day", () => {
    expect(check(element("5F25", "261122"))).toBe("0000000000");
    expect(check(element("5F25", "261123"))).toBe("0020000000");
    expect(check(element("5F24", "261122"))).toBe("0000000000");
    expect(check(element("5F24", "261121"))).toBe("0040000000");
    expect(check(element("5F25", "270101") + element("5F24", "251231"))).toBe("0060000000");
  });

  it("are of this century below 50, of the last from 50 on (EMV Book 4, 6.7.3)", () => {
    expect(check(element("5F24", "491231"))).toBe("0000000000");
    expect(check(element("5F24", "500101"))).toBe("0040000000");
    expect(check(element("5F25", "991231"))).toBe("0000000000");
    expect(later("000101", "991231")).toBe(true);
    expect(later("500101", "491231")).toBe(false);
  });

  it("are in order day by day", () => {
    let before = "500101";
    for (let year = 50; year < 150; year += 7)
      for (let month = 1; month <= 12; month++) {
        const date = digits(year % 100) + digits(month) + "15";
        expect(later(date, before)).toBe(true);
        before = date;
      }
  });

  it("are dates when digits, month and day are (7.5)", () => {
    expect(valid("261122")).toBe(true);
    expect(valid("260122")).toBe(true);
    expect(valid("261231")).toBe(true);
    expect(valid("260022")).toBe(false);
    expect(valid("261322")).toBe(false);
    expect(valid("261100")).toBe(false);
    expect(valid("261132")).toBe(false);
    expect(valid("2A1122")).toBe(false);
  });
});

function digits(value: i32): string {
  return hexByte((value / 10) * 16 + (value % 10));
}
