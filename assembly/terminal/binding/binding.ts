/**
 * BINDING: an unbound terminal is bound. Returns SUCCEEDED, CANCELLED or FAULTED.
 *
 * Numbers, typed or by serial number → password → the platform agrees → *keys may be there* durable → master key loaded → sign-on, as
 * the terminal that is to be → the platform confirms under the new keys → *term and service* durable → *bound* durable. Until the
 * last record the terminal is unbound, whatever came before it: the start then erases the keys, and the same binding may be
 * begun again. F41, F42 and the merchant's name stand on the desk meanwhile.
 */
import {
  Command,
  Done,
  Event,
  PARAMETERS_BYTES,
  PARAMETERS_HEADER,
  PARAMETERS_MERCHANT_NAME,
  PARAMETERS_OPERATOR,
  PARAMETERS_SERIAL,
  PARAMETERS_TPDU,
  Purpose,
  Slot,
  STAY,
} from "../../abi";
import { NetworkCode, Tag } from "../../abi_platform";
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { deskOf, ENVELOPE_BYTES, Proof } from "../../acquirer/desk";
import { putEnvelope, tagOf, takeText } from "../../acquirer/question";
import { exchangeOf } from "../../acquirer/region";
import { UNBOUND_HEADER, UNBOUND_TPDU } from "../../acquirer/requests";
import { copyBytes, fillBytes } from "../../base/bytes";
import { prepare } from "../../journal/append";
import { durable } from "../../journal/durable";
import { Kind } from "../../journal/records";
import { noteKeyGeneration } from "../../journal/region";
import { askWith, Bytes, payload, PAYLOAD, putBytes, Status } from "../../machine/io";
import { may2, may3, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { openForm, reviewForm, setValue } from "../form";
import { BINDING_MERCHANT, BINDING_TERMINAL, Form } from "../forms";
import { openSecret } from "../forwarding";
import { NEEDS_TO_AGREE, needReadiness } from "../setup/readiness";
import { show } from "../screens";
import { KeyDownload } from "../sign_on";
import { beginAccountQuestion, explainCode, showFailure, stopBadReply, stopBy, tagDate, tagService } from "./questions";
import { bindingOf, changeBinding, NUMBERS_BYTES } from "./zone";

export enum Binding {
  CHOOSING,
  CHECKING,
  ASKING_WAY,
  ASKING_SERIAL,
  FILLING,
  TYPING,
  ASKING,
  BEGINNING,
  LOADING_KEYS,
  SIGNING_ON,
  CONFIRMING,
  AGREEING,
  BINDING,
  BOUND,
  ERASING,
  FAILED,
}

export function binding(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Binding.CHOOSING: switch (event) {
      case Event.ENTER: return may2(ifUnbound(t), Binding.CHECKING, Binding.FAILED);
    } break;
    case Binding.CHECKING: switch (event) {
      case Event.ENTER: needForBinding(t); return run(Machine.READINESS);
      case Event.SUCCEEDED: return Binding.ASKING_WAY;
      case Event.FAILED: return Event.CANCELLED;
    } break;
    case Binding.ASKING_WAY: switch (event) {
      case Event.ENTER: showWays(t); return wait(60_000);
      case Event.KEY_DIGIT: return may3(wayOf(t), Binding.FILLING, Binding.ASKING_SERIAL, STAY);
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Binding.ASKING_SERIAL: switch (event) {
      case Event.ENTER: askSerial(t); return run(Machine.ASK);
      case Event.REPLIED: return may2(ifNumbers(t), Binding.FILLING, Binding.FAILED);
      case Event.REFUSED: return Binding.FAILED;
      case Event.FAILED: return Binding.FAILED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Binding.FILLING: switch (event) {
      case Event.ENTER: return run(Machine.FORM);
      case Event.SUCCEEDED: keepNumbers(t); return Binding.TYPING;
      case Event.CANCELLED: return Binding.ASKING_WAY;
    } break;
    case Binding.TYPING: switch (event) {
      case Event.ENTER: openPassword(t); return run(Machine.FORWARD);
      case Event.SUCCEEDED: return Binding.ASKING;
      case Event.CANCELLED: return Binding.FILLING;
      case Event.FAILED: return Binding.FAILED;
    } break;
    case Binding.ASKING: switch (event) {
      case Event.ENTER: askBinding(t); return run(Machine.ASK);
      case Event.REPLIED: return may2(ifOffered(t), Binding.BEGINNING, Binding.FAILED);
      case Event.REFUSED: explainCode(t); return Binding.FAILED;
      case Event.FAILED: return Binding.FAILED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Binding.BEGINNING: switch (event) {
      case Event.ENTER: writeBegun(t); return run(Machine.APPEND);
      case Event.STORED: return Binding.LOADING_KEYS;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Binding.LOADING_KEYS: switch (event) {
      case Event.ENTER: loadMasterKey(t); return wait(3_000);
      case Event.KEY_LOADED: return may2(ifLoaded(t), Binding.SIGNING_ON, Binding.ERASING);
      case Event.TIME: stopSecureModule(t); return Binding.ERASING;
    } break;
    case Binding.SIGNING_ON: switch (event) {
      case Event.ENTER: return run(Machine.SIGN_ON);
      case Event.SIGNED_ON: return Binding.CONFIRMING;
      case Event.SIGN_ON_FAILED: return Binding.ERASING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Binding.CONFIRMING: switch (event) {
      case Event.ENTER: askConfirmation(t); return run(Machine.ASK);
      case Event.REPLIED: return may2(ifConfirmed(t), Binding.AGREEING, Binding.ERASING);
      case Event.REFUSED: return Binding.ERASING;
      case Event.FAILED: return Binding.ERASING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Binding.AGREEING: switch (event) {
      case Event.ENTER: writeAgreed(t); return run(Machine.APPEND);
      case Event.STORED: return Binding.BINDING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Binding.BINDING: switch (event) {
      case Event.ENTER: writeBound(t); return run(Machine.APPEND);
      case Event.STORED: return Binding.BOUND;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Binding.BOUND: switch (event) {
      case Event.ENTER: showBound(t); return wait(30_000);
      case Event.KEY_ENTER: return Event.SUCCEEDED;
      case Event.TIME: return Event.SUCCEEDED;
    } break;
    case Binding.ERASING: switch (event) {
      case Event.ENTER: return run(Machine.ERASE);
      case Event.SUCCEEDED: return Binding.FAILED;
      case Event.FAILED: return Binding.FAILED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Binding.FAILED: switch (event) {
      case Event.ENTER: showBindingFailed(t); return wait(60_000);
      case Event.KEY_ENTER: return may2(ifAgain(t), Binding.ASKING_WAY, Event.CANCELLED);
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

const WAY_NUMBERS: u32 = 1;
const WAY_SERIAL: u32 = 2;
const OPERATOR: u16 = 0x3130; // "01"
/** TMK of 16 or 24 bytes, and its check value. */
const DOWNLOAD_MIN: i32 = 16 + 4;
const DOWNLOAD_MAX: i32 = 24 + 8;
const NAME_BYTES: i32 = 40;

/** What the platform has offered, beside the parameters at `identity`. */
@unmanaged
class Offer {
  since: i32;
  until: i32;
}

function offerOf(t: Terminal): Offer {
  return changetype<Offer>(deskOf(t).work + ENVELOPE_BYTES);
}

function ifUnbound(t: Terminal): i32 {
  if (durable(t).bound === 0) return Binding.CHECKING;
  stopBy(t, Reason.ALREADY_DONE);
  return Binding.FAILED;
}

function needForBinding(t: Terminal): void {
  needReadiness(t, NEEDS_TO_AGREE);
}

function showWays(t: Terminal): void {
  show(t, Screen.BINDING_WAY);
}

/** What the application has brought stands there already. */
function wayOf(t: Terminal): i32 {
  const digit = load<u32>(PAYLOAD);
  if (digit === WAY_SERIAL) return Binding.ASKING_SERIAL;
  if (digit !== WAY_NUMBERS) return STAY;
  openForm(t, Form.BINDING);
  setValue(t, BINDING_TERMINAL, bindingOf(t).numbers, NUMBERS_BYTES);
  return Binding.FILLING;
}

function askSerial(t: Terminal): void {
  fillBytes(deskOf(t).identity, 0, PARAMETERS_BYTES);
  beginAccountQuestion(t, NetworkCode.SERIAL).proof = Proof.NONE;
}

/** F41 and F42 of the answer are to be looked at like typed ones: nothing has proved them, and BIND does. */
function ifNumbers(t: Terminal): i32 {
  const x = exchangeOf(t);
  if (!x.has(41) || !x.has(42)) {
    stopBadReply(t);
    return Binding.FAILED;
  }
  openForm(t, Form.BINDING);
  setValue(t, BINDING_TERMINAL, x.at(41), 8);
  setValue(t, BINDING_MERCHANT, x.at(42), 15);
  reviewForm(t);
  return Binding.FILLING;
}

function keepNumbers(t: Terminal): void {
  const desk = deskOf(t);
  fillBytes(desk.identity, 0, PARAMETERS_BYTES);
  copyBytes(desk.identity, desk.form + BINDING_TERMINAL, NUMBERS_BYTES);
  reviewForm(t);
}

function openPassword(t: Terminal): void {
  openSecret(t, Screen.ENTER_PAYMENT_PASSWORD, Purpose.PAYMENT_PASSWORD, NetworkCode.BIND);
}

function askBinding(t: Terminal): void {
  const desk = beginAccountQuestion(t, NetworkCode.BIND);
  putEnvelope(t, Tag.PASSWORD, desk.envelope, desk.envelopeLength);
}

/** A key, a name, a term: what the terminal would be. */
function ifOffered(t: Terminal): i32 {
  const x = exchangeOf(t);
  const offer = offerOf(t);
  const parameters = deskOf(t).identity;
  stopBadReply(t);
  if (!takeText(x, Tag.MERCHANT_NAME, parameters + PARAMETERS_MERCHANT_NAME, NAME_BYTES)) return Binding.FAILED;
  offer.since = tagDate(x, Tag.TERM_FROM);
  offer.until = tagDate(x, Tag.TERM_UNTIL);
  if (offer.since === 0 || offer.since > offer.until) return Binding.FAILED;
  copyBytes(parameters + PARAMETERS_TPDU, UNBOUND_TPDU, 5);
  copyBytes(parameters + PARAMETERS_HEADER, UNBOUND_HEADER, 6);
  store<u16>(parameters + PARAMETERS_OPERATOR, OPERATOR);
  store<u64>(parameters + PARAMETERS_SERIAL, t.serial);
  const key = tagOf(x, Tag.MASTER_KEY);
  return key.length >= DOWNLOAD_MIN && key.length <= DOWNLOAD_MAX ? Binding.BEGINNING : Binding.FAILED;
}

function writeBegun(t: Terminal): void {
  changeBinding(t, Kind.BINDING_BEGUN).hasKeys = 1;
}

/** As it came: how the key stands in it is the secure module's to know. */
function loadMasterKey(t: Terminal): void {
  const key = tagOf(exchangeOf(t), Tag.MASTER_KEY);
  const command = askWith<KeyDownload>(t, Command.LOAD_KEYS, <i32>offsetof<Bytes>() + key.length);
  command.parent = Slot.TRANSPORT;
  putBytes(command.data, key.value, key.length);
}

function ifLoaded(t: Terminal): i32 {
  const loaded = payload<Status>();
  noteKeyGeneration(t, loaded.value);
  if (loaded.status === Done.DONE) return Binding.SIGNING_ON;
  stopBy(t, loaded.status === Done.KCV_DIFFERS ? Reason.KCV_DIFFERS : Reason.SECURE_MODULE);
  return Binding.ERASING;
}

function stopSecureModule(t: Terminal): void {
  stopBy(t, Reason.SECURE_MODULE);
}

/** The first message under the new keys: its MAC, and that of the answer, are the key check. */
function askConfirmation(t: Terminal): void {
  beginAccountQuestion(t, NetworkCode.BIND_CONFIRM).proof = Proof.WORKING;
}

function ifConfirmed(t: Terminal): i32 {
  if (tagService(exchangeOf(t)) >= 0) return Binding.AGREEING;
  stopBadReply(t);
  return Binding.ERASING;
}

function writeAgreed(t: Terminal): void {
  const offer = offerOf(t);
  const binding = changeBinding(t, Kind.BINDING_AGREED);
  const x = exchangeOf(t);
  const until = tagDate(x, Tag.TERM_UNTIL);
  binding.service = tagService(x);
  binding.boundOn = offer.since;
  binding.boundUntil = until !== 0 ? until : offer.until;
  binding.checkedOn = offer.since;
  binding.acceptedOn = 0;
  binding.isRebinding = 0;
}

function writeBound(t: Terminal): void {
  copyBytes(prepare(t, Kind.BOUND, PARAMETERS_BYTES), deskOf(t).identity, PARAMETERS_BYTES);
}

function showBound(t: Terminal): void {
  show(t, Screen.BOUND);
}

function showBindingFailed(t: Terminal): void {
  showFailure(t, Screen.BINDING_FAILED);
}

function ifAgain(t: Terminal): i32 {
  return durable(t).bound === 0 ? Binding.ASKING_WAY : Event.CANCELLED;
}
