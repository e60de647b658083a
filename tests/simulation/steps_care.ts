/** What the weathers of people, locks and faults are made of. */
import { Screen } from "../../assembly/abi_shown.ts";
import {
  ADD,
  CASHIER,
  CLEAR_LOCK,
  FRAUD_STOP,
  guide,
  logsOn,
  MANAGER,
  newPassword,
  PEOPLE,
  RECOVER_PASSWORD,
  REMOVE,
  service,
  SUPERVISOR,
  typed,
} from "./care_guides.ts";
import type { Step } from "./care_guides.ts";
import { lift, putKeysIn, resetCode } from "./care_office.ts";
import type { GuideTask, Task } from "./person.ts";
import type { Weather } from "./weather.ts";
import type { World } from "./world.ts";

export const WRONG = "999999";
export const NEXT = "445566";
/** Sales until a cramped journal is full. */
export const FULL_SALES = 40;
export const LEAVE: Step = [Screen.MENU, "cancel"];
export const START: Step = [Screen.SET_UP_MANAGER, "enter"];

/** An item of the service menu, and out of it. */
export function inService(item: number, ...then: Step[]): GuideTask {
  return guide(...service(item), ...then, LEAVE);
}

/** Of the manager, who is logged on: an item of the operators' menu. */
export function withPeople(item: number, ...then: Step[]): GuideTask {
  return inService(PEOPLE, [Screen.MENU, { digit: item }], ...then);
}

export const wrongly = (number: string): Step[] => [
  [Screen.ENTER_OPERATOR, typed(number)],
  [Screen.ENTER_PASSWORD, { secret: WRONG }],
  [Screen.NOT_ALLOWED, "cancel"],
];
export const MANAGES = inService(PEOPLE, ...logsOn(MANAGER), LEAVE);
export const ADDS = withPeople(ADD, [Screen.OPERATOR_TO_ADD, typed("02")], ...newPassword(CASHIER.password), [
  Screen.DONE,
  "enter",
]);
export const REMOVES = withPeople(REMOVE, [Screen.OPERATOR_TO_REMOVE, typed("02")], [Screen.DONE, "enter"]);
export const STOP = guide(...service(FRAUD_STOP), [Screen.CONFIRM_FRAUD, "enter"], [Screen.DONE, "cancel"]);
export const CLEAR: Step[] = [...service(CLEAR_LOCK, Screen.LOCKED), [Screen.CONFIRM_CLEAR, "enter"]];
/** Somebody opens the case while the terminal is idle. */
export const OPENED_AT_IDLE = guide([Screen.IDLE, "nothing"], [Screen.LOCKED, "nothing"]);
export const CLEARS = guide(...CLEAR, ...logsOn(SUPERVISOR), [Screen.DONE, "enter"]);

export function differently(): Step[] {
  return [
    [Screen.NEW_PASSWORD, { secret: MANAGER.password }],
    [Screen.NEW_PASSWORD_AGAIN, { secret: WRONG }],
  ];
}

/** Of a supervisor who has forgotten his password: the platform gives him a code. */
export function recovering(name: string, then: (world: World, code: string) => Task[]): Weather {
  return {
    name,
    from: "staffed",
    tasks: [],
    prepare: (world) => then(world, resetCode(world, Number(SUPERVISOR.number))).forEach((task) => world.addTask(task)),
  };
}

export function recovery(code: string, ...then: Step[]): GuideTask {
  const number: Step = [Screen.OPERATOR_TO_RECOVER, typed(SUPERVISOR.number)];
  return inService(RECOVER_PASSWORD, number, [Screen.RESET_CODE, { secret: code }], ...then);
}

/** In a journal without room. */
export function full(what: string, tasks: Task[], prepare: (world: World) => void): Weather {
  return { name: `journal full: ${what}`, from: "full", tasks, prepare, trades: false };
}

/** Keys are put in, and the platform's lock is lifted. */
export function serve(world: World): void {
  putKeysIn(world);
  lift(world);
}
