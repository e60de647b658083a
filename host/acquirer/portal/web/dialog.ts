/** Questions in a window of their own: a form whose answer goes to the server, and a notice. Closed by Escape. */
import type { Text } from "../../../locale/language.ts";
import { CallError } from "./client.ts";
import { el, fill } from "./dom.ts";
import { fen, said, t } from "./shown.ts";
import type { TextKey } from "./texts.ts";

export interface Field {
  readonly name: string;
  readonly label: TextKey;
  /**
   * `amount` is typed in yuan and answered in fen; `checks` answers the names that are ticked; `yes` one tick; `file` what is
   * in the file, in Base64.
   */
  readonly kind?: "text" | "password" | "number" | "amount" | "choice" | "checks" | "yes" | "file";
  readonly options?: ReadonlyArray<readonly [value: string, text: Text]>;
  readonly value?: string | number | boolean | readonly string[] | undefined;
  readonly maxLength?: number;
  readonly isOptional?: boolean;
}

/** As the form has them: text, whole number, yes or no, or names. */
export type Values = Readonly<Record<string, string | number | boolean | string[]>>;

interface Form {
  readonly title: TextKey;
  readonly note?: TextKey;
  readonly fields: readonly Field[];
  /** What the server says no to is shown in the window, which stays. @throws CallError */
  readonly send: (values: Values) => Promise<void>;
}

/** Resolves with whether it was sent. */
export function ask({ title, note, fields, send }: Form): Promise<boolean> {
  const inputs = fields.map(inputOf);
  const fault = el("p", { class: "fault", role: "alert" });
  const submit = el("button", { type: "submit", class: "main" }, fields.length === 0 ? t(title) : t("save"));
  return show(title, (close) => {
    const form = el(
      "form",
      {
        submit: (event) => {
          event.preventDefault();
          void attempt();
        },
      },
      note === undefined ? undefined : el("p", {}, t(note)),
      ...fields.map((field, index) => labelled(field, inputs[index]!)),
      fault,
      el("div", { class: "buttons" }, submit, el("button", { type: "button", click: () => close(false) }, t("cancel"))),
    );
    const attempt = async (): Promise<void> => {
      submit.disabled = true;
      for (const input of inputs) mark(input, false);
      try {
        await send(await valuesOf(fields, inputs));
        close(true);
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        fill(fault, said(error.text));
        const at = fields.findIndex(({ name }) => error.path.split("/").includes(name));
        if (at >= 0) mark(inputs[at]!, true);
      } finally {
        submit.disabled = false;
      }
    };
    return form;
  });
}

/** A code that is not shown again. */
export async function tell(title: TextKey, note: TextKey, code: string): Promise<void> {
  await show(title, (close) =>
    el(
      "div",
      {},
      el("p", {}, t(note)),
      el("output", { class: "code", id: "code" }, code),
      el("div", { class: "buttons" }, el("button", { class: "main", click: () => close(true) }, t("close"))),
    ),
  );
}

export async function tellRows(title: TextKey, rows: ReadonlyArray<readonly [TextKey, string]>): Promise<void> {
  const shown = rows.flatMap(([name, value]) => [el("dt", {}, t(name)), el("dd", {}, value === "" ? "—" : value)]);
  await show(title, (close) =>
    el(
      "div",
      {},
      el("dl", {}, ...shown),
      el("div", { class: "buttons" }, el("button", { class: "main", click: () => close(true) }, t("close"))),
    ),
  );
}

type Close = (isSent: boolean) => void;

function show(title: TextKey, contentOf: (close: Close) => HTMLElement): Promise<boolean> {
  return new Promise((resolve) => {
    const dialog = el("dialog", { "aria-labelledby": "dialog-title" });
    let isSent = false;
    const content = contentOf((sent) => {
      isSent = sent;
      dialog.close();
    });
    fill(dialog, el("h2", { id: "dialog-title" }, t(title)), content);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(isSent);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

type Input = HTMLInputElement | HTMLSelectElement | HTMLFieldSetElement;

function inputOf(field: Field): Input {
  const { name, kind = "text", options = [], value, maxLength, isOptional = false } = field;
  const own = { name, id: `field-${name}` };
  if (kind === "choice") {
    return el(
      "select",
      own,
      ...options.map(([option, text]) => el("option", { value: option, selected: option === value }, said(text))),
    );
  }
  if (kind === "checks") {
    const ticked = Array.isArray(value) ? (value as readonly string[]) : [];
    const boxes = options.map(([option, text]) => {
      const box = el("input", { type: "checkbox", name, value: option, checked: ticked.includes(option) });
      return el("label", { class: "check" }, box, said(text));
    });
    return el("fieldset", { id: own.id }, ...boxes);
  }
  if (kind === "yes") return el("input", { ...own, type: "checkbox", checked: value === true });
  if (kind === "file") return el("input", { ...own, type: "file", required: !isOptional });
  const type = kind === "password" ? "password" : "text";
  const mode = kind === "number" ? "numeric" : kind === "amount" ? "decimal" : undefined;
  const first = kind === "amount" && typeof value === "number" ? (value / 100).toFixed(2) : value;
  return el("input", {
    ...{ ...own, type, inputmode: mode, maxlength: maxLength, required: !isOptional, autocomplete: "off" },
    value: first === undefined ? "" : String(first),
  });
}

function labelled({ label, kind, name }: Field, input: Input): HTMLElement {
  const title = kind === "checks" ? el("legend", {}, t(label)) : el("label", { for: `field-${name}` }, t(label));
  if (kind === "checks") {
    input.prepend(title);
    return input;
  }
  return el("div", { class: "field" }, title, input);
}

async function valuesOf(fields: readonly Field[], inputs: readonly Input[]): Promise<Values> {
  const values = fields.map(async (field, index) => [field.name, await valueOf(field, inputs[index]!)] as const);
  return Object.fromEntries(await Promise.all(values));
}

/** What is no number goes as text, and the server says what is wrong with it. */
async function valueOf({ kind = "text" }: Field, input: Input): Promise<string | number | boolean | string[]> {
  if (input instanceof HTMLFieldSetElement) {
    return Array.from(input.querySelectorAll("input"), ({ checked, value }) => (checked ? value : "")).filter(Boolean);
  }
  if (kind === "file" && input instanceof HTMLInputElement) return contentOf(input.files?.[0]);
  if (kind === "yes" && input instanceof HTMLInputElement) return input.checked;
  const typed = kind === "password" ? input.value : input.value.trim();
  if (kind === "amount") return fen(typed) ?? typed;
  return kind === "number" && /^[0-9]{1,10}$/.test(typed) ? Number(typed) : typed;
}

/** "" for none. */
function contentOf(file: File | undefined): Promise<string> {
  if (file === undefined) return Promise.resolve("");
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("error", () => reject(reader.error ?? new Error("the file cannot be read")));
    reader.addEventListener("load", () => resolve(String(reader.result).replace(/^[^,]*,/, "")));
    reader.readAsDataURL(file);
  });
}

function mark(input: Input, isWrong: boolean): void {
  input.setAttribute("aria-invalid", String(isWrong));
  if (isWrong) input.focus();
}
