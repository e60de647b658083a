/** The record by which a pending payment gets an outcome other than an approval. */
import { prepare } from "../journal/append";
import { durable } from "../journal/durable";
import { Ended, Kind } from "../journal/records";
import { Terminal } from "../machine/terminal";

/**
 * @param kind DECLINED, ABANDONED or REVERSED
 * @param responseCode F39, two ASCII characters, low byte first, or 0
 * @param reason a `Reason`
 */
export function prepareEnded(t: Terminal, kind: Kind, responseCode: i32, reason: i32): void {
  const ended = changetype<Ended>(prepare(t, kind, <i32>offsetof<Ended>()));
  ended.stan = durable(t).intent.stan;
  ended.responseCode = responseCode;
  ended.reason = reason;
}
