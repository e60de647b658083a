import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodePinBlock0, encodePinBlock0 } from "../../../host/codec/pin_block.ts";
import { cases, fromHex, refusal, toHex } from "./support.ts";

interface PinCase {
  id: string;
  op: "pin.encode" | "pin.decode";
  in: { pin?: string; pan: string; block?: string };
  out?: { block?: string; pin?: string };
  error?: string;
}

const PAN = "5555555551234567";

function digits(pin: string): Uint8Array {
  return Uint8Array.from(pin, (digit) => digit.charCodeAt(0) - 48);
}

describe("PIN block format 0", () => {
  for (const { id, op, in: given, out, error } of cases<PinCase>("pin-block")) {
    it(`agrees with ${id}`, () => {
      if (op === "pin.decode") {
        const pin = decodePinBlock0(fromHex(given.block ?? ""), given.pan);
        assert.deepEqual(pin, out?.pin === undefined ? undefined : digits(out.pin));
      } else if (error !== undefined) {
        assert.equal(refusal(() => encodePinBlock0(digits(given.pin ?? ""), given.pan))?.code, error);
      } else {
        assert.equal(toHex(encodePinBlock0(digits(given.pin ?? ""), given.pan)), out?.block);
      }
    });
  }

  it("decodes what it encoded", () => {
    const digit = fc.integer({ min: 0, max: 9 });
    const pins = fc.array(digit, { minLength: 4, maxLength: 12 });
    const pans = fc.array(digit, { minLength: 12, maxLength: 19 });
    fc.assert(
      fc.property(pins, pans, (pin, pan) => {
        const block = encodePinBlock0(Uint8Array.from(pin), pan.join(""));
        assert.deepEqual(decodePinBlock0(block, pan.join("")), Uint8Array.from(pin));
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it("refuses PANs that are no PAN and blocks of another length", () => {
    assert.equal(refusal(() => encodePinBlock0(digits("1234"), "12345678901"))?.code, "PAN_LENGTH");
    assert.equal(refusal(() => encodePinBlock0(digits("1234"), "4".repeat(100)))?.code, "PAN_LENGTH");
    assert.equal(refusal(() => encodePinBlock0(digits("1234"), "555555555123456٧"))?.code, "PAN_DIGIT");
    assert.equal(refusal(() => encodePinBlock0(new Uint8Array(1000), PAN))?.code, "PIN_LENGTH");
    assert.equal(decodePinBlock0(new Uint8Array(7), PAN), undefined);
    assert.equal(decodePinBlock0(fromHex("041261AAAAEDCBA9"), "1"), undefined);
  });

  it("names neither PIN nor PAN when it refuses", () => {
    const fault = refusal(() => encodePinBlock0(digits("98765432109876"), PAN));
    assert.ok(fault);
    assert.ok(!fault.message.includes("9876") && !fault.message.includes(PAN.slice(6)));
  });
});
