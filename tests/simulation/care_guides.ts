/** Ways through the service menus, as the golden scenes, the weathers and the tests of tampering walk them. */
import { Screen } from "../../assembly/abi_shown.ts";
import type { Key } from "../../host/ports.ts";
import type { Deed, GuideTask } from "./person.ts";

export type Step = readonly [screen: Screen, deed: Deed];

export const MANAGER = { number: "99", password: "998877" };
export const SUPERVISOR = { number: "00", password: "112233" };
export const CASHIER = { number: "01", password: "4711" };

/** Digits of the items of the service menu, and of the operators' menu. */
export const FAULTS = 1;
export const MAINTENANCE = 2;
export const PEOPLE = 3;
export const CHANGE_PASSWORD = 4;
export const RECOVER_PASSWORD = 5;
export const LOG_OFF = 6;
export const FRAUD_STOP = 7;
export const CLEAR_LOCK = 8;
export const ADD = 1;
export const REMOVE = 2;
export const RESET = 3;
export const LOCK_TIME = 4;
const SERVICE = 7;

export function guide(...steps: readonly Step[]): GuideTask {
  return { kind: "guide", steps };
}

export function typed(digits: string): Key[] {
  return [...Array.from(digits, (digit) => ({ digit: Number(digit) })), "enter"];
}

/** From idle, or from the screen of a locked terminal, to an item of the service menu. */
export function service(item: number, from: Screen = Screen.IDLE): Step[] {
  return [
    [from, "menu"],
    [Screen.MENU, { digit: SERVICE }],
    [Screen.MENU, { digit: item }],
  ];
}

export function logsOn({ number, password }: typeof MANAGER): Step[] {
  return [
    [Screen.ENTER_OPERATOR, typed(number)],
    [Screen.ENTER_PASSWORD, { secret: password }],
  ];
}

export function newPassword(password: string): Step[] {
  return [
    [Screen.NEW_PASSWORD, { secret: password }],
    [Screen.NEW_PASSWORD_AGAIN, { secret: password }],
  ];
}

/** Somebody who was told a code on the telephone gets another password. */
export function recovers(number: string, code: string, password: string): Step[] {
  return [[Screen.OPERATOR_TO_RECOVER, typed(number)], [Screen.RESET_CODE, { secret: code }], ...newPassword(password)];
}

/** Told that it is done, and out of the menu. */
export const DONE: Step[] = [
  [Screen.DONE, "enter"],
  [Screen.MENU, "cancel"],
];

export const NOT_DONE: Step[] = [
  [Screen.NOT_DONE, "enter"],
  [Screen.MENU, "cancel"],
];

/** Manager and supervisor get their passwords. */
export const SET_UP = guide(
  ...service(PEOPLE),
  [Screen.SET_UP_MANAGER, "enter"],
  ...newPassword(MANAGER.password),
  [Screen.SET_UP_SUPERVISOR, "enter"],
  ...newPassword(SUPERVISOR.password),
  ...DONE,
);

/** The supervisor logs on and adds a cashier. */
export const ADD_CASHIER = guide(
  ...service(PEOPLE),
  ...logsOn(SUPERVISOR),
  [Screen.MENU, { digit: ADD }],
  [Screen.OPERATOR_TO_ADD, typed(CASHIER.number)],
  ...newPassword(CASHIER.password),
  ...DONE,
);

export const LOG_OUT = guide(...service(LOG_OFF), ...DONE);

/** Of a terminal at which nobody is set up. */
export const UNLOCK = guide(
  ...service(CLEAR_LOCK, Screen.LOCKED),
  [Screen.CONFIRM_CLEAR, "enter"],
  [Screen.DONE, "enter"],
);
