/**
 * Faults to order, for simulations and tests: what goes wrong with the next message.
 *
 * A fault is taken once, by the first message that it fits. The acquirer takes those about content, the server those
 * about the line; no fault makes a wrong booking.
 */
import type { ScriptOrder } from "./card_script.ts";

export type FaultKind =
  /** The request never arrives. */
  | "dropRequest"
  /** The request is answered and booked, and the reply is lost. */
  | "dropReply"
  /** The reply comes `delay_ms` late (server only). */
  | "delay"
  /** The connection is closed instead of a reply; the booking stands (server only). */
  | "close"
  /** F64 of the reply is wrong. */
  | "corruptMac"
  /** The check value of the PIN key in the sign-on reply is wrong. */
  | "wrongKcv"
  /** A sale is declined with `response`, whatever the issuer would say. */
  | "decline"
  /** The issuer's cryptogram in the reply to a sale, tag 91, is wrong. */
  | "wrongArpc"
  /** No fault but an order: the reply to a sale brings the card `script`, or each of `scripts`. */
  | "script";

export interface Fault {
  kind: FaultKind;
  /** MTI of the request that it waits for; any when absent. */
  mti?: string;
  delay_ms?: number;
  /** F39, two characters, not 00. */
  response?: string;
  script?: ScriptOrder;
  scripts?: readonly ScriptOrder[];
}

const FAULTS_MAX = 1000;

export class Faults {
  #waiting: Fault[] = [];

  /** @throws RangeError when a thousand faults wait already */
  next(fault: Fault): void {
    if (this.#waiting.length >= FAULTS_MAX) throw new RangeError("too many faults are waiting");
    this.#waiting.push(fault);
  }

  /** The oldest waiting fault of this kind that fits a request with this MTI; it waits no longer. */
  take(kind: FaultKind, mti: string): Fault | undefined {
    if (this.#waiting.length === 0) return undefined;
    const index = this.#waiting.findIndex((fault) => fault.kind === kind && (fault.mti ?? mti) === mti);
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0];
  }

  get waiting(): number {
    return this.#waiting.length;
  }
}
