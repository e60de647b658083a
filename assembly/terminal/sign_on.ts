/**
 * SIGN_ON: new working keys from the acquirer (UnionPay POS, sign-on, F62). Returns SIGNED_ON, SIGN_ON_FAILED or FAULTED.
 *
 * Its STAN is taken durably first, and from there the old keys are out of use: they come back into use never, new ones
 * only when the key check values of all of them were right and that is durable too.
 */
import { Command, Done, Event, KeyUsage, Reason, Screen, Slot } from "../abi";
import { CODE_00 } from "../acquirer/profile";
import { exchangeOf, Request, wipeExchange } from "../acquirer/region";
import { allBytes, copyBytes } from "../base/bytes";
import { getBcd } from "../base/bcd";
import { prepare } from "../journal/append";
import { durable } from "../journal/durable";
import { Kind, SignedOn } from "../journal/records";
import { askWith, Bytes, payload, putBytes, Status } from "../machine/io";
import { may2, NO_ROW, run, Machine, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { show, showReason } from "./screens";

export enum SignOn {
  MAKING_ROOM,
  BEGINNING,
  SEALING,
  ASKING,
  LOADING_PIN_KEY,
  LOADING_MAC_KEY,
  RECORDING,
  DONE,
  FAILED,
}

export function signOn(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case SignOn.MAKING_ROOM: switch (event) {
      case Event.ENTER: showSigningOn(t); return run(Machine.MAKE_ROOM);
      case Event.ROOM: return SignOn.BEGINNING;
      case Event.FULL: return SignOn.FAILED;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case SignOn.BEGINNING: switch (event) {
      case Event.ENTER: writeBegun(t); return run(Machine.APPEND);
      case Event.STORED: return SignOn.SEALING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case SignOn.SEALING: switch (event) {
      case Event.ENTER: return run(Machine.SEAL);
      case Event.SEALED: return SignOn.ASKING;
      case Event.NOT_SEALED: return SignOn.FAILED;
    } break;
    case SignOn.ASKING: switch (event) {
      case Event.ENTER: return run(Machine.EXCHANGE);
      case Event.REPLIED: return may2(ifKeys(t), SignOn.LOADING_PIN_KEY, SignOn.FAILED);
      case Event.NO_REPLY: failNoReply(t); return SignOn.FAILED;
      case Event.BAD_MAC: failBadMac(t); return SignOn.FAILED;
      case Event.NOT_SENT: failNoLine(t); return SignOn.FAILED;
    } break;
    case SignOn.LOADING_PIN_KEY: switch (event) {
      case Event.ENTER: loadPinKey(t); return wait(3_000);
      case Event.KEY_LOADED: return may2(ifPinKey(t), SignOn.LOADING_MAC_KEY, SignOn.FAILED);
      case Event.TIME: failSecureModule(t); return SignOn.FAILED;
    } break;
    case SignOn.LOADING_MAC_KEY: switch (event) {
      case Event.ENTER: loadMacKey(t); return wait(3_000);
      case Event.KEY_LOADED: return may2(ifMacKey(t), SignOn.RECORDING, SignOn.FAILED);
      case Event.TIME: failSecureModule(t); return SignOn.FAILED;
    } break;
    case SignOn.RECORDING: switch (event) {
      case Event.ENTER: writeSignedOn(t); return run(Machine.APPEND);
      case Event.STORED: return SignOn.DONE;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case SignOn.DONE: switch (event) {
      case Event.ENTER: showSignedOn(t); return wait(3_000);
      case Event.KEY_ENTER: return Event.SIGNED_ON;
      case Event.TIME: return Event.SIGNED_ON;
    } break;
    case SignOn.FAILED: switch (event) {
      case Event.ENTER: showFailed(t); return wait(5_000);
      case Event.KEY_ENTER: return Event.SIGN_ON_FAILED;
      case Event.TIME: return Event.SIGN_ON_FAILED;
    } break;
  }
  return NO_ROW;
}

/** F62 with double-length keys: PIN key 16, KCV 4, MAC key 16 (or 8 and eight zeros), KCV 4. */
const KEYS_BYTES: i32 = 40;
const MAC_KEY_AT: i32 = 20;
const KCV_BYTES: i32 = 4;
const DOUBLE_BYTES: i32 = 16;
const SINGLE_BYTES: i32 = 8;

@unmanaged
class WrappedKey {
  slot: u32;
  usage: u32;
  kcv: u32;
  parent: u32;
  get key(): Bytes {
    return changetype<Bytes>(changetype<usize>(this) + offsetof<WrappedKey>());
  }
}

function showSigningOn(t: Terminal): void {
  wipeExchange(t);
  show(t, Screen.SIGNING_ON);
}

function writeBegun(t: Terminal): void {
  const x = exchangeOf(t);
  x.request = Request.SIGN_ON;
  x.stan = durable(t).nextStan;
  x.batch = durable(t).batch;
  x.stopped = Reason.BAD_REPLY;
  prepare(t, Kind.SIGN_ON_BEGUN, 0);
}

function ifKeys(t: Terminal): i32 {
  const x = exchangeOf(t);
  if (x.responseCode !== CODE_00) {
    x.stopped = Reason.HOST_DECLINED;
    return SignOn.FAILED;
  }
  return x.has(62) && x.bytes(62) === KEYS_BYTES && batchOf(t) > 0 ? SignOn.LOADING_PIN_KEY : SignOn.FAILED;
}

/** F60.2 of the reply, six digits behind the two of F60.1; 0 when the field is too short. */
function batchOf(t: Terminal): i32 {
  const x = exchangeOf(t);
  if (!x.has(60) || x.units(60) < 8) return 0;
  return <i32>getBcd(x.at(60) + 1, 3);
}

function loadPinKey(t: Terminal): void {
  loadKey(t, Slot.PIN, KeyUsage.PIN, 0, DOUBLE_BYTES);
}

/** A single-length MAC key stands in the first half of its 16 bytes, the other half zero. */
function loadMacKey(t: Terminal): void {
  const wrapped = exchangeOf(t).at(62) + MAC_KEY_AT;
  const single = allBytes(wrapped + SINGLE_BYTES, SINGLE_BYTES, 0);
  loadKey(t, Slot.MAC, KeyUsage.MAC, MAC_KEY_AT, single ? SINGLE_BYTES : DOUBLE_BYTES);
}

function loadKey(t: Terminal, slot: Slot, usage: KeyUsage, at: i32, length: i32): void {
  const wrapped = exchangeOf(t).at(62) + at;
  const command = askWith<WrappedKey>(t, Command.UNWRAP_KEY, <i32>offsetof<Bytes>() + length);
  command.slot = slot;
  command.usage = usage;
  command.parent = Slot.TMK;
  copyBytes(changetype<usize>(command) + offsetof<WrappedKey>("kcv"), wrapped + DOUBLE_BYTES, KCV_BYTES);
  putBytes(command.key, wrapped, length);
}

function ifPinKey(t: Terminal): i32 {
  return isLoaded(t) ? SignOn.LOADING_MAC_KEY : SignOn.FAILED;
}

function ifMacKey(t: Terminal): i32 {
  return isLoaded(t) ? SignOn.RECORDING : SignOn.FAILED;
}

function isLoaded(t: Terminal): bool {
  const status = payload<Status>().status;
  if (status === Done.DONE) return true;
  exchangeOf(t).stopped = status === Done.KCV_DIFFERS ? Reason.KCV_DIFFERS : Reason.SECURE_MODULE;
  return false;
}

function writeSignedOn(t: Terminal): void {
  changetype<SignedOn>(prepare(t, Kind.SIGNED_ON, <i32>offsetof<SignedOn>())).batch = batchOf(t);
}

function failNoReply(t: Terminal): void {
  exchangeOf(t).stopped = Reason.NO_REPLY;
}

function failBadMac(t: Terminal): void {
  exchangeOf(t).stopped = Reason.BAD_MAC;
}

function failNoLine(t: Terminal): void {
  exchangeOf(t).stopped = Reason.NO_LINE;
}

function failSecureModule(t: Terminal): void {
  exchangeOf(t).stopped = Reason.SECURE_MODULE;
}

function showSignedOn(t: Terminal): void {
  show(t, Screen.SIGNED_ON);
}

function showFailed(t: Terminal): void {
  showReason(t, Screen.SIGN_ON_FAILED, exchangeOf(t).stopped);
}
