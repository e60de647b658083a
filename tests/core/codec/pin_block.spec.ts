import { equalBytes, fillBytes } from "../../../assembly/base/bytes";
import {
  BLOCK_FILL,
  BLOCK_FORMAT,
  OK,
  PAN_DIGIT,
  PAN_LENGTH,
  PIN_DIGIT,
  PIN_LENGTH,
} from "../../../assembly/base/status";
import { decodeFormat0, encodeFormat0 } from "../../../assembly/codec/pin_block";
import { below, hexAt, hexOf, random, seed } from "../base/support";

const PIN: usize = memory.data(32, 8);
const PAN: usize = memory.data(32, 8);
const BLOCK: usize = memory.data(8, 8);
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
