/**
 * Terminal action analysis (EMV Book 3, 10.7): what the terminal asks the card for, from the TVR, the issuer's action codes
 * and its own.
 *
 * `analyse` and `analyseUnableToGoOnline` are the Book's rules. This terminal is online-only (9F35 says so to the card and
 * to the issuer): no record of the journal holds an approval that no acquirer has given, so a TC may not be asked for
 * before one has. `firstRequest` and `lastRequest` see to that.
 */
import { AAC, ARQC, TC } from "./generate_ac";
import { configurationOf } from "./aids";
import { Card, cardGave, FOUND } from "./region";
import { TAG_9F0D_IAC_DEFAULT, TAG_9F0E_IAC_DENIAL, TAG_9F0F_IAC_ONLINE } from "./tags";
import { TVR_BYTES } from "./tvr";

/** What stands for every byte of an issuer action code that the card does not have. */
const NO_BIT: u32 = 0x00;
const EVERY_BIT: u32 = 0xff;

/** @returns AAC, ARQC or TC */
export function analyse(card: Card): i32 {
  const own = configurationOf(card);
  if (demands(card, TAG_9F0E_IAC_DENIAL, NO_BIT, own.tacDenial)) return AAC;
  return demands(card, TAG_9F0F_IAC_ONLINE, EVERY_BIT, own.tacOnline) ? ARQC : TC;
}

/** @returns AAC or TC */
export function analyseUnableToGoOnline(card: Card): i32 {
  return demands(card, TAG_9F0D_IAC_DEFAULT, EVERY_BIT, configurationOf(card).tacDefault) ? AAC : TC;
}

/** What the first GENERATE AC asks for: an online-only terminal goes online with all that it does not reject (10.7). */
export function firstRequest(card: Card): i32 {
  const decision = analyse(card);
  return decision === TC ? ARQC : decision;
}

/** What the second asks for when nobody could be reached: an AAC, where the rules would allow a TC too (10.7). */
export function lastRequest(card: Card): i32 {
  const decision = analyseUnableToGoOnline(card);
  return decision === TC ? AAC : decision;
}

/** A bit of the TVR stands in the issuer's action code or in the terminal's. */
function demands(card: Card, tag: u32, absent: u32, own: usize): bool {
  const issuers = cardGave(card, tag) ? FOUND.value : 0;
  for (let i: usize = 0; i < <usize>TVR_BYTES; i++) {
    const issuersByte: u32 = issuers === 0 ? absent : load<u8>(issuers + i);
    if ((load<u8>(card.tvr + i) & (issuersByte | load<u8>(own + i))) !== 0) return true;
  }
  return false;
}
