/**
 * A question of this profile's own and the answer to it, as handlers see them: who asks, the tags of F62, what was proved.
 *
 * Handlers know no field of ISO 8583 but these tags; the dispatcher (`../own_management.ts`) knows no tag but the nonce.
 */
import { Tag } from "../../../assembly/abi_platform.ts";
import type { AcquirerHsm } from "../hsm.ts";
import type { TerminalRow } from "../ledger.ts";
import type { Context } from "./context.ts";
import type { Refusal, Result } from "./refusal.ts";
import { textTag, numberTag } from "./tags.ts";
import type { TagReader, TagValues } from "./tags.ts";
import type { DeviceRow } from "./rows.ts";

export interface Question {
  readonly context: Context;
  readonly hsm: AcquirerHsm;
  readonly tags: TagReader;
  /** By F41, or by Tag.SERIAL where the terminal is not bound. */
  readonly device: DeviceRow;
  /** Of F41. */
  readonly terminal: TerminalRow | undefined;
  /** F41 and F42 as they came, "" for none. */
  readonly identity: { readonly terminal: string; readonly merchant: string };
  /** F64 was there and right, and under which keys. */
  readonly proof: Proof;
  /** First 8 bytes of F62. */
  readonly nonce: Uint8Array;
}

/** Keys of a question's F64: working keys of the binding that holds, of the one that has begun, the device's own; or there is none. */
export type Proof = "working" | "pending" | "device" | "none";

export type Handler = (question: Question) => Result<TagValues>;

export interface HandlerRule {
  readonly handle: Handler;
  /**
   * `sealed`: with F64 under working keys. `proved`: with F64, the device's own key will do. `device`: under the device's own key
   * and no other, since the answer must not be made of pieces of another one. `open`: without F64 as well.
   */
  readonly access: "sealed" | "proved" | "device" | "open";
  /** The device is that of Tag.SERIAL, though F41 is there. */
  readonly isBySerial?: boolean;
}

/** By whom, for the audit log. */
export function actorOf({ device }: Pick<Question, "device">): string {
  return device.terminal === "" ? `device ${device.id}` : `terminal ${device.terminal}`;
}

/** A refusal tells the reason in Chinese, as all that the platform writes to terminals is, and the tries that are left. */
export function refusalTags({ reason, triesLeft }: Refusal): TagValues {
  const text = textTag(Tag.REASON_TEXT, reason.zh);
  return triesLeft === undefined ? [text] : [text, numberTag(Tag.TRIES_LEFT, triesLeft, 1)];
}
