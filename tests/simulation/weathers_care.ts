/** What people do otherwise at the service menus, and what goes wrong there: every way out of every screen. */
import { Event } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import {
  ADD,
  ADD_CASHIER,
  CASHIER,
  CHANGE_PASSWORD,
  CLEAR_LOCK,
  FAULTS,
  FRAUD_STOP,
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
  REMOVE,
  RESET,
  service,
  SET_UP,
  SUPERVISOR,
  typed,
  UNLOCK,
} from "./care_guides.ts";
import type { Step } from "./care_guides.ts";
import { lift, putKeysIn, resetCode } from "./care_office.ts";
import { sale } from "./cuts.ts";
import { settle } from "./guides_batch.ts";
import type { GuideTask, Task } from "./person.ts";
import { CRAMPED } from "./stages.ts";
import {
  atScreen,
  daysPassAt,
  jamOnce,
  lineDownAt,
  loseAt,
  refuseForwardAt,
  tamperAt,
  wearAt,
} from "./troubles_care.ts";
import { alterAnswers } from "./troubles_batch.ts";
import { SIGN_ON } from "./weather.ts";
import type { Weather } from "./weather.ts";
import type { World } from "./world.ts";

const WRONG = "999999";
const NEXT = "445566";
/** Sales until a cramped journal is full. */
const FULL_SALES = 40;
const LEAVE: Step = [Screen.MENU, "cancel"];
const START: Step = [Screen.SET_UP_MANAGER, "enter"];

/** An item of the service menu, and out of it. */
function inService(item: number, ...then: Step[]): GuideTask {
  return guide(...service(item), ...then, LEAVE);
}

/** Of the manager, who is logged on: an item of the operators' menu. */
function withPeople(item: number, ...then: Step[]): GuideTask {
  return inService(PEOPLE, [Screen.MENU, { digit: item }], ...then);
}

const wrongly = (number: string): Step[] => [
  [Screen.ENTER_OPERATOR, typed(number)],
  [Screen.ENTER_PASSWORD, { secret: WRONG }],
  [Screen.NOT_ALLOWED, "cancel"],
];
const MANAGES = inService(PEOPLE, ...logsOn(MANAGER), LEAVE);
const ADDS = withPeople(ADD, [Screen.OPERATOR_TO_ADD, typed("02")], ...newPassword(CASHIER.password), [
  Screen.DONE,
  "enter",
]);
const REMOVES = withPeople(REMOVE, [Screen.OPERATOR_TO_REMOVE, typed("02")], [Screen.DONE, "enter"]);
const STOP = guide(...service(FRAUD_STOP), [Screen.CONFIRM_FRAUD, "enter"], [Screen.DONE, "cancel"]);
const CLEAR: Step[] = [...service(CLEAR_LOCK, Screen.LOCKED), [Screen.CONFIRM_CLEAR, "enter"]];
/** Somebody opens the case while the terminal is idle. */
const OPENED_AT_IDLE = guide([Screen.IDLE, "nothing"], [Screen.LOCKED, "nothing"]);
const CLEARS = guide(...CLEAR, ...logsOn(SUPERVISOR), [Screen.DONE, "enter"]);

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

const LOCKS: Weather[] = [
  {
    name: "stopped for fraud, and cleared in every way",
    from: "staffed",
    tasks: [
      guide(...service(FRAUD_STOP), [Screen.CONFIRM_FRAUD, "cancel"]),
      guide(...service(CLEAR_LOCK), [Screen.NOT_DONE, "cancel"]),
      STOP,
      guide([Screen.LOCKED, "nothing"], [Screen.LOCKED, "menu"], LEAVE),
      guide(...CLEAR, [Screen.ENTER_OPERATOR, "cancel"]),
      guide(...CLEAR, ...wrongly(SUPERVISOR.number)),
      CLEARS,
    ],
    prepare: (world) => atScreen(world, Screen.LOCKED, 2, () => lift(world)),
  },
  {
    name: "stopped for fraud, and the platform is told later",
    from: "staffed",
    tasks: [STOP, guide([Screen.LOCKED, "nothing"], [Screen.REPORTING, "nothing"]), CLEARS],
    prepare: (world) => {
      lineDownAt(world, Screen.REPORTING);
      atScreen(world, Screen.LOCKED, 1, () => (world.network.up = true));
      atScreen(world, Screen.LOCKED, 2, () => lift(world));
    },
  },
  {
    name: "stopped for fraud, and the platform does not take the report",
    from: "staffed",
    tasks: [STOP, guide([Screen.LOCKED, "nothing"], [Screen.REPORTING, "nothing"]), CLEARS],
    prepare: (world) => {
      atScreen(world, Screen.REPORTING, 1, () => alterAnswers(world, "0830", { 39: "96" }));
      atScreen(world, Screen.LOCKED, 2, () => lift(world));
    },
  },
  {
    name: "stopped for fraud, and the flash fails",
    tasks: [STOP],
    prepare: (w) => wearAt(w, Screen.CONFIRM_FRAUD),
    trades: false,
  },
  {
    name: "the flash fails when the platform is told of a lock",
    tasks: [STOP],
    prepare: (world) => wearAt(world, Screen.REPORTING),
    trades: false,
  },
  {
    name: "opened while it is stopped for fraud",
    tasks: [STOP, guide([Screen.LOCKED, "nothing"], [Screen.LOCKED, "nothing"]), UNLOCK],
    prepare: (world) => {
      tamperAt(world, Screen.LOCKED);
      atScreen(world, Screen.LOCKED, 2, () => serve(world));
    },
  },
  {
    name: "opened, and cleared too early",
    tasks: [OPENED_AT_IDLE, guide(...CLEAR, [Screen.NOT_DONE, "enter"]), UNLOCK],
    prepare: (world) => {
      tamperAt(world, Screen.IDLE);
      atScreen(world, Screen.LOCKED, 3, () => serve(world));
    },
  },
  {
    name: "opened, and the flash fails at the sign-on",
    tasks: [OPENED_AT_IDLE, guide(...CLEAR)],
    prepare: (world) => {
      tamperAt(world, Screen.IDLE);
      wearAt(world, Screen.CONFIRM_CLEAR);
    },
    trades: false,
  },
  {
    name: "opened, and the flash fails before it is latched",
    tasks: [OPENED_AT_IDLE],
    prepare: (world) => {
      tamperAt(world, Screen.IDLE);
      wearAt(world, Screen.IDLE);
    },
    trades: false,
  },
];

/** Nobody is there: the platform is told, at the second try. */
const QUIET = guide([Screen.IDLE, "nothing"], [Screen.REPORTING, "nothing"], [Screen.REPORTING, "nothing"]);

const HEALTH: Weather[] = [
  {
    name: "faults looked at in every way",
    tasks: [
      sale("debit", 100),
      inService(FAULTS, [Screen.FAULT_LIST, "cancel"]),
      inService(FAULTS, [Screen.FAULT_LIST, "nothing"]),
      inService(FAULTS, [Screen.FAULT_LIST, [{ digit: 9 }, { digit: 1 }]], [Screen.FAULT, "nothing"]),
      inService(FAULTS, [Screen.FAULT_LIST, { digit: 1 }], [Screen.FAULT, "cancel"], [Screen.FAULT_LIST, "cancel"]),
      inService(
        FAULTS,
        [Screen.FAULT_LIST, { digit: 1 }],
        ...Array.from({ length: 4 }, (): Step => [Screen.FAULT, "enter"]),
        [Screen.FAULT_LIST, "cancel"],
      ),
      inService(FAULTS, [Screen.FAULT_LIST, "menu"], [Screen.FAULT_RATES, "enter"], [Screen.FAULT_LIST, "cancel"]),
      inService(FAULTS, [Screen.FAULT_LIST, "menu"], [Screen.FAULT_RATES, "cancel"]),
      inService(FAULTS, [Screen.FAULT_LIST, "menu"], [Screen.FAULT_RATES, "nothing"]),
    ],
    prepare: jamOnce,
    sells: 1,
  },
  {
    name: "a fault, and the flash fails",
    mayStop: true,
    tasks: [sale("debit", 100), inService(FAULTS, [Screen.FAULT_LIST, { digit: 1 }], [Screen.FAULT, "enter"])],
    prepare: (world) => {
      jamOnce(world);
      wearAt(world, Screen.FAULT);
    },
  },
  ...(["FULL", "NOT_STORED"] as const).map((how): Weather => ({
    name: `a fault, and the journal is full: ${how}`,
    from: "new",
    changes: { geometry: CRAMPED },
    tasks: [
      SIGN_ON,
      ...Array.from({ length: FULL_SALES }, () => sale("debit", 1)),
      guide(...service(FAULTS), [Screen.FAULT_LIST, { digit: 1 }], [Screen.FAULT, "enter"], LEAVE),
    ],
    prepare: (world) => {
      jamOnce(world);
      if (how === "NOT_STORED") wearAt(world, Screen.FAULT);
    },
    trades: false,
  })),
  {
    name: "a fault that the platform is told of, in the end",
    tasks: [sale("debit", 100), QUIET],
    prepare: (world) => {
      jamOnce(world);
      lineDownAt(world, Screen.REPORTING);
      atScreen(world, Screen.REPORTING, 2, () => (world.network.up = true));
    },
    sells: 1,
  },
  {
    name: "a fault that the platform is told of, and the flash fails",
    tasks: [sale("debit", 100), guide([Screen.IDLE, "nothing"], [Screen.REPORTING, "nothing"])],
    prepare: (world) => {
      jamOnce(world);
      wearAt(world, Screen.REPORTING);
    },
    sells: 1,
    mayStop: true,
  },
  {
    name: "cleaned, checked, and left alone",
    tasks: [
      inService(
        MAINTENANCE,
        [Screen.MAINTENANCE, [{ digit: 3 }, { digit: 1 }]],
        [Screen.MAINTENANCE, { digit: 2 }],
        [Screen.MAINTENANCE, "cancel"],
      ),
      inService(MAINTENANCE, [Screen.MAINTENANCE, "nothing"]),
    ],
  },
  {
    name: "cleaned, and the flash fails",
    mayStop: true,
    tasks: [inService(MAINTENANCE, [Screen.MAINTENANCE, { digit: 1 }])],
    prepare: (world) => wearAt(world, Screen.MAINTENANCE),
  },
];

const START_ONLY = inService(PEOPLE, START, [Screen.NOT_DONE, "enter"]);
const CLEANED = inService(MAINTENANCE, [Screen.MAINTENANCE, { digit: 1 }]);
const STOPPED = guide(...service(FRAUD_STOP), [Screen.CONFIRM_FRAUD, "enter"], [Screen.NOT_DONE, "enter"]);

const FULL: Weather[] = [
  full("nothing is written", [START_ONLY, CLEANED, STOPPED], () => {}),
  full("a new password", [START_ONLY], (world) => wearAt(world, Screen.SET_UP_MANAGER)),
  full("cleaned", [CLEANED], (world) => wearAt(world, Screen.MAINTENANCE)),
  full("stopped for fraud", [STOPPED], (world) => wearAt(world, Screen.CONFIRM_FRAUD)),
  full("opened", [OPENED_AT_IDLE], (world) => tamperAt(world, Screen.IDLE)),
  full("opened, and the flash fails", [OPENED_AT_IDLE], (world) => {
    tamperAt(world, Screen.IDLE);
    wearAt(world, Screen.IDLE);
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

function differently(): Step[] {
  return [
    [Screen.NEW_PASSWORD, { secret: MANAGER.password }],
    [Screen.NEW_PASSWORD_AGAIN, { secret: WRONG }],
  ];
}

/** Of a supervisor who has forgotten his password: the platform gives him a code. */
function recovering(name: string, then: (world: World, code: string) => Task[]): Weather {
  return {
    name,
    from: "staffed",
    tasks: [],
    prepare: (world) => then(world, resetCode(world, Number(SUPERVISOR.number))).forEach((task) => world.addTask(task)),
  };
}

function recovery(code: string, ...then: Step[]): GuideTask {
  const number: Step = [Screen.OPERATOR_TO_RECOVER, typed(SUPERVISOR.number)];
  return inService(RECOVER_PASSWORD, number, [Screen.RESET_CODE, { secret: code }], ...then);
}

/** In a journal without room. */
function full(what: string, tasks: Task[], prepare: (world: World) => void): Weather {
  return { name: `journal full: ${what}`, from: "full", tasks, prepare, trades: false };
}

/** Keys are put in, and the platform's lock is lifted. */
function serve(world: World): void {
  putKeysIn(world);
  lift(world);
}
