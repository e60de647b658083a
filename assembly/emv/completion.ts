/**
 * COMPLETION: the issuer's answer reaches the card and the card concludes (EMV Book 3, 10.9, 10.11). Returns CRYPTOGRAM
 * (a TC), CARD_DECLINED (an AAC) or CARD_FAILED, whatever was asked for.
 *
 * Input: `beginCompletion`.
 */
import { Event } from "../abi";
import { Rule } from "../abi_rules";
import { copyBytes } from "../base/bytes";
import { decide } from "../machine/decisions";
import { may2, may3, NO_ROW, run, Machine } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { AAC, prepareGenerate, takeCryptogram, TC } from "./generate_ac";
import { AUTHENTICATION_BYTES_MAX, Card, cardOf } from "./region";
import { TAG_8D_CDOL2 } from "./tags";
import { prepareCommand } from "./transmit";
import { setTsi, setTvr, TSI_ISSUER_AUTHENTICATION, TVR_ISSUER_AUTHENTICATION_FAILED } from "./tvr";

export enum Completion {
  CHOOSING,
  AUTHENTICATING,
  CONCLUDING,
}

export function completion(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Completion.CHOOSING: switch (event) {
      case Event.ENTER: return may2(ifExternal(t), Completion.AUTHENTICATING, Completion.CONCLUDING);
    } break;
    case Completion.AUTHENTICATING: switch (event) {
      case Event.ENTER: externalAuthenticate(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: keepAuthentication(t); return Completion.CONCLUDING;
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
    case Completion.CONCLUDING: switch (event) {
      case Event.ENTER: generateSecond(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: return may3(takeSecond(t), Event.CRYPTOGRAM, Event.CARD_DECLINED, Event.CARD_FAILED);
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
  }
  return NO_ROW;
}

const EXTERNAL_AUTHENTICATE: u32 = 0x00820000;
const SW_OK: i32 = 0x9000;
/** Issuer authentication using EXTERNAL AUTHENTICATE is supported (EMV Book 3, C1, AIP byte 1 bit 3). */
const AIP_EXTERNAL_AUTHENTICATE: i32 = 0x0400;
/** Authorisation response code: unable to go online, declined (EMV Book 4, A6), two ASCII characters, low byte first. */
const CODE_Z3: i32 = 0x335a;

/**
 * @param wanted TC or AAC
 * @param responseCode F39, or what the terminal decided, two ASCII characters, low byte first
 * @param authentication address of `length` bytes of tag 91, 0 when the issuer gave none; longer than 16 counts as none
 */
export function beginCompletion(t: Terminal, wanted: i32, responseCode: i32, authentication: usize, length: i32): void {
  const card = cardOf(t);
  card.wanted = wanted;
  card.responseCode = responseCode;
  card.authenticationLength = length <= AUTHENTICATION_BYTES_MAX ? length : 0;
  copyBytes(card.authentication, authentication, card.authenticationLength);
}

/** Nobody could be reached, or nobody who can be believed: the card gets the terminal's word alone. */
export function beginUnableToGoOnline(t: Terminal, wanted: i32): void {
  beginCompletion(t, wanted, CODE_Z3, 0, 0);
}

function ifExternal(t: Terminal): i32 {
  const card = cardOf(t);
  if (card.authenticationLength === 0) decide(Rule.NO_ISSUER_DATA, 0);
  else if (!takesExternalAuthenticate(card)) decide(Rule.IN_SECOND_CRYPTOGRAM, card.authenticationLength);
  return takesExternalAuthenticate(card) ? Completion.AUTHENTICATING : Completion.CONCLUDING;
}

/** This card takes the issuer's answer by EXTERNAL AUTHENTICATE, and there is one. */
function takesExternalAuthenticate(card: Card): bool {
  return (card.aip & AIP_EXTERNAL_AUTHENTICATE) !== 0 && card.authenticationLength > 0;
}

function externalAuthenticate(t: Terminal): void {
  const card = cardOf(t);
  prepareCommand(t, EXTERNAL_AUTHENTICATE, card.authentication, card.authenticationLength, -1);
}

/** Any status but 9000 is a failed authentication; the card decides what follows (EMV Book 3, 10.9). */
function keepAuthentication(t: Terminal): void {
  const card = cardOf(t);
  decide(Rule.EXTERNAL_AUTHENTICATE, card.status);
  setTsi(card, TSI_ISSUER_AUTHENTICATION);
  if (card.status !== SW_OK) setTvr(card, TVR_ISSUER_AUTHENTICATION_FAILED);
}

function generateSecond(t: Terminal): void {
  const card = cardOf(t);
  card.concluded = 1;
  decide(Rule.RESPONSE_CODE, bswap<u16>(<u16>card.responseCode));
  decide(Rule.SECOND_ASKED, card.wanted);
  prepareGenerate(t, card.wanted, TAG_8D_CDOL2);
}

function takeSecond(t: Terminal): i32 {
  const card = cardOf(t);
  const type = takeCryptogram(card);
  if (type >= 0) decide(Rule.SECOND_GOT, (card.wanted << 8) | card.cid);
  if (type === TC) return Event.CRYPTOGRAM;
  return type === AAC ? Event.CARD_DECLINED : Event.CARD_FAILED;
}
