/** Bugs planted in approvals without the acquirer and in their uploads. */
import { plant } from "./mutant.ts";
import type { Mutant } from "./mutant.ts";

export const OFFLINE_MUTANTS: readonly Mutant[] = [
  plant(
    "an offline approval is told under another STAN",
    "terminal/upload.ts",
    "x.stan = approved.stan;",
    "x.stan = approved.stan + 1;",
  ),
  plant(
    "an offline approval that is refused stays in the totals",
    "journal/durable.ts",
    "offline.refusedAmount += uploaded.amount;",
    "",
  ),
  plant(
    "an offline approval is asked for before its intent is durable",
    "emv/first_ac.ts",
    "return Event.WEIGHED;",
    "return FirstAc.ASKING;",
  ),
];
