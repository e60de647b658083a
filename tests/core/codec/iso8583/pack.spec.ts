import { allBytes, equalBytes, fillBytes } from "../../../../assembly/base/bytes";
import {
  ISO_CHARACTER,
  ISO_DIGIT,
  ISO_LENGTH,
  ISO_NO_ROOM,
  ISO_ORDER,
  ISO_UNDEFINED,
  OK,
} from "../../../../assembly/base/status";
import {
  CHECK_DIGITS,
  CHECK_NIBBLES,
  CHECK_NONE,
  checkOf,
  descriptorOf,
  isPacked,
  maximumOf,
  prefixBytes,
} from "../../../../assembly/codec/iso8583/dialect";
import {
  PACKER_BYTES,
  Packer,
  beginMessage,
  endMessage,
  packBcd,
  packBytes,
  packDigits,
  packNumber,
} from "../../../../assembly/codec/iso8583/pack";
import { UNIONPAY } from "../../../../assembly/codec/iso8583/unionpay";
import { fieldAt, fieldBytes, fieldLength, hasField, unpack } from "../../../../assembly/codec/iso8583/unpack";
import { below, hexAt, hexOf, random, seed, textAt } from "../../base/support";

const PACKER: usize = memory.data(PACKER_BYTES, 8);
const OUT: usize = memory.data(4096, 8);
const DATA: usize = memory.data(2048, 8);
const INDEX: usize = memory.data(1024, 8);
const AGAIN: usize = memory.data(4096, 8);

function packer(): Packer {
  return changetype<Packer>(PACKER);
}

function begin(room: i32 = 4096): Packer {
  fillBytes(OUT, 0xee, 4096);
  beginMessage(packer(), UNIONPAY, OUT, OUT + room, 0x0200);
  return packer();
}

function digits(p: Packer, field: i32, text: string): void {
  packDigits(p, field, DATA, textAt(DATA, text));
}

function text(p: Packer, field: i32, value: string): void {
  packBytes(p, field, DATA, textAt(DATA, value));
}

function bytes(p: Packer, field: i32, hex: string): void {
  packBytes(p, field, DATA, hexAt(DATA, hex));
}

/** What follows the bitmap. */
function body(p: Packer): string {
  const length = endMessage(p);
  return p.fault === OK ? hexOf(OUT + 10, length - 10) : p.fault.toString();
}

describe("pack", () => {
  it("writes a published sale byte for byte", () => {
    // github yangyongzhen/go8583, log.txt: a sale with a scanned code.
    const p = begin();
    packNumber(p, 3, 0);
    packNumber(p, 4, 1);
    packNumber(p, 11, 1);
    packNumber(p, 22, 32);
    packNumber(p, 25, 0);
    text(p, 41, "22003600");
    text(p, 42, "104512541110001");
    packNumber(p, 49, 156);
    text(p, 59, "A30196211111111111111111");
    digits(p, 60, "2200660300060");
    bytes(p, 64, "4535383035454342");
    const length = endMessage(p);
    expect(p.fault).toBe(OK);
    expect(hexOf(OUT, length)).toBe(
      "02003020048000C0803100000000000000000100000103200032323030333630303130343531323534313131303030313135360024413330" +
        "3139363231313131313131313131313131313131310013220066030006004535383035454342",
    );
  });

  it("writes numbers into fixed fields, left or right aligned, packed or in ASCII", () => {
    let p = begin();
    packNumber(p, 4, 1234);
    packNumber(p, 22, 51);
    packNumber(p, 23, 1);
    packNumber(p, 49, 156);
    expect(body(p)).toBe("00000000123405100001313536");
    p = begin();
    packNumber(p, 4, 999999999999);
    packNumber(p, 22, 999);
    expect(body(p)).toBe("9999999999999990");
  });

  it("refuses numbers that are too long and fields that are not fixed", () => {
    let p = begin();
    packNumber(p, 4, 1000000000000);
    expect(body(p)).toBe(ISO_LENGTH.toString());
    p = begin();
    packNumber(p, 22, 1000);
    expect(body(p)).toBe(ISO_LENGTH.toString());
    p = begin();
    packNumber(p, 2, 1);
    expect(body(p)).toBe(ISO_LENGTH.toString());
    p = begin();
    packNumber(p, 52, u64.MAX_VALUE);
    expect(body(p)).toBe(ISO_LENGTH.toString());
  });

  it("packs digits", () => {
    const p = begin();
    digits(p, 2, "6217850000000000804");
    digits(p, 22, "051");
    digits(p, 23, "001");
    digits(p, 35, "6217850000000000804=23082201000082300");
    digits(p, 60, "");
    expect(body(p)).toBe(
      "1962178500000000008040" + "0510" + "0001" + "37" + "62178500000000008" + "04D2308220100008230" + "00" + "0000",
    );
  });

  it("takes digits that are packed already and replaces their pad", () => {
    const p = begin();
    hexAt(DATA, "6217850000000000804F");
    packBcd(p, 2, DATA, 19);
    hexAt(DATA, "000007");
    packBcd(p, 11, DATA, 6);
    hexAt(DATA, "4111111111111111D2308220100F");
    packBcd(p, 35, DATA, 27);
    expect(body(p)).toBe("1962178500000000008040" + "000007" + "27" + "4111111111111111D23082201000");
  });

  it("pads fixed texts with spaces and takes binary fields only whole", () => {
    let p = begin();
    text(p, 41, "AB");
    bytes(p, 52, "0011223344556677");
    expect(body(p)).toBe("41422020202020200011223344556677");
    p = begin();
    bytes(p, 52, "00112233445566");
    expect(body(p)).toBe(ISO_LENGTH.toString());
    p = begin();
    text(p, 41, "123456789");
    expect(body(p)).toBe(ISO_LENGTH.toString());
  });

  it("keeps the first fault and its field, and ends with nothing", () => {
    let p = begin();
    packNumber(p, 11, 1);
    packNumber(p, 4, 1);
    packNumber(p, 16, 1);
    expect(p.fault).toBe(ISO_ORDER);
    expect(p.faultField).toBe(4);
    expect(endMessage(p)).toBe(0);
    p = begin();
    packNumber(p, 11, 1);
    packNumber(p, 11, 1);
    expect(p.fault).toBe(ISO_ORDER);
  });

  it("refuses what the dialect lacks, whichever way it comes", () => {
    for (let way = 0; way < 4; way++) {
      const p = begin();
      if (way === 0) packNumber(p, 16, 0);
      if (way === 1) digits(p, 16, "1");
      if (way === 2) packBcd(p, 65, DATA, 2);
      if (way === 3) text(p, 1, "x");
      expect(p.fault).toBe(ISO_UNDEFINED);
    }
  });

  it("refuses wrong digits, characters, lengths and forms", () => {
    let p = begin();
    digits(p, 2, "62178A");
    expect(p.fault).toBe(ISO_DIGIT);
    p = begin();
    digits(p, 35, "62178G");
    expect(p.fault).toBe(ISO_DIGIT);
    p = begin();
    hexAt(DATA, "12A4");
    packBcd(p, 2, DATA, 4);
    expect(p.fault).toBe(ISO_DIGIT);
    p = begin();
    digits(p, 11, "00001");
    expect(p.fault).toBe(ISO_LENGTH);
    p = begin();
    digits(p, 2, "12345678901234567890");
    expect(p.fault).toBe(ISO_LENGTH);
    p = begin();
    packBcd(p, 23, DATA, 3);
    expect(p.fault).toBe(ISO_LENGTH);
    p = begin();
    text(p, 39, "-1");
    expect(p.fault).toBe(ISO_CHARACTER);
    p = begin();
    text(p, 4, "000000000001");
    expect(p.fault).toBe(ISO_LENGTH);
    p = begin();
    digits(p, 41, "12345678");
    expect(p.fault).toBe(ISO_LENGTH);
    p = begin();
    packBytes(p, 62, DATA, -1);
    expect(p.fault).toBe(ISO_LENGTH);
  });

  it("writes nothing beyond its room", () => {
    for (let room = 0; room < 48; room++) {
      const p = begin(room);
      packNumber(p, 4, 1);
      digits(p, 35, "4111111111111111D2308");
      text(p, 41, "12345678");
      bytes(p, 62, "00112233");
      expect(p.fault).toBe(room < 42 ? ISO_NO_ROOM : OK);
      expect(allBytes(OUT + room, 64, 0xee)).toBe(true);
    }
    const p = packer();
    beginMessage(p, UNIONPAY, OUT + 16, OUT, 0x0200);
    expect(p.fault).toBe(ISO_NO_ROOM);
  });

  it("packs to what unpacks to the same, for any message", () => {
    seed(81);
    for (let round = 0; round < 400; round++) {
      const p = begin();
      let failed = false;
      for (let field = 2; field <= 64; field++) if (below(3) === 0) packRandom(p, field);
      const length = endMessage(p);
      if (p.fault !== OK || unpack(UNIONPAY, OUT, length, INDEX) !== OK) failed = true;
      beginMessage(p, UNIONPAY, AGAIN, AGAIN + 4096, 0x0200);
      for (let field = 2; field <= 64; field++) if (hasField(INDEX, field)) packSame(p, field);
      if (endMessage(p) !== length || !equalBytes(OUT, AGAIN, length)) failed = true;
      expect(failed).toBe(false);
    }
  });
});

function packRandom(p: Packer, field: i32): void {
  const descriptor = descriptorOf(UNIONPAY, field);
  if (descriptor === 0) return;
  const units = prefixBytes(descriptor) === 0 ? maximumOf(descriptor) : below(maximumOf(descriptor) + 1);
  const check = checkOf(descriptor);
  for (let i = 0; i < units; i++) {
    const any = <u8>random();
    const digit = <u8>(48 + below(10));
    store<u8>(DATA + i, check === CHECK_NONE ? any : check === CHECK_NIBBLES && below(9) === 0 ? 0x44 : digit);
  }
  if (isPacked(descriptor)) packDigits(p, field, DATA, units);
  else packBytes(p, field, DATA, units);
}

/** Packs a field of INDEX again, from its encoded bytes wherever that is possible. */
function packSame(p: Packer, field: i32): void {
  const descriptor = descriptorOf(UNIONPAY, field);
  const at = OUT + fieldAt(INDEX, field);
  const units = fieldLength(INDEX, field);
  if (!isPacked(descriptor)) return packBytes(p, field, at, fieldBytes(UNIONPAY, INDEX, field));
  if (field !== 23 && field !== 27) return packBcd(p, field, at, units);
  expect(checkOf(descriptor)).toBe(CHECK_DIGITS);
  let value: u64 = 0;
  for (let i = 0; i < fieldBytes(UNIONPAY, INDEX, field); i++) {
    value = value * 100 + (load<u8>(at + i) >> 4) * 10 + (load<u8>(at + i) & 15);
  }
  packNumber(p, field, value);
}
