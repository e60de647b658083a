/** What every ledger promises, asked of each of them. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { batchKey, messageKey } from "../../../host/acquirer/ledger.ts";
import type {
  AccountRow,
  AnswerRow,
  BookingRow,
  Ledger,
  ReversalRow,
  TerminalRow,
} from "../../../host/acquirer/ledger.ts";
import { MemoryLedger } from "../../../host/acquirer/memory_ledger.ts";
import { SqliteLedger } from "../../../host/acquirer/sqlite_ledger.ts";
import { hex } from "./test_terminal.ts";

const folders: string[] = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "ledger-"));
  folders.push(folder);
  return folder;
}

const TERMINAL: TerminalRow = {
  terminal: "10000001",
  merchant: "104110548991001",
  merchantName: "测试",
  batch: "000001",
  sealedKeys: hex("0011"),
};
const ACCOUNT: AccountRow = {
  name: "debit",
  balance: -250,
  creditLimit: 999_999_999_999,
  saleLimit: 500,
  lost: true,
  pinRequired: false,
  pinSalt: hex("AABB"),
  pinCheck: hex("CCDD"),
  wrongPins: 2,
  lastAtc: 65535,
};
const ANSWER: AnswerRow = {
  key: "a",
  asked: "x",
  fields: [
    [39, "00"],
    [55, hex("9F3602")],
    [63, "CUP"],
  ],
};
const BOOKING: BookingRow = {
  key: "b1",
  account: "debit",
  amount: 999_999_999_999,
  reference: "000000000001",
  authorisation: "000001",
  settlementDate: "1122",
  reversed: false,
};
const REVERSAL: ReversalRow = { key: "b1", amount: 12, reason: "98", found: true };

for (const [name, make] of [
  ["MemoryLedger", (): Ledger => new MemoryLedger()],
  ["SqliteLedger", (): Ledger => new SqliteLedger(makeFolder())],
] as const) {
  describe(`contract of a ledger: ${name}`, () => {
    it("gives back every row as it was put", () => {
      const ledger = make();
      ledger.transaction(() => {
        ledger.putTerminal(TERMINAL);
        ledger.putAccount(ACCOUNT);
        ledger.putAnswer(ANSWER);
        ledger.putBooking(BOOKING);
        ledger.putReversal(REVERSAL);
      });
      assert.deepEqual(ledger.terminal("10000001"), TERMINAL);
      assert.deepEqual(ledger.account("debit"), ACCOUNT);
      assert.deepEqual(ledger.answered("a"), ANSWER);
      assert.deepEqual(ledger.booking("b1"), BOOKING);
      assert.deepEqual(ledger.reversal("b1"), REVERSAL);
      for (const absent of [ledger.terminal("x"), ledger.account("x"), ledger.answered("x"), ledger.booking("x")])
        assert.equal(absent, undefined);
      assert.equal(ledger.reversal("x"), undefined);
      ledger.close();
      ledger.close();
    });

    it("keeps the order: accounts by name, bookings and reversals as they came", () => {
      const ledger = make();
      ledger.transaction(() => {
        for (const key of ["z", "a", "m"]) {
          ledger.putAccount({ ...ACCOUNT, name: key });
          ledger.putBooking({ ...BOOKING, key });
          ledger.putReversal({ ...REVERSAL, key });
        }
        ledger.putBooking({ ...BOOKING, key: "z", reversed: true });
      });
      assert.deepEqual(
        ledger.accounts().map((row) => row.name),
        ["a", "m", "z"],
      );
      assert.deepEqual(
        ledger.bookings().map((row) => [row.key, row.reversed]),
        [
          ["z", true],
          ["a", false],
          ["m", false],
        ],
      );
      assert.deepEqual(
        ledger.reversals().map((row) => row.key),
        ["z", "a", "m"],
      );
      ledger.close();
    });

    it("gives the bookings of one batch, and nothing of one whose name begins or ends alike", () => {
      const ledger = make();
      const own = batchKey({ merchant: "M1", terminal: "T1", batch: "000002" });
      const others = ["M1/T1/000001/", "M1/T1/0000020/", "M1/T10/000002/", "M10/T1/000002/", "1/T1/000002/"];
      ledger.transaction(() => {
        for (const stan of ["000009", "000007"])
          for (const batch of [own, ...others]) ledger.putBooking({ ...BOOKING, key: `${batch}${stan}/0200/000000` });
        ledger.putBooking({ ...BOOKING, key: `${own}000009/0200/000000`, reversed: true });
      });
      const thrown = () =>
        ledger.transaction(() => {
          ledger.putBooking({ ...BOOKING, key: `${own}000001/0200/000000` });
          throw new Error("no");
        });
      assert.throws(thrown);
      assert.deepEqual(
        ledger.bookingsOf(own).map(({ key, reversed }) => [key, reversed]),
        [
          [`${own}000009/0200/000000`, true],
          [`${own}000007/0200/000000`, false],
        ],
      );
      assert.deepEqual(ledger.bookingsOf("M2/T1/000002/"), []);
      ledger.close();
    });

    it("undoes everything of a transaction that throws", () => {
      const ledger = make();
      ledger.transaction(() => {
        ledger.putTerminal(TERMINAL);
        ledger.putAccount(ACCOUNT);
        ledger.nextReference();
      });
      const failing = (): void =>
        ledger.transaction(() => {
          ledger.putTerminal({ ...TERMINAL, batch: "000002" });
          ledger.putAccount({ ...ACCOUNT, balance: 1 });
          ledger.putAccount({ ...ACCOUNT, balance: 2 });
          ledger.putAnswer(ANSWER);
          ledger.putBooking(BOOKING);
          ledger.putReversal(REVERSAL);
          ledger.nextReference();
          throw new Error("cut");
        });
      assert.throws(failing, /cut/);
      assert.deepEqual(ledger.terminal("10000001"), TERMINAL);
      assert.deepEqual(ledger.accounts(), [ACCOUNT]);
      assert.equal(ledger.answered("a"), undefined);
      assert.deepEqual([ledger.bookings(), ledger.reversals()], [[], []]);
      assert.equal(
        ledger.transaction(() => ledger.nextReference()),
        2,
      );
      ledger.close();
    });

    it("writes an answer and a reversal once, and does not nest transactions", () => {
      const ledger = make();
      ledger.transaction(() => {
        ledger.putAnswer(ANSWER);
        ledger.putReversal(REVERSAL);
      });
      assert.throws(() => ledger.transaction(() => ledger.putAnswer({ ...ANSWER, asked: "y" })));
      assert.throws(() => ledger.transaction(() => ledger.putReversal({ ...REVERSAL, reason: "06" })));
      assert.throws(() => ledger.transaction(() => ledger.transaction(() => undefined)));
      assert.deepEqual(ledger.answered("a"), ANSWER);
      ledger.close();
    });

    it("counts references from 1 without a gap", () => {
      const ledger = make();
      const numbers = [1, 2, 3].map(() => ledger.transaction(() => ledger.nextReference()));
      assert.deepEqual(numbers, [1, 2, 3]);
      ledger.close();
    });
  });
}

describe("SqliteLedger on disk", () => {
  it("finds everything again after closing", () => {
    const folder = makeFolder();
    const first = new SqliteLedger(folder);
    first.transaction(() => {
      first.putAccount(ACCOUNT);
      first.nextReference();
    });
    first.close();
    const second = new SqliteLedger(folder);
    assert.deepEqual(second.accounts(), [ACCOUNT]);
    assert.equal(
      second.transaction(() => second.nextReference()),
      2,
    );
    second.close();
  });
});

describe("messageKey", () => {
  it("differs when any of its parts differs", () => {
    const identity = { merchant: "m", terminal: "t", batch: "1", stan: "2", mti: "0200", processingCode: "000000" };
    const keys = new Set([messageKey(identity)]);
    for (const part of Object.keys(identity)) keys.add(messageKey({ ...identity, [part]: "other" }));
    assert.equal(keys.size, 7);
  });
});
