/**
 * Cardholder verification against a plain account of the Books, over all codes, conditions, amounts, currencies, capabilities,
 * and everything that can become of a PIN. TVR, CVM results and what is asked for are compared after every PIN. The account is
 * written from EMV Book 3, 10.5 and C3, and Book 4, 6.3.4, for this file alone.
 */
import { emptyArena, keepInArena } from "../../../assembly/emv/arena";
import { load32 } from "../../../assembly/base/bytes";
import {
  beginVerification,
  pinBypassed,
  pinEntered,
  PinKind,
  pinNotEnciphered,
  pinPadFailed,
  pinTriesExceeded,
  pinVerified,
} from "../../../assembly/emv/cvm";
import { Card, cardOf } from "../../../assembly/emv/region";
import { hexAt, hexOf } from "../base/support";
import { freshTerminal, hexByte } from "../machine/support";
import { CAPABILITIES, setCapabilities } from "./support";

const X: u32 = 1000;
const Y: u32 = 5000;
/** What the card gives, as it stands in GIVEN. */
const ARENA: string = "8E0E" + "000003E8" + "00001388" + "000000000000" + "9F42020156";
const RULES_AT: usize = 2 + 8;
const CURRENCY_TAG_AT: usize = 2 + 14;
const GIVEN: usize = memory.data(64, 8);
const ONLINE: u32 = 0x40;
const PLAIN: u32 = 0x80;
const ENCIPHERED: u32 = 0x10;
const OFFLINE: u32 = 0x90;
const SIGNATURE: u32 = 0x20;

/** What becomes of the PINs of a payment. */
enum Fate {
  /** Each is typed, and right. */
  RIGHT,
  /** The cardholder goes on without. */
  BYPASSED,
  /** The card compares none: blocked before, or by wrong ones. */
  BLOCKED,
  /** The secure module takes none. */
  PAD_FAILS,
  /** There is no key to encipher one with. */
  NO_KEY,
  /** There is a key, and the card gives no challenge. */
  NO_CHALLENGE,
}
const FATES: i32 = 6;

let card: Card = cardOf(freshTerminal());

/** What the account says of one list. */
/** 9F34 as a number. */
let results: u32 = 0;
let tvr: u32 = 0;
/** Kind of PIN that is asked for, as a bit of 9F33 byte 2; 0 for none. */
let wanted: u32 = 0;
let signs: bool = false;

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

/**
 * Goes through the three rules, until so many PINs have been asked for and answered, and one more is.
 *
 * A PIN fails unasked once the cardholder has gone on without one or the PIN pad has failed; one for the card also once
 * the card is blocked, and one that is to be enciphered without a key.
 */
function account(amount: u32, currency: i32, can: u32, fate: Fate, answered: i32): void {
  results = say(0x3f, 0, 1);
  tvr = 0;
  wanted = 0;
  signs = false;
  let asked = 0;
  let hopeless: u32 = fate === Fate.NO_KEY ? ENCIPHERED : 0;
  for (let i = 0; i < 3; i++) {
    const byte = RULES[2 * i];
    const condition = RULES[2 * i + 1];
    const code = byte % 64;
    if (!holds(condition, code, amount, currency, can)) continue;
    const kinds = kindsOf(code);
    const pin = kinds & (ONLINE | OFFLINE);
    if (code === 0) {
      results = say(byte, condition, 1);
      tvr |= 0x80;
      return;
    } else if (kinds === 0) {
      tvr |= 0x40;
    } else if ((kinds & ~can) !== 0) {
      if (code === 2) tvr |= 0x10;
      if ((kinds & OFFLINE) !== 0 && (can & OFFLINE) === 0) tvr |= 0x10;
    } else if (code === 31) {
      results = say(byte, condition, 2);
      return;
    } else if (code === 30) {
      results = say(byte, condition, 0);
      signs = true;
      return;
    } else if ((pin & hopeless) !== 0) {
      results = say(byte, condition, 1);
    } else if (asked === answered) {
      results = say(byte, condition, pin === ONLINE ? 0 : 1);
      wanted = pin;
      return;
    } else {
      asked++;
      results = say(byte, condition, 1);
      if (fate === Fate.BYPASSED) {
        tvr |= 0x08;
        signs = true;
        hopeless = ONLINE | OFFLINE;
      } else if (fate === Fate.PAD_FAILS) {
        tvr |= 0x10;
        hopeless = ONLINE | OFFLINE;
      } else if (fate === Fate.BLOCKED && pin !== ONLINE) {
        tvr |= 0x20;
        hopeless |= OFFLINE;
      } else if (fate === Fate.NO_CHALLENGE && pin === ENCIPHERED) {
        hopeless |= ENCIPHERED;
      } else {
        if (pin === ONLINE) tvr |= 0x04;
        signs = (kinds & SIGNATURE) !== 0;
        results = say(byte, condition, pin === ONLINE || signs ? 0 : 2);
        return;
      }
    }
    if ((byte & 0x40) === 0) break;
  }
  tvr |= 0x80;
}

/** The kernel is told what has become of the PIN that it wants. */
function answer(fate: Fate): void {
  const isOnline = card.pinWanted === PinKind.ONLINE;
  if (fate === Fate.BYPASSED) pinBypassed(card);
  else if (fate === Fate.PAD_FAILS) pinPadFailed(card);
  else if (fate === Fate.BLOCKED && !isOnline) pinTriesExceeded(card);
  else if (fate === Fate.NO_CHALLENGE && card.pinWanted === PinKind.ENCIPHERED) pinNotEnciphered(card);
  else if (isOnline) pinEntered(card);
  else pinVerified(card);
}

/** The kernel's own way, from the first rule to the last PIN. @returns what differs from the account */
function differs(amount: u32, currency: i32, can: u32, fate: Fate): string {
  card.amount = amount;
  card.pinWanted = PinKind.NONE;
  card.signature = 0;
  card.pinBypassed = 0;
  card.pinBlocked = 0;
  card.pinPadFailed = 0;
  card.pinKeyUsable = fate === Fate.NO_KEY ? 0 : 1;
  memory.fill(card.tvr, 0, 16);
  store<u16>(GIVEN + CURRENCY_TAG_AT, currency === 2 ? 0x439f : 0x429f);
  store<u8>(GIVEN + CURRENCY_TAG_AT, currency === 1 ? 0x40 : 0x56, 4);
  for (let i = 0; i < 6; i++) store<u8>(GIVEN + RULES_AT + i, <u8>RULES[i]);
  emptyArena(card);
  keepInArena(card, GIVEN, given);
  beginVerification(card);
  lists++;
  let answered = 0;
  account(amount, currency, can, fate, answered);
  while (isAsAccounted() && wanted !== 0) {
    answer(fate);
    pins++;
    answered++;
    account(amount, currency, can, fate, answered);
  }
  return isAsAccounted() ? "" : described(amount, currency, can, fate, answered);
}

function isAsAccounted(): bool {
  return (
    load32(card.cvmResults - 1) << 8 === results << 8 &&
    load<u8>(card.tvr, 2) === <u8>tvr &&
    load<u8>(card.tsi) === 0x40 &&
    kindWanted() === wanted &&
    (card.signature !== 0) === signs
  );
}

function kindWanted(): u32 {
  if (card.pinWanted === PinKind.ONLINE) return ONLINE;
  if (card.pinWanted === PinKind.PLAIN) return PLAIN;
  return card.pinWanted === PinKind.ENCIPHERED ? ENCIPHERED : 0;
}

function described(amount: u32, currency: i32, can: u32, fate: Fate, answered: i32): string {
  let text = "";
  for (let i = 0; i < 6; i++) text += hexByte(RULES[i]);
  const found = `${hexOf(card.cvmResults, 3)} ${hexOf(card.tvr, 5)}`;
  return `${text} amount ${amount} currency ${currency} can ${can} fate ${<i32>fate} after ${answered} PINs: ${found}`;
}

/** Bytes of GIVEN. */
let given: i32 = 0;
let lists: i32 = 0;
let pins: i32 = 0;

function begin(): void {
  card = cardOf(freshTerminal());
  given = hexAt(GIVEN, ARENA);
  card.aip = 0x1000;
  lists = 0;
  pins = 0;
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
            const found = differs(AMOUNTS[a], currency, CAPABILITIES, Fate.RIGHT);
            if (wrong === "") wrong = found;
          }
    expect(wrong).toBe("");
    expect(lists).toBe(256 * 14 * 5 * 3);
  });

  it("for every code and every set of capabilities, whatever becomes of the PINs", () => {
    begin();
    let wrong = "";
    for (let can: u32 = 0; can < 256; can += 8) {
      setCapabilities(can);
      for (let byte: u32 = 0; byte < 128; byte++)
        for (let condition: u32 = 0; condition < 4; condition += 3)
          for (let i = 0; i < SECOND.length; i++)
            for (let fate = 0; fate < FATES; fate++) {
              setRules(byte, condition, SECOND[i], 0x03);
              const found = differs(100, 0, can, fate);
              if (wrong === "") wrong = found;
            }
    }
    expect(wrong).toBe("");
    expect(lists).toBe(32 * 128 * 2 * 10 * FATES);
    expect(pins).toBeGreaterThan(90_000);
  });
});
