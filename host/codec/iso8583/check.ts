/**
 * Checks a dialect that comes from outside: first against the published schema, then for what makes no sense together.
 *
 * The first thing that is wrong is thrown, with its place in the JSON. Built-in dialects never pass here: the tests check
 * them.
 */
import { CodecError } from "../errors.ts";
import { isDeeper, JsonSchema } from "../json_schema.ts";
import schema from "./dialect.schema.json" with { type: "json" };
import { checkSense } from "./sense.ts";
import type { DialectSpec } from "./spec.ts";

/** How deep a spec may be: `fields.127.subfields.fields.25.subfields.fields.1.name.en` and some. */
const DEPTH_MAX = 32;
const SCHEMA = new JsonSchema<DialectSpec>(schema, "a dialect");

/**
 * @param value a dialect as `JSON.parse` gives it; it is not copied
 * @throws CodecError DIALECT_SCHEMA or DIALECT_SENSE; `path` is a place in the JSON: `fields.55.prefix.digits`
 */
export function checkSpec(value: unknown): DialectSpec {
  if (isDeeper(value, DEPTH_MAX)) throw refused("", `at most ${DEPTH_MAX} levels`);
  const fault = SCHEMA.faultIn(value);
  if (fault !== undefined) throw refused(fault.place.join("."), fault.expected);
  const spec = value as DialectSpec;
  checkSense(spec);
  return spec;
}

function refused(path: string, expected: string): CodecError {
  return new CodecError({ code: "DIALECT_SCHEMA", path, offset: 0, expected });
}
