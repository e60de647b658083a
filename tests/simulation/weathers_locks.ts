/** Locks, faults and reports when something goes wrong, and a journal that is full. */
import { Screen } from "../../assembly/abi_shown.ts";
import {
  CLEAR_LOCK,
  FAULTS,
  FRAUD_STOP,
  guide,
  MAINTENANCE,
  PEOPLE,
  service,
  SUPERVISOR,
  UNLOCK,
} from "./care_guides.ts";
import type { Step } from "./care_guides.ts";
import { lift } from "./care_office.ts";
import { sale } from "./cuts.ts";
import { CRAMPED } from "./stages.ts";
import { atScreen, jamOnce, lineDownAt, tamperAt, wearAt } from "./troubles_care.ts";
import { alterAnswers } from "./troubles_batch.ts";
import { SIGN_ON } from "./weather.ts";
import type { Weather } from "./weather.ts";
import {
  FULL_SALES,
  LEAVE,
  START,
  inService,
  wrongly,
  STOP,
  CLEAR,
  OPENED_AT_IDLE,
  CLEARS,
  full,
  serve,
} from "./steps_care.ts";

export const LOCKS: Weather[] = [
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
    name: "opened before it is bound",
    from: "new",
    changes: { fresh: true },
    tasks: [guide([Screen.UNBOUND, "nothing"], [Screen.LOCKED, "nothing"])],
    prepare: (world) => tamperAt(world, Screen.UNBOUND),
    trades: false,
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

export const HEALTH: Weather[] = [
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

export const FULL: Weather[] = [
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
