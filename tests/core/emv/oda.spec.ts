import { Command, Event } from "../../../assembly/abi";
import { Authenticity } from "../../../assembly/abi_devices";
import { HAS_ICC_KEY, HAS_ISSUER_KEY, HAS_PIN_KEY } from "../../../assembly/emv/card_keys";
import { oda, Oda } from "../../../assembly/emv/oda";
import { OdaMethod } from "../../../assembly/emv/oda_plan";
import { Card, cardOf } from "../../../assembly/emv/region";
import { PAYLOAD } from "../../../assembly/machine/io";
import { Machine, RUN, WAIT } from "../../../assembly/machine/row";
import { Terminal } from "../../../assembly/machine/terminal";
import { hexAt, hexOf } from "../base/support";
import { beginStep, freshTerminal, giveStatus, lastCommand, lastPayload } from "../machine/support";
import { CAPABILITIES, giveData, setCapabilities } from "./support";

const AIP_SDA: i32 = 0x5800;
const AIP_DDA: i32 = 0x7800;
const AIP_CDA: i32 = 0x7900;

const PAN: string = "5A086250946000000016";
const ISSUER: string = "8F0109" + "9002C1C2" + "9F320103";
const REMAINDER: string = "920277" + "88";
const SIGNED: string = "9302D1D2";
const ICC: string = "9F4602E1E2" + "9F470103";
const PIN: string = "9F2D02F1F2" + "9F2E03010001";
const LIST: string = "9F4A0182";
const ALL: string = PAN + ISSUER + SIGNED + ICC;
/** Enciphered PIN if supported, else none. */
const CVM_LIST: string = "8E0C" + "0000000000000000" + "4403" + "1F00";

let t: Terminal = freshTerminal();
let card: Card = cardOf(t);

/** A card of UnionPay that has given this much. @returns where the machine begins */
function begin(aip: i32, tlv: string): i32 {
  t = freshTerminal();
  card = cardOf(t);
  cardOf(t).time_ms = 1_795_342_830_000; // 2026-11-22
  card.aip = aip;
  card.aidLength = hexAt(card.aid, "A000000333010101");
  giveData(card, tlv);
  hexAt(card.unpredictable, "11223344");
  return oda(t, Oda.CHOOSING, Event.ENTER);
}

/** What takes part: `length` bytes of the arena from `offset` on. */
function takesPart(offset: i32, length: i32): void {
  const range = card.odaRange(card.odaRecords++);
  store<u16>(range, <u16>offset);
  store<u16>(range, <u16>length, 2);
}

function enters(state: Oda, command: Command): string {
  beginStep();
  expect(oda(t, state, Event.ENTER)).toBe(WAIT | 3000);
  expect(lastCommand()).toBe(command);
  return hexOf(lastPayload(), load<u32>(lastPayload() - 12));
}

function answered(state: Oda, status: Authenticity): i32 {
  giveStatus(status);
  return oda(t, state, Event.CARD_KEY_DONE);
}

/** SIGNATURE_DONE with these bytes. */
function signed(state: Oda, status: Authenticity, data: string): i32 {
  giveStatus(status);
  const length = hexAt(PAYLOAD + 16, data);
  store<u64>(PAYLOAD + 8, length);
  return oda(t, state, Event.SIGNATURE_DONE);
}

function replied(answer: string, status: i32 = 0x9000): i32 {
  card.replyLength = hexAt(card.reply, answer);
  card.status = status;
  return oda(t, Oda.SIGNING, Event.ANSWERED);
}

function tvr(): string {
  return hexOf(card.tvr, 1);
}

describe("ODA chooses (EMV Book 3, 10.3)", () => {
  it("CDA before DDA before SDA, and none where the card has none", () => {
    expect(begin(AIP_CDA, ALL)).toBe(Oda.ISSUER_KEY);
    expect(card.odaMethod).toBe(OdaMethod.CDA);
    begin(AIP_DDA, ALL);
    expect(card.odaMethod).toBe(OdaMethod.DDA);
    expect(tvr()).toBe("00");
    begin(AIP_SDA, ALL);
    expect(card.odaMethod).toBe(OdaMethod.SDA);
    expect(tvr()).toBe("02");
    expect(begin(0x1800, ALL)).toBe(Event.AUTHENTICATED);
    expect(tvr()).toBe("80");
    expect(hexOf(card.tsi, 1)).toBe("00");
    begin(0xf800, ALL); // XDA, too
    expect(card.odaMethod).toBe(OdaMethod.DDA);
  });

  it("and fails at once where data are missing (7.2, 7.5)", () => {
    expect(begin(AIP_SDA, PAN + ISSUER)).toBe(Event.AUTHENTICATED);
    expect(tvr()).toBe("62");
    expect(hexOf(card.tsi, 1)).toBe("80");
    expect(begin(AIP_DDA, PAN + ISSUER + SIGNED)).toBe(Event.AUTHENTICATED);
    expect(tvr()).toBe("28");
    expect(begin(AIP_CDA, PAN + SIGNED + ICC)).toBe(Event.AUTHENTICATED);
    expect(tvr()).toBe("24");
  });

  it("and fails where the static data cannot be, with nothing missing", () => {
    expect(begin(AIP_DDA, ALL + "9F4A0295" + "82")).toBe(Event.AUTHENTICATED);
    expect(tvr()).toBe("08");
    expect(begin(AIP_SDA, ALL + "9F4A0195")).toBe(Event.AUTHENTICATED);
    expect(tvr()).toBe("42");
    begin(AIP_CDA, ALL);
    card.odaBroken = 1;
    store<u8>(card.tvr, 0);
    expect(oda(t, Oda.CHOOSING, Event.ENTER)).toBe(Event.AUTHENTICATED);
    expect(tvr()).toBe("04");
  });

  it("and fails DDA for a list that has no unpredictable number or is malformed (Book 2, 6.5.1)", () => {
    expect(begin(AIP_DDA, ALL + "9F49029A03")).toBe(Event.AUTHENTICATED);
    expect(tvr()).toBe("08");
    expect(begin(AIP_DDA, ALL + "9F49049F37049A")).toBe(Event.AUTHENTICATED);
    expect(begin(AIP_DDA, ALL + "9F49059F370495FF")).toBe(Event.AUTHENTICATED);
    expect(begin(AIP_DDA, ALL + "9F49039F3704")).toBe(Oda.ISSUER_KEY);
  });
});

describe("ODA asks the secure module", () => {
  it("for the issuer's key, with all that names it", () => {
    begin(AIP_SDA, ALL + REMAINDER);
    const head = "01000000" + "09000000" + "02293501" + "00000000" + "A000000333000000";
    const certificate = "0200000000000000" + "C1C2000000000000";
    const remainder = "0200000000000000" + "7788000000000000";
    const exponent = "0100000000000000" + "0300000000000000";
    const pan = "1000000000000000" + "36323530393436303030303030303136" + "0000000000000000";
    expect(enters(Oda.ISSUER_KEY, Command.CARD_KEY)).toBe(head + certificate + remainder + exponent + pan);
  });

  it("with the records that take part, and the AIP where the list names it", () => {
    begin(AIP_SDA, ALL + LIST);
    takesPart(0, 4);
    takesPart(10, 3);
    expect(answered(Oda.ISSUER_KEY, Authenticity.GENUINE)).toBe(Oda.FEEDING);
    expect(enters(Oda.FEEDING, Command.STATIC_DATA)).toBe("0900000000000000" + "5A0862508F01095800");
    expect(answered(Oda.FEEDING, Authenticity.GENUINE)).toBe(Oda.STATIC);
  });

  it("in chunks, no record cut in two", () => {
    begin(AIP_SDA, ALL);
    for (let i = 0; i < 20; i++) takesPart(i, 250);
    card.odaSteps |= 2;
    const sizes: i32[] = [];
    for (let state: i32 = Oda.FEEDING; state === Oda.FEEDING;) {
      enters(Oda.FEEDING, Command.STATIC_DATA);
      sizes.push(load<u32>(lastPayload()));
      card.odaSteps &= ~1;
      state = answered(Oda.FEEDING, Authenticity.GENUINE);
    }
    expect(sizes.length).toBe(3);
    expect(sizes[0]).toBe(2000);
    expect(sizes[2]).toBe(1000);
  });

  it("for what the issuer has signed, and keeps the code", () => {
    begin(AIP_SDA, ALL);
    expect(answered(Oda.ISSUER_KEY, Authenticity.GENUINE)).toBe(Oda.STATIC); // nothing to feed
    const payload = "0100000000000000" + "0200000000000000" + "D1D2000000000000" + "0000000000000000";
    expect(enters(Oda.STATIC, Command.VERIFY_SIGNATURE)).toBe(payload);
    expect(signed(Oda.STATIC, Authenticity.GENUINE, "DAC0")).toBe(Event.AUTHENTICATED);
    expect(hexOf(card.staticCode, card.staticCodeLength)).toBe("DAC0");
    expect(tvr()).toBe("02");
    expect(hexOf(card.tsi, 1)).toBe("80");
    expect(card.keysRecovered).toBe(HAS_ISSUER_KEY);
    expect(card.pinKeyUsable).toBe(0);
  });

  it("and the card for a signature over the values of its list, or of the terminal's", () => {
    begin(AIP_DDA, ALL);
    expect(answered(Oda.ISSUER_KEY, Authenticity.GENUINE)).toBe(Oda.ICC_KEY);
    expect(enters(Oda.ICC_KEY, Command.CARD_KEY).substr(0, 8)).toBe("02000000");
    expect(answered(Oda.ICC_KEY, Authenticity.GENUINE)).toBe(Oda.SIGNING);
    card.pdolLength = 5;
    beginStep();
    expect(oda(t, Oda.SIGNING, Event.ENTER)).toBe(RUN | Machine.TRANSMIT);
    expect(hexOf(card.command, card.commandLength)).toBe("0088000004" + "11223344" + "00");
    expect(replied("80039B9C9D")).toBe(Oda.DYNAMIC);
    const payload = "0200000000000000" + "0300000000000000" + "9B9C9D0000000000";
    const data = "0400000000000000" + "1122334400000000";
    expect(enters(Oda.DYNAMIC, Command.VERIFY_SIGNATURE)).toBe(payload + data);
    expect(signed(Oda.DYNAMIC, Authenticity.GENUINE, "0102030405060708")).toBe(Event.AUTHENTICATED);
    expect(hexOf(card.dynamicNumber, card.dynamicNumberLength)).toBe("0102030405060708");
    expect(tvr()).toBe("00");
    expect(hexOf(card.tsi, 1)).toBe("80");
    expect(card.keysRecovered).toBe(HAS_ISSUER_KEY | HAS_ICC_KEY);
    expect(card.pinKeyUsable).toBe(1);
  });
});

describe("ODA takes the card's signature", () => {
  it("from both formats, and ends with another answer (EMV Book 3, 6.5.9.4)", () => {
    begin(AIP_DDA, ALL);
    expect(replied("7706" + "9F4B039B9C9D")).toBe(Oda.DYNAMIC);
    expect(hexOf(card.reply + card.signedAt, card.signedLength)).toBe("9B9C9D");
    expect(replied("7705" + "9F36020001")).toBe(Event.CARD_FAILED);
    expect(replied("7106" + "9F4B039B9C9D")).toBe(Event.CARD_FAILED);
    expect(replied("80049B9C9D")).toBe(Event.CARD_FAILED);
    expect(replied("")).toBe(Event.CARD_FAILED);
    expect(replied("80039B9C9D", 0x6985)).toBe(Event.CARD_FAILED);
    expect(oda(t, Oda.SIGNING, Event.CARD_FAILED)).toBe(Event.CARD_FAILED);
  });
});

describe("ODA fails, and the payment goes on", () => {
  it("for every reason, at every step", () => {
    for (let why: i32 = Authenticity.REFUSED; why <= Authenticity.NO_KEY; why++) {
      begin(AIP_SDA, ALL);
      expect(answered(Oda.ISSUER_KEY, why)).toBe(Event.AUTHENTICATED);
      expect(tvr()).toBe("42");
      begin(AIP_SDA, ALL);
      answered(Oda.ISSUER_KEY, Authenticity.GENUINE);
      expect(signed(Oda.STATIC, why, "")).toBe(Event.AUTHENTICATED);
      expect(tvr()).toBe("42");
      begin(AIP_CDA, ALL);
      answered(Oda.ISSUER_KEY, Authenticity.GENUINE);
      expect(answered(Oda.ICC_KEY, why)).toBe(Event.AUTHENTICATED);
      expect(tvr()).toBe("04");
      begin(AIP_DDA, ALL + LIST);
      answered(Oda.ISSUER_KEY, Authenticity.GENUINE);
      expect(answered(Oda.FEEDING, why)).toBe(Event.AUTHENTICATED);
      expect(tvr()).toBe("08");
      begin(AIP_DDA, ALL);
      answered(Oda.ISSUER_KEY, Authenticity.GENUINE);
      answered(Oda.ICC_KEY, Authenticity.GENUINE);
      expect(signed(Oda.DYNAMIC, why, "")).toBe(Event.AUTHENTICATED);
      expect(tvr()).toBe("08");
      expect(hexOf(card.tsi, 1)).toBe("80");
      expect(card.dynamicNumberLength).toBe(0);
    }
  });

  it("for an answer of a length that it cannot have", () => {
    begin(AIP_SDA, ALL);
    answered(Oda.ISSUER_KEY, Authenticity.GENUINE);
    signed(Oda.STATIC, Authenticity.GENUINE, "DA");
    expect(tvr()).toBe("42");
    begin(AIP_DDA, ALL);
    card.odaSteps = 32;
    signed(Oda.DYNAMIC, Authenticity.GENUINE, "010203040506070809");
    expect(tvr()).toBe("08");
    signed(Oda.DYNAMIC, Authenticity.GENUINE, "01");
    expect(card.dynamicNumberLength).toBe(0);
  });

  it("when the module does not answer", () => {
    for (let state: i32 = Oda.ISSUER_KEY; state <= Oda.DYNAMIC; state++) {
      if (state === Oda.SIGNING || state === Oda.STATIC) continue;
      begin(AIP_DDA, ALL);
      expect(oda(t, state, Event.TIME)).toBe(Event.AUTHENTICATED);
      expect(tvr()).toBe("08");
      expect(card.odaSteps).toBe(0);
    }
    begin(AIP_SDA, ALL);
    expect(oda(t, Oda.STATIC, Event.TIME)).toBe(Event.AUTHENTICATED);
    expect(tvr()).toBe("42");
  });
});

describe("ODA recovers a key for PINs (EMV Book 2, 7.1)", () => {
  afterEach(() => setCapabilities(CAPABILITIES));

  it("where the list has an enciphered PIN and the terminal can do it", () => {
    setCapabilities(0x68);
    expect(begin(0x1800, ALL + CVM_LIST)).toBe(Event.AUTHENTICATED);
    setCapabilities(0xf8);
    expect(begin(0x1800, ALL)).toBe(Event.AUTHENTICATED);
    expect(begin(0x0800, ALL + CVM_LIST)).toBe(Event.AUTHENTICATED);
    expect(begin(0x1800, ALL + CVM_LIST)).toBe(Oda.ISSUER_KEY);
    expect(answered(Oda.ISSUER_KEY, Authenticity.GENUINE)).toBe(Oda.ICC_KEY);
    expect(answered(Oda.ICC_KEY, Authenticity.GENUINE)).toBe(Event.AUTHENTICATED);
    expect(card.pinKeyUsable).toBe(1);
    expect(tvr()).toBe("80");
    expect(hexOf(card.tsi, 1)).toBe("00");
  });

  it("from its own certificate where it has one, after the method or without", () => {
    setCapabilities(0xf8);
    begin(AIP_DDA, ALL + PIN + CVM_LIST);
    answered(Oda.ISSUER_KEY, Authenticity.GENUINE);
    expect(answered(Oda.ICC_KEY, Authenticity.GENUINE)).toBe(Oda.SIGNING);
    expect(card.pinKeyUsable).toBe(0);
    expect(signed(Oda.DYNAMIC, Authenticity.GENUINE, "0102")).toBe(Oda.PIN_KEY);
    expect(enters(Oda.PIN_KEY, Command.CARD_KEY).substr(0, 8)).toBe("03000000");
    expect(answered(Oda.PIN_KEY, Authenticity.GENUINE)).toBe(Event.AUTHENTICATED);
    expect(card.pinKeyUsable).toBe(1);
    expect(card.keysRecovered).toBe(HAS_ISSUER_KEY | HAS_ICC_KEY | HAS_PIN_KEY);
    begin(0x1800, ALL + PIN + CVM_LIST);
    expect(answered(Oda.ISSUER_KEY, Authenticity.GENUINE)).toBe(Oda.PIN_KEY);
    expect(answered(Oda.PIN_KEY, Authenticity.HASH)).toBe(Event.AUTHENTICATED);
    expect(card.pinKeyUsable).toBe(0);
    expect(oda(t, Oda.PIN_KEY, Event.TIME)).toBe(Event.AUTHENTICATED);
  });

  it("after SDA, which its failure leaves as it is; and after a DDA that has failed", () => {
    setCapabilities(0xf8);
    begin(AIP_SDA, ALL + CVM_LIST);
    answered(Oda.ISSUER_KEY, Authenticity.GENUINE);
    expect(signed(Oda.STATIC, Authenticity.GENUINE, "DAC0")).toBe(Oda.ICC_KEY);
    expect(answered(Oda.ICC_KEY, Authenticity.HASH)).toBe(Event.AUTHENTICATED);
    expect(tvr()).toBe("02");
    begin(AIP_SDA, ALL + CVM_LIST);
    answered(Oda.ISSUER_KEY, Authenticity.GENUINE);
    signed(Oda.STATIC, Authenticity.GENUINE, "DAC0");
    expect(oda(t, Oda.ICC_KEY, Event.TIME)).toBe(Event.AUTHENTICATED);
    expect(tvr()).toBe("02");
    expect(begin(AIP_DDA, ALL + "9F49029A03" + PIN + CVM_LIST)).toBe(Oda.ISSUER_KEY);
    expect(tvr()).toBe("08");
    expect(answered(Oda.ISSUER_KEY, Authenticity.GENUINE)).toBe(Oda.PIN_KEY);
  });
});
