/**
 * A PIN block under one key as a block under another, for whoever stands between two of them: an acquirer's HSM.
 *
 * Holds always: PCI PIN 3-3 is asked first; the PIN is taken out and checked, so that nothing but a PIN block of the format and
 * card number that were named is ever enciphered anew; digits are wiped. Terminals have no use for it.
 */
import { CodecError } from "../../codec/errors.ts";
import { equalInConstantTime, wipe } from "../bytes.ts";
import { decipherPin, encipherPin, randomFill } from "./encipher.ts";
import type { PinKeyUse } from "./encipher.ts";
import { isTranslationAllowed } from "./policy.ts";

/**
 * @param block under `from`
 * @param random a cryptographic generator, for the fill of the new block
 * @throws CodecError PIN_TRANSLATION for what PCI PIN forbids, and those of `decipherPin` and `encipherPin`
 */
export function translatePin(
  block: Uint8Array,
  from: PinKeyUse,
  to: PinKeyUse,
  random: (length: number) => Uint8Array,
): Uint8Array {
  const isSamePan = from.pan === undefined || to.pan === undefined || equalInConstantTime(from.pan, to.pan);
  if (!isTranslationAllowed({ from: from.format, to: to.format, target: "host", isSamePan }))
    throw new CodecError({ code: "PIN_TRANSLATION", path: "format", offset: 0, expected: "what PCI PIN 3-3 allows" });
  const digits = decipherPin({ format: from.format, cipher: from.cipher, key: from.key, pan: from.pan, block });
  try {
    const fill = randomFill(to.format, random);
    return encipherPin({ format: to.format, cipher: to.cipher, key: to.key, pan: to.pan, digits, fill });
  } finally {
    wipe(digits);
  }
}
