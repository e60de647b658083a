/** What the benchmark can be told. */
import { parseArgs } from "node:util";

export interface Options {
  /** File for all rows as data. */
  json: string | undefined;
  only: string;
  quick: boolean;
  offline: boolean;
  help: boolean;
}

/** Of this process. @throws Error of `parseArgs` for an option that is none */
export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      json: { type: "string" },
      only: { type: "string" },
      quick: { type: "boolean" },
      offline: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  const { json, only = "", quick = false, offline = false, help = false } = values;
  return { json, only, quick, offline, help };
}
