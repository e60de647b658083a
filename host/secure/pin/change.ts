/**
 * A PIN change for the host: the current PIN and the new one, each in a block of its own under the PIN key.
 *
 * That the new PIN was typed twice alike, secret entry has seen to. Both blocks have the same format and the same card
 * number; each has its own fill, so that under format 3 or 4 they do not tell whether the PINs differ.
 */
import { encipherPin, randomFill } from "./encipher.ts";
import type { PinKeyUse } from "./encipher.ts";

export interface PinChange extends PinKeyUse {
  /** 4 to 12 digits each, bytes 0 to 9. */
  current: Uint8Array;
  next: Uint8Array;
}

/** @throws CodecError as `encipherPin`; then there is neither block */
export function encipherPinChange(
  { current, next, ...use }: PinChange,
  random: (length: number) => Uint8Array,
): { current: Uint8Array; next: Uint8Array } {
  return {
    current: encipherPin({ ...use, digits: current, fill: randomFill(use.format, random) }),
    next: encipherPin({ ...use, digits: next, fill: randomFill(use.format, random) }),
  };
}
