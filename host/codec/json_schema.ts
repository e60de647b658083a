/**
 * JSON that comes from outside, held against a published schema: the first thing that is wrong, with its place and what is
 * wanted there in words.
 *
 * Knows no schema. A validator is made when it is first needed, since reading ajv takes longer than all the rest.
 */
import { createRequire } from "node:module";
import type { Ajv2020 as Ajv, ErrorObject, ValidateFunction } from "ajv/dist/2020.js";

/** The last two make the validator in a third of the time; that the schema is one is held by the tests. */
const OPTIONS = { strict: true, verbose: true, validateSchema: false, code: { optimize: false } } as const;

export interface SchemaFault {
  /** Keys and indices from the root. */
  place: string[];
  expected: string;
}

/** A schema with its validator. */
export class JsonSchema<Checked> {
  private readonly schema: object;
  /** What the whole is called where a fault has nothing else to say. */
  private readonly what: string;
  private made: ValidateFunction<Checked> | undefined;

  constructor(schema: object, what: string) {
    this.schema = schema;
    this.what = what;
  }

  /** @returns what is wrong first; undefined when nothing is, and `value` is what the schema describes */
  faultIn(value: unknown): SchemaFault | undefined {
    const validate = (this.made ??= makeValidator<Checked>(this.schema));
    return validate(value) ? undefined : this.faultOf(validate.errors?.[0]);
  }

  private faultOf(error: ErrorObject | undefined): SchemaFault {
    if (error === undefined) return { place: [], expected: this.what };
    const place = error.instancePath
      .split("/")
      .slice(1)
      .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
    const { params, keyword } = error as { params: Record<string, unknown>; keyword: string };
    const named = params["missingProperty"] ?? params["additionalProperty"] ?? error.propertyName;
    if (typeof named === "string") place.push(named);
    return { place, expected: wantedBy(keyword, params, error.parentSchema) };
  }
}

/** Whether it has more levels than that; a schema may refer to itself, so that only the value bounds how deep a reader goes. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

function makeValidator<Checked>(schema: object): ValidateFunction<Checked> {
  const { Ajv2020 } = createRequire(import.meta.url)("ajv/dist/2020.js") as { Ajv2020: typeof Ajv };
  return new Ajv2020(OPTIONS).compile<Checked>(schema);
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
    case "minItems":
    case "maxItems":
      return `${keyword === "minItems" ? "at least" : "at most"} ${String(params["limit"])}`;
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
