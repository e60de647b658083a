/**
 * Cardholder verification against a plain account of the Books, over all codes, conditions, amounts, currencies and
 * capabilities. The account is written from EMV Book 3, 10.5 and C3, and Book 4, 6.3.4, for this file alone.
 */
import { load32 } from "../../../assembly/base/bytes";
import { beginVerification, pinBypassed } from "../../../assembly/emv/cvm";
import { Card, cardOf } from "../../../assembly/emv/region";
import { hexAt, hexOf } from "../base/support";
import { freshTerminal, hexByte } from "../machine/support";
import { CAPABILITIES, setCapabilities } from "./support";

const X: u32 = 1000;
const Y: u32 = 5000;
const ARENA: string = "8E0E" + "000003E8" + "00001388" + "000000000000" + "9F42020156";
const RULES_AT: usize = 2 + 8;
const CURRENCY_TAG_AT: usize = 2 + 14;
const OFFLINE: u32 = 0x90;

let card: Card = cardOf(freshTerminal());

/** What the account says of one list. */
/** 9F34 as a number. */
let results: u32 = 0;
let tvr: u32 = 0;
let wantsPin: bool = false;
let signs: bool = false;
/** The account asks for what the terminal is never configured for. */
let offlinePin: bool = false;

/** Kinds of verification in a code, as bits of 9F33 byte 2; 0 for a code without a meaning here. */
function kindsOf(code: u32): u32 {
  if (code === 1) return 0x80;
  if (code === 2) return 0x40;
  if (code === 3) return 0x80 + 0x20;
  if (code === 4) return 0x10;
  if (code === 5) return 0x10 + 0x20;
  if (code === 30) return 0x20;
  if (code === 31) return 0x08;
  return 0;
}

function holds(condition: u32, code: u32, amount: u32, currency: i32, can: u32): bool {
  if (condition === 0 || condition === 2) return true;
  if (condition === 3) return code === 0 || (kindsOf(code) !== 0 && (kindsOf(code) & ~can) === 0);
  if (currency !== 0) return false;
  if (condition === 6) return amount < X;
  if (condition === 7) return amount > X;
  if (condition === 8) return amount < Y;
  if (condition === 9) return amount > Y;
  return false;
}

function say(rule: u32, condition: u32, result: u32): u32 {
  return (rule << 16) | (condition << 8) | result;
}

/** Three rules, one byte an entry. */
const RULES: StaticArray<u32> = [0, 0, 0, 0, 0, 0];

function setRules(code: u32, condition: u32, second: u32, secondCondition: u32): void {
  RULES[0] = code;
  RULES[1] = condition;
  RULES[2] = second;
  RULES[3] = secondCondition;
  RULES[4] = 0x1f;
}

/** Goes through the three rules. @param bypasses the cardholder enters no PIN */
function account(amount: u32, currency: i32, can: u32, bypasses: bool): void {
  results = say(0x3f, 0, 1);
  tvr = 0;
  wantsPin = false;
  signs = false;
  offlinePin = false;
  for (let i = 0; i < 3; i++) {
    const byte = RULES[2 * i];
    const condition = RULES[2 * i + 1];
    const code = byte % 64;
    if (!holds(condition, code, amount, currency, can)) continue;
    const kinds = kindsOf(code);
    if (code === 0) {
      results = say(byte, condition, 1);
      tvr |= 0x80;
      return;
    } else if (kinds === 0) {
      tvr |= 0x40;
    } else if ((kinds & ~can) !== 0) {
      if (code === 2) tvr |= 0x10;
      if ((kinds & OFFLINE) !== 0 && (can & OFFLINE) === 0) tvr |= 0x10;
    } else if ((kinds & OFFLINE) !== 0) {
      offlinePin = true;
      return;
    } else if (code === 31) {
      results = say(byte, condition, 2);
      return;
    } else if (code === 30) {
      results = say(byte, condition, 0);
      signs = true;
      return;
    } else if (!bypasses) {
      results = say(byte, condition, 0);
      wantsPin = true;
      return;
    } else {
      results = say(byte, condition, 1);
      tvr |= 0x08;
      signs = true;
    }
    if ((byte & 0x40) === 0) break;
  }
  tvr |= 0x80;
}

/** The kernel's own way. @returns what differs from the account */
function differs(amount: u32, currency: i32, can: u32, bypasses: bool): string {
  account(amount, currency, can, bypasses);
  if (offlinePin) return "";
  card.amount = amount;
  card.pinWanted = 0;
  card.signature = 0;
  card.pinBypassed = 0;
  memory.fill(card.tvr, 0, 16);
  store<u16>(card.arena + CURRENCY_TAG_AT, currency === 2 ? 0x439f : 0x429f);
  store<u8>(card.arena + CURRENCY_TAG_AT, currency === 1 ? 0x40 : 0x56, 4);
  for (let i = 0; i < 6; i++) store<u8>(card.arena + RULES_AT + i, <u8>RULES[i]);
  beginVerification(card);
  if (bypasses && card.pinWanted !== 0) pinBypassed(card);
  compared++;
  const isSame =
    load32(card.cvmResults - 1) << 8 === results << 8 &&
    load<u8>(card.tvr, 2) === <u8>tvr &&
    load<u8>(card.tsi) === 0x40 &&
    (card.pinWanted !== 0) === wantsPin &&
    (card.signature !== 0) === signs;
  if (isSame) return "";
  let text = "";
  for (let i = 0; i < 6; i++) text += hexByte(RULES[i]);
  return `${text} amount ${amount} currency ${currency} can ${can}: ${hexOf(card.cvmResults, 3)}`;
}

let compared: i32 = 0;

function begin(): void {
  card = cardOf(freshTerminal());
  card.arenaUsed = hexAt(card.arena, ARENA);
  card.aip = 0x1000;
  compared = 0;
}

const AMOUNTS: u32[] = [999, 1000, 1001, 5000, 5001];
const CONDITIONS: u32[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 127, 128, 255];
const SECOND: u32[] = [0x00, 0x41, 0x02, 0x42, 0x43, 0x44, 0x05, 0x1e, 0x5f, 0x7f];

describe("cardholder verification against the Books", () => {
  afterEach(() => setCapabilities(CAPABILITIES));

  it("for every code and condition, amount and currency", () => {
    begin();
    let wrong = "";
    for (let byte: u32 = 0; byte < 256; byte++)
      for (let c = 0; c < CONDITIONS.length; c++)
        for (let a = 0; a < AMOUNTS.length; a++)
          for (let currency = 0; currency < 3; currency++) {
            setRules(byte, CONDITIONS[c], 0x5e, 0x07);
            const found = differs(AMOUNTS[a], currency, CAPABILITIES, false);
            if (wrong === "") wrong = found;
          }
    expect(wrong).toBe("");
    expect(compared).toBe(256 * 14 * 5 * 3);
  });

  it("for every code and every set of capabilities, a PIN entered or not", () => {
    begin();
    let wrong = "";
    for (let can: u32 = 0; can < 256; can += 8) {
      setCapabilities(can);
      for (let byte: u32 = 0; byte < 128; byte++)
        for (let condition: u32 = 0; condition < 4; condition += 3)
          for (let i = 0; i < SECOND.length; i++)
            for (let bypass = 0; bypass < 2; bypass++) {
              setRules(byte, condition, SECOND[i], 0x03);
              const found = differs(100, 0, can, bypass === 1);
              if (wrong === "") wrong = found;
            }
    }
    expect(wrong).toBe("");
    expect(compared).toBeGreaterThan(100_000);
  });
});
