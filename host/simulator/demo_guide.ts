/**
 * What the person of the demo does, chapter by chapter: a table of screen and deed each. Which chapter comes next is read off the
 * screen where the terminal rests, so that a terminal that has lived before goes on where it stands.
 *
 * A chapter is over where the terminal rests again and the chapter's goal has been seen. A screen that is in no table is one that
 * should not have come.
 */
import { RegistrationState, Service } from "../../assembly/abi_platform.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { Field, Menu } from "../../assembly/abi_fields.ts";
import { Reason } from "../../assembly/abi_reasons.ts";
import type { ChapterName } from "../locale/demo_chapters.ts";
import type { Language } from "../locale/language.ts";
import { numberOf } from "../locale/values.ts";
import type { Key, View } from "../ports.ts";
import type { DemoOffice } from "./demo_office.ts";

/** Keys, a text, a secret; the card put in; nothing, for it goes on by itself. Undefined: the screen should not have come. */
export type Deed = Key | readonly Key[] | { text: string } | { secret: string } | "card" | "nothing" | undefined;

export interface Chapter {
  name: ChapterName;
  /** What others do before it begins. */
  before?: () => Promise<void>;
  /** Where the terminal rests. */
  first: Deed;
  menus?: Partial<Record<Menu, Deed>>;
  at: Partial<Record<Screen, Deed | ((view: View) => Deed)>>;
  /** One of these has been seen when the chapter is over. */
  goals: readonly Screen[];
}

export interface DemoTask {
  /** Fen. */
  amount: number;
  /** Name of the card. */
  card: string;
  /** Its PIN, as the test card's data file publishes it. */
  pin: string;
  language: Language;
  /** A sign-on and a sale, no settlement. */
  isShort: boolean;
  /** Who decides at the platform; absent where it runs elsewhere. */
  office?: DemoOffice;
}

/** Numbers of nobody: the identity number is the example of GB 11643-1999. */
const FORM: Partial<Record<Field, string>> = {
  [Field.MERCHANT_NAME]: "福建测试小店",
  [Field.CATEGORY]: "5411",
  [Field.LICENCE]: "91350100M000100Y43",
  [Field.IDENTITY]: "11010519491231002X",
  [Field.ACCOUNT]: "6228480402564890018",
  [Field.CONTACT]: "李雷",
  [Field.PHONE]: "13800138000",
};
const MANAGER = { number: "99", password: "998877" };
const SUPERVISOR_PASSWORD = "112233";
const OFFICE = 5;
const SETTLEMENT = 4;
const SIGN_ON = 3;

/** Who sells logs on first, once there are people. */
export const LOG_ON: Chapter["at"] = {
  // It is shown anew with each digit.
  [Screen.ENTER_OPERATOR]: ({ fields }) => {
    const hasTyped = fields.some(({ kind, value }) => (kind as Field) === Field.TYPED && value.length > 0);
    return hasTyped ? "nothing" : keysOf(MANAGER.number);
  },
  [Screen.ENTER_PASSWORD]: { secret: MANAGER.password },
};

/** What an earlier run left behind: before the first chapter. */
export const LEFT_BEHIND: Chapter["at"] = {
  [Screen.REVERSAL_PENDING]: "enter",
  [Screen.REVERSED]: "enter",
  [Screen.SETTLE]: "enter",
  [Screen.SETTLED]: "enter",
};

/** What comes next, and undefined when all is done. */
export function nextChapter(view: View, done: ReadonlySet<ChapterName>, task: DemoTask): Chapter | undefined {
  const chapter = chapterAt(view, done, task);
  // What has been done and is still to be done will never be.
  return chapter !== undefined && done.has(chapter.name) ? { ...chapter, first: undefined } : chapter;
}

function chapterAt(view: View, done: ReadonlySet<ChapterName>, task: DemoTask): Chapter | undefined {
  const { office } = task;
  if ((view.id as Screen) === Screen.UNBOUND && office !== undefined) {
    if (!done.has("firstStart")) return firstStart(task.language);
    return office.hasApplication || done.has("registration") ? binding(office) : registration();
  }
  if (office !== undefined && (numberIn(view, Field.SERVICE) as Service) === Service.AWAITING_ACTIVATION)
    return activation(office);
  if (numberIn(view, Field.SIGNED_ON) === 0 || !(done.has("binding") || done.has("signOn"))) return signOn();
  if (!task.isShort && numberIn(view, Field.TEST_DUE) === 1) return test(task);
  if (!done.has("sale")) return sale(task);
  return task.isShort || done.has("settlement") ? undefined : settlement();
}

function firstStart(language: Language): Chapter {
  return {
    name: "firstStart",
    first: "enter",
    menus: {
      [Menu.LANGUAGE]: { digit: language === "zh-CN" ? 1 : 2 },
      [Menu.NETWORK]: { digit: 1 },
      // Where it was done in an earlier run.
      [Menu.MAIN]: "cancel",
    },
    at: {
      [Screen.SERVER_LIST]: "enter",
      [Screen.CONNECTED]: "enter",
      [Screen.FIRST_START_DONE]: "enter",
    },
    goals: [Screen.FIRST_START_DONE],
  };
}

function registration(): Chapter {
  return {
    name: "registration",
    first: "menu",
    menus: { [Menu.MAIN]: { digit: OFFICE }, [Menu.OFFICE]: { digit: 1 } },
    at: {
      [Screen.REGISTRATION_FIRST]: "enter",
      [Screen.FORM_FIELD]: ({ fields }) => typed(FORM, fields),
      [Screen.FORM_REVIEW]: "enter",
      [Screen.PAPERS]: ({ fields }) => {
        const papers = fields.filter(({ kind }) => [Field.PAPER_IN, Field.PAPER_TO_COME].includes(kind));
        const place = papers.findIndex(({ kind }) => (kind as Field) === Field.PAPER_TO_COME);
        return place < 0 ? "enter" : { digit: place + 1 };
      },
      [Screen.REGISTRATION_STATE]: (view) =>
        (numberIn(view, Field.REGISTRATION) as RegistrationState) === RegistrationState.SUBMITTED ? "enter" : undefined,
    },
    goals: [Screen.REGISTRATION_STATE],
  };
}

function binding(office: DemoOffice): Chapter {
  let paper = { merchant: "", terminal: "", password: "" };
  return {
    name: "binding",
    before: async () => {
      paper = await office.accept();
    },
    first: "menu",
    menus: { [Menu.MAIN]: { digit: OFFICE }, [Menu.OFFICE]: { digit: 2 } },
    at: {
      ...peopleSetUp(),
      [Screen.BINDING_WAY]: { digit: 1 },
      [Screen.FORM_FIELD]: ({ fields }) =>
        typed({ [Field.MERCHANT_NUMBER]: paper.merchant, [Field.TERMINAL_NUMBER]: paper.terminal }, fields),
      [Screen.FORM_REVIEW]: "enter",
      [Screen.ENTER_PAYMENT_PASSWORD]: () => ({ secret: paper.password }),
      [Screen.SIGNED_ON]: "enter",
      [Screen.BOUND]: "enter",
    },
    goals: [Screen.BOUND],
  };
}

function activation(office: DemoOffice): Chapter {
  let code = "";
  return {
    name: "activation",
    before: async () => {
      code = await office.activationCode();
    },
    first: "menu",
    menus: { [Menu.MAIN]: { digit: OFFICE }, [Menu.OFFICE]: { digit: 4 } },
    at: {
      [Screen.ACTIVATION]: { digit: 1 },
      [Screen.ENTER_CODE]: () => ({ secret: code }),
      [Screen.ACTIVATED]: "enter",
    },
    goals: [Screen.ACTIVATED],
  };
}

/** Before a first binding: both choose a password, and type it twice. */
function peopleSetUp(): Chapter["at"] {
  let password = "";
  const begins = (of: string) => (): Deed => {
    password = of;
    return "enter";
  };
  return {
    [Screen.SET_UP_MANAGER]: begins(MANAGER.password),
    [Screen.SET_UP_SUPERVISOR]: begins(SUPERVISOR_PASSWORD),
    [Screen.NEW_PASSWORD]: () => ({ secret: password }),
    [Screen.NEW_PASSWORD_AGAIN]: () => ({ secret: password }),
    [Screen.DONE]: "enter",
  };
}

function test({ pin }: DemoTask): Chapter {
  return {
    name: "test",
    first: "menu",
    menus: { [Menu.MAIN]: { digit: OFFICE }, [Menu.OFFICE]: { digit: 5 } },
    at: {
      [Screen.TEST_INTRODUCTION]: "enter",
      [Screen.AMOUNT]: "enter",
      [Screen.INSERT_CARD]: "card",
      [Screen.ENTER_PIN]: { secret: pin },
      [Screen.TEST_APPROVED]: "nothing",
      [Screen.TEST_SCREEN]: "enter",
      [Screen.TEST_KEYS]: "enter",
      [Screen.TEST_READER]: "enter",
      [Screen.TEST_PRINTER]: "enter",
      [Screen.TEST_CONFIRMATION]: "enter",
      [Screen.TEST_PORTAL]: "enter",
      [Screen.TEST_ACCEPTED]: "enter",
    },
    goals: [Screen.TEST_ACCEPTED],
  };
}

function signOn(): Chapter {
  return {
    name: "signOn",
    first: "menu",
    menus: { [Menu.MAIN]: { digit: SIGN_ON } },
    at: { [Screen.SIGNED_ON]: "enter", ...LEFT_BEHIND },
    goals: [Screen.SIGNED_ON],
  };
}

function sale({ amount, pin }: DemoTask): Chapter {
  let hasTyped = false;
  return {
    name: "sale",
    first: "enter",
    at: {
      [Screen.AMOUNT]: (view) => {
        if (numberIn(view, Field.AMOUNT) !== 0) return "nothing";
        if (hasTyped) return undefined;
        hasTyped = true;
        return keysOf(String(amount));
      },
      [Screen.INSERT_CARD]: "card",
      [Screen.ENTER_PIN]: { secret: pin },
      [Screen.APPROVED]: "nothing",
      // After the sale has begun a reversal is a failure.
      [Screen.REVERSAL_PENDING]: () => (hasTyped ? undefined : "enter"),
      [Screen.REVERSED]: () => (hasTyped ? undefined : "enter"),
      [Screen.SETTLED]: "enter",
    },
    goals: [Screen.APPROVED],
  };
}

function settlement(): Chapter {
  return {
    name: "settlement",
    first: { digit: SETTLEMENT },
    at: {
      [Screen.SETTLE]: "enter",
      [Screen.SETTLED]: (view) =>
        (numberIn(view, Field.REASON) as Reason) === Reason.SETTLED_EQUAL ? "enter" : undefined,
    },
    goals: [Screen.SETTLED],
  };
}

/** What belongs into the field that is asked for; nothing does where the last value was refused. */
function typed(form: Partial<Record<Field, string>>, fields: View["fields"]): Deed {
  const view = { id: Screen.FORM_FIELD, fields };
  const text = form[numberIn(view, Field.LABEL_OF) as Field];
  return text === undefined || numberIn(view, Field.REASON) !== undefined ? undefined : { text };
}

function keysOf(digits: string): Key[] {
  return [...Array.from(digits, (digit) => ({ digit: Number(digit) })), "enter" as const];
}

export function numberIn({ fields }: View, kind: Field): number | undefined {
  const found = fields.find((field) => (field.kind as Field) === kind);
  return found && Number(numberOf(found.value));
}
