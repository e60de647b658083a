/**
 * What a new ledger begins with: the test terminals, and an account for every test card; and the HSM with the test keys.
 *
 * Owns the shapes of `terminals.json`, `accounts.json` and `hsm_keys.json`. Rows that are there already stay as they are, so that a
 * restart keeps balances, keys and counters.
 */
import { ISSUER_KEYS } from "../cards/card_data.ts";
import type { CardData } from "../cards/card_spec.ts";
import accountsFile from "./accounts.json" with { type: "json" };
import { TEST_DEVICES } from "./devices.ts";
import type { DeviceSeed } from "./devices.ts";
import { AcquirerHsm } from "./hsm.ts";
import hsmKeysFile from "./hsm_keys.json" with { type: "json" };
import type { Ledger } from "./ledger.ts";
import { PIN_SALT_BYTES } from "./pin_check.ts";
import { handDevice, stockDevice } from "./platform/assignment.ts";
import { INSTITUTION } from "./platform/merchants.ts";
import terminalsFile from "./terminals.json" with { type: "json" };

const FIRST_BATCH = "000001";

export interface TerminalSeed {
  /** F41, 8 characters. */
  terminal: string;
  /** F42, 15 characters. */
  merchant: string;
  merchantName: string;
  /** TMK, 32 hexadecimal characters. */
  masterKey: string;
  /** The device that is provisioned as this terminal: its typed secrets are under the factory keys of that serial number. */
  keySerial?: string;
}

/** What the issuer allows accounts of a kind; fen. */
export interface AccountPolicy {
  saleLimit: number;
  pinRequired: boolean;
}

export const TEST_TERMINALS: readonly TerminalSeed[] = terminalsFile.terminals;
export const ACCOUNT_POLICIES: Readonly<Record<CardData["account"]["kind"], AccountPolicy>> = accountsFile;

/** An HSM with the published test keys: those of `terminals`, of the test issuers and of the acquirer itself. */
export function testHsm(
  terminals: readonly TerminalSeed[] = TEST_TERMINALS,
  devices: readonly DeviceSeed[] = TEST_DEVICES,
): AcquirerHsm {
  return new AcquirerHsm({
    devices: {
      storage: bytesOf(hsmKeysFile.storageKey),
      devices: new Map(
        devices.map(({ serial, transportKey, secretKey }) => [
          serial,
          { transport: bytesOf(transportKey), secret: bytesOf(secretKey) },
        ]),
      ),
    },
    terminals: new Map(terminals.map(({ terminal, masterKey }) => [terminal, bytesOf(masterKey)])),
    issuers: ISSUER_KEYS,
    zonePinKey: bytesOf(hsmKeysFile.zonePinKey),
    pinVerificationKey: bytesOf(hsmKeysFile.pinVerificationKey),
  });
}

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, "hex"));

export interface LedgerSeed {
  terminals: readonly TerminalSeed[];
  /** In stock; those of `devices.json` unless told. */
  devices?: readonly DeviceSeed[];
  cards: readonly CardData[];
  /** Makes what the ledger keeps of a PIN. */
  hsm: AcquirerHsm;
  policies?: typeof ACCOUNT_POLICIES;
}

export function seedLedger(ledger: Ledger, seed: LedgerSeed, random: (length: number) => Uint8Array): void {
  ledger.transaction(() => {
    for (const terminal of seed.terminals) seedTerminal(ledger, terminal);
    for (const { serial } of seed.devices ?? TEST_DEVICES) seedDevice(ledger, serial);
    for (const card of seed.cards) seedAccount(ledger, card, seed, random);
  });
}

/** With its merchant, and a device that is active. */
function seedTerminal(ledger: Ledger, { terminal, merchant, merchantName, keySerial = "" }: TerminalSeed): void {
  if (ledger.terminal(terminal) === undefined) {
    ledger.putTerminal({ terminal, merchant, merchantName, batch: FIRST_BATCH, sealedKeys: new Uint8Array(0) });
  }
  const { tables } = ledger;
  if (tables.get("device", terminal) === undefined) {
    tables.put("device", terminal, handDevice(terminal, merchant, keySerial));
  }
  if (tables.get("merchant", merchant) !== undefined) return;
  tables.put("merchant", merchant, { ...UNASKED, merchant, name: merchantName });
}

/** A merchant who never applied. */
const UNASKED = {
  ...{ category: "", licence: "", identity: "", account: "", contact: "", phone: "", application: "", openedAt: "" },
  institution: INSTITUTION,
  state: "active",
} as const;

function seedDevice({ tables }: Ledger, serial: string): void {
  if (tables.get("device", serial) === undefined) tables.put("device", serial, stockDevice(serial));
}

function seedAccount(
  ledger: Ledger,
  card: CardData,
  { hsm, policies = ACCOUNT_POLICIES }: LedgerSeed,
  random: (length: number) => Uint8Array,
): void {
  if (ledger.account(card.name) !== undefined) return;
  const isCredit = card.account.kind === "credit";
  const pinSalt = random(PIN_SALT_BYTES);
  const digits = Uint8Array.from(card.pin, Number);
  ledger.putAccount({
    name: card.name,
    balance: isCredit ? 0 : card.account.balance,
    creditLimit: isCredit ? card.account.balance : 0,
    ...policies[card.account.kind],
    lost: card.account.lost,
    pinSalt,
    pinCheck: hsm.pinCheckValue(digits, card.pan, pinSalt),
    wrongPins: 0,
    lastAtc: 0,
  });
  digits.fill(0);
}
