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

/** As `settle`, and nothing is waited for: it may be resumed by itself, or keys typed too late may have led elsewhere. */
export const SETTLE: GuideTask = { ...settle([Screen.SETTLE, "enter"]), mayEndEarly: true };

const OFFICE = 5;
const TEST_PAYMENT = 5;
const LIMITS = 6;

/** The limits, from the menu of the merchant's account. */
export function limits(...then: Step[]): GuideTask {
  return guide([Screen.IDLE, { digit: OFFICE }], [Screen.MENU, { digit: LIMITS }], ...then, [Screen.MENU, "cancel"]);
}

/** A test payment from the menu, up to where the card is asked for; `then` is what is done from the typed amount on. */
export function testPayment(...then: Step[]): GuideTask {
  return guide([Screen.IDLE, { digit: OFFICE }], [Screen.MENU, { digit: TEST_PAYMENT }], ...then);
}

/** The whole way of a test, with the card that is put in when it is asked for. */
export const testSale = (pin: string): Step[] => [
  [Screen.TEST_INTRODUCTION, "enter"],
  [Screen.AMOUNT, "enter"],
  [Screen.INSERT_CARD, { card: "debit" }],
  [Screen.ENTER_PIN, { secret: pin }],
  [Screen.TEST_APPROVED, "remove"],
];

/** Yes or no to each of the six questions. */
export function checklist(...answers: boolean[]): Step[] {
  return answers.map((works, index) => [Screen.TEST_SCREEN + index, works ? "enter" : "cancel"] as const);
}

export const FETCH_LIMITS: GuideTask = { ...limits([Screen.LIMITS, "enter"]), mayEndEarly: true };

/** A test in which everything works, unless something goes wrong on the way. */
export function wholeTest(pin: string): GuideTask {
  return { ...testPayment(...testSale(pin), ...checklist(true, true, true, true, true, true)), mayEndEarly: true };
}
