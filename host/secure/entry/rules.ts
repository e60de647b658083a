/**
 * The rules of secret entry, as data: what each purpose takes, how much of it, and for how long.
 *
 * A request of the core narrows a rule and never widens it. Knows no buffer and no key.
 */
import { Purpose } from "../../../assembly/abi.ts";

/** The longest secret, and the length of a cell of the buffer: a Wi-Fi key of 64 hexadecimal digits. */
export const SECRET_BYTES_MAX = 64;

export interface EntryRule {
  /** Bytes 0 to 9, or ASCII characters 20 to 7E; a digit key then gives the character. */
  takes: "digits" | "characters";
  /** Least and most digits or characters. */
  min: number;
  max: number;
  /** It may be left out, where the request says so as well. */
  mayBypass: boolean;
  /** Longest pause between two keys that a request may grant, ms. */
  keyTimeoutMsMax: number;
  /** Longest entry that a request may grant, ms. */
  totalTimeoutMsMax: number;
  /** It counts against the PIN rate limit. */
  isLimited: boolean;
}

/** A request as the core gives it; see ENTER_SECRET. */
export interface EntryRequest {
  purpose: Purpose;
  /** 0 lets the person go on without it, where the purpose allows that. */
  digitsMin: number;
  digitsMax: number;
  /** Longest pause between two keys, ms. */
  keyTimeoutMs: number;
  /** Longest entry in all, ms. */
  totalTimeoutMs: number;
}

/** ISO 9564-1, 8.1: a PIN has 4 to 12 digits. Nobody stands at a keypad for longer than five minutes. */
const PIN: EntryRule = {
  takes: "digits",
  min: 4,
  max: 12,
  mayBypass: false,
  keyTimeoutMsMax: 60_000,
  totalTimeoutMsMax: 300_000,
  isLimited: true,
};
const PASSWORD: EntryRule = { ...PIN, isLimited: false };
const TEXT: EntryRule = { ...PASSWORD, takes: "characters", keyTimeoutMsMax: 120_000, totalTimeoutMsMax: 600_000 };

export const ENTRY_RULES: Readonly<Record<Purpose, EntryRule>> = {
  [Purpose.ONLINE_PIN]: { ...PIN, mayBypass: true },
  [Purpose.OFFLINE_PIN]: { ...PIN, mayBypass: true },
  [Purpose.NEW_PIN]: PIN,
  // Compared with the new PIN, which has been counted, and never used itself.
  [Purpose.NEW_PIN_AGAIN]: { ...PIN, isLimited: false },
  [Purpose.OPERATOR]: PASSWORD,
  [Purpose.SUPERVISOR]: { ...PASSWORD, min: 6 },
  [Purpose.PAYMENT_PASSWORD]: { ...PASSWORD, min: 6 },
  [Purpose.NEW_PASSWORD]: PASSWORD,
  [Purpose.NEW_PASSWORD_AGAIN]: PASSWORD,
  [Purpose.ACTIVATION_CODE]: { ...TEXT, min: 6, max: 32 },
  // IEEE 802.11: a passphrase of 8 to 63 characters, or the key itself in 64 hexadecimal digits.
  [Purpose.WIFI_KEY]: { ...TEXT, min: 8, max: SECRET_BYTES_MAX },
};

/** The rule of a request that keeps to it; undefined for one that does not, and for a purpose that there is not. */
export function ruleFor(request: EntryRequest): EntryRule | undefined {
  const rule: EntryRule | undefined = ENTRY_RULES[request.purpose];
  if (rule === undefined) return undefined;
  const { digitsMin, digitsMax, keyTimeoutMs, totalTimeoutMs } = request;
  if (!Number.isInteger(digitsMin) || !Number.isInteger(digitsMax)) return undefined;
  if (digitsMin < rule.min && !(digitsMin === 0 && rule.mayBypass)) return undefined;
  if (digitsMax > rule.max || digitsMax < leastCount(request, rule)) return undefined;
  const isTimed =
    isBetween(keyTimeoutMs, 1, rule.keyTimeoutMsMax) && isBetween(totalTimeoutMs, 1, rule.totalTimeoutMsMax);
  return isTimed ? rule : undefined;
}

/** What is needed for Enter: a PIN that may be left out must still be a whole PIN when it is not. */
export function leastCount({ digitsMin }: EntryRequest, { min }: EntryRule): number {
  return Math.max(digitsMin, min);
}

function isBetween(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}
