/**
 * What outlives a cut of the power: the one thing that the lives after it can depend on, with what the cut itself damages.
 *
 * So two points of a history with nothing between them that survives are one point, and one of them need be cut. The later
 * one is: a witness has seen more by then. Nothing is guessed at: time, chance, flash, key store, cards, what was shown and
 * printed, what is on its way and what people have begun are all in it; the acquirer changes at a point of its own alone.
 */
import { serialize } from "node:v8";
import type { World } from "./world.ts";

/** As a text; `changes` counts how often the flash was written and the acquirer was asked. */
export function survivorsOf(world: World, changes: number): string {
  const { clock, randomness, epoch, store, shown, printed, traps, tasksLeft } = world;
  const cards = [...world.cards.values()].map(({ state }) => state);
  const kept = [store.load(), cards, tasksLeft, [...clock.elsewhere], randomness.position];
  const counts = [changes, clock.now_ms, epoch, shown.length, printed.length, traps.length];
  return `${counts.join()} ${serialize(kept).toString("latin1")}`;
}

/** Of points in order, each with what survives there: the last of every run that is one. */
export function distinct(survivors: readonly string[]): number[] {
  return survivors.flatMap((text, at) => (text === survivors[at + 1] ? [] : [at]));
}
