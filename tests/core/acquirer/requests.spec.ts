import { PARAMETERS_OPERATOR } from "../../../assembly/abi";
import { Exchange, exchangeOf, Request } from "../../../assembly/acquirer/region";
import { packRequest } from "../../../assembly/acquirer/requests";
import { DIALECT } from "../../../assembly/acquirer/profile";
import { FRAME_HEAD_BYTES } from "../../../assembly/codec/iso8583/frame";
import { fieldAt, fieldBytes, fieldLength, hasField, indexBytes, unpack } from "../../../assembly/codec/iso8583/unpack";
import { durable } from "../../../assembly/journal/durable";
import { Entry } from "../../../assembly/journal/records";
import { Terminal } from "../../../assembly/machine/terminal";
import { hexOf, textAt } from "../base/support";
import { freshTerminal } from "../machine/support";

const INDEX: usize = memory.data(1024, 8);
const TRACK_2 = "6216261000000000018=331212000000123";

let t: Terminal = freshTerminal();
let x: Exchange = exchangeOf(t);

function financial(request: Request, entry: Entry, entryMode: i32): void {
  t = freshTerminal();
  durable(t).bound = 1;
  x = exchangeOf(t);
  textAt(durable(t).parameters + PARAMETERS_OPERATOR, "01");
  x.request = request;
  x.entry = entry;
  x.entryMode = entryMode;
  x.amount = 1234;
  x.stan = 5;
  x.batch = 42;
  x.cardSequence = -1;
  x.panLength = textAt(x.pan, "6216261000000000018");
  textAt(x.expiry, "3312");
  x.track2Length = textAt(x.track2, TRACK_2);
  x.reason = 0x3839;
}

function packed(): bool {
  assert(<i32>indexBytes(64) <= 1024);
  if (!packRequest(t)) return false;
  return unpack(DIALECT, x.sent + FRAME_HEAD_BYTES, x.requestLength - FRAME_HEAD_BYTES, INDEX) === 0;
}

function field(number: i32): string {
  return hexOf(x.sent + FRAME_HEAD_BYTES + fieldAt(INDEX, number), fieldBytes(DIALECT, INDEX, number));
}

function headerClass(): i32 {
  return load<u8>(x.sent + 7);
}

describe("the request of a sale by stripe (UnionPay POS, 0200)", () => {
  it("has tracks and expiry date, and neither F2, F23 nor F55", () => {
    financial(Request.SALE, Entry.STRIPE, 22);
    x.track3Length = textAt(x.track3, "996216261000000000018=1");
    expect(packed()).toBe(true);
    expect(field(35)).toBe("6216261000000000018D3312120000001230");
    expect(fieldLength(INDEX, 35)).toBe(35);
    expect(field(36)).toBe("996216261000000000018D10");
    expect(field(14)).toBe("3312");
    expect(field(22)).toBe("0220");
    expect(field(53)).toBe("0600000000000000");
    expect(hasField(INDEX, 2)).toBe(false);
    expect(hasField(INDEX, 23)).toBe(false);
    expect(hasField(INDEX, 55)).toBe(false);
    expect(hasField(INDEX, 26)).toBe(false);
    expect(hasField(INDEX, 52)).toBe(false);
    expect(headerClass()).toBe(0x60);
  });

  it("with a PIN has F26, F52 and F53 for it, tracks in clear", () => {
    financial(Request.SALE, Entry.STRIPE, 21);
    x.hasPin = 1;
    expect(packed()).toBe(true);
    expect(field(22)).toBe("0210");
    expect(field(26)).toBe("12");
    expect(field(53)).toBe("2600000000000000");
    expect(hasField(INDEX, 52)).toBe(true);
  });

  it("says in F60.5 whether the chip has failed just before", () => {
    financial(Request.SALE, Entry.STRIPE, 22);
    expect(packed()).toBe(true);
    expect(field(60)).toBe("22000042000510");
    financial(Request.SALE, Entry.FALLBACK, 22);
    expect(packed()).toBe(true);
    expect(field(60)).toBe("22000042000520");
  });

  it("has no F14 and no F36 when the stripe has none", () => {
    financial(Request.SALE, Entry.STRIPE, 22);
    memory.fill(x.expiry, 0, 4);
    expect(packed()).toBe(true);
    expect(hasField(INDEX, 14)).toBe(false);
    expect(hasField(INDEX, 36)).toBe(false);
  });
});

describe("its reversal", () => {
  it("repeats F14, F22 and F60, and has no number, no track and no chip data", () => {
    financial(Request.REVERSAL, Entry.FALLBACK, 21);
    expect(packed()).toBe(true);
    expect(field(14)).toBe("3312");
    expect(field(22)).toBe("0210");
    expect(field(60)).toBe("22000042000520");
    expect(field(39)).toBe("3938");
    expect(hasField(INDEX, 2)).toBe(false);
    expect(hasField(INDEX, 35)).toBe(false);
    expect(hasField(INDEX, 36)).toBe(false);
    expect(hasField(INDEX, 53)).toBe(false);
    expect(hasField(INDEX, 55)).toBe(false);
    expect(headerClass()).toBe(0x60);
  });
});

describe("the request of a sale by chip", () => {
  it("names the card in F2, has F55, no track, and 50 in F60.4 and F60.5", () => {
    financial(Request.SALE, Entry.CHIP, 52);
    x.track2Length = 0;
    x.cardSequence = 1;
    x.chipLength = 3;
    expect(packed()).toBe(true);
    expect(field(2)).toBe("62162610000000000180");
    expect(field(23)).toBe("0001");
    expect(field(60)).toBe("22000042000500");
    expect(hasField(INDEX, 35)).toBe(false);
    expect(hasField(INDEX, 55)).toBe(true);
    expect(headerClass()).toBe(0x61);
  });
});

describe("an offline approval (UnionPay POS, 0200 with F60.1 36)", () => {
  it("is told as a sale is asked for, without PIN and security fields", () => {
    financial(Request.UPLOAD, Entry.CHIP, 52);
    x.track2Length = 0;
    x.cardSequence = 1;
    x.chipLength = 3;
    expect(packed()).toBe(true);
    expect(field(2)).toBe("62162610000000000180");
    expect(field(14)).toBe("3312");
    expect(field(60)).toBe("36000042000500");
    for (let i = 0; i < 7; i++) expect(hasField(INDEX, [26, 35, 36, 39, 52, 53, 63][i])).toBe(false);
    expect(hasField(INDEX, 55)).toBe(true);
    expect(hasField(INDEX, 64)).toBe(true);
    expect(headerClass()).toBe(0x61);
  });

  it("goes without a card that the secure module cannot give back", () => {
    financial(Request.UPLOAD, Entry.CHIP, 52);
    x.panLength = 0;
    x.chipLength = 3;
    expect(packed()).toBe(true);
    expect(hasField(INDEX, 2)).toBe(false);
  });
});

describe("a script notice (UnionPay POS, 0620)", () => {
  it("repeats F60.4 and F60.5 of its sale, and names it in F61", () => {
    financial(Request.NOTICE, Entry.CHIP, 52);
    const waiting = durable(t).notice;
    waiting.stan = 7;
    waiting.batch = 41;
    textAt(waiting.date, "1122");
    expect(packed()).toBe(true);
    expect(field(22)).toBe("0520");
    expect(fieldLength(INDEX, 60)).toBe(13);
    expect(field(60)).toBe("00000042951500");
    expect(field(61)).toBe("0000410000071122");
  });
});
