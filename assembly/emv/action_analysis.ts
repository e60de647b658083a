/**
 * Terminal action analysis (EMV Book 3, 10.7): what the terminal asks the card for, from the TVR, the issuer's action codes
 * and its own.
 *
 * `analyse` and `analyseUnableToGoOnline` are the Book's rules. This terminal is online-only (9F35 says so to the card and
 * to the issuer): no record of the journal holds an approval that no acquirer has given, so a TC may not be asked for
 * before one has. `firstRequest` and `lastRequest` see to that.
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
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
  if (demands(card, TAG_9F0E_IAC_DENIAL, NO_BIT, own.tacDenial, Rule.IAC_DENIAL_HIT)) return AAC;
  return demands(card, TAG_9F0F_IAC_ONLINE, EVERY_BIT, own.tacOnline, Rule.IAC_ONLINE_HIT) ? ARQC : TC;
}

/** @returns AAC or TC */
export function analyseUnableToGoOnline(card: Card): i32 {
  const own = configurationOf(card);
  return demands(card, TAG_9F0D_IAC_DEFAULT, EVERY_BIT, own.tacDefault, Rule.IAC_DEFAULT_HIT) ? AAC : TC;
}

/** What the first GENERATE AC asks for: an online-only terminal goes online with all that it does not reject (10.7). */
export function firstRequest(card: Card): i32 {
  const decision = analyse(card);
  return onlineOnly(decision, ARQC);
}

/** What the second asks for when nobody could be reached: an AAC, where the rules would allow a TC too (10.7). */
export function lastRequest(card: Card): i32 {
  const decision = analyseUnableToGoOnline(card);
  return onlineOnly(decision, AAC);
}

function onlineOnly(decision: i32, instead: i32): i32 {
  decide(Rule.ANALYSED, decision);
  if (decision !== TC) return decision;
  decide(Rule.ONLINE_ONLY, instead);
  return instead;
}

// The log has three rules for each pair of codes: the issuer's hit, the terminal's hit, none.
const OWN_HIT: u32 = 1;
const MISSED: u32 = 2;

/**
 * A bit of the TVR stands in the issuer's action code or in the terminal's.
 *
 * @param hit what the log calls a bit of the issuer's
 */
function demands(card: Card, tag: u32, absent: u32, own: usize, hit: u32): bool {
  const issuers = cardGave(card, tag) ? FOUND.value : 0;
  for (let i: usize = 0; i < <usize>TVR_BYTES; i++) {
    const issuersByte: u32 = issuers === 0 ? absent : load<u8>(issuers + i);
    const set: u32 = load<u8>(card.tvr + i);
    const ownByte: u32 = load<u8>(own + i);
    if ((set & (issuersByte | ownByte)) === 0) continue;
    const byte = (<u32>i + 1) << 16;
    if ((set & issuersByte) !== 0) decide(hit, byte | (issuersByte << 8) | (set & issuersByte));
    if ((set & ownByte) !== 0) decide(hit + OWN_HIT, byte | (ownByte << 8) | (set & ownByte));
    return true;
  }
  decide(hit + MISSED, 0);
  return false;
}
