/**
 * Terminal action analysis (EMV Book 3, 10.7): what the terminal asks the card for, from the TVR, the issuer's action codes
 * and its own.
 *
 * `analyse` and `analyseUnableToGoOnline` are the Book's rules. A TC that no acquirer has given is asked for only where the
 * terminal's type for the application allows it (9F35: offline with online capability) and whoever runs the kernel can record
 * such an approval. `firstRequest` and `lastRequest` see to that; a terminal that is online-only asks for something lower.
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { AAC, ARQC, TC } from "./generate_ac";
import { configurationOf } from "./aids";
import { cardGave } from "./arena";
import { Card, FOUND } from "./region";
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
  return unlessOffline(card, decision, ARQC);
}

/** What the second asks for when nobody could be reached: an AAC of an online-only terminal, whatever the rules allow (10.7). */
export function lastRequest(card: Card): i32 {
  const decision = analyseUnableToGoOnline(card);
  return unlessOffline(card, decision, AAC);
}

function unlessOffline(card: Card, decision: i32, instead: i32): i32 {
  decide(Rule.ANALYSED, decision);
  if (decision !== TC || approvesOffline(card)) return decision;
  decide(Rule.ONLINE_ONLY, instead);
  return instead;
}

/** EMV Book 4, A1: the second digit is 2 attended, 5 unattended. */
function approvesOffline(card: Card): bool {
  const type = configurationOf(card).terminalType & 0xf;
  return card.mayApprove !== 0 && (type === OFFLINE_ATTENDED || type === OFFLINE_UNATTENDED);
}

const OFFLINE_ATTENDED: u32 = 2;
const OFFLINE_UNATTENDED: u32 = 5;

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
