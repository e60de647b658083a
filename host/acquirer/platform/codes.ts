/**
 * Codes and passwords that people are given: made, sent, tried, spent.
 *
 * What always holds: only a keyed check value is stored, every wrong try counts before its answer leaves, and a code that was
 * used, has expired or was tried too often never becomes right again.
 */
import { dateOf } from "./calendar.ts";
import { moment } from "./context.ts";
import type { Context } from "./context.ts";
import { refuse } from "./refusal.ts";
import type { Result } from "./refusal.ts";
import type { CodePurpose, CodeRow } from "./rows.ts";

interface CodeRule {
  readonly digits: number;
  /** 0 for ever. */
  readonly validity_ms: number;
  readonly tries: number;
  /** It may be used again. */
  readonly isLasting: boolean;
}

const HOUR_MS = 3_600_000;
export const CODE_RULES: Readonly<Record<CodePurpose, CodeRule>> = {
  // The password of a binding is right until another one is given out: a binding that a power cut undoes is begun again with it.
  binding: { digits: 8, validity_ms: 0, tries: 5, isLasting: true },
  activation: { digits: 8, validity_ms: 24 * HOUR_MS, tries: 5, isLasting: false },
  reset: { digits: 8, validity_ms: HOUR_MS / 2, tries: 3, isLasting: false },
};
export const RESENDS_MAX = 3;
const SALT_BYTES = 16;

/** Whose code it is. */
export interface CodeHolder {
  readonly purpose: CodePurpose;
  readonly device: string;
  readonly merchant: string;
  readonly phone: string;
  /** 0 unless it is a reset. */
  readonly user?: number;
}

/** Whether what was typed is what is stored; the caller asks its HSM. */
export type Trial = (stored: { salt: string; check: string }) => boolean;

export function codeKey({ purpose, device, user = 0 }: Pick<CodeHolder, "purpose" | "device" | "user">): string {
  return purpose === "reset" ? `${purpose}/${device}/${user}` : `${purpose}/${device}`;
}

/** A new code in place of an old one, sent to the holder's telephone. @returns the code, for whoever may say it to him */
export function giveCode(context: Context, holder: CodeHolder): string {
  const { purpose, device, merchant, phone, user = 0 } = holder;
  const rule = CODE_RULES[purpose];
  const code = context.newCode?.(purpose) ?? randomDigits(context.random, rule.digits);
  const salt = Buffer.from(context.random(SALT_BYTES)).toString("hex");
  const key = codeKey(holder);
  const before = context.ledger.tables.get("code", key);
  const at = context.now();
  context.ledger.tables.put("code", key, {
    ...{ key, purpose, device, merchant, user, salt },
    check: context.codeCheck(code, salt),
    issuedAt: at.toISOString(),
    expiresAt: rule.validity_ms === 0 ? "" : new Date(at.getTime() + rule.validity_ms).toISOString(),
    triesLeft: rule.tries,
    spent: false,
    resends: before?.resends ?? 0,
    resentOn: before?.resentOn ?? "",
  });
  context.outbox.post({ purpose, phone, device, code });
  return code;
}

/** A new code at the holder's own wish, a few times a day. @returns how many are left today */
export function resendCode(context: Context, holder: CodeHolder): Result<number> {
  const row = context.ledger.tables.get("code", codeKey(holder));
  if (row === undefined) return refuse("NOT_FOUND");
  if (row.spent) return refuse("CODE_SPENT");
  const today = dateOf(context.now());
  const resends = row.resentOn === today ? row.resends : 0;
  if (resends >= RESENDS_MAX) return refuse("NO_RESENDS");
  giveCode(context, holder);
  const given = context.ledger.tables.get("code", row.key)!;
  context.ledger.tables.put("code", row.key, { ...given, resends: resends + 1, resentOn: today });
  return RESENDS_MAX - resends - 1;
}

/** Tries a code: right ones are spent, wrong ones counted. */
export function tryCode(context: Context, key: string, trial: Trial): Result<CodeRow> {
  const { tables } = context.ledger;
  const row = tables.get("code", key);
  if (row === undefined) return refuse("NOT_FOUND");
  if (row.spent) return refuse("CODE_SPENT");
  if (row.triesLeft === 0) return refuse("NO_TRIES", 0);
  if (row.expiresAt !== "" && row.expiresAt <= moment(context)) return refuse("CODE_EXPIRED");
  if (!trial(row)) {
    const triesLeft = row.triesLeft - 1;
    tables.put("code", key, { ...row, triesLeft });
    return refuse(triesLeft === 0 ? "NO_TRIES" : "WRONG_CODE", triesLeft);
  }
  const { tries, isLasting } = CODE_RULES[row.purpose];
  const used = { ...row, triesLeft: tries, spent: !isLasting };
  tables.put("code", key, used);
  return used;
}

/** Each as likely as the others. */
function randomDigits(random: (length: number) => Uint8Array, count: number): string {
  let digits = "";
  while (digits.length < count) for (const byte of random(count)) if (byte < 250) digits += String(byte % 10);
  return digits.slice(0, count);
}
