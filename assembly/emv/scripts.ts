/**
 * SCRIPTS: the issuer's commands reach the card (EMV Book 3, 10.10; Book 4, 6.3.9). Returns SCRIPTS_DONE, or CARD_FAILED when
 * the card has stopped answering.
 *
 * Templates 71 go before the second GENERATE AC, 72 after it, for an approval and for a decline alike; commands (86) one
 * after another, and the first that fails ends its template. Every template has five bytes of results from the moment that
 * the reply is believed (Book 4, A5), and they are true at any time: 0 not performed, then *failed* at the command under
 * way, *successful* only when the card has taken the last. So a card that leaves, or never comes to a script, needs no care.
 *
 * Each template is looked through before anything of it is delivered: a malformed one has failed. The Book asks for 128
 * bytes of scripts (10.10); here F55 is the limit. A fifth template is left alone, since DF31 could not tell of it.
 *
 * Inputs: `keepIssuerAnswer`, then `beginScriptsBefore` or `beginScriptsAfter`.
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { Event } from "../abi";
import { copyBytes, fillBytes, load32 } from "../base/bytes";
import { OK } from "../base/status";
import { checkTlv, findTlv, readTlv } from "../codec/ber_tlv";
import { may2, NO_ROW, run, Machine } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { ANSWER_BYTES_MAX, Card, cardOf, FOUND, SCRIPT_RESULTS_BYTES_MAX } from "./region";
import { TAG_71_SCRIPT_BEFORE, TAG_72_SCRIPT_AFTER, TAG_86_SCRIPT_COMMAND, TAG_9F18_SCRIPT_IDENTIFIER } from "./tags";
import { prepareReady } from "./transmit";
import { setTsi, setTvr, TSI_SCRIPTS, TVR_SCRIPT_FAILED_AFTER, TVR_SCRIPT_FAILED_BEFORE } from "./tvr";

export enum Scripts {
  SEEKING,
  DELIVERING,
}

export function scripts(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Scripts.SEEKING: switch (event) {
      case Event.ENTER: return may2(nextCommand(t), Scripts.DELIVERING, Event.SCRIPTS_DONE);
    } break;
    case Scripts.DELIVERING: switch (event) {
      case Event.ENTER: return run(Machine.TRANSMIT);
      case Event.ANSWERED: judge(t); return Scripts.SEEKING;
      case Event.CARD_FAILED: failMute(t); return Event.CARD_FAILED;
    } break;
  }
  return NO_ROW;
}

const RESULT_BYTES: i32 = 5;
const IDENTIFIER_BYTES: i32 = 4;
/** CLA INS P1 P2. */
const COMMAND_BYTES_MIN: i32 = 4;
// First byte of a result: high nibble what became of the script, low nibble the command that failed.
const FAILED: u32 = 0x10;
const SUCCESSFUL: u32 = 0x20;
/** Stands for the 15th command and any after it. */
const COMMAND_MAX: i32 = 15;

/**
 * The reply is believed: what its F55 says to the card is kept, and every script in it has a result from here on.
 *
 * @param from address of `length` bytes of F55; nothing is kept of a longer one
 */
export function keepIssuerAnswer(t: Terminal, from: usize, length: i32): void {
  const card = cardOf(t);
  card.answerLength = length <= ANSWER_BYTES_MAX ? length : 0;
  copyBytes(card.answer, from, card.answerLength);
  card.resultsLength = 0;
  let at = 0;
  while (card.resultsLength < SCRIPT_RESULTS_BYTES_MAX) {
    at = findTemplate(card, at);
    if (at < 0) return;
    const result = card.scriptResults + card.resultsLength;
    fillBytes(result, 0, RESULT_BYTES);
    keepIdentifier(result + 1);
    card.resultsLength += RESULT_BYTES;
  }
}

/** The reply has brought scripts: whatever became of them, the acquirer is told. */
export function hasScripts(card: Card): bool {
  return card.resultsLength > 0;
}

/** SCRIPTS is to process the templates of before the second GENERATE AC. */
export function beginScriptsBefore(t: Terminal): void {
  begin(t, TAG_71_SCRIPT_BEFORE);
}

/** And those of after it. */
export function beginScriptsAfter(t: Terminal): void {
  begin(t, TAG_72_SCRIPT_AFTER);
}

function begin(t: Terminal, tag: u32): void {
  const card = cardOf(t);
  card.scriptTag = tag;
  card.script = -1;
  card.scriptNext = 0;
  card.scriptAt = 0;
  card.scriptEnd = 0;
}

/**
 * Finds the next script template of either kind at offset `from` of the answer; then `FOUND` is its view, `FOUND.tag` its
 * kind. One that is cut off by the end of F55 has no content.
 *
 * @returns offset of what follows it, -1 when there is none
 */
function findTemplate(card: Card, from: i32): i32 {
  let at = card.answer + from;
  const end = card.answer + card.answerLength;
  while (readTlv(at, end, FOUND) === OK) {
    at = FOUND.next;
    if (FOUND.tag === TAG_71_SCRIPT_BEFORE || FOUND.tag === TAG_72_SCRIPT_AFTER) return <i32>(at - card.answer);
  }
  while (at < end && load<u8>(at) === 0) at++;
  if (at === end) return -1;
  const tag: u32 = load<u8>(at);
  if (tag !== TAG_71_SCRIPT_BEFORE && tag !== TAG_72_SCRIPT_AFTER) return -1;
  FOUND.tag = tag;
  FOUND.value = 0;
  FOUND.length = 0;
  return card.answerLength;
}

/** Of the template in `FOUND`: 9F18, which it may lack (EMV Book 3, 10.10). */
function keepIdentifier(out: usize): void {
  if (findTlv(FOUND.value, FOUND.value + FOUND.length, TAG_9F18_SCRIPT_IDENTIFIER, FOUND) !== OK) return;
  if (FOUND.length === IDENTIFIER_BYTES) copyBytes(out, FOUND.value, IDENTIFIER_BYTES);
}

/** Prepares the next command of the open template, or of the next one that can be opened. */
function nextCommand(t: Terminal): i32 {
  const card = cardOf(t);
  while (!takeCommand(t, card)) if (!openTemplate(card)) return Event.SCRIPTS_DONE;
  return Scripts.DELIVERING;
}

/** @returns false when no template is open any more: the last one has come to its end, or has failed */
function takeCommand(t: Terminal, card: Card): bool {
  if (card.scriptEnd === 0) return false;
  while (readTlv(card.answer + card.scriptAt, card.answer + card.scriptEnd, FOUND) === OK) {
    card.scriptAt = <i32>(FOUND.next - card.answer);
    if (FOUND.tag !== TAG_86_SCRIPT_COMMAND) continue;
    card.scriptCommand = min(card.scriptCommand + 1, COMMAND_MAX);
    setResult(card, FAILED | card.scriptCommand);
    if (FOUND.length < COMMAND_BYTES_MIN) {
      decide(Rule.SCRIPT_MALFORMED, 0);
      fail(card);
      return false;
    }
    prepareReady(t, FOUND.value, FOUND.length);
    return true;
  }
  setResult(card, SUCCESSFUL);
  tellResult(card);
  card.scriptEnd = 0;
  return false;
}

/**
 * Opens the next template of the wanted kind; one that has been begun is not delivered anew when the card is told a second
 * time, after its first telling broke off. @returns false when there is none, or no room for its result
 */
function openTemplate(card: Card): bool {
  while ((card.script + 1) * RESULT_BYTES < card.resultsLength) {
    card.scriptNext = findTemplate(card, card.scriptNext);
    card.script += 1;
    if (FOUND.tag !== <u32>card.scriptTag || isBegun(card)) continue;
    decide(Rule.SCRIPT_BEGINS, card.scriptTag);
    decide(Rule.SCRIPT_IDENTIFIER, load32(card.scriptResults + card.script * RESULT_BYTES + 1));
    setTsi(card, TSI_SCRIPTS);
    card.scriptCommand = 0;
    const isFormed = FOUND.value !== 0 && checkTlv(FOUND.value, FOUND.value + FOUND.length) === OK;
    if (isFormed) {
      card.scriptAt = <i32>(FOUND.value - card.answer);
      card.scriptEnd = card.scriptAt + FOUND.length;
      return true;
    }
    decide(Rule.SCRIPT_MALFORMED, 0);
    setResult(card, FAILED);
    fail(card);
  }
  return false;
}

/** SW1 alone decides: 90, and the warnings 62 and 63, go on (EMV Book 3, 10.10). */
function judge(t: Terminal): void {
  const card = cardOf(t);
  decide(Rule.SCRIPT_COMMAND, (card.scriptCommand << 16) | card.status);
  const sw1 = card.status >> 8;
  if (sw1 !== 0x90 && sw1 !== 0x62 && sw1 !== 0x63) fail(card);
}

function failMute(t: Terminal): void {
  fail(cardOf(t));
}

/** The template under way ends here; its result says at which command. */
function fail(card: Card): void {
  const before = <u32>card.scriptTag === TAG_71_SCRIPT_BEFORE;
  setTvr(card, before ? TVR_SCRIPT_FAILED_BEFORE : TVR_SCRIPT_FAILED_AFTER);
  card.scriptEnd = 0;
  tellResult(card);
}

function tellResult(card: Card): void {
  decide(Rule.SCRIPT_RESULT, load<u8>(card.scriptResults + card.script * RESULT_BYTES));
}

function isBegun(card: Card): bool {
  return load<u8>(card.scriptResults + card.script * RESULT_BYTES) !== 0;
}

function setResult(card: Card, result: u32): void {
  store<u8>(card.scriptResults + card.script * RESULT_BYTES, <u8>result);
}
