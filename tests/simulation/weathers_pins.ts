/** What a card says to a PIN that it compares itself, and what people do then. */
import { Screen } from "../../assembly/abi_shown.ts";
import { debitChanged, KEYLESS, OFFLINE_PIN, pinOf, SIGNED_PIN } from "./cards.ts";
import { sale } from "./cuts.ts";
import type { Task } from "./person.ts";
import { cardSays, pullOutAtVerify } from "./troubles.ts";
import { at } from "./weather.ts";
import type { Weather } from "./weather.ts";

export const PINS: readonly Weather[] = [...offlinePin()];

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
