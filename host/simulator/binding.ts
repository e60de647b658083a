/** What stands in for the binding of a real terminal: the published test terminal, its master key and parameters. */
import { randomBytes } from "node:crypto";
import { Slot } from "../../assembly/abi.ts";
import { TEST_TERMINALS } from "../acquirer/seed.ts";
import { encodeParameters } from "../parameters.ts";
import { SecureModule } from "../secure/module.ts";
import { FileStore } from "../secure/store.ts";

const TERMINAL = TEST_TERMINALS[0]!;

/** The record that PROVISION takes. */
export const TEST_PARAMETERS: Uint8Array = encodeParameters({
  terminal: TERMINAL.terminal,
  merchant: TERMINAL.merchant,
  merchantName: TERMINAL.merchantName,
  operator: "01",
  serial: "TC000001",
  tpdu: "6000030000",
  header: "603100311312",
});

/** The secure module of a data folder; the test terminal's master key is injected when it has none. */
export function openSecureModule(file: string): SecureModule {
  const store = new FileStore(file);
  const hasMasterKey = store.load()?.slots.some(({ slot }) => (slot as Slot) === Slot.TMK) === true;
  const secure = new SecureModule({ random: (length) => new Uint8Array(randomBytes(length)), store });
  if (hasMasterKey) return secure;
  const key = new Uint8Array(Buffer.from(TERMINAL.masterKey, "hex"));
  secure.injectMasterKey(Slot.TMK, key);
  key.fill(0);
  return secure;
}
