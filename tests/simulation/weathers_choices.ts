/** Cards with a choice between applications, or with one to be confirmed. */
import { Screen } from "../../assembly/abi_shown.ts";
import type { CardData } from "../../host/cards/card_spec.ts";
import type { Key } from "../../host/ports.ts";
import { CONFIRMED, debitChanged, FIRST_BLOCKED, MANY, TWO, TWO_UNLISTED } from "./cards.ts";
import { answers } from "./troubles.ts";
import { at } from "./weather.ts";
import type { Weather } from "./weather.ts";

export const CHOICES: readonly Weather[] = [
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
];

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
