/**
 * FORWARD: a secret that the platform checks is typed and enciphered for it. Returns SUCCEEDED, with the envelope on the desk,
 * CANCELLED, or FAILED when the secure module refuses (`stopped` in the exchange's region).
 *
 * Input: `openSecret`. The secret itself never comes here: the secure module has the keypad, and gives a handle.
 */
import { Command, Done, Event, Purpose, Secret, Slot } from "../abi";
import { NetworkCode } from "../abi_platform";
import { Screen } from "../abi_shown";
import { Reason } from "../abi_reasons";
import { deskOf, ENVELOPE_BYTES } from "../acquirer/desk";
import { NONCE_BYTES } from "../acquirer/question";
import { exchangeOf } from "../acquirer/region";
import { copyBytes } from "../base/bytes";
import { ask, Bytes, payload, PAYLOAD, Status } from "../machine/io";
import { may2, may3, NO_ROW, REST, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { giveKeypadBack, SecretInput } from "./pin";
import { show } from "./screens";

export enum Forwarding {
  TYPING,
  ENCIPHERING,
}

export function forwarding(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Forwarding.TYPING: switch (event) {
      case Event.ENTER: askTyping(t); return wait(125_000);
      case Event.SECRET_DONE: return may3(ifTyped(t), Forwarding.ENCIPHERING, Event.CANCELLED, Event.FAILED);
      case Event.TIME: return Event.CANCELLED;
      case Event.END: giveKeypadBack(t); return REST;
    } break;
    case Forwarding.ENCIPHERING: switch (event) {
      case Event.ENTER: encipherSecret(t); return wait(3_000);
      case Event.RECORD_DONE: return may2(ifEnciphered(t), Event.SUCCEEDED, Event.FAILED);
      case Event.TIME: stopSecret(t); return Event.FAILED;
    } break;
  }
  return NO_ROW;
}

/** Passwords and codes have 6 characters at least; the secure module knows how long each may be. */
const LENGTH_MIN: u32 = 6;
const PASSWORD_MAX: u32 = 12;
const CODE_MAX: u32 = 32;
const KEY_TIMEOUT_MS: u32 = 60_000;
const TOTAL_TIMEOUT_MS: u32 = 120_000;

@unmanaged
export class Forward {
  slot: u32;
  handle: u32;
  purpose: u32;
  network: u32;
}

/** To be called before FORWARD runs. @param screen what is shown meanwhile @param network the question that it is for */
export function openSecret(t: Terminal, screen: Screen, purpose: Purpose, network: NetworkCode): void {
  const desk = deskOf(t);
  desk.secretScreen = screen;
  desk.secretPurpose = purpose;
  desk.secretNetwork = network;
}

function askTyping(t: Terminal): void {
  const desk = deskOf(t);
  show(t, desk.secretScreen);
  const input = ask<SecretInput>(t, Command.ENTER_SECRET);
  input.purpose = desk.secretPurpose;
  input.digitsMin = LENGTH_MIN;
  input.digitsMax = desk.secretPurpose === Purpose.ACTIVATION_CODE ? CODE_MAX : PASSWORD_MAX;
  input.keyTimeout_ms = KEY_TIMEOUT_MS;
  input.totalTimeout_ms = TOTAL_TIMEOUT_MS;
}

function ifTyped(t: Terminal): i32 {
  const secret = payload<Status>();
  if (secret.status === Secret.CANCELLED || secret.status === Secret.TIMED_OUT) return Event.CANCELLED;
  if (secret.status === Secret.ENTERED) {
    deskOf(t).handle = secret.value;
    return Forwarding.ENCIPHERING;
  }
  stopSecret(t);
  return Event.FAILED;
}

function encipherSecret(t: Terminal): void {
  const desk = deskOf(t);
  const forward = ask<Forward>(t, Command.FORWARD_SECRET);
  forward.slot = Slot.SECRET;
  forward.handle = desk.handle;
  forward.purpose = desk.secretPurpose;
  forward.network = desk.secretNetwork;
}

function ifEnciphered(t: Terminal): i32 {
  const desk = deskOf(t);
  const envelope = changetype<Bytes>(PAYLOAD + offsetof<Status>());
  const length = envelope.length;
  desk.envelopeLength = 0;
  stopSecret(t);
  if (payload<Status>().status !== Done.DONE || !isEnvelope(length)) return Event.FAILED;
  copyBytes(desk.envelope, envelope.start, <i32>length);
  desk.envelopeLength = <i32>length;
  return Event.SUCCEEDED;
}

/** Nothing that is shorter has a nonce in front, and nothing that is longer finds room. */
export function isEnvelope(length: u32): bool {
  return length > <u32>NONCE_BYTES && length <= <u32>ENVELOPE_BYTES;
}

function stopSecret(t: Terminal): void {
  exchangeOf(t).stopped = Reason.SECURE_MODULE;
}
