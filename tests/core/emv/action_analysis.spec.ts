/**
 * Terminal action analysis against a plain account of EMV Book 3, 10.7, bit by bit, written for this file alone.
 */
import { analyse, analyseUnableToGoOnline, firstRequest, lastRequest } from "../../../assembly/emv/action_analysis";
import { AidRecord, configurationOf } from "../../../assembly/emv/aids";
import { AAC, ARQC, TC } from "../../../assembly/emv/generate_ac";
import { Card } from "../../../assembly/emv/region";
import { random, seed } from "../base/support";
import { freshCard, setTerminalType } from "./support";

/** Denial, online and default codes of the issuer, 5 bytes each, at these places of the arena. */
const CODES: string = "9F0E050000000000" + "9F0F050000000000" + "9F0D050000000000";
const CODE_AT: usize = 3;
const CODE_STEP: usize = 8;
const BITS: i32 = 40;

let card: Card = freshCard("");
const own: AidRecord = configurationOf(card);

function begin(): void {
  card = freshCard(CODES);
  memory.fill(own.tacDenial, 0, 15);
}

function setBit(at: usize, bit: i32): void {
  const byte = at + (bit >> 3);
  store<u8>(byte, <u8>((<i32>load<u8>(byte)) | (0x80 >> (bit & 7))));
}

function hasBit(at: usize, bit: i32): bool {
  return ((<i32>load<u8>(at + (bit >> 3))) & (0x80 >> (bit & 7))) !== 0;
}

/** @param index 0 denial, 1 online, 2 default */
function issuers(index: usize): usize {
  return card.arena + CODE_AT + index * CODE_STEP;
}

function terminals(index: usize): usize {
  return own.tacDenial + 5 * index;
}

/** @param given whether the card has the issuer's code; without it every bit is `absent` */
function matches(index: usize, given: bool, absent: bool): bool {
  for (let bit = 0; bit < BITS; bit++) {
    if (!hasBit(card.tvr, bit)) continue;
    if (hasBit(terminals(index), bit)) return true;
    if (given ? hasBit(issuers(index), bit) : absent) return true;
  }
  return false;
}

function sparse(at: usize): void {
  for (let i: usize = 0; i < 5; i++) store<u8>(at + i, <u8>(random() & random() & random()));
}

describe("terminal action analysis (EMV Book 3, 10.7)", () => {
  it("looks at every bit of every code, the issuer's and the terminal's", () => {
    let wrong = 0;
    for (let bit = 0; bit < BITS; bit++)
      for (let other = 0; other < BITS; other++)
        for (let code = 0; code < 6; code++) {
          begin();
          const index = <usize>(code % 3);
          setBit(card.tvr, bit);
          setBit(code < 3 ? issuers(index) : terminals(index), other);
          const hit = bit === other;
          const first = index === 0 && hit ? AAC : index === 1 && hit ? ARQC : TC;
          if (analyse(card) !== first) wrong++;
          if (analyseUnableToGoOnline(card) !== (index === 2 && hit ? AAC : TC)) wrong++;
        }
    expect(wrong).toBe(0);
  });

  it("is as the Book has it for any codes, whether the card has them or not", () => {
    seed(20);
    let wrong = 0;
    const seen: i32[] = [0, 0, 0];
    for (let round = 0; round < 20_000; round++) {
      begin();
      const absent = round & 7;
      for (let index: usize = 0; index < 3; index++) {
        sparse(issuers(index));
        sparse(terminals(index));
        if (((absent >> (<i32>index)) & 1) === 1) store<u8>(issuers(index) - CODE_AT, 0xdf); // another element
      }
      sparse(card.tvr);
      if ((round & 8) === 0) memory.fill(card.tvr, 0, (round >> 4) % 6);
      const denied = matches(0, (absent & 1) === 0, false);
      const online = matches(1, (absent & 2) === 0, true);
      const expected = denied ? AAC : online ? ARQC : TC;
      seen[expected >> 6]++;
      if (analyse(card) !== expected) wrong++;
      if (analyseUnableToGoOnline(card) !== (matches(2, (absent & 4) === 0, true) ? AAC : TC)) wrong++;
    }
    expect(wrong).toBe(0);
    for (let i = 0; i < 3; i++) expect(seen[i]).toBeGreaterThan(300);
  });

  it("finds nothing to object to in an empty TVR, whatever the codes are", () => {
    begin();
    memory.fill(own.tacDenial, 0xff, 15);
    expect(analyse(card)).toBe(TC);
    expect(analyseUnableToGoOnline(card)).toBe(TC);
  });
});

describe("an online-only terminal", () => {
  it("asks for an ARQC where the rules would allow a TC, and rejects what they reject", () => {
    begin();
    expect(analyse(card)).toBe(TC);
    expect(firstRequest(card)).toBe(ARQC);
    setBit(card.tvr, 11);
    setBit(issuers(0), 11);
    expect(firstRequest(card)).toBe(AAC);
  });

  it("asks for an AAC when nobody could be reached, whatever the default codes say", () => {
    begin();
    expect(analyseUnableToGoOnline(card)).toBe(TC);
    expect(lastRequest(card)).toBe(AAC);
    setBit(card.tvr, 0);
    setBit(issuers(2), 0);
    expect(lastRequest(card)).toBe(AAC);
  });
});

describe("a terminal that may approve offline", () => {
  it("asks for what the rules say, with the types 12, 22 and 25 alone", () => {
    for (let type: u32 = 0; type < 256; type++) {
      begin();
      card.mayApprove = 1;
      setTerminalType(card, type);
      const may = (type & 15) === 2 || (type & 15) === 5;
      expect(firstRequest(card)).toBe(may ? TC : ARQC);
      expect(lastRequest(card)).toBe(may ? TC : AAC);
    }
  });

  it("asks for something lower where an approval could not be recorded, and where a code demands it", () => {
    begin();
    setTerminalType(card, 0x22);
    expect(firstRequest(card)).toBe(ARQC);
    expect(lastRequest(card)).toBe(AAC);
    card.mayApprove = 1;
    setBit(card.tvr, 11);
    setBit(issuers(1), 11);
    expect(firstRequest(card)).toBe(ARQC);
    expect(lastRequest(card)).toBe(TC);
    setBit(issuers(2), 11);
    expect(lastRequest(card)).toBe(AAC);
  });
});
