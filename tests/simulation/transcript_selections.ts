/** The scenes of the golden transcripts in which an application is chosen from a card, or none is. */
import { Screen } from "../../assembly/abi_shown.ts";
import { loadCards } from "../../host/cards/card_data.ts";
import { CONFIRMED, debitChanged, FOUR_TABLES, GREEK_DIRECTORY, MANY, TWO } from "./cards.ts";
import { answers } from "./troubles.ts";
import { SALE, SIGN_ON } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";

export const SELECTION_SCENES: readonly Scene[] = [
  {
    name: "choice_of_two",
    title: "Two applications: the cardholder chooses the second on the screen",
    tasks: [SIGN_ON, { ...SALE, at: { [Screen.CHOOSE_APPLICATION]: { digit: 2 } } }],
    cards: () => debitChanged(TWO, loadCards()),
  },
  {
    name: "confirmation_refused",
    title: "The only application asks to be confirmed, and the cardholder does not",
    tasks: [SIGN_ON, { ...SALE, at: { [Screen.CONFIRM_APPLICATION]: "cancel" } }],
    cards: () => debitChanged(CONFIRMED, loadCards()),
  },
  {
    name: "next_application",
    title: "The application chosen answers 6985: the other one is offered, confirmed and used",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged(TWO, loadCards()),
    prepare: (world) => answers(world, 0xa8, "6985"),
  },
  {
    name: "partial_names",
    title: "No directory: seven names that begin with one AID, one of them blocked; the cardholder turns the page",
    tasks: [SIGN_ON, { ...SALE, at: { [Screen.CHOOSE_APPLICATION]: ["menu", { digit: 1 }] } }],
    cards: () => debitChanged(MANY, loadCards()),
  },
  {
    name: "names_in_their_letters",
    title: "Names in Cyrillic, Polish and Greek letters; of the one in Hebrew the label is shown",
    tasks: [SIGN_ON, { ...SALE, at: { [Screen.CHOOSE_APPLICATION]: { digit: 2 } } }],
    cards: () => debitChanged(FOUR_TABLES, loadCards()),
  },
  {
    name: "names_of_a_directory",
    title: "The directory's names are in Greek letters; it has none of the other application but the label",
    tasks: [SIGN_ON, { ...SALE, at: { [Screen.CHOOSE_APPLICATION]: { digit: 1 } } }],
    cards: () => debitChanged(GREEK_DIRECTORY, loadCards()),
  },
  {
    name: "card_blocked",
    title: "The card is blocked",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged({ cardBlocked: true }, loadCards()),
  },
];
