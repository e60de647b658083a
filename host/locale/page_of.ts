/** A screen of the core as a page of the display: its texts, its fields named and formatted, its code. */
import { Outcome, Screen } from "../../assembly/abi_shown.ts";
import { Reason } from "../../assembly/abi_reasons.ts";
import { Field } from "../../assembly/abi_fields.ts";
import { wrap } from "../devices/columns.ts";
import { PAGE_COLUMNS, PAGE_ROWS } from "../devices/page.ts";
import type { Page } from "../devices/page.ts";
import type { Item, Menu } from "../../assembly/abi_fields.ts";
import type { View, ViewField } from "../ports.ts";
import { accountWord } from "./binding_texts.ts";
import { deviceWord, FAULT_STEPS, wifiText } from "./device_words.ts";
import { faultRows } from "./fault_words.ts";
import { FIELD_TEXTS, OUTCOME_TEXTS, REASON_TEXTS, REVERSAL_REASON_TEXTS } from "./fields.ts";
import { guidePage } from "./guides.ts";
import { pick } from "./language.ts";
import type { Language, Text } from "./language.ts";
import { OFFLINE_APPROVALS } from "./offline_texts.ts";
import { responseText } from "./response_codes.ts";
import { ITEM_TEXTS, MENU_TITLES } from "./menus.ts";
import { SCREEN_TEXTS } from "./screens.ts";
import { formatAmount, formatDate, formatSix, formatVersion, numberOf, textOf } from "./values.ts";

const UNKNOWN_SCREEN: Text = { zh: "未知界面", en: "Unknown screen" };
const YES: Text = { zh: "是", en: "yes" };
const NO: Text = { zh: "否", en: "no" };
/** A choice without a name is one more, to be added. */
const ADD: Text = { zh: "添加", en: "add one" };

/** Never throws: what this board does not know is shown by its number. */
export function pageOf(view: View, language: Language): Page {
  const screen = view.id as Screen;
  const texts = SCREEN_TEXTS[screen] as (typeof SCREEN_TEXTS)[Screen] | undefined;
  const notices = [...new Set(noticesOf(view, language))];
  return {
    title: `${pick(titleOf(view) ?? texts?.title ?? UNKNOWN_SCREEN, language)} ${placeIn(view)}`.trimEnd(),
    rows: fittingRows(view, language, PAGE_ROWS - notices.flatMap((notice) => wrap(notice, PAGE_COLUMNS - 2)).length),
    notices,
    advice: texts === undefined ? "" : pick(texts.advice, language),
    code: codeOf(view),
  };
}

/** Screen, reason and response code, by which a person on the telephone finds the place. */
export function codeOf(view: View): string {
  const reason = numberIn(view, Field.REASON);
  const parts = [view.id.toString().padStart(2, "0")];
  if (reason !== 0n) parts.push(reason.toString().padStart(2, "0"));
  const response = textIn(view, Field.RESPONSE_CODE);
  if (response !== "") parts.push(response);
  return parts.join("-");
}

/** A menu's title is its own, that of a guide or a form is what it is about. */
function titleOf(view: View): Text | undefined {
  switch (view.id as Screen) {
    case Screen.MENU:
      return MENU_TITLES[Number(numberIn(view, Field.MENU)) as Menu];
    case Screen.FORM_FIELD:
      return FIELD_TEXTS[Number(numberIn(view, Field.LABEL_OF)) as Field]?.name;
    case Screen.GUIDE:
      return ITEM_TEXTS[Number(numberIn(view, Field.GUIDE)) as Item];
    default:
      return undefined;
  }
}

/** Which page of a menu it is stands in its title: the items need the rows. */
function placeIn(view: View): string {
  return (view.id as Screen) === Screen.MENU ? textIn(view, Field.PAGE) : "";
}

/** What a full display goes without, the first to go first. */
const SPARE: readonly Field[] = [Field.STAN, Field.MEMORY, Field.BATCH];

function fittingRows(view: View, language: Language, most: number): Array<readonly [string, string]> {
  let { fields } = view;
  if ((view.id as Screen) === Screen.MENU) fields = fields.filter(({ kind }) => (kind as Field) !== Field.PAGE);
  let rows = rowsOf({ ...view, fields }, language);
  for (const spare of SPARE) {
    if (rows.length <= most) break;
    fields = fields.filter(({ kind }) => (kind as Field) !== spare);
    rows = rowsOf({ ...view, fields }, language);
  }
  return rows;
}

/** What the title or `noticesOf` tells has no row, nor has the language; neither has the outcome of no payment. */
const TOLD: ReadonlySet<Field> = new Set([
  Field.REASON,
  Field.REVERSAL_REASON,
  Field.RESPONSE_CODE,
  Field.LANGUAGE,
  Field.MENU,
  Field.HOUSE_LANGUAGE,
  Field.LINE_FAULT,
  Field.GUIDE,
  Field.LABEL_OF,
]);

/** Choices, and on a review all values, are numbered in their order: these are the digits that take them. */
function rowsOf({ id, fields }: View, language: Language): Array<readonly [string, string]> {
  const choices = fields.filter(({ kind }) => [Field.CHOICE, Field.ITEM, Field.WIFI].includes(kind as Field));
  const isNumbered = [Screen.FORM_REVIEW, Screen.PAPERS].includes(id);
  const isList = (id as Screen) === Screen.FAULT_LIST;
  return fields.flatMap((field, index) => {
    const faults = faultRows(field, isList ? index : undefined, language);
    if (faults !== undefined) return faults;
    if (choices.includes(field)) return [choiceRow(choices.indexOf(field), field, language)];
    const rows = rowOf(field, language);
    if (!isNumbered || [Field.PAGE, Field.REASON].includes(field.kind)) return rows;
    return rows.map(([name, value]) => [`${index + 1}  ${name}`, value] as const);
  });
}

function choiceRow(index: number, { kind, value }: ViewField, language: Language): readonly [string, string] {
  if ((kind as Field) === Field.WIFI) return [`${index + 1}  ${wifiText(value, textOf)}`, ""];
  const item = (kind as Field) === Field.ITEM ? Number(numberOf(value)) : undefined;
  const name = value.length === 0 ? pick(ADD, language) : textOf(value);
  const text = item === undefined ? name : pick(ITEM_TEXTS[item as Item] ?? UNKNOWN_SCREEN, language);
  return [`${index + 1}  ${text}`, ""];
}

function rowOf({ kind, value }: ViewField, language: Language): Array<readonly [string, string]> {
  const field = kind as Field;
  const texts = FIELD_TEXTS[field] as (typeof FIELD_TEXTS)[Field] | undefined;
  if (texts === undefined || TOLD.has(field)) return [];
  if (field === Field.OUTCOME && numberOf(value) === BigInt(Outcome.NONE)) return [];
  // That it is signed on is what it always should be; the row is for one that is not.
  if (field === Field.SIGNED_ON && numberOf(value) !== 0n) return [];
  return [[pick(texts.name, language), valueOf(field, value, language)]];
}

function valueOf(kind: Field, value: Uint8Array, language: Language): string {
  if (kind === Field.OUTCOME) {
    const text = OUTCOME_TEXTS[Number(numberOf(value)) as Outcome] as Text | undefined;
    return text === undefined ? numberOf(value).toString() : pick(text, language);
  }
  switch (FIELD_TEXTS[kind].form) {
    case "amount":
      return formatAmount(numberOf(value));
    case "six":
      return formatSix(numberOf(value));
    case "yes":
      return pick(numberOf(value) === 0n ? NO : YES, language);
    case "date":
      return formatDate(numberOf(value));
    case "percent":
      return `${numberOf(value)} %`;
    case "code": {
      const word = deviceWord(kind, numberOf(value)) ?? accountWord(kind, numberOf(value));
      return word === undefined ? numberOf(value).toString() : pick(word, language);
    }
    case "version":
      return formatVersion(Number(numberOf(value)));
    case "number":
      return numberOf(value).toString();
    default:
      return textOf(value);
  }
}

function noticesOf(view: View, language: Language): string[] {
  const reason = Number(numberIn(view, Field.REASON)) as Reason;
  const response = textIn(view, Field.RESPONSE_CODE);
  // A response code counts when nothing but the host's word stopped the payment; then it says it best.
  const byHost = reason === Reason.NONE || reason === Reason.HOST_DECLINED;
  const notices =
    byHost && response !== ""
      ? approves(view, response)
        ? []
        : [`${response} ${pick(responseText(response), language)}`]
      : [pick(REASON_TEXTS[reason] ?? REASON_TEXTS[Reason.NONE], language)];
  return [
    ...notices,
    ...offlineNotice(view, language),
    ...reversalNotice(view, language),
    ...guidance(view, language),
  ].filter((notice) => notice !== "");
}

function approves(view: View, response: string): boolean {
  return response === "00" || numberIn(view, Field.OUTCOME) === BigInt(Outcome.APPROVED);
}

/** Who has approved, where it was not the acquirer; of the last payment the code says it. */
function offlineNotice(view: View, language: Language): string[] {
  const text = OFFLINE_APPROVALS.get(textIn(view, Field.RESPONSE_CODE));
  return text === undefined || (view.id as Screen) !== Screen.APPROVED ? [] : [pick(text, language)];
}

function reversalNotice(view: View, language: Language): string[] {
  const code = textIn(view, Field.REVERSAL_REASON);
  if (code === "") return [];
  const text = REVERSAL_REASON_TEXTS.get(code);
  const name = pick(FIELD_TEXTS[Field.REVERSAL_REASON].name, language);
  return [`${name} ${code} ${text === undefined ? "" : pick(text, language)}`.trimEnd()];
}

/** Why the line is not there, and what a guide or a fault check says here. */
function guidance(view: View, language: Language): string[] {
  const fault = REASON_TEXTS[Number(numberIn(view, Field.LINE_FAULT)) as Reason];
  const step = FAULT_STEPS[Number(numberIn(view, Field.STEP)) - 1];
  const page = guidePage(Number(numberIn(view, Field.GUIDE)), textIn(view, Field.PAGE));
  return [fault, step, page].filter((text) => text !== undefined).map((text) => pick(text, language));
}

function numberIn(view: View, kind: Field): bigint {
  const value = valueIn(view, kind);
  return value === undefined ? 0n : numberOf(value);
}

function textIn(view: View, kind: Field): string {
  const value = valueIn(view, kind);
  return value === undefined ? "" : textOf(value);
}

function valueIn(view: View, kind: Field): Uint8Array | undefined {
  return view.fields.find((field) => (field.kind as Field) === kind)?.value;
}
