import { Event } from "../../../assembly/abi";
import { reading, Reading } from "../../../assembly/emv/reading";
import { Card, cardOf } from "../../../assembly/emv/region";
import { Terminal } from "../../../assembly/machine/terminal";
import { hexAt, hexOf } from "../base/support";
import { freshTerminal, giveBytes, hexByte } from "../machine/support";
import { giveData } from "./support";

let t: Terminal = freshTerminal();
let card: Card = cardOf(t);

function answered(state: Reading, answer: string, status: i32 = 0x9000): i32 {
  card.replyLength = hexAt(card.reply, answer);
  card.status = status;
  return reading(t, state, Event.ANSWERED);
}

/** GET PROCESSING OPTIONS answers in format 1 with this AFL. */
function locator(afl: string): i32 {
  t = freshTerminal();
  card = cardOf(t);
  return answered(Reading.INITIATING, "80" + hexByte(2 + afl.length / 2) + "1C00" + afl);
}

describe("READING", () => {
  it("takes AIP and AFL in both formats", () => {
    expect(locator("08010100")).toBe(Reading.RECORD);
    expect(card.aip).toBe(0x1c00);
    t = freshTerminal();
    card = cardOf(t);
    expect(answered(Reading.INITIATING, "770E82021C0094080801010010010200")).toBe(Reading.RECORD);
    expect(card.aflLength).toBe(8);
  });

  it("refuses a file locator that is malformed (EMV Book 3, 10.2)", () => {
    expect(locator("")).toBe(Event.CARD_FAILED);
    expect(locator("080101")).toBe(Event.CARD_FAILED); // no whole entry
    expect(locator("00010100")).toBe(Event.CARD_FAILED); // SFI 0
    expect(locator("F8010100")).toBe(Event.CARD_FAILED); // SFI 31
    expect(locator("09010100")).toBe(Event.CARD_FAILED); // low bits of the SFI byte
    expect(locator("08000100")).toBe(Event.CARD_FAILED); // record 0
    expect(locator("08020100")).toBe(Event.CARD_FAILED); // last before first
    expect(locator("08010100080100")).toBe(Event.CARD_FAILED);
    expect(locator("0801FF00")).toBe(Event.CARD_FAILED); // more records than any card has
  });

  it("refuses a locator that counts more records for authentication than an entry has", () => {
    expect(locator("08010303")).toBe(Reading.RECORD);
    expect(locator("08010304")).toBe(Event.CARD_FAILED);
    expect(locator("08010101" + "10030302")).toBe(Event.CARD_FAILED);
    expect(locator("10020200" + "08010100")).toBe(Reading.RECORD); // in any order
  });

  it("refuses options with something missing, twice or behind them (EMV Book 3, 6.5.8.4)", () => {
    expect(options("80021C00")).toBe(Event.CARD_FAILED);
    expect(options("80061C0008010100" + "5A00")).toBe(Event.CARD_FAILED);
    expect(options("70061C0008010100")).toBe(Event.CARD_FAILED);
    expect(options("770A" + "82021C00" + "940408010100")).toBe(Reading.RECORD);
    expect(options("7706" + "940408010100")).toBe(Event.CARD_FAILED);
    expect(options("7704" + "82021C00")).toBe(Event.CARD_FAILED);
    expect(options("770B" + "82031C0000" + "940408010100")).toBe(Event.CARD_FAILED);
    expect(options("7710" + "82021C00" + "940408010100" + "940408010100")).toBe(Event.CARD_FAILED);
    expect(options("770A" + "82021C00" + "940408010100" + "9F3600")).toBe(Event.CARD_FAILED);
  });

  it("tries the next application for 6985 and fails for any other status", () => {
    expect(answered(Reading.INITIATING, "", 0x6985)).toBe(Event.TRY_NEXT);
    expect(answered(Reading.INITIATING, "", 0x6a81)).toBe(Event.CARD_FAILED);
  });

  it("reads every record of every entry, and fails where one is missing or none", () => {
    locator("0801020010030300");
    expect(answered(Reading.RECORD, "70025000")).toBe(Reading.RECORD);
    expect(card.record).toBe(2);
    expect(answered(Reading.RECORD, "70025000")).toBe(Reading.RECORD);
    expect(card.aflEntry).toBe(4);
    expect(card.record).toBe(3);
    expect(answered(Reading.RECORD, "77025000")).toBe(Event.CARD_FAILED);
    expect(answered(Reading.RECORD, "", 0x6a83)).toBe(Event.CARD_FAILED);
    expect(answered(Reading.RECORD, "70055A")).toBe(Event.CARD_FAILED);
  });

  it("passes over what is no template in files that are not EMV's, and keeps what is (7.1)", () => {
    locator("580104" + "01");
    expect(answered(Reading.RECORD, "0102030405")).toBe(Reading.RECORD);
    expect(card.odaBroken).toBe(1); // it takes part
    expect(answered(Reading.RECORD, "7005AB")).toBe(Reading.RECORD);
    expect(card.arenaUsed).toBe(0);
    expect(answered(Reading.RECORD, "70025000")).toBe(Reading.RECORD);
    expect(card.arenaUsed).toBe(4);
    locator("58010200");
    answered(Reading.RECORD, "0102030405");
    expect(card.odaBroken).toBe(0);
  });

  it("notes what takes part: values of templates up to SFI 10, whole records above (10.3)", () => {
    locator("50010302" + "58010201");
    giveData(card, "6F00");
    answered(Reading.RECORD, "70025000");
    answered(Reading.RECORD, "7081035F3000");
    answered(Reading.RECORD, "70025A00");
    answered(Reading.RECORD, "70028C00");
    expect(card.odaRecords).toBe(3);
    expect(range(0)).toBe("5000");
    expect(range(1)).toBe("5F3000");
    expect(range(2)).toBe("70028C00");
  });

  it("ends with a card that gives a data object twice (10.2)", () => {
    expect(given("5F2503261122")).toBe(Event.CARD_READ);
    expect(given("5F2503261122" + "5F2503261122")).toBe(Event.CARD_FAILED);
    expect(given("5A0162")).toBe(Event.CARD_FAILED);
    expect(given("A5035A0162")).toBe(Event.CARD_FAILED); // in a template within
  });

  it("needs PAN, expiry and both lists", () => {
    const card_ = "5A086250946000000016" + "5F2403331231" + "8C039F0206" + "8D028A02";
    locator("08010100");
    expect(answered(Reading.RECORD, "70" + hexByte(card_.length / 2) + card_)).toBe(Event.CARD_READ);
    const without = "5A086250946000000016" + "5F2403331231" + "8C039F0206";
    locator("08010100");
    expect(answered(Reading.RECORD, "70" + hexByte(without.length / 2) + without)).toBe(Event.CARD_FAILED);
  });

  it("ends with a card whose lists are malformed or ask for too much", () => {
    expect(records("8C039F02")).toBe(Event.CARD_FAILED); // a tag without its length
    expect(records("8C049F02FF" + "95")).toBe(Event.CARD_FAILED);
    expect(records("8C0695FF9AFF9CFF")).toBe(Event.CARD_FAILED); // 765 bytes
    expect(drawn("9F38029F1A")).toBe(Event.CARD_FAILED);
    expect(drawn("9F380495FF9AFF")).toBe(Event.CARD_FAILED);
    expect(drawn("9F38039F1A02")).toBe(Reading.INITIATING);
  });
});

describe("data that a card has given (EMV Book 3, 7.5)", () => {
  it("have their lengths, and dates are dates", () => {
    expect(given("")).toBe(Event.CARD_READ);
    expect(given("5F2503261122")).toBe(Event.CARD_READ);
    expect(given("5F2503261322")).toBe(Event.CARD_FAILED);
    expect(given("5F25022611")).toBe(Event.CARD_FAILED);
    expect(given("5F280156")).toBe(Event.CARD_FAILED);
    expect(given("9F0701FF")).toBe(Event.CARD_FAILED);
    expect(given("9F0801FF")).toBe(Event.CARD_FAILED);
    expect(given("9F4201FF")).toBe(Event.CARD_FAILED);
    expect(given("9F0D0400000000")).toBe(Event.CARD_FAILED);
    expect(given("9F0E0400000000")).toBe(Event.CARD_FAILED);
    expect(given("9F0F0400000000")).toBe(Event.CARD_FAILED);
    expect(given("9F14020001")).toBe(Event.CARD_FAILED);
    expect(given("9F23020001")).toBe(Event.CARD_FAILED);
  });

  it("end with a list of methods that is too short or has half a rule (10.5)", () => {
    expect(given("8E0700000000000000")).toBe(Event.CARD_FAILED);
    expect(given("8E0900000000000000001F")).toBe(Event.CARD_FAILED);
    expect(given("8E080000000000000000")).toBe(Event.CARD_READ);
    expect(given("8E0A00000000000000001F00")).toBe(Event.CARD_READ);
  });

  it("are checked and then judged: restrictions alone, all else comes later", () => {
    given("9F08020031" + "8E0A00000000000000001E00");
    expect(hexOf(card.tvr, 5)).toBe("0080000000");
    expect(hexOf(card.cvmResults, 3)).toBe("000000");
  });
});

function options(answer: string): i32 {
  t = freshTerminal();
  card = cardOf(t);
  return answered(Reading.INITIATING, answer);
}

/** Bytes of a record that takes part in offline data authentication. */
function range(index: i32): string {
  const at = card.odaRange(index);
  return hexOf(card.arena + load<u16>(at), load<u16>(at, 2));
}

/** The last record, with this beside what every card gives. */
function given(more: string): i32 {
  return records("8C039F0206" + more);
}

/** The last record, with this CDOL1. */
function records(cdol1: string): i32 {
  const data = "5A086250946000000016" + "5F2403331231" + cdol1 + "8D028A02";
  locator("08010100");
  return answered(Reading.RECORD, "70" + hexByte(data.length / 2) + data);
}

/** The random number has come; the FCI of the card had this PDOL. */
function drawn(pdol: string): i32 {
  t = freshTerminal();
  card = cardOf(t);
  giveData(card, pdol);
  giveBytes(card.arena, 4);
  return reading(t, Reading.DRAWING, Event.RANDOM_DONE);
}
