/**
 * Every byte of every code table, as the core shows it on the screen of the choice, against the decoders of this computer; and
 * each bit of 9F40 for the table that it stands for.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { columnsOf } from "../../host/devices/columns.ts";
import { STANDARD } from "../../host/configuration/standard.ts";
import { builtCore } from "./core.ts";
import { Selecting } from "./selecting.ts";
import { answering, decoded } from "./selection_reference.ts";
import type { Application, ModelCard } from "./selection_reference.ts";

/** As many as a list of candidates holds. */
const NAMES_AT_ONCE = 10;
const ALL_TABLES = 0x3ff;
const TABLES = Array.from({ length: 10 }, (_, index) => index + 1);
/** Characters that all tables have. */
const COMMON = 95;
const LABEL = "LABEL";
const AID = "A000000333010101";
const NO_RECORD = new Uint8Array(0);

const selecting = new Selecting(builtCore());

/** What the screen says of each name. @param tables bytes 4 and 5 of 9F40 */
function shown(names: readonly Uint8Array[], table: number, tables: number): string[] {
  const record = STANDARD.aid(0).slice();
  record[28] = tables >> 8;
  record[29] = tables & 0xff;
  const texts: string[] = [];
  for (let from = 0; from < names.length; from += NAMES_AT_ONCE) {
    const { offers } = selecting.play({
      card: answering(cardWith(names.slice(from, from + NAMES_AT_ONCE), table)),
      aid: (index) => (index === 0 ? record : NO_RECORD),
      choose: () => -1,
    });
    const [offered = []] = offers;
    texts.push(...(offered.length > 1 ? offered : offered.map((text) => text.slice("?".length))));
  }
  return texts;
}

function cardWith(names: readonly Uint8Array[], table: number): ModelCard {
  const applications = names.map((preferred, index): Application => {
    const aid = `${AID}${index.toString(16).padStart(2, "0")}`.toUpperCase();
    return { aid, priority: 1, confirm: true, label: LABEL, preferred, table, blocked: false, conduct: "takes part" };
  });
  return { directory: "fine", records: applications.map((application) => [{ application, form: "whole" }]), table: 0, applications }; // prettier-ignore
}

describe("a preferred name", () => {
  it("is shown character by character as its part of ISO/IEC 8859 has them, or gives way to the label", () => {
    const names = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte));
    for (const table of TABLES) {
      const texts = shown(names, table, ALL_TABLES);
      assert.deepEqual(texts, names.map((name) => decoded(name, table) ?? LABEL), `table ${table}`); // prettier-ignore
      const count = texts.filter((text) => text !== LABEL).length;
      assert.ok(table === 6 || table === 8 ? count === COMMON : count > COMMON + 85, `table ${table} has ${count}`);
    }
  });

  it("is whole at its longest, each character three bytes, and never beside one that its table lacks", () => {
    const dashes = new Uint8Array(16).fill(0xaf);
    const broken = dashes.with(15, 0xff);
    assert.deepEqual(shown([dashes, broken], 7, ALL_TABLES), ["\u2015".repeat(16), LABEL]);
  });

  it("is shown in those tables alone that 9F40 names", () => {
    const name = [Uint8Array.of(0xe1)];
    for (const table of TABLES) {
      const others = TABLES.map((one) => shown(name, one, 1 << (table - 1))[0]!);
      const isLeftToRight = table !== 6 && table !== 8;
      assert.deepEqual(others, TABLES.map((one) => (one === table && isLeftToRight ? decoded(name[0]!, one) : LABEL))); // prettier-ignore
    }
    for (const none of [0, 11, 16, 17, 255]) assert.deepEqual(shown(name, none, ALL_TABLES | 0xfc00), [LABEL]);
  });

  it("is shown in all the tables that the core has, with the standard configuration", () => {
    const letter = [Uint8Array.of(0xe1)];
    const has = TABLES.filter((table) => shown(letter, table, ALL_TABLES)[0] !== LABEL);
    for (const { aid, additionalCapabilities } of STANDARD.applications()) {
      const tables = Number.parseInt(additionalCapabilities.slice(6), 16) & ALL_TABLES;
      assert.deepEqual(TABLES.filter((table) => (tables & (1 << (table - 1))) !== 0), has, aid); // prettier-ignore
    }
  });

  it("takes one column a character, whichever the table", () => {
    for (const table of TABLES) {
      for (let byte = 0xa0; byte <= 0xff; byte++) {
        const text = decoded(Uint8Array.of(byte), table);
        if (text !== undefined) assert.equal(columnsOf(text), 1, `${byte.toString(16)} of table ${table}`);
      }
    }
  });
});
