/**
 * What one operation of the portal is: its place, who may do it, what goes in and what comes out. The router, the access
 * check, the validators, `/openapi.json` and the pages all read this and nothing else.
 */
import type { Role } from "../login/roles.ts";
import type { Schema, Value } from "./schema.ts";

export interface Operation {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below `/api/v1`, `{name}` where a parameter stands. */
  readonly path: string;
  readonly summary: string;
  /** Whoever is not named is refused; `anyone` needs no session. */
  readonly roles: readonly Role[] | "anyone";
  readonly parameters?: Readonly<Record<string, Schema>>;
  /** All of them optional. */
  readonly query?: Readonly<Record<string, Schema>>;
  readonly body?: Schema;
  /** Of the body, where more than usual is taken: from one at a time. */
  readonly bodyBytes?: number;
  /** Absent for 204. */
  readonly answer?: Schema;
  /** Allowed while the first password is still to be changed. */
  readonly early?: true;
}

export const BASE = "/api/v1";

type Named = Readonly<Record<string, unknown>>;

export type Parameters<O> = O extends { readonly parameters: infer P } ? { readonly [K in keyof P]: string } : Named;
export type Query<O> = O extends { readonly query: infer Q } ? { readonly [K in keyof Q]?: Value<Q[K]> } : Named;
export type Body<O> = O extends { readonly body: infer S } ? Value<S> : undefined;
/** Undefined for 204. */
export type Answer<O> = O extends { readonly answer: infer S } ? Value<S> : undefined;

export function isChange({ method }: Pick<Operation, "method">): boolean {
  return method !== "GET";
}
