/**
 * PIN: the cardholder's online PIN. Returns PIN_READY (the enciphered block is in the exchange's region), NO_PIN (confirmed
 * without one), CANCELLED or NOT_SEALED (the secure module refuses).
 *
 * Digits never come here: the secure module owns the keypad meanwhile and gives a handle, valid once.
 */
import { Command, Done, Event, Purpose, Secret, Slot } from "../abi";
import { Screen } from "../abi_shown";
import { Block } from "../acquirer/seal";
import { exchangeOf } from "../acquirer/region";
import { copyBytes } from "../base/bytes";
import { noteKeyGeneration } from "../journal/region";
import { ask, askWith, Bytes, payload, putBytes, Status, tell } from "../machine/io";
import { may2, may4, NO_ROW, REST, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { showPayment } from "./screens";

export enum Pin {
  TYPING,
  ENCIPHERING,
}

export function pin(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Pin.TYPING: switch (event) {
      case Event.ENTER: askPin(t); return wait(125_000);
      case Event.SECRET_DONE: return may4(ifTyped(t), Pin.ENCIPHERING, Event.NO_PIN, Event.CANCELLED, Event.NOT_SEALED);
      case Event.TIME: return Event.CANCELLED;
      case Event.END: giveKeypadBack(t); return REST;
    } break;
    case Pin.ENCIPHERING: switch (event) {
      case Event.ENTER: encipher(t); return wait(3_000);
      case Event.PIN_DONE: return may2(keepBlock(t), Event.PIN_READY, Event.NOT_SEALED);
      case Event.TIME: return Event.NOT_SEALED;
    } break;
  }
  return NO_ROW;
}

/** ISO 9564-1 9.2: 4 to 12 digits; 0 is the bypass. Between keys and in all, after which the module gives up. */
const DIGITS_MIN: i32 = 0;
const DIGITS_MAX: i32 = 12;
const KEY_TIMEOUT_MS: i32 = 30_000;
const TOTAL_TIMEOUT_MS: i32 = 120_000;

@unmanaged
export class SecretInput {
  purpose: u32;
  digitsMin: u32;
  digitsMax: u32;
  keyTimeout_ms: u32;
  totalTimeout_ms: u32;
  reserved: u32;
  amount: u64;
}

@unmanaged
class PinInput {
  slot: u32;
  handle: u32;
  get pan(): Bytes {
    return changetype<Bytes>(changetype<usize>(this) + offsetof<PinInput>());
  }
}

@unmanaged
class Ticket {
  ticket: u32;
}

function askPin(t: Terminal): void {
  showPayment(t, Screen.ENTER_PIN);
  askSecret(t, Purpose.ONLINE_PIN);
}

/** The secure module takes the keypad for a PIN, which may be gone on without. */
export function askSecret(t: Terminal, purpose: Purpose): void {
  const input = ask<SecretInput>(t, Command.ENTER_SECRET);
  input.purpose = purpose;
  input.digitsMin = DIGITS_MIN;
  input.digitsMax = DIGITS_MAX;
  input.keyTimeout_ms = KEY_TIMEOUT_MS;
  input.totalTimeout_ms = TOTAL_TIMEOUT_MS;
  input.amount = exchangeOf(t).amount;
}

function ifTyped(t: Terminal): i32 {
  const secret = payload<Status>();
  switch (secret.status) {
    case Secret.ENTERED:
      exchangeOf(t).secret = secret.value;
      return Pin.ENCIPHERING;
    case Secret.BYPASSED:
      return Event.NO_PIN;
    case Secret.REFUSED:
      return Event.NOT_SEALED;
    default:
      return Event.CANCELLED;
  }
}

/** Left by any way: what is still being typed is dropped. */
export function giveKeypadBack(t: Terminal): void {
  tell<Ticket>(t, Command.CANCEL).ticket = t.top.ticket;
}

function encipher(t: Terminal): void {
  const x = exchangeOf(t);
  const input = askWith<PinInput>(t, Command.ENCIPHER_PIN, <i32>offsetof<Bytes>() + x.panLength);
  input.slot = Slot.PIN;
  input.handle = x.secret;
  putBytes(input.pan, x.pan, x.panLength);
}

function keepBlock(t: Terminal): i32 {
  const block = payload<Block>();
  noteKeyGeneration(t, block.generation);
  if (block.status !== Done.DONE) return Event.NOT_SEALED;
  const x = exchangeOf(t);
  copyBytes(x.pinBlock, block.bytes, 8);
  x.hasPin = 1;
  return Event.PIN_READY;
}
