import { fillBytes } from "../../../../assembly/base/bytes";
import { OK } from "../../../../assembly/base/status";
import {
  BITMAPS_SHIFT,
  BITMAP_BYTES_SHIFT,
  CHECK_DIGITS,
  CHECK_SHIFT,
  FRONT_SHIFT,
  HEAD_BYTES,
  PACKED,
  TYPED,
} from "../../../../assembly/codec/iso8583/dialect";
import { Plan } from "../../../../assembly/codec/iso8583/plan";
import { makePlan } from "../../../../assembly/codec/iso8583/plan_maker";
import { accepts } from "../../../../assembly/codec/iso8583/quick";
import { UNIONPAY } from "../../../../assembly/codec/iso8583/unionpay";
import { fieldAt, fieldLength, hasField, unpack } from "../../../../assembly/codec/iso8583/unpack";
import { hexAt } from "../../base/support";

/** Room for what is read behind a message, and entries written behind an index. */
const MESSAGE: usize = memory.data(2048, 8);
const INDEX: usize = memory.data(1024, 8);
const THOROUGH: usize = memory.data(1024, 8);
const PLAN_BYTES: i32 = 0x1000;
const PLAN: usize = memory.data(0x1000, 8);

/** As in unpack.spec.ts: a sale with a 19-digit PAN and an odd track 2, and a sign-on, published in a demonstration program. */
const SALE =
  "0200703C06C020C09A1119621785000000000080400000000000000000010001051612430209230807100001001237621785000000000080" +
  "4D23082201000082300039323333363738373834373130303035333939303030323135367D6A7408DFE2E9E52600000000000000014" +
  "59F26089C0A057796D091E39F2701809F1013070F0103A00000010A010000005959BAF31C349F37042AE9F9B49F36020FCD9505000000" +
  "00009A031802099C01009F02060000000000015F2A02015682027C009F1A0201569F03060000000000009F330390C8C09F3403000000" +
  "9F3501229F1E0831323334353637388408A0000003330101019F090200209F41040000000200122200000100064433374345464536";
const SIGN_ON = "08000020000000C00012000016393033363137343839323330313137353339393136393500110000000100400003303120";

function planned(hex: string): i32 {
  const length = hexAt(MESSAGE, hex);
  fillBytes(PLAN, 0, PLAN_BYTES);
  makePlan(changetype<Plan>(PLAN), PLAN + <usize>PLAN_BYTES, UNIONPAY, MESSAGE, 0, length, INDEX);
  return length;
}

function isAccepted(length: i32): bool {
  return accepts(changetype<Plan>(PLAN), MESSAGE, 0, length, INDEX);
}

/** Two bitmaps; each field but the first, which announces the second, is four packed digits. */
const TWO_BITMAPS: usize = memory.data(0x410, 8);
const TWO_BITMAPS_HEAD: u64 = (2 << FRONT_SHIFT) | TYPED | (2 << BITMAPS_SHIFT) | (8 << BITMAP_BYTES_SHIFT) | 128;
const FOUR_DIGITS: u64 = PACKED | ((<u64>CHECK_DIGITS) << CHECK_SHIFT) | 4;

/** A message of these fields, ascending, some of them in the second bitmap. @returns its length */
function putTwoBitmaps(fields: i32[]): i32 {
  store<u64>(TWO_BITMAPS, TWO_BITMAPS_HEAD);
  for (let field = 0; field <= 128; field++) {
    store<u64>(TWO_BITMAPS + HEAD_BYTES + (field << 3), field === 1 ? 0 : FOUR_DIGITS);
  }
  fillBytes(MESSAGE, 0x11, 1024);
  fillBytes(MESSAGE + 2, 0, 16);
  store<u8>(MESSAGE + 2, 0x80);
  for (let i = 0; i < fields.length; i++) {
    const byte = MESSAGE + 2 + <usize>((fields[i] - 1) >> 3);
    store<u8>(byte, load<u8>(byte) | (<u8>((<u32>0x80) >> ((fields[i] - 1) & 7))));
  }
  return 18 + 2 * fields.length;
}

// That plans agree with the thorough way is held elsewhere, and would hold too if none ever took a message.
describe("the quick way to unpack", () => {
  it("takes a sale and a sign-on itself, and notes what the thorough way notes", () => {
    for (let i = 0; i < 2; i++) {
      const length = planned(i === 0 ? SALE : SIGN_ON);
      expect(changetype<Plan>(PLAN).runs).toBeGreaterThan(0);
      expect(isAccepted(length)).toBe(true);
      expect(unpack(UNIONPAY, MESSAGE, length, THOROUGH)).toBe(OK);
      let compared = 0;
      for (let field = 2; field <= 64; field++) {
        if (!hasField(THOROUGH, field)) continue;
        compared++;
        expect(hasField(INDEX, field)).toBe(true);
        expect(fieldAt(INDEX, field)).toBe(fieldAt(THOROUGH, field));
        expect(fieldLength(INDEX, field)).toBe(fieldLength(THOROUGH, field));
      }
      expect(compared).toBe(i === 0 ? 20 : 5);
    }
  });

  it("takes messages with a second bitmap itself, wherever their fields lie", () => {
    const messages: i32[][] = [[66], [3, 66], [63, 64, 65, 66, 67], [2, 62, 127, 128], [64, 128], [2, 65]];
    for (let i = 0; i < messages.length; i++) {
      const fields = messages[i];
      const length = putTwoBitmaps(fields);
      fillBytes(PLAN, 0, PLAN_BYTES);
      makePlan(changetype<Plan>(PLAN), PLAN + <usize>PLAN_BYTES, TWO_BITMAPS, MESSAGE, 0, length, INDEX);
      expect(isAccepted(length)).toBe(true);
      for (let place = 0; place < fields.length; place++) expect(fieldAt(INDEX, fields[place])).toBe(18 + 2 * place);
    }
  });

  it("takes none of them with a byte less, a byte more, or a digit that is none", () => {
    const length = planned(SALE);
    expect(isAccepted(length - 1)).toBe(false);
    expect(isAccepted(length + 1)).toBe(false);
    // Field 4, the amount.
    store<u8>(MESSAGE + 24, 0x0a);
    expect(isAccepted(length)).toBe(false);
  });
});
