import { copyBytes, fillBytes } from "../../../../assembly/base/bytes";
import {
  ISO_CHARACTER,
  ISO_DIGIT,
  ISO_LENGTH,
  ISO_LENGTH_DIGIT,
  ISO_PAD,
  ISO_TRAILING,
  ISO_TRUNCATED,
  ISO_UNDEFINED,
  OK,
} from "../../../../assembly/base/status";
import { UNIONPAY } from "../../../../assembly/codec/iso8583/unionpay";
import {
  INDEX_BITMAP,
  INDEX_ERROR_FIELD,
  INDEX_ERROR_OFFSET,
  fieldAt,
  fieldBytes,
  fieldLength,
  hasField,
  indexBytes,
  unpack,
} from "../../../../assembly/codec/iso8583/unpack";
import { below, hexAt, hexOf, random, seed } from "../../base/support";

const MESSAGE: usize = memory.data(2048, 8);
const COPY: usize = memory.data(2048, 8);
const INDEX: usize = memory.data(1024, 8);
const INDEX_BYTES: i32 = indexBytes(64);

/**
 * A chip sale with a 19-digit PAN and an odd track 2, published in a demonstration program (the PAN is not Luhn-valid);
 * decoded alike by pyiso8583 4.0.1.
 */
const SALE =
  "0200703C06C020C09A1119621785000000000080400000000000000000010001051612430209230807100001001237621785000000000080" +
  "4D23082201000082300039323333363738373834373130303035333939303030323135367D6A7408DFE2E9E52600000000000000014" +
  "59F26089C0A057796D091E39F2701809F1013070F0103A00000010A010000005959BAF31C349F37042AE9F9B49F36020FCD9505000000" +
  "00009A031802099C01009F02060000000000015F2A02015682027C009F1A0201569F03060000000000009F330390C8C09F3403000000" +
  "9F3501229F1E0831323334353637388408A0000003330101019F090200209F41040000000200122200000100064433374345464536";
/** Sign-on of the same source. */
const SIGN_ON = "08000020000000C00012000016393033363137343839323330313137353339393136393500110000000100400003303120";

function read(hex: string): i32 {
  return unpack(UNIONPAY, MESSAGE, hexAt(MESSAGE, hex), INDEX);
}

function raw(field: i32): string {
  return hexOf(MESSAGE + fieldAt(INDEX, field), fieldBytes(UNIONPAY, INDEX, field));
}

function errorField(): i32 {
  return load<i32>(INDEX + INDEX_ERROR_FIELD);
}

function errorOffset(): i32 {
  return load<i32>(INDEX + INDEX_ERROR_OFFSET);
}

/** A message of one field: its bit and bytes. */
function single(field: i32, value: string): i32 {
  hexAt(MESSAGE, "02000000000000000000");
  store<u8>(MESSAGE + 2 + ((field - 1) >> 3), <u8>((<u32>0x80) >> ((field - 1) & 7)));
  return unpack(UNIONPAY, MESSAGE, 10 + hexAt(MESSAGE + 10, value), INDEX);
}

describe("unpack", () => {
  it("indexes every field of a sale", () => {
    expect(read(SALE)).toBe(OK);
    expect(load<u64>(INDEX + INDEX_BITMAP)).toBe(0x703c06c020c09a11);
    expect(raw(2)).toBe("62178500000000008040");
    expect(fieldLength(INDEX, 2)).toBe(19);
    expect(raw(4)).toBe("000000000001");
    expect(fieldLength(INDEX, 4)).toBe(12);
    expect(raw(22)).toBe("0710");
    expect(fieldLength(INDEX, 22)).toBe(3);
    expect(raw(23)).toBe("0001");
    expect(raw(35)).toBe("6217850000000000804D230822010000823000");
    expect(fieldLength(INDEX, 35)).toBe(37);
    expect(raw(41)).toBe("3932333336373837");
    expect(raw(52)).toBe("7D6A7408DFE2E9E5");
    expect(fieldLength(INDEX, 55)).toBe(145);
    expect(raw(60)).toBe("220000010006");
    expect(raw(64)).toBe("4433374345464536");
  });

  it("says which fields there are, and gives nothing for others", () => {
    expect(read(SIGN_ON)).toBe(OK);
    for (let field = -1; field < 200; field++) {
      const present = field === 11 || field === 41 || field === 42 || field === 60 || field === 63;
      expect(hasField(INDEX, field)).toBe(present);
      if (present) continue;
      expect(fieldAt(INDEX, field)).toBe(0);
      expect(fieldLength(INDEX, field)).toBe(0);
    }
  });

  it("refuses every cut, at or before the cut, and every surplus byte", () => {
    const length = hexAt(MESSAGE, SALE);
    for (let cut = 0; cut < length; cut++) {
      expect(unpack(UNIONPAY, MESSAGE, cut, INDEX)).toBe(ISO_TRUNCATED);
      expect(errorOffset() <= cut).toBe(true);
      for (let field = errorField(); field <= 64; field++) expect(hasField(INDEX, field)).toBe(false);
    }
    expect(unpack(UNIONPAY, MESSAGE, length + 1, INDEX)).toBe(ISO_TRAILING);
    expect(errorOffset()).toBe(length);
    expect(unpack(UNIONPAY, MESSAGE, -1, INDEX)).toBe(ISO_TRUNCATED);
  });

  it("names field and offset as pyiso8583 does", () => {
    expect(unpack(UNIONPAY, MESSAGE, 10, INDEX)).toBe(ISO_TRUNCATED);
    hexAt(MESSAGE, SALE);
    unpack(UNIONPAY, MESSAGE, 11, INDEX);
    expect(errorField()).toBe(2);
    expect(errorOffset()).toBe(11);
    unpack(UNIONPAY, MESSAGE, 60, INDEX);
    expect(errorField()).toBe(35);
    expect(errorOffset()).toBe(47);
    store<u8>(MESSAGE + 10, 0x20);
    expect(unpack(UNIONPAY, MESSAGE, 260, INDEX)).toBe(ISO_LENGTH);
    expect(errorField()).toBe(2);
    expect(errorOffset()).toBe(10);
  });

  it("refuses a field that the dialect lacks, the secondary bitmap among them", () => {
    expect(single(1, "0000000000000000")).toBe(ISO_UNDEFINED);
    expect(errorField()).toBe(1);
    expect(single(16, "0000")).toBe(ISO_UNDEFINED);
    expect(errorField()).toBe(16);
    expect(errorOffset()).toBe(3);
  });

  it("refuses nibbles above 9 in MTI, lengths and digits", () => {
    expect(read("0A000020000000C00012")).toBe(ISO_DIGIT);
    expect(single(2, "0A1234567890")).toBe(ISO_LENGTH_DIGIT);
    expect(single(60, "F0081234")).toBe(ISO_LENGTH_DIGIT);
    expect(single(3, "00FA00")).toBe(ISO_DIGIT);
    expect(errorField()).toBe(3);
    expect(errorOffset()).toBe(10);
    expect(single(2, "04123D")).toBe(ISO_DIGIT);
  });

  it("refuses a pad that is not 0, on either side", () => {
    expect(single(22, "0210")).toBe(OK);
    expect(single(22, "0211")).toBe(ISO_PAD);
    expect(single(23, "0001")).toBe(OK);
    expect(single(23, "1001")).toBe(ISO_PAD);
    expect(single(2, "031230")).toBe(OK);
    expect(single(2, "03123F")).toBe(ISO_PAD);
    expect(single(35, "034D2F")).toBe(ISO_PAD);
    expect(single(35, "034D20")).toBe(OK);
  });

  it("refuses characters of another class", () => {
    expect(single(39, "4130")).toBe(OK);
    expect(single(39, "4120")).toBe(OK);
    expect(single(39, "412D")).toBe(ISO_CHARACTER);
    expect(single(39, "41C1")).toBe(ISO_CHARACTER);
    expect(single(63, "00034355D0")).toBe(OK);
    expect(single(63, "000343551F")).toBe(ISO_CHARACTER);
    expect(single(63, "000343557F")).toBe(ISO_CHARACTER);
  });

  it("accepts any nibble in a track and any byte in a binary field", () => {
    expect(single(35, "10123456789ABCDEF0")).toBe(ISO_TRAILING);
    expect(single(35, "16123456789ABCDEF0")).toBe(OK);
    expect(single(52, "00FF7F8001FEDC10")).toBe(OK);
  });

  it("accepts a variable field of no length", () => {
    expect(single(2, "00")).toBe(OK);
    expect(hasField(INDEX, 2)).toBe(true);
    expect(fieldLength(INDEX, 2)).toBe(0);
  });

  it("never depends on what lies outside, and never writes outside the index, for any bytes", () => {
    seed(71);
    const length = hexAt(MESSAGE, SALE);
    copyBytes(COPY, MESSAGE, length);
    store<u32>(INDEX + INDEX_BYTES, 0xa5a5a5a5);
    let accepted = 0;
    for (let round = 0; round < 5000; round++) {
      copyBytes(MESSAGE, COPY, length);
      for (let i = below(4); i > 0; i--) store<u8>(MESSAGE + below(length), <u8>random());
      const cut = below(4) === 0 ? below(length + 1) : length;
      fillBytes(MESSAGE + cut, 0, 64);
      const result = unpack(UNIONPAY, MESSAGE, cut, INDEX);
      fillBytes(MESSAGE + cut, 0xff, 64);
      if (unpack(UNIONPAY, MESSAGE, cut, INDEX) !== result) fail("differs");
      if (result === OK) accepted++;
      else if (errorOffset() > cut) fail("error outside");
      for (let field = 2; field <= 64; field++) {
        if (<i32>fieldAt(INDEX, field) + fieldBytes(UNIONPAY, INDEX, field) > cut) fail("field outside");
      }
    }
    expect(accepted).toBeGreaterThan(500);
    expect(load<u32>(INDEX + INDEX_BYTES)).toBe(0xa5a5a5a5);
  });
});

function fail(why: string): void {
  expect(why).toBe("");
}
