/**
 * COMPLETION: the issuer's answer reaches the card and the card concludes (EMV Book 3, 10.9 to 10.11). Returns CRYPTOGRAM
 * (a TC), CARD_DECLINED (an AAC, or a TC whose signature is forged) or CARD_FAILED, whatever was asked for.
 *
 * Issuer authentication comes first, scripts 71 next, then the second GENERATE AC, then scripts 72. What the card has said
 * in its cryptogram stands whatever becomes of the scripts after it: a card that leaves then has concluded.
 *
 * Inputs: `keepIssuerAnswer` (scripts.ts), `beginCompletion`.
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { Event, STAY } from "../abi";
import { copyBytes } from "../base/bytes";
import { may2, may3, NO_ROW, run, Machine, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { AAC, prepareGenerate, takeCryptogram, TC } from "./generate_ac";
import { AUTHENTICATION_BYTES_MAX, Card, cardOf } from "./region";
import { beginScriptsAfter, beginScriptsBefore } from "./scripts";
import { TAG_8D_CDOL2 } from "./tags";
import { askHash, asksForHash, isTdolFormed, keepHash } from "./tc_hash";
import { prepareCommand } from "./transmit";
import { setTsi, setTvr, TSI_ISSUER_AUTHENTICATION, TVR_ISSUER_AUTHENTICATION_FAILED } from "./tvr";

export enum Completion {
  CHOOSING,
  AUTHENTICATING,
  PREPARING,
  HASHING,
  CONCLUDING,
  CHECKING,
  UPDATING,
}

export function completion(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Completion.CHOOSING: switch (event) {
      case Event.ENTER: return may2(ifExternal(t), Completion.AUTHENTICATING, Completion.PREPARING);
    } break;
    case Completion.AUTHENTICATING: switch (event) {
      case Event.ENTER: externalAuthenticate(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: keepAuthentication(t); return Completion.PREPARING;
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
    case Completion.PREPARING: switch (event) {
      case Event.ENTER: beginScriptsBefore(t); return run(Machine.SCRIPTS);
      case Event.SCRIPTS_DONE: return may3(ifHash(t), Completion.HASHING, Completion.CONCLUDING, Event.CARD_FAILED);
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
    case Completion.HASHING: switch (event) {
      case Event.ENTER: askHash(t); return wait(3_000);
      case Event.HASH_DONE: return may2(ifHashed(t), Completion.CONCLUDING, Event.CARD_FAILED);
      case Event.TIME: return may2(ifNotNeeded(t), Completion.CONCLUDING, Event.CARD_FAILED);
    } break;
    case Completion.CONCLUDING: switch (event) {
      case Event.ENTER: generateSecond(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: return may3(takeSecond(t), Completion.CHECKING, Completion.UPDATING, Event.CARD_FAILED);
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
    case Completion.CHECKING: switch (event) {
      case Event.ENTER: return run(Machine.SIGNED_AC);
      case Event.GENUINE: return Completion.UPDATING;
      case Event.FORGED: concludeForged(t); return Completion.UPDATING;
      case Event.CARD_OUT: return STAY;
    } break;
    case Completion.UPDATING: switch (event) {
      case Event.ENTER: beginScriptsAfter(t); return run(Machine.SCRIPTS);
      case Event.SCRIPTS_DONE: return may2(conclusion(t), Event.CRYPTOGRAM, Event.CARD_DECLINED);
      case Event.CARD_FAILED: return may2(conclusion(t), Event.CRYPTOGRAM, Event.CARD_DECLINED);
      case Event.CARD_OUT: return may2(conclusion(t), Event.CRYPTOGRAM, Event.CARD_DECLINED);
    } break;
  }
  return NO_ROW;
}

const EXTERNAL_AUTHENTICATE: u32 = 0x00820000;
const SW_OK: i32 = 0x9000;
/** Issuer authentication using EXTERNAL AUTHENTICATE is supported (EMV Book 3, C1, AIP byte 1 bit 3). */
const AIP_EXTERNAL_AUTHENTICATE: i32 = 0x0400;
/** Tag 91 has 8 to 16 bytes (EMV Book 3, A1); what is shorter or longer is no issuer authentication data. */
const AUTHENTICATION_BYTES_MIN: i32 = 8;
/** Authorisation response code: unable to go online, declined (EMV Book 4, A6), two ASCII characters, low byte first. */
const CODE_Z3: i32 = 0x335a;

/**
 * @param wanted TC or AAC
 * @param responseCode F39, or what the terminal decided, two ASCII characters, low byte first
 * @param authentication address of `length` bytes of tag 91, 0 when the issuer gave none; any but 8 to 16 counts as none
 */
export function beginCompletion(t: Terminal, wanted: i32, responseCode: i32, authentication: usize, length: i32): void {
  const card = cardOf(t);
  card.wanted = wanted;
  card.responseCode = responseCode;
  const isFormed = length >= AUTHENTICATION_BYTES_MIN && length <= AUTHENTICATION_BYTES_MAX;
  card.authenticationLength = isFormed ? length : 0;
  copyBytes(card.authentication, authentication, card.authenticationLength);
}

/** Nobody could be reached, or nobody who can be believed: the card gets the terminal's word alone. */
export function beginUnableToGoOnline(t: Terminal, wanted: i32): void {
  decide(Rule.UNABLE_TO_GO_ONLINE, 0);
  beginCompletion(t, wanted, CODE_Z3, 0, 0);
}

function ifExternal(t: Terminal): i32 {
  const card = cardOf(t);
  if (takesExternalAuthenticate(card)) return Completion.AUTHENTICATING;
  const length = card.authenticationLength;
  decide(length === 0 ? Rule.NO_ISSUER_DATA : Rule.IN_SECOND_CRYPTOGRAM, length);
  return Completion.PREPARING;
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

/** The hash once more: what the TDOL lists may have changed since the first GENERATE AC. */
function ifHash(t: Terminal): i32 {
  const card = cardOf(t);
  if (!asksForHash(card, TAG_8D_CDOL2)) return Completion.CONCLUDING;
  return isTdolFormed(card) ? Completion.HASHING : Event.CARD_FAILED;
}

function ifHashed(t: Terminal): i32 {
  return keepHash(t) ? Completion.CONCLUDING : ifNotNeeded(t);
}

/** A card that is asked for an AAC hears so without the hash too: it is the module that has failed, and no certificate is wanted. */
function ifNotNeeded(t: Terminal): i32 {
  return cardOf(t).wanted === AAC ? Completion.CONCLUDING : Event.CARD_FAILED;
}

function generateSecond(t: Terminal): void {
  const card = cardOf(t);
  card.concluded = 1;
  decide(Rule.RESPONSE_CODE, bswap<u16>(<u16>card.responseCode));
  decide(Rule.SECOND_ASKED, card.wanted);
  prepareGenerate(t, card.wanted, TAG_8D_CDOL2);
}

/** A card answers a TC or an AAC now; anything else is a failing card (EMV Book 3, 9.3). */
function takeSecond(t: Terminal): i32 {
  const card = cardOf(t);
  const type = takeCryptogram(card);
  if (type >= 0) decide(Rule.SECOND_GOT, (card.wanted << 8) | card.cid);
  if (type !== TC && type !== AAC) {
    if (type >= 0) decide(Rule.CRYPTOGRAM_NOT_ALLOWED, card.cid);
    return Event.CARD_FAILED;
  }
  card.conclusion = type === TC ? Event.CRYPTOGRAM : Event.CARD_DECLINED;
  return type === TC && card.cdaAsked !== 0 ? Completion.CHECKING : Completion.UPDATING;
}

/** A TC whose signature is forged is none (EMV Book 2, 6.6.2). */
function concludeForged(t: Terminal): void {
  cardOf(t).conclusion = Event.CARD_DECLINED;
}

function conclusion(t: Terminal): i32 {
  return cardOf(t).conclusion;
}
