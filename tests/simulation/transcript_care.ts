/** The scenes of the golden transcripts about people, faults, maintenance and security, and how each of them fails. */
import { Command, Done, Event } from "../../assembly/abi.ts";
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
  REMOVE,
  RESET,
  service,
  SET_UP,
  SUPERVISOR,
  typed,
  UNLOCK,
} from "./care_guides.ts";
import { lift, putKeysIn } from "./care_office.ts";
import { word, words } from "../../host/payloads.ts";
import type { Step } from "./care_guides.ts";
import type { Task } from "./person.ts";
import { SALE, SIGN_ON } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";
import { PowerCut } from "./world.ts";
import type { World } from "./world.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const WRONG = "999999";
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

/** Does something when a screen is shown for the nth time. */
function atScreen(world: World, screen: Screen, nth: number, work: () => void): void {
  let left = nth;
  world.observers.push({
    before: ({ code, payload }) => {
      if (code === Command.SCREEN && word(payload, 0) === (screen as number) && --left === 0) work();
    },
  });
}

/** Time goes by when a screen is shown for the nth time. */
function passAt(world: World, { screen, nth, ms }: { screen: Screen; nth: number; ms: number }): void {
  atScreen(world, screen, nth, () => (world.clock.now_ms += ms));
}

/** The calendar goes on when the terminal is idle for the nth time. */
function daysPassAt(world: World, nth: number, days: number): void {
  atScreen(world, Screen.IDLE, nth, () => (world.belongings.clock.fast_ms += days * DAY_MS));
}

function lineDownAt(world: World, screen: Screen): void {
  atScreen(world, screen, 1, () => (world.network.up = false));
}

/** Service puts keys into the machine that is locked; when it is so for the nth time, operations have lifted the platform's lock. */
function serveWhenLocked(world: World, liftedAt = 1): void {
  atScreen(world, Screen.LOCKED, 1, () => putKeysIn(world));
  atScreen(world, Screen.LOCKED, liftedAt, () => lift(world));
}

/** The printer refuses the first slip. */
function jamOnce(world: World): void {
  let slips = 0;
  world.meddle = (event) => [
    event.code === Event.PRINT_DONE && slips++ === 0 ? { ...event, payload: words(Done.REFUSED) } : event,
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
    prepare: (world) => daysPassAt(world, STAFFED_IDLE, 91),
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
    name: "tampered_at_idle",
    title:
      "The machine is opened while it is idle: it is cleared once operations have lifted the platform's lock, not before",
    tasks: [
      SIGN_ON,
      guide([Screen.IDLE, "menu"], [Screen.MENU, "cancel"]),
      guide(...service(CLEAR_LOCK, Screen.LOCKED), [Screen.CONFIRM_CLEAR, "enter"], [Screen.NOT_DONE, "enter"]),
      UNLOCK,
      SALE,
    ],
    prepare: (world) => {
      atScreen(world, Screen.MENU, 2, () => world.board!.runtime.tamper());
      serveWhenLocked(world, 2);
    },
  },
  {
    name: "tampered_in_payment",
    title: "The machine is opened while a PIN is typed: the payment ends by itself, and the machine is locked",
    tasks: [SIGN_ON, SALE, UNLOCK],
    prepare: (world) => {
      atScreen(world, Screen.ENTER_PIN, 1, () => world.board!.runtime.tamper());
      serveWhenLocked(world);
    },
  },
  {
    name: "tampered_and_cut",
    title: "The power goes when the machine is opened: it is locked after the start",
    tasks: [SIGN_ON, UNLOCK],
    prepare: (world) => {
      let isOver = false;
      world.observers.push({
        before: ({ code }) => {
          if (isOver || code !== Command.LOAD_KEYS) return;
          isOver = true;
          world.board!.secure.tamper();
          throw new PowerCut();
        },
      });
      serveWhenLocked(world);
    },
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
    prepare: (world) => daysPassAt(world, 3, 31),
  },
];
