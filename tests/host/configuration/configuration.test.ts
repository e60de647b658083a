/** What a board asks a configuration. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { loadConfiguration } from "../../../host/configuration/configuration.ts";
import { fromHex } from "../codec/support.ts";
import { smallConfiguration } from "./support.ts";

/** A published test card. */
const PAN = "6216261000000000018";

function ascii(digits: string): Uint8Array {
  return new TextEncoder().encode(digits);
}

describe("a configuration", () => {
  it("gives applications by index, and nothing past the last", () => {
    const configuration = loadConfiguration(JSON.stringify(smallConfiguration()));
    assert.equal(configuration.name, "small");
    assert.deepEqual(
      [0, 1, 2].map((index) => configuration.aid(index).length),
      [128, 128, 128],
    );
    for (const index of [3, 64, 0xffff_ffff]) assert.equal(configuration.aid(index).length, 0);
  });

  it("gives records that are the caller's to change", () => {
    const configuration = loadConfiguration(smallConfiguration());
    configuration.aid(0).fill(0);
    assert.equal(configuration.aid(0)[0], 8);
  });

  it("gives keys and revoked certificates as bytes", () => {
    const spec = smallConfiguration();
    const { capks, revoked } = { capks: [{ ...spec.capks![0]!, expiry: "2030-12-31" }], revoked: spec.revoked };
    const configuration = loadConfiguration({ ...spec, capks });
    const [key] = configuration.capks();
    assert.deepEqual([key?.rid, key?.index, key?.expiry], [fromHex("A000000333"), 8, 20_301_231]);
    assert.deepEqual([key?.modulus, key?.exponent], [fromHex(capks[0]!.modulus), fromHex("03")]);
    assert.deepEqual(configuration.revoked(), [{ rid: fromHex("A000000333"), index: 8, serial: fromHex("000123") }]);
    assert.equal(revoked?.length, 1);
    assert.deepEqual(loadConfiguration({ ...spec, revoked: undefined }).revoked(), []);
  });
});

describe("the exception file", () => {
  const lists = (exceptions: object, pan: string): boolean =>
    loadConfiguration({ ...smallConfiguration(), exceptions }).isListed(ascii(pan));
  const hash = createHash("sha256").update(PAN).digest("hex");

  it("lists cards by the first digits of their numbers", () => {
    for (const digits of [6, 7, 8, 9, 10]) assert.ok(lists({ bins: [PAN.slice(0, digits)] }, PAN), `${digits}`);
    for (const bin of ["621627", "6216262", "0621626", "216261", "6216261001"]) assert.ok(!lists({ bins: [bin] }, PAN));
  });

  it("tells a BIN that begins with zeros from a shorter one", () => {
    assert.ok(lists({ bins: ["00621626"] }, "0062162600000000"));
    assert.ok(!lists({ bins: ["00621626"] }, PAN));
    assert.ok(!lists({ bins: ["621626"] }, "0062162600000000"));
  });

  it("lists one card by the hash of its number, in either case", () => {
    assert.ok(lists({ cards: [hash] }, PAN));
    assert.ok(lists({ cards: ["0".repeat(64), hash.toUpperCase()] }, PAN));
    assert.ok(!lists({ cards: [hash] }, PAN.slice(0, -1)));
    assert.ok(!lists({ cards: [hash] }, `${PAN}0`));
  });

  it("lists nothing when it is empty or absent, and no number that is none", () => {
    assert.ok(!lists({}, PAN));
    assert.ok(!lists({ bins: [], cards: [] }, PAN));
    assert.ok(!lists({ bins: ["621626"] }, ""));
    assert.ok(!lists({ bins: ["621626"] }, "62162"));
  });
});
