/**
 * The operations as an OpenAPI 3.1 document, which `/openapi.json` serves: made from the table, so that the two cannot differ.
 *
 * Schemas that have a name in `COMPONENTS` are written once and referred to.
 */
import { ERROR_CODES } from "../errors.ts";
import { BASE, isChange } from "./operation.ts";
import type { Operation } from "./operation.ts";
import { choice, object, partial, pattern, text } from "./schema.ts";
import type { Schema } from "./schema.ts";

export const SESSION_COOKIE = "tillcore_session";
export const CSRF_HEADER = "x-csrf-token";

export const ERROR_SCHEMA = partial(
  {
    code: choice(ERROR_CODES),
    message: object({ zh: text(200), en: text(200) }),
    path: pattern("(?:/[^/]*)*", "JSON pointer into the request"),
  },
  ["code", "message"],
);

export type Document = Record<string, unknown>;

export function openApi(
  operations: Readonly<Record<string, Operation>>,
  components: Readonly<Record<string, Schema>>,
  version: string,
): Document {
  const named = new Map<unknown, string>(
    Object.entries({ ...components, Error: ERROR_SCHEMA }).map(([k, v]) => [v, k]),
  );
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [id, operation] of Object.entries(operations)) {
    const path = (paths[`${BASE}${operation.path}`] ??= {});
    path[operation.method.toLowerCase()] = describe(id, operation, named);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Tillcore acquirer portal",
      version,
      description: "Merchants, terminals and operations of the simulated acquirer. Test data only.",
    },
    paths,
    components: {
      schemas: Object.fromEntries([...named].map(([schema, name]) => [name, withReferences(schema, named, true)])),
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: SESSION_COOKIE },
        csrf: { type: "apiKey", in: "header", name: CSRF_HEADER },
      },
    },
  };
}

function describe(id: string, operation: Operation, named: ReadonlyMap<unknown, string>): Document {
  const { summary, roles, parameters = {}, query = {}, body, answer } = operation;
  const json = (schema: unknown): Document => ({ "application/json": { schema: withReferences(schema, named) } });
  const place = (where: "path" | "query", of: Readonly<Record<string, Schema>>): Document[] =>
    Object.entries(of).map(([name, schema]) => ({ name, in: where, required: where === "path", schema }));
  const listed = [...place("path", parameters), ...place("query", query)];
  return {
    operationId: id,
    summary,
    "x-roles": roles,
    security: roles === "anyone" ? [] : [{ session: [], ...(isChange(operation) ? { csrf: [] } : {}) }],
    ...(listed.length > 0 ? { parameters: listed } : {}),
    ...(body === undefined ? {} : { requestBody: { required: true, content: json(body) } }),
    responses: {
      ...(answer === undefined
        ? { 204: { description: "Done" } }
        : { 200: { description: "Done", content: json(answer) } }),
      default: { description: "Refused", content: json(ERROR_SCHEMA) },
    },
  };
}

/** @param isWhole the schema itself is to be written out, whatever its name */
function withReferences(value: unknown, named: ReadonlyMap<unknown, string>, isWhole = false): unknown {
  const name = named.get(value);
  if (name !== undefined && !isWhole) return { $ref: `#/components/schemas/${name}` };
  if (Array.isArray(value)) return value.map((inner) => withReferences(inner, named));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withReferences(inner, named)]));
}
