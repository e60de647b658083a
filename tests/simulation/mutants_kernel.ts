/** Bugs planted in the card flows and in script notices. */
import { plant } from "./mutant.ts";
import type { Mutant } from "./mutant.ts";

export const KERNEL_MUTANTS: readonly Mutant[] = [
  plant(
    "a script notice is tried without an end",
    "journal/notices.ts",
    "if (<i32>waiting.tries >= NOTICE_TRIES_MAX) putAside(waiting);",
    "",
  ),
  plant(
    "a script notice gives way to a newer one without a word",
    "journal/notices.ts",
    "if (waiting.ownStan !== 0) putAside(waiting);",
    "",
  ),
  plant(
    "a secure module without random numbers is taken for a failing chip",
    "emv/reading.ts",
    "if (random.length !== UNPREDICTABLE_BYTES) return Event.NOT_SEALED;",
    "if (random.length !== UNPREDICTABLE_BYTES) return Event.CARD_FAILED;",
  ),
  plant(
    "the exception file is not asked for a stripe",
    "terminal/sale.ts",
    "return isCardAllowed(t) ? Sale.LOOKING_UP : Sale.STOPPED;",
    "return isCardAllowed(t) ? Sale.STRIPE_PIN : Sale.STOPPED;",
  ),
];
