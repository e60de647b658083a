/** The scenes of the golden transcripts in which a card is swiped, or should be and is not. */
import { loadCards } from "../../host/cards/card_data.ts";
import type { CardData } from "../../host/cards/card_spec.ts";
import { debitChanged, STRIPE_ONLY } from "./cards.ts";
import type { SaleTask } from "./person.ts";
import { SALE, SIGN_ON } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";

const SWIPED: SaleTask = { ...SALE, swipe: "at once" };
const CREDIT: SaleTask = { ...SWIPED, amount: 500, card: "credit", pin: "" };
const FALLEN_BACK: SaleTask = { ...SWIPED, swipe: "when asked" };

const withStripe = (): CardData[] => debitChanged(STRIPE_ONLY, loadCards());
const otherwise = (changes: Partial<CardData>) => (): CardData[] => debitChanged(changes, loadCards());

export const STRIPE_SCENES: readonly Scene[] = [
  {
    name: "stripe_sale_with_pin",
    title: "A card without a chip is swiped, its PIN typed: approved",
    tasks: [SIGN_ON, SWIPED],
    cards: withStripe,
  },
  {
    name: "stripe_sale_with_signature",
    title: "A card without a chip is swiped and no PIN typed: approved, to be signed",
    tasks: [SIGN_ON, CREDIT],
    cards: () => loadCards().map((card) => (card.name === "credit" ? { ...card, ...STRIPE_ONLY } : card)),
  },
  {
    name: "stripe_of_a_chip_card",
    title: "A card with a chip is swiped: the terminal asks for the chip",
    tasks: [SIGN_ON, SWIPED],
  },
  {
    name: "fallback_after_mute_chip",
    title: "The chip gives no answer to reset: the card is swiped instead",
    tasks: [SIGN_ON, FALLEN_BACK],
    cards: otherwise({ muteAfter: 0 }),
  },
  {
    name: "fallback_after_no_application",
    title: "The chip has no application for this terminal: the card is swiped instead",
    tasks: [SIGN_ON, FALLEN_BACK],
    cards: otherwise({ aid: "A0000001523010" }),
  },
  {
    name: "no_fallback_after_decline",
    title: "The chip declines: that stands, and nobody is asked to swipe",
    tasks: [SIGN_ON, FALLEN_BACK],
    cards: otherwise({ declineFirst: true }),
  },
  {
    name: "no_fallback_after_initiation",
    title: "The chip falls silent after GET PROCESSING OPTIONS: nobody is asked to swipe",
    tasks: [SIGN_ON, FALLEN_BACK],
    cards: otherwise({ muteAfter: 5 }),
  },
  {
    name: "no_fallback_for_a_blocked_card",
    title: "The card is blocked: nobody is asked to swipe",
    tasks: [SIGN_ON, FALLEN_BACK],
    cards: otherwise({ cardBlocked: true }),
  },
  {
    name: "no_fallback_for_a_blocked_application",
    title: "The only application is blocked: nobody is asked to swipe",
    tasks: [SIGN_ON, FALLEN_BACK],
    cards: otherwise({ blocked: true, pse: false }),
  },
  {
    name: "stripe_unreadable",
    title: "Three swipes that cannot be read end the sale",
    tasks: [SIGN_ON, { ...SWIPED, badSwipes: 3 }],
    cards: withStripe,
  },
  {
    name: "stripe_on_exception_file",
    title:
      "The card that is swiped is on the exception file: declined before the PIN is asked for, and nothing is sent",
    tasks: [SIGN_ON, SWIPED],
    cards: withStripe,
    listed: ["debit"],
  },
  {
    name: "stripe_answer_lost",
    title: "A card is swiped and the answer is lost: the sale is reversed before the next one",
    tasks: [SIGN_ON, SWIPED, { ...SWIPED, amount: 500 }],
    cards: withStripe,
    prepare: (world) => world.acquirer.faults.next({ kind: "dropReply", mti: "0200" }),
  },
];
