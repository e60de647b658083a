/** The scenes of the golden transcripts with settlements: balanced, unequal, not compared, cut, refused, printed again. */
import { Screen } from "../../assembly/abi_shown.ts";
import { guide, SETTLE, settle } from "./guides_batch.ts";
import { SALE, SIGN_ON, SMALL_SALE } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";
import {
  answerTotals,
  forgetPaper,
  loseBooking,
  loseReply,
  loseSettlement,
  refuseSettlement,
  unreachable,
} from "./troubles_batch.ts";
import { PowerCut } from "./world.ts";

export const BATCH_SCENES: readonly Scene[] = [
  {
    name: "settled_balanced",
    title: "Two sales, and the batch is settled: balanced",
    tasks: [SIGN_ON, SALE, SMALL_SALE, settle(), SALE],
  },
  {
    name: "settled_empty",
    title: "A batch without sales is settled, from the menu",
    tasks: [
      SIGN_ON,
      guide([Screen.IDLE, "menu"], [Screen.MENU, { digit: 4 }], [Screen.SETTLE, "enter"], [Screen.SETTLED, "enter"]),
    ],
  },
  {
    name: "settled_unequal",
    title: "The acquirer has less than the terminal: both totals are on the slip, and the batch is closed",
    tasks: [SIGN_ON, SALE, settle()],
    prepare: (world) => answerTotals(world, 2),
  },
  {
    name: "settled_not_compared",
    title: "The acquirer cannot compare the totals: the slip says so",
    tasks: [SIGN_ON, SALE, settle()],
    prepare: (world) => answerTotals(world, 3),
  },
  {
    name: "settlement_answer_lost",
    title: "The answer to a settlement is lost: no payments until it has been repeated, with the same STAN",
    tasks: [SIGN_ON, SALE, settle([Screen.SETTLE, "enter"], [Screen.SETTLEMENT_OPEN, "enter"]), SMALL_SALE],
    prepare: loseSettlement,
  },
  {
    name: "settlement_no_line",
    title: "There is no line: the settlement stays open and goes on by itself from idle",
    tasks: [SIGN_ON, SALE, SETTLE],
    prepare: unreachable,
  },
  {
    name: "settlement_refused",
    title: "The acquirer refuses the settlement: the batch stays as it is, and it is tried again",
    tasks: [SIGN_ON, SALE, SETTLE],
    prepare: refuseSettlement,
  },
  {
    name: "settlement_power_cut",
    title: "The power is cut when the acquirer has settled: after the restart the settlement goes on first",
    tasks: [SIGN_ON, SALE, SETTLE, SMALL_SALE],
    prepare: (world) => {
      world.network.step = (what) => {
        if (what !== "booked" || world.ledger.tables.list("settlement").length === 0) return;
        world.network.step = undefined;
        throw new PowerCut();
      };
    },
  },
  {
    name: "settlement_after_reversal",
    title: "A payment waits for its reversal: that comes before the settlement",
    tasks: [SIGN_ON, SALE, settle()],
    prepare: loseReply,
  },
  {
    name: "settlement_behind_a_reversal",
    title: "A payment waits for its reversal and cannot be reversed: no settlement yet",
    tasks: [SIGN_ON, SALE, settle([Screen.REVERSAL_PENDING, "enter"], [Screen.SETTLEMENT_REFUSED, "enter"]), settle()],
    prepare: loseBooking,
  },
  {
    name: "settlement_without_paper",
    title: "The paper is out at the totals slip: the batch is settled all the same, and the slip is printed later",
    tasks: [
      SIGN_ON,
      SALE,
      settle([Screen.SETTLE, "enter"], [Screen.PRINTER_PROBLEM, "cancel"], [Screen.SETTLED, "enter"]),
      settle([Screen.SETTLE, "menu"], [Screen.LAST_SETTLEMENT, "enter"], [Screen.SETTLED, "enter"]),
    ],
    prepare: forgetPaper,
  },
  {
    name: "settlement_left",
    title: "The totals are looked at, and the batch stays open",
    tasks: [SIGN_ON, SALE, settle([Screen.SETTLE, "cancel"]), SMALL_SALE],
  },
];
