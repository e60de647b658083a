/**
 * The issuer's look at a stripe: is it the one that was put on the card, and may the card be used by it at all?
 *
 * Knows the card's file and the verification key behind the HSM; no account and no message but the characters of F35.
 */
import type { CardData } from "../cards/card_spec.ts";
import { serviceCodeOf, VERIFICATION_AT } from "../cards/stripe.ts";
import type { AcquirerHsm } from "./hsm.ts";
import { RESPONSE } from "./response_codes.ts";

export interface SwipedCard {
  /** F35, "=" or D between number and expiry date. */
  track2: string;
  /** F60.5 is 2: the terminal says that the chip has failed just before. */
  isFallback: boolean;
}

const TRACK_2 = /^(\d{12,19})[=D](\d{4})(\d{3})(\d*)$/;
/** First digit of the service code of a card with a chip (ISO/IEC 7813, 7.2.5). */
const CHIP = /^[26]/;
const VERIFICATION_DIGITS = 3;

/**
 * F39 of a stripe that is refused, or undefined when nothing is wrong with it.
 *
 * A card with a chip that was swiped though its chip did not fail is refused with 57: whoever copied its stripe has no chip.
 */
export function stripeFault(card: CardData, hsm: AcquirerHsm, { track2, isFallback }: SwipedCard): string | undefined {
  const [, pan = "", expiry = "", serviceCode = "", discretionary = ""] = TRACK_2.exec(track2) ?? [];
  if (pan !== card.pan) return RESPONSE.format;
  if (expiry !== card.expiry) return RESPONSE.expired;
  if (serviceCode !== serviceCodeOf(card)) return RESPONSE.security;
  const own = card.stripe === false ? undefined : card.stripe?.discretionary;
  const value = discretionary.slice(VERIFICATION_AT, VERIFICATION_AT + VERIFICATION_DIGITS);
  const isGenuine =
    own === undefined
      ? hsm.isVerificationValue(card.issuer, { pan, expiry, serviceCode }, value) !== false
      : own === discretionary;
  if (!isGenuine) return RESPONSE.security;
  return CHIP.test(serviceCode) && !isFallback ? RESPONSE.notPermitted : undefined;
}
