import { keepInArena } from "../../../assembly/emv/arena";
import { putDol } from "../../../assembly/emv/data";
import { Card, cardOf } from "../../../assembly/emv/region";
import { Terminal } from "../../../assembly/machine/terminal";
import { hexAt, hexOf } from "../base/support";
import { freshTerminal } from "../machine/support";
import { configure } from "./aid_records";

const LIST: usize = memory.data(64, 8);
const OUT: usize = memory.data(300, 8);

let t: Terminal = freshTerminal();
let card: Card = cardOf(t);

function fill(list: string, room: i32 = 252): string {
  const length = putDol(t, LIST, LIST + hexAt(LIST, list), OUT, room);
  return length < 0 ? "refused" : hexOf(OUT, length);
}

function gives(tlv: string): void {
  keepInArena(card, LIST, hexAt(LIST, tlv));
}

describe("values for a card's data object list (EMV Book 3, 5.4)", () => {
  beforeEach(() => {
    t = freshTerminal();
    card = cardOf(t);
    card.amount = 1234;
    card.stan = 56;
    card.time_ms = 1795342830000; // 2026-11-22 10:20:30
  });

  it("gives the terminal's own data in their formats", () => {
    expect(fill("9F02069F03069F1A025F2A029C01")).toBe("0000000012340000000000000156015600");
    expect(fill("9A039F21039F41049F35019F3303")).toBe("2611221020300000005621E0F8C8");
  });

  it("stays the date at which the card began to be read, whatever midnight does", () => {
    t.wall_ms = card.time_ms + 24 * 3_600_000;
    expect(fill("9A039F2103")).toBe("261122102030");
  });

  it("gives what the application in use is configured with", () => {
    expect(fill("9F09029F33039F1B04")).toBe("0030E0F8C800000000");
    configure(card, 3);
    expect(fill("9F1B04")).toBe("000186A0");
    expect(fill("9F40055F36019F15029F0106")).toBe("6000F0F3FF025999000000000001");
  });

  it("pads numbers on the left, compressed numbers with F on the right, all else with zeros on the right", () => {
    gives("5A08625094600000001F5F24033312315F280201569F080200305F300202209F420201569F440102");
    expect(fill("9F0208")).toBe("0000000000001234");
    expect(fill("5A0A")).toBe("625094600000001FFFFF");
    expect(fill("5F24055F28035F30039F42039F4402")).toBe("0000331231000156000220000156" + "0002");
    expect(fill("9F0804")).toBe("00300000");
  });

  it("cuts numbers on the left and all else on the right", () => {
    gives("5A08625094600000001F5F2403331231");
    expect(fill("9F0202")).toBe("1234");
    expect(fill("5F2402")).toBe("1231");
    expect(fill("5A03")).toBe("625094");
    expect(fill("9F3301")).toBe("E0");
  });

  it("gives zeros for what nobody has", () => {
    expect(fill("9F7F04")).toBe("00000000");
    expect(fill("9100")).toBe("");
    expect(fill("8A02")).toBe("0000");
  });

  it("gives zeros for a template, and for what no signature has given", () => {
    gives("70045F2401FF" + "9F4502DAC0" + "9F4C020102");
    expect(fill("7004")).toBe("00000000");
    expect(fill("9F45029F4C08")).toBe("00000000000000000000");
    card.staticCodeLength = hexAt(card.staticCode, "DAC0");
    card.dynamicNumberLength = hexAt(card.dynamicNumber, "0102");
    expect(fill("9F45029F4C08")).toBe("DAC00102000000000000");
  });

  it("never believes a card about what is the terminal's", () => {
    gives("9F02069999999999999F1A0208408A0230309108010203040506070898021122");
    expect(fill("9F02069F1A02")).toBe("0000000012340156");
    expect(fill("8A0291089802")).toBe("000000000000000000000000");
  });

  it("refuses a list that is malformed or asks for more than there is room", () => {
    expect(fill("9F02")).toBe("refused");
    expect(fill("9F0206", 5)).toBe("refused");
    expect(fill("9F7FFF9F7FFF")).toBe("refused");
    expect(fill("9F0206", 6)).toBe("000000001234");
    expect(fill("")).toBe("");
  });
});
