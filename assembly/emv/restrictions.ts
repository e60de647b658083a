/**
 * Processing restrictions (EMV Book 3, 10.4): does the card's application fit this terminal, this service and this day?
 * Sets TVR byte 2 and nothing else.
 *
 * The service is a purchase, without cashback, at a terminal that is no ATM: `data.ts` says so to the card. The rows of
 * the usage control for cash and cashback are for services that this terminal does not have.
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { equalBytes, load16 } from "../base/bytes";
import { Terminal } from "../machine/terminal";
import { configurationOf } from "./aids";
import { isAfter, putToday } from "./date";
import { cardGave } from "./arena";
import { Card, cardOf, FOUND } from "./region";
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
  putToday(card, TODAY);
  if (!isEffective(card)) setTvr(card, TVR_NOT_YET_EFFECTIVE);
  if (isExpired(card)) setTvr(card, TVR_EXPIRED);
}

function isEffective(card: Card): bool {
  if (!cardGave(card, TAG_5F25_EFFECTIVE)) return true;
  const isEarly = isAfter(FOUND.value, TODAY);
  decide(isEarly ? Rule.NOT_YET_EFFECTIVE : Rule.EFFECTIVE, load24(FOUND.value));
  return !isEarly;
}

function isExpired(card: Card): bool {
  if (!cardGave(card, TAG_5F24_EXPIRY)) return false;
  const isLate = isAfter(TODAY, FOUND.value);
  decide(isLate ? Rule.EXPIRED : Rule.NOT_EXPIRED, load24(TODAY));
  return isLate;
}

function load24(at: usize): u32 {
  return (load16(at) << 8) | load<u8>(at, 2);
}

/** A card without a version is taken to have the terminal's (EMV Book 3, 10.4.1). */
function hasSameVersion(card: Card): bool {
  if (!cardGave(card, TAG_9F08_CARD_VERSION)) {
    decide(Rule.VERSION_ABSENT, 0);
    return true;
  }
  const own = configurationOf(card).version;
  const isSame = equalBytes(FOUND.value, own, 2);
  decide(isSame ? Rule.VERSIONS_SAME : Rule.VERSIONS_DIFFER, (load16(FOUND.value) << 16) | load16(own));
  return isSame;
}

/** A card without a usage control allows everything (EMV Book 3, 10.4.2). */
function allowsPurchase(card: Card): bool {
  if (!cardGave(card, TAG_9F07_USAGE_CONTROL)) {
    decide(Rule.USAGE_ABSENT, 0);
    return true;
  }
  const usage = load16(FOUND.value);
  const isAllowed = isPurchaseIn(card, usage >> 8);
  decide(isAllowed ? Rule.USAGE_ALLOWED : Rule.USAGE_NOT_ALLOWED, usage);
  return isAllowed;
}

/** EMV Book 3, 10.4.2 and table 36: goods or services, either will do; without a country the place alone counts. */
function isPurchaseIn(card: Card, usage: u32): bool {
  if ((usage & NOT_AT_ATM) === 0) return false;
  if (!cardGave(card, TAG_5F28_ISSUER_COUNTRY)) return true;
  const isDomestic = load16(FOUND.value) === configurationOf(card).country;
  decide(isDomestic ? Rule.DOMESTIC : Rule.INTERNATIONAL, load16(FOUND.value));
  return (usage & (isDomestic ? DOMESTIC_GOODS_OR_SERVICES : INTERNATIONAL_GOODS_OR_SERVICES)) !== 0;
}
