/** Brings a configuration's public keys into a secure module. */
import type { Done } from "../../assembly/abi.ts";
import type { SecureModule } from "../secure/module.ts";
import type { Configuration } from "./configuration.ts";

/**
 * Loads the live keys that the module does not have yet, in one save; with `test` all others too.
 *
 * @returns DONE, or why the module took none of them
 */
export function provisionCapks(module: SecureModule, configuration: Configuration, { test }: { test: boolean }): Done {
  return module.loadCapks(configuration.capks().filter(({ kind }) => test || kind === "live"));
}
