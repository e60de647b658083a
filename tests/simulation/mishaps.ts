/**
 * Mishaps: one thing goes wrong at one of the answers that the devices give in a flow. Every answer of every flow is tried
 * with every mishap that fits it; afterwards people go on, and the next sale must be approved.
 */
import { Done, Event, Secret } from "../../assembly/abi.ts";
import { Authenticity } from "../../assembly/abi_devices.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import type { CoreEvent } from "../../host/core.ts";
import { bytesPayload, stripePayload, words } from "../../host/payloads.ts";
import type { Meddle } from "./core.ts";
import { isLastApproved, LAST } from "./cuts.ts";
import type { Flow, Stage } from "./cuts.ts";
import { resultsLost, violations } from "./invariants.ts";
import type { Network } from "../../host/simulator/memory_line.ts";
import { Witness } from "./witness.ts";
import type { World } from "./world.ts";

export interface Mishap {
  /** Whether it can happen at this answer; at every one when absent. */
  fits?: (event: CoreEvent, world: World) => boolean;
  /** What happens at an answer that it fits: the events that arrive instead. */
  happens: (event: CoreEvent, world: World) => readonly CoreEvent[];
  /** The terminal may go out of service over it: its flash has failed. */
  stops?: boolean;
}

const NOTHING = new Uint8Array(0);
const FAIR: Network = {
  up: true,
  chunk: 4096,
  step: undefined,
  reply: undefined,
  request: undefined,
  unasked: undefined,
  silent: false,
  faultOf: undefined,
  hangsUp: false,
  copies: 1,
  transit_ms: undefined,
};
/** Checking error: no precise diagnosis (ISO/IEC 7816-4, 5.6). */
const SW_FAILED = new Uint8Array([0x6f, 0x00]);
const BLOCK_BYTES = 16;

export const MISHAPS: Readonly<Record<string, Mishap>> = {
  "never answers": { happens: () => [], stops: true },
  refuses: {
    fits: (event) => refusalOf(event) !== undefined,
    happens: (event) => [refusalOf(event)!],
    stops: true,
  },
  "answers twice": { happens: (event) => [event, event] },
  "card falls silent": {
    fits: ({ code }) => code === Event.CARD_REPLY || code === Event.PIN_VERIFIED,
    happens: (event) => [{ ...event, code: Event.CARD_MUTE, payload: NOTHING }],
  },
  "card is pulled out": { fits: (_, world) => world.board?.reader.inserted !== undefined, happens: pullOut },
  "cancel is pressed": { happens: pressCancel },
};

function pullOut(event: CoreEvent, world: World): readonly CoreEvent[] {
  world.board?.reader.remove();
  return [event];
}

function pressCancel(event: CoreEvent, world: World): readonly CoreEvent[] {
  world.board?.runtime.key("cancel");
  return [event];
}

/** The same answer from a device that refuses, fails or is gone. */
export function refusalOf(event: CoreEvent): CoreEvent | undefined {
  switch (event.code) {
    case Event.FLASH_DATA:
    case Event.RANDOM_DONE:
    case Event.AID_READ:
      return { ...event, payload: bytesPayload(NOTHING) };
    case Event.FLASH_DONE:
    case Event.MAC_CHECKED:
    case Event.CARD_CHECKED:
      return { ...event, payload: words(Done.REFUSED) };
    case Event.CARD_KEY_DONE:
      return { ...event, payload: words(Authenticity.REFUSED) };
    case Event.SIGNATURE_DONE:
      return { ...event, payload: bytesPayload(NOTHING, Authenticity.REFUSED, 0) };
    case Event.KEY_LOADED:
    case Event.PIN_VERIFIED:
      return { ...event, payload: words(Done.REFUSED, 0) };
    case Event.PRINT_DONE:
      return { ...event, payload: words(Done.PAPER_OUT) };
    case Event.CARD_REPLY:
      return { ...event, payload: bytesPayload(SW_FAILED) };
    case Event.STRIPE_READ:
      return { ...event, payload: stripePayload(undefined) };
    case Event.CARD_IN:
      return { ...event, code: Event.CARD_MUTE, payload: NOTHING };
    case Event.LINE_UP:
    case Event.LINE_DATA:
      return { ...event, code: Event.LINE_DOWN, payload: NOTHING };
    case Event.SECRET_DONE:
      return { ...event, payload: words(Secret.REFUSED, 0) };
    case Event.PIN_DONE:
    case Event.MAC_DONE: {
      const payload = new Uint8Array(BLOCK_BYTES);
      payload.set(words(Done.REFUSED));
      return { ...event, payload };
    }
    case Event.RECORD_DONE:
      return { ...event, payload: bytesPayload(NOTHING, Done.REFUSED, 0) };
    default:
      return undefined;
  }
}

/** @returns whether somebody asked for this event */
export function isAnswer({ code, ticket }: CoreEvent): boolean {
  return ticket.number !== 0 && code !== Event.BOOT;
}

/** Lets `mishap` happen at answer number `at`, counted from 0; `fitting` is told of every answer that it fits. */
export function meddleAt(
  world: World,
  at: number,
  mishap: Mishap,
  fitting: (answer: number, event: CoreEvent) => void = () => {},
): Meddle {
  let answers = 0;
  return (event) => {
    if (!isAnswer(event)) return [event];
    const answer = answers++;
    if (mishap.fits?.(event, world) === false) return [event];
    fitting(answer, event);
    return answer === at ? mishap.happens(event, world) : [event];
  };
}

export interface Misfortune {
  violations: string[];
  /** Answers that the mishap fits, before the weather cleared. */
  ats: number[];
  /** Bookings that stand in the end. */
  sold: number;
  events: number;
  boots: number;
}

/** Plays a flow in which `mishap` happens at answer `at`, then one more sale in fair weather. */
export function playMishap(stage: Stage, flow: Flow, at: number, mishap: Mishap): Misfortune {
  const ats: number[] = [];
  let isNew = flow.isKnownUntilCard !== true;
  const world = stage.base.fork({ core: stage.core, tasks: flow.tasks, ...flow.changes });
  const witness = new Witness(world);
  flow.prepare?.(world);
  world.meddle = meddleAt(world, at, mishap, (answer, event) => {
    isNew ||= event.code === Event.CARD_IN;
    if (isNew) ats.push(answer);
  });
  stage.watch?.(world);
  const wrong = playOut(world, witness, stage, { mayStop: mishap.stops === true });
  return { violations: wrong, ats, sold: sold(world), events: witness.events, boots: witness.boots };
}

/** Bookings that stand. */
export function sold(world: World): number {
  return world.ledger.bookings().filter(({ reversed }) => !reversed).length;
}

/** The weather is fair again; what is on its way still arrives. */
function clearUp(world: World): void {
  world.meddle = undefined;
  Object.assign(world.network, FAIR);
}

/**
 * Lets a world come to rest, out of service if need be, and then trade again in fair weather.
 *
 * @param options lingers_ms: time that goes by before the power is switched off and on again; mayStop: out of service is
 *   a way to come to rest
 * @returns what was violated
 */
export function playOut(
  world: World,
  witness: Witness,
  { spare }: Pick<Stage, "spare">,
  options: { lingers_ms?: number; mayStop?: boolean },
): string[] {
  try {
    world.powerOn();
    const isStopped = !world.run() && world.board?.screen === Screen.OUT_OF_SERVICE && options.mayStop === true;
    if (!world.isAtRest && !isStopped) return violations(world, witness, spare);
    const lost = world.isAtRest ? resultsLost(world) : [];
    if (lost.length > 0) return lost;
    world.wait(options.lingers_ms ?? 0);
    clearUp(world);
    world.powerOff();
    world.addTask(LAST);
    world.powerOn();
    world.run();
  } catch (error) {
    return [...witness.violations, error instanceof Error ? error.message : String(error)];
  }
  const wrong = violations(world, witness, spare);
  return wrong.length > 0 || isLastApproved(world) ? wrong : ["the next sale was not approved"];
}
