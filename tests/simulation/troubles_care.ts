/** What goes wrong from the moment that a screen is shown: an answer lost or refused, the flash worn, the line down, the case opened. */
import { Command, Done, Event } from "../../assembly/abi.ts";
import type { Screen } from "../../assembly/abi_shown.ts";
import type { CoreEvent } from "../../host/core.ts";
import { bytesPayload, word, words } from "../../host/payloads.ts";
import type { World } from "./world.ts";

const DAY_MS = 86_400_000;

/** Does something when a screen is shown for the nth time. */
export function atScreen(world: World, screen: Screen, nth: number, work: () => void): void {
  let left = nth;
  world.observers.push({
    before: ({ code, payload }) => {
      if (code === Command.SCREEN && word(payload, 0) === (screen as number) && --left === 0) work();
    },
  });
}

/** Time goes by when a screen is shown for the nth time. */
export function passAt(world: World, { screen, nth, ms }: { screen: Screen; nth: number; ms: number }): void {
  atScreen(world, screen, nth, () => (world.clock.now_ms += ms));
}

/** The next event of this kind never arrives. */
export function loseAt(world: World, screen: Screen, nth: number, code: Event): void {
  atScreen(world, screen, nth, () => changeNext(world, code, () => []));
}

/** The secure module does not encipher what was typed. */
export function refuseForwardAt(world: World, screen: Screen, nth: number): void {
  const refused = bytesPayload(new Uint8Array(0), Done.REFUSED, 0);
  atScreen(world, screen, nth, () => changeNext(world, Event.RECORD_DONE, (event) => [{ ...event, payload: refused }]));
}

/** From here on nothing can be written. */
export function wearAt(world: World, screen: Screen, nth = 1): void {
  atScreen(world, screen, nth, () => {
    world.meddle = (event) => [event.code === Event.FLASH_DONE ? { ...event, payload: words(Done.REFUSED) } : event];
  });
}

export function lineDownAt(world: World, screen: Screen, nth = 1): void {
  atScreen(world, screen, nth, () => (world.network.up = false));
}

export function tamperAt(world: World, screen: Screen, nth = 1): void {
  // After the step in which it is shown.
  atScreen(world, screen, nth, () => world.clock.after(100, () => world.board?.runtime.tamper()));
}

/** The calendar goes on. */
export function daysPassAt(world: World, { screen, nth, days }: { screen: Screen; nth: number; days: number }): void {
  atScreen(world, screen, nth, () => (world.belongings.clock.fast_ms += days * DAY_MS));
}

/** The printer refuses the first slip. */
export function jamOnce(world: World): void {
  changeNext(world, Event.PRINT_DONE, (event) => [{ ...event, payload: words(Done.REFUSED) }]);
}

function changeNext(world: World, code: Event, change: (event: CoreEvent) => CoreEvent[]): void {
  const before = world.meddle;
  let isOver = false;
  world.meddle = (event) => {
    const events = before === undefined ? [event] : [...before(event)];
    return events.flatMap((one) => {
      if (isOver || one.code !== code) return [one];
      isOver = true;
      return change(one);
    });
  };
}
