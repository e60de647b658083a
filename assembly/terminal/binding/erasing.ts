/**
 * ERASE: an unbound terminal keeps no keys of an acquirer, and nothing of a binding's term. Returns SUCCEEDED, FAILED (the secure
 * module refuses: the next start tries again) or FAULTED.
 *
 * The binding's zone says until then that there may be keys, so a power cut only puts it off. Why something failed before, in the
 * exchange's region, stays.
 */
import { Command, Done, Event } from "../../abi";
import { durable } from "../../journal/durable";
import { Kind } from "../../journal/records";
import { noteKeyGeneration } from "../../journal/region";
import { ask, Nothing, payload, Status } from "../../machine/io";
import { may2, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { bindingOf, changeBinding } from "./zone";

export enum Erasing {
  MAKING_ROOM,
  ERASING,
  NOTING,
}

export function erasing(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Erasing.MAKING_ROOM: switch (event) {
      case Event.ENTER: return run(Machine.MAKE_ROOM);
      case Event.ROOM: return Erasing.ERASING;
      case Event.FULL: return Event.FAILED;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Erasing.ERASING: switch (event) {
      case Event.ENTER: eraseKeys(t); return wait(5_000);
      case Event.KEY_LOADED: return may2(ifErased(t), Erasing.NOTING, Event.FAILED);
      case Event.TIME: return Event.FAILED;
    } break;
    case Erasing.NOTING: switch (event) {
      case Event.ENTER: writeErased(t); return run(Machine.APPEND);
      case Event.STORED: return Event.SUCCEEDED;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
  }
  return NO_ROW;
}

/** @returns whether there is something for ERASE to do */
export function mustErase(t: Terminal): bool {
  return durable(t).bound === 0 && bindingOf(t).hasKeys !== 0;
}

function eraseKeys(t: Terminal): void {
  ask<Nothing>(t, Command.ERASE_KEYS);
}

function ifErased(t: Terminal): i32 {
  const erased = payload<Status>();
  noteKeyGeneration(t, erased.value);
  return erased.status === Done.DONE ? Erasing.NOTING : Event.FAILED;
}

function writeErased(t: Terminal): void {
  const binding = changeBinding(t, Kind.KEYS_ERASED);
  binding.service = 0;
  binding.boundOn = 0;
  binding.boundUntil = 0;
  binding.acceptedOn = 0;
  binding.checkedOn = 0;
  binding.hasKeys = 0;
}
