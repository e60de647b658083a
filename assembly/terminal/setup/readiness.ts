/**
 * READINESS: is there what a function needs: power, paper, a carrier, the clock, parts that work? Returns SUCCEEDED, or FAILED
 * when something is missing and the person has given up; each confirmation looks again.
 *
 * Input: `needReadiness`. What is met is passed in silence, but for Need.SHOWN; what is missing is shown, but for
 * Need.QUIETLY. The sensors are the board's; the limits are here.
 */
import { Command, Event } from "../../abi";
import {
  Paper,
  Part,
  READINESS_BATTERY,
  READINESS_CARRIER,
  READINESS_CLOCK,
  READINESS_FAILED,
  READINESS_MAINS,
  READINESS_NETWORK,
  READINESS_PAPER,
  READINESS_SIGNAL,
} from "../../abi_devices";
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { Field } from "../../abi_fields";
import { Desk, deskOf } from "../../acquirer/desk";
import { beginDocument, putNumber, sendDocument } from "../../machine/document";
import { ask, Nothing, PAYLOAD } from "../../machine/io";
import { may2, may3, NO_ROW, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";

export enum Readying {
  LOOKING,
  SHOWING,
}

export function readiness(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Readying.LOOKING: switch (event) {
      case Event.ENTER: askSensors(t); return wait(10_000);
      case Event.READINESS_DONE: return may3(judge(t), Event.SUCCEEDED, Event.FAILED, Readying.SHOWING);
      case Event.TIME: return may3(judgeSilence(t), Event.SUCCEEDED, Event.FAILED, Readying.SHOWING);
    } break;
    case Readying.SHOWING: switch (event) {
      case Event.ENTER: showReadiness(t); return wait(120_000);
      case Event.KEY_ENTER: return Readying.LOOKING;
      case Event.KEY_CANCEL: return may2(verdict(t), Event.SUCCEEDED, Event.FAILED);
      case Event.TIME: return may2(verdict(t), Event.SUCCEEDED, Event.FAILED);
    } break;
  }
  return NO_ROW;
}

/** What may be needed, as bits. */
export enum Need {
  /** Mains, or a battery of BATTERY_MIN. */
  POWER = 1,
  /** Mains, or a battery of BATTERY_FIRMWARE_MIN. */
  POWER_FOR_FIRMWARE = 2,
  PAPER = 4,
  CARRIER = 8,
  CLOCK = 16,
  /** The secure module and the flash have passed their tests of themselves. */
  SELF_TEST = 32,
  /** It is shown whatever it is, until somebody leaves it. */
  SHOWN = 64,
  /** Nothing is shown. */
  QUIETLY = 128,
}

/** What binding, activation and what else is agreed with the platform needs; a settlement needs paper too. */
export const NEEDS_TO_AGREE: i32 = Need.POWER | Need.CARRIER | Need.CLOCK | Need.SELF_TEST;
export const NEEDS_TO_SETTLE: i32 = NEEDS_TO_AGREE | Need.PAPER;
export const NEEDS_TO_UPDATE: i32 = NEEDS_TO_AGREE | Need.POWER_FOR_FIRMWARE;
export const NEEDS_ALL: i32 = NEEDS_TO_SETTLE;

const BATTERY_MIN: i32 = 20;
const BATTERY_FIRMWARE_MIN: i32 = 50;
/** Parts without which nothing may be agreed. */
const VITAL: u32 = (1 << Part.SECURE_MODULE) | (1 << Part.FLASH);

/** To be called before READINESS runs. @param needs bits of `Need` */
export function needReadiness(t: Terminal, needs: i32): void {
  deskOf(t).needs = needs;
}

function askSensors(t: Terminal): void {
  ask<Nothing>(t, Command.READINESS);
}

function judge(t: Terminal): i32 {
  takeReadiness(t);
  const desk = deskOf(t);
  desk.missing = missingOf(desk);
  return conclude(desk);
}

/** What was measured, wherever it was asked for. */
export function takeReadiness(t: Terminal): void {
  const desk = deskOf(t);
  desk.hasReadiness = 1;
  desk.battery = <u8>min<u32>(100, load<u32>(PAYLOAD, READINESS_BATTERY));
  desk.mains = load<u32>(PAYLOAD, READINESS_MAINS) !== 0 ? 1 : 0;
  desk.paper = <u8>min<u32>(Paper.OUT, load<u32>(PAYLOAD, READINESS_PAPER));
  desk.networkUp = <u8>min<u32>(255, load<u32>(PAYLOAD, READINESS_NETWORK));
  desk.carrier = load<u32>(PAYLOAD, READINESS_CARRIER) !== 0 ? 1 : 0;
  desk.signal = <u8>min<u32>(100, load<u32>(PAYLOAD, READINESS_SIGNAL));
  desk.clock = load<u32>(PAYLOAD, READINESS_CLOCK) !== 0 ? 1 : 0;
  desk.failedParts = load<u32>(PAYLOAD, READINESS_FAILED);
}

/** Sensors that say nothing are a part that does not work. */
function judgeSilence(t: Terminal): i32 {
  const desk = deskOf(t);
  desk.hasReadiness = 0;
  desk.missing = Reason.SELF_TEST_FAILED;
  return conclude(desk);
}

function conclude(desk: Desk): i32 {
  if ((desk.needs & Need.SHOWN) !== 0) return Readying.SHOWING;
  if (desk.missing === Reason.NONE) return Event.SUCCEEDED;
  return (desk.needs & Need.QUIETLY) !== 0 ? Event.FAILED : Readying.SHOWING;
}

/** What was shown for its own sake may have been all well. */
function verdict(t: Terminal): i32 {
  return deskOf(t).missing === Reason.NONE ? Event.SUCCEEDED : Event.FAILED;
}

/** @returns the first thing that is needed and not there */
function missingOf(desk: Desk): Reason {
  const needs = desk.needs;
  if ((needs & Need.SELF_TEST) !== 0 && (desk.failedParts & VITAL) !== 0) return Reason.SELF_TEST_FAILED;
  if ((needs & Need.POWER) !== 0 && !hasPower(desk, BATTERY_MIN)) return Reason.BATTERY_LOW;
  if ((needs & Need.POWER_FOR_FIRMWARE) !== 0 && !hasPower(desk, BATTERY_FIRMWARE_MIN)) return Reason.BATTERY_LOW;
  if ((needs & Need.PAPER) !== 0 && desk.paper === Paper.OUT) return Reason.NO_PAPER;
  if ((needs & Need.CARRIER) !== 0 && desk.carrier === 0) return Reason.NO_CARRIER;
  if ((needs & Need.CLOCK) !== 0 && desk.clock === 0) return Reason.CLOCK_NOT_SET;
  return Reason.NONE;
}

function hasPower(desk: Desk, battery: i32): bool {
  return desk.mains !== 0 || <i32>desk.battery >= battery;
}

function showReadiness(t: Terminal): void {
  const desk = deskOf(t);
  beginDocument(Screen.READINESS);
  if (desk.hasReadiness !== 0) {
    putNumber(Field.BATTERY, desk.battery);
    putNumber(Field.MAINS, desk.mains);
    putNumber(Field.PAPER, desk.paper);
    putNetwork(desk);
    putNumber(Field.CLOCK, desk.clock);
    putNumber(Field.SELF_TEST, desk.failedParts);
  }
  if (desk.missing !== Reason.NONE) putNumber(Field.REASON, desk.missing);
  sendDocument(t, Command.SCREEN, 0);
}

/** The network as the sensors see it; a signal where it has one. */
export function putNetwork(desk: Desk): void {
  putNumber(Field.NETWORK, desk.networkUp);
  putNumber(Field.CARRIER, desk.carrier);
  if (desk.signal > 0) putNumber(Field.SIGNAL, desk.signal);
}
