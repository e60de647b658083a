/**
 * Holds what goes in and out against the schemas of its operation. A request that differs is refused with the place; an answer
 * that differs is a bug of ours.
 */
import { JsonSchema } from "../../../codec/json_schema.ts";
import { PortalError } from "../errors.ts";
import type { Operation } from "./operation.ts";
import { object, partial } from "./schema.ts";
import type { Schema } from "./schema.ts";

const made = new Map<Schema, JsonSchema<unknown>>();

/** @throws PortalError INVALID with the path of what is wrong first */
export function check(schema: Schema, value: unknown, where: "path" | "query" | "body"): void {
  const fault = validatorOf(schema).faultIn(value);
  if (fault === undefined) return;
  const place = [where, ...fault.place].map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1"));
  throw new PortalError("INVALID", { path: `/${place.join("/")}`.slice(0, 200) });
}

/** @throws Error when the portal is about to send what it says that it never sends */
export function checkAnswer(id: string, { answer }: Operation, value: unknown): void {
  const fault = answer === undefined ? undefined : validatorOf(answer).faultIn(value);
  if (fault !== undefined) throw new Error(`${id} answers ${fault.place.join("/")} which is not ${fault.expected}`);
  if (answer === undefined && value !== undefined) throw new Error(`${id} answers, and has no answer`);
}

/**
 * Numbers and yes/no of a query, from their text.
 *
 * @throws PortalError INVALID
 */
export function readQuery(operation: Operation, search: URLSearchParams): Record<string, unknown> {
  const { query = {} } = operation;
  const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, text] of search) {
    if (name in values) throw new PortalError("INVALID", { path: `/query/${name.slice(0, 40)}` });
    const type = Object.hasOwn(query, name) ? query[name]?.type : undefined;
    if (type === "integer" && /^-?(?:0|[1-9][0-9]{0,14})$/.test(text)) values[name] = Number(text);
    else if (type === "boolean" && (text === "true" || text === "false")) values[name] = text === "true";
    else values[name] = text;
  }
  check(schemaOf(operation, "query"), values, "query");
  return values;
}

/** @throws PortalError NOT_FOUND: a name that cannot be one names nothing */
export function checkParameters(operation: Operation, values: Readonly<Record<string, string>>): void {
  const fault = validatorOf(schemaOf(operation, "parameters")).faultIn(values);
  if (fault !== undefined) throw new PortalError("NOT_FOUND");
}

const whole = new WeakMap<Operation, Partial<Record<"query" | "parameters", Schema>>>();

/** One schema of all the parameters, made once. */
function schemaOf(operation: Operation, what: "query" | "parameters"): Schema {
  const known = whole.get(operation) ?? {};
  whole.set(operation, known);
  return (known[what] ??= what === "query" ? partial(operation.query ?? {}, []) : object(operation.parameters ?? {}));
}

function validatorOf(schema: Schema): JsonSchema<unknown> {
  const known = made.get(schema) ?? new JsonSchema<unknown>(schema, "a value");
  made.set(schema, known);
  return known;
}
