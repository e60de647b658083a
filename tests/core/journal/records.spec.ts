import { RECORD_UNIT } from "../../../assembly/abi";
import {
  claimedBytes,
  HEAD_BYTES,
  isIntact,
  Kind,
  recordBytes,
  RecordHead,
  sealRecord,
} from "../../../assembly/journal/records";
import { random, seed } from "../base/support";

const RECORD: usize = memory.data(1024, 8);

function sealed(length: i32): i32 {
  for (let i = 0; i < length; i++) store<u8>(RECORD + HEAD_BYTES + i, <u8>random());
  return sealRecord(changetype<RecordHead>(RECORD), Kind.INTENT, 3, 9, length);
}

describe("journal record", () => {
  it("takes whole units of flash, and claims as many as it takes", () => {
    seed(7);
    for (let length = 0; length <= 900; length += 13) {
      const bytes = sealed(length);
      expect(bytes % RECORD_UNIT).toBe(0);
      expect(bytes).toBe(recordBytes(length));
      expect(bytes >= HEAD_BYTES + length + 4).toBe(true);
      expect(claimedBytes(RECORD)).toBe(bytes);
      expect(isIntact(RECORD)).toBe(true);
    }
  });

  it("is not intact when any bit of head, payload or check sum is different", () => {
    sealed(20);
    for (let bit = 0; bit < 8 * (HEAD_BYTES + 20 + 4); bit++) {
      const at = RECORD + (bit >> 3);
      const was = load<u8>(at);
      store<u8>(at, <u8>((<u32>was) ^ (1 << (bit & 7))));
      expect(claimedBytes(RECORD) !== 0 && isIntact(RECORD)).toBe(false);
      store<u8>(at, was);
    }
    expect(isIntact(RECORD)).toBe(true);
  });

  it("is none when the flash is blank, zero or claims more than a record may have", () => {
    memory.fill(RECORD, 0xff, 64);
    expect(claimedBytes(RECORD)).toBe(0);
    memory.fill(RECORD, 0, 64);
    expect(claimedBytes(RECORD)).toBe(0);
    sealed(20);
    changetype<RecordHead>(RECORD).length = 1005;
    expect(claimedBytes(RECORD)).toBe(0);
    changetype<RecordHead>(RECORD).length = 0xffffffff;
    expect(claimedBytes(RECORD)).toBe(0);
  });
});
