/** Dissectors as text; what Wireshark makes of them is tried where tshark is (tests/e2e). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Dialect } from "../../../../host/codec/iso8583/dialect.ts";
import { wiresharkLua } from "../../../../host/codec/iso8583/lua.ts";
import type { DialectSpec, FieldSpec } from "../../../../host/codec/iso8583/spec.ts";
import { refusal } from "../support.ts";

const FIELD: FieldSpec = { content: "n", encoding: "ascii", length: 6 };

function specWith(change: Partial<DialectSpec>): DialectSpec {
  const mti = { encoding: "ascii" } as const;
  return { name: "of-a-test", mti, bitmap: { encoding: "hex", count: 1 }, fields: { 3: FIELD }, ...change };
}

describe("a dissector made from a dialect", () => {
  for (const name of Dialect.names()) {
    it(`has every field of ${name}, and is the same at every run`, () => {
      const { spec } = Dialect.builtIn(name);
      const text = wiresharkLua(spec);
      for (const number of Object.keys(spec.fields)) assert.match(text, new RegExp(`\\bid = "${number}"`));
      assert.equal(wiresharkLua(spec), text);
      assert.match(text, /^[\x20-\x7e\n]*$/);
    });
  }

  it("holds names as they are, whatever characters they have", () => {
    const names = { title: 'a "b" \\ c\n]]', fields: { 3: { ...FIELD, name: { en: "é -- 交易", zh: "" } } } };
    const text = wiresharkLua(specWith(names));
    assert.ok(text.includes(String.raw`title = "a \034b\034 \092 c\010]]"`));
    assert.ok(text.includes(String.raw`name = "\195\169 -- \228\186\164\230\152\147"`));
  });

  it("says where the facts come from on one line of a comment", () => {
    const text = wiresharkLua(specWith({ source: "first\nsecond()" }));
    assert.match(text, /^-- Facts: first second\(\)$/m);
  });

  it("masks what is secret in every dialect, whether it says so or not", () => {
    const text = wiresharkLua(specWith({ fields: { 2: FIELD, 3: FIELD, 35: FIELD, 52: { ...FIELD, length: 16 } } }));
    const secrets = [...text.matchAll(/id = "(\d+)", .*?secret = "(\w+)"/g)].map(([, id, secret]) => [id, secret]);
    assert.deepEqual(secrets, [
      ["2", "pan"],
      ["35", "track"],
      ["52", "all"],
    ]);
  });

  it("listens where it is told to, and takes no name that Wireshark has", () => {
    assert.match(wiresharkLua(specWith({})), /port = "8583"/);
    assert.match(wiresharkLua(specWith({}), { port: 7 }), /port = "7"/);
    assert.match(wiresharkLua(specWith({})), /id = "of_a_test"/);
    assert.match(wiresharkLua(specWith({ name: "iso8583" })), /id = "iso8583_iso8583"/);
  });

  it("is refused for what is no dialect", () => {
    const fault = refusal(() => wiresharkLua(specWith({ fields: { 3: { ...FIELD, length: -1 } } })));
    assert.match(fault?.code ?? "", /^DIALECT_/);
    assert.match(fault?.path ?? "", /^fields\.3/);
    const frame = { length: { encoding: "ascii", digits: 1 } } as const;
    assert.match(refusal(() => wiresharkLua(specWith({ frame })))?.code ?? "", /^(FRAME_SPEC|DIALECT_\w+)$/);
  });
});
