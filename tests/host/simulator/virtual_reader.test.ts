/** The virtual reader: chip and stripe, each only when it is asked for, and one answer to each time it is armed. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Interface } from "../../../assembly/abi.ts";
import type { ChipCard } from "../../../host/cards/chip_card.ts";
import { loadCards } from "../../../host/cards/card_data.ts";
import { stripeOf } from "../../../host/cards/stripe.ts";
import { VirtualReader } from "../../../host/simulator/virtual_reader.ts";

const BOTH = Interface.CONTACT | Interface.STRIPE;
const STRIPE = stripeOf(loadCards()[0]!)!;

function card(atr: number[]): ChipCard {
  return { name: "card", powerOn: () => Uint8Array.from(atr), transmit: () => new Uint8Array(0) };
}

function armed(interfaces: number, reader = new VirtualReader()): { reader: VirtualReader; told: string[] } {
  const told: string[] = [];
  reader.arm(interfaces, {
    inserted: () => told.push("inserted"),
    mute: () => told.push("mute"),
    swiped: (stripe) => told.push(stripe === undefined ? "unreadable" : `track of ${stripe.track2.length}`),
  });
  return { reader, told };
}

describe("the virtual reader", () => {
  it("takes what comes first, and tells it once", () => {
    const first = armed(BOTH);
    first.reader.swipe(STRIPE);
    first.reader.insert(card([0x3b, 0x00]));
    first.reader.swipe(STRIPE);
    assert.deepEqual(first.told, [`track of ${STRIPE.track2.length}`]);
    const second = armed(BOTH);
    second.reader.insert(card([0x3b, 0x00]));
    second.reader.swipe(STRIPE);
    assert.deepEqual(second.told, ["inserted"]);
  });

  it("reads no stripe that nobody asks for, and powers no card", () => {
    const contact = armed(Interface.CONTACT);
    contact.reader.swipe(STRIPE);
    assert.deepEqual(contact.told, []);
    const stripe = armed(Interface.STRIPE);
    stripe.reader.insert(card([0x3b, 0x00]));
    assert.deepEqual(stripe.told, []);
    stripe.reader.swipe(undefined);
    assert.deepEqual(stripe.told, ["unreadable"]);
  });

  it("does not power the card again that is still in when the stripe is asked for", () => {
    const { reader, told } = armed(BOTH);
    reader.insert(card([]));
    assert.deepEqual(told, ["mute"]);
    const after = armed(Interface.STRIPE, reader);
    assert.deepEqual(after.told, []);
    reader.swipe(STRIPE);
    assert.equal(after.told.length, 1);
  });

  it("forgets what it was armed for when it is released", () => {
    const { reader, told } = armed(BOTH);
    reader.release();
    reader.swipe(STRIPE);
    assert.deepEqual(told, []);
  });
});
