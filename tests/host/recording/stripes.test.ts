/** A recording in which cards were swiped: no number, no discretionary data, and it replays. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Event } from "../../../assembly/abi.ts";
import { loadCards } from "../../../host/cards/card_data.ts";
import type { CardData } from "../../../host/cards/card_spec.ts";
import { stripeOf } from "../../../host/cards/stripe.ts";
import { stripeOfPayload, stripePayload } from "../../../host/payloads.ts";
import { anonymise, RecordingRefused } from "../../../host/recording/anonymise.ts";
import { holdsPan } from "../../../host/recording/card_forms.ts";
import { formatRecording } from "../../../host/recording/file.ts";
import { replay } from "../../../host/recording/replay.ts";
import type { Step } from "../../../host/recording/recorder.ts";
import type { SaleTask } from "../../simulation/person.ts";
import { cardNamed, CORE, recordWorld, saleWith } from "./support.ts";

const TRACK_3 = `99${cardNamed("debit").pan}=1561560000000000000003000000114000033120=000000000000=000000000000=98765432`;
const CARDS: CardData[] = loadCards().map((card) => ({
  ...card,
  stripe: { serviceCode: "120", discretionary: "8642975310".slice(0, card.pan.length > 18 ? 10 : 8), track3: TRACK_3 },
}));

function swipedSale(badSwipes = 0): Step[] {
  const task = { ...(saleWith("debit") as SaleTask), swipe: "at once" as const, badSwipes };
  return recordWorld([{ kind: "sign-on" }, task], () => {}, CARDS);
}

function swipes(steps: readonly Step[]): Step[] {
  return steps.filter(({ event }) => event.code === Event.STRIPE_READ);
}

function textOf(steps: Step[]): string {
  return formatRecording({ core: CORE.hash, steps });
}

/** The same run, had the reader made this out of the stripe. */
function withTracks(track2: string, track3 = ""): Step[] {
  const stripe = { track2: Buffer.from(track2), track3: Buffer.from(track3) };
  return swipedSale().map((step) => {
    if (step.event.code !== Event.STRIPE_READ) return step;
    return { ...step, event: { ...step.event, payload: stripePayload(stripe) } };
  });
}

describe("a recording of a swipe", () => {
  it("holds nothing of the card and replays", () => {
    const card = CARDS[0]!;
    const steps = swipedSale();
    assert.ok(textOf(steps).length > 0);
    const clean = anonymise(steps, CORE.newCore);
    const text = textOf(clean);
    assert.ok(!holdsPan(text, card.pan));
    for (const secret of ["864297", "98765432"]) {
      for (const form of [secret, Buffer.from(secret).toString("hex")]) assert.ok(!text.includes(form), form);
    }
    assert.equal(replay(clean, CORE.newCore), undefined);
  });

  it("keeps what a terminal acts by: lengths, expiry date and service code", () => {
    const clean = anonymise(swipedSale(), CORE.newCore);
    const { track2, track3 } = stripeOfPayload(swipes(clean)[0]!.event.payload)!;
    assert.equal(track2.length, stripeOf(CARDS[0]!)!.track2.length);
    assert.match(Buffer.from(track2).toString(), /^621626\d{9}0018=33121200{10}$/);
    assert.match(Buffer.from(track3).toString(), /^99621626\d{9}0018=[0=]+$/);
    assert.equal(track3.length, TRACK_3.length);
  });

  it("has a swipe that cannot be read without its characters", () => {
    const { pan } = CARDS[0]!;
    for (const track2 of [pan, pan.slice(1), `x${pan}=3312120`, `${pan}=33`, `${pan}=3312120${"1".repeat(20)}`]) {
      const steps = withTracks(track2);
      // What was recorded after a good swipe does not follow from this one: only the swipe is looked at.
      const upTo = steps.findIndex(({ event }) => event.code === Event.STRIPE_READ);
      const given = steps.slice(0, upTo + 1).map((step, index) => (index < upTo ? step : again(step, steps, upTo)));
      const clean = anonymise(given, CORE.newCore);
      assert.equal(stripeOfPayload(swipes(clean)[0]!.event.payload), undefined);
      assert.ok(!holdsPan(textOf(clean), pan));
    }
  });

  it("may hold swipes in vain", () => {
    const clean = anonymise(swipedSale(2), CORE.newCore);
    assert.equal(swipes(clean).length, 3);
    assert.equal(replay(clean, CORE.newCore), undefined);
  });

  it("is refused when track data stand as text in another event", () => {
    const steps = swipedSale();
    const line = steps.findIndex(({ event }) => event.code === Event.FLASH_DATA);
    const payload = steps[line]!.event.payload.slice();
    payload.set(Buffer.from(`${CARDS[0]!.pan}=3312120`), 16);
    const changed = steps.map((step, at) => (at === line ? { ...step, event: { ...step.event, payload } } : step));
    assert.throws(() => anonymise(changed, CORE.newCore), RecordingRefused);
  });
});

/** The step as the core takes it, after those before it. */
function again(step: Step, steps: readonly Step[], at: number): Step {
  const core = CORE.newCore();
  for (const { event } of steps.slice(0, at)) core.step(event);
  return { ...step, commands: core.step(step.event) };
}
