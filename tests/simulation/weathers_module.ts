/** Payments that end because the secure module refuses, and cards that leave while something is written. */
import { Event } from "../../assembly/abi.ts";
import { debitChanged, STRIPE_ONLY } from "./cards.ts";
import { sale } from "./cuts.ts";
import { pullOutAtCommand, turnAacIntoTc } from "./troubles.ts";
import { pullOutAtIntent, refuseOnce, silenceAt } from "./troubles_module.ts";
import type { Weather } from "./weather.ts";

const GENERATE_AC = 0xae;

export const MODULE: readonly Weather[] = [
  {
    name: "no MAC once the card has given its ARQC",
    sells: 0,
    tasks: [sale("debit", 100)],
    prepare: (world) => refuseOnce(world, Event.MAC_DONE),
  },
  {
    name: "no MAC, and the card gives a TC for the AAC",
    sells: 0,
    tasks: [sale("debit", 100)],
    prepare: (world) => {
      turnAacIntoTc(world);
      refuseOnce(world, Event.MAC_DONE);
    },
  },
  {
    name: "no MAC, and the card is pulled out",
    sells: 0,
    tasks: [sale("debit", 100)],
    prepare: (world) => {
      pullOutAtCommand(world, GENERATE_AC, 2);
      refuseOnce(world, Event.MAC_DONE);
    },
  },
  {
    name: "no MAC, and the card falls silent",
    sells: 0,
    tasks: [sale("debit", 100)],
    prepare: (world) => {
      silenceAt(world, GENERATE_AC, 2);
      refuseOnce(world, Event.MAC_DONE);
    },
  },
  {
    name: "no random number for a card that could be swiped",
    sells: 0,
    tasks: [sale("debit", 100, { swipe: "when asked" })],
    prepare: (world) => refuseOnce(world, Event.RANDOM_DONE),
  },
  {
    name: "the card is pulled out while the intent is written",
    sells: 0,
    tasks: [sale("debit", 100)],
    prepare: (world) => pullOutAtIntent(world, Infinity),
  },
  {
    name: "the card is pulled out while the intent is written, and the next record cannot be",
    sells: 0,
    tasks: [sale("debit", 100)],
    prepare: (world) => pullOutAtIntent(world, 1),
    mayStop: true,
  },
  {
    name: "the stripe of a card on the exception file",
    sells: 0,
    tasks: [sale("debit", 100, { swipe: "at once" })],
    changes: { cards: debitChanged(STRIPE_ONLY), listed: ["debit"] },
  },
];
