/**
 * The language of the screens: the house's own, and during a payment the cardholder's, as the card asks for it (EMV Book 4,
 * 11.1): from the first screen that names one until the machine is idle again.
 */
import { Field, Screen } from "../../assembly/abi_shown.ts";
import type { View } from "../ports.ts";
import { LANGUAGES } from "./language.ts";
import type { Language } from "./language.ts";
import { textOf } from "./values.ts";

export class SpokenLanguage {
  private readonly own: Language;
  private now: Language;

  constructor(own: Language) {
    this.own = own;
    this.now = own;
  }

  /** Of this screen, which is the next to be shown. */
  of(view: View): Language {
    if ((view.id as Screen) === Screen.IDLE) this.now = this.own;
    const asked = view.fields.find(({ kind }) => (kind as Field) === Field.LANGUAGE);
    const letters = asked === undefined ? "" : textOf(asked.value);
    this.now = LANGUAGES.find((language) => letters !== "" && language.startsWith(letters)) ?? this.now;
    return this.now;
  }
}
