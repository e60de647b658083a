/** How cards misbehave, and what else they may ask for. */
import { Screen } from "../../assembly/abi_shown.ts";
import { CDA, COUNTED, debitChanged, DENIED, hashed, TDOL } from "./cards.ts";
import { sale } from "./cuts.ts";
import { forgedAndMute } from "./forgeries.ts";
import { answers, answersAll, turnAacIntoTc } from "./troubles.ts";
import type { Weather } from "./weather.ts";

export const CARDS: readonly Weather[] = [
  {
    name: "card declines at once",
    sells: 0,
    tasks: [sale("debit", 100)],
    changes: { cards: debitChanged({ declineFirst: true }) },
  },
  {
    name: "card declines an approval",
    sells: 0,
    tasks: [sale("debit", 100)],
    changes: { cards: debitChanged({ declineSecond: true }) },
  },
  {
    name: "terminal declines the card's data",
    sells: 0,
    tasks: [sale("debit", 100)],
    changes: { cards: debitChanged(DENIED) },
  },
  {
    name: "card with counters, small and great amounts",
    sells: 3,
    tasks: [sale("debit", 100), sale("debit", 60_000), sale("debit", 200_000)],
    changes: { cards: debitChanged(COUNTED) },
  },
  {
    name: "card forges its signature, and then falls silent",
    sells: 0,
    tasks: [sale("debit", 100)],
    changes: { cards: debitChanged(CDA), dress: forgedAndMute },
  },
  {
    name: "card on the exception file",
    sells: 1,
    tasks: [sale("debit", 100)],
    changes: { listed: ["debit"] },
  },
  {
    name: "forced online, and not after all",
    sells: 2,
    tasks: [
      { ...sale("debit", 100), at: { [Screen.AMOUNT]: ["menu", { digit: 1 }, { digit: 0 }, { digit: 0 }, "enter"] } },
      { ...sale("debit", 100), at: { [Screen.AMOUNT]: ["menu", "menu", { digit: 1 }, "enter"] } },
    ],
  },
  {
    name: "card with a TDOL",
    sells: 1,
    tasks: [sale("debit", 100)],
    changes: { cards: debitChanged(hashed(TDOL)) },
  },
  { name: "card without a TDOL", sells: 1, tasks: [sale("debit", 100)], changes: { cards: debitChanged(hashed()) } },
  {
    name: "card with a TDOL that is no list",
    sells: 0,
    tasks: [sale("debit", 100)],
    changes: { cards: debitChanged(hashed("9F")) },
  },
  { name: "card gives no ATR", tasks: [sale("debit", 100)], changes: { cards: debitChanged({ muteAfter: 0 }) } },
  {
    name: "card of another system",
    tasks: [sale("debit", 100)],
    changes: { cards: debitChanged({ aid: "A0000001523010" }) },
  },
  {
    name: "card is not for this payment",
    tasks: [sale("debit", 100)],
    prepare: (world) => answers(world, 0xa8, "6985"),
  },
  { name: "card is blocked", tasks: [sale("debit", 100)], prepare: (world) => answers(world, 0xa4, "6A81") },
  { name: "card gives a TC for an AAC", sells: 0, tasks: [sale("low-balance", 1234)], prepare: turnAacIntoTc },
  { name: "card asks again and again", tasks: [sale("debit", 100)], prepare: (world) => answers(world, 0xb2, "6C10") },
  { name: "card never has it all", tasks: [sale("debit", 100)], prepare: (world) => answersAll(world, "6110") },
];
