/**
 * What a whole chip sale costs, without offline authentication and with DDA under a 1152-bit key of the card, which the virtual
 * card signs with: PIN block, MACs, cryptograms, certificates and all; beside the same calls of node:crypto with nothing around
 * them, and what of it is time inside the core.
 *
 * Every sale is approved and booked, or the benchmark ends. Published test keys.
 */
import type { CardData } from "../../host/cards/card_spec.ts";
import { profile } from "../../host/cards/profiles.ts";
import type { Core, CoreEvent } from "../../host/core.ts";
import { loadCore } from "../../host/simulator/core_module.ts";
import { bareCiphersOf } from "./chip_ciphers.ts";
import { ChipShop } from "./chip_shop.ts";
import { inIsolate } from "./isolate.ts";
import { type Contestant, looped } from "./rounds.ts";

export const CHIP_SALE = "chip sale";
export const CHIP_SALE_DDA = "chip sale DDA 1152";

/** Before the journal is full: nothing settles a batch. */
const SALES_A_SHOP = 6_000;
/**
 * Some fifteen thousand sales, in three shops: until then the engine has not compiled all that a sale runs through, or must do it
 * anew for the next shop.
 */
const WARM_UPS: Readonly<Record<string, number>> = { [CHIP_SALE]: 12, [CHIP_SALE_DDA]: 24 };
/** A sale goes through a megabyte of code: after another row it takes some sales until the caches hold it again. */
const SLICES = 10;
/** Enough that a sale which has more to do than others counts as often as it comes. */
const SALES_RECORDED = 40;

const DDA: CardData = {
  ...profile("dda"),
  // Online PIN: a PIN that the card checks is another sale.
  offlinePin: false,
  authentication: ["dda"],
  keys: { authority: "ca-1408", issuer: "issuer-1152", icc: "icc-1152" },
};
const PLAIN: CardData = { ...DDA };
delete PLAIN.authentication;
delete PLAIN.keys;
const CARDS: Readonly<Record<string, CardData>> = { [CHIP_SALE]: PLAIN, [CHIP_SALE_DDA]: DDA };

export interface ChipEntries {
  /** The rows of each card, timed beside each other. */
  parts: Contestant[][];
  /** Steps of the core in a sale, by row. */
  steps: ReadonlyMap<string, number>;
}

/** @throws AssertionError for a sale that is not approved and booked */
export function chipEntries(): ChipEntries {
  const { newCore } = loadCore();
  const steps = new Map<string, number>();
  const parts = [CHIP_SALE, CHIP_SALE_DDA].map((name): Contestant[] => {
    steps.set(`${name} core steps`, recorded(CARDS[name]!, newCore).events.length / SALES_RECORDED);
    const floor = floorOf(name);
    return [
      { name: floor, floor, measure: inIsolate(floor), slices: SLICES },
      { name, floor, measure: inIsolate(name), warmUps: WARM_UPS[name]!, slices: SLICES },
      { name: coreOf(name), floor: "", measure: inIsolate(coreOf(name)), slices: SLICES },
    ];
  });
  return { parts, steps };
}

const floorOf = (name: string): string => `${name} bare ciphers`;
const coreOf = (name: string): string => `${name} core`;

/** What measures a row of `chipEntries`, in this thread. */
export function chipMeasure(row: string): Contestant["measure"] {
  const { newCore } = loadCore();
  const name = row.startsWith(CHIP_SALE_DDA) ? CHIP_SALE_DDA : CHIP_SALE;
  const card = CARDS[name]!;
  if (row === coreOf(name)) return inCore(recorded(card, newCore));
  if (row === name) return selling(card, newCore);
  const bare = bareCiphersOf(card, newCore);
  return looped((times) => repeated(times, bare));
}

function repeated(times: number, work: () => number): number {
  let sum = 0;
  for (let i = 0; i < times; i++) sum += work();
  return sum;
}

/** Another shop, outside the time, when the batch of the one before is nearly full. */
function selling(card: CardData, newCore: () => Core): Contestant["measure"] {
  let shop = new ChipShop(card, newCore);
  const measure = looped((times) => {
    for (let i = 0; i < times; i++) shop.sell();
    return shop.sales;
  });
  return (ms) => {
    if (shop.sales > SALES_A_SHOP) shop = new ChipShop(card, newCore);
    return measure(ms);
  };
}

interface Recorded {
  core: Core;
  /** The terminal at rest before the first event. */
  before: Uint8Array;
  events: readonly CoreEvent[];
}

function recorded(card: CardData, newCore: () => Core): Recorded {
  const events: CoreEvent[] = [];
  const shop = new ChipShop(card, newCore, { event: (event) => events.push(event) });
  const before = shop.core.snapshot();
  events.length = 0;
  for (let i = 0; i < SALES_RECORDED; i++) shop.sell();
  return { core: shop.core, before, events };
}

/** The events of the recorded sales again, the board's writing of them included. */
function inCore({ core, before, events }: Recorded): Contestant["measure"] {
  const measure = looped((times) => {
    for (let i = 0; i < times; i++) {
      core.restore(before);
      for (const event of events) core.handle(event);
    }
    return times;
  });
  return (ms) => measure(ms) / SALES_RECORDED;
}
