/** Seeded cases against the codec library: bytes made of right ones by a few changes, or of nothing. */
import { Dice } from "../dice.ts";
import { mutateBytes } from "../mutate.ts";
import { Violation } from "./targets.ts";
import type { Target } from "./targets.ts";

export interface CodecTally {
  cases: number;
  accepted: number;
}

/** Cases `first` to `first + count - 1` of a target; a case's number is its seed. @throws Error that names the case */
export function fuzz(target: Target, first: number, count: number): CodecTally {
  let accepted = 0;
  for (let seed = first; seed < first + count; seed++) {
    const bytes = caseOf(target, new Dice(seed));
    try {
      if (target.run(bytes)) accepted++;
    } catch (error) {
      const why = error instanceof Violation ? error.message : String(error);
      const hex = Buffer.from(bytes).toString("hex");
      throw new Error(`${target.name}, case ${seed}: ${why}; the input: ${hex}`, { cause: error });
    }
  }
  return { cases: count, accepted };
}

function caseOf({ seeds }: Target, dice: Dice): Uint8Array {
  if (dice.chance(5)) return dice.bytes(dice.below(80));
  if (dice.chance(5)) return dice.pick(seeds);
  return mutateBytes(dice, dice.pick(seeds));
}
