/**
 * SIGN_ON: new working keys from the acquirer (UnionPay POS, sign-on, F62). Returns SIGNED_ON, SIGN_ON_FAILED or FAULTED.
 *
 * Its STAN is taken durably first, and from there the old keys are out of use: they come back into use never, new ones
 * only when the key check values of all of them were right and that is durable too.
 */
import { Command, Done, Event, KEY_DOWNLOAD_BYTES_MAX, Slot } from "../abi";
import { Screen } from "../abi_shown";
import { Reason } from "../abi_reasons";
import { deskOf, Proof } from "../acquirer/desk";
import { CODE_00 } from "../acquirer/profile";
import { exchangeOf, Request, wipeExchange } from "../acquirer/region";
import { Block, MacInput } from "../acquirer/seal";
import { lineReason } from "../acquirer/servers";
import { getBcd } from "../base/bcd";
import { prepare } from "../journal/append";
import { durable } from "../journal/durable";
import { Kind, SignedOn } from "../journal/records";
import { journal, noteKeyGeneration } from "../journal/region";
import { askWith, Bytes, payload, putBytes, Status } from "../machine/io";
import { may2, NO_ROW, run, Machine, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { beginStanState, isStanTold, writeResumed } from "./backup/resuming";
import { isRestored } from "../journal/restored";
import { show, showReason } from "./screens";

export enum SignOn {
  MAKING_ROOM,
  BEGINNING,
  SEALING,
  ASKING,
  LOADING_KEYS,
  PROVING,
  RECORDING,
  SEALING_STAN,
  ASKING_STAN,
  TAKING_STAN,
  DONE,
  FAILED,
}

export function signOn(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case SignOn.MAKING_ROOM: switch (event) {
      case Event.ENTER: showSigningOn(t); return run(Machine.MAKE_ROOM);
      case Event.ROOM: return may2(ifRestored(t), SignOn.SEALING_STAN, SignOn.BEGINNING);
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
      case Event.REPLIED: return may2(ifKeys(t), SignOn.LOADING_KEYS, SignOn.FAILED);
      case Event.NO_REPLY: failNoReply(t); return SignOn.FAILED;
      case Event.BAD_MAC: failBadMac(t); return SignOn.FAILED;
      case Event.NOT_SENT: failNoLine(t); return SignOn.FAILED;
    } break;
    case SignOn.LOADING_KEYS: switch (event) {
      case Event.ENTER: loadKeys(t); return wait(3_000);
      case Event.KEY_LOADED: return may2(ifLoaded(t), SignOn.PROVING, SignOn.FAILED);
      case Event.TIME: failSecureModule(t); return SignOn.FAILED;
    } break;
    case SignOn.PROVING: switch (event) {
      case Event.ENTER: askProof(t); return wait(3_000);
      case Event.MAC_DONE: writeSignedOn(t); return SignOn.RECORDING;
      case Event.TIME: failSecureModule(t); return SignOn.FAILED;
    } break;
    case SignOn.RECORDING: switch (event) {
      case Event.ENTER: return run(Machine.APPEND);
      case Event.STORED: return may2(ifStillRestored(t), SignOn.SEALING_STAN, SignOn.DONE);
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case SignOn.SEALING_STAN: switch (event) {
      case Event.ENTER: askStan(t); return run(Machine.SEAL);
      case Event.SEALED: return SignOn.ASKING_STAN;
      case Event.NOT_SEALED: failSecureModule(t); return SignOn.FAILED;
    } break;
    case SignOn.ASKING_STAN: switch (event) {
      case Event.ENTER: return run(Machine.EXCHANGE);
      case Event.REPLIED: return may2(ifStan(t), SignOn.TAKING_STAN, SignOn.FAILED);
      case Event.NO_REPLY: failNoReply(t); return SignOn.FAILED;
      case Event.BAD_MAC: failBadMac(t); return SignOn.FAILED;
      case Event.NOT_SENT: failNoLine(t); return SignOn.FAILED;
    } break;
    case SignOn.TAKING_STAN: switch (event) {
      case Event.ENTER: writeResumed(t); return run(Machine.APPEND);
      case Event.STORED: return may2(ifResumed(t), SignOn.DONE, SignOn.BEGINNING);
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

/** "TAMPERED", low byte first: no message begins like that. */
const PROOF_LABEL: u64 = 0x4445_5245_504d_4154;
/** Behind it the nonce. */
const PROOF_INPUT_BYTES: i32 = 16;

@unmanaged
export class KeyDownload {
  parent: u32;
  reserved: u32;
  get data(): Bytes {
    return changetype<Bytes>(changetype<usize>(this) + offsetof<KeyDownload>());
  }
}

function showSigningOn(t: Terminal): void {
  wipeExchange(t);
  show(t, Screen.SIGNING_ON);
}

/** A restored terminal has its STAN from the platform: for the sign-on, and under its new keys for everything after it. */
function ifRestored(t: Terminal): i32 {
  deskOf(t).proof = Proof.NONE;
  return isRestored(t) ? SignOn.SEALING_STAN : SignOn.BEGINNING;
}

function ifStillRestored(t: Terminal): i32 {
  deskOf(t).proof = Proof.WORKING;
  return isRestored(t) ? SignOn.SEALING_STAN : SignOn.DONE;
}

function askStan(t: Terminal): void {
  beginStanState(t, deskOf(t).proof);
}

function ifStan(t: Terminal): i32 {
  const x = exchangeOf(t);
  if (x.responseCode === CODE_00 && isStanTold(t)) return SignOn.TAKING_STAN;
  x.stopped = x.responseCode === CODE_00 ? Reason.BAD_REPLY : Reason.HOST_DECLINED;
  return SignOn.FAILED;
}

function ifResumed(t: Terminal): i32 {
  return isRestored(t) ? SignOn.BEGINNING : SignOn.DONE;
}

function writeBegun(t: Terminal): void {
  const x = exchangeOf(t);
  wipeExchange(t);
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
  if (!x.has(62) || x.bytes(62) === 0 || x.bytes(62) > KEY_DOWNLOAD_BYTES_MAX) return SignOn.FAILED;
  return batchOf(t) > 0 ? SignOn.LOADING_KEYS : SignOn.FAILED;
}

/** F60.2 of the reply, six digits behind the two of F60.1; 0 when the field is too short. */
function batchOf(t: Terminal): i32 {
  const x = exchangeOf(t);
  if (!x.has(60) || x.units(60) < 8) return 0;
  return <i32>getBcd(x.at(60) + 1, 3);
}

/** F62 as it came: how keys stand in it is the secure module's to know, as what they are for is. */
function loadKeys(t: Terminal): void {
  const x = exchangeOf(t);
  const length = x.bytes(62);
  const command = askWith<KeyDownload>(t, Command.LOAD_KEYS, <i32>offsetof<Bytes>() + length);
  command.parent = Slot.TMK;
  putBytes(command.data, x.at(62), length);
}

function ifLoaded(t: Terminal): i32 {
  const loaded = payload<Status>();
  noteKeyGeneration(t, loaded.value);
  if (loaded.status === Done.DONE) return SignOn.PROVING;
  exchangeOf(t).stopped = loaded.status === Done.KCV_DIFFERS ? Reason.KCV_DIFFERS : Reason.SECURE_MODULE;
  return SignOn.FAILED;
}

/** What a tamper event is reported with is made while there are keys. */
function askProof(t: Terminal): void {
  const input = askWith<MacInput>(t, Command.MAC, <i32>offsetof<Bytes>() + PROOF_INPUT_BYTES);
  input.slot = Slot.SECRET;
  input.data.length = PROOF_INPUT_BYTES;
  store<u64>(input.data.start, PROOF_LABEL);
  store<u64>(input.data.start, proofNonce(t), 8);
}

/** Of the command's own ticket: no other has it. */
function proofNonce(t: Terminal): u64 {
  return ((<u64>t.epoch) << 32) | (<u64>t.ticket);
}

/** A module that has no key of the device makes no proof, and signs on all the same. */
function writeSignedOn(t: Terminal): void {
  const made = payload<Block>();
  const signedOn = changetype<SignedOn>(prepare(t, Kind.SIGNED_ON, <i32>offsetof<SignedOn>()));
  signedOn.batch = batchOf(t);
  signedOn.keyGeneration = journal(t).keyGeneration;
  signedOn.nonce = proofNonce(t);
  signedOn.mac = made.status === Done.DONE ? load<u64>(made.bytes) : 0;
}

function failNoReply(t: Terminal): void {
  exchangeOf(t).stopped = Reason.NO_REPLY;
}

function failBadMac(t: Terminal): void {
  exchangeOf(t).stopped = Reason.BAD_MAC;
}

function failNoLine(t: Terminal): void {
  exchangeOf(t).stopped = lineReason(t);
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
