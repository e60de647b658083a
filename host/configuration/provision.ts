/** Brings a configuration's public keys into a secure module, and the certificates that are not to be believed. */
import { Done } from "../../assembly/abi.ts";
import type { SecureModule } from "../secure/module.ts";
import type { Configuration } from "./configuration.ts";

/**
 * At every start: gives the module its revocation list, and loads the live keys that it does not have yet, in one save; with
 * `test` all others too.
 *
 * @returns DONE, or why the module took none of them
 */
export function provisionCapks(module: SecureModule, configuration: Configuration, { test }: { test: boolean }): Done {
  const revoked = module.loadRevoked(configuration.revoked());
  if (revoked !== Done.DONE) return revoked;
  return module.loadCapks(configuration.capks().filter(({ kind }) => test || kind === "live"));
}
