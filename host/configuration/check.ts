/**
 * Checks a configuration that comes from outside: first against the published schema, then for what makes no sense together.
 *
 * The first thing that is wrong is thrown, with its place in the JSON and never with what stands there: somebody may have
 * put a card number where its hash is wanted. The shipped configuration never passes here: the tests check it.
 */
import { CodecError } from "../codec/errors.ts";
import { isDeeper, JsonSchema } from "../codec/json_schema.ts";
import schema from "./configuration.schema.json" with { type: "json" };
import { checkSense } from "./sense.ts";
import type { ConfigurationSpec } from "./spec.ts";

/** How deep a configuration may be: `applications[0].title.en` and some. */
const DEPTH_MAX = 8;
const SCHEMA = new JsonSchema<ConfigurationSpec>(schema, "a configuration");

/**
 * @param value a configuration as `JSON.parse` gives it; it is not copied
 * @throws CodecError CONFIGURATION_SCHEMA or CONFIGURATION_SENSE; `path` is a place in the JSON: `applications[2].tacDenial`
 */
export function checkConfiguration(value: unknown): ConfigurationSpec {
  if (isDeeper(value, DEPTH_MAX)) throw refused("", `at most ${DEPTH_MAX} levels`);
  const fault = SCHEMA.faultIn(value);
  if (fault !== undefined) throw refused(pathOf(fault.place), fault.expected);
  const spec = value as ConfigurationSpec;
  checkSense(spec);
  return spec;
}

/** `applications[2].tacDenial`. A name with so many digits may be a card number in the wrong place. */
function pathOf(place: readonly string[]): string {
  return place.reduce((path, part) => {
    if (/^[0-9]{1,5}$/.test(part)) return `${path}[${part}]`;
    const name = /[0-9]{6}/.test(part) ? "…" : part;
    return path === "" ? name : `${path}.${name}`;
  }, "");
}

function refused(path: string, expected: string): CodecError {
  return new CodecError({ code: "CONFIGURATION_SCHEMA", path, offset: 0, expected });
}
