/**
 * Checks a dialect that comes from outside: first against the published schema, then for what makes no sense together.
 *
 * The first thing that is wrong is thrown, with its place in the JSON. Built-in dialects never pass here: the tests check
 * them, and the validator is made only when it is first needed.
 */
import { createRequire } from "node:module";
import type { Ajv2020 as Ajv, ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import { CodecError } from "../errors.ts";
import schema from "./dialect.schema.json" with { type: "json" };
import { checkSense } from "./sense.ts";
import type { DialectSpec } from "./spec.ts";

/** How deep a spec may be: `fields.127.subfields.fields.25.subfields.fields.1.name.en` and some. */
const DEPTH_MAX = 32;

/**
 * @param value a dialect as `JSON.parse` gives it; it is not copied
 * @throws CodecError DIALECT_SCHEMA or DIALECT_SENSE; `path` is a place in the JSON: `fields.55.prefix.digits`
 */
export function checkSpec(value: unknown): DialectSpec {
  if (isDeeper(value, DEPTH_MAX)) throw fault("", `at most ${DEPTH_MAX} levels`);
  const validate = validator();
  if (!validate(value)) throw schemaFault(validate.errors?.[0]);
  checkSense(value);
  return value;
}

let made: ValidateFunction<DialectSpec> | undefined;

function validator(): ValidateFunction<DialectSpec> {
  return (made ??= makeValidator());
}

/** The last two make the validator in a third of the time; that the schema is one is held by the tests. */
const OPTIONS = { strict: true, verbose: true, validateSchema: false, code: { optimize: false } } as const;

/** Loaded here and not at the top: reading ajv takes longer than all the rest of the library. */
function makeValidator(): ValidateFunction<DialectSpec> {
  const { Ajv2020 } = createRequire(import.meta.url)("ajv/dist/2020.js") as { Ajv2020: typeof Ajv };
  return new Ajv2020(OPTIONS).compile(schema);
}

/** Whether it has more levels than that; the schema refers to itself, so that only the value bounds how deep a reader goes. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

function schemaFault(error: ErrorObject | undefined): CodecError {
  if (error === undefined) return fault("", "a dialect");
  const path = error.instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const { params, keyword } = error as { params: Record<string, unknown>; keyword: string };
  const named = params["missingProperty"] ?? params["additionalProperty"] ?? error.propertyName;
  if (typeof named === "string") path.push(named);
  return fault(path.join("."), wantedBy(keyword, params, error.parentSchema));
}

/** What the keyword of the schema wants, in words. */
function wantedBy(keyword: string, params: Record<string, unknown>, parent: ErrorObject["parentSchema"]): string {
  switch (keyword) {
    case "required":
      return "to be given";
    case "additionalProperties":
      return "no such property";
    case "enum":
      return `one of ${(params["allowedValues"] as unknown[]).join(", ")}`;
    case "const":
      return String(params["allowedValue"]);
    case "type":
      return `a value of type ${String(params["type"])}`;
    case "minimum":
      return `at least ${String(params["limit"])}`;
    case "maximum":
      return maximumOf(String(params["limit"]), parent?.["description"]);
    case "minLength":
    case "maxLength":
      return `${keyword === "minLength" ? "at least" : "at most"} ${String(params["limit"])} characters`;
    case "minProperties":
      return "at least one";
    case "uniqueItems":
      return "each once";
    default:
      return typeof parent?.["description"] === "string" ? parent["description"] : keyword;
  }
}

/** As the schema describes it, where it says what the number means. */
function maximumOf(limit: string, description: unknown): string {
  const own = `at most ${limit}`;
  return typeof description === "string" && description.startsWith(`${own} `) ? description : own;
}

function fault(path: string, expected: string): CodecError {
  return new CodecError({ code: "DIALECT_SCHEMA", path, offset: 0, expected });
}
