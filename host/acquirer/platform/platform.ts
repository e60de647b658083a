/** The platform over a ledger: what its functions are called with. */
import type { KeyObject } from "node:crypto";
import type { AcquirerHsm } from "../hsm.ts";
import type { Configuration } from "../../configuration/configuration.ts";
import type { Ledger } from "../ledger.ts";
import type { Context } from "./context.ts";
import { Outbox } from "./outbox.ts";
import type { CodePurpose } from "./rows.ts";

export interface PlatformOptions {
  ledger: Ledger;
  hsm: AcquirerHsm;
  now: () => Date;
  random: (length: number) => Uint8Array;
  outbox?: Outbox;
  /** Codes to be given out, for tests and demos. */
  newCode?: (purpose: CodePurpose) => string;
  /** What terminals download; the one that the product ships when absent. */
  configuration?: Configuration;
  /** Who signs firmware; the published key of tests when absent. */
  releaseKey?: KeyObject | undefined;
}

export function openPlatform(options: PlatformOptions): Context {
  const { ledger, hsm, now, random, outbox, newCode, configuration, releaseKey } = options;
  const codeCheck = (code: string, salt: string): string => hsm.devices.codeCheck(code, salt);
  return { ledger, now, random, codeCheck, outbox: outbox ?? new Outbox(), newCode, configuration, releaseKey };
}
