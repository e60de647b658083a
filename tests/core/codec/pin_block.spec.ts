import { equalBytes, fillBytes } from "../../../assembly/base/bytes";
import {
  BLOCK_FILL,
  BLOCK_FORMAT,
  FILL_LENGTH,
  OK,
  PAN_DIGIT,
  PAN_LENGTH,
  PIN_DIGIT,
  PIN_LENGTH,
} from "../../../assembly/base/status";
import {
  decodeBound,
  decodeFormat0,
  decodeUnbound,
  encodeFormat0,
  encodeFormat1,
  encodeFormat2,
  encodeFormat3,
  encodeFormat4,
  encodePanField4,
  fillNeeded,
} from "../../../assembly/codec/pin_block";
import { below, hexAt, hexOf, random, seed } from "../base/support";

const PIN: usize = memory.data(32, 8);
const PAN: usize = memory.data(32, 8);
const BLOCK: usize = memory.data(32, 8);
const FILL: usize = memory.data(32, 8);
const OUT: usize = memory.data(32, 8);
const NOTHING = "00000000000000000000000000";

function digitsAt(at: usize, text: string): i32 {
  for (let i = 0; i < text.length; i++) store<u8>(at + i, <u8>(text.charCodeAt(i) - 48));
  return text.length;
}

function encode(pin: string, pan: string): string {
  fillBytes(BLOCK, 0xee, 8);
  const pinLength = digitsAt(PIN, pin);
  const result = encodeFormat0(PIN, pinLength, PAN, digitsAt(PAN, pan), BLOCK);
  if (result === OK) return hexOf(BLOCK, 8);
  expect(hexOf(BLOCK, 8)).toBe("EEEEEEEEEEEEEEEE");
  return result.toString();
}

function decode(block: string, pan: string): i32 {
  hexAt(BLOCK, block);
  fillBytes(OUT, 0xee, 32);
  const result = decodeFormat0(BLOCK, PAN, digitsAt(PAN, pan), OUT);
  if (result !== OK) expect(hexOf(OUT, 13)).toBe(NOTHING);
  expect(load<u8>(OUT + 13)).toBe(0xee);
  return result;
}

const ZERO_PAN = "0000000000000000";

describe("PIN block format 0", () => {
  it("agrees with published blocks", () => {
    // knovichikhin/psec tests/test_pinblock.py, openemv/pinblock test/pinblock_format0_test.c, moov-io/pinblock iso0_test.go
    expect(encode("1234", "5555555551234567")).toBe("041261AAAAEDCBA9");
    expect(encode("123456789012", "5555555551234567")).toBe("0C1261032D8226A9");
    expect(encode("1234", "4012345678909")).toBe("041274EDCBA9876F");
    expect(encode("1234", "5432101234567891")).toBe("041215FEDCBA9876");
    // UnionPay terminal specifications.
    expect(encode("123456", "123456789012345678")).toBe("061253DFFEDCBA98");
    expect(encode("123456", "1234567890123456")).toBe("0612713176FEDCBA");
  });

  it("refuses PINs and PANs of wrong length or with other digits", () => {
    expect(encode("123", "5555555551234567")).toBe(PIN_LENGTH.toString());
    expect(encode("1234567890123", "5555555551234567")).toBe(PIN_LENGTH.toString());
    expect(encode("123:", "5555555551234567")).toBe(PIN_DIGIT.toString());
    expect(encode("1234", "55555555512")).toBe(PAN_LENGTH.toString());
    expect(encode("1234", "55555555512345678901")).toBe(PAN_LENGTH.toString());
    expect(encode("1234", "55555555512345:7")).toBe(PAN_DIGIT.toString());
  });

  it("decodes what it encoded, and with another PAN never the same", () => {
    seed(61);
    for (let round = 0; round < 1000; round++) {
      const pinLength = 4 + below(9);
      const panLength = 13 + below(7);
      for (let i = 0; i < pinLength; i++) store<u8>(PIN + i, <u8>below(10));
      for (let i = 0; i < panLength; i++) store<u8>(PAN + i, <u8>below(10));
      expect(encodeFormat0(PIN, pinLength, PAN, panLength, BLOCK)).toBe(OK);
      expect(decodeFormat0(BLOCK, PAN, panLength, OUT)).toBe(OK);
      expect(<i32>load<u8>(OUT)).toBe(pinLength);
      expect(equalBytes(OUT + 1, PIN, pinLength)).toBe(true);
      const changed = PAN + panLength - 2 - below(12);
      store<u8>(changed, (load<u8>(changed) + 1) % 10);
      const same = decodeFormat0(BLOCK, PAN, panLength, OUT) === OK && equalBytes(OUT + 1, PIN, pinLength);
      expect(same).toBe(false);
    }
  });

  it("checks every part of a block (ISO 9564-1, 9.3.2)", () => {
    expect(decode("041234FFFFFFFFFF", ZERO_PAN)).toBe(OK);
    expect(hexOf(OUT, 13)).toBe("04010203040000000000000000");
    expect(decode("0C123456789012FF", ZERO_PAN)).toBe(OK);
    expect(decode("141234FFFFFFFFFF", ZERO_PAN)).toBe(BLOCK_FORMAT);
    expect(decode("341234FFFFFFFFFF", ZERO_PAN)).toBe(BLOCK_FORMAT);
    expect(decode("03123FFFFFFFFFFF", ZERO_PAN)).toBe(PIN_LENGTH);
    expect(decode("0D1234567890123F", ZERO_PAN)).toBe(PIN_LENGTH);
    expect(decode("04123AFFFFFFFFFF", ZERO_PAN)).toBe(PIN_DIGIT);
    expect(decode("041234FFFFFFFFFE", ZERO_PAN)).toBe(BLOCK_FILL);
    expect(decode("0412340FFFFFFFFF", ZERO_PAN)).toBe(BLOCK_FILL);
    expect(decode("041234FFFFFFFFFF", "00000000000")).toBe(PAN_LENGTH);
    expect(decode("041234FFFFFFFFFF", "000000000000:000")).toBe(PAN_DIGIT);
    // knovichikhin/psec: a length of 15.
    expect(decode("0F1261AAAAEDCBA9", "5555555551234567")).toBe(PIN_LENGTH);
  });

  it("accepts a block exactly when encoding its PIN gives it again, for any bytes", () => {
    seed(62);
    let accepted = 0;
    digitsAt(PAN, "5555555551234567");
    for (let round = 0; round < 5000; round++) {
      encode("1234", "5555555551234567");
      for (let i = below(3); i > 0; i--) store<u8>(BLOCK + below(8), <u8>random());
      if (decodeFormat0(BLOCK, PAN, 16, OUT) !== OK) continue;
      accepted++;
      const block = hexOf(BLOCK, 8);
      expect(encodeFormat0(OUT + 1, load<u8>(OUT), PAN, 16, BLOCK)).toBe(OK);
      expect(hexOf(BLOCK, 8)).toBe(block);
    }
    expect(accepted).toBeGreaterThan(500);
  });
});

/** The block of any format as hexadecimal text, or the status; what lies behind the block is never written. */
function write(format: u32, pin: string, pan: string, fill: string): string {
  fillBytes(BLOCK, 0xee, 32);
  const pinLength = digitsAt(PIN, pin);
  const panLength = digitsAt(PAN, pan);
  hexAt(FILL, fill + "0");
  const result = writeAny(format, pinLength, panLength, fill.length);
  const bytes = result !== OK ? 0 : format === 4 ? 16 : 8;
  expect(hexOf(BLOCK + bytes, 8)).toBe("EEEEEEEEEEEEEEEE");
  return result === OK ? hexOf(BLOCK, bytes) : result.toString();
}

function writeAny(format: u32, pinLength: i32, panLength: i32, fillNibbles: i32): i32 {
  if (format === 0) return encodeFormat0(PIN, pinLength, PAN, panLength, BLOCK);
  if (format === 1) return encodeFormat1(PIN, pinLength, FILL, fillNibbles, BLOCK);
  if (format === 2) return encodeFormat2(PIN, pinLength, BLOCK);
  if (format === 3) return encodeFormat3(PIN, pinLength, PAN, panLength, FILL, fillNibbles, BLOCK);
  return encodeFormat4(PIN, pinLength, FILL, fillNibbles, BLOCK);
}

function readAny(format: u32, panLength: i32): i32 {
  const bound = format === 0 || format === 3;
  return bound ? decodeBound(format, BLOCK, PAN, panLength, OUT) : decodeUnbound(format, BLOCK, OUT);
}

function read(format: u32, block: string, pan: string): i32 {
  hexAt(BLOCK, block);
  fillBytes(OUT, 0xee, 32);
  const result = readAny(format, digitsAt(PAN, pan));
  if (result !== OK) expect(hexOf(OUT, 13)).toBe(NOTHING);
  expect(load<u8>(OUT + 13)).toBe(0xee);
  return result;
}

function panField(pan: string): string {
  fillBytes(BLOCK, 0xee, 32);
  const result = encodePanField4(PAN, digitsAt(PAN, pan), BLOCK);
  return result === OK ? hexOf(BLOCK, 16) : result.toString();
}

describe("PIN block formats 1 to 4", () => {
  it("agree with published blocks", () => {
    // openemv/pinblock test/pinblock_format1_test.c, knovichikhin/psec tests/test_pinblock.py.
    expect(write(1, "12345", "", "EDCBA9876")).toBe("1512345EDCBA9876");
    expect(write(2, "1234", "", "")).toBe("241234FFFFFFFFFF");
    expect(write(2, "123456789012", "", "")).toBe("2C123456789012FF");
    expect(write(3, "1234", "5555555551234567", "FFFFFFFFFF")).toBe("341261AAAAEDCBA9");
    expect(write(3, "1234567890", "5555555551234567", "FFFF")).toBe("3A1261032D82CBA9");
    expect(write(4, "1234", "", "548ED7FD65495950")).toBe("441234AAAAAAAAAA548ED7FD65495950");
    expect(panField("112233445566778899")).toBe("61122334455667788990000000000000");
    expect(panField("4111111111111111")).toBe("44111111111111111000000000000000");
    expect(panField("411111111111111")).toBe("34111111111111110000000000000000");
    expect(panField("1")).toBe("00000000000010000000000000000000");
    expect(panField("1234567890123456789")).toBe("71234567890123456789000000000000");
  });

  it("refuse what cannot be written", () => {
    for (let format: u32 = 1; format <= 4; format++) {
      expect(write(format, "123", "5555555551234567", "AAAAAAAAAAAAAAAA")).toBe(PIN_LENGTH.toString());
      expect(write(format, "1234567890123", "5555555551234567", "AAAAAAAAAAAAAAAA")).toBe(PIN_LENGTH.toString());
      expect(write(format, "12:4", "5555555551234567", "AAAAAAAAAAAAAAAA")).toBe(PIN_DIGIT.toString());
    }
    expect(write(1, "1234", "", "AAAAAAAAA")).toBe(FILL_LENGTH.toString());
    expect(write(3, "1234", "5555555551234567", "AAAAAAAAA")).toBe(FILL_LENGTH.toString());
    expect(write(4, "1234", "", "AAAAAAAAAAAAAAA")).toBe(FILL_LENGTH.toString());
    expect(write(3, "1234", "5555555551234567", "AAAAAAAAA9")).toBe(BLOCK_FILL.toString());
    expect(write(3, "1234", "5555555551234567", "AAAAAAAAAA9")).toBe("341261FFFFB89EFC");
    expect(write(3, "1234", "55555555512", "AAAAAAAAAA")).toBe(PAN_LENGTH.toString());
    expect(write(3, "1234", "555555555123456:", "AAAAAAAAAA")).toBe(PAN_DIGIT.toString());
    expect(panField("")).toBe(PAN_DIGIT.toString());
    expect(panField("12345678901234567890")).toBe(PAN_LENGTH.toString());
    expect(panField("1234:")).toBe(PAN_DIGIT.toString());
  });

  it("are checked in every part when read", () => {
    expect(read(1, "1412340123456789", "")).toBe(OK);
    expect(read(2, "241234FFFFFFFFFF", "")).toBe(OK);
    expect(read(3, "341234ABCDEFFEDC", ZERO_PAN)).toBe(OK);
    expect(read(4, "441234AAAAAAAAAA0000000000000000", "")).toBe(OK);
    expect(hexOf(OUT, 13)).toBe("04010203040000000000000000");
    expect(read(2, "241234FFFFFFFFFE", "")).toBe(BLOCK_FILL);
    expect(read(3, "341234ABCDEF9EDC", ZERO_PAN)).toBe(BLOCK_FILL);
    expect(read(4, "441234AAAAAAAAAB0000000000000000", "")).toBe(BLOCK_FILL);
    for (let format: u32 = 0; format <= 4; format++) {
      const control = format.toString();
      const other = ((format + 1) & 3).toString();
      expect(read(format, other + "41234AAAAAAAAAA0000000000000000", ZERO_PAN)).toBe(BLOCK_FORMAT);
      expect(read(format, control + "31234AAAAAAAAAA0000000000000000", ZERO_PAN)).toBe(PIN_LENGTH);
      expect(read(format, control + "D1234AAAAAAAAAA0000000000000000", ZERO_PAN)).toBe(PIN_LENGTH);
      expect(read(format, control + "4123AAAAAAAAAAA0000000000000000", ZERO_PAN)).toBe(PIN_DIGIT);
    }
  });

  it("are read as they were written, and one changed nibble gives a fault or another PIN", () => {
    seed(63);
    for (let round = 0; round < 200; round++) {
      const format: u32 = round % 5;
      const pinLength = 4 + below(9);
      const panLength = 13 + below(7);
      for (let i = 0; i < pinLength; i++) store<u8>(PIN + i, <u8>below(10));
      for (let i = 0; i < panLength; i++) store<u8>(PAN + i, <u8>below(10));
      for (let i = 0; i < 16; i++) store<u8>(FILL + i, <u8>(format === 3 ? 0xaa + 0x11 * below(6) : random()));
      expect(writeAny(format, pinLength, panLength, 32)).toBe(OK);
      expect(readAny(format, panLength)).toBe(OK);
      expect(<i32>load<u8>(OUT)).toBe(pinLength);
      expect(equalBytes(OUT + 1, PIN, pinLength)).toBe(true);

      const end = 2 + pinLength;
      const drawn = format === 1 || format === 3 || format === 4 ? 16 : end;
      for (let nibble = 0; nibble < 16; nibble++) {
        const shift = (nibble & 1) === 0 ? 4 : 0;
        const place = BLOCK + (nibble >> 1);
        const was = load<u8>(place);
        store<u8>(place, <u8>(was ^ ((1 + below(15)) << shift)));
        const same = readAny(format, panLength) === OK && <i32>load<u8>(OUT) === pinLength;
        const samePin = same && equalBytes(OUT + 1, PIN, pinLength);
        if (nibble < end || nibble >= drawn || format === 4) expect(samePin).toBe(false);
        store<u8>(place, was);
      }
    }
  });

  it("need as much fill as the rest of the block", () => {
    expect(fillNeeded(0, 4)).toBe(0);
    expect(fillNeeded(1, 4)).toBe(10);
    expect(fillNeeded(2, 4)).toBe(0);
    expect(fillNeeded(3, 12)).toBe(2);
    expect(fillNeeded(4, 12)).toBe(16);
  });
});
