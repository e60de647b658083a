/** What goes otherwise in a settlement and at the gate before a payment. */
import { PARAMETERS_OPERATOR } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { pinOf } from "./cards.ts";
import { loseAnswers, LOST_AMOUNT, orderScripts, sale } from "./cuts.ts";
import { checklist, limits, SETTLE, settle, testPayment, testSale } from "./guides_batch.ts";
import type { Deed, Task } from "./person.ts";
import {
  alterAnswers,
  answerTotals,
  forgeSettlement,
  unsealSettlement,
  limitTo,
  loseBooking,
  loseNotices,
  loseQuestions,
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
  { name: "settlement without a MAC", tasks: [open("enter")], prepare: unsealSettlement, lingers_ms: 120_000 },
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

const PIN = pinOf("debit");
const TEST_SALE = testSale(PIN);
const CHECKED = checklist(true, true, true, true, true, true);

/** Limits, and test payments: left, unanswered, refused, answered nonsense. */
export const TESTS: readonly Weather[] = [
  {
    name: "limits left in every way",
    tasks: [limits([Screen.LIMITS, "enter"]), limits([Screen.LIMITS, "cancel"]), limits([Screen.LIMITS, "nothing"])],
  },
  {
    name: "limits unanswered, left in every way",
    tasks: [unknown("enter"), unknown("cancel"), unknown("nothing")],
    prepare: (world) => loseQuestions(world, "0800"),
  },
  { name: "limits refused", tasks: [unknown("enter")], prepare: (world) => alterAnswers(world, "0810", { 39: "40" }) },
  {
    name: "limits that are none",
    tasks: [unknown("enter")],
    prepare: (world) => limitTo(world, { payment: -1 }),
  },
  { name: "limits with a full journal", from: "full", tasks: [unknown("enter")], trades: false },
  {
    name: "over every limit",
    tasks: [limits([Screen.LIMITS, "enter"]), sale("debit", 5000), sale("debit", 2000)],
    prepare: (world) => limitTo(world, { payment: 3000, debit: 1000 }),
    sells: 0,
  },
  { name: "a test left by cancel", tasks: [testPayment([Screen.TEST_INTRODUCTION, "cancel"])], sells: 0 },
  { name: "a test left alone", tasks: [testPayment([Screen.TEST_INTRODUCTION, "nothing"])], sells: 0 },
  { name: "a test confirmed", tasks: [tested(...CHECKED, [Screen.TEST_ACCEPTED, "enter"])], sells: 0 },
  { name: "a test passed, left alone", tasks: [tested(...CHECKED, [Screen.TEST_ACCEPTED, "nothing"])], sells: 0 },
  {
    name: "a test in which nothing works",
    tasks: [tested(...checklist(false, false, false, false, false, false), [Screen.TEST_INCOMPLETE, "enter"])],
    sells: 0,
  },
  { name: "a test left at its questions", tasks: [tested([Screen.TEST_SCREEN, "nothing"])], sells: 0 },
  {
    name: "a test without a card",
    tasks: [
      testPayment([Screen.TEST_INTRODUCTION, "enter"], [Screen.AMOUNT, "cancel"], [Screen.TEST_INCOMPLETE, "nothing"]),
    ],
    sells: 0,
  },
  {
    name: "a test of one yuan, typed anew",
    tasks: [
      testPayment(
        [Screen.TEST_INTRODUCTION, "enter"],
        [Screen.AMOUNT, ["clear", { digit: 1 }, { digit: 0 }, { digit: 0 }, { digit: 0 }, "enter"]],
        [Screen.INSERT_CARD, { card: "debit" }],
        [Screen.ENTER_PIN, { secret: PIN }],
        [Screen.TEST_APPROVED, "remove"],
        [Screen.TEST_SCREEN, "nothing"],
      ),
    ],
    sells: 0,
  },
  {
    name: "a test whose answer is that to a sale",
    tasks: [testPayment(...TEST_SALE.slice(0, 4))],
    prepare: (world) => alterAnswers(world, "0210", { 63: "CUP" }),
    lingers_ms: 120_000,
    sells: 0,
  },
  {
    name: "a test that is told in vain",
    tasks: [tested(...CHECKED)],
    prepare: (world) => loseQuestions(world, "0820"),
    sells: 0,
  },
  {
    name: "a test that the platform refuses",
    tasks: [tested(...CHECKED)],
    prepare: (world) => alterAnswers(world, "0830", { 39: "58" }),
    sells: 0,
  },
];

function unknown(deed: Deed): Task {
  return limits([Screen.LIMITS_UNKNOWN, deed]);
}

function tested(...then: Parameters<typeof testPayment>): Task {
  return testPayment(...TEST_SALE, ...then);
}
