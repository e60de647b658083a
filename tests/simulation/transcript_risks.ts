/** The scenes of the golden transcripts in which the terminal or the merchant weighs the risk, and an action code decides. */
import { Screen } from "../../assembly/abi_shown.ts";
import { loadCards } from "../../host/cards/card_data.ts";
import { COUNTED, debitChanged, DENIED, hashed, TDOL } from "./cards.ts";
import { SALE, SIGN_ON } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";

export const RISK_SCENES: readonly Scene[] = [
  {
    name: "denied_by_action_code",
    title: "The issuer's action code denies the sale: the terminal asks for an AAC, and nothing goes to the acquirer",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged(DENIED, loadCards()),
  },
  {
    name: "counted_card",
    title: "A card with limits on payments offline, below the floor limit: a random number and the card's counters",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged(COUNTED, loadCards()),
  },
  {
    name: "split_sale",
    title: "Two sales below the floor limit that exceed it together, with one card",
    tasks: [SIGN_ON, { ...SALE, amount: 60_000 }, { ...SALE, amount: 60_000 }],
    cards: () => debitChanged(COUNTED, loadCards()),
  },
  {
    name: "exception_file",
    title: "The card is on the exception file: the TVR says so, and the issuer decides",
    tasks: [SIGN_ON, SALE],
    listed: ["debit"],
  },
  {
    name: "forced_online",
    title: "The merchant has the sale go online: the screen and the TVR say so",
    tasks: [
      SIGN_ON,
      { ...SALE, at: { [Screen.AMOUNT]: ["menu", { digit: 1 }, { digit: 2 }, { digit: 3 }, { digit: 4 }, "enter"] } },
    ],
  },
  {
    name: "tc_hash",
    title: "The card's lists ask for a TC hash value over what its TDOL names",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged(hashed(TDOL), loadCards()),
  },
];
