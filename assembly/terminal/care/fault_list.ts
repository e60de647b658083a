/**
 * FAULTS: the faults of the terminal, the newest first, one of them and its next step, and how often parts fail. Returns CANCELLED
 * or FAULTED (the journal cannot be written).
 *
 * A fault is dealt with step by step: its cause found, repaired, tested; whoever has done a step confirms it.
 */
import { Command, Event, STAY } from "../../abi";
import { FaultState, PARTS } from "../../abi_devices";
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { Field } from "../../abi_fields";
import { beginAct } from "../../journal/act";
import { Kind } from "../../journal/records";
import { Zone } from "../../journal/zones";
import { beginDocument, putNumber, putText, sendDocument } from "../../machine/document";
import { PAYLOAD } from "../../machine/io";
import { may2, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { tell } from "../people/confirm";
import { watchOf } from "./region";
import { Fault, FAULT_BYTES, Faults, faultsOf, FAULTS_MAX } from "./zone";

export enum Faulting {
  CHOOSING,
  NONE,
  LISTING,
  ONE,
  MAKING_ROOM,
  WRITING,
  RATES,
}

export function faulting(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Faulting.CHOOSING: switch (event) {
      case Event.ENTER: return may2(ifAny(t), Faulting.LISTING, Faulting.NONE);
    } break;
    case Faulting.NONE: switch (event) {
      case Event.ENTER: tellNone(t); return run(Machine.CONFIRM);
      case Event.ENTERED: return Event.CANCELLED;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Faulting.LISTING: switch (event) {
      case Event.ENTER: showList(t); return wait(60_000);
      case Event.KEY_DIGIT: return may2(choose(t), STAY, Faulting.ONE);
      case Event.KEY_MENU: return may2(turnPage(t), Faulting.LISTING, Faulting.RATES);
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Faulting.ONE: switch (event) {
      case Event.ENTER: showOne(t); return wait(60_000);
      case Event.KEY_ENTER: return may2(ifMoves(t), Faulting.MAKING_ROOM, Faulting.LISTING);
      case Event.KEY_CANCEL: return Faulting.LISTING;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Faulting.MAKING_ROOM: switch (event) {
      case Event.ENTER: return run(Machine.MAKE_ROOM);
      case Event.ROOM: return Faulting.WRITING;
      case Event.FULL: return Event.CANCELLED;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Faulting.WRITING: switch (event) {
      case Event.ENTER: writeMoved(t); return run(Machine.APPEND);
      case Event.STORED: return Faulting.ONE;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Faulting.RATES: switch (event) {
      case Event.ENTER: showRates(t); return wait(60_000);
      case Event.KEY_ENTER: return Faulting.LISTING;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

const PAGE_FAULTS: i32 = 5;
const DAY_S: u32 = 86_400;
/** Rates are told without a fraction: faults per ten thousand operations, and per hundred days. */
const PER_OPERATIONS: u64 = 10_000;
const PER_DAYS: u64 = 100;
const RATE: usize = memory.data(24, 8);

function countOf(faults: Faults): i32 {
  return <i32>min(faults.latest, <u32>FAULTS_MAX);
}

function ifAny(t: Terminal): i32 {
  watchOf(t).page = 0;
  return countOf(faultsOf(t)) > 0 ? Faulting.LISTING : Faulting.NONE;
}

function tellNone(t: Terminal): void {
  tell(t, Screen.DONE, Reason.NO_FAULTS);
}

/** Number of the fault at a place of the page, from 1; 0 when there is none. */
function numberAt(t: Terminal, place: i32): u32 {
  const faults = faultsOf(t);
  const index = watchOf(t).page * PAGE_FAULTS + place - 1;
  if (place < 1 || place > PAGE_FAULTS || index >= countOf(faults)) return 0;
  return faults.latest - <u32>index;
}

function showList(t: Terminal): void {
  beginDocument(Screen.FAULT_LIST);
  for (let place = 1; place <= PAGE_FAULTS; place++) {
    const number = numberAt(t, place);
    if (number !== 0) putFault(faultsOf(t).place(number));
  }
  sendDocument(t, Command.SCREEN, 0);
}

function putFault(fault: Fault): void {
  putText(Field.FAULT, changetype<usize>(fault), <i32>FAULT_BYTES);
}

function choose(t: Terminal): i32 {
  const number = numberAt(t, <i32>load<u32>(PAYLOAD));
  if (number === 0) return STAY;
  watchOf(t).fault = number;
  return Faulting.ONE;
}

/** Behind the last page stand the rates. */
function turnPage(t: Terminal): i32 {
  const watch = watchOf(t);
  watch.page += 1;
  if (watch.page * PAGE_FAULTS < countOf(faultsOf(t))) return Faulting.LISTING;
  watch.page = 0;
  return Faulting.RATES;
}

function showOne(t: Terminal): void {
  const fault = faultsOf(t).place(watchOf(t).fault);
  beginDocument(Screen.FAULT);
  putNumber(Field.FAULT_NUMBER, fault.number);
  putFault(fault);
  putNumber(Field.NEXT_STEP, fault.state);
  sendDocument(t, Command.SCREEN, 0);
}

/** A newer fault may have taken its place meanwhile. */
function ifMoves(t: Terminal): i32 {
  const fault = faultsOf(t).place(watchOf(t).fault);
  const isThere = fault.number === watchOf(t).fault;
  return isThere && <i32>fault.state < FaultState.VERIFIED ? Faulting.MAKING_ROOM : Faulting.LISTING;
}

function writeMoved(t: Terminal): void {
  const next = beginAct<Faults>(t, Kind.FAULT_MOVED, Zone.FAULTS);
  next.place(watchOf(t).fault).state += 1;
}

/** Parts that have ever failed: their rates, with what is not yet in the journal. */
function showRates(t: Terminal): void {
  const faults = faultsOf(t);
  const days = (<u32>(t.wall_ms / 1000) - faults.since) / DAY_S + 1;
  beginDocument(Screen.FAULT_RATES);
  for (let part = 0; part < PARTS; part++) {
    const counted = watchOf(t).counters(part);
    const operations = load<u32>(faults.counters(part)) + load<u16>(counted);
    const failed = load<u32>(faults.counters(part), 4) + load<u16>(counted, 2);
    if (failed !== 0) putRate(part, operations, failed, days);
  }
  sendDocument(t, Command.SCREEN, 0);
}

function putRate(part: i32, operations: u32, failed: u32, days: u32): void {
  store<u32>(RATE, part);
  store<u32>(RATE, operations, 4);
  store<u32>(RATE, failed, 8);
  store<u32>(RATE, <u32>((failed * PER_OPERATIONS) / max<u64>(operations, failed)), 12);
  store<u32>(RATE, <u32>((failed * PER_DAYS) / max<u64>(days, 1)), 16);
  putText(Field.FAULT_RATE, RATE, 20);
}
