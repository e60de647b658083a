/**
 * Cards personalised each for one purpose, a readable file for each in `profiles/`: what a card with that behaviour looks like.
 *
 * Not among the cards of the simulator. Some share a PAN: a ledger is seeded with one of those at a time.
 */
import { checkCards } from "./card_data.ts";
import type { CardData } from "./card_spec.ts";
import sda from "./profiles/sda.json" with { type: "json" };
import dda from "./profiles/dda.json" with { type: "json" };
import dda1976 from "./profiles/dda-1976.json" with { type: "json" };
import cda from "./profiles/cda.json" with { type: "json" };
import visa10 from "./profiles/visa-10.json" with { type: "json" };
import visa17 from "./profiles/visa-17.json" with { type: "json" };
import visa18 from "./profiles/visa-18.json" with { type: "json" };
import twoApplications from "./profiles/two-applications.json" with { type: "json" };
import blockedApplication from "./profiles/blocked-application.json" with { type: "json" };
import blockedCard from "./profiles/blocked-card.json" with { type: "json" };
import blockedPin from "./profiles/blocked-pin.json" with { type: "json" };
import offline from "./profiles/offline.json" with { type: "json" };
import ownRecords from "./profiles/own-records.json" with { type: "json" };

const FILES: readonly unknown[] = [
  sda,
  dda,
  dda1976,
  cda,
  visa10,
  visa17,
  visa18,
  twoApplications,
  blockedApplication,
  blockedCard,
  blockedPin,
  ownRecords,
  offline,
];

/** All of them. */
export function loadProfiles(): CardData[] {
  return FILES.flatMap(checkCards);
}

/** @throws Error when there is none of the name */
export function profile(name: string): CardData {
  const found = loadProfiles().find((card) => card.name === name);
  if (found === undefined) throw new Error(`there is no card profile ${name}`);
  return found;
}
