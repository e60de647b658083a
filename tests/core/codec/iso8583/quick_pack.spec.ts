import { equalBytes, fillBytes } from "../../../../assembly/base/bytes";
import { OK } from "../../../../assembly/base/status";
import { descriptorOf, isPacked, maximumOf, minimumOf, prefixBytes } from "../../../../assembly/codec/iso8583/dialect";
import {
  PACKER_BYTES,
  Packer,
  beginGroup,
  endGroup,
  packField,
  packType,
} from "../../../../assembly/codec/iso8583/pack";
import { packsWell } from "../../../../assembly/codec/iso8583/quick_pack";
import { UNIONPAY } from "../../../../assembly/codec/iso8583/unionpay";
import { below, hexOf, seed, textAt } from "../../base/support";

const PACKER: usize = memory.data(PACKER_BYTES, 8);
const RECORDS: usize = memory.data(32768, 8);
const QUICK: usize = memory.data(32768, 8);
const THOROUGH: usize = memory.data(32768, 8);
const ROOM: i32 = 20000;
const ROUNDS = 3000;
const GUARD: u8 = 0xa5;
/** Digits, the separator, letters, bounds of classes. */
const CHARACTERS: usize = memory.data<u8>([
  0x30, 0x35, 0x39, 0x31, 0x32, 0x37, 0x38, 0x3d, 0x3a, 0x2f, 0x44, 0x64, 0x41, 0x7a, 0x20, 0x7e, 0x7f, 0x1f, 0x80,
  0xff,
]);

function begin(out: usize, room: i32): Packer {
  const p = changetype<Packer>(PACKER);
  fillBytes(out, GUARD, ROOM + 8);
  beginGroup(p, UNIONPAY, out, out + room, 1);
  return p;
}

/** One after the other, as the library does when the quick way gives up. */
function thorough(end: usize, room: i32): i32 {
  const p = begin(THOROUGH, room);
  let at = RECORDS;
  while (at < end) {
    const field: i32 = load<u16>(at);
    const count: i32 = load<u16>(at, 2);
    if (field === 0) packType(p, at + 4, count);
    else packField(p, field, at + 4, count);
    at += 4 + count;
  }
  return p.fault === OK ? endGroup(p) : 0;
}

function record(at: usize, field: i32, count: i32): usize {
  store<u16>(at, <u16>field);
  store<u16>(at, <u16>count, 2);
  return at + 4;
}

/** A value of `count` characters that are right, apart from a few when `wrong`. */
function put(at: usize, descriptor: u64, count: i32, wrong: bool): usize {
  for (let i = 0; i < count; i++) {
    const any: u8 = isPacked(descriptor) || below(2) === 0 ? <u8>(0x30 + below(10)) : <u8>(0x41 + below(26));
    store<u8>(at + i, any);
  }
  if (wrong && count > 0) store<u8>(at + below(count), load<u8>(CHARACTERS + below(20)));
  return at + count;
}

function randomRecords(wrong: bool): usize {
  let at = record(RECORDS, 0, 4);
  at += textAt(at, "0200");
  for (let field = 2; field <= 64; field++) {
    const descriptor = descriptorOf(UNIONPAY, field);
    if (descriptor === 0 || below(4) === 0) continue;
    const maximum = maximumOf(descriptor);
    const isFixed = prefixBytes(descriptor) === 0;
    let count = isFixed ? maximum : minimumOf(descriptor) + below(min(maximum, 60) - minimumOf(descriptor) + 1);
    if (wrong && below(200) === 0) count += below(3) - 1;
    at = put(record(at, field, max(count, 0)), descriptor, max(count, 0), wrong && below(40) === 0);
  }
  return at;
}

describe("the quick way to pack", () => {
  it("takes what is right, and gives the bytes of the thorough way", () => {
    seed(11);
    for (let round = 0; round < ROUNDS; round++) {
      const end = randomRecords(false);
      const length = packsWell(begin(QUICK, ROOM), RECORDS, end, false);
      expect(length > 0).toBe(true);
      expect(length).toBe(thorough(end, ROOM));
      expect(equalBytes(QUICK, THOROUGH, length)).toBe(true);
    }
  });

  it("takes nothing that the thorough way refuses, and nothing other than it", () => {
    seed(12);
    let taken = 0;
    let refused = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const end = randomRecords(true);
      const length = packsWell(begin(QUICK, ROOM), RECORDS, end, false);
      const expected = thorough(end, ROOM);
      if (expected === 0) refused++;
      if (length === 0) continue;
      taken++;
      expect(length).toBe(expected);
      expect(equalBytes(QUICK, THOROUGH, length)).toBe(true);
    }
    expect(taken > 100).toBe(true);
    expect(refused > 100).toBe(true);
  });

  it("writes nothing outside its room", () => {
    seed(13);
    const end = randomRecords(false);
    const length = thorough(end, ROOM);
    for (let room = 0; room < length + 16; room++) {
      const packed = packsWell(begin(QUICK, room), RECORDS, end, false);
      expect(packed === 0 || packed === length).toBe(true);
      for (let i = room; i < ROOM; i++) if (load<u8>(QUICK + i) !== GUARD) expect(i).toBe(room);
    }
  });

  it("gives up on records that are cut off, twice there or in another order", () => {
    let at = record(RECORDS, 0, 4);
    at += textAt(at, "0200");
    at = record(at, 11, 6);
    at += textAt(at, "000001");
    expect(packsWell(begin(QUICK, ROOM), RECORDS, at, false) > 0).toBe(true);
    for (let cut: usize = 1; cut < 10; cut++) expect(packsWell(begin(QUICK, ROOM), RECORDS, at - cut, false)).toBe(0);
    const next = record(at, 11, 6) + textAt(at + 4, "000002");
    expect(packsWell(begin(QUICK, ROOM), RECORDS, next, false)).toBe(0);
    store<u16>(at, 3);
    expect(packsWell(begin(QUICK, ROOM), RECORDS, next, false)).toBe(0);
    store<u16>(at, 65);
    expect(packsWell(begin(QUICK, ROOM), RECORDS, next, false)).toBe(0);
    store<u16>(at, 12);
    expect(packsWell(begin(QUICK, ROOM), RECORDS, next, false) > 0).toBe(true);
  });

  it("pads odd digits on the side that the dialect wants", () => {
    let at = record(RECORDS, 0, 4);
    at += textAt(at, "0200");
    at = record(at, 22, 3);
    at += textAt(at, "051");
    at = record(at, 23, 3);
    at += textAt(at, "001");
    at = record(at, 35, 19);
    at += textAt(at, "41111111111111=2308");
    const length = packsWell(begin(QUICK, ROOM), RECORDS, at, false);
    expect(hexOf(QUICK + 10, length - 10)).toBe("0510" + "0001" + "19" + "41111111111111D23080");
  });
});
