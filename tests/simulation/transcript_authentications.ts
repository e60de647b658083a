/** The scenes of the golden transcripts in which the card proves that it is authentic, or fails to. */
import { loadCards } from "../../host/cards/card_data.ts";
import { CDA, DDA, debitChanged, SDA } from "./cards.ts";
import { forgedAt } from "./forgeries.ts";
import { SALE, SIGN_ON } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";

export const AUTHENTICATION_SCENES: readonly Scene[] = [
  {
    name: "sda",
    title: "Static data authentication: the issuer has signed the card's data",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged(SDA, loadCards()),
  },
  {
    name: "dda",
    title: "Dynamic data authentication: the card signs a number of the terminal",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged(DDA, loadCards()),
  },
  {
    name: "cda",
    title: "Combined authentication: the card signs both of its cryptograms",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged(CDA, loadCards()),
  },
  {
    name: "cda_forged",
    title: "The signature of an ARQC is forged: the card is asked for an AAC at once, and the acquirer is not asked",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged(CDA, loadCards()),
    dress: forgedAt("GENERATE AC 1"),
  },
  {
    name: "cda_forged_approval",
    title: "The acquirer approves, and the signature of the TC is forged: the sale is reversed",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged(CDA, loadCards()),
    dress: forgedAt("GENERATE AC 2"),
  },
  {
    name: "dda_failed",
    title: "The card's signature is forged, and an action code denies the sale for it",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged({ ...DDA, data: { "9F0E": "0800000000" } }, loadCards()),
    dress: forgedAt("INTERNAL AUTHENTICATE"),
  },
  {
    name: "no_capk",
    title: "A terminal without the payment system's key: authentication fails, and the issuer decides",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged(DDA, loadCards()),
    capks: false,
  },
];
