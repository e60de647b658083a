/** What is refused of a configuration, and where. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { checkConfiguration } from "../../../host/configuration/check.ts";
import { loadConfiguration } from "../../../host/configuration/configuration.ts";
import { STANDARD } from "../../../host/configuration/standard.ts";
import { refusal } from "../codec/support.ts";
import { capk, HASH, MODULUS, smallConfiguration } from "./support.ts";

/** Puts a value at a place of the small configuration; undefined takes it out. */
function changed(path: string, value: unknown): unknown {
  const whole = smallConfiguration() as unknown as Record<string, unknown>;
  const parts = path.split(/[.[\]]+/).filter((part) => part !== "");
  const last = parts.pop()!;
  let at = whole;
  for (const part of parts) at = at[part] as Record<string, unknown>;
  at[last] = value;
  // As a file has it: without what is undefined.
  return JSON.parse(JSON.stringify(whole)) as unknown;
}

/** `[what is changed, into what, where it is refused if elsewhere, what is said]` */
type Bad = readonly [path: string, value: unknown, expected: string, at?: string];

const HEX_3 = "9F33: 3 bytes in hexadecimal";
const TVR = "the 5 bytes of a TVR in hexadecimal: what";

const AGAINST_SCHEMA: readonly Bad[] = [
  ["name", undefined, "to be given"],
  ["name", "Two Words", "Lower case, digits and hyphens: a-shop."],
  ["applications", undefined, "to be given"],
  ["applications", [], "at least 1"],
  ["capk", [], "no such property"],
  ["defaults.aid", "A000000333", "no such property"],
  ["defaults.tacDenial", "001000000", `${TVR} declines a payment without asking anybody`],
  ["applications[2].aid", undefined, "to be given"],
  ["applications[2].aid", "A0000003", "5 to 16 bytes in hexadecimal"],
  ["applications[2].aid", "A0".repeat(17), "5 to 16 bytes in hexadecimal"],
  ["applications[2].aid", "A00000033301010", "5 to 16 bytes in hexadecimal"],
  ["applications[2].floor", 1, "no such property"],
  ["applications[2].selection", "both", "one of partial, exact"],
  ["applications[2].version", "30", "9F09: 2 bytes in hexadecimal"],
  ["applications[2].capabilities", "E0F8C8C8", HEX_3],
  ["applications[2].capabilities", "E0 F8 C8", HEX_3],
  ["applications[2].additionalCapabilities", "6000", "9F40: 5 bytes in hexadecimal"],
  ["applications[2].terminalType", "23", "one of 11, 12, 21, 22"],
  ["applications[2].country", "CN", "9F1A: three digits (ISO 3166-1)"],
  ["applications[2].currency", "CNY", "5F2A: three digits (ISO 4217)"],
  ["applications[2].currencyExponent", 5, "at most 4"],
  ["applications[2].merchantCategory", "59999", "9F15: four digits (ISO 18245)"],
  ["applications[2].acquirer", "12345", "9F01: 6 to 11 digits"],
  ["applications[2].floorLimit", "1000.00", "a value of type integer"],
  ["applications[2].floorLimit", -1, "at least 0"],
  ["applications[2].floorLimit", 4_294_967_296, "at most 4294967295"],
  ["applications[2].threshold", 0.5, "a value of type integer"],
  ["applications[2].targetPercent", 100, "at most 99"],
  ["applications[2].targetPercentMax", 100, "at most 99"],
  ["applications[2].tacDenial", "00100000", `${TVR} declines a payment without asking anybody`],
  ["applications[2].tacOnline", "D84004F80", `${TVR} sends a payment online`],
  ["applications[2].tacDefault", "D84000A8GG", `${TVR} declines a payment when nobody can be asked`],
  ["applications[2].ddol", "9F3704".repeat(7), "at most 20 bytes in hexadecimal: the list for a card without a DDOL"],
  ["applications[2].tdol", "9F3704".repeat(11), "at most 31 bytes in hexadecimal: the list for a card without a TDOL"],
  ["capks[1].kind", undefined, "to be given"],
  ["capks[1].kind", "real", "one of live, test, unstated"],
  ["capks[1].rid", "A0000003", "5 bytes in hexadecimal"],
  ["capks[1].index", "9", "1 byte in hexadecimal"],
  ["capks[1].modulus", MODULUS.slice(2), "64 to 248 bytes in hexadecimal"],
  ["capks[1].modulus", "C1".repeat(249), "64 to 248 bytes in hexadecimal"],
  ["capks[1].exponent", "05", "one of 03, 010001"],
  ["capks[1].sha1", "00", "20 bytes in hexadecimal"],
  ["capks[1].expiry", "31.12.2030", "a day: YYYY-MM-DD"],
  ["revoked[0].serial", "123", "3 bytes in hexadecimal"],
  ["revoked[0].rid", undefined, "to be given"],
  ["exceptions.bins[1]", "62162", "6 to 10 digits"],
  ["exceptions.bins[1]", "6216261000000000018", "6 to 10 digits"],
  ["exceptions.cards[0]", "6216261000000000018", "SHA-256 of the digits, 32 bytes in hexadecimal"],
  ["exceptions.pans", [], "no such property"],
];

const AGAINST_SENSE: readonly Bad[] = [
  ["defaults.version", undefined, "to be given, here or in defaults", "applications[0].version"],
  ["defaults.tacDenial", undefined, "to be given, here or in defaults", "applications[0].tacDenial"],
  ["defaults", undefined, "to be given, here or in defaults", "applications[0].version"],
  ["applications[2].aid", "a000000333010101", "each once"],
  ["applications[2].threshold", 100_000, "below the floor limit of 100000, or 0"],
  ["applications[2].floorLimit", 0, "below the floor limit of 0, or 0", "applications[2].threshold"],
  ["defaults.threshold", 1, "below the floor limit of 0, or 0"],
  ["applications[2].targetPercentMax", 19, "at least targetPercent, 20"],
  ["defaults.targetPercent", 51, "at least targetPercent, 51", "applications[0].targetPercentMax"],
  ["applications[2].capabilities", "E1F8C8", "reserved bits 0"],
  ["applications[2].capabilities", "E0FCC8", "reserved bits 0"],
  ["applications[2].capabilities", "E0F8D8", "reserved bits 0"],
  ["defaults.capabilities", "E0F8C9", "reserved bits 0"],
  ["applications[2].additionalCapabilities", "6040B0A001", "reserved bits 0"],
  ["applications[2].additionalCapabilities", "6000B1A001", "reserved bits 0"],
  ["applications[2].additionalCapabilities", "6000B0A401", "reserved bits 0"],
  ["applications[2].additionalCapabilities", "6000B0A320", "no Arabic or Hebrew letters"],
  ["defaults.additionalCapabilities", "6000B0A380", "no Arabic or Hebrew letters"],
  ["applications[2].currency", "840", "156, as F49 of the messages"],
  ["defaults.currency", "344", "156, as F49 of the messages"],
  ["applications[2].ddol", "9F", "tags, each with one length byte"],
  ["applications[2].tdol", "9F3704950", "at most 31 bytes in hexadecimal: the list for a card without a TDOL"],
  ["applications[2].tdol", "9F37049505DF", "tags, each with one length byte"],
  ["applications[2].tdol", "9F37FD", "at most 252 bytes of values"],
  ["applications[2].ddol", "9F370495F9", "at most 252 bytes of values"],
  ["applications[2].ddol", "9505", "9F3704 in it"],
  ["applications[2].ddol", "9F3703", "9F3704 in it"],
  ["defaults.ddol", undefined, "9F3704 in it", "applications[0].ddol"],
  ["capks[1]", capk(), "each once", "capks[1].index"],
  ["capks[1]", capk({ index: "09", modulus: `7F${MODULUS.slice(2)}` }), "the first bit set", "capks[1].modulus"],
  ["capks[1]", capk({ modulus: `${MODULUS.slice(0, -2)}02` }), "an odd number", "capks[1].modulus"],
  ["capks[1].index", "0A", "SHA-1 over rid, index, modulus and exponent", "capks[1].sha1"],
  ["capks[1].exponent", "010001", "SHA-1 over rid, index, modulus and exponent", "capks[1].sha1"],
  ["capks[1].expiry", "2030-02-30", "a day that there is"],
  ["capks[1].expiry", "2030-13-01", "a day that there is"],
  ["revoked[1]", { rid: "A000000333", index: "08", serial: "000123" }, "each once", "revoked[1].serial"],
  ["exceptions.bins[1]", "621626", "each once"],
  ["exceptions.cards[1]", HASH.toUpperCase(), "each once"],
];

describe("a configuration", () => {
  it("that is right is taken as it is", () => {
    const spec = smallConfiguration();
    assert.equal(checkConfiguration(spec), spec);
  });

  for (const [rows, what] of [
    [AGAINST_SCHEMA, "against the schema"],
    [AGAINST_SENSE, "against sense"],
  ] as const) {
    for (const [path, value, expected, at = path] of rows) {
      const shown = JSON.stringify(value)?.slice(0, 40) ?? "nothing";
      it(`${what}: ${path} as ${shown} is refused`, () => {
        const fault = refusal(() => checkConfiguration(changed(path, value)));
        assert.deepEqual([fault?.path, fault?.expected], [at, expected]);
        assert.match(fault?.code ?? "", /^CONFIGURATION_(SCHEMA|SENSE)$/);
      });
    }
  }

  it("never has what it held repeated, least of all a card number", () => {
    const pan = "6216261000000000018";
    const wrong = [
      changed("exceptions.cards[0]", pan),
      changed("exceptions.bins[0]", pan),
      changed("exceptions.cards[0]", Number(pan)),
      changed(`exceptions.${pan}`, []),
      `{"name":"${pan}`,
    ];
    for (const given of wrong) {
      const fault = refusal(() => loadConfiguration(given));
      assert.ok(fault !== undefined);
      assert.ok(!`${JSON.stringify(fault)} ${fault.message}`.includes(pan.slice(0, 12)));
    }
  });

  it("is refused whole when it is no JSON, no object, or too deep", () => {
    assert.equal(refusal(() => loadConfiguration("{"))?.code, "CONFIGURATION_JSON");
    assert.equal(refusal(() => loadConfiguration("[]"))?.expected, "a value of type object");
    let deep: unknown = 1;
    for (let i = 0; i < 10_000; i++) deep = [deep];
    assert.equal(refusal(() => loadConfiguration(deep))?.expected, "at most 8 levels");
  });

  it("says in one line what is wrong, where, and what it found", () => {
    const fault = refusal(() => loadConfiguration(changed("applications[2].tdol", "9F37FD")));
    const said = "CONFIGURATION_SENSE in applications[2].tdol, expected at most 252 bytes of values, found 253";
    assert.equal(fault?.message, said);
  });
});

describe("the published schema of configurations", () => {
  const url = new URL("../../../host/configuration/configuration.schema.json", import.meta.url);
  const schema = JSON.parse(readFileSync(url, "utf8")) as Record<string, unknown>;

  it("is one, and compiles under the strictest rules without a warning", () => {
    assert.equal(new Ajv2020({ strict: false }).validateSchema(schema), true);
    const said: unknown[] = [];
    const say = (...words: unknown[]): unknown => said.push(...words);
    const validate = new Ajv2020({ strict: true, logger: { log: say, warn: say, error: say } }).compile(schema);
    assert.deepEqual(said, []);
    assert.equal(validate(STANDARD.spec), true);
  });

  it("lets an application say all that defaults say", () => {
    const { properties, $defs } = schema as Record<string, Record<string, { properties?: Record<string, unknown> }>>;
    const defaults = Object.entries(properties?.["defaults"]?.properties ?? {});
    const own = $defs?.["application"]?.properties ?? {};
    assert.equal(defaults.length, 19);
    for (const [key, value] of defaults) assert.deepEqual(own[key], value, key);
  });
});
