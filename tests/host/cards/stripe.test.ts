/** Stripes of virtual cards: what a file may say of one, and what a reader gets of it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CardFault } from "../../../host/cards/card_checks.ts";
import { checkCards, loadCards } from "../../../host/cards/card_data.ts";
import type { CardData } from "../../../host/cards/card_spec.ts";
import { loadProfiles } from "../../../host/cards/profiles.ts";
import { stripeOf } from "../../../host/cards/stripe.ts";
import { Track } from "../../../host/codec/track/track.ts";

const debit = loadCards()[0]!;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

describe("the stripe of a card", () => {
  it("is a track 2 that can be read, of every card that comes with the project", () => {
    for (const card of [...loadCards(), ...loadProfiles()]) {
      const { track2, track3 } = stripeOf(card)!;
      const track = Track.parse(track2, { track: 2 });
      assert.equal(track.lrc, undefined);
      assert.ok(text(track2).startsWith(`${card.pan}=${card.expiry}220`), card.name);
      assert.equal(track3.length, 0);
      track.wipe();
    }
  });

  it("ends in the card verification value", () => {
    // The example that is published with the key pair 0123456789ABCDEF FEDCBA9876543210.
    const card: CardData = { ...debit, pan: "4123456789012345", expiry: "8701", stripe: { serviceCode: "101" } };
    assert.equal(text(stripeOf(card)!.track2), "4123456789012345=870110100000561");
  });

  it("is what the file says", () => {
    const stripe = { serviceCode: "120", discretionary: "77", track3: `99${debit.pan}=1` };
    const { track2, track3 } = stripeOf({ ...debit, stripe })!;
    assert.equal(text(track2), `${debit.pan}=${debit.expiry}12077`);
    assert.equal(text(track3), stripe.track3);
    assert.equal(stripeOf({ ...debit, stripe: false }), undefined);
  });

  const wrong: Array<[stripe: unknown, path: string]> = [
    [true, "stripe"],
    ["220", "stripe"],
    [{ serviceCode: "022" }, "stripe.serviceCode"],
    [{ serviceCode: "22" }, "stripe.serviceCode"],
    [{ discretionary: "12345678901" }, "stripe.discretionary"],
    [{ discretionary: "12A" }, "stripe.discretionary"],
    [{ track3: "" }, "stripe.track3"],
    [{ track3: "9".repeat(105) }, "stripe.track3"],
    [{ track1: "B" }, "stripe.track1"],
  ];
  for (const [stripe, path] of wrong) {
    it(`is refused at ${path}, as ${JSON.stringify(stripe)?.slice(0, 30)}`, () => {
      const file = JSON.parse(JSON.stringify({ ...debit, stripe })) as unknown;
      assert.throws(
        () => checkCards(file),
        (fault: unknown) => fault instanceof CardFault && fault.path === path,
      );
    });
  }

  it("may be told to be absent", () => {
    assert.equal(checkCards({ ...debit, stripe: false })[0]!.stripe, false);
  });
});
