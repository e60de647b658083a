/**
 * Weathers: what people do otherwise, how cards misbehave, what the network and the acquirer do wrong. One history each;
 * together with the mishaps they take every row of every machine.
 */
import type { Weather } from "./weather.ts";
import { BACKUPS } from "./weathers_backup.ts";
import { BATCH, TESTS } from "./weathers_batch.ts";
import { ACCOUNT } from "./weathers_binding.ts";
import { CARDS } from "./weathers_cards.ts";
import { CARE } from "./weathers_care.ts";
import { CHOICES } from "./weathers_choices.ts";
import { DOWNLOADS } from "./weathers_downloads.ts";
import { GUARDED } from "./weathers_guarded.ts";
import { MODULE } from "./weathers_module.ts";
import { NETWORK } from "./weathers_network.ts";
import { PEOPLE } from "./weathers_people.ts";
import { PINS } from "./weathers_pins.ts";
import { SCRIPTS } from "./weathers_scripts.ts";
import { SETUP } from "./weathers_setup.ts";
import { TERMINAL } from "./weathers_terminal.ts";

export const WEATHERS: readonly Weather[] = [
  ...PEOPLE,
  ...CARDS,
  ...MODULE,
  ...CHOICES,
  ...PINS,
  ...SCRIPTS,
  ...DOWNLOADS,
  ...GUARDED,
  ...NETWORK,
  ...TERMINAL,
  ...SETUP,
  ...BATCH,
  ...TESTS,
  ...CARE,
  ...ACCOUNT,
  ...BACKUPS,
];
