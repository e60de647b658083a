/** What a handler is given, and what all of them need: the platform's results as values or refusals, lists as pages. */
import type { Context } from "../../platform/context.ts";
import { Refusal } from "../../platform/refusal.ts";
import type { Result } from "../../platform/refusal.ts";
import type { Answer, Body, Parameters, Query } from "../api/operation.ts";
import { PAGE_MAX } from "../api/operations.ts";
import type { OperationId, Operations } from "../api/operations.ts";
import { refused } from "../errors.ts";
import type { User, Users } from "../login/users.ts";
import type { View } from "../login/view.ts";

export interface Call<Id extends OperationId> {
  /** Who asks; the operation is allowed to him. */
  readonly user: User;
  /** The rows that he may see. */
  readonly view: View;
  /** For changes of a row that was found in the view. */
  readonly context: Context;
  readonly users: Users;
  readonly parameters: Parameters<Operations[Id]>;
  readonly query: Query<Operations[Id]>;
  readonly body: Body<Operations[Id]>;
}

/** Runs inside one transaction of the ledger, and so does nothing that waits. @throws PortalError, and nothing is changed */
export type Handler<Id extends OperationId> = (call: Call<Id>) => Answer<Operations[Id]>;

export type Handlers<Ids extends OperationId> = { readonly [Id in Ids]: Handler<Id> };

/** Under his login in the audit log. */
export function actor({ name, role }: User): string {
  return `${role} ${name}`;
}

/** @throws PortalError that says what the platform says */
export function valueOf<T>(result: Result<T>): T {
  if (result instanceof Refusal) throw refused(result);
  return result;
}

interface Paging {
  readonly offset?: number;
  readonly limit?: number;
}

const PAGE_USUAL = 50;

export function page<Row, Shown>(
  found: readonly Row[],
  { offset = 0, limit = PAGE_USUAL }: Paging,
  show: (row: Row) => Shown,
): { items: Shown[]; total: number } {
  const items = found.slice(offset, offset + Math.min(limit, PAGE_MAX)).map(show);
  return { items, total: found.length };
}
