/** What the network and the acquirer do wrong, and others on the line. */
import { Screen } from "../../assembly/abi_shown.ts";
import type { Key } from "../../host/ports.ts";
import { LOST_AMOUNT, sale } from "./cuts.ts";
import type { Task } from "./person.ts";
import {
  answerForAnother,
  damageReversal,
  downFor,
  everyAnswerTwice,
  fault,
  forgeApproval,
  forgeSignOn,
  hangUpOnce,
  late,
  loseAndConfirm,
  loseAndGo,
  loseReversals,
  nonsense,
  pullOutWhileAsked,
  refuseSignOn,
  repeatReplies,
  silentFor,
  strangerSignsOn,
  stripMac,
  twice,
} from "./troubles.ts";
import { at, HOUR_MS, SIGN_ON } from "./weather.ts";
import type { Weather } from "./weather.ts";

export const NETWORK: readonly Weather[] = [
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
];

function lostThen(key: Key): Task[] {
  return [sale("debit", LOST_AMOUNT), { ...sale("debit", 100), at: { [Screen.REVERSAL_PENDING]: key } }];
}

/** Two sales of one amount: an approval, and a decline that must not be taken for it. */
function sameTwice(): Task[] {
  return [sale("debit", 1234), sale("low-balance", 1234)];
}

function lostTwice(): Task[] {
  return [sale("debit", LOST_AMOUNT), sale("credit", LOST_AMOUNT)];
}
