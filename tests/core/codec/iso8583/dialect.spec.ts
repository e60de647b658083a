import {
  CHECK_NIBBLES,
  CHECK_NONE,
  LEFT,
  checkOf,
  descriptorOf,
  isPacked,
  lastField,
  maximumOf,
  prefixBytes,
  valueBytes,
} from "../../../../assembly/codec/iso8583/dialect";
import { UNIONPAY } from "../../../../assembly/codec/iso8583/unionpay";

/** Field numbers of the UnionPay POS field table. */
const FIELDS: i32[] = [
  2, 3, 4, 11, 12, 13, 14, 15, 22, 23, 25, 26, 27, 32, 35, 36, 37, 38, 39, 41, 42, 44, 48, 49, 52, 53, 54, 55, 57, 58,
  59, 60, 61, 62, 63, 64,
];
const MAXIMA: i32[] = [
  19, 6, 12, 6, 6, 4, 4, 4, 3, 3, 2, 2, 1, 11, 37, 104, 12, 6, 2, 8, 15, 25, 322, 3, 8, 16, 40, 255, 999, 100, 999, 17,
  29, 512, 163, 8,
];

describe("UnionPay dialect", () => {
  it("has exactly the fields of the published table, with their lengths", () => {
    let row = 0;
    for (let field = 1; field <= 64; field++) {
      const listed = row < FIELDS.length && FIELDS[row] === field;
      expect(descriptorOf(UNIONPAY, field) !== 0).toBe(listed);
      if (listed) expect(maximumOf(descriptorOf(UNIONPAY, field))).toBe(MAXIMA[row++]);
    }
    expect(row).toBe(FIELDS.length);
  });

  it("has no field outside 1 to 64", () => {
    expect(lastField(UNIONPAY)).toBe(64);
    expect(descriptorOf(UNIONPAY, -1)).toBe(0);
    expect(descriptorOf(UNIONPAY, 65)).toBe(0);
    expect(descriptorOf(UNIONPAY, i32.MAX_VALUE)).toBe(0);
  });

  it("aligns F22 and variable digits left, F23 and other fixed digits right", () => {
    expect(descriptorOf(UNIONPAY, 22) & LEFT).toBe(LEFT);
    expect(descriptorOf(UNIONPAY, 23) & LEFT).toBe(0);
    for (let field = 2; field <= 64; field++) {
      const descriptor = descriptorOf(UNIONPAY, field);
      if (descriptor !== 0 && isPacked(descriptor) && prefixBytes(descriptor) > 0) expect(descriptor & LEFT).toBe(LEFT);
    }
  });

  it("counts digits where they are packed, bytes elsewhere", () => {
    expect(valueBytes(descriptorOf(UNIONPAY, 2), 19)).toBe(10);
    expect(valueBytes(descriptorOf(UNIONPAY, 2), 0)).toBe(0);
    expect(valueBytes(descriptorOf(UNIONPAY, 41), 8)).toBe(8);
    expect(checkOf(descriptorOf(UNIONPAY, 35))).toBe(CHECK_NIBBLES);
    expect(checkOf(descriptorOf(UNIONPAY, 55))).toBe(CHECK_NONE);
    expect(prefixBytes(descriptorOf(UNIONPAY, 35))).toBe(1);
    expect(prefixBytes(descriptorOf(UNIONPAY, 36))).toBe(2);
  });
});
