/**
 * Every card of the catalogue in a sale: it comes to a defined end, the money is right, nothing traps, and the next sale with
 * a good card is approved. What each comes to stands in tests/transcripts/misbehaving_cards.txt.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Screen } from "../../assembly/abi_shown.ts";
import { Reason } from "../../assembly/abi_reasons.ts";
import { Field } from "../../assembly/abi_fields.ts";
import type { AcquirerEvent } from "../../host/acquirer/events.ts";
import type { ChipCard } from "../../host/cards/chip_card.ts";
import { CATALOGUE } from "../../host/cards/misbehaving/catalogue.ts";
import { misbehave } from "../../host/cards/misbehaving/misbehaving_card.ts";
import type { Misbehaviour } from "../../host/cards/misbehaving/misbehaving_card.ts";
import type { View } from "../../host/ports.ts";
import { testCards } from "./cards.ts";
import { builtCore } from "./core.ts";
import { isLastApproved, LAST, sale } from "./cuts.ts";
import { violations } from "./invariants.ts";
import { signedOn } from "./stages.ts";
import { expectGolden } from "./transcript_golden.ts";
import { Witness } from "./witness.ts";
import { numberIn, screenOf } from "./world.ts";
import type { World } from "./world.ts";

const BAD = "debit";
const AMOUNT = 1234;
const NAME_COLUMNS = 28;

const core = builtCore();
const spare = builtCore();

/** What the invariants say and must: this card is told its own data, by its own list (EMV Book 3, 5.4). */
const EXPECTED: ReadonlyMap<string, readonly string[]> = new Map([
  ["cdol1-of-pan", ["PAN in a command CARD_APDU", "track in a command CARD_APDU"]],
]);

/** A terminal that has sold to the good card before, so that its ATC is known to the issuer. */
function worldWithHistory(): World {
  const world = signedOn(core).fork({ tasks: [sale(BAD, 100)] });
  world.powerOn();
  assert.ok(world.run());
  world.powerOff();
  return world;
}

interface End {
  line: string;
  wrong: string[];
}

function play(base: World, misbehaviour: Misbehaviour): End {
  const told: AcquirerEvent[] = [];
  const world = base.fork({
    tasks: [sale(BAD, AMOUNT), LAST],
    dress: (card): ChipCard => (card.name === BAD ? misbehave(misbehaviour, card) : card),
    log: (event) => told.push(event),
  });
  const witness = new Witness(world);
  try {
    world.powerOn();
    world.run();
  } catch (error) {
    return { line: `${misbehaviour.name} throws`, wrong: [error instanceof Error ? error.message : String(error)] };
  }
  const expected = EXPECTED.get(misbehaviour.name) ?? [];
  const wrong = violations(world, witness, spare).filter((text) => !expected.includes(text));
  if (!isLastApproved(world)) wrong.push("the next sale was not approved");
  return { line: describeEnd(misbehaviour.name, world, told), wrong };
}

/** Name, what people saw last, what the acquirer was asked and said, what became of the money. */
function describeEnd(name: string, world: World, told: readonly AcquirerEvent[]): string {
  const own = told.flatMap((event) => {
    if (event.kind !== "message") return [`${event.kind} ${event.code}`];
    return event.amount === LAST.amount ? [] : [`${event.mti} ${event.response} ${event.outcome}`];
  });
  const host = own.length === 0 ? "the acquirer is not asked" : own.join(", ");
  return `${name.padEnd(NAME_COLUMNS)} ${describeScreens(world)} · ${host} · ${describeMoney(world)}`;
}

/** The screens that end the sale, from the first that says how it went to idle. */
function describeScreens(world: World): string {
  const begun = world.shown.findIndex((view) => screenOf(view) === Screen.INSERT_CARD);
  const idle = world.shown.findIndex((view, index) => index > begun && screenOf(view) === Screen.IDLE);
  const last = world.shown.slice(begun, idle).at(-1);
  return last === undefined ? "no end" : describeView(last);
}

function describeView(view: View): string {
  const reason = numberIn(view, Field.REASON);
  return [Screen[view.id], ...(reason === undefined ? [] : [Reason[reason]])].join(" ");
}

function describeMoney(world: World): string {
  const booked = world.ledger.bookings().filter(({ amount }) => amount === AMOUNT);
  return booked.map(({ reversed }) => (reversed ? "reversed" : "booked")).join(", ") || "nothing is booked";
}

describe("cards that misbehave", () => {
  it("are at least forty, with names of their own", () => {
    assert.ok(CATALOGUE.length >= 40);
    assert.equal(new Set(CATALOGUE.map(({ name }) => name)).size, CATALOGUE.length);
  });

  it("each end in a screen, leave the money right and the terminal ready", () => {
    const base = worldWithHistory();
    const ends = CATALOGUE.map((misbehaviour) => play(base, misbehaviour));
    const wrong = ends.filter((end) => end.wrong.length > 0).map((end) => `${end.line}: ${end.wrong.join("; ")}`);
    assert.deepEqual(wrong, []);
    const text = ends.map(({ line }) => line).join("\n");
    for (const { name, pan } of testCards()) assert.ok(!text.includes(pan), `the card number of ${name} is shown`);
    expectGolden("misbehaving_cards", `# What a sale of 12.34 comes to, card by card\n\n${text}\n`);
  });
});
