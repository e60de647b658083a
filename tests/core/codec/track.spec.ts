import {
  OK,
  TRACK_CHARACTER,
  TRACK_EXPIRY,
  TRACK_FORMAT,
  TRACK_LENGTH,
  TRACK_NAME,
  TRACK_PAN,
  TRACK_SENTINEL,
  TRACK_SERVICE,
  TRACK_TRUNCATED,
} from "../../../assembly/base/status";
import {
  LRC_ABSENT,
  LRC_RIGHT,
  LRC_WRONG,
  Part,
  TRACK_BYTES,
  TRACK_PARTS,
  Track,
  lrcOf,
  readTrack,
  readTrackPan,
} from "../../../assembly/codec/track";
import { below, hexAt, random, seed, textAt, textOf } from "../base/support";

const A: usize = memory.data(512, 8);
const VIEW: usize = memory.data(<i32>TRACK_BYTES, 8);

// Published test numbers only.
const TRACK_1 = "B4111111111111111^TESTCARD/A.MR^25122011234567890";
const TRACK_2 = "4111111111111111=25122011234567890";
const TRACK_3 = "996250947000000014=1561560500040000001013949849214000049121=000000000006=0000007=112345600000089";

function view(): Track {
  return changetype<Track>(VIEW);
}

function read(number: i32, text: string): i32 {
  return readTrack(number, A, textAt(A, text), false, view());
}

function readHex(number: i32, hex: string): i32 {
  return readTrack(number, A, 2 * hexAt(A, hex), true, view());
}

/** Status and place. */
function fault(number: i32, text: string): string {
  return read(number, text).toString() + "@" + view().faultAt.toString();
}

function part(which: Part): string {
  const entry = load<u32>(VIEW + TRACK_PARTS + 4 * <usize>which);
  return textOf(A + (entry & 0xffff), entry >> 16);
}

function withLrc(number: i32, text: string): string {
  return text + String.fromCharCode(lrcOf(number, A, textAt(A, text)));
}

describe("track 1", () => {
  it("is read part by part, with sentinels and without", () => {
    for (let round = 0; round < 2; round++) {
      expect(read(1, round === 0 ? TRACK_1 : withLrc(1, "%" + TRACK_1 + "?"))).toBe(OK);
      expect(part(Part.FORMAT)).toBe("B");
      expect(part(Part.PAN)).toBe("4111111111111111");
      expect(part(Part.NAME)).toBe("TESTCARD/A.MR");
      expect(part(Part.EXPIRY)).toBe("2512");
      expect(part(Part.SERVICE_CODE)).toBe("201");
      expect(part(Part.DISCRETIONARY)).toBe("1234567890");
      expect(view().lrc).toBe(round === 0 ? LRC_ABSENT : LRC_RIGHT);
    }
  });

  it("may lack expiry, service code and discretionary data", () => {
    expect(read(1, "%B4111111111111111^TESTCARD/A                ^^^?")).toBe(OK);
    expect(part(Part.EXPIRY) + part(Part.SERVICE_CODE) + part(Part.DISCRETIONARY)).toBe("");
  });

  it("is refused where it breaks ISO/IEC 7813", () => {
    expect(fault(1, "%A4111111111111111^T/X^2512201?")).toBe(TRACK_FORMAT.toString() + "@1");
    expect(fault(1, "%B411111111111111A^T/X^2512201?")).toBe(TRACK_CHARACTER.toString() + "@17");
    expect(fault(1, "%B4111111111111111^T^2512201?")).toBe(TRACK_NAME.toString() + "@20");
    expect(fault(1, "%B4111111111111111^123456789012345678901234567^2512201?")).toBe(TRACK_NAME.toString() + "@45");
    expect(fault(1, "%B4111111111111111^t/X^2512201?")).toBe(TRACK_CHARACTER.toString() + "@19");
    expect(fault(1, "%B4111111111111111^T/X^25A2201?")).toBe(TRACK_EXPIRY.toString() + "@25");
    expect(fault(1, "%B4111111111111111^T/X^25122A1?")).toBe(TRACK_SERVICE.toString() + "@28");
    expect(fault(1, "%B4111111111111111^T/X^2512201" + "0".repeat(48) + "?")).toBe(TRACK_LENGTH.toString() + "@77");
    expect(fault(1, "%B4111111111111111^T/X^2512201" + "0".repeat(47) + "?")).toBe("0@0");
  });
});

describe("track 2", () => {
  it("is read part by part from characters and from packed ones", () => {
    for (let round = 0; round < 3; round++) {
      if (round === 0) expect(read(2, TRACK_2)).toBe(OK);
      if (round === 1) expect(read(2, withLrc(2, ";" + TRACK_2 + "?"))).toBe(OK);
      if (round === 2) expect(read(2, "4111111111111111D25122011234567890")).toBe(OK);
      expect(part(Part.PAN)).toBe("4111111111111111");
      expect(part(Part.EXPIRY)).toBe("2512");
      expect(part(Part.SERVICE_CODE)).toBe("201");
      expect(part(Part.DISCRETIONARY)).toBe("1234567890");
    }
    expect(readHex(2, "4111111111111111D25122011234567890")).toBe(OK);
    expect(load<u32>(VIEW + TRACK_PARTS + 4 * <usize>Part.EXPIRY)).toBe(17 | (4 << 16));
    expect(load<u32>(VIEW + TRACK_PARTS + 4 * <usize>Part.DISCRETIONARY)).toBe(24 | (10 << 16));
  });

  it("may lack expiry and service code (ISO/IEC 7813)", () => {
    expect(read(2, ";4111111111111111=2512=123?")).toBe(OK);
    expect(part(Part.EXPIRY) + "/" + part(Part.SERVICE_CODE) + "/" + part(Part.DISCRETIONARY)).toBe("2512//123");
    expect(read(2, ";4111111111111111==201123?")).toBe(OK);
    expect(part(Part.EXPIRY) + "/" + part(Part.SERVICE_CODE) + "/" + part(Part.DISCRETIONARY)).toBe("/201/123");
    expect(read(2, ";4111111111111111===?")).toBe(OK);
    expect(part(Part.DISCRETIONARY)).toBe("");
  });

  it("allows one pad F that fills the last byte of packed ones, nothing else", () => {
    expect(readHex(2, "4111111111111111D2512201123456789F")).toBe(OK);
    expect(readHex(2, "4111111111111111D25122011234567FFF")).toBe(TRACK_SENTINEL);
    expect(view().faultAt).toBe(31);
    expect(readHex(2, "4111111111111111D251220112345678F9")).toBe(TRACK_SENTINEL);
    expect(readTrack(2, A, 2 * hexAt(A, "4111111111111111D251220112345678F9") - 1, true, view())).toBe(TRACK_SENTINEL);
    expect(readHex(2, "4111111111111111D25122011234A67890")).toBe(TRACK_CHARACTER);
    expect(view().faultAt).toBe(28);
    expect(readHex(2, "B4111111111111111D2512201123456F")).toBe(TRACK_CHARACTER);
  });

  it("is refused where it breaks ISO/IEC 7813", () => {
    expect(fault(2, "")).toBe(TRACK_TRUNCATED.toString() + "@0");
    expect(fault(2, ";")).toBe(TRACK_TRUNCATED.toString() + "@1");
    expect(fault(2, ";4111111111111111=25?")).toBe(TRACK_TRUNCATED.toString() + "@20");
    expect(fault(2, "4111111=2512201")).toBe(TRACK_PAN.toString() + "@7");
    expect(fault(2, "41111111111111111111=2512201")).toBe(TRACK_PAN.toString() + "@19");
    expect(fault(2, "4111 1111 1111 1111=2512201")).toBe(TRACK_CHARACTER.toString() + "@4");
    expect(fault(2, "4111111111111111=25X2201")).toBe(TRACK_EXPIRY.toString() + "@19");
    expect(fault(2, "4111111111111111=25122=1")).toBe(TRACK_SERVICE.toString() + "@22");
    expect(fault(2, "4111111111111111=2512201?")).toBe(TRACK_SENTINEL.toString() + "@24");
    expect(fault(2, ";4111111111111111=2512201?00")).toBe(TRACK_SENTINEL.toString() + "@27");
    expect(fault(2, ";4111111111111111=2512201?X")).toBe(TRACK_CHARACTER.toString() + "@26");
    expect(fault(2, "4111111111111111=2512201" + "0".repeat(13))).toBe("0@0");
    expect(fault(2, "4111111111111111=2512201" + "0".repeat(14))).toBe(TRACK_LENGTH.toString() + "@37");
    expect(fault(2, ";4111111111111111=2512201" + "0".repeat(14) + "?")).toBe(TRACK_LENGTH.toString() + "@38");
  });

  it("has an LRC that is the same for either way to write a separator", () => {
    // Computed elsewhere over the 4-bit and 6-bit values of the characters.
    expect(withLrc(2, ";" + TRACK_2 + "?")).toBe(";" + TRACK_2 + "?:");
    expect(withLrc(2, ";" + TRACK_2.replace("=", "D") + "?").endsWith("?:")).toBe(true);
    expect(withLrc(1, "%" + TRACK_1 + "?")).toBe("%" + TRACK_1 + "?6");
    expect(withLrc(1, "%" + TRACK_1.replace("/A.", "/AB.") + "?").endsWith("?T")).toBe(true);
  });

  it("tells an LRC that does not fit from one that does", () => {
    const whole = withLrc(2, ";" + TRACK_2 + "?");
    expect(read(2, whole)).toBe(OK);
    const count = textAt(A, whole);
    let right = 0;
    for (let value = 0x30; value < 0x40; value++) {
      store<u8>(A + count - 1, <u8>value);
      expect(readTrack(2, A, count, false, view())).toBe(OK);
      expect(view().lrc).not.toBe(LRC_ABSENT);
      if (view().lrc !== LRC_WRONG) right++;
    }
    expect(right).toBe(1);
  });
});

describe("track 3", () => {
  it("is read part by part as a Chinese bank card has it (ISO/IEC 4909)", () => {
    expect(read(3, withLrc(3, ";" + TRACK_3 + "?"))).toBe(OK);
    expect(view().lrc).toBe(LRC_RIGHT);
    expect(part(Part.FORMAT) + "/" + part(Part.PAN)).toBe("99/6250947000000014");
    expect(part(Part.COUNTRY) + "/" + part(Part.CURRENCY) + "/" + part(Part.CURRENCY_EXPONENT)).toBe("156/156/0");
    expect(part(Part.AMOUNT_AUTHORISED) + "/" + part(Part.AMOUNT_REMAINING)).toBe("5000/4000");
    expect(part(Part.CYCLE_BEGIN) + "/" + part(Part.CYCLE_LENGTH)).toBe("0001/01");
    expect(part(Part.RETRY_COUNT) + "/" + part(Part.PIN_CONTROL)).toBe("3/949849");
    expect(part(Part.INTERCHANGE_CONTROL) + "/" + part(Part.PAN_RESTRICTION)).toBe("2/14");
    expect(part(Part.SAN_1_RESTRICTION) + "/" + part(Part.SAN_2_RESTRICTION)).toBe("00/00");
    expect(part(Part.EXPIRY) + "/" + part(Part.CARD_SEQUENCE) + "/" + part(Part.CARD_SECURITY)).toBe("4912/1/");
    expect(part(Part.SAN_1) + "/" + part(Part.SAN_2)).toBe("000000000006/0000007");
    expect(part(Part.RELAY_MARKER) + "/" + part(Part.CRYPTO_CHECK) + "/" + part(Part.DISCRETIONARY)).toBe(
      "1/123456/00000089",
    );
  });

  it("may leave the PAN to track 2 and every optional part out, and is then 38 characters long", () => {
    expect(read(3, "01==1560500040000001013=2140000=1===1=")).toBe(OK);
    expect(part(Part.PAN) + part(Part.COUNTRY) + part(Part.PIN_CONTROL) + part(Part.EXPIRY)).toBe("");
    expect(part(Part.CARD_SECURITY) + part(Part.SAN_1) + part(Part.SAN_2) + part(Part.CRYPTO_CHECK)).toBe("");
    expect(part(Part.CURRENCY) + "/" + part(Part.RELAY_MARKER)).toBe("156/1");
  });

  it("is refused where it has another layout", () => {
    expect(fault(3, "03" + TRACK_3.substr(2))).toBe(TRACK_FORMAT.toString() + "@0");
    expect(fault(3, ";9=" + TRACK_3.substr(2))).toBe(TRACK_FORMAT.toString() + "@2");
    expect(fault(3, TRACK_3.replace("=156156", "=156=56"))).toBe(TRACK_CHARACTER.toString() + "@22");
    expect(fault(3, TRACK_3 + "000000000")).toBe(TRACK_LENGTH.toString() + "@104");
    expect(fault(3, TRACK_3 + "00000000")).toBe("0@0");
  });
});

describe("any track", () => {
  it("is refused at or before the place where it was cut, whole ones by their missing end", () => {
    for (let number = 1; number <= 3; number++) {
      const whole = number === 1 ? "%" + TRACK_1 + "?" : ";" + (number === 2 ? TRACK_2 : TRACK_3) + "?";
      for (let cut = 0; cut < whole.length; cut++) {
        expect(read(number, whole.substr(0, cut))).not.toBe(OK);
        expect(view().faultAt).toBeLessThanOrEqual(cut);
      }
    }
  });

  it("gives up its PAN when the rest is enciphered", () => {
    const enciphered = "6250947000000014D491C8C34DB509A8C85E9";
    expect(readHex(2, enciphered + "0")).toBe(TRACK_EXPIRY);
    expect(readTrackPan(2, A, 2 * hexAt(A, enciphered), true, view())).toBe(OK);
    expect(load<u32>(VIEW + TRACK_PARTS + 4 * <usize>Part.PAN)).toBe(16 << 16);
    expect(readTrackPan(3, A, textAt(A, "996250947000000014=ABC"), false, view())).toBe(OK);
    expect(part(Part.PAN)).toBe("6250947000000014");
    expect(readTrackPan(2, A, textAt(A, "not a track"), false, view())).toBe(TRACK_CHARACTER);
  });

  it("has parts inside itself that do not overlap, for any characters", () => {
    seed(71);
    let accepted = 0;
    let outside = 0;
    for (let round = 0; round < 3000; round++) {
      const number = 1 + below(3);
      const packed = number > 1 && below(3) === 0;
      let count = textAt(A, number === 1 ? TRACK_1 : number === 2 ? TRACK_2 : TRACK_3);
      if (packed) for (let i = 0; i < count; i++) store<u8>(A + i, <u8>random());
      for (let i = below(4); i > 0; i--) store<u8>(A + below(count), <u8>(0x20 + below(0x60)));
      if (below(4) === 0) count = below(count + 1);
      const result = readTrack(number, A, count, packed, view());
      if (view().faultAt > count) outside++;
      if (result !== OK) continue;
      accepted++;
      outside += partsOutOfPlace(count);
    }
    expect(outside).toBe(0);
    expect(accepted).toBeGreaterThan(300);
  });
});

/** How many parts do not lie within `count` characters or lie on another. */
function partsOutOfPlace(count: i32): i32 {
  let wrong = 0;
  for (let which = 0; which < <i32>Part.COUNT; which++) {
    const entry = load<u32>(VIEW + TRACK_PARTS + 4 * which);
    const from: i32 = entry & 0xffff;
    const to: i32 = from + (entry >> 16);
    if (to > count) wrong++;
    for (let other = 0; other < which; other++) {
      const one = load<u32>(VIEW + TRACK_PARTS + 4 * other);
      const low: i32 = one & 0xffff;
      const high: i32 = low + (one >> 16);
      if (entry !== 0 && one !== 0 && to > low && high > from) wrong++;
    }
  }
  return wrong;
}
