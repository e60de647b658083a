/** Runs of a simulated world with a recorder in it. */
import type { CoreModule } from "../../../host/simulator/core_module.ts";
import { loadCore } from "../../../host/simulator/core_module.ts";
import { loadCards } from "../../../host/cards/card_data.ts";
import type { CardData } from "../../../host/cards/card_spec.ts";
import { Recorder } from "../../../host/recording/recorder.ts";
import type { Step } from "../../../host/recording/recorder.ts";
import type { Task } from "../../simulation/person.ts";
import { World } from "../../simulation/world.ts";

export const CORE: CoreModule = loadCore();

export function cardNamed(name: string): CardData {
  return loadCards().find((card) => card.name === name)!;
}

export function saleWith(name: string, amount = 1234): Task {
  return { kind: "sale", amount, card: name, pin: cardNamed(name).pin };
}

/** Steps as they were, card numbers and all: for tests alone. */
export function recordWorld(tasks: Task[], change: (world: World) => void = () => {}, cards = loadCards()): Step[] {
  const recorder = new Recorder();
  const world = new World({ core: CORE.newCore, tasks, observer: recorder, cards });
  change(world);
  world.powerOn();
  world.run();
  return recorder.steps;
}

/** A sign-on and a sale with the card of this name. */
export function recordSale(name: string, change?: (world: World) => void): Step[] {
  return recordWorld([{ kind: "sign-on" }, saleWith(name)], change);
}
