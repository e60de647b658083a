/** What every page is, and the small things that many of them do. */
import type { Text } from "../../../../locale/language.ts";
import { mayCall } from "../client.ts";
import type { Session } from "../client.ts";
import type { OperationId } from "../../api/operations.ts";
import { ask } from "../dialog.ts";
import type { Field, Values } from "../dialog.ts";
import { el } from "../dom.ts";
import { said } from "../shown.ts";
import type { Action } from "../table.ts";
import type { TextKey } from "../texts.ts";

export interface Page {
  /** Also its place in the address. */
  readonly title: TextKey;
  /** Whoever may read this sees the page. */
  readonly reads: OperationId;
  readonly show: (session: Session, report: (error: unknown) => void) => HTMLElement;
}

type Options = ReadonlyArray<readonly [string, Text]>;

export function optionsOf(texts: Readonly<Record<string, Text>>): Options {
  return Object.entries(texts);
}

/** A state in its colour. */
export function badge(state: string, text: Text): HTMLElement {
  return el("span", { class: `badge ${state}` }, said(text));
}

interface Deed<Row> {
  readonly name: TextKey;
  readonly needs: OperationId;
  readonly when?: (row: Row) => boolean;
  /** None: it is only asked whether to go on. */
  readonly fields?: (row: Row) => readonly Field[];
  readonly run: (row: Row, values: Values) => Promise<unknown>;
}

/** An action that asks first, for whoever may do it. */
export function deed<Row>(session: Session, { name, needs, when, fields, run }: Deed<Row>): Array<Action<Row>> {
  if (!mayCall(needs, session)) return [];
  const act = (row: Row): Promise<boolean> => {
    const asked = fields?.(row) ?? [];
    return ask({
      title: name,
      ...(asked.length === 0 ? { note: "sure" } : {}),
      fields: asked,
      send: async (values) => {
        await run(row, values);
      },
    });
  };
  return [{ name, when: when ?? ((): boolean => true), run: act }];
}

export const REASON_FIELDS: readonly Field[] = [
  { name: "zh", label: "reasonZh", maxLength: 80 },
  { name: "en", label: "reasonEn", maxLength: 80 },
];

export function reasonOf(values: Values): { reason: Text } {
  return { reason: { zh: String(values["zh"]), en: String(values["en"]) } };
}
