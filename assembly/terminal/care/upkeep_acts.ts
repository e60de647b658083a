/**
 * What UPKEEP writes: each function prepares one act, which APPEND then makes durable. What memory noted is forgotten only once its
 * record is there.
 */
import { FaultCode, FaultState, PARTS, Part } from "../../abi_devices";
import { SecurityEvent } from "../../abi_platform";
import { copyBytes } from "../../base/bytes";
import { beginAct } from "../../journal/act";
import { durable } from "../../journal/durable";
import { Kind } from "../../journal/records";
import { Zone } from "../../journal/zones";
import { Machine } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { today } from "../people/zone";
import { watchOf } from "./region";
import { tornMark } from "./watch";
import { Fault, FAULT_BYTES, Faults, Latch, Security } from "./zone";

/** So many cards or slips are worth a record, where there is no fault to go with. */
const MUCH: u32 = 200;

/** The secure module has erased its keys: it is told without F64, since there is no key for one. */
export function writeTampered(t: Terminal): void {
  const next = beginAct<Security>(t, Kind.TAMPER_LATCHED, Zone.SECURITY);
  next.latch = Latch.TAMPERED;
  next.report = SecurityEvent.TAMPER;
  next.at_ms = t.wall_ms;
}

export function writeReported(t: Terminal): void {
  beginAct<Security>(t, Kind.SECURITY_REPORTED, Zone.SECURITY).report = 0;
}

/** What has been noted gets its numbers, and takes the place of the oldest; counters go on. */
export function writeFaults(t: Terminal): void {
  const watch = watchOf(t);
  const next = beginAct<Faults>(t, Kind.FAULTS_NOTED, Zone.FAULTS);
  if (next.since === 0) next.since = <u32>(t.wall_ms / 1000);
  next.torn = tornMark(t);
  for (let i = 0; i < watch.count; i++) {
    const place = placeNext(next);
    copyBytes(changetype<usize>(place), changetype<usize>(watch.noted(i)), <i32>FAULT_BYTES);
    place.number = next.latest;
  }
  const aside: u32 = durable(t).notice.aside;
  if (aside > 0) putNoticeFault(t, next, aside);
  for (let part = 0; part < PARTS; part++) {
    const counted = watch.counters(part);
    const total = next.counters(part);
    store<u32>(total, load<u32>(total) + load<u16>(counted));
    store<u32>(total, load<u32>(total, 4) + load<u16>(counted, 2), 4);
  }
}

/** Where the next fault stands, in place of the oldest. */
function placeNext(next: Faults): Fault {
  next.latest += 1;
  return next.place(next.latest);
}

/** Script notices that were put aside are one fault; the record that tells of it ends their count (journal/durable.ts). */
function putNoticeFault(t: Terminal, next: Faults, aside: u32): void {
  const fault = placeNext(next);
  memory.fill(changetype<usize>(fault), 0, FAULT_BYTES);
  fault.number = next.latest;
  fault.time = <u32>(t.wall_ms / 1000);
  fault.part = <u8>Part.LINE;
  fault.code = <u16>FaultCode.NOTICE_ASIDE;
  fault.state = <u8>FaultState.OPEN;
  fault.machine = <u8>Machine.NOTICE;
  const total = next.counters(Part.LINE);
  store<u32>(total, load<u32>(total, 4) + aside, 4);
}

/** They are in the journal. */
export function settleFaults(t: Terminal): void {
  const watch = watchOf(t);
  watch.count = 0;
  memory.fill(watch.counters(0), 0, 4 * PARTS);
}

export function hasCountedMuch(t: Terminal): bool {
  const watch = watchOf(t);
  return load<u16>(watch.counters(Part.CARD_READER)) >= MUCH || load<u16>(watch.counters(Part.PRINTER)) >= MUCH;
}

/** The platform has all faults up to the latest. */
export function writeUploaded(t: Terminal): void {
  const next = beginAct<Faults>(t, Kind.FAULTS_UPLOADED, Zone.FAULTS);
  next.uploaded = next.latest;
  next.uploadedDay = today(t);
}
