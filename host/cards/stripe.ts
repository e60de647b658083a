/**
 * The magnetic stripe of a virtual card: tracks 2 and 3 as a reader gives them, from the card's file (ISO/IEC 7813).
 *
 * Test values only. The discretionary data of a card that has none of its own are five zeros and the card verification value
 * under its issuer's key, so that the issuer knows its stripes from made-up ones.
 */
import type { StripeData } from "../ports.ts";
import { cardVerificationValue } from "../secure/issuer/cvv.ts";
import { ISSUER_KEYS } from "./card_data.ts";
import type { CardData } from "./card_spec.ts";

/** Where the verification value stands in the discretionary data. */
export const VERIFICATION_AT = 5;
/** With a chip, for use everywhere; authorised online, with PIN (ISO/IEC 7813, 7.2.5). */
const SERVICE_CODE = "220";
const FILL = "0".repeat(VERIFICATION_AT);

/** @returns `undefined` for a card without a stripe */
export function stripeOf(card: CardData): StripeData | undefined {
  const { pan, expiry, stripe } = card;
  if (stripe === false) return undefined;
  const { discretionary = FILL + verificationValue(card), track3 = "" } = stripe ?? {};
  const track2 = `${pan}=${expiry}${serviceCodeOf(card)}${discretionary}`;
  return { track2: new Uint8Array(Buffer.from(track2)), track3: new Uint8Array(Buffer.from(track3)) };
}

/** Three digits; none when the card has no stripe. */
export function serviceCodeOf({ stripe }: CardData): string {
  return stripe === false ? "" : (stripe?.serviceCode ?? SERVICE_CODE);
}

function verificationValue(card: CardData): string {
  const key = ISSUER_KEYS.get(card.issuer)?.verification;
  if (key === undefined) throw new Error(`no keys of the issuer ${card.issuer}`);
  const digits = (text: string): Uint8Array => Uint8Array.from(text, Number);
  const parts = [card.pan, card.expiry, serviceCodeOf(card)].map(digits) as [Uint8Array, Uint8Array, Uint8Array];
  return cardVerificationValue(key, ...parts).join("");
}
