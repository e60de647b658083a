/**
 * What a configuration that keeps to the schema must not say all the same: what is missing, contradicts itself, stands
 * twice, or does not bear out its checksum.
 *
 * Each rule is refused at the place in the JSON where it can be put right; a value that an application takes from the
 * defaults, at the defaults.
 */
import { NEEDED, wholeApplication } from "./application.ts";
import { checkCapk } from "./capk.ts";
import { nonsense } from "./nonsense.ts";
import { checkApplication } from "./sense_application.ts";
import type { ApplicationSpec, ConfigurationSpec, ExceptionsSpec } from "./spec.ts";

/** @throws CodecError CONFIGURATION_SENSE with the place in the JSON and what would make sense there */
export function checkSense(spec: ConfigurationSpec): void {
  const { applications, capks = [], revoked = [], exceptions } = spec;
  applications.forEach((application, i) => checkOne(spec, application, `applications[${i}]`));
  checkUnique("applications", applications, ({ aid }) => aid, "aid");
  capks.forEach((capk, i) => checkCapk(capk, `capks[${i}]`));
  checkUnique("capks", capks, ({ rid, index }) => `${rid}/${index}`, "index");
  checkUnique("revoked", revoked, ({ rid, index, serial }) => `${rid}/${index}/${serial}`, "serial");
  if (exceptions !== undefined) checkExceptions(exceptions);
}

function checkOne(spec: ConfigurationSpec, application: ApplicationSpec, path: string): void {
  const { defaults } = spec;
  for (const key of NEEDED) {
    if (application[key] === undefined && defaults?.[key] === undefined) {
      nonsense(`${path}.${key}`, "to be given, here or in defaults");
    }
  }
  const isOwn = (key: string): boolean => key in application || !(key in (defaults ?? {}));
  checkApplication(wholeApplication(spec, application), (key) => `${isOwn(key) ? path : "defaults"}.${key}`);
}

function checkExceptions({ bins = [], cards = [] }: ExceptionsSpec): void {
  checkUnique("exceptions.bins", bins, (bin) => bin);
  checkUnique("exceptions.cards", cards, (card) => card);
}

/** @param key where the entry is an object, what of it to point at */
function checkUnique<Entry>(
  path: string,
  entries: readonly Entry[],
  nameOf: (entry: Entry) => string,
  key?: string,
): void {
  const seen = new Map<string, number>();
  entries.forEach((entry, i) => {
    const name = nameOf(entry).toUpperCase();
    const before = seen.get(name);
    const at = `${path}[${i}]${key === undefined ? "" : `.${key}`}`;
    if (before !== undefined) nonsense(at, "each once", `the same as ${path}[${before}]`);
    seen.set(name, i);
  });
}
