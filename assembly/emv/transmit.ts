/**
 * TRANSMIT: one command to the card and its whole answer. Returns ANSWERED (reply and status word in the card's region)
 * or CARD_FAILED.
 *
 * The procedure that T=0 leaves to the terminal is here: 61 xx fetches the answer, 6C xx repeats with the right length
 * (EMV Book 1, 9.3.1.2). A reader that does it itself never shows these words. Data that come with 61 xx are the answer's
 * first part, and what is fetched follows them (ISO/IEC 7816-4, 5.3.4); with 6C xx there are none (5.6).
 */
import { APDU_BYTES_MAX, Command, Event } from "../abi";
import { copyBytes } from "../base/bytes";
import { putApdu, statusWord } from "../codec/apdu";
import { askBytes, Bytes, payload } from "../machine/io";
import { may4, NO_ROW, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { cardOf } from "./region";

export enum Transmit {
  SENDING,
  FETCHING,
  REPEATING,
}

export function transmit(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Transmit.SENDING: switch (event) {
      case Event.ENTER: sendCommand(t); return wait(10_000);
      case Event.CARD_REPLY: return may4(takeReply(t), Event.ANSWERED, Transmit.FETCHING, Transmit.REPEATING, Event.CARD_FAILED);
      case Event.CARD_MUTE: return Event.CARD_FAILED;
      case Event.TIME: return Event.CARD_FAILED;
    } break;
    case Transmit.FETCHING: switch (event) {
      case Event.ENTER: sendGetResponse(t); return wait(10_000);
      case Event.CARD_REPLY: return may4(takeReply(t), Event.ANSWERED, Transmit.FETCHING, Transmit.REPEATING, Event.CARD_FAILED);
      case Event.CARD_MUTE: return Event.CARD_FAILED;
      case Event.TIME: return Event.CARD_FAILED;
    } break;
    case Transmit.REPEATING: switch (event) {
      case Event.ENTER: sendAgain(t); return wait(10_000);
      case Event.CARD_REPLY: return may4(takeReply(t), Event.ANSWERED, Transmit.FETCHING, Transmit.REPEATING, Event.CARD_FAILED);
      case Event.CARD_MUTE: return Event.CARD_FAILED;
      case Event.TIME: return Event.CARD_FAILED;
    } break;
  }
  return NO_ROW;
}

/** A card that keeps asking for another length is failing. */
const FETCHES_MAX: i32 = 3;
const GET_RESPONSE: u32 = 0x00c00000;
const SW1_MORE: i32 = 0x61;
const SW1_LENGTH: i32 = 0x6c;

/** Says which command TRANSMIT sends; `data` must not lie in the command buffer. */
export function prepareCommand(t: Terminal, header: u32, data: usize, length: i32, le: i32): void {
  const card = cardOf(t);
  card.commandLength = putApdu(card.command, header, data, length, le);
  card.replyLength = 0;
  card.fetches = 0;
}

/** As `prepareCommand`, for a command that is ready as it is: `length` bytes, 4 to APDU_BYTES_MAX. */
export function prepareReady(t: Terminal, command: usize, length: i32): void {
  const card = cardOf(t);
  assert(length <= APDU_BYTES_MAX);
  copyBytes(card.command, command, length);
  card.commandLength = length;
  card.replyLength = 0;
  card.fetches = 0;
}

function sendCommand(t: Terminal): void {
  const card = cardOf(t);
  askBytes(t, Command.CARD_APDU, card.command, card.commandLength);
}

function sendGetResponse(t: Terminal): void {
  const card = cardOf(t);
  card.commandLength = putApdu(card.command, GET_RESPONSE, 0, 0, card.status & 0xff);
  sendCommand(t);
}

/** The same command, its Le corrected. */
function sendAgain(t: Terminal): void {
  const card = cardOf(t);
  const hasLe = card.commandLength === 5 || card.commandLength > 5 + <i32>load<u8>(card.command + 4);
  if (!hasLe) card.commandLength += 1;
  store<u8>(card.command + card.commandLength - 1, <u8>card.status);
  sendCommand(t);
}

function takeReply(t: Terminal): i32 {
  const card = cardOf(t);
  const reply = payload<Bytes>();
  const length = <i32>reply.length;
  if (length < 2) return Event.CARD_FAILED;
  card.status = statusWord(reply.start, length);
  const sw1 = card.status >> 8;
  if (sw1 === SW1_LENGTH && length > 2) return Event.CARD_FAILED;
  if (length - 2 > APDU_BYTES_MAX - card.replyLength) return Event.CARD_FAILED;
  copyBytes(card.reply + card.replyLength, reply.start, length - 2);
  card.replyLength += length - 2;
  if (sw1 !== SW1_MORE && sw1 !== SW1_LENGTH) return Event.ANSWERED;
  card.fetches += 1;
  if (card.fetches > FETCHES_MAX) return Event.CARD_FAILED;
  return sw1 === SW1_MORE ? Transmit.FETCHING : Transmit.REPEATING;
}
