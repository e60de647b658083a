/**
 * What the acquirer tells about its work: one event a message, masked before it is made.
 *
 * What always holds: no PAN but first six and last four, no PIN, no key and no bytes of a message in any event.
 */

/** What became of a request in the ledger. */
export type Outcome =
  | "keys issued"
  | "signed off"
  | "echoed"
  /** A question of this profile's own. */
  | "answered"
  | "booked"
  | "declined"
  | "repeated"
  | "reversed"
  | "reversal without original"
  | "scripts noted"
  | "settled"
  | "tested"
  | "refused";

export type AcquirerEvent =
  | {
      kind: "message";
      /** MTI of the request. */
      mti: string;
      terminal: string;
      stan: string;
      /** Fen; absent in management messages. */
      amount?: number;
      /** First six and last four digits. */
      card?: string;
      /** F39 of the reply. */
      response: string;
      outcome: Outcome;
    }
  /** Bytes that were no request: nothing was answered. */
  | { kind: "dropped"; code: string }
  /** A fault of the acquirer's own, as a full disk: nothing was booked and nothing was answered. */
  | { kind: "failed"; code: string };

/** One line for people. */
export function formatEvent(event: AcquirerEvent): string {
  if (event.kind !== "message") return `${event.kind} ${event.code}`;
  const parts = [`${event.mti} -> ${event.response}`, event.outcome, `terminal ${event.terminal}`];
  if (event.stan !== "") parts.push(`STAN ${event.stan}`);
  if (event.amount !== undefined) parts.push(`${(event.amount / 100).toFixed(2)} CNY`);
  if (event.card !== undefined) parts.push(`card ${event.card}`);
  return parts.join(" · ");
}
