/** Applications and merchants as everybody but their reviewer sees them: identity number and account masked. */
import type { ApplicationRow, MerchantRow } from "./rows.ts";

/** First and last few characters, stars between. */
function mask(text: string, front: number, back: number): string {
  if (text.length <= front + back) return "*".repeat(text.length);
  return text.slice(0, front) + "*".repeat(text.length - front - back) + text.slice(text.length - back);
}

/** Region and last four. */
export function maskIdentity(identity: string): string {
  return mask(identity, 6, 4);
}

/** Last four. */
export function maskAccount(account: string): string {
  return mask(account, 0, 4);
}

/** First three and last four. */
export function maskPhone(phone: string): string {
  return mask(phone, 3, 4);
}

export function masked<Row extends ApplicationRow | MerchantRow>(row: Row): Row {
  return {
    ...row,
    identity: maskIdentity(row.identity),
    account: maskAccount(row.account),
    phone: maskPhone(row.phone),
  };
}
