import { Event, STAY } from "../../../assembly/abi";
import { Screen } from "../../../assembly/abi_shown";
import { Reason } from "../../../assembly/abi_reasons";
import { Field } from "../../../assembly/abi_fields";
import { Candidate, candidateAt } from "../../../assembly/emv/candidates";
import { Card, cardOf } from "../../../assembly/emv/region";
import { PAYLOAD } from "../../../assembly/machine/io";
import { WAIT } from "../../../assembly/machine/row";
import { Terminal } from "../../../assembly/machine/terminal";
import { Choice, choice } from "../../../assembly/terminal/choice";
import { hexAt, hexOf, textAt } from "../base/support";
import { beginStep, freshTerminal, lastPayload } from "../machine/support";

const FIELD_HEAD: usize = 8;

let t: Terminal = freshTerminal();
let card: Card = cardOf(t);

/** So many candidates, named A, B, C.. */
function begin(count: i32): void {
  t = freshTerminal();
  card = cardOf(t);
  card.amount = 1234;
  card.candidateCount = count;
  for (let i = 0; i < count; i++) {
    const candidate: Candidate = candidateAt(card, i);
    candidate.nameLength = 1;
    candidate.codeTable = 1;
    store<u8>(candidate.name, <u8>(0x41 + i));
  }
  choice(t, Choice.OPENING, Event.ENTER);
}

function nameIt(index: i32, codeTable: u8, name: string): void {
  const candidate = candidateAt(card, index);
  candidate.codeTable = codeTable;
  candidate.nameLength = <u8>hexAt(candidate.name, name);
}

function digit(value: u32): i32 {
  store<u32>(PAYLOAD, value);
  return choice(t, Choice.CHOOSING, Event.KEY_DIGIT);
}

/** The screen of a state as `kind hex` of its fields, behind its number. */
function screen(state: Choice): string {
  beginStep();
  expect(choice(t, state, Event.ENTER)).toBe(WAIT | 60_000);
  const view = lastPayload();
  let text = load<u32>(view).toString();
  let at = view + 8;
  for (let i: u32 = 0; i < load<u32>(view, 4); i++) {
    const length = <i32>load<u16>(at, 2);
    text += " " + load<u16>(at).toString() + ":" + hexOf(at + FIELD_HEAD, length);
    at += FIELD_HEAD + ((length + 7) & ~7);
  }
  return text;
}

const AMOUNT: string = " 1:D204000000000000";

function shown(screen: Screen, fields: string): string {
  return (<i32>screen).toString() + AMOUNT + fields;
}

function field(kind: Field, hex: string): string {
  return " " + (<i32>kind).toString() + ":" + hex;
}

describe("CHOICE", () => {
  it("offers several by number, one for confirmation", () => {
    begin(2);
    expect(choice(t, Choice.OPENING, Event.ENTER)).toBe(Choice.CHOOSING);
    const names = field(Field.CHOICE, "41") + field(Field.CHOICE, "42");
    expect(screen(Choice.CHOOSING)).toBe(shown(Screen.CHOOSE_APPLICATION, names));
    begin(1);
    expect(choice(t, Choice.OPENING, Event.ENTER)).toBe(Choice.CONFIRMING);
    expect(screen(Choice.CONFIRMING)).toBe(shown(Screen.CONFIRM_APPLICATION, field(Field.LABEL, "41")));
  });

  it("takes the digit of a name and passes over any other", () => {
    begin(3);
    expect(digit(0)).toBe(STAY);
    expect(digit(4)).toBe(STAY);
    expect(digit(9)).toBe(STAY);
    expect(card.asked).toBe(0);
    expect(digit(3)).toBe(Event.CHOSEN);
    expect(card.candidate).toBe(2);
    expect(card.asked).toBe(1);
  });

  it("turns pages of five, and begins again behind the last", () => {
    begin(7);
    const first = "4142434445";
    let names = "";
    for (let i = 0; i < 5; i++) names += field(Field.CHOICE, first.substr(2 * i, 2));
    expect(screen(Choice.CHOOSING)).toBe(shown(Screen.CHOOSE_APPLICATION, names + field(Field.PAGE, "312F32")));
    expect(digit(6)).toBe(STAY);
    expect(choice(t, Choice.CHOOSING, Event.KEY_MENU)).toBe(Choice.CHOOSING);
    const last = field(Field.CHOICE, "46") + field(Field.CHOICE, "47") + field(Field.PAGE, "322F32");
    expect(screen(Choice.CHOOSING)).toBe(shown(Screen.CHOOSE_APPLICATION, last));
    expect(digit(3)).toBe(STAY);
    expect(digit(2)).toBe(Event.CHOSEN);
    expect(card.candidate).toBe(6);
    choice(t, Choice.CHOOSING, Event.KEY_MENU);
    expect(card.page).toBe(0);
  });

  it("writes names in UTF-8 as their code tables have them, and an AID for none", () => {
    begin(4);
    nameIt(0, 1, "43E9FF");
    nameIt(1, 5, "BCD8E0F0");
    nameIt(2, 7, "AF".repeat(16));
    candidateAt(card, 3).nameLength = 0;
    candidateAt(card, 3).aidLength = <u8>hexAt(candidateAt(card, 3).aid, "A0000003AB");
    const aid = field(Field.CHOICE, "41303030303030334142");
    const names = field(Field.CHOICE, "43C3A9C3BF") + field(Field.CHOICE, "D09CD0B8D180E28496");
    const longest = field(Field.CHOICE, "E28095".repeat(16));
    expect(screen(Choice.CHOOSING)).toBe(shown(Screen.CHOOSE_APPLICATION, names + longest + aid));
  });

  it("has a question mark for what is no character of a label", () => {
    begin(1);
    nameIt(0, 1, "4C1B00");
    expect(screen(Choice.CONFIRMING)).toBe(shown(Screen.CONFIRM_APPLICATION, field(Field.LABEL, "4C3F3F")));
  });

  it("speaks the cardholder's language, and says that the last choice was in vain", () => {
    begin(1);
    textAt(changetype<usize>(card) + offsetof<Card>("language"), "en");
    card.spoilt = 1;
    const told = field(Field.LANGUAGE, "656E") + field(Field.REASON, "1400000000000000") + field(Field.LABEL, "41");
    expect(<i32>Reason.TRY_AGAIN).toBe(0x14);
    expect(screen(Choice.CONFIRMING)).toBe(shown(Screen.CONFIRM_APPLICATION, told));
  });

  it("is confirmed by a key alone", () => {
    begin(1);
    expect(choice(t, Choice.CONFIRMING, Event.KEY_ENTER)).toBe(Event.CHOSEN);
    expect(card.asked).toBe(1);
    expect(card.candidate).toBe(0);
  });

  it("is cancelled by a key, and when nobody chooses", () => {
    for (let state = Choice.CHOOSING; state <= Choice.CONFIRMING; state++) {
      begin(2);
      expect(choice(t, state, Event.KEY_CANCEL)).toBe(Event.CANCELLED);
      expect(choice(t, state, Event.TIME)).toBe(Event.CANCELLED);
      expect(card.asked).toBe(0);
    }
  });
});
