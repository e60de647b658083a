/** The scenes of the golden transcripts about people, faults, maintenance and a stop for fraud, and how each of them fails. */
import { Screen } from "../../assembly/abi_shown.ts";
import {
  ADD,
  ADD_CASHIER,
  CASHIER,
  CHANGE_PASSWORD,
  CLEAR_LOCK,
  DONE,
  FAULTS,
  FRAUD_STOP,
  guide,
  LOCK_TIME,
  LOG_OUT,
  logsOn,
  MAINTENANCE,
  MANAGER,
  newPassword,
  NOT_DONE,
  PEOPLE,
  RECOVER_PASSWORD,
  recovers,
  REMOVE,
  RESET,
  service,
  SET_UP,
  SUPERVISOR,
  typed,
} from "./care_guides.ts";
import { lift, resetCode } from "./care_office.ts";
import type { Step } from "./care_guides.ts";
import type { Task } from "./person.ts";
import { SALE, SIGN_ON } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";
import { atScreen, daysPassAt, jamOnce, lineDownAt, passAt } from "./troubles_care.ts";

const MINUTE_MS = 60_000;
const WRONG = "999999";
const NEW_PASSWORD = "445566";
/** How often IDLE has been shown when the terminal is staffed. */
const STAFFED_IDLE = 5;

/** A cashier logs on for a sale, and thinks better of it. */
const LOGS_ON = guide([Screen.IDLE, "enter"], ...logsOn(CASHIER), [Screen.AMOUNT, "cancel"]);
const STAFFED: Task[] = [SIGN_ON, SET_UP, ADD_CASHIER, LOG_OUT];

function wrongly(number: string, screen: Screen): Step[] {
  return [
    [screen, typed(number)],
    [Screen.NOT_DONE, "enter"],
    [Screen.MENU, "cancel"],
  ];
}

const STOP = guide(...service(FRAUD_STOP), [Screen.CONFIRM_FRAUD, "enter"], [Screen.DONE, "enter"]);

export const CARE_SCENES: readonly Scene[] = [
  {
    name: "people_set_up",
    title: "Manager and supervisor get their first passwords; one of them is typed differently the second time",
    tasks: [
      SIGN_ON,
      guide(
        ...service(PEOPLE),
        [Screen.SET_UP_MANAGER, "enter"],
        [Screen.NEW_PASSWORD, { secret: MANAGER.password }],
        [Screen.NEW_PASSWORD_AGAIN, { secret: WRONG }],
        [Screen.NOT_DONE, "enter"],
        ...newPassword(MANAGER.password),
        [Screen.SET_UP_SUPERVISOR, "enter"],
        ...newPassword(SUPERVISOR.password),
        ...DONE,
      ),
    ],
  },
  {
    name: "people_cashier_sells",
    title: "A supervisor adds a cashier, who logs on for a sale: message and slip carry his number",
    tasks: [...STAFFED, LOGS_ON, SALE],
  },
  {
    name: "people_wrong_password",
    title: "A wrong password, then the right one, and a cashier who may not do what he asks for",
    tasks: [
      ...STAFFED,
      guide(
        ...service(PEOPLE),
        [Screen.ENTER_OPERATOR, typed(CASHIER.number)],
        [Screen.ENTER_PASSWORD, { secret: WRONG }],
        [Screen.NOT_ALLOWED, "enter"],
        ...logsOn(CASHIER),
        [Screen.NOT_ALLOWED, "enter"],
        [Screen.MENU, "cancel"],
      ),
    ],
  },
  {
    name: "people_locked_out",
    title: "Five wrong passwords lock a cashier out; the supervisor sets his password anew",
    tasks: [
      ...STAFFED,
      guide(
        ...service(CHANGE_PASSWORD),
        ...Array.from({ length: 5 }, (): Step[] => [
          [Screen.ENTER_OPERATOR, typed(CASHIER.number)],
          [Screen.ENTER_PASSWORD, { secret: WRONG }],
          [Screen.NOT_ALLOWED, "enter"],
        ]).flat(),
        [Screen.MENU, "cancel"],
      ),
      guide(
        ...service(PEOPLE),
        ...logsOn(SUPERVISOR),
        [Screen.MENU, { digit: RESET }],
        [Screen.OPERATOR_TO_RESET, typed(CASHIER.number)],
        ...newPassword("5522"),
        ...DONE,
      ),
      LOG_OUT,
      guide([Screen.IDLE, "enter"], ...logsOn({ ...CASHIER, password: "5522" }), [Screen.AMOUNT, "cancel"]),
      SALE,
    ],
  },
  {
    name: "people_change_password",
    title: "A password is changed: with a wrong old one first, then with the right one",
    tasks: [
      ...STAFFED,
      guide(
        ...service(CHANGE_PASSWORD),
        ...logsOn(SUPERVISOR),
        [Screen.OLD_PASSWORD, { secret: WRONG }],
        ...newPassword("445566"),
        [Screen.NOT_DONE, "enter"],
        [Screen.MENU, { digit: CHANGE_PASSWORD }],
        [Screen.OLD_PASSWORD, { secret: SUPERVISOR.password }],
        ...newPassword("445566"),
        ...DONE,
      ),
    ],
  },
  {
    name: "people_old_password",
    title: "After ninety days the terminal reminds of an old password",
    tasks: [...STAFFED, guide(...service(FAULTS), ...logsOn(SUPERVISOR), [Screen.PASSWORD_OLD, "enter"], ...DONE)],
    prepare: (world) => daysPassAt(world, { screen: Screen.IDLE, nth: STAFFED_IDLE, days: 91 }),
  },
  {
    name: "people_add_and_remove",
    title: "An operator who is there already, one who leaves, and one who never was",
    tasks: [
      ...STAFFED,
      guide(
        ...service(PEOPLE),
        ...logsOn(MANAGER),
        [Screen.MENU, { digit: ADD }],
        ...wrongly(CASHIER.number, Screen.OPERATOR_TO_ADD),
      ),
      guide(
        ...service(PEOPLE),
        [Screen.MENU, { digit: REMOVE }],
        [Screen.OPERATOR_TO_REMOVE, typed(CASHIER.number)],
        ...DONE,
      ),
      guide(...service(PEOPLE), [Screen.MENU, { digit: REMOVE }], ...wrongly("44", Screen.OPERATOR_TO_REMOVE)),
    ],
  },
  {
    name: "people_idle_lock",
    title: "Nobody touches the machine: the manager must log on again, and after the time that he set a cashier too",
    tasks: [
      ...STAFFED,
      guide(
        ...service(PEOPLE),
        ...logsOn(MANAGER),
        [Screen.MENU, { digit: LOCK_TIME }],
        [Screen.LOCK_MINUTES, typed("10")],
        ...DONE,
      ),
      SALE,
      guide(...service(PEOPLE), [Screen.ENTER_OPERATOR, "cancel"], [Screen.MENU, "cancel"]),
      LOGS_ON,
    ],
    prepare: (world) => passAt(world, { screen: Screen.APPROVED, nth: 1, ms: 11 * MINUTE_MS }),
  },
  {
    name: "people_code_refused",
    title: "A forgotten password: the platform cannot be reached, and nothing changes",
    tasks: [
      ...STAFFED,
      guide(
        ...service(RECOVER_PASSWORD),
        [Screen.OPERATOR_TO_RECOVER, typed(SUPERVISOR.number)],
        [Screen.RESET_CODE, { secret: "123456" }],
        ...NOT_DONE,
      ),
    ],
    prepare: (world) => lineDownAt(world, Screen.RESET_CODE),
  },
  {
    name: "people_code",
    title:
      "A forgotten password: with a wrong code nothing changes, with the platform's own code a new one is set and works",
    tasks: [...STAFFED],
    prepare: (world) => {
      const code = resetCode(world, Number(SUPERVISOR.number));
      world.addTask(
        guide(
          ...service(RECOVER_PASSWORD),
          [Screen.OPERATOR_TO_RECOVER, typed(SUPERVISOR.number)],
          [Screen.RESET_CODE, { secret: WRONG }],
          ...NOT_DONE,
        ),
      );
      world.addTask(guide(...service(RECOVER_PASSWORD), ...recovers(SUPERVISOR.number, code, NEW_PASSWORD), ...DONE));
      world.addTask(guide(...service(FAULTS), ...logsOn({ ...SUPERVISOR, password: NEW_PASSWORD }), ...DONE));
    },
  },
  {
    name: "fraud_stop",
    title: "A cashier stops trading for fraud; the platform is told, and the supervisor clears it once operations have",
    tasks: [
      SIGN_ON,
      SET_UP,
      STOP,
      guide([Screen.LOCKED, "menu"], [Screen.MENU, { digit: 1 }]),
      guide(...service(CLEAR_LOCK, Screen.LOCKED), [Screen.CONFIRM_CLEAR, "enter"], ...logsOn(SUPERVISOR), [
        Screen.DONE,
        "enter",
      ]),
      SALE,
    ],
    prepare: (world) => atScreen(world, Screen.LOCKED, 2, () => lift(world)),
  },
  {
    name: "fraud_stop_cancelled",
    title: "A stop for fraud that is thought better of, and a lock that is none",
    tasks: [
      SIGN_ON,
      guide(...service(FRAUD_STOP), [Screen.CONFIRM_FRAUD, "cancel"]),
      guide(...service(CLEAR_LOCK), [Screen.NOT_DONE, "enter"]),
    ],
  },
  {
    name: "fault_dealt_with",
    title: "A line that is down becomes a fault: found, repaired, tested; and how often parts fail",
    tasks: [
      SIGN_ON,
      SALE,
      guide(
        ...service(FAULTS),
        [Screen.FAULT_LIST, { digit: 1 }],
        [Screen.FAULT, "enter"],
        [Screen.FAULT, "enter"],
        [Screen.FAULT, "enter"],
        [Screen.FAULT, "enter"],
        [Screen.FAULT_LIST, "menu"],
        [Screen.FAULT_RATES, "cancel"],
        [Screen.MENU, "cancel"],
      ),
    ],
    prepare: (world) => lineDownAt(world, Screen.PROCESSING),
  },
  {
    name: "fault_none",
    title: "A machine without a fault says so",
    tasks: [SIGN_ON, guide(...service(FAULTS), ...DONE)],
  },
  {
    name: "fault_printer_uploaded",
    title: "The printer jams: the slip is printed again, and the platform is told of the fault",
    tasks: [SIGN_ON, SALE, guide([Screen.IDLE, "nothing"], [Screen.REPORTING, "nothing"])],
    prepare: jamOnce,
  },
  {
    name: "maintenance",
    title: "Cleaned and checked; when it is due again the idle screen says so",
    tasks: [
      SIGN_ON,
      guide(
        ...service(MAINTENANCE),
        [Screen.MAINTENANCE, { digit: 1 }],
        [Screen.MAINTENANCE, { digit: 2 }],
        [Screen.MAINTENANCE, "cancel"],
        [Screen.MENU, "cancel"],
      ),
      guide(...service(MAINTENANCE), [Screen.MAINTENANCE, "cancel"], [Screen.MENU, "cancel"]),
    ],
    prepare: (world) => daysPassAt(world, { screen: Screen.IDLE, nth: 3, days: 31 }),
  },
];
