import { AID_RECORD_BYTES, Command, Event } from "../../../assembly/abi";
import { store16 } from "../../../assembly/base/bytes";
import { CODE_TABLES } from "../../../assembly/codec/code_tables";
import { Candidate, candidateAt, dropCandidate } from "../../../assembly/emv/candidates";
import { LANGUAGE_EN, LANGUAGE_ZH } from "../../../assembly/emv/language";
import { Card, CANDIDATES_MAX, cardOf } from "../../../assembly/emv/region";
import { Selection, selection, tryNext } from "../../../assembly/emv/selection";
import { Machine, RUN, WAIT } from "../../../assembly/machine/row";
import { Terminal } from "../../../assembly/machine/terminal";
import { hexAt, hexOf, textOf } from "../base/support";
import { beginStep, freshTerminal, giveBytes, hexByte, lastCommand, lastPayload } from "../machine/support";
import { aidRecord, aidRecordText } from "./aid_records";
import { element } from "./support";

const PSE: string = "315041592E5359532E4444463031";
const DEBIT: string = "A000000333010101";
const CREDIT: string = "A000000333010102";
const SCRATCH: usize = memory.data(256, 8);

let t: Terminal = freshTerminal();
let card: Card = cardOf(t);

function begin(): void {
  t = freshTerminal();
  card = cardOf(t);
  card.configured = 0;
}

function answered(state: Selection, answer: string, status: i32 = 0x9000): i32 {
  card.replyLength = hexAt(card.reply, answer);
  card.status = status;
  return selection(t, state, Event.ANSWERED);
}

/** The board gives the spec's AID record of this index, past the last none. */
function given(state: Selection): i32 {
  if (card.aidIndex >= 4) giveBytes(SCRATCH, 0);
  else giveBytes(changetype<usize>(aidRecord(card.aidIndex)), AID_RECORD_BYTES);
  return selection(t, state, Event.AID_READ);
}

function command(state: Selection): string {
  beginStep();
  expect(selection(t, state, Event.ENTER)).toBe(RUN | Machine.TRANSMIT);
  return hexOf(card.command, card.commandLength);
}

function fci(name: string, more: string = ""): string {
  return element("6F", element("84", name) + element("A5", more));
}

function entry(aid: string, more: string = ""): string {
  return element("61", element("4F", aid) + more);
}

/** In the directory, at its first record. */
function atRecord(): void {
  begin();
  answered(Selection.DIRECTORY, fci(PSE, "880101"));
}

/** A record of the directory and all AIDs held against it. */
function record(entries: string): i32 {
  let next = answered(Selection.DIRECTORY_RECORD, element("70", entries));
  while (next === Selection.MATCHING) next = given(Selection.MATCHING);
  return next;
}

function nameOf(index: i32): string {
  const candidate: Candidate = candidateAt(card, index);
  return textOf(candidate.name, candidate.nameLength);
}

/** Code table and bytes of its name. */
function named(index: i32): string {
  const candidate: Candidate = candidateAt(card, index);
  return candidate.codeTable.toString() + ":" + hexOf(candidate.name, candidate.nameLength);
}

function aidOf(index: i32): string {
  const candidate: Candidate = candidateAt(card, index);
  return hexOf(candidate.aid, candidate.aidLength);
}

describe("SELECTION by the directory (EMV Book 1, 12.3.2)", () => {
  it("begins with it, and with the other candidates when an application is not for this payment", () => {
    begin();
    expect(selection(t, Selection.BEGINNING, Event.ENTER)).toBe(Selection.DIRECTORY);
    expect(command(Selection.DIRECTORY)).toBe("00A404000E" + PSE + "00");
    atRecord();
    record(entry(DEBIT));
    tryNext(t);
    expect(card.candidateCount).toBe(0);
    expect(selection(t, Selection.BEGINNING, Event.ENTER)).toBe(Selection.CHOOSING);
    expect(selection(t, Selection.BEGINNING, Event.ENTER)).toBe(Selection.DIRECTORY);
  });

  it("reads it by its SFI", () => {
    begin();
    expect(answered(Selection.DIRECTORY, fci(PSE, "88010A"))).toBe(Selection.DIRECTORY_RECORD);
    expect(command(Selection.DIRECTORY_RECORD)).toBe("00B2015400");
  });

  it("leads to the list of AIDs for anything else, and ends when the card is blocked", () => {
    begin();
    expect(answered(Selection.DIRECTORY, "", 0x6a81)).toBe(Event.CARD_BLOCKED);
    expect(answered(Selection.DIRECTORY, "", 0x6a82)).toBe(Selection.LISTING);
    expect(answered(Selection.DIRECTORY, fci(PSE, "880101"), 0x6283)).toBe(Selection.LISTING);
    expect(answered(Selection.DIRECTORY, fci(PSE, "880101"), 0x9001)).toBe(Selection.LISTING);
    expect(answered(Selection.DIRECTORY, fci(PSE, "88010B"))).toBe(Selection.LISTING);
    expect(answered(Selection.DIRECTORY, fci(PSE, "880100"))).toBe(Selection.LISTING);
    expect(answered(Selection.DIRECTORY, fci(PSE, "88020101"))).toBe(Selection.LISTING);
    expect(answered(Selection.DIRECTORY, fci(PSE))).toBe(Selection.LISTING);
    expect(answered(Selection.DIRECTORY, fci(DEBIT, "880101"))).toBe(Selection.LISTING);
    expect(answered(Selection.DIRECTORY, element("6F", element("84", PSE) + "880101"))).toBe(Selection.LISTING);
    expect(answered(Selection.DIRECTORY, fci(PSE, "880101") + "8800")).toBe(Selection.LISTING);
    expect(answered(Selection.DIRECTORY, "")).toBe(Selection.LISTING);
  });

  it("goes on with a record that has no application, and ends with 6A83", () => {
    atRecord();
    expect(record("")).toBe(Selection.DIRECTORY_RECORD);
    expect(card.directoryRecord).toBe(2);
    expect(record(element("61", "9D05A000000333" + "4F05A000000333"))).toBe(Selection.DIRECTORY_RECORD);
    expect(record(entry("A0000003") + entry(DEBIT + DEBIT + "01"))).toBe(Selection.DIRECTORY_RECORD);
    expect(answered(Selection.DIRECTORY_RECORD, "", 0x6a83)).toBe(Selection.LISTING);
    expect(record(entry(DEBIT))).toBe(Selection.DIRECTORY_RECORD);
    expect(answered(Selection.DIRECTORY_RECORD, "", 0x6a83)).toBe(Selection.CHOOSING);
  });

  it("forgets what it has found when a record is malformed or cannot be read", () => {
    const wrong = ["71025000", "7003610150", "70025000" + "5000", "70056103870101" + "01"];
    for (let i = 0; i < wrong.length; i++) {
      atRecord();
      record(entry(DEBIT));
      expect(card.candidateCount).toBe(1);
      expect(answered(Selection.DIRECTORY_RECORD, wrong[i])).toBe(Selection.LISTING);
      expect(card.candidateCount).toBe(0);
    }
    atRecord();
    record(entry(DEBIT));
    expect(answered(Selection.DIRECTORY_RECORD, "", 0x6a82)).toBe(Selection.LISTING);
    expect(card.candidateCount).toBe(0);
  });

  it("looks at no more AIDs than it needs, and at no more records than sixteen", () => {
    atRecord();
    expect(answered(Selection.DIRECTORY_RECORD, element("70", entry(DEBIT)))).toBe(Selection.MATCHING);
    beginStep();
    expect(selection(t, Selection.MATCHING, Event.ENTER)).toBe(WAIT | 3_000);
    expect(lastCommand()).toBe(Command.READ_AID);
    expect(load<u32>(lastPayload())).toBe(0);
    expect(given(Selection.MATCHING)).toBe(Selection.DIRECTORY_RECORD);
    card.directoryRecord = 16;
    expect(record("")).toBe(Selection.CHOOSING);
    expect(selection(t, Selection.MATCHING, Event.TIME)).toBe(Event.FAILED);
  });

  it("passes over an AID record that is none", () => {
    atRecord();
    answered(Selection.DIRECTORY_RECORD, element("70", entry(DEBIT)));
    hexAt(SCRATCH, aidRecordText("11006363", DEBIT, "0000000000000000"));
    giveBytes(SCRATCH, AID_RECORD_BYTES);
    expect(selection(t, Selection.MATCHING, Event.AID_READ)).toBe(Selection.MATCHING);
    expect(card.aidIndex).toBe(1);
  });
});

describe("the candidate list (EMV Book 1, 12.4)", () => {
  it("stands in order of priority, then as found; none is the lowest", () => {
    atRecord();
    record(entry(DEBIT) + entry(CREDIT, "870102") + entry("A000000333010103", "870101"));
    record(entry(DEBIT + "01", "870102") + entry(DEBIT + "02", "87020101"));
    expect(card.candidateCount).toBe(5);
    expect(aidOf(0)).toBe("A000000333010103");
    expect(aidOf(1)).toBe(CREDIT);
    expect(aidOf(2)).toBe(DEBIT + "01");
    expect(aidOf(3)).toBe(DEBIT);
    expect(aidOf(4)).toBe(DEBIT + "02");
  });

  it("has no application twice and keeps the best ten", () => {
    atRecord();
    record(entry(DEBIT) + entry(DEBIT));
    expect(card.candidateCount).toBe(1);
    for (let i = 0; i < 12; i++) record(entry(DEBIT + hexByte(i), "8701" + hexByte(12 - i)));
    expect(card.candidateCount).toBe(CANDIDATES_MAX);
    expect(aidOf(0)).toBe(DEBIT + "0B");
    expect(aidOf(9)).toBe(DEBIT + "02");
  });

  it("names an application by its preferred name in the card's code table, else by its label", () => {
    atRecord();
    const names = element("50", "4C") + element("9F12", "50E9");
    record(entry(DEBIT, names + "9F110101") + entry(CREDIT, names + "9F110106") + entry("A000000333010103"));
    expect(named(0)).toBe("1:50E9");
    expect(named(1)).toBe("1:4C");
    expect(nameOf(2)).toBe("");
    begin();
    answered(Selection.DIRECTORY, fci(PSE, "880101" + "9F110107"));
    record(entry(DEBIT, names) + entry(CREDIT, names + "9F110105"));
    expect(named(0)).toBe("7:50E9");
    expect(named(1)).toBe("5:50E9");
  });

  it("names it by its label where the code table lacks a character, or is none", () => {
    for (let table = 0; table <= CODE_TABLES + 1; table++) {
      atRecord();
      record(entry(DEBIT, element("50", "4C") + element("9F12", "A5D2FF") + "9F1101" + hexByte(table)));
      const hasAll = table > 0 && table <= 10 && table !== 3 && (table < 6 || table > 8);
      expect(named(0)).toBe(hasAll ? table.toString() + ":A5D2FF" : "1:4C");
    }
  });

  it("does not show a preferred name where the terminal has no such letters (9F40)", () => {
    const capabilities = aidRecord(0).additionalCapabilities;
    for (let table = 1; table <= CODE_TABLES; table++) {
      store16(capabilities + 3, 0xf3ff & ~(1 << (table - 1)));
      atRecord();
      record(entry(DEBIT, element("50", "4C") + element("9F12", "50E9") + "9F1101" + hexByte(table)));
      expect(named(0)).toBe("1:4C");
    }
    store16(capabilities + 3, 0xf3ff);
  });

  it("closes up when one is taken off", () => {
    atRecord();
    record(entry(DEBIT) + entry(CREDIT) + entry("A000000333010103"));
    card.candidate = 1;
    dropCandidate(card);
    expect(card.candidateCount).toBe(2);
    expect(aidOf(0)).toBe(DEBIT);
    expect(aidOf(1)).toBe("A000000333010103");
  });
});

/** At the first AID of the list. */
function atList(): void {
  begin();
  answered(Selection.DIRECTORY, "", 0x6a82);
  given(Selection.LISTING);
}

describe("SELECTION by the list of AIDs (EMV Book 1, 12.3.3)", () => {
  it("selects each AID in turn", () => {
    atList();
    expect(command(Selection.LIST)).toBe("00A4040008" + DEBIT + "00");
    expect(answered(Selection.LIST, "", 0x6a82)).toBe(Selection.LISTING);
    expect(given(Selection.LISTING)).toBe(Selection.LIST);
    expect(command(Selection.LIST)).toBe("00A4040008" + CREDIT + "00");
    card.aidIndex = 4;
    expect(given(Selection.LISTING)).toBe(Selection.CHOOSING);
    expect(selection(t, Selection.LISTING, Event.TIME)).toBe(Event.FAILED);
  });

  it("ends at the first SELECT, and only there, when the card is blocked", () => {
    atList();
    expect(answered(Selection.LIST, "", 0x6a81)).toBe(Event.CARD_BLOCKED);
    atList();
    answered(Selection.LIST, "", 0x6a82);
    expect(answered(Selection.LIST, "", 0x6a81)).toBe(Selection.LISTING);
  });

  it("asks for the next occurrence of a name that is longer, until none comes", () => {
    atList();
    expect(answered(Selection.LIST, fci(DEBIT + "01"))).toBe(Selection.LIST);
    expect(command(Selection.LIST)).toBe("00A4040208" + DEBIT + "00");
    expect(answered(Selection.LIST, fci(DEBIT + "02"), 0x6283)).toBe(Selection.LIST);
    expect(answered(Selection.LIST, fci(DEBIT + "03"), 0x63c0)).toBe(Selection.LIST);
    expect(answered(Selection.LIST, fci(DEBIT + "04"), 0x9001)).toBe(Selection.LISTING);
    expect(card.candidateCount).toBe(1);
    expect(aidOf(0)).toBe(DEBIT + "01");
  });

  it("goes on with the next AID after a name that is equal, foreign, or none", () => {
    const names = [DEBIT, CREDIT + "01", "A000", DEBIT + DEBIT + "01"];
    for (let i = 0; i < names.length; i++) {
      atList();
      expect(answered(Selection.LIST, fci(names[i]))).toBe(Selection.LISTING);
      expect(card.candidateCount).toBe(i === 0 ? 1 : 0);
    }
    atList();
    expect(answered(Selection.LIST, element("6F", element("A5", "")))).toBe(Selection.LISTING);
    expect(answered(Selection.LIST, element("6F", element("84", DEBIT)))).toBe(Selection.LISTING);
    expect(card.candidateCount).toBe(0);
  });

  it("leaves out a name that is longer where the AID must be equal, and still asks for the next one", () => {
    aidRecord(0).asi = 1;
    atList();
    expect(answered(Selection.LIST, fci(DEBIT + "01"))).toBe(Selection.LIST);
    expect(card.candidateCount).toBe(0);
    expect(answered(Selection.LIST, fci(DEBIT))).toBe(Selection.LISTING);
    expect(card.candidateCount).toBe(1);
    aidRecord(0).asi = 0;
  });

  it("gives up on a card that never runs out of names", () => {
    atList();
    let occurrences = 1;
    while (answered(Selection.LIST, fci(DEBIT + hexByte(occurrences))) === Selection.LIST) occurrences++;
    expect(occurrences).toBe(16);
  });
});

/** One candidate, or two, the choice at hand. */
function chosen(count: i32, more: string = ""): i32 {
  atRecord();
  record(entry(DEBIT, more));
  if (count > 1) record(entry(CREDIT, more));
  return selection(t, Selection.CHOOSING, Event.ENTER);
}

describe("the choice (EMV Book 1, 12.4)", () => {
  it("is none, is taken at once, or is the cardholder's", () => {
    begin();
    expect(selection(t, Selection.CHOOSING, Event.ENTER)).toBe(Event.NO_APPLICATION);
    expect(chosen(1)).toBe(Selection.FINAL);
    expect(chosen(2)).toBe(Selection.ASKING);
    expect(chosen(1, "870181")).toBe(Selection.ASKING);
    expect(selection(t, Selection.ASKING, Event.ENTER)).toBe(RUN | Machine.CHOICE);
    expect(selection(t, Selection.ASKING, Event.CANCELLED)).toBe(Event.CANCELLED);
  });

  it("reads the record of the application again where another one is in hand", () => {
    chosen(2);
    expect(selection(t, Selection.ASKING, Event.CHOSEN)).toBe(Selection.CONFIGURING);
    expect(card.aidIndex).toBe(0);
    expect(given(Selection.CONFIGURING)).toBe(Selection.FINAL);
    card.candidate = 1;
    selection(t, Selection.ASKING, Event.CHOSEN);
    card.aidIndex = 2; // the table has changed
    expect(given(Selection.CONFIGURING)).toBe(Selection.CHOOSING);
    expect(card.candidateCount).toBe(1);
    expect(selection(t, Selection.CONFIGURING, Event.TIME)).toBe(Event.FAILED);
  });

  it("takes nothing without asking once a choice could not be used", () => {
    chosen(2);
    card.asked = 1;
    selection(t, Selection.ASKING, Event.CHOSEN);
    given(Selection.CONFIGURING);
    expect(command(Selection.FINAL)).toBe("00A4040008" + DEBIT + "00");
    expect(answered(Selection.FINAL, "", 0x6283)).toBe(Selection.CHOOSING);
    expect(card.spoilt).toBe(1);
    expect(selection(t, Selection.CHOOSING, Event.ENTER)).toBe(Selection.ASKING);
  });
});

/** What becomes of the only candidate with this answer to its SELECT. */
function selected(answer: string, status: i32 = 0x9000): i32 {
  chosen(1);
  command(Selection.FINAL);
  return answered(Selection.FINAL, answer, status);
}

describe("the final SELECT (EMV Book 1, 12.4)", () => {
  it("opens the arena with the FCI of that very application", () => {
    expect(selected(fci(DEBIT, "5000"))).toBe(Event.SELECTED);
    expect(hexOf(card.arena, card.arenaUsed)).toBe(fci(DEBIT, "5000"));
    expect(hexOf(card.aid, card.aidLength)).toBe(DEBIT);
  });

  it("drops an application that refuses, or gives another name, or none, or no FCI", () => {
    expect(selected("", 0x6a82)).toBe(Selection.CHOOSING);
    expect(selected(fci(DEBIT), 0x6283)).toBe(Selection.CHOOSING);
    expect(selected(fci(CREDIT))).toBe(Selection.CHOOSING);
    expect(selected(fci(DEBIT + "01"))).toBe(Selection.CHOOSING);
    expect(selected(element("6F", element("A5", "")))).toBe(Selection.CHOOSING);
    expect(selected(element("70", element("84", DEBIT)))).toBe(Selection.CHOOSING);
    expect(selected(fci(DEBIT) + "84")).toBe(Selection.CHOOSING);
    expect(selected("")).toBe(Selection.CHOOSING);
    expect(card.candidateCount).toBe(0);
    expect(card.arenaUsed).toBe(0);
  });

  it("ends when the card is blocked", () => {
    expect(selected("", 0x6a81)).toBe(Event.CARD_BLOCKED);
  });

  it("keeps the first of the card's languages that is spoken here (EMV Book 4, 11.1)", () => {
    selected(fci(DEBIT, element("5F2D", "66727A68656E")));
    expect(card.language).toBe(LANGUAGE_ZH);
    selected(fci(DEBIT, element("5F2D", "454E")));
    expect(card.language).toBe(LANGUAGE_EN);
    selected(fci(DEBIT, element("5F2D", "6672")));
    expect(card.language).toBe(0);
    selected(fci(DEBIT, element("5F2D", "65")));
    expect(card.language).toBe(0);
  });
});
