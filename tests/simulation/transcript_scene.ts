/** What a scene of the golden transcripts is, and what most of them are made of. */
import type { CardData } from "../../host/cards/card_spec.ts";
import type { VirtualCard } from "../../host/cards/card.ts";
import type { ChipCard } from "../../host/cards/chip_card.ts";
import type { Configuration } from "../../host/configuration/configuration.ts";
import type { Core } from "../../host/core.ts";
import type { SaleTask, SignOnTask, Task } from "./person.ts";
import type { World } from "./world.ts";

export interface Scene {
  /** Name of its golden file. */
  name: string;
  title: string;
  tasks: Task[];
  /** The cards there are; those of the house when absent. */
  cards?: () => CardData[];
  /** Applications and keys; the standard ones when absent. */
  configuration?: Configuration;
  /** What is put into the reader in place of a card. */
  dress?: (card: VirtualCard) => ChipCard;
  /** False for a terminal without a key of the payment system. */
  capks?: false;
  /** Cards on the exception file, by name. */
  listed?: readonly string[];
  /** Makes the world, without power, that it goes on from; a new one when absent. */
  base?: (core: () => Core) => World;
  /** What goes wrong: called before the first power-on. */
  prepare?: (world: World) => void;
}

export const SIGN_ON: SignOnTask = { kind: "sign-on" };
export const SALE: SaleTask = { kind: "sale", amount: 1234, card: "debit", pin: "123456" };
export const SMALL_SALE: SaleTask = { kind: "sale", amount: 500, card: "credit", pin: "246802" };
