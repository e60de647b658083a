import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CodecError } from "../../../../host/codec/errors.ts";
import {
  currencyOf,
  explainAtr,
  explainLines,
  languageName,
  lineOf,
  outline,
} from "../../../../host/codec/emv/index.ts";
import type { OutlineItem } from "../../../../host/codec/emv/index.ts";
import { parseTlv } from "../../../../host/codec/tlv/parse.ts";
import { tagName } from "../../../../host/codec/tlv/tags.ts";
import { cases, fromHex } from "../support.ts";
import { FACTS, LAYOUT } from "./facts.ts";

interface Case {
  id: string;
  args: string;
  expect_lines: string[];
}

const VECTORS = cases<Case>("emv-field-decode");

/** What the other tool marks as it likes: escapes of its patterns. */
const plain = (line: string) => line.replaceAll("\\", "");

function saidOf({ args }: Case, unmasked: boolean): string[] {
  const words = args.split(" ");
  const argument = words.find((word) => /^[0-9A-F]{6,}$/.test(word)) ?? words.at(-1) ?? "";
  switch (words.find((word) => word !== "--verbose")) {
    case "--atr":
      return explainAtr(fromHex(argument), "en").map((line) => lineOf(line, "en"));
    case "--iso4217": {
      const currency = currencyOf(argument, "en");
      return [`${currency?.code ?? ""} ${currency?.name ?? ""}, ${currency?.exponent ?? ""} decimals`];
    }
    case "--language":
      return [languageName(argument, "en") ?? ""];
    case "--issuer-app-data":
      return explainLines(0x9f10, fromHex(argument), "en");
    case "--terminal-risk-management-data":
    case "--9F1D":
      return explainLines(0x9f1d, fromHex(argument), "en");
    default:
      return outline(fromHex(argument), "en", { unmasked }).flatMap(rendered);
  }
}

function rendered({ depth, tag, name, length, shown, explanations }: OutlineItem): string[] {
  const indent = "  ".repeat(depth);
  const title = tag === undefined ? "padding" : `${tagName(tag)} ${name}`.trimEnd();
  return [
    `${indent}${title} [${length}] ${shown}`.trimEnd(),
    ...explanations.map((line) => `${indent}- ${lineOf(line, "en")}`),
  ];
}

/** Clear text is asked for only where the vector has something to compare that is never shown else. */
const CLEAR: ReadonlySet<string> = new Set([
  "emv_decode_padding_test2",
  "emv_decode_padding_test3",
  "emv_decode_asn1_test1",
]);

describe("data of EMV, explained", () => {
  for (const vector of VECTORS) {
    const facts = FACTS[vector.id] ?? [];

    it(`is what ${vector.id} says, bit for bit`, () => {
      const ours = facts.map(([line]) => line).filter((line, i, all) => line !== all[i - 1]);
      assert.deepEqual(saidOf(vector, CLEAR.has(vector.id)), ours);
    });

    it(`leaves no fact of ${vector.id} out`, () => {
      const lines = vector.expect_lines.map(plain);
      const stated = facts.map(([, theirs]) => theirs).filter((theirs) => theirs !== "");
      for (const theirs of stated) assert.ok(lines.some((line) => line.includes(theirs)), theirs); // prettier-ignore
      for (const line of lines) {
        assert.ok(LAYOUT.test(line) || stated.some((theirs) => line.includes(theirs)), `not stated: ${line}`);
      }
    });
  }

  it("has all cases", () => {
    assert.equal(VECTORS.length, 30);
    assert.deepEqual(Object.keys(FACTS).sort(), VECTORS.map(({ id }) => id).sort());
  });

  it("shows less than all where the strict reader stops, and in the same place", () => {
    const broken = VECTORS.find(({ id }) => id === "emv_decode_padding_test2");
    const bytes = fromHex(broken?.args.split(" ")[1] ?? "");
    assert.throws(
      () => parseTlv(bytes),
      (error) => error instanceof CodecError && error.code === "TLV_TRUNCATED" && error.offset === 19,
    );
    const padding = outline(bytes, "en").filter(({ tag }) => tag === undefined);
    assert.equal(padding[0]?.offset, 19);
    assert.ok(padding.every(({ shown }) => /^\[\d+ bytes\]$/.test(shown)));
  });
});
