/**
 * What the questions of this folder have in common: who asks, what an answer says of dates and states, why something was not
 * done, and in which of three classes that is.
 */
import { Command } from "../../abi";
import { NetworkCode, Service, Tag } from "../../abi_platform";
import { Failure, Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { Field } from "../../abi_fields";
import { Desk } from "../../acquirer/desk";
import { beginOwnQuestion, MTI_ASK, putSerial, tagNumber, tagOf } from "../../acquirer/question";
import { Exchange, exchangeOf } from "../../acquirer/region";
import { isLineReason } from "../../acquirer/servers";
import { getBcd } from "../../base/bcd";
import { beginDocument, putCode, putNumber, sendDocument } from "../../machine/document";
import { Terminal } from "../../machine/terminal";
import { show } from "../screens";

const DATE_BYTES: i32 = 4;

// F39 of our own messages, two ASCII characters, low byte first.
const CODE_03: i32 = 0x3330;
const CODE_30: i32 = 0x3033;
const CODE_54: i32 = 0x3435;
const CODE_55: i32 = 0x3535;
const CODE_75: i32 = 0x3537;
const CODE_97: i32 = 0x3739;

/** A question about the account. A terminal that is not bound is known by its serial number. */
export function beginAccountQuestion(t: Terminal, network: NetworkCode): Desk {
  show(t, Screen.ASKING_PLATFORM);
  const desk = beginOwnQuestion(t, MTI_ASK, network);
  desk.takesStan = 1; // so there is room for what is recorded
  putSerial(t);
  return desk;
}

/** @returns YYYYMMDD; 0 when the answer has no such date */
export function tagDate(x: Exchange, tag: Tag): i32 {
  const found = tagOf(x, tag);
  return found.length === DATE_BYTES ? <i32>max<i64>(0, getBcd(found.value, DATE_BYTES)) : 0;
}

/** @returns a `Service`, or -1 when the answer says none that there is */
export function tagService(x: Exchange): i32 {
  const service = tagNumber(x, Tag.SERVICE);
  return service > Service.LOCKED ? -1 : <i32>service;
}

/** Nothing was asked: this is why. */
export function stopBy(t: Terminal, reason: Reason): void {
  const x = exchangeOf(t);
  x.stopped = reason;
  x.responseCode = 0;
}

/** The platform has answered, and not with what it should. */
export function stopBadReply(t: Terminal): void {
  exchangeOf(t).stopped = Reason.BAD_REPLY;
}

/** What the platform's no means where a password or a code was sent. */
export function explainCode(t: Terminal): void {
  const x = exchangeOf(t);
  if (x.responseCode === CODE_55) x.stopped = Reason.CODE_WRONG;
  if (x.responseCode === CODE_54) x.stopped = Reason.CODE_EXPIRED;
  if (x.responseCode === CODE_75) x.stopped = Reason.TRIES_SPENT;
}

/** @returns whether the platform has said that it does not know this terminal: it has no keys to prove that it is the platform */
export function isUnknownThere(t: Terminal): bool {
  return exchangeOf(t).responseCode === CODE_97;
}

function failureOf(x: Exchange): Failure {
  if (isLineReason(x.stopped)) return Failure.NETWORK;
  switch (x.stopped) {
    case Reason.NO_REPLY:
      return Failure.NETWORK;
    case Reason.CODE_WRONG:
    case Reason.CODE_EXPIRED:
      return Failure.DATA;
    case Reason.HOST_DECLINED: {
      const code = x.responseCode;
      return code === CODE_03 || code === CODE_30 || code === CODE_97 ? Failure.DATA : Failure.REFUSED;
    }
    default:
      return Failure.REFUSED;
  }
}

/** Why it was not done: the class, the reason, what the platform has said. */
export function showFailure(t: Terminal, screen: Screen): void {
  const x = exchangeOf(t);
  const triesLeft = x.responseCode !== 0 ? tagNumber(x, Tag.TRIES_LEFT) : -1;
  beginDocument(screen);
  putNumber(Field.FAILURE, failureOf(x));
  putNumber(Field.REASON, x.stopped);
  putCode(Field.RESPONSE_CODE, x.responseCode);
  if (triesLeft >= 0) putNumber(Field.TRIES_LEFT, triesLeft);
  sendDocument(t, Command.SCREEN, 0);
}

export function showNotDone(t: Terminal): void {
  showFailure(t, Screen.ACCOUNT_NOT_DONE);
}
