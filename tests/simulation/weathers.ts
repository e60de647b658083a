/**
 * Weathers: what people do otherwise, how cards misbehave, what the network and the acquirer do wrong. One history each;
 * together with the mishaps they take every row of every machine.
 */
import { PARAMETERS_OPERATOR } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import type { Key } from "../../host/ports.ts";
import {
  CDA,
  CONFIRMED,
  COUNTED,
  debitChanged,
  DENIED,
  FIRST_BLOCKED,
  hashed,
  KEYLESS,
  MANY,
  OFFLINE_PIN,
  pinOf,
  SIGNED_PIN,
  TDOL,
  TWO,
  TWO_UNLISTED,
} from "./cards.ts";
import type { CardData } from "../../host/cards/card_data.ts";
import { LOST_AMOUNT, orderScripts, sale } from "./cuts.ts";
import { forgedAndMute } from "./forgeries.ts";
import type { Task } from "./person.ts";
import {
  answerForAnother,
  answers,
  answersAll,
  cardSays,
  damageReversal,
  downFor,
  everyAnswerTwice,
  fault,
  forgeApproval,
  forgeNoticed,
  forgeSignOn,
  hangUpOnce,
  late,
  loseAndConfirm,
  loseAndGo,
  loseReversals,
  noPaper,
  nonsense,
  pullOutAtVerify,
  pullOutAtCommand,
  pullOutWhileAsked,
  refuseSignOn,
  repeatReplies,
  silentFor,
  strangerSignsOn,
  stripMac,
  swipeOnceAt,
  tamper,
  turnAacIntoTc,
  twice,
} from "./troubles.ts";
import { PARAMETERS } from "./world.ts";
import type { World, WorldOptions } from "./world.ts";

export interface Weather {
  name: string;
  tasks: Task[];
  /** How it begins; signed on, with an ordinary journal, when absent. */
  from?: "new" | "full";
  changes?: Partial<WorldOptions>;
  prepare?: (world: World) => void;
  /** Time that goes by when all is done, in ms. */
  lingers_ms?: number;
  /** How many of its sales stand in the end, where that is not plain. */
  sells?: number;
  /** False where the terminal cannot trade afterwards. */
  trades?: false;
}

const SIGN_ON: Task = { kind: "sign-on" };
const HOUR_MS = 3_600_000;

export const WEATHERS: readonly Weather[] = [
  // People.
  { name: "a sale from the menu", sells: 1, tasks: [sale("debit", 1, { fromMenu: true })] },
  { name: "an idle afternoon", tasks: [], lingers_ms: HOUR_MS },
  { name: "menu left by cancel", tasks: [{ kind: "sign-on", at: { [Screen.MENU]: "cancel" } }] },
  { name: "menu left alone", tasks: [{ kind: "sign-on", at: { [Screen.MENU]: "nothing" } }] },
  { name: "menu, a wrong digit first", tasks: [at("sign-on", Screen.MENU, [{ digit: 9 }, { digit: 2 }])] },
  { name: "sign-on confirmed", tasks: [at("sign-on", Screen.SIGNED_ON, "enter")] },
  { name: "nobody signed on, cancel", from: "new", tasks: [at("sale", Screen.SIGN_ON_FIRST, "cancel"), SIGN_ON] },
  { name: "nobody signed on, left alone", from: "new", tasks: [at("sale", Screen.SIGN_ON_FIRST, "nothing"), SIGN_ON] },
  { name: "amount left alone", tasks: [at("sale", Screen.AMOUNT, "nothing")] },
  { name: "amount cancelled", tasks: [at("sale", Screen.AMOUNT, "cancel")] },
  { name: "amount cleared and typed anew", sells: 1, tasks: [at("sale", Screen.AMOUNT, retyped())] },
  { name: "card not put in", tasks: [at("sale", Screen.INSERT_CARD, "nothing")] },
  { name: "card not put in, cancel", tasks: [at("sale", Screen.INSERT_CARD, "cancel")] },
  {
    name: "card of another system, swiped without a PIN and then with",
    sells: 1,
    tasks: [sale("debit", 100, { swipe: "when asked", pin: "" }), sale("debit", 100, { swipe: "when asked" })],
    changes: { cards: debitChanged({ aid: "A0000001523010" }) },
  },
  {
    name: "swiped instead of a mute chip, PIN cancelled",
    sells: 0,
    tasks: [{ ...sale("debit", 100, { swipe: "when asked" }), at: { [Screen.ENTER_PIN]: "cancel" } }],
    changes: { cards: debitChanged({ muteAfter: 0 }) },
  },
  { name: "three swipes in vain", sells: 0, tasks: [sale("debit", 100, { swipe: "at once", badSwipes: 3 })] },
  {
    name: "a swipe in vain, then the chip",
    sells: 1,
    tasks: [sale("debit", 100, { swipe: "at once", badSwipes: 1, at: { [Screen.SWIPE_AGAIN]: "insert" } })],
  },
  {
    name: "a swipe in vain, then a chip without a word, then the stripe",
    sells: 1,
    tasks: [sale("debit", 100, { swipe: "at once", badSwipes: 1, at: { [Screen.SWIPE_AGAIN]: "insert" } })],
    changes: { cards: debitChanged({ muteAfter: 0 }) },
  },
  {
    name: "a chip card swiped twice",
    sells: 1,
    tasks: [sale("debit", 100, { swipe: "at once" })],
    prepare: (world) => swipeOnceAt(world, Screen.USE_CHIP, "debit"),
  },
  { name: "PIN bypassed", tasks: [sale("debit", 100, { pin: "" })] },
  { name: "wrong PIN", tasks: [sale("debit", 100, { pin: "111111" })] },
  { name: "PIN cancelled, screen cancelled", tasks: [pinAnd("cancel", "cancel")] },
  { name: "PIN left alone, screen left alone", tasks: [pinAnd("nothing", "nothing")] },
  { name: "slip left alone", sells: 1, tasks: [at("sale", Screen.APPROVED, "nothing")] },
  { name: "declined, cancel", tasks: [{ ...sale("low-balance", 1234), at: { [Screen.DECLINED]: "cancel" } }] },
  { name: "declined, left alone", tasks: [{ ...sale("low-balance", 1234), at: { [Screen.DECLINED]: "nothing" } }] },
  { name: "no paper, cancel", sells: 1, tasks: [at("sale", Screen.PRINTER_PROBLEM, "cancel")], prepare: noPaper },
  { name: "no paper, left alone", tasks: [at("sale", Screen.PRINTER_PROBLEM, "nothing")], prepare: noPaper },
  { name: "no paper, then new paper", sells: 1, tasks: [sale("debit", 100)], prepare: noPaper },
  // Cards.
  {
    name: "card declines at once",
    sells: 0,
    tasks: [sale("debit", 100)],
    changes: { cards: debitChanged({ declineFirst: true }) },
  },
  {
    name: "card declines an approval",
    sells: 0,
    tasks: [sale("debit", 100)],
    changes: { cards: debitChanged({ declineSecond: true }) },
  },
  {
    name: "terminal declines the card's data",
    sells: 0,
    tasks: [sale("debit", 100)],
    changes: { cards: debitChanged(DENIED) },
  },
  {
    name: "card with counters, small and great amounts",
    sells: 3,
    tasks: [sale("debit", 100), sale("debit", 60_000), sale("debit", 200_000)],
    changes: { cards: debitChanged(COUNTED) },
  },
  {
    name: "card forges its signature, and then falls silent",
    sells: 0,
    tasks: [sale("debit", 100)],
    changes: { cards: debitChanged(CDA), dress: forgedAndMute },
  },
  {
    name: "card on the exception file",
    sells: 1,
    tasks: [sale("debit", 100)],
    changes: { listed: ["debit"] },
  },
  {
    name: "forced online, and not after all",
    sells: 2,
    tasks: [
      { ...sale("debit", 100), at: { [Screen.AMOUNT]: ["menu", { digit: 1 }, { digit: 0 }, { digit: 0 }, "enter"] } },
      { ...sale("debit", 100), at: { [Screen.AMOUNT]: ["menu", "menu", { digit: 1 }, "enter"] } },
    ],
  },
  {
    name: "card with a TDOL",
    sells: 1,
    tasks: [sale("debit", 100)],
    changes: { cards: debitChanged(hashed(TDOL)) },
  },
  { name: "card without a TDOL", sells: 1, tasks: [sale("debit", 100)], changes: { cards: debitChanged(hashed()) } },
  {
    name: "card with a TDOL that is no list",
    sells: 0,
    tasks: [sale("debit", 100)],
    changes: { cards: debitChanged(hashed("9F")) },
  },
  { name: "card gives no ATR", tasks: [sale("debit", 100)], changes: { cards: debitChanged({ muteAfter: 0 }) } },
  {
    name: "card of another system",
    tasks: [sale("debit", 100)],
    changes: { cards: debitChanged({ aid: "A0000001523010" }) },
  },
  {
    name: "card is not for this payment",
    tasks: [sale("debit", 100)],
    prepare: (world) => answers(world, 0xa8, "6985"),
  },
  { name: "card is blocked", tasks: [sale("debit", 100)], prepare: (world) => answers(world, 0xa4, "6A81") },
  { name: "card gives a TC for an AAC", sells: 0, tasks: [sale("low-balance", 1234)], prepare: turnAacIntoTc },
  { name: "card asks again and again", tasks: [sale("debit", 100)], prepare: (world) => answers(world, 0xb2, "6C10") },
  { name: "card never has it all", tasks: [sale("debit", 100)], prepare: (world) => answersAll(world, "6110") },
  // Cards with a choice.
  chooses("two applications", TWO, [{ digit: 1 }], 1),
  chooses("two applications, the second one", TWO, [{ digit: 2 }], 1),
  chooses("two applications, no directory", TWO_UNLISTED, [{ digit: 0 }, { digit: 3 }, { digit: 2 }], 1),
  chooses("two applications, cancel", TWO, "cancel", 0),
  chooses("two applications, left alone", TWO, "nothing", 0),
  chooses("many applications, pages turned", MANY, [{ digit: 9 }, "menu", "menu", "menu", { digit: 1 }], 1),
  chooses("the first application is blocked", FIRST_BLOCKED, [{ digit: 1 }], 1),
  {
    ...chooses("the application chosen is not for this payment", TWO, [{ digit: 1 }], 1),
    prepare: (world) => answers(world, 0xa8, "6985"),
  },
  {
    ...chooses("no application is for this payment", TWO, [{ digit: 1 }], 0),
    prepare: (world) => answers(world, 0xa8, "6985", 2),
  },
  confirms("confirmed", "enter", 1),
  confirms("not confirmed", "cancel", 0),
  confirms("not confirmed, left alone", "nothing", 0),
  ...offlinePin(),
  {
    name: "scripts before and after the card's last word",
    sells: 2,
    tasks: [sale("debit", 100), sale("debit", 200)],
    prepare: orderScripts,
  },
  {
    name: "scripts with a decline",
    sells: 1,
    tasks: [sale("low-balance", 1234), sale("debit", 200)],
    prepare: orderScripts,
  },
  {
    name: "scripts, and the card declines an approval",
    sells: 0,
    tasks: [sale("debit", 100)],
    changes: { cards: debitChanged({ declineSecond: true }) },
    prepare: orderScripts,
  },
  {
    name: "scripts, and the card is pulled out before its last word",
    sells: 1,
    tasks: [sale("debit", 100), sale("credit", 200)],
    prepare: (world) => {
      orderScripts(world);
      pullOutAtCommand(world, 0x24, 1);
    },
  },
  {
    name: "scripts, and the card is pulled out after its last word",
    sells: 2,
    tasks: [sale("debit", 100), sale("credit", 200)],
    prepare: (world) => {
      orderScripts(world);
      pullOutAtCommand(world, 0x24, 2);
    },
  },
  {
    name: "scripts, and the card is pulled out while the acquirer is asked",
    sells: 0,
    tasks: [sale("debit", 100)],
    prepare: (world) => {
      orderScripts(world);
      pullOutWhileAsked(world);
    },
  },
  {
    name: "two notices, the first never answered",
    sells: 2,
    tasks: [sale("debit", 100), sale("debit", 200)],
    prepare: (world) => {
      orderScripts(world);
      orderScripts(world);
      for (let i = 0; i < 2; i++) world.acquirer.faults.next({ kind: "dropRequest", mti: "0620" });
    },
  },
  {
    name: "a notice that nobody answers for a while",
    sells: 1,
    tasks: [sale("debit", 100)],
    prepare: (world) => {
      orderScripts(world);
      for (let i = 0; i < 3; i++) world.acquirer.faults.next({ kind: "dropReply", mti: "0620" });
    },
    lingers_ms: HOUR_MS,
  },
  {
    name: "a notice whose answer has a wrong MAC",
    sells: 1,
    tasks: [sale("debit", 100)],
    prepare: (world) => {
      orderScripts(world);
      fault(world, "corruptMac", "0620");
    },
  },
  {
    name: "a notice refused, and its answer forged into an approval",
    sells: 1,
    tasks: [sale("debit", 100)],
    prepare: (world) => {
      orderScripts(world);
      forgeNoticed(world);
    },
  },
  // The network and the acquirer.
  { name: "no line", tasks: [sale("debit", 100), SIGN_ON], prepare: (world) => downFor(world, HOUR_MS / 60) },
  { name: "a line without a tone", tasks: [sale("debit", 100)], prepare: (world) => silentFor(world, 40_000) },
  { name: "hangs up", sells: 0, tasks: [sale("debit", 100)], prepare: hangUpOnce },
  { name: "sign-on refused", tasks: [at("sign-on", Screen.SIGN_ON_FAILED, "enter"), SIGN_ON], prepare: refuseSignOn },
  { name: "wrong check value", tasks: [SIGN_ON], prepare: (world) => fault(world, "wrongKcv", "0800") },
  { name: "sign-on with a forged MAC", tasks: [SIGN_ON, SIGN_ON], prepare: forgeSignOn },
  { name: "bad MAC", sells: 0, tasks: [sale("debit", 100)], prepare: (world) => fault(world, "corruptMac", "0200") },
  {
    name: "answer lost, no line for hours",
    sells: 0,
    tasks: [sale("debit", LOST_AMOUNT)],
    prepare: loseAndGo,
    lingers_ms: HOUR_MS,
  },
  { name: "answer lost, then confirmed", tasks: [sale("debit", LOST_AMOUNT)], prepare: loseAndConfirm },
  { name: "reversal refused, cancel", tasks: lostThen("cancel"), prepare: loseAndGo, lingers_ms: HOUR_MS },
  { name: "reversal refused, confirmed", tasks: lostThen("enter"), prepare: loseAndGo, lingers_ms: HOUR_MS },
  {
    name: "every answer twice",
    sells: 2,
    tasks: [sale("debit", 100), sale("old-debit", 200)],
    prepare: everyAnswerTwice,
  },
  {
    name: "reversal damaged on the way",
    sells: 0,
    tasks: [sale("debit", LOST_AMOUNT)],
    prepare: damageReversal,
    lingers_ms: HOUR_MS,
  },
  {
    name: "a reversal lost, the answer to another comes",
    sells: 0,
    tasks: lostTwice(),
    prepare: answerForAnother,
    lingers_ms: HOUR_MS,
  },
  {
    name: "reversal lost on the way",
    tasks: [sale("debit", LOST_AMOUNT)],
    prepare: loseReversals,
    lingers_ms: HOUR_MS,
  },
  {
    name: "keys differ since a stranger signed on",
    sells: 0,
    tasks: [sale("debit", LOST_AMOUNT)],
    prepare: strangerSignsOn,
    lingers_ms: HOUR_MS,
  },
  {
    name: "keys differ again and again",
    sells: 0,
    tasks: [sale("debit", LOST_AMOUNT)],
    prepare: (world) => strangerSignsOn(world, 4),
    lingers_ms: HOUR_MS,
  },
  {
    name: "keys differ when the next sale begins",
    sells: 0,
    tasks: [sale("debit", LOST_AMOUNT), sale("debit", 100)],
    prepare: strangerSignsOn,
    lingers_ms: HOUR_MS,
  },
  { name: "a reply without a MAC", sells: 0, tasks: [sale("debit", 100)], prepare: stripMac },
  {
    name: "card pulled out while the acquirer is asked",
    sells: 0,
    tasks: [sale("debit", 100)],
    prepare: pullOutWhileAsked,
  },
  { name: "every request twice", sells: 2, tasks: [sale("debit", 100), sale("credit", 100)], prepare: twice },
  {
    name: "the original after its reversal",
    sells: 0,
    tasks: [sale("debit", LOST_AMOUNT)],
    prepare: late,
    lingers_ms: HOUR_MS,
  },
  { name: "the answer to the sale before comes first", sells: 1, tasks: sameTwice(), prepare: repeatReplies },
  { name: "a decline forged into an approval", sells: 0, tasks: [sale("low-balance", 1234)], prepare: forgeApproval },
  { name: "nonsense on the line", tasks: [sale("debit", 100)], prepare: nonsense },
  // The terminal itself.
  { name: "bound to an impossible operator", from: "new", tasks: [SIGN_ON], changes: badParameters(), trades: false },
  {
    name: "journal full",
    from: "full",
    tasks: [sale("debit", 1), at("sale", Screen.JOURNAL_FULL, "enter"), SIGN_ON],
    trades: false,
  },
  { name: "secure module tampered with", tasks: [sale("debit", 1)], prepare: tamper, trades: false },
];

/** What a card says to a PIN, and what people do then. */
function offlinePin(): Weather[] {
  const [right, wrong] = [pinOf("debit"), "111111"];
  const cards = { cards: debitChanged(OFFLINE_PIN) };
  const typed = (...pin: string[]): Task[] => [sale("debit", 100, { pin })];
  const says = (word: string): Pick<Weather, "tasks" | "changes" | "prepare"> => ({
    tasks: typed(right),
    changes: cards,
    prepare: (world) => cardSays(world, word),
  });
  return [
    { name: "offline PIN right", sells: 1, tasks: typed(right), changes: cards },
    { name: "offline PIN wrong, then right", sells: 1, tasks: typed(wrong, right), changes: cards },
    { name: "offline PIN blocked, then online", sells: 1, tasks: typed(wrong, wrong, wrong, right), changes: cards },
    { name: "offline PIN wrong for ever", sells: 0, tasks: typed(wrong), changes: cards },
    { name: "offline PIN blocked, the next time too", sells: 1, tasks: twiceBlocked(wrong, right), changes: cards },
    {
      name: "offline PIN blocked, and no other rule",
      tasks: typed(wrong),
      changes: { cards: debitChanged({ ...OFFLINE_PIN, cvm: { rules: ["0103"] } }) },
    },
    { name: "offline PIN bypassed", tasks: typed(""), changes: cards },
    { name: "offline PIN bypassed after a wrong one", tasks: typed(wrong, ""), changes: cards },
    { name: "offline PIN cancelled", sells: 0, tasks: [at("sale", Screen.ENTER_PIN, "cancel")], changes: cards },
    {
      name: "card pulled out after a wrong PIN",
      sells: 0,
      tasks: [sale("debit", 100, { pin: wrong, pullOutAt: Screen.WRONG_PIN })],
      changes: cards,
    },
    {
      name: "card pulled out while it compares the PIN",
      sells: 0,
      tasks: typed(right),
      changes: cards,
      prepare: pullOutAtVerify,
    },
    {
      name: "offline PIN and a signature",
      sells: 1,
      tasks: typed(right),
      changes: { cards: debitChanged(SIGNED_PIN) },
    },
    { name: "no key for an enciphered PIN", sells: 1, tasks: typed(right), changes: { cards: debitChanged(KEYLESS) } },
    { name: "no answer to VERIFY that there is", sells: 0, ...says("6985") },
    { name: "card is mute at VERIFY", sells: 0, ...says("") },
    { name: "offline PIN unusable", sells: 1, ...says("6984") },
  ];
}

/** Blocked in one sale, asked for online alone in the next. */
function twiceBlocked(wrong: string, right: string): Task[] {
  return [sale("debit", 100, { pin: [wrong, wrong, wrong, ""] }), sale("debit", 100, { pin: right })];
}

function at(kind: Task["kind"], screen: Screen, reaction: Key | Key[] | "nothing"): Task {
  return { ...(kind === "sale" ? sale("debit", 100) : SIGN_ON), at: { [screen]: reaction } };
}

/** A card with several applications, and what is done at the choice. */
function chooses(name: string, card: Partial<CardData>, reaction: Key | Key[] | "nothing", sells: number): Weather {
  return {
    name,
    sells,
    tasks: [at("sale", Screen.CHOOSE_APPLICATION, reaction)],
    changes: { cards: debitChanged(card) },
  };
}

function confirms(name: string, reaction: Key | "nothing", sells: number): Weather {
  return {
    name: `an application to be confirmed: ${name}`,
    sells,
    tasks: [at("sale", Screen.CONFIRM_APPLICATION, reaction)],
    changes: { cards: debitChanged(CONFIRMED) },
  };
}

function pinAnd(atPin: "cancel" | "nothing", after: "cancel" | "nothing"): Task {
  return { ...sale("debit", 100), at: { [Screen.ENTER_PIN]: atPin, [Screen.CANCELLED]: after } };
}

/** 0, confirmed in vain; 5, cleared; 100, and digits that would be too many before. */
function retyped(): Key[] {
  const many = Array.from({ length: 13 }, () => ({ digit: 9 }));
  return ["enter", { digit: 5 }, ...many, "clear", { digit: 1 }, { digit: 0 }, { digit: 0 }, "enter"];
}

function lostThen(key: Key): Task[] {
  return [sale("debit", LOST_AMOUNT), { ...sale("debit", 100), at: { [Screen.REVERSAL_PENDING]: key } }];
}

/** Two sales of one amount: an approval, and a decline that must not be taken for it. */
function sameTwice(): Task[] {
  return [sale("debit", 1234), sale("low-balance", 1234)];
}

function badParameters(): Partial<WorldOptions> {
  const parameters = PARAMETERS.slice();
  parameters[PARAMETERS_OPERATOR] = 0x01;
  return { parameters };
}

function lostTwice(): Task[] {
  return [sale("debit", LOST_AMOUNT), sale("credit", LOST_AMOUNT)];
}
