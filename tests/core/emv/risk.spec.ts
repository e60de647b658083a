import { Card } from "../../../assembly/emv/region";
import { checkFloorLimit, checkVelocity, hasLimits, NO_COUNTER, selectAtRandom } from "../../../assembly/emv/risk";
import { hexOf } from "../base/support";
import { aidRecord, configure } from "./aid_records";
import { element, freshCard } from "./support";

/** Electronic cash: floor limit 1000.00, threshold 500.00, 20 rising to 50 per cent. */
const CASH: i32 = 3;
const FLOOR: u64 = 100_000;
const THRESHOLD: u64 = 50_000;

let card: Card = freshCard("");

function begin(amount: u64, tlv: string = ""): void {
  card = freshCard(tlv);
  configure(card, CASH);
  card.amount = amount;
}

function tvr(): string {
  return hexOf(card.tvr, 5);
}

/** How many of the 99 numbers select this amount. */
function chances(amount: u64): i32 {
  begin(amount);
  let chosen = 0;
  for (let random: u32 = 0; random < 99; random++) {
    store<u8>(card.tvr, 0, 3);
    selectAtRandom(card, random);
    if (load<u8>(card.tvr, 3) === 0x10) chosen++;
  }
  return chosen;
}

/** Lower limit 3, upper limit 5. */
function check(counter: i32, lastOnline: i32): string {
  begin(1, element("9F14", "03") + element("9F23", "05"));
  checkVelocity(card, counter, lastOnline);
  return tvr();
}

describe("floor limit (EMV Book 3, 10.6.1)", () => {
  it("is exceeded by an amount that reaches it", () => {
    begin(FLOOR - 1);
    expect(checkFloorLimit(card, 0)).toBe(true);
    expect(tvr()).toBe("0000000000");
    begin(FLOOR);
    expect(checkFloorLimit(card, 0)).toBe(false);
    expect(tvr()).toBe("0000008000");
  });

  it("of nothing is exceeded by everything, and no amount is too great for it", () => {
    begin(0);
    configure(card, 0);
    expect(checkFloorLimit(card, 0)).toBe(false);
    begin(999_999_999_999);
    expect(checkFloorLimit(card, 0)).toBe(false);
  });
});

describe("random selection (EMV Book 3, 10.6.2)", () => {
  it("takes the target percentage below the threshold", () => {
    expect(chances(1)).toBe(20);
    expect(chances(THRESHOLD - 1)).toBe(20);
  });

  it("takes more the nearer the amount is to the floor limit, as the line has it", () => {
    for (let amount = THRESHOLD; amount < FLOOR; amount += 997) {
      const exact = 20.0 + (30.0 * <f64>(amount - THRESHOLD)) / <f64>(FLOOR - THRESHOLD);
      expect(chances(amount)).toBe(<i32>Math.floor(exact + 1e-9));
    }
    expect(chances(THRESHOLD)).toBe(20);
    expect(chances(FLOOR - 1)).toBe(49);
  });

  it("loses nothing with the greatest floor limit", () => {
    const own = aidRecord(CASH);
    const before = load<u64>(own.floorLimitBytes);
    store<u64>(own.floorLimitBytes, 0x00000000_ffffffff);
    expect(chances(4_294_967_294)).toBe(49);
    expect(chances(2_147_483_648)).toBe(35);
    store<u64>(own.floorLimitBytes, before);
  });
});

describe("velocity (EMV Book 3, 10.6.3)", () => {
  it("is checked for a card with both limits", () => {
    begin(1, element("9F14", "03") + element("9F23", "05"));
    expect(hasLimits(card)).toBe(true);
    begin(1, element("9F14", "03"));
    expect(hasLimits(card)).toBe(false);
    begin(1, element("9F23", "05"));
    expect(hasLimits(card)).toBe(false);
  });

  it("compares payments since the last online one with both limits, which are not exceeded when reached", () => {
    expect(check(13, 10)).toBe("0000000000");
    expect(check(14, 10)).toBe("0000004000");
    expect(check(15, 10)).toBe("0000004000");
    expect(check(16, 10)).toBe("0000006000");
    expect(check(65_535, 1)).toBe("0000006000");
  });

  it("exceeds both when the counters cannot be", () => {
    expect(check(10, 10)).toBe("0000006000");
    expect(check(9, 10)).toBe("0000006000");
  });

  it("exceeds both, and data are missing, when a counter was not given (7.5, table 35)", () => {
    expect(check(NO_COUNTER, 10)).toBe("2000006000");
    expect(check(10, NO_COUNTER)).toBe("2000006000");
    expect(check(NO_COUNTER, NO_COUNTER)).toBe("2000006000");
  });

  it("knows a new card by a last online counter of 0", () => {
    expect(check(1, 0)).toBe("0008000000");
    expect(check(4, 0)).toBe("0008004000");
    expect(check(0, 0)).toBe("0008006000");
    expect(check(NO_COUNTER, 0)).toBe("2008006000");
  });
});
