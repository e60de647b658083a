/** Planted bugs in the life of a terminal: its people, its binding, its downloads. */
import { plant } from "./mutant.ts";
import type { Mutant } from "./mutant.ts";

export const ACCOUNT_MUTANTS: readonly Mutant[] = [
  plant(
    "downloads: one is recorded that the board has refused",
    "terminal/download/download_acts.ts",
    "return isStaged(t) ? Downloading.RECORDING : Downloading.DROPPING;",
    "return isStaged(t) ? Downloading.RECORDING : Downloading.RECORDING;",
  ),
  plant(
    "binding: bound before the platform has confirmed it",
    "terminal/binding/binding.ts",
    "case Event.SIGNED_ON: return Binding.CONFIRMING;",
    "case Event.SIGNED_ON: return Binding.BINDING;",
    [
      "case Event.STORED: return Binding.BOUND;",
      "case Event.STORED: return may2(ifBoundEarly(t), Binding.CONFIRMING, Binding.BOUND);",
    ],
    ["case Event.STORED: return Binding.BINDING;", "case Event.STORED: return Binding.BOUND;"],
    [
      "function showBound(",
      "function ifBoundEarly(t: Terminal): i32 {\n  return bindingOf(t).boundOn === 0 ? Binding.CONFIRMING : Binding.BOUND;\n}\n\nfunction showBound(",
    ],
  ),
  plant(
    "binding: of a terminal at which nobody is set up",
    "terminal/binding/protection.ts",
    "return isSetUpNeeded(t) && isGuarded(t);",
    "return isGuarded(t) && !isGuarded(t);",
  ),
];
