/** What people do otherwise at the service menus, and what goes wrong there: every way out of every screen. */
import { Event } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import {
  ADD,
  ADD_CASHIER,
  CASHIER,
  CHANGE_PASSWORD,
  FAULTS,
  guide,
  LOCK_TIME,
  LOG_OFF,
  LOG_OUT,
  logsOn,
  MAINTENANCE,
  MANAGER,
  newPassword,
  PEOPLE,
  RECOVER_PASSWORD,
  RESET,
  service,
  SET_UP,
  SUPERVISOR,
  typed,
} from "./care_guides.ts";
import type { Step } from "./care_guides.ts";
import { sale } from "./cuts.ts";
import { settle } from "./guides_batch.ts";
import { daysPassAt, lineDownAt, loseAt, refuseForwardAt, wearAt } from "./troubles_care.ts";
import type { Weather } from "./weather.ts";
import {
  WRONG,
  NEXT,
  LEAVE,
  START,
  inService,
  withPeople,
  wrongly,
  MANAGES,
  ADDS,
  REMOVES,
  differently,
  recovering,
  recovery,
} from "./steps_care.ts";
import { FULL, HEALTH, LOCKS } from "./weathers_locks.ts";

const SETTING_UP: Weather[] = [
  {
    name: "first passwords, left in every way",
    tasks: [
      inService(PEOPLE, [Screen.SET_UP_MANAGER, "cancel"]),
      inService(PEOPLE, [Screen.SET_UP_MANAGER, "nothing"]),
      inService(PEOPLE, START, [Screen.NEW_PASSWORD, "nothing"]),
      inService(PEOPLE, START, ...differently(), [Screen.NOT_DONE, "cancel"]),
      inService(
        PEOPLE,
        START,
        ...differently(),
        [Screen.NOT_DONE, "enter"],
        ...newPassword(MANAGER.password),
        [Screen.SET_UP_SUPERVISOR, "enter"],
        ...newPassword(SUPERVISOR.password),
        [Screen.DONE, "cancel"],
      ),
    ],
  },
  {
    name: "first passwords, and the secure module says nothing",
    tasks: [
      inService(PEOPLE, START, [Screen.NEW_PASSWORD, { secret: NEXT }]),
      inService(PEOPLE, START, ...newPassword(NEXT)),
      inService(PEOPLE, START, ...newPassword(NEXT), [Screen.NOT_DONE, "enter"]),
    ],
    prepare: (world) => {
      loseAt(world, Screen.NEW_PASSWORD, 1, Event.SECRET_DONE);
      loseAt(world, Screen.NEW_PASSWORD_AGAIN, 1, Event.SECRET_DONE);
      loseAt(world, Screen.NEW_PASSWORD_AGAIN, 2, Event.PASSWORD_DONE);
    },
  },
  {
    name: "first password, and the flash fails",
    mayStop: true,
    tasks: [SET_UP],
    prepare: (world) => wearAt(world, Screen.NEW_PASSWORD_AGAIN),
  },
];

const LOGGING_ON: Weather[] = [
  {
    name: "logging on, left in every way",
    from: "staffed",
    tasks: [
      inService(FAULTS, [Screen.ENTER_OPERATOR, "cancel"]),
      inService(FAULTS, [Screen.ENTER_OPERATOR, "nothing"]),
      inService(
        FAULTS,
        [Screen.ENTER_OPERATOR, ["enter", { digit: 9 }, "clear", ...typed(SUPERVISOR.number)]],
        [Screen.ENTER_PASSWORD, { secret: WRONG }],
        [Screen.NOT_ALLOWED, "cancel"],
      ),
      inService(FAULTS, [Screen.ENTER_OPERATOR, typed(SUPERVISOR.number)], [Screen.ENTER_PASSWORD, "nothing"]),
      inService(FAULTS, ...logsOn(SUPERVISOR)),
      inService(FAULTS, ...logsOn(SUPERVISOR), [Screen.NOT_ALLOWED, "enter"]),
      inService(FAULTS, ...logsOn(SUPERVISOR), [Screen.DONE, "enter"]),
      inService(FAULTS, [Screen.DONE, "cancel"]),
      guide(...service(LOG_OFF), [Screen.DONE, "cancel"]),
    ],
    prepare: (world) => {
      loseAt(world, Screen.ENTER_PASSWORD, 3, Event.SECRET_DONE);
      loseAt(world, Screen.ENTER_PASSWORD, 4, Event.PASSWORD_DONE);
    },
  },
  {
    name: "reminded of an old password",
    from: "staffed",
    tasks: [
      inService(MAINTENANCE, ...logsOn(SUPERVISOR), [Screen.PASSWORD_OLD, "enter"], [Screen.MAINTENANCE, "cancel"]),
      LOG_OUT,
      inService(MAINTENANCE, ...logsOn(SUPERVISOR), [Screen.PASSWORD_OLD, "cancel"], [Screen.MAINTENANCE, "cancel"]),
    ],
    prepare: (world) => daysPassAt(world, { screen: Screen.ENTER_OPERATOR, nth: 1, days: 91 }),
  },
  {
    name: "a cashier logs on for a sale, or does not",
    from: "staffed",
    tasks: [
      ADD_CASHIER,
      LOG_OUT,
      guide([Screen.IDLE, "enter"], [Screen.ENTER_OPERATOR, "cancel"]),
      guide([Screen.IDLE, "enter"], ...wrongly(CASHIER.number)),
      guide([Screen.IDLE, "enter"], ...logsOn(CASHIER), [Screen.AMOUNT, "cancel"]),
      sale("debit", 100),
    ],
    trades: false,
  },
  {
    name: "settings are the manager's",
    from: "staffed",
    tasks: [
      guide([Screen.IDLE, { digit: 6 }], [Screen.MENU, { digit: 1 }], [Screen.ENTER_OPERATOR, "cancel"], LEAVE),
      guide([Screen.IDLE, { digit: 6 }], [Screen.MENU, { digit: 1 }], ...wrongly(MANAGER.number), LEAVE),
      guide([Screen.IDLE, { digit: 6 }], [Screen.MENU, { digit: 1 }], ...logsOn(MANAGER), LEAVE, LEAVE),
    ],
  },
  {
    name: "a settlement is the supervisor's",
    from: "staffed",
    tasks: [
      settle([Screen.SETTLE, "enter"], [Screen.ENTER_OPERATOR, "cancel"], [Screen.SETTLE, "cancel"]),
      settle([Screen.SETTLE, "enter"], ...wrongly(SUPERVISOR.number)),
      settle([Screen.SETTLE, "enter"], ...logsOn(SUPERVISOR), [Screen.SETTLED, "enter"]),
    ],
  },
];

const OPERATORS: Weather[] = [
  {
    name: "a password changed, and the secure module says nothing",
    from: "staffed",
    tasks: [
      inService(CHANGE_PASSWORD, ...logsOn(SUPERVISOR), [Screen.OLD_PASSWORD, "nothing"]),
      inService(CHANGE_PASSWORD, [Screen.OLD_PASSWORD, { secret: SUPERVISOR.password }]),
      inService(CHANGE_PASSWORD, [Screen.OLD_PASSWORD, { secret: SUPERVISOR.password }], ...newPassword(NEXT), [
        Screen.DONE,
        "enter",
      ]),
    ],
    prepare: (world) => loseAt(world, Screen.OLD_PASSWORD, 2, Event.SECRET_DONE),
  },
  {
    name: "operators come and go",
    from: "staffed",
    tasks: [
      MANAGES,
      withPeople(ADD, [Screen.OPERATOR_TO_ADD, "cancel"]),
      withPeople(ADD, [Screen.OPERATOR_TO_ADD, typed(SUPERVISOR.number)], [Screen.NOT_DONE, "enter"]),
      ADDS,
      withPeople(RESET, [Screen.OPERATOR_TO_RESET, typed("02")], ...newPassword("5522"), [Screen.DONE, "enter"]),
      REMOVES,
      ADDS,
      REMOVES,
      withPeople(LOCK_TIME, [Screen.LOCK_MINUTES, typed("30")], [Screen.DONE, "enter"]),
    ],
    prepare: (world) => loseAt(world, Screen.OPERATOR_TO_REMOVE, 1, Event.PASSWORD_DONE),
  },
];

const CODES: Weather[] = [
  recovering("a password by a code", (_world, code) => [
    recovery(code, ...newPassword(NEXT), [Screen.DONE, "enter"]),
    inService(FAULTS, ...logsOn({ ...SUPERVISOR, password: NEXT }), [Screen.DONE, "enter"]),
  ]),
  recovering("a password by a wrong code", () => [recovery("12345678", [Screen.NOT_DONE, "enter"])]),
  recovering("a code, and no line", (world, code) => {
    lineDownAt(world, Screen.RESET_CODE);
    return [recovery(code, [Screen.NOT_DONE, "enter"])];
  }),
  {
    ...recovering("a code, and the flash fails", (world, code) => {
      wearAt(world, Screen.RESET_CODE);
      return [recovery(code)];
    }),
    mayStop: true,
  },
  recovering("a code, and the secure module says nothing", (world, code) => {
    loseAt(world, Screen.RESET_CODE, 2, Event.SECRET_DONE);
    loseAt(world, Screen.RESET_CODE, 3, Event.RECORD_DONE);
    refuseForwardAt(world, Screen.RESET_CODE, 4);
    const number: Step = [Screen.OPERATOR_TO_RECOVER, typed(SUPERVISOR.number)];
    return [
      inService(RECOVER_PASSWORD, number, [Screen.RESET_CODE, "nothing"]),
      recovery(code),
      recovery(code, [Screen.NOT_DONE, "enter"]),
      recovery(code, [Screen.NOT_DONE, "enter"]),
    ];
  }),
];

export const CARE: readonly Weather[] = [
  ...SETTING_UP,
  ...LOGGING_ON,
  ...OPERATORS,
  ...CODES,
  ...LOCKS,
  ...HEALTH,
  ...FULL,
];
