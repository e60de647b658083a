/**
 * Faults and operations as the devices' own answers tell of them, seen before a machine sees them: so no flow has to say what
 * went wrong with a part, and none is changed by it.
 */
import { Done, Event } from "../../abi";
import { BootCause, FaultCode, LineFault, LINE_FAULT_LAST, Part, PARTS, READINESS_FAILED } from "../../abi_devices";
import { durable } from "../../journal/durable";
import { Kind } from "../../journal/records";
import { journal } from "../../journal/region";
import { PAYLOAD } from "../../machine/io";
import { Terminal } from "../../machine/terminal";
import { noteFault, noteOperation } from "../faults";
import { watchOf } from "./region";
import { faultsOf } from "./zone";

/** Offset of the cause in BOOT. */
const BOOT_CAUSE: usize = 32;

/** An event that somebody waits for, or that nobody asked for. */
export function watchEvent(t: Terminal, event: i32): void {
  const status = <i32>load<u32>(PAYLOAD);
  switch (event) {
    case Event.CARD_IN:
      return noteOperation(t, Part.CARD_READER);
    case Event.CARD_MUTE:
      return noteUse(t, Part.CARD_READER, FaultCode.MUTE);
    case Event.STRIPE_READ:
      return noteUse(t, Part.STRIPE_READER, status === Done.DONE ? 0 : FaultCode.UNREADABLE);
    case Event.PRINT_DONE:
      return noteUse(t, Part.PRINTER, status === Done.REFUSED ? FaultCode.JAM : 0);
    case Event.LINE_UP:
      return noteOperation(t, Part.LINE);
    case Event.LINE_DOWN:
      return noteUse(t, Part.LINE, status <= LineFault.NONE || status > LINE_FAULT_LAST ? LineFault.CLOSED : status);
    case Event.MAC_DONE:
    case Event.PIN_DONE:
      return noteUse(t, Part.SECURE_MODULE, status === Done.DONE ? 0 : FaultCode.REFUSED);
    case Event.MAC_CHECKED:
      if (status !== Done.DONE) noteFault(t, Part.LINE, FaultCode.BAD_MAC);
      return;
    case Event.KEY_LOADED:
      return noteKeys(t, status);
    case Event.FLASH_DONE:
      return noteUse(t, Part.FLASH, status === Done.DONE ? 0 : FaultCode.REFUSED);
    case Event.READINESS_DONE:
      return noteSelfTest(t, load<u32>(PAYLOAD + READINESS_FAILED));
    case Event.TAMPERED:
      watchOf(t).tampered = 1;
      return noteFault(t, Part.SECURE_MODULE, FaultCode.TAMPERED);
    case Event.BOOT:
      if (load<u32>(PAYLOAD + BOOT_CAUSE) === BootCause.TRAP) noteFault(t, Part.SOFTWARE, FaultCode.RESTARTED);
      return;
  }
}

/** What a machine has come to. */
export function watchResult(t: Terminal, result: i32): void {
  if (result === Event.NO_REPLY) noteFault(t, Part.LINE, FaultCode.NO_REPLY);
  if (result === Event.REPLAYED && isCut(t)) noteFault(t, Part.POWER, FaultCode.CUT);
}

/** The power went while something was written, or a payment was under way. */
function isCut(t: Terminal): bool {
  return durable(t).pending !== Kind.NONE || isTornAnew(t);
}

/** There are torn records that no fault has told of; one of the same hour is counted with the fault before it. */
export function isTornAnew(t: Terminal): bool {
  return journal(t).torn > 0 && tornMark(t) !== faultsOf(t).torn;
}

/** Torn records stay where they are until the journal is compacted: by this mark they are known again at the next start. */
export function tornMark(t: Terminal): u32 {
  const j = journal(t);
  return (j.generation << 8) | ((<u32>j.torn) & 0xff);
}

function noteUse(t: Terminal, part: Part, code: i32): void {
  noteOperation(t, part);
  if (code !== 0) noteFault(t, part, code);
}

function noteKeys(t: Terminal, status: i32): void {
  if (status === Done.KCV_DIFFERS) noteFault(t, Part.LINE, FaultCode.BAD_KEYS);
  else noteUse(t, Part.SECURE_MODULE, status === Done.DONE ? 0 : FaultCode.REFUSED);
}

function noteSelfTest(t: Terminal, failed: u32): void {
  for (let part = 0; part < PARTS; part++) if ((failed & (1 << part)) !== 0) noteFault(t, part, FaultCode.SELF_TEST);
}
