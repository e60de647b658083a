import { AID_RECORD_BYTES, Command } from "../../../assembly/abi";
import { AIDS_MAX, askAid, Asi, configurationOf, Read, supports, takeAid } from "../../../assembly/emv/aids";
import { Card, cardOf } from "../../../assembly/emv/region";
import { Terminal } from "../../../assembly/machine/terminal";
import { hexAt, hexOf } from "../base/support";
import { freshTerminal, giveBytes, lastCommand, lastPayload } from "../machine/support";
import { aidRecordText } from "./aid_records";

const AID: usize = memory.data(16, 8);
const GIVEN: usize = memory.data(200, 8);

let t: Terminal = freshTerminal();
let card: Card = cardOf(t);

/** The board gives this record. */
function read(text: string, length: i32 = AID_RECORD_BYTES): Read {
  hexAt(GIVEN, text);
  giveBytes(GIVEN, length);
  return takeAid(card);
}

/** One record whose byte `at` is otherwise. */
function changed(at: i32, value: u8): Read {
  const text = aidRecordText("08001432", "A000000333010106", "000186A00000C350");
  hexAt(GIVEN, text);
  store<u8>(GIVEN + at, value);
  giveBytes(GIVEN, AID_RECORD_BYTES);
  return takeAid(card);
}

function supported(aid: string): bool {
  return supports(configurationOf(card), AID, hexAt(AID, aid));
}

describe("configuration of an AID", () => {
  beforeEach(() => {
    t = freshTerminal();
    card = cardOf(t);
    memory.fill(GIVEN, 0, 200);
  });

  it("is read by its index", () => {
    card.aidIndex = 7;
    askAid(t);
    expect(lastCommand()).toBe(Command.READ_AID);
    expect(load<u32>(lastPayload())).toBe(7);
  });

  it("has its values where abi.ts says", () => {
    card.aidIndex = 5;
    expect(read(aidRecordText("08011432", "A000000333010106", "000186A00000C350"))).toBe(Read.RECORD);
    const own = configurationOf(card);
    expect(card.configured).toBe(6);
    expect(hexOf(own.aid, own.aidLength)).toBe("A000000333010106");
    expect(own.asi).toBe(<u8>Asi.EXACT);
    expect(own.targetPercent).toBe(20);
    expect(own.targetPercentMax).toBe(50);
    expect(hexOf(own.version, 2)).toBe("0030");
    expect(hexOf(own.capabilities, 3)).toBe("E0F8C8");
    expect(hexOf(own.additionalCapabilities, 5)).toBe("6000F0F3FF");
    expect(own.terminalType).toBe(0x21);
    expect(own.floorLimit).toBe(100_000);
    expect(own.threshold).toBe(50_000);
    expect(hexOf(own.tacDenial, 15)).toBe("0010000000" + "D84004F800" + "D84000A800");
    expect(hexOf(own.defaultDdol, own.defaultDdolLength)).toBe("9F3704");
    expect(own.defaultTdolLength).toBe(0);
    expect(own.country).toBe(0x0156);
    expect(own.currency).toBe(0x0156);
    expect(own.currencyExponent).toBe(2);
    expect(hexOf(own.categoryCode, 2)).toBe("5999");
    expect(hexOf(own.acquirer, 6)).toBe("000000000001");
  });

  it("ends with an empty answer, and in any case", () => {
    expect(read("", 0)).toBe(Read.END);
    card.aidIndex = AIDS_MAX;
    expect(read(aidRecordText("08006363", "A000000333010101", "0000000000000000"))).toBe(Read.END);
  });

  it("is passed over when it is no record, and what was kept stays", () => {
    const before = hexOf(card.configuration, AID_RECORD_BYTES);
    expect(changed(0, 4)).toBe(Read.MALFORMED);
    expect(changed(0, 17)).toBe(Read.MALFORMED);
    expect(changed(1, 2)).toBe(Read.MALFORMED);
    expect(changed(2, 51)).toBe(Read.MALFORMED); // above the greatest percentage
    expect(changed(3, 100)).toBe(Read.MALFORMED);
    expect(changed(36, 1)).toBe(Read.MALFORMED); // threshold above the floor limit
    expect(changed(37, 2)).toBe(Read.MALFORMED);
    expect(changed(55, 21)).toBe(Read.MALFORMED); // longer than its place
    expect(changed(55, 2)).toBe(Read.MALFORMED); // a tag without its length
    expect(changed(76, 32)).toBe(Read.MALFORMED);
    expect(changed(77, 0x9f)).toBe(Read.RECORD); // beyond the list
    card = cardOf(freshTerminal());
    hexAt(GIVEN, aidRecordText("08001432", "A000000333010106", "000186A00000C350"));
    expect(read("", 1)).toBe(Read.MALFORMED);
    expect(read("", AID_RECORD_BYTES - 1)).toBe(Read.MALFORMED);
    expect(read("", AID_RECORD_BYTES + 1)).toBe(Read.MALFORMED);
    expect(hexOf(card.configuration, AID_RECORD_BYTES)).toBe(before);
    expect(card.configured).toBe(1);
  });

  it("supports a card's AID as its selection indicator says (EMV Book 1, 12.3.1)", () => {
    expect(supported("A000000333010101")).toBe(true);
    expect(supported("A00000033301010101")).toBe(true);
    expect(supported("A0000003330101")).toBe(false);
    expect(supported("A000000333010108")).toBe(false);
    configurationOf(card).asi = <u8>Asi.EXACT;
    expect(supported("A00000033301010101")).toBe(false);
    expect(supported("A000000333010101")).toBe(true);
  });
});
