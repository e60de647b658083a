/**
 * A terminal's configuration, ready for its board: applications as the core takes them, keys as the secure module does,
 * the exception file.
 *
 * Compiled when it is first asked. Opens no file.
 */
import { freshCopy } from "../fresh_bytes.ts";
import { CodecError } from "../codec/errors.ts";
import type { ConfigurationPort } from "../ports.ts";
import { encodeApplication, wholeApplication } from "./application.ts";
import type { Application } from "./application.ts";
import { capkOf, revokedOf } from "./capk.ts";
import type { ConfiguredCapk, RevokedCertificate } from "./capk.ts";
import { checkConfiguration } from "./check.ts";
import { ExceptionFile } from "./exceptions.ts";
import type { ConfigurationSpec } from "./spec.ts";

const NOTHING = new Uint8Array(0);

export class Configuration implements ConfigurationPort {
  readonly spec: ConfigurationSpec;
  private records: Uint8Array[] | undefined;
  private exceptions: ExceptionFile | undefined;

  /** @param spec checked; see `loadConfiguration` */
  constructor(spec: ConfigurationSpec) {
    this.spec = spec;
  }

  get name(): string {
    return this.spec.name;
  }

  /** With all that they take from the defaults. */
  applications(): Application[] {
    return this.spec.applications.map((application) => wholeApplication(this.spec, application));
  }

  capks(): ConfiguredCapk[] {
    return (this.spec.capks ?? []).map(capkOf);
  }

  /** The certificate revocation list. */
  revoked(): RevokedCertificate[] {
    return (this.spec.revoked ?? []).map(revokedOf);
  }

  aid(index: number): Uint8Array {
    this.records ??= this.applications().map(encodeApplication);
    const record = this.records[index];
    return record === undefined ? NOTHING : freshCopy(record);
  }

  isListed(pan: Uint8Array): boolean {
    this.exceptions ??= new ExceptionFile(this.spec.exceptions);
    return this.exceptions.lists(pan);
  }
}

/**
 * @param given the text of a file, or what `JSON.parse` gives of it
 * @throws CodecError CONFIGURATION_JSON, CONFIGURATION_SCHEMA or CONFIGURATION_SENSE; `path` is a place in the JSON
 */
export function loadConfiguration(given: unknown): Configuration {
  return new Configuration(checkConfiguration(typeof given === "string" ? parsed(given) : given));
}

/** Without the words of the parser, which quotes the text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CodecError({ code: "CONFIGURATION_JSON", path: "", offset: 0, expected: "JSON" });
  }
}
