/** `tillcore emv config`: what it shows, and how it refuses. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { STANDARD } from "../../../host/configuration/standard.ts";
import { command, json, rejection, scratch } from "./support.ts";

const file = scratch();

describe("tillcore emv config check", () => {
  it("counts what is in a configuration, as its examples do", async () => {
    const { stdout: text } = await command(["emv", "config", "show", "--json"]);
    const counts = { name: "standard", applications: 8, capks: 49, revoked: 0, bins: 0, cards: 0 };
    assert.deepEqual(await json(["emv", "config", "check"], { stdin: text }), counts);
    assert.deepEqual(await json(["emv", "config", "check", file("own.json", text)]), counts);
    const { stdout } = await command(["emv", "config", "check"], { stdin: text });
    const said = "8 applications, 49 public keys, 0 revoked certificates, 0 BINs and 0 cards on the exception file";
    assert.equal(stdout, `standard: ${said}\n`);
  });

  it("refuses with the place in the JSON", async () => {
    const { applications } = STANDARD.spec;
    const wrong = {
      ...STANDARD.spec,
      applications: [...applications.slice(0, 2), { ...applications[2]!, tacDenial: "00" }],
    };
    const path = file("wrong.json", JSON.stringify(wrong));
    const expected = "the 5 bytes of a TVR in hexadecimal: what declines a payment without asking anybody";
    const fault = {
      code: "CONFIGURATION_SCHEMA",
      path: "applications[2].tacDenial",
      offset: 0,
      expected,
      actual: null,
    };
    assert.deepEqual(await rejection(["emv", "config", "check", path]), fault);
    const { code, stderr } = await command(["emv", "config", "show", path]);
    assert.deepEqual(
      [code, stderr],
      [1, `tillcore: CONFIGURATION_SCHEMA in applications[2].tacDenial, expected ${expected}\n`],
    );
  });

  it("refuses what is no JSON, and no file", async () => {
    const fault = (await rejection(["emv", "config", "check"], { stdin: "{" })) as { code: string };
    assert.equal(fault.code, "JSON_SYNTAX");
    assert.equal((await command(["emv", "config", "show", "absent.json"])).code, 2);
    const none = await command(["emv", "config", "check"], { stdin: "" });
    assert.equal(none.code, 2);
    assert.match(
      none.stderr,
      /'file', .*: name one, or pipe its JSON into standard input; see tillcore emv config check /,
    );
  });
});

describe("tillcore emv config show", () => {
  it("has a row for every application and key, examples marked", async () => {
    const { code, stdout } = await command(["emv", "config", "show", "--lang", "en"]);
    assert.equal(code, 0);
    assert.match(stdout, /^standard {2}China UnionPay, with examples for international cards\n/);
    assert.match(
      stdout,
      /^ {2}A000000333010106 +UnionPay electronic cash +0030 +E0F8C8 +1000\.00 +0010000000 .*8A?00$/m,
    );
    assert.match(stdout, /^ {2}A0000000031010 +Visa +008C .*example values$/m);
    assert.match(stdout, /^ {2}A000000333 +UnionPay +0B +1984 +03 +unstated$/m);
    const rows = stdout.split("\n").filter((line) => /^ {2}[0-9AF]{10}/.test(line));
    assert.equal(rows.length, 8 + 49);
  });

  it("has Chinese headings", async () => {
    const { stdout } = await command(["emv", "config", "show", "--lang", "zh-CN"]);
    assert.match(stdout, /\n应用\n {2}AID +名称 /);
    assert.match(stdout, /\n公钥\n {2}RID +支付系统 /);
    assert.match(stdout, /银联纯电子现金/);
  });

  it("shows what is revoked and listed, and a name for an application without a title", async () => {
    const spec = {
      ...STANDARD.spec,
      applications: [{ aid: "A000000333010101" }, { aid: "F000000001", currencyExponent: 0, floorLimit: 5 }],
      capks: undefined,
      revoked: [{ rid: "A000000333", index: "08", serial: "000123" }],
      exceptions: { bins: ["621626"], cards: ["ab".repeat(32)] },
    };
    const { stdout } = await command(["emv", "config", "show", file("own.json", JSON.stringify(spec)), "--lang", "en"]);
    assert.match(stdout, /^ {2}A000000333010101 +UnionPay debit +0030 +E0F8C8 +0\.00 /m);
    assert.match(stdout, /^ {2}F000000001 +0030 +E0F8C8 +5 +0010000000/m);
    assert.match(stdout, /\nRevoked certificates\n.*\n {2}A000000333 +08 +000123\n/);
    assert.match(stdout, /\nException file\n {2}BIN +621626\n {2}SHA-256 +(ab){32}\n$/);
    assert.doesNotMatch(stdout, /Public keys/);
  });
});
