/**
 * MAINTENANCE: when the machine was cleaned and checked, and when it is due again; whoever has done it says so. Returns CANCELLED or
 * FAULTED (the journal cannot be written).
 */
import { Command, Event, STAY } from "../../abi";
import { Part } from "../../abi_devices";
import { Screen } from "../../abi_shown";
import { Field } from "../../abi_fields";
import { getDigits } from "../../base/bcd";
import { putCivil } from "../../base/time";
import { beginAct } from "../../journal/act";
import { Kind } from "../../journal/records";
import { Zone } from "../../journal/zones";
import { beginDocument, putNumber, sendDocument } from "../../machine/document";
import { PAYLOAD } from "../../machine/io";
import { may2, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { today } from "../people/zone";
import { watchOf } from "./region";
import { Care, careOf, faultsOf } from "./zone";

export enum Maintaining {
  SHOWING,
  MAKING_ROOM,
  WRITING,
}

export function maintaining(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Maintaining.SHOWING: switch (event) {
      case Event.ENTER: showCare(t); return wait(60_000);
      case Event.KEY_DIGIT: return may2(ifDone(t), STAY, Maintaining.MAKING_ROOM);
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Maintaining.MAKING_ROOM: switch (event) {
      case Event.ENTER: return run(Machine.MAKE_ROOM);
      case Event.ROOM: return Maintaining.WRITING;
      case Event.FULL: return Event.CANCELLED;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Maintaining.WRITING: switch (event) {
      case Event.ENTER: writeCare(t); return run(Machine.APPEND);
      case Event.STORED: return Maintaining.SHOWING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
  }
  return NO_ROW;
}

/** It is cleaned every 30 days, or after so many cards, and checked every 180. */
const CLEAN_DAYS: i32 = 30;
const CLEAN_CARDS: u32 = 3000;
const CHECK_DAYS: i32 = 180;
const DAY_MS: u64 = 86_400_000;
const CLEANED: i32 = 1;
const CHECKED: i32 = 2;
const TEXT: usize = memory.data(16, 8);

/** @returns whether the machine should be cleaned or checked; days are counted from the first time that it was */
export function isCareDue(t: Terminal): bool {
  const care = careOf(t);
  const day = dueDay(t);
  return (day !== 0 && <i32>today(t) >= day) || cards(t) - care.cleanedAt >= CLEAN_CARDS;
}

/** The earlier of both days, 0 when it was never done. */
function dueDay(t: Terminal): i32 {
  const care = careOf(t);
  const cleaning = care.cleanedOn === 0 ? 0 : care.cleanedOn + CLEAN_DAYS;
  const checking = care.checkedOn === 0 ? 0 : care.checkedOn + CHECK_DAYS;
  return cleaning === 0 || (checking !== 0 && checking < cleaning) ? checking : cleaning;
}

/** Cards that were put in or swiped. */
function cards(t: Terminal): u32 {
  return used(t, Part.CARD_READER) + used(t, Part.STRIPE_READER);
}

function used(t: Terminal, part: Part): u32 {
  return load<u32>(faultsOf(t).counters(part)) + load<u16>(watchOf(t).counters(part));
}

function showCare(t: Terminal): void {
  const care = careOf(t);
  beginDocument(Screen.MAINTENANCE);
  putDay(Field.CLEANED_ON, care.cleanedOn);
  putDay(Field.CHECKED_ON, care.checkedOn);
  putDay(Field.CARE_DUE_ON, dueDay(t));
  sendDocument(t, Command.SCREEN, 0);
}

/** A day that never was has no field. */
function putDay(field: Field, day: i32): void {
  if (day <= 0) return;
  putCivil(<u64>day * DAY_MS, TEXT);
  putNumber(field, getDigits(TEXT, 8));
}

function ifDone(t: Terminal): i32 {
  const digit = <i32>load<u32>(PAYLOAD);
  if (digit !== CLEANED && digit !== CHECKED) return STAY;
  watchOf(t).number = digit;
  return Maintaining.MAKING_ROOM;
}

function writeCare(t: Terminal): void {
  const isCleaned = watchOf(t).number === CLEANED;
  const next = beginAct<Care>(t, isCleaned ? Kind.CLEANED : Kind.CHECKED, Zone.CARE);
  if (isCleaned) next.cleanedOn = <i32>today(t);
  else next.checkedOn = <i32>today(t);
  if (isCleaned) next.cleanedAt = cards(t);
}
