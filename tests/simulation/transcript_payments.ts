/** The scenes of the golden transcripts with sales as such: approved, declined, undone by the card, the line or the power. */
import { Command } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { loadCards } from "../../host/cards/card_data.ts";
import { debitChanged } from "./cards.ts";
import { wantsAdvice } from "./forgeries.ts";
import { SALE, SIGN_ON, SMALL_SALE } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";
import { breakModule, pullOutAtIntent } from "./troubles_module.ts";
import { PowerCut } from "./world.ts";

export const PAYMENT_SCENES: readonly Scene[] = [
  { name: "approved_sale", title: "Sign-on and a sale that is approved", tasks: [SIGN_ON, SALE] },
  {
    name: "declined_for_funds",
    title: "A sale that is declined for insufficient funds",
    tasks: [SIGN_ON, { kind: "sale", amount: 1500, card: "low-balance", pin: "135791" }],
  },
  { name: "wrong_pin", title: "A sale with a wrong PIN", tasks: [SIGN_ON, { ...SALE, pin: "111111" }] },
  {
    name: "referral",
    title: "The issuer wants to be called: a referral is a decline",
    tasks: [SIGN_ON, SALE],
    prepare: (world) => world.acquirer.faults.next({ kind: "decline", mti: "0200", response: "01" }),
  },
  {
    name: "card_out_before_cryptogram",
    title: "The card is pulled out before GENERATE AC, while the PIN is asked for",
    tasks: [SIGN_ON, { ...SALE, pullOutAt: Screen.ENTER_PIN }],
  },
  {
    name: "card_out_at_intent",
    title: "The card is pulled out while the intent is written: nothing is sent, and nothing is reversed",
    tasks: [SIGN_ON, SALE],
    prepare: (world) => pullOutAtIntent(world, Infinity),
  },
  {
    name: "module_refuses_mac",
    title: "The secure module makes no MAC once the card has given its ARQC: the card is told, and nothing is recorded",
    tasks: [SIGN_ON, SALE],
    prepare: (world) => breakModule(world, "mac"),
  },
  {
    name: "module_without_random",
    title: "The secure module gives no random number: the terminal has failed, and nobody is asked to swipe",
    tasks: [SIGN_ON, { ...SALE, swipe: "when asked" }],
    prepare: (world) => breakModule(world, "random"),
  },
  {
    name: "card_out_during_exchange",
    title: "The card is pulled out after GENERATE AC, while the acquirer is asked: the approval is reversed",
    tasks: [SIGN_ON, SALE, SMALL_SALE],
    prepare: (world) => {
      world.network.step = (what) => {
        if (what === "booked" && world.ledger.bookings().length === 1) world.board?.reader.remove();
      };
    },
  },
  {
    name: "card_declines_first",
    title: "The card answers the first GENERATE AC with an AAC: declined, and nothing goes to the acquirer",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged({ declineFirst: true }, loadCards()),
  },
  {
    name: "advice_wanted",
    title:
      "The card declines and wants an advice: the acquirer's messages have none, and the next sale goes on as ever",
    tasks: [SIGN_ON, SALE, SMALL_SALE],
    cards: () => debitChanged({ declineFirst: true }, loadCards()),
    dress: wantsAdvice,
  },
  {
    name: "card_declines_approval",
    title: "The acquirer approves and the card declines: the sale is reversed",
    tasks: [SIGN_ON, SALE],
    cards: () => loadCards().map((card) => ({ ...card, declineSecond: true })),
  },
  {
    name: "issuer_authentication_failed",
    title: "The issuer's cryptogram is wrong: the card finds that out and declines, and the sale is reversed",
    tasks: [SIGN_ON, SALE],
    prepare: (world) => world.acquirer.faults.next({ kind: "wrongArpc", mti: "0200" }),
  },
  {
    name: "no_line",
    title: "The acquirer cannot be reached: the card is told so, and the next sale is approved",
    tasks: [SIGN_ON, SALE, SMALL_SALE],
    prepare: (world) => {
      let payments = 0;
      world.observers.push({
        before: ({ code }) => {
          if (code === Command.PROTECT) world.network.up = payments++ > 0;
        },
      });
    },
  },
  {
    name: "answer_lost",
    title: "The answer is lost: the sale is reversed before the next one",
    tasks: [SIGN_ON, SALE, SMALL_SALE],
    prepare: (world) => world.acquirer.faults.next({ kind: "dropReply", mti: "0200" }),
  },
  {
    name: "answer_with_wrong_mac",
    title: "The answer has a wrong MAC: the sale is reversed with A0 before the next one",
    tasks: [SIGN_ON, SALE, SMALL_SALE],
    prepare: (world) => world.acquirer.faults.next({ kind: "corruptMac", mti: "0200" }),
  },
  {
    name: "power_cut_after_sending",
    title: "The power is cut after the request has left: the sale is reversed after the restart",
    tasks: [SIGN_ON, SALE],
    prepare: (world) => {
      world.network.step = (what) => {
        if (what !== "booked" || world.ledger.bookings().length !== 1) return;
        world.network.step = undefined;
        throw new PowerCut();
      };
    },
  },
  {
    name: "power_cut_before_booking",
    title:
      "The power is cut after the request has left, and the acquirer never books it: the reversal finds no original",
    tasks: [SIGN_ON, SALE],
    prepare: (world) => {
      let arrivals = 0;
      world.network.step = (what) => {
        if (what === "arrived" && ++arrivals === 2) throw new PowerCut();
      };
    },
  },
  {
    name: "sign_on_wrong_check_value",
    title: "Sign-on is refused: the check value of a key is wrong",
    tasks: [SIGN_ON],
    prepare: (world) => world.acquirer.faults.next({ kind: "wrongKcv" }),
  },
];
