/** The decision log: every rule of the core has words and a clause, and every bit that the core sets has a name. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Rule } from "../../../assembly/abi_rules.ts";
import { clauseOf, decisionText, RULE_TEXTS } from "../../../host/locale/decisions.ts";
import { LANGUAGES, pick } from "../../../host/locale/language.ts";

const TVR_SOURCE = new URL("../../../assembly/emv/tvr.ts", import.meta.url);
const HAN = /[\u4e00-\u9fff]/;

const rules = Object.values(Rule).filter((rule) => typeof rule === "number");

/** Bits by the name that the core has for them. */
function bitsOf(register: "TVR" | "TSI"): Array<[name: string, bit: number]> {
  const found = readFileSync(TVR_SOURCE, "utf8").matchAll(
    /^export const ((?:TVR|TSI)_[A-Z_0-9]+): u32 = (0x[0-9a-f]+);/gm,
  );
  return [...found]
    .map(([, name = "", bit]) => [name, Number(bit)] as [string, number])
    .filter(([name]) => name.startsWith(register));
}

describe("decisions in words", () => {
  it("exist for every rule, in both languages, with a clause", () => {
    assert.ok(rules.length > 100);
    for (const rule of rules) {
      const text = RULE_TEXTS[rule];
      assert.ok(text.en !== "" && text.zh !== "", Rule[rule]);
      assert.doesNotMatch(text.en, HAN, Rule[rule]);
      if (rule !== Rule.TVR_BIT && rule !== Rule.TSI_BIT) assert.match(text.zh, HAN, Rule[rule]);
      assert.match(clauseOf(rule), /^EMV Book [1-4](, [0-9A-C][0-9.]*)+$/, Rule[rule]);
    }
  });

  it("show the value where there is one, and nothing in its place where there is none", () => {
    for (const rule of rules) {
      for (const language of LANGUAGES) {
        const text = RULE_TEXTS[rule];
        assert.equal(pick(text, language).includes("{}"), text.form !== "none", Rule[rule]);
        for (const value of [0, 1, 0x0102, 0x9000, 0x01ff80, 0xffff_ffff]) {
          const shown = decisionText(rule, value, language);
          assert.doesNotMatch(shown, /undefined|NaN|\{|[\u0000-\u001f]/, `${Rule[rule]}: ${shown}`);
        }
      }
    }
  });

  it("have a number each, no two the same", () => {
    assert.equal(new Set(rules).size, rules.length);
  });

  for (const [register, rule] of [
    ["TVR", Rule.TVR_BIT],
    ["TSI", Rule.TSI_BIT],
  ] as const) {
    it(`name every bit of the ${register} that the core can set`, () => {
      const bits = bitsOf(register);
      assert.ok(bits.length >= 4);
      for (const [name, bit] of bits) {
        for (const language of LANGUAGES) {
          const text = decisionText(rule, bit, language);
          assert.match(text, /(byte \d bit \d|字节\d位\d) ./, `${name}: ${text}`);
        }
      }
    });
  }

  it("read the value as the core packs it", () => {
    const say = (rule: Rule, value: number): string => decisionText(rule, value, "en");
    assert.equal(say(Rule.TVR_BIT, 0x0140), "TVR byte 2 bit 7 Expired application");
    assert.equal(say(Rule.TSI_BIT, 0x08), "TSI byte 1 bit 4 Terminal risk management was performed");
    assert.equal(say(Rule.IAC_ONLINE_HIT, 0x02d840), "the issuer's code for online hits, byte 2 is D8: byte 2 bit 7 Expired application"); // prettier-ignore
    assert.equal(say(Rule.FIRST_GOT, 0x8000), "card action analysis: asked for ARQC, got AAC (CID 00)");
    assert.equal(say(Rule.CVM_RULE, 0x0a1f03), "rule 2 (1F03): no CVM required, if terminal supports the CVM");
    assert.equal(say(Rule.DATA_MISSING, 0x5f24), "mandatory data are missing: 5F24 Application expiration date");
    assert.equal(say(Rule.RESPONSE_CODE, 0x5a31), "the authorisation response code is Z1");
    assert.equal(say(Rule.COUNTER, 0xffff_ffff), "application transaction counter: not given");
    assert.equal(say(Rule.LANGUAGE, 0x7a68), "the card prefers this language: Chinese");
    assert.equal(decisionText(9999, 7, "en"), "9999: 7");
  });
});
