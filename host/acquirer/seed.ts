/**
 * What a new ledger begins with: the test terminals, and an account for every test card.
 *
 * Owns the shapes of `terminals.json` and `accounts.json`. Rows that are there already stay as they are, so that a
 * restart keeps balances, keys and counters.
 */
import type { CardData } from "../cards/card_data.ts";
import accountsFile from "./accounts.json" with { type: "json" };
import { AcquirerKeys } from "./keys.ts";
import type { Ledger } from "./ledger.ts";
import { PIN_SALT_BYTES, pinCheckValue } from "./pin_check.ts";
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
}

/** What the issuer allows accounts of a kind; fen. */
export interface AccountPolicy {
  saleLimit: number;
  pinRequired: boolean;
}

export const TEST_TERMINALS: readonly TerminalSeed[] = terminalsFile.terminals;
export const ACCOUNT_POLICIES: Readonly<Record<CardData["account"]["kind"], AccountPolicy>> = accountsFile;

export function keysOf(terminals: readonly TerminalSeed[]): AcquirerKeys {
  return new AcquirerKeys(
    new Map(terminals.map(({ terminal, masterKey }) => [terminal, new Uint8Array(Buffer.from(masterKey, "hex"))])),
  );
}

export function seedLedger(
  ledger: Ledger,
  seed: { terminals: readonly TerminalSeed[]; cards: readonly CardData[]; policies?: typeof ACCOUNT_POLICIES },
  random: (length: number) => Uint8Array,
): void {
  ledger.transaction(() => {
    for (const terminal of seed.terminals) seedTerminal(ledger, terminal);
    for (const card of seed.cards)
      seedAccount(ledger, card, (seed.policies ?? ACCOUNT_POLICIES)[card.account.kind], random);
  });
}

function seedTerminal(ledger: Ledger, { terminal, merchant, merchantName }: TerminalSeed): void {
  if (ledger.terminal(terminal) !== undefined) return;
  ledger.putTerminal({ terminal, merchant, merchantName, batch: FIRST_BATCH, sealedKeys: new Uint8Array(0) });
}

function seedAccount(
  ledger: Ledger,
  card: CardData,
  policy: AccountPolicy,
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
    ...policy,
    lost: card.account.lost,
    pinSalt,
    pinCheck: pinCheckValue(digits, card.pan, pinSalt),
    wrongPins: 0,
    lastAtc: 0,
  });
  digits.fill(0);
}
