/** Columns of a character display: Chinese characters take two, and nothing is ever wider than its place. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { centre, columnsOf, ends, padEnd, padStart, wrap } from "../../../host/devices/columns.ts";
import { beside, drawPage, PAGE_COLUMNS } from "../../../host/devices/page.ts";

describe("columns of a text", () => {
  it("counts wide characters twice, marks not at all, lines of a box once", () => {
    assert.equal(columnsOf("RMB 12.34"), 9);
    assert.equal(columnsOf("请插卡"), 6);
    assert.equal(columnsOf("（确认）"), 8);
    assert.equal(columnsOf("e\u0301"), 1);
    assert.equal(columnsOf("┌─┐"), 3);
  });

  it("pads and cuts by columns", () => {
    assert.equal(padEnd("卡", 4), "卡  ");
    assert.equal(padStart("卡", 4), "  卡");
    assert.equal(padEnd("请插卡", 3), "请 ");
    assert.equal(centre("ab", 6), "  ab  ");
  });

  it("puts two texts at the ends of a line, or on two", () => {
    assert.deepEqual(ends("金额", "1.00", 10), ["金额  1.00"]);
    assert.deepEqual(ends("abcdef", "ghij", 8), ["abcdef  ", "    ghij"]);
  });

  it("breaks at spaces, between wide characters, and inside a word that is too long", () => {
    assert.deepEqual(wrap("take the card now", 8), ["take the", "card now"]);
    assert.deepEqual(wrap("请取回卡和签购单", 6), ["请取回", "卡和签", "购单"]);
    assert.deepEqual(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
    assert.deepEqual(wrap("", 4), [""]);
    for (const columns of [2, 5, 9]) {
      for (const line of wrap("卡 card 请取回 remove it 签购单abc", columns)) assert.ok(columnsOf(line) <= columns);
    }
  });
});

describe("a page", () => {
  const page = {
    title: "交易成功",
    rows: [["金额", "RMB 12.34"] as const, ["凭证号", "000002"] as const],
    notices: ["51 余额不足，请查询"],
    advice: "Take the card and the slip",
    code: "10-12-51",
  };

  it("is a box of equal lines", () => {
    const lines = drawPage(page, { entry: "[ * * ]", rowsMin: 6 });
    assert.deepEqual(lines, [
      "┌──────────────────────────────────────────────┐",
      "│                   交易成功                   │",
      "├──────────────────────────────────────────────┤",
      "│ 金额                               RMB 12.34 │",
      "│ 凭证号                                000002 │",
      "│ 51 余额不足，请查询                          │",
      "│                   [ * * ]                    │",
      "│                                              │",
      "│                                              │",
      "├──────────────────────────────────────────────┤",
      "│ Take the card and the slip          10-12-51 │",
      "└──────────────────────────────────────────────┘",
    ]);
  });

  it("breaks what is too long and never leaves the box", () => {
    const long = "一二三四五六七八九十".repeat(5);
    const lines = drawPage({ title: long, rows: [[long, long]], notices: [long], advice: long, code: "22-14" });
    for (const line of lines) assert.equal(columnsOf(line), PAGE_COLUMNS + 2);
  });

  it("stands beside other lines", () => {
    assert.deepEqual(beside(["卡", "a"], ["x", "y", "z"], 1), ["卡 x", "a  y", "   z"]);
  });
});
