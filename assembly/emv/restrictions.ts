/**
 * Processing restrictions (EMV Book 3, 10.4): does the card's application fit this terminal, this service and this day?
 * Sets TVR byte 2 and nothing else.
 *
 * The service is a purchase, without cashback, at a terminal that is no ATM: `data.ts` says so to the card. The rows of
 * the usage control for cash and cashback are for services that this terminal does not have.
 */
import { equalBytes, load16 } from "../base/bytes";
import { Terminal } from "../machine/terminal";
import { configurationOf } from "./aids";
import { isAfter, putToday } from "./date";
import { Card, cardGave, cardOf, FOUND } from "./region";
import {
  TAG_5F24_EXPIRY,
  TAG_5F25_EFFECTIVE,
  TAG_5F28_ISSUER_COUNTRY,
  TAG_9F07_USAGE_CONTROL,
  TAG_9F08_CARD_VERSION,
} from "./tags";
import { setTvr, TVR_EXPIRED, TVR_NOT_YET_EFFECTIVE, TVR_SERVICE_NOT_ALLOWED, TVR_VERSIONS_DIFFER } from "./tvr";

// Application usage control, byte 1 (EMV Book 3, C2).
const DOMESTIC_GOODS_OR_SERVICES: u32 = 0x28;
const INTERNATIONAL_GOODS_OR_SERVICES: u32 = 0x14;
const NOT_AT_ATM: u32 = 0x01;

const TODAY: usize = memory.data(3, 8);

/** The card's data have their lengths, and its dates are dates. */
export function restrict(t: Terminal): void {
  const card = cardOf(t);
  if (!hasSameVersion(card)) setTvr(card, TVR_VERSIONS_DIFFER);
  if (!allowsPurchase(card)) setTvr(card, TVR_SERVICE_NOT_ALLOWED);
  putToday(t, TODAY);
  if (cardGave(card, TAG_5F25_EFFECTIVE) && isAfter(FOUND.value, TODAY)) setTvr(card, TVR_NOT_YET_EFFECTIVE);
  if (cardGave(card, TAG_5F24_EXPIRY) && isAfter(TODAY, FOUND.value)) setTvr(card, TVR_EXPIRED);
}

/** A card without a version is taken to have the terminal's (EMV Book 3, 10.4.1). */
function hasSameVersion(card: Card): bool {
  return !cardGave(card, TAG_9F08_CARD_VERSION) || equalBytes(FOUND.value, configurationOf(card).version, 2);
}

/** EMV Book 3, 10.4.2 and table 36: goods or services, either will do; without a country the place alone counts. */
function allowsPurchase(card: Card): bool {
  if (!cardGave(card, TAG_9F07_USAGE_CONTROL)) return true;
  const usage: u32 = load<u8>(FOUND.value);
  if ((usage & NOT_AT_ATM) === 0) return false;
  if (!cardGave(card, TAG_5F28_ISSUER_COUNTRY)) return true;
  const isDomestic = load16(FOUND.value) === configurationOf(card).country;
  return (usage & (isDomestic ? DOMESTIC_GOODS_OR_SERVICES : INTERNATIONAL_GOODS_OR_SERVICES)) !== 0;
}
