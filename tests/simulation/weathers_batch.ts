/** What goes otherwise in a settlement and at the gate before a payment. */
import { PARAMETERS_OPERATOR } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { loseAnswers, LOST_AMOUNT, orderScripts, sale } from "./cuts.ts";
import { SETTLE, settle } from "./guides_batch.ts";
import type { Deed, Task } from "./person.ts";
import {
  answerTotals,
  forgeSettlement,
  loseBooking,
  loseNotices,
  loseSettlement,
  loseTotals,
  noPaperForTotals,
  refuseSettlement,
  unreachable,
} from "./troubles_batch.ts";
import { SIGN_ON } from "./weather.ts";
import type { Weather } from "./weather.ts";
import { PARAMETERS } from "./world.ts";

const CONFIRMED = settle([Screen.SETTLE, "enter"], [Screen.SETTLED, "enter"]);

export const BATCH: readonly Weather[] = [
  {
    name: "settled, and what stands there left in every way",
    tasks: [
      sale("debit", 100),
      settle([Screen.SETTLE, "enter"], [Screen.SETTLED, "cancel"]),
      CONFIRMED,
      settle([Screen.SETTLE, "nothing"]),
      last("nothing"),
      last("cancel", [Screen.SETTLE, "menu"], [Screen.LAST_SETTLEMENT, "enter"], [Screen.SETTLED, "enter"]),
    ],
    sells: 1,
  },
  { name: "no last settlement", tasks: [settle([Screen.SETTLE, "menu"], [Screen.SETTLE, "cancel"])], sells: 0 },
  { name: "totals differ", tasks: [sale("debit", 100), CONFIRMED], prepare: (w) => answerTotals(w, 2), sells: 1 },
  { name: "totals cannot be compared", tasks: [CONFIRMED], prepare: (w) => answerTotals(w, 3) },
  { name: "only foreign totals differ", tasks: [CONFIRMED], prepare: (w) => answerTotals(w, 1, 2) },
  { name: "settlement refused", tasks: [open("enter")], prepare: refuseSettlement, lingers_ms: 120_000 },
  { name: "settlement unanswered, left by cancel", tasks: [open("cancel"), sale("debit", 1)], prepare: loseSettlement },
  { name: "settlement without a line", tasks: [open("nothing")], prepare: unreachable, lingers_ms: 300_000 },
  { name: "settlement with a forged MAC", tasks: [open("enter")], prepare: forgeSettlement, lingers_ms: 120_000 },
  { name: "settlement without totals", tasks: [open("enter")], prepare: loseTotals, lingers_ms: 120_000 },
  {
    name: "no paper for the totals, in every way",
    tasks: [unprinted("enter"), unprinted("cancel"), unprinted("nothing")],
    prepare: noPaperForTotals,
  },
  {
    name: "a notice before the settlement",
    tasks: [sale("debit", 100), CONFIRMED],
    prepare: orderScripts,
    sells: 1,
  },
  {
    name: "a notice that cannot be told, and no settlement",
    tasks: [sale("debit", 100), refused("enter"), refused("cancel"), refused("nothing")],
    prepare: (world) => {
      orderScripts(world);
      loseNotices(world, 6);
    },
    lingers_ms: 120_000,
    sells: 1,
  },
  {
    name: "a reversal before the settlement",
    tasks: [sale("debit", LOST_AMOUNT), CONFIRMED],
    prepare: loseAnswers,
    sells: 0,
  },
  {
    name: "a reversal that does not come through, and no settlement",
    tasks: [sale("debit", 100), settle([Screen.REVERSAL_PENDING, "enter"], [Screen.SETTLEMENT_REFUSED, "enter"])],
    prepare: loseBooking,
    lingers_ms: 120_000,
    sells: 0,
  },
  { name: "settlement of a full journal", from: "full", tasks: [SETTLE, sale("debit", 100)], sells: 1 },
  {
    name: "an empty battery, no settlement",
    tasks: [settle([Screen.SETTLE, "enter"], [Screen.READINESS, "cancel"], [Screen.SETTLE, "cancel"])],
    prepare: (world) => Object.assign(world.readiness, { batteryPercent: 3, onMains: false }),
    sells: 0,
  },
  {
    name: "bound to an impossible operator, and settled",
    from: "new",
    tasks: [SIGN_ON, open("enter")],
    changes: { parameters: impossible() },
    trades: false,
  },
  {
    name: "a sale while a settlement is open, left in every way",
    tasks: [open("cancel"), barred("cancel"), barred("nothing")],
    prepare: unreachable,
    lingers_ms: 300_000,
  },
];

function last(deed: Deed, ...then: Parameters<typeof settle>): Task {
  return settle([Screen.SETTLE, "menu"], [Screen.LAST_SETTLEMENT, deed], ...then);
}

function open(deed: Deed): Task {
  return settle([Screen.SETTLE, "enter"], [Screen.SETTLEMENT_OPEN, deed]);
}

function refused(deed: Deed): Task {
  return settle([Screen.SETTLEMENT_REFUSED, deed]);
}

function unprinted(deed: Deed): Task {
  return settle([Screen.SETTLE, "enter"], [Screen.PRINTER_PROBLEM, deed]);
}

function barred(deed: Deed): Task {
  return {
    kind: "guide",
    steps: [
      [Screen.IDLE, "enter"],
      [Screen.BARRED, deed],
    ],
  };
}

function impossible(): Uint8Array {
  const parameters = PARAMETERS.slice();
  parameters[PARAMETERS_OPERATOR] = 0x01;
  return parameters;
}
