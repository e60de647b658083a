/** The record of an application: every field where the core reads it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { AID_RECORD_BYTES } from "../../../assembly/abi.ts";
import { encodeApplication } from "../../../host/configuration/application.ts";
import type { Application } from "../../../host/configuration/application.ts";
import { loadConfiguration } from "../../../host/configuration/configuration.ts";
import { toHex } from "../codec/support.ts";
import { smallConfiguration } from "./support.ts";

/** A record read by the offsets of the core's struct, written down here once more. */
function fieldsOf(record: Uint8Array): Application {
  const view = new DataView(record.buffer, record.byteOffset);
  const hex = (at: number, length: number): string => toHex(record.subarray(at, at + length));
  assert.ok([0, 1].includes(record[1]!) && record[31] === 0);
  assert.ok(record.subarray(4 + record[0]!, 20).every((byte) => byte === 0));
  assert.ok(record.subarray(56 + record[55]!, 76).every((byte) => byte === 0));
  assert.ok(record.subarray(77 + record[76]!, 108).every((byte) => byte === 0));
  assert.ok(record.subarray(121).every((byte) => byte === 0));
  return {
    aid: hex(4, record[0]!),
    selection: record[1] === 1 ? "exact" : "partial",
    targetPercent: record[2]!,
    targetPercentMax: record[3]!,
    version: hex(20, 2),
    capabilities: hex(22, 3),
    additionalCapabilities: hex(25, 5),
    terminalType: hex(30, 1),
    floorLimit: view.getUint32(32),
    threshold: view.getUint32(36),
    tacDenial: hex(40, 5),
    tacOnline: hex(45, 5),
    tacDefault: hex(50, 5),
    ddol: hex(56, record[55]!),
    tdol: hex(77, record[76]!),
    country: hex(108, 2).slice(1),
    currency: hex(110, 2).slice(1),
    currencyExponent: record[112]!,
    merchantCategory: hex(113, 2),
    acquirer: hex(115, 6),
    example: false,
  };
}

const hexOf = (minLength: number, maxLength = minLength): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength, maxLength }).map(toHex);
const digits = (minLength: number, maxLength = minLength): fc.Arbitrary<string> =>
  fc.string({ unit: fc.nat({ max: 9 }).map(String), minLength, maxLength });
const amount = fc.nat({ max: 0xffff_ffff });
const percent = fc.nat({ max: 99 });

const application: fc.Arbitrary<Application> = fc.record({
  aid: hexOf(5, 16),
  selection: fc.constantFrom("partial", "exact"),
  targetPercent: percent,
  targetPercentMax: percent,
  version: hexOf(2),
  capabilities: hexOf(3),
  additionalCapabilities: hexOf(5),
  terminalType: fc.constantFrom("11", "21"),
  floorLimit: amount,
  threshold: amount,
  tacDenial: hexOf(5),
  tacOnline: hexOf(5),
  tacDefault: hexOf(5),
  ddol: hexOf(0, 20),
  tdol: hexOf(0, 31),
  country: digits(3),
  currency: digits(3),
  currencyExponent: fc.nat({ max: 4 }),
  merchantCategory: digits(4),
  acquirer: digits(6, 11),
  example: fc.constant(false),
});

describe("the record of an application", () => {
  it("has every field again when it is read by the core's offsets", () => {
    fc.assert(
      fc.property(application, (given) => {
        const record = encodeApplication(given);
        assert.equal(record.length, AID_RECORD_BYTES);
        assert.deepEqual(fieldsOf(record), { ...given, acquirer: given.acquirer.padStart(12, "0") });
      }),
    );
  });

  it("takes from the defaults what the application does not say", () => {
    const configuration = loadConfiguration(smallConfiguration());
    const [debit, credit, cash] = [0, 1, 2].map((index) => fieldsOf(configuration.aid(index)));
    assert.deepEqual([debit?.selection, debit?.floorLimit, debit?.ddol], ["partial", 0, "9F3704"]);
    assert.equal(credit?.selection, "exact");
    const { floorLimit, threshold, targetPercent, targetPercentMax, tacOnline, tdol } = cash!;
    assert.deepEqual([floorLimit, threshold, targetPercent, targetPercentMax], [100_000, 50_000, 20, 50]);
    assert.deepEqual([tacOnline, tdol], ["D84004F800", ""]);
  });

  it("is the same in lower case", () => {
    const spec = smallConfiguration();
    const lower = JSON.parse(JSON.stringify(spec).replaceAll(/"[0-9A-F]{4,}"/g, (hex) => hex.toLowerCase())) as object;
    for (const index of [0, 1, 2]) {
      assert.deepEqual(loadConfiguration(lower).aid(index), loadConfiguration(spec).aid(index));
    }
  });
});
