/** The scenes of the golden transcripts with test payments, limits, and what bars a payment. */
import { Screen } from "../../assembly/abi_shown.ts";
import { debitChanged, STRIPE_ONLY } from "./cards.ts";
import { loadCards } from "../../host/cards/card_data.ts";
import { checklist, limits, settle, testPayment, testSale } from "./guides_batch.ts";
import { SALE, SIGN_ON, SMALL_SALE } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";
import { atScreen, daysPassAt } from "./troubles_care.ts";
import { cutWhenTested, limitTo, loseQuestions, loseSecondQuestion } from "./troubles_batch.ts";

const TEST_SALE = testSale("123456");
const ALL_WELL = checklist(true, true, true, true, true, true);
/** With what was taken before, over the limit of a day. */
const SIX = { ...SMALL_SALE, amount: 600 };
/** From where every world begins, 10:20:30, to 23:59:15; and into the next day, so that no minute at idle is over. */
const UNTIL_LATE_MS = ((13 * 60 + 38) * 60 + 45) * 1000;
const PAST_MIDNIGHT_MS = 45_000;
/** How often IDLE has been shown when the first of them has been barred. */
const IDLE_ONCE_BARRED = 5;
const FETCH = limits([Screen.LIMITS, "enter"]);

export const TEST_SCENES: readonly Scene[] = [
  {
    name: "test_payment",
    title: "A test payment: approved, nothing booked, every part works, accepted; it is in no batch",
    tasks: [SIGN_ON, testPayment(...TEST_SALE, ...ALL_WELL, [Screen.TEST_ACCEPTED, "enter"]), settle()],
  },
  {
    name: "test_payment_part_fails",
    title: "A test payment after which the printer does not work: the platform knows, and it is not accepted",
    tasks: [
      SIGN_ON,
      testPayment(...TEST_SALE, ...checklist(true, true, true, false, true, true), [Screen.TEST_INCOMPLETE, "enter"]),
    ],
  },
  {
    name: "test_payment_declined",
    title: "A test payment with a wrong PIN is declined: no questions",
    tasks: [
      SIGN_ON,
      testPayment(
        ...TEST_SALE.slice(0, 3),
        [Screen.ENTER_PIN, { secret: "111111" }],
        [Screen.DECLINED, "remove"],
        [Screen.TEST_INCOMPLETE, "enter"],
      ),
    ],
  },
  {
    name: "test_payment_not_told",
    title: "The platform is not told of the test: it is to be done again",
    tasks: [SIGN_ON, testPayment(...TEST_SALE, ...ALL_WELL, [Screen.TEST_INCOMPLETE, "enter"])],
    prepare: (world) => loseQuestions(world, "0820"),
  },
  {
    name: "test_payment_power_cut",
    title: "The power is cut while a test is asked for: it is reversed in test mode after the restart",
    tasks: [SIGN_ON, testPayment(...TEST_SALE)],
    prepare: cutWhenTested,
  },
  {
    name: "limits_fetched",
    title: "The limits are fetched and shown, with what was taken today",
    tasks: [SIGN_ON, SALE, FETCH],
  },
  {
    name: "limits_unknown",
    title: "The platform does not answer: the limits that are known are shown, and stay in force",
    tasks: [SIGN_ON, FETCH, limits([Screen.LIMITS_UNKNOWN, "enter"])],
    prepare: (world) => {
      limitTo(world, { payment: 10_000 });
      loseSecondQuestion(world);
    },
  },
  {
    name: "limit_of_a_payment",
    title: "A payment over the limit per payment: nothing leaves; one below it is approved",
    tasks: [SIGN_ON, FETCH, SALE, SMALL_SALE],
    prepare: (world) => limitTo(world, { payment: 1_000 }),
  },
  {
    name: "limit_of_a_day",
    title: "The limit of the day: what was taken before counts, whatever batch it was in",
    tasks: [SIGN_ON, SMALL_SALE, settle(), FETCH, SALE, SMALL_SALE],
    prepare: (world) => limitTo(world, { day: 1_000 }),
  },
  {
    name: "limit_of_the_acquirers_day",
    title:
      "The terminal's clock is a day ahead, then a day behind: what was taken counts until the acquirer's day is over",
    tasks: [SIGN_ON, SMALL_SALE, FETCH, SIX, SIX, SIX, FETCH],
    prepare: (world) => {
      limitTo(world, { day: 1_000 });
      world.clock.now_ms += UNTIL_LATE_MS;
      daysPassAt(world, { screen: Screen.LIMITS, nth: 1, days: 1 });
      atScreen(world, Screen.IDLE, IDLE_ONCE_BARRED, () => (world.clock.now_ms += PAST_MIDNIGHT_MS));
      daysPassAt(world, { screen: Screen.IDLE, nth: IDLE_ONCE_BARRED, days: -2 });
    },
  },
  {
    name: "limit_of_debit_cards",
    title: "A limit of debit cards alone: known once the card is read, before anything leaves",
    tasks: [SIGN_ON, FETCH, SALE, { ...SALE, card: "credit", pin: "246802" }],
    prepare: (world) => limitTo(world, { debit: 1_000 }),
  },
  {
    name: "limit_of_credit_cards",
    title: "A limit of credit cards alone",
    tasks: [SIGN_ON, FETCH, { ...SALE, card: "credit", pin: "246802" }, SALE],
    prepare: (world) => limitTo(world, { credit: 1_000 }),
  },
  {
    name: "limit_of_the_stripe",
    title: "A limit of the stripe alone",
    tasks: [SIGN_ON, FETCH, { ...SALE, swipe: "at once" }],
    cards: () => debitChanged(STRIPE_ONLY, loadCards()),
    prepare: (world) => limitTo(world, { stripe: 1_000 }),
  },
];
