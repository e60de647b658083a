/**
 * What stands in for the binding of a real terminal: the published test terminal, its master key and parameters, and the
 * public keys that it would download.
 */
import { randomBytes } from "node:crypto";
import { Done, KeyUsage, Slot } from "../../assembly/abi.ts";
import { TEST_DEVICES } from "../acquirer/devices.ts";
import { TEST_TERMINALS } from "../acquirer/seed.ts";
import { CARD_RIDS, testCapks } from "../cards/certificates/test_keys.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { provisionCapks } from "../configuration/provision.ts";
import { encodeParameters } from "../parameters.ts";
import { plainAttributes } from "../secure/key.ts";
import { SecureModule } from "../secure/module.ts";
import type { CardPort } from "../secure/pin_pad.ts";
import { FileStore } from "../secure/store/file_store.ts";
import type { DataFolder } from "./data_folder.ts";

const TERMINAL = TEST_TERMINALS[0]!;
/** What the simulated terminal is, as its maker has made it. */
export const DEVICE = TEST_DEVICES[0]!;

/** The record that PROVISION takes. */
export const TEST_PARAMETERS: Uint8Array = encodeParameters({
  terminal: TERMINAL.terminal,
  merchant: TERMINAL.merchant,
  merchantName: TERMINAL.merchantName,
  operator: "01",
  serial: DEVICE.serial,
  tpdu: "6000030000",
  header: "603100311312",
});

/**
 * The secure module of a data folder; for a terminal that is `bound` the test terminal's master key is injected when it has
 * none, but not into one that is shut: see `checkOpen`.
 *
 * @param card the reader of the terminal that it is in; without it no PIN is shown to a card
 */
export function openSecureModule(
  { keys, passphrase }: Pick<DataFolder, "keys" | "passphrase">,
  { card, bound = true }: { card?: CardPort; bound?: boolean } = {},
): SecureModule {
  const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
  // The master key that it is bound with is a published one.
  const store = new FileStore(keys, passphrase && { passphrase });
  const secure = new SecureModule({ random, testKeys: true, store, ...(card && { card }) });
  if (!bound || secure.condition !== "open" || secure.keys.infoOf(Slot.TMK) !== undefined) return secure;
  const key = new Uint8Array(Buffer.from(TERMINAL.masterKey, "hex"));
  secure.keys.inject({ slot: Slot.TMK, attributes: plainAttributes(KeyUsage.MASTER, "tdes"), key });
  key.fill(0);
  return secure;
}

/** What the maker puts into every device, once. */
export function injectFactoryKeys({ keys }: SecureModule): void {
  for (const [slot, usage, digits] of [
    [Slot.TRANSPORT, KeyUsage.TRANSPORT, DEVICE.transportKey],
    [Slot.SECRET, KeyUsage.SECRET, DEVICE.secretKey],
  ] as const) {
    if (keys.infoOf(slot) !== undefined) continue;
    const key = new Uint8Array(Buffer.from(digits, "hex"));
    keys.inject({ slot, attributes: plainAttributes(usage, "tdes"), key });
    key.fill(0);
  }
}

/** Why a secure module gives no answer, and what a person can do about it. @throws Error unless it is open */
export function checkOpen({ condition }: SecureModule, file: string): void {
  if (condition === "open") return;
  throw new Error(
    {
      tampered: `the keys in ${file} were erased by a tamper event: remove the file to have the test keys loaded anew`,
      outdated: `${file} is an older copy of the terminal's keys than its journal has seen: put the newer one back, or remove the file to have the test keys loaded anew`,
      failed: "a self-test of the secure module has failed: this runtime's ciphers give wrong answers",
    }[condition],
  );
}

/**
 * Loads the configuration's public keys, those of test cards too, and those of the virtual cards: into a module with test keys
 * alone. What is there already costs nothing.
 *
 * @throws Error when the module does not take them
 */
export function loadTestCapks(secure: SecureModule, configuration: Configuration): void {
  const done = [provisionCapks(secure, configuration, { test: true }), secure.loadCapks(CARD_RIDS.flatMap(testCapks))];
  if (done.some((one) => one !== Done.DONE)) throw new Error("the secure module does not take the public keys");
}
