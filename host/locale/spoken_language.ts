/**
 * The language of the screens: the house's own, as the board was started with or the merchant has chosen since, and during a payment the cardholder's, as the card asks for it (EMV Book 4,
 * 11.1): from the first screen that names one until the machine is idle again.
 */
import { Screen } from "../../assembly/abi_shown.ts";
import { Field } from "../../assembly/abi_fields.ts";
import type { View } from "../ports.ts";
import { LANGUAGES } from "./language.ts";
import type { Language } from "./language.ts";
import { textOf } from "./values.ts";

export class SpokenLanguage {
  private own: Language;
  private now: Language;

  constructor(own: Language) {
    this.own = own;
    this.now = own;
  }

  /** Of this screen, which is the next to be shown. */
  of(view: View): Language {
    const house = languageIn(view, Field.HOUSE_LANGUAGE);
    if (house !== undefined) this.own = this.now = house;
    if ((view.id as Screen) === Screen.IDLE) this.now = this.own;
    this.now = languageIn(view, Field.LANGUAGE) ?? this.now;
    return this.now;
  }
}

/** The language that a field names; undefined where nobody here speaks it. */
function languageIn(view: View, kind: Field): Language | undefined {
  const asked = view.fields.find((field) => (field.kind as Field) === kind);
  const letters = asked === undefined ? "" : textOf(asked.value);
  return LANGUAGES.find((language) => letters !== "" && language.startsWith(letters));
}
