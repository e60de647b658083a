/** VERIFY of the virtual cards: the PIN in the clear and enciphered, its tries, and what the power does not undo. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newCardState } from "../../../host/cards/card_state.ts";
import type { CardState } from "../../../host/cards/card_state.ts";
import { testKey } from "../../../host/cards/certificates/test_keys.ts";
import { profile } from "../../../host/cards/profiles.ts";
import { OfflinePin } from "../../../host/secure/pin/offline.ts";
import { rsaRecover } from "../../../host/secure/rsa.ts";
import { Reading, ok } from "./terminal.ts";
import { hex, upper } from "./support.ts";

const PLAIN = "0020008008";

function digits(pin: string): Uint8Array {
  return Uint8Array.from(pin, Number);
}

/** The secure module's own dialogue with the card, under the key that it recovered itself. */
function enter(reading: Reading, name: string, pin: string, fill = 0x5a): string {
  const { keys } = reading.keys(profile(name));
  const dialogue = OfflinePin.enciphered(digits(pin), keys, (length) => new Uint8Array(length).fill(fill));
  while (dialogue.command !== undefined) dialogue.give(reading.card.transmit(dialogue.command));
  return dialogue.verdict!.toString(16).toUpperCase();
}

/** An enciphered VERIFY over a block that this test lays out. */
function enciphered(keyName: string, clear: string): string {
  const key = testKey(keyName)!;
  const block = Buffer.from(clear.padEnd(2 * key.modulus.length, "0"), "hex");
  const data = rsaRecover(key.modulus, key.exponent, new Uint8Array(block))!;
  return `00200088${data.length.toString(16)}${upper(data)}`;
}

function sw(reading: Reading, command: string): string {
  return upper(reading.card.transmit(hex(command)).slice(-2));
}

describe("an enciphered PIN", () => {
  for (const name of ["visa-10", "visa-18", "own-records"]) {
    it(`is right and wrong on "${name}", whether the card has a key for PINs or not`, () => {
      const { pin } = profile(name);
      const reading = Reading.of(profile(name));
      assert.equal(enter(reading, name, "9999"), "63C2");
      assert.equal(enter(reading, name, pin), "9000");
      assert.equal(reading.card.state.wrongPins, 0);
      assert.equal(enter(reading, name, pin, 0xff), "9000", "with any padding");
    });
  }

  it("is wrong under another challenge, another header, or when it is none, and each costs a try", () => {
    const block = "241234FFFFFFFFFF";
    const made: Array<(challenge: string) => string> = [
      (challenge) => `7F${block}${challenge.slice(0, -2)}00`,
      (challenge) => `6A${block}${challenge}`,
      () => "7F",
    ];
    for (const clear of made) {
      const reading = Reading.of(profile("visa-10"));
      const challenge = upper(ok(reading.card, "0084000000"));
      assert.equal(sw(reading, enciphered("icc-1152", clear(challenge))), "63C2");
    }
    const reading = Reading.of(profile("visa-10"));
    ok(reading.card, "0084000000");
    assert.equal(sw(reading, `0020008890${"FF".repeat(144)}`), "63C2", "not below the modulus");
  });

  it("needs a challenge of its own for every try", () => {
    const reading = Reading.of(profile("visa-10"));
    assert.equal(sw(reading, enciphered("icc-1152", "7F")), "6985");
    const challenge = upper(ok(reading.card, "0084000000"));
    const right = enciphered("icc-1152", `7F241234FFFFFFFFFF${challenge}`);
    assert.equal(sw(reading, right), "9000");
    assert.equal(sw(reading, right), "6985", "not twice");
    assert.equal(reading.card.state.wrongPins, 0, "and that costs no try");
  });

  it("has the length of the key, and is no function of a card without one", () => {
    const reading = Reading.of(profile("visa-10"));
    ok(reading.card, "0084000000");
    assert.equal(sw(reading, `0020008808${"00".repeat(8)}`), "6700");
    assert.equal(sw(Reading.of(profile("sda")), `0020008808${"00".repeat(8)}`), "6A81");
    assert.equal(sw(reading, `0020008108${"00".repeat(8)}`), "6A81");
    assert.equal(sw(reading, `0020018008${"00".repeat(8)}`), "6A86");
  });
});

describe("the tries", () => {
  const wrong = `${PLAIN}249999FFFFFFFFFF`;
  const right = `${PLAIN}26543210FFFFFFFF`;
  const start = (state?: CardState): Reading => Reading.of(profile("dda"), state);

  it("go down to 6983, are 6984 in the next session, and 9F17 tells", () => {
    const state = newCardState();
    const reading = start(state);
    const given = [1, 2, 3, 4].map(() => sw(reading, wrong));
    assert.deepEqual(given, ["63C2", "63C1", "63C0", "6983"]);
    assert.equal(sw(reading, right), "6983");
    const later = start(structuredClone(state));
    assert.equal(sw(later, right), "6984");
    assert.equal(upper(ok(later.card, "80CA9F1700")), "9F170100");
  });

  it("are used up before the answer: power that goes does not give them back", () => {
    const state = newCardState();
    sw(start(state), wrong);
    sw(start(structuredClone(state)), wrong);
    const left = start(state);
    assert.equal(upper(ok(left.card, "80CA9F1700")), "9F170102");
    assert.equal(sw(left, right), "9000");
    assert.equal(upper(ok(left.card, "80CA9F1700")), "9F170103");
  });

  it("are as many as the card's file says", () => {
    const single = Reading.of({ ...profile("dda"), pinTries: 1 });
    assert.deepEqual([sw(single, wrong), sw(single, right)], ["63C0", "6983"]);
    const blocked = Reading.of(profile("blocked-pin"));
    assert.equal(upper(ok(blocked.card, "80CA9F1700")), "9F170100");
    assert.equal(sw(blocked, `${PLAIN}26654321FFFFFFFF`), "6984");
    assert.match(upper(blocked.generate(0x80)), /9F100807010103A050/, "PIN tries exceeded, new card");
  });
});
