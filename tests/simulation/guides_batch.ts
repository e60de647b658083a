/** Ways through the screens of settlement, limits and the test payment. */
import { Screen } from "../../assembly/abi_shown.ts";
import type { Deed, GuideTask } from "./person.ts";

type Step = readonly [screen: Screen, deed: Deed];

export function guide(...steps: Step[]): GuideTask {
  return { kind: "guide", steps };
}

/** From idle by its digit; `then` is what is done from the totals on. */
export function settle(...then: Step[]): GuideTask {
  const rest: readonly Step[] =
    then.length > 0
      ? then
      : [
          [Screen.SETTLE, "enter"],
          [Screen.SETTLED, "enter"],
        ];
  return guide([Screen.IDLE, { digit: 4 }], ...rest);
}

/** As `settle`, and nothing is waited for: it may be resumed by itself. */
export const SETTLE: GuideTask = settle([Screen.SETTLE, "enter"]);
