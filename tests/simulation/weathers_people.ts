/** What people do otherwise, or not at all. */
import { Screen } from "../../assembly/abi_shown.ts";
import type { Key } from "../../host/ports.ts";
import { debitChanged } from "./cards.ts";
import { sale } from "./cuts.ts";
import type { Task } from "./person.ts";
import { noPaper, swipeOnceAt } from "./troubles.ts";
import { at, HOUR_MS, SIGN_ON } from "./weather.ts";
import type { Weather } from "./weather.ts";

export const PEOPLE: readonly Weather[] = [
  { name: "a sale from the menu", sells: 1, tasks: [sale("debit", 1, { fromMenu: true })] },
  { name: "an idle afternoon", tasks: [], lingers_ms: HOUR_MS },
  { name: "menu left by cancel", tasks: [{ kind: "sign-on", at: { [Screen.MENU]: "cancel" } }] },
  { name: "menu left alone", tasks: [{ kind: "sign-on", at: { [Screen.MENU]: "nothing" } }] },
  { name: "menu, a wrong digit first", tasks: [at("sign-on", Screen.MENU, [{ digit: 9 }, "menu", { digit: 3 }])] },
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
];

function pinAnd(atPin: "cancel" | "nothing", after: "cancel" | "nothing"): Task {
  return { ...sale("debit", 100), at: { [Screen.ENTER_PIN]: atPin, [Screen.CANCELLED]: after } };
}

/** 0, confirmed in vain; 5, cleared; 100, and digits that would be too many before. */
function retyped(): Key[] {
  const many = Array.from({ length: 13 }, () => ({ digit: 9 }));
  return ["enter", { digit: 5 }, ...many, "clear", { digit: 1 }, { digit: 0 }, { digit: 0 }, "enter"];
}
