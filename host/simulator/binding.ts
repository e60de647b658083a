/** What stands in for the binding of a real terminal: the published test terminal, its master key and parameters. */
import { randomBytes } from "node:crypto";
import { KeyUsage, Slot } from "../../assembly/abi.ts";
import { TEST_TERMINALS } from "../acquirer/seed.ts";
import { encodeParameters } from "../parameters.ts";
import { plainAttributes } from "../secure/key.ts";
import { SecureModule } from "../secure/module.ts";
import { FileStore } from "../secure/store/file_store.ts";

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
  const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
  const secure = new SecureModule({ random, store: new FileStore(file) });
  if (secure.keys.infoOf(Slot.TMK) !== undefined) return secure;
  const key = new Uint8Array(Buffer.from(TERMINAL.masterKey, "hex"));
  secure.keys.inject({ slot: Slot.TMK, attributes: plainAttributes(KeyUsage.MASTER, "tdes"), key });
  key.fill(0);
  return secure;
}
