/**
 * The scenes of the golden transcripts: what people do and what goes wrong, each played in a fresh world.
 *
 * A scene ends when the terminal is idle and nothing is pending; its transcript ends with what the ledger holds then.
 */
import { Command } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import type { ScriptOrder } from "../../host/acquirer/card_script.ts";
import type { AcquirerEvent } from "../../host/acquirer/events.ts";
import { loadCards } from "../../host/cards/card_data.ts";
import type { CardData } from "../../host/cards/card_data.ts";
import type { VirtualCard } from "../../host/cards/card.ts";
import type { ChipCard } from "../../host/cards/chip_card.ts";
import type { Core } from "../../host/core.ts";
import type { Observer } from "../../host/runtime.ts";
import type { ApduObserver } from "../../host/simulator/virtual_reader.ts";
import {
  CDA,
  CONFIRMED,
  COUNTED,
  DDA,
  debitChanged,
  DENIED,
  hashed,
  KEYLESS,
  MANY,
  OFFLINE_PIN,
  SDA,
  SIGNED_PIN,
  TDOL,
  TWO,
} from "./cards.ts";
import { answers } from "./troubles.ts";
import { STRIPE_SCENES } from "./transcript_stripes.ts";
import { forgedAt } from "./forgeries.ts";
import { Transcript } from "./transcript.ts";
import { yuan } from "./transcript_views.ts";
import type { Task } from "./person.ts";
import { PowerCut, World } from "./world.ts";
import type { Board } from "./world.ts";

export interface Scene {
  /** Name of its golden file. */
  name: string;
  title: string;
  tasks: Task[];
  /** The cards there are; those of the house when absent. */
  cards?: () => CardData[];
  /** What is put into the reader in place of a card. */
  dress?: (card: VirtualCard) => ChipCard;
  /** False for a terminal without a key of the payment system. */
  capks?: false;
  /** Cards on the exception file, by name. */
  listed?: readonly string[];
  /** What goes wrong: called before the first power-on. */
  prepare?: (world: World) => void;
}

/** How a scene is played: none of it may be seen in the transcript. */
export interface Staging {
  core: () => Core;
  /** Bytes of a reply that arrive at a time. */
  chunk?: number;
  log?: (event: AcquirerEvent) => void;
}

const LIVES_MAX = 5;
const SALE: Task = { kind: "sale", amount: 1234, card: "debit", pin: "123456" };
const SMALL_SALE: Task = { kind: "sale", amount: 500, card: "credit", pin: "246802" };
const SIGN_ON: Task = { kind: "sign-on" };

export const SCENES: readonly Scene[] = [
  { name: "approved_sale", title: "Sign-on and a sale that is approved", tasks: [SIGN_ON, SALE] },
  {
    name: "declined_for_funds",
    title: "A sale that is declined for insufficient funds",
    tasks: [SIGN_ON, { kind: "sale", amount: 1500, card: "low-balance", pin: "135791" }],
  },
  { name: "wrong_pin", title: "A sale with a wrong PIN", tasks: [SIGN_ON, { ...SALE, pin: "111111" }] },
  {
    name: "card_out_before_cryptogram",
    title: "The card is pulled out before GENERATE AC, while the PIN is asked for",
    tasks: [SIGN_ON, { ...SALE, pullOutAt: Screen.ENTER_PIN }],
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
  {
    name: "denied_by_action_code",
    title: "The issuer's action code denies the sale: the terminal asks for an AAC, and nothing goes to the acquirer",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged(DENIED, loadCards()),
  },
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
    name: "counted_card",
    title: "A card with limits on payments offline, below the floor limit: a random number and the card's counters",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged(COUNTED, loadCards()),
  },
  ...STRIPE_SCENES,
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
    name: "card_blocked",
    title: "The card is blocked",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged({ cardBlocked: true }, loadCards()),
  },
  {
    name: "partial_names",
    title: "No directory: seven names that begin with one AID, one of them blocked; the cardholder turns the page",
    tasks: [SIGN_ON, { ...SALE, at: { [Screen.CHOOSE_APPLICATION]: ["menu", { digit: 1 }] } }],
    cards: () => debitChanged(MANY, loadCards()),
  },
  {
    name: "script_before_final_cryptogram",
    title: "A script 71 unblocks the PIN before the second GENERATE AC; the acquirer is told before the next sale",
    tasks: [SIGN_ON, SALE, SMALL_SALE],
    prepare: (world) => orderScripts(world, { command: "unblockPin", template: 71 }),
  },
  {
    name: "scripts_before_and_after",
    title: "Scripts 71 and 72 in one answer: both are done, and told in one notice",
    tasks: [SIGN_ON, SALE, SMALL_SALE],
    prepare: (world) =>
      orderScripts(world, { command: "unblockPin", template: 71 }, { command: "blockApplication", template: 72 }),
  },
  {
    name: "script_with_wrong_mac",
    title: "A script 72 has a wrong MAC: the card refuses it, and the sale stands",
    tasks: [SIGN_ON, SALE, SMALL_SALE],
    prepare: (world) => orderScripts(world, { command: "unblockPin", spoilMac: true }),
  },
  {
    name: "failing_script_command",
    title: "A script 71 sets what this card does not let anyone set: it fails, and the sale stands",
    tasks: [SIGN_ON, SALE],
    prepare: (world) => orderScripts(world, { command: "putData", template: 71, tag: "9F58", value: "01" }),
  },
  {
    name: "script_after_a_decline",
    title: "The sale is declined and the answer blocks the application: scripts are for declines, too",
    tasks: [SIGN_ON, { kind: "sale", amount: 1500, card: "low-balance", pin: "135791" }],
    prepare: (world) => orderScripts(world, { command: "blockApplication" }),
  },
  {
    name: "script_and_card_declines",
    title: "The acquirer approves, a script is done, and the card declines: notice, then reversal with the results",
    tasks: [SIGN_ON, SALE, SMALL_SALE],
    cards: () => debitChanged({ declineSecond: true }, loadCards()),
    prepare: (world) => orderScripts(world, { command: "unblockPin", template: 71 }),
  },
  {
    name: "notice_unanswered",
    title: "Nobody answers the notice: the next sale goes on without it, and it is told from idle",
    tasks: [SIGN_ON, SALE, SMALL_SALE],
    prepare: (world) => {
      orderScripts(world, { command: "unblockPin" });
      world.acquirer.faults.next({ kind: "dropRequest", mti: "0620" });
    },
  },
  {
    name: "notice_after_power_cut",
    title: "The power is cut when the notice has arrived: it is told again after the restart, under the same STAN",
    tasks: [SIGN_ON, SALE, SMALL_SALE],
    prepare: (world) => {
      orderScripts(world, { command: "unblockPin" });
      world.network.step = (what) => {
        if (what !== "booked" || world.ledger.notices().length !== 1) return;
        world.network.step = undefined;
        throw new PowerCut();
      };
    },
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
  {
    name: "split_sale",
    title: "Two sales below the floor limit that exceed it together, with one card",
    tasks: [SIGN_ON, { ...SALE, amount: 60_000 }, { ...SALE, amount: 60_000 }],
    cards: () => debitChanged(COUNTED, loadCards()),
  },
  {
    name: "referral",
    title: "The issuer wants to be called: a referral is a decline",
    tasks: [SIGN_ON, SALE],
    prepare: (world) => world.acquirer.faults.next({ kind: "decline", mti: "0200", response: "01" }),
  },
  {
    name: "issuer_authentication_failed",
    title: "The issuer's cryptogram is wrong: the card finds that out and declines, and the sale is reversed",
    tasks: [SIGN_ON, SALE],
    prepare: (world) => world.acquirer.faults.next({ kind: "wrongArpc", mti: "0200" }),
  },
  {
    name: "card_declines_first",
    title: "The card answers the first GENERATE AC with an AAC: declined, and nothing goes to the acquirer",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged({ declineFirst: true }, loadCards()),
  },
  {
    name: "card_declines_approval",
    title: "The acquirer approves and the card declines: the sale is reversed",
    tasks: [SIGN_ON, SALE],
    cards: () => loadCards().map((card) => ({ ...card, declineSecond: true })),
  },
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
    name: "enciphered_pin_without_a_key",
    title: "The card wants an enciphered PIN and has no key for it: its next rule applies, a PIN in the clear",
    tasks: [SIGN_ON, SALE],
    cards: () => debitChanged(KEYLESS, loadCards()),
  },
];

/** The answer to the first sale brings the card these scripts. */
function orderScripts(world: World, ...scripts: ScriptOrder[]): void {
  world.acquirer.faults.next({ kind: "script", mti: "0200", scripts });
}

/** Plays a scene to its end. @returns its transcript. @throws when the world does not come to rest, or the core traps */
export function playScene(scene: Scene, staging: Staging): string {
  const before = new Map<string, number>();
  const transcript = new Transcript();
  const world = playWorld(scene, staging, {
    observer: transcript.observer,
    apdu: transcript.apdu,
    begins: (begun) => {
      transcript.begins(begun.clock);
      for (const { name, balance } of begun.ledger.accounts()) before.set(name, balance);
    },
    power: (state) => transcript.say("power", state),
    starts: (board) => transcript.follow(board),
  });
  transcript.say("ledger", ...describeLedger(world, before));
  return `# ${scene.title}\n\n${transcript.text()}`;
}

/** Sees a scene being played. */
export interface Watcher {
  observer: Observer;
  apdu?: ApduObserver;
  begins?(world: World): void;
  power?(state: "on" | "cut"): void;
  /** A board has been powered on; no key has been pressed on it yet. */
  starts?(board: Board): void;
}

/** Plays a scene in a fresh world, through every power cut on the way. @returns the world, at rest. @throws as playScene */
export function playWorld(scene: Scene, { core, chunk = 4096, log }: Staging, watcher: Watcher): World {
  const cards = scene.cards?.() ?? loadCards();
  const { observer, apdu } = watcher;
  const { tasks, dress, capks, listed = [] } = scene;
  const seen = { observer, ...(apdu && { apdu }), ...(log && { log }) };
  const changes = { listed, ...(dress && { dress }), ...(capks === false && { capks }) };
  const world = new World({ core, tasks, cards, ...seen, ...changes });
  world.network.chunk = chunk;
  watcher.begins?.(world);
  scene.prepare?.(world);
  for (let life = 0; life < LIVES_MAX; life++) {
    watcher.power?.("on");
    try {
      const board = world.powerOn();
      watcher.starts?.(board);
      if (!world.run()) throw new Error("the world did not come to rest");
      if (world.traps.length > 0) throw world.traps[0]!;
      return world;
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      watcher.power?.("cut");
      world.powerOff();
    }
  }
  throw new Error("the power is cut again and again");
}

/** Bookings, reversals, and the accounts that have moved. */
function describeLedger(world: World, before: ReadonlyMap<string, number>): string[] {
  const { ledger } = world;
  const bookings = ledger
    .bookings()
    .map(
      (row) => `booking ${row.key} · ${row.account} · ${yuan(row.amount)} · ${row.reversed ? "reversed" : "stands"}`,
    );
  const reversals = ledger
    .reversals()
    .map(
      (row) =>
        `reversal of ${row.key} · ${yuan(row.amount)} · ${row.reason} · original ${row.found ? "found" : "not found"}`,
    );
  const notices = ledger.notices().map((row) => `scripts of ${row.key} · ${row.results}`);
  const moved = ledger
    .accounts()
    .filter(({ name, balance }) => before.get(name) !== balance)
    .map(({ name, balance }) => `account ${name} · from ${yuan(before.get(name) ?? 0)} to ${yuan(balance)}`);
  const lines = [...bookings, ...reversals, ...notices, ...moved];
  return lines.length === 0 ? ["nothing is booked"] : lines;
}
