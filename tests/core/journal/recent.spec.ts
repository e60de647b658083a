import { noteRecent, RECENT_BYTES, RECENT_MAX, recentAmount } from "../../../assembly/journal/recent";
import { textAt } from "../base/support";

const LOG: usize = memory.data(256, 8);
const PAN: usize = memory.data(32, 8);

function note(amount: u64, pan: string): void {
  noteRecent(LOG, amount, PAN, textAt(PAN, pan));
}

function amountOf(pan: string): u64 {
  return recentAmount(LOG, PAN, textAt(PAN, pan));
}

describe("recent approvals", () => {
  beforeEach(() => {
    memory.fill(LOG, 0, 256);
  });

  it("finds the most recent payment of a card, its PAN masked or not (EMV Book 3, 10.6.1)", () => {
    expect(amountOf("6216261000000000018")).toBe(0);
    note(100, "621626*********0018");
    note(200, "625094******0014");
    expect(amountOf("6216261000000000018")).toBe(100);
    expect(amountOf("6250940000000014")).toBe(200);
    note(300, "621626*********0018");
    expect(amountOf("6216261000000000018")).toBe(300);
  });

  it("tells cards apart by first six and last four digits", () => {
    note(100, "621626*********0018");
    expect(amountOf("6216261000000000019")).toBe(0);
    expect(amountOf("6216251000000000018")).toBe(0);
    expect(amountOf("6216269999990018")).toBe(100);
  });

  it("forgets the oldest, and never leaves its place", () => {
    for (let i = 0; i < RECENT_MAX + 1; i++) note(1 + i, "62162600000000" + (10 + i).toString() + "00");
    expect(amountOf("621626000000001000")).toBe(0);
    for (let i = 1; i <= RECENT_MAX; i++) expect(amountOf("62162600000000" + (10 + i).toString() + "00")).toBe(1 + i);
    for (let at = RECENT_BYTES; at < 256; at++) expect(load<u8>(LOG + at)).toBe(0);
  });

  it("remembers nothing of what is no PAN", () => {
    note(100, "123456789");
    expect(amountOf("123456789")).toBe(0);
    expect(load<u64>(LOG)).toBe(0);
  });
});
