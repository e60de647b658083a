/**
 * FAULT_CHECK: a person is led through what may be wrong: power first, then cables; after each step the sensors are asked
 * again. Returns SUCCEEDED, or FAILED when the steps are used up or somebody leaves.
 */
import { Command, Event } from "../../abi";
import { Screen } from "../../abi_shown";
import { Field } from "../../abi_fields";
import { deskOf } from "../../acquirer/desk";
import { beginDocument, putNumber, sendDocument } from "../../machine/document";
import { may2, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { show } from "../screens";
import { Need, needReadiness } from "./readiness";
import { showSupport } from "./support";

export enum Checking {
  BEGINNING,
  TESTING_POWER,
  TESTING_CABLES,
  ADVISING_POWER,
  ADVISING_CABLES,
  SOLVED,
  SUPPORT,
}

export function faultCheck(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Checking.BEGINNING: switch (event) {
      case Event.ENTER: begin(t); return Checking.TESTING_POWER;
    } break;
    case Checking.TESTING_POWER: switch (event) {
      case Event.ENTER: needPower(t); return run(Machine.READINESS);
      case Event.SUCCEEDED: goToCables(t); return Checking.TESTING_CABLES;
      case Event.FAILED: return may2(nextOfPower(t), Checking.ADVISING_POWER, Checking.SUPPORT);
    } break;
    case Checking.ADVISING_POWER: switch (event) {
      case Event.ENTER: showStep(t); return wait(120_000);
      case Event.KEY_ENTER: return Checking.TESTING_POWER;
      case Event.KEY_CANCEL: return Event.FAILED;
      case Event.TIME: return Event.FAILED;
    } break;
    case Checking.TESTING_CABLES: switch (event) {
      case Event.ENTER: needCarrier(t); return run(Machine.READINESS);
      case Event.SUCCEEDED: return Checking.SOLVED;
      case Event.FAILED: return may2(nextOfCables(t), Checking.ADVISING_CABLES, Checking.SUPPORT);
    } break;
    case Checking.ADVISING_CABLES: switch (event) {
      case Event.ENTER: showStep(t); return wait(120_000);
      case Event.KEY_ENTER: return Checking.TESTING_CABLES;
      case Event.KEY_CANCEL: return Event.FAILED;
      case Event.TIME: return Event.FAILED;
    } break;
    case Checking.SOLVED: switch (event) {
      case Event.ENTER: showSolved(t); return wait(30_000);
      case Event.KEY_ENTER: return Event.SUCCEEDED;
      case Event.KEY_CANCEL: return Event.SUCCEEDED;
      case Event.TIME: return Event.SUCCEEDED;
    } break;
    case Checking.SUPPORT: switch (event) {
      case Event.ENTER: showSupport(t); return wait(60_000);
      case Event.KEY_ENTER: return Event.FAILED;
      case Event.KEY_CANCEL: return Event.FAILED;
      case Event.TIME: return Event.FAILED;
    } break;
  }
  return NO_ROW;
}

/** Steps 1 and 2 are those of power, the others of cables; the board has their texts (host/locale/device_words.ts). */
const POWER_STEPS: i32 = 2;
export const FAULT_STEPS: i32 = 5;

/** The step that was taken last stands in `page` of the desk; 0 for none. */
function begin(t: Terminal): void {
  deskOf(t).page = 0;
}

/** Power is there: what is left of its steps is passed over. */
function goToCables(t: Terminal): void {
  deskOf(t).page = POWER_STEPS;
}

function needPower(t: Terminal): void {
  needReadiness(t, Need.POWER | Need.QUIETLY);
}

function needCarrier(t: Terminal): void {
  needReadiness(t, Need.CARRIER | Need.QUIETLY);
}

/** A fault that outlasts the steps against it is one for support. */
function nextOfPower(t: Terminal): i32 {
  return nextStep(t) <= POWER_STEPS ? Checking.ADVISING_POWER : Checking.SUPPORT;
}

function nextOfCables(t: Terminal): i32 {
  return nextStep(t) <= FAULT_STEPS ? Checking.ADVISING_CABLES : Checking.SUPPORT;
}

function nextStep(t: Terminal): i32 {
  const desk = deskOf(t);
  desk.page += 1;
  return desk.page;
}

function showStep(t: Terminal): void {
  beginDocument(Screen.FAULT_STEP);
  putNumber(Field.STEP, deskOf(t).page);
  sendDocument(t, Command.SCREEN, 0);
}

function showSolved(t: Terminal): void {
  show(t, Screen.FAULT_SOLVED);
}
