/** The scenes of the golden transcripts in which the card compares the PIN. */
import { loadCards } from "../../host/cards/card_data.ts";
import { debitChanged, ENCIPHERED, KEYLESS, OFFLINE_PIN, SIGNED_PIN } from "./cards.ts";
import { SALE, SIGN_ON, SMALL_SALE } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";

export const VERIFICATION_SCENES: readonly Scene[] = [
  {
    name: "offline_pin",
    title: "The card compares the PIN itself and finds it right: none goes to the acquirer",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged(OFFLINE_PIN, loadCards()),
  },
  {
    name: "offline_pin_at_the_last_try",
    title: "Two wrong PINs, the warning of the last try, and the right PIN",
    tasks: [SIGN_ON, { ...SALE, pin: ["111111", "222222", "123456"] }],
    cards: () => debitChanged(OFFLINE_PIN, loadCards()),
  },
  {
    name: "offline_pin_blocked",
    title: "Wrong PINs until the card compares none any more: the PIN goes online, as the card's next rule says",
    tasks: [SIGN_ON, { ...SALE, pin: ["111111", "222222", "333333", "123456"] }],
    cards: () => debitChanged(OFFLINE_PIN, loadCards()),
  },
  {
    name: "offline_pin_bypassed",
    title: "The cardholder goes on without a PIN after a wrong one: none is asked for any more, and the slip is signed",
    tasks: [SIGN_ON, { ...SMALL_SALE, pin: ["111111", ""] }],
    cards: () => loadCards().map((card) => ({ ...card, ...OFFLINE_PIN })),
  },
  {
    name: "offline_pin_without_tries",
    title: "The card's try counter is 0: no PIN is asked for offline, and one online",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged({ ...OFFLINE_PIN, pinTries: 0 }, loadCards()),
  },
  {
    name: "offline_pin_and_signature",
    title: "A PIN that the card compares, and a signature on the slip",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged(SIGNED_PIN, loadCards()),
  },
  {
    name: "enciphered_pin",
    title:
      "The card compares a PIN that only it can decipher: its own key is recovered first, and a challenge asked for",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged(ENCIPHERED, loadCards()),
  },
  {
    name: "enciphered_pin_wrong",
    title: "A wrong enciphered PIN, and the right one under another challenge",
    tasks: [SIGN_ON, { ...SALE, pin: ["111111", "123456"] }],
    cards: () => debitChanged(ENCIPHERED, loadCards()),
  },
  {
    name: "enciphered_pin_without_a_key",
    title: "The card wants an enciphered PIN and has no key for it: its next rule applies, a PIN in the clear",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged(KEYLESS, loadCards()),
  },
];
