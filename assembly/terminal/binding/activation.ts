/**
 * ACTIVATION: a bound terminal is put into service by the code that its merchant got, or by asking again whether the platform has
 * done so by itself (support, or the portal by serial number). Returns CANCELLED, whatever has come of it, or FAULTED.
 *
 * Tries and resends are counted by the platform: nothing of them is kept here.
 */
import { Command, Event, Purpose, STAY } from "../../abi";
import { NetworkCode, Service, Tag } from "../../abi_platform";
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { Field } from "../../abi_fields";
import { deskOf } from "../../acquirer/desk";
import { putEnvelope, tagNumber } from "../../acquirer/question";
import { exchangeOf } from "../../acquirer/region";
import { durable } from "../../journal/durable";
import { Kind } from "../../journal/records";
import { beginDocument, putNumber, sendDocument } from "../../machine/document";
import { PAYLOAD } from "../../machine/io";
import { may2, may4, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { openSecret } from "../forwarding";
import { beginAccountQuestion, explainCode, showNotDone, stopBadReply, stopBy, tagService } from "./questions";
import { bindingOf, changeBinding } from "./zone";

export enum Activation {
  CHOOSING,
  SIGNING_ON,
  ASKING_WAY,
  TYPING,
  ASKING,
  NOTING,
  RESENDING,
  SENT,
  ASKING_SERVICE,
  SHOWING,
  FAILED,
}

export function activation(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Activation.CHOOSING: switch (event) {
      case Event.ENTER: return may4(ifWaiting(t), Activation.ASKING_WAY, Activation.SIGNING_ON, Activation.SHOWING, Activation.FAILED);
    } break;
    case Activation.SIGNING_ON: switch (event) {
      case Event.ENTER: return run(Machine.SIGN_ON);
      case Event.SIGNED_ON: return Activation.ASKING_WAY;
      case Event.SIGN_ON_FAILED: return Event.CANCELLED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Activation.ASKING_WAY: switch (event) {
      case Event.ENTER: showActivation(t); return wait(60_000);
      case Event.KEY_DIGIT: return may4(wayOf(t), Activation.TYPING, Activation.RESENDING, Activation.ASKING_SERVICE, STAY);
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Activation.TYPING: switch (event) {
      case Event.ENTER: openCode(t); return run(Machine.FORWARD);
      case Event.SUCCEEDED: return Activation.ASKING;
      case Event.CANCELLED: return Activation.ASKING_WAY;
      case Event.FAILED: return Activation.FAILED;
    } break;
    case Activation.ASKING: switch (event) {
      case Event.ENTER: askActivation(t); return run(Machine.ASK);
      case Event.REPLIED: return may2(ifService(t), Activation.NOTING, Activation.FAILED);
      case Event.REFUSED: explainCode(t); return Activation.FAILED;
      case Event.FAILED: return Activation.FAILED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Activation.NOTING: switch (event) {
      case Event.ENTER: writeActivation(t); return run(Machine.APPEND);
      case Event.STORED: return Activation.SHOWING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Activation.RESENDING: switch (event) {
      case Event.ENTER: askResending(t); return run(Machine.ASK);
      case Event.REPLIED: return Activation.SENT;
      case Event.REFUSED: explainResending(t); return Activation.FAILED;
      case Event.FAILED: return Activation.FAILED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Activation.SENT: switch (event) {
      case Event.ENTER: showSent(t); return wait(30_000);
      case Event.KEY_ENTER: return Activation.TYPING;
      case Event.KEY_CANCEL: return Activation.ASKING_WAY;
      case Event.TIME: return Activation.ASKING_WAY;
    } break;
    case Activation.ASKING_SERVICE: switch (event) {
      case Event.ENTER: return run(Machine.SERVICE_CHECK);
      case Event.SUCCEEDED: return Activation.SHOWING;
      case Event.FAILED: return Activation.FAILED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Activation.SHOWING: switch (event) {
      case Event.ENTER: showService(t); return wait(10_000);
      case Event.KEY_ENTER: return Event.CANCELLED;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Activation.FAILED: switch (event) {
      case Event.ENTER: showNotDone(t); return wait(30_000);
      case Event.KEY_ENTER: return may2(ifAgain(t), Activation.ASKING_WAY, Event.CANCELLED);
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

const WAY_CODE: u32 = 1;
const WAY_RESEND: u32 = 2;
const WAY_ASK: u32 = 3;

function ifWaiting(t: Terminal): i32 {
  if (durable(t).bound === 0) {
    stopBy(t, Reason.NOT_BOUND);
    return Activation.FAILED;
  }
  if (bindingOf(t).service !== Service.AWAITING_ACTIVATION) return Activation.SHOWING;
  return durable(t).signedOn !== 0 ? Activation.ASKING_WAY : Activation.SIGNING_ON;
}

function showActivation(t: Terminal): void {
  beginDocument(Screen.ACTIVATION);
  putNumber(Field.SERVICE, bindingOf(t).service);
  sendDocument(t, Command.SCREEN, 0);
}

function wayOf(t: Terminal): i32 {
  switch (load<u32>(PAYLOAD)) {
    case WAY_CODE:
      return Activation.TYPING;
    case WAY_RESEND:
      return Activation.RESENDING;
    case WAY_ASK:
      return Activation.ASKING_SERVICE;
    default:
      return STAY;
  }
}

function openCode(t: Terminal): void {
  openSecret(t, Screen.ENTER_CODE, Purpose.ACTIVATION_CODE, NetworkCode.ACTIVATE);
}

function askActivation(t: Terminal): void {
  const desk = deskOf(t);
  beginAccountQuestion(t, NetworkCode.ACTIVATE);
  putEnvelope(t, Tag.CODE, desk.envelope, desk.envelopeLength);
}

function ifService(t: Terminal): i32 {
  if (tagService(exchangeOf(t)) >= 0) return Activation.NOTING;
  stopBadReply(t);
  return Activation.FAILED;
}

function writeActivation(t: Terminal): void {
  changeBinding(t, Kind.ACTIVATED).service = tagService(exchangeOf(t));
}

function askResending(t: Terminal): void {
  beginAccountQuestion(t, NetworkCode.RESEND_CODE);
}

/** Here 75 means that no more codes are sent. */
function explainResending(t: Terminal): void {
  explainCode(t);
  const x = exchangeOf(t);
  if (x.stopped === Reason.TRIES_SPENT) x.stopped = Reason.RESENDS_SPENT;
}

function showSent(t: Terminal): void {
  const left = tagNumber(exchangeOf(t), Tag.RESENDS_LEFT);
  beginDocument(Screen.CODE_SENT);
  if (left >= 0) putNumber(Field.RESENDS_LEFT, left);
  sendDocument(t, Command.SCREEN, 0);
}

function showService(t: Terminal): void {
  beginDocument(bindingOf(t).service === Service.ACTIVE ? Screen.ACTIVATED : Screen.ACTIVATION);
  putNumber(Field.SERVICE, bindingOf(t).service);
  sendDocument(t, Command.SCREEN, 0);
}

function ifAgain(t: Terminal): i32 {
  const isWaiting = durable(t).bound !== 0 && bindingOf(t).service === Service.AWAITING_ACTIVATION;
  return isWaiting ? Activation.ASKING_WAY : Event.CANCELLED;
}
