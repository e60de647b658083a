/** The configuration that the product ships; README.md says which of its values are only examples. */
import { Configuration } from "./configuration.ts";
import type { ConfigurationSpec } from "./spec.ts";
import standard from "./standard.json" with { type: "json" };

/** A test holds it against the schema and the rules. */
export const STANDARD: Configuration = new Configuration(standard as ConfigurationSpec);
