/** A list as a table with filters, actions on its rows, and pages. Knows no operation. */
import type { Text } from "../../../locale/language.ts";
import { el, fill } from "./dom.ts";
import type { Child } from "./dom.ts";
import { said, t } from "./shown.ts";
import type { TextKey } from "./texts.ts";

export const PAGE_ROWS = 20;

export interface Column<Row> {
  readonly title: TextKey;
  readonly show: (row: Row) => Child;
  /** A number: at the right end. */
  readonly isNumber?: boolean;
}

export interface Action<Row> {
  readonly name: TextKey;
  readonly when: (row: Row) => boolean;
  /** Resolves with whether the list is to be read again. */
  readonly run: (row: Row) => Promise<boolean>;
}

export interface Filter {
  readonly name: string;
  readonly label: TextKey;
  readonly options: ReadonlyArray<readonly [value: string, text: Text]>;
}

export interface List<Row> {
  readonly title: TextKey;
  readonly columns: ReadonlyArray<Column<Row>>;
  readonly actions?: ReadonlyArray<Action<Row>>;
  readonly filters?: readonly Filter[];
  /** Beside the title. */
  readonly buttons?: ReadonlyArray<{ readonly name: TextKey; readonly run: () => Promise<boolean> }>;
  readonly load: (
    paging: { offset: number; limit: number },
    filters: Readonly<Record<string, string>>,
  ) => Promise<{ readonly items: readonly Row[]; readonly total: number }>;
}

/** @param report shows what went wrong */
export function listOf<Row>(list: List<Row>, report: (error: unknown) => void): HTMLElement {
  const section = el("section", { class: "list" });
  const body = el("div", { class: "rows", "aria-live": "polite" });
  const filters: Record<string, string> = {};
  let offset = 0;
  const read = async (): Promise<void> => {
    try {
      const { items, total } = await list.load({ offset, limit: PAGE_ROWS }, filters);
      fill(body, items.length === 0 ? el("p", { class: "none" }, t("none")) : tableOf(list, items, work), pager(total));
    } catch (error) {
      report(error);
    }
  };
  const work = (run: () => Promise<boolean>): void => {
    run().then((isChanged) => (isChanged ? read() : undefined), report);
  };
  const pager = (total: number): HTMLElement => {
    const step = (by: number) => (): void => {
      offset += by;
      void read();
    };
    const last = Math.min(offset + PAGE_ROWS, total);
    return el(
      "p",
      { class: "pager" },
      el("button", { disabled: offset === 0, click: step(-PAGE_ROWS) }, t("previous")),
      el("span", {}, `${total === 0 ? 0 : offset + 1}–${last} / ${total} ${t("rows")}`),
      el("button", { disabled: last >= total, click: step(PAGE_ROWS) }, t("next")),
    );
  };
  const buttons = (list.buttons ?? []).map(({ name, run }) =>
    el("button", { class: "main", "data-do": name, click: () => work(run) }, t(name)),
  );
  const choices = (list.filters ?? []).map((filter) =>
    choiceOf(filter, (value) => {
      filters[filter.name] = value;
      offset = 0;
      void read();
    }),
  );
  fill(section, el("header", {}, el("h1", {}, t(list.title)), ...choices, ...buttons), body);
  void read();
  return section;
}

function choiceOf({ name, label, options }: Filter, choose: (value: string) => void): HTMLElement {
  const select = el(
    "select",
    { id: `filter-${name}`, change: () => choose(select.value) },
    el("option", { value: "" }, t("all")),
    ...options.map(([value, text]) => el("option", { value }, said(text))),
  );
  return el("label", { class: "filter" }, t(label), select);
}

function tableOf<Row>(
  { columns, actions = [] }: List<Row>,
  rows: readonly Row[],
  work: (run: () => Promise<boolean>) => void,
): HTMLElement {
  const isActed = actions.length > 0;
  const titles = columns.map(({ title, isNumber }) =>
    el("th", { scope: "col", class: isNumber && "number" }, t(title)),
  );
  const lines = rows.map((row) => {
    const cells = columns.map(({ show, isNumber }) => el("td", { class: isNumber && "number" }, show(row)));
    const possible = actions.filter(({ when }) => when(row));
    const buttons = possible.map(({ name, run }) =>
      el("button", { "data-do": name, click: () => work(() => run(row)) }, t(name)),
    );
    return el("tr", {}, ...cells, isActed && el("td", { class: "actions" }, ...buttons));
  });
  const head = el("tr", {}, ...titles, isActed && el("th", { scope: "col" }, t("actions")));
  return el("div", { class: "wide" }, el("table", {}, el("thead", {}, head), el("tbody", {}, ...lines)));
}
