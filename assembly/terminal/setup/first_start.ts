/**
 * FIRST_START: a new machine is made ready to be bound: language, network, servers, and a connection that works. Returns
 * SUCCEEDED, CANCELLED or FAULTED.
 *
 * Each step is durable once it is done; whoever comes back goes on with the first that is not.
 */
import { Event } from "../../abi";
import { Screen } from "../../abi_shown";
import { Kind } from "../../journal/records";
import { may5, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { show } from "../screens";
import { beginDraft } from "./setting";
import { Step, stepsLeft } from "./zone";

export enum Starting {
  CHOOSING,
  LANGUAGE,
  NETWORK,
  SERVERS,
  TESTING,
  RECORDING,
  DONE,
}

export function firstStart(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Starting.CHOOSING: switch (event) {
      case Event.ENTER: return may5(nextStep(t), Starting.LANGUAGE, Starting.NETWORK, Starting.SERVERS, Starting.TESTING, Starting.DONE);
    } break;
    case Starting.LANGUAGE: switch (event) {
      case Event.ENTER: return run(Machine.LANGUAGE);
      case Event.SUCCEEDED: return Starting.CHOOSING;
      case Event.CANCELLED: return Event.CANCELLED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Starting.NETWORK: switch (event) {
      case Event.ENTER: return run(Machine.NETWORKING);
      case Event.SUCCEEDED: return Starting.CHOOSING;
      case Event.CANCELLED: return Event.CANCELLED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Starting.SERVERS: switch (event) {
      case Event.ENTER: return run(Machine.SERVERS);
      case Event.SUCCEEDED: return Starting.RECORDING;
      case Event.CANCELLED: return Event.CANCELLED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Starting.TESTING: switch (event) {
      case Event.ENTER: return run(Machine.CONNECTION);
      case Event.SUCCEEDED: return Starting.RECORDING;
      case Event.FAILED: return Event.CANCELLED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Starting.RECORDING: switch (event) {
      case Event.ENTER: draftStep(t); return run(Machine.SETTING);
      case Event.SUCCEEDED: return Starting.CHOOSING;
      case Event.FAILED: return Event.CANCELLED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Starting.DONE: switch (event) {
      case Event.ENTER: showDone(t); return wait(10_000);
      case Event.KEY_ENTER: return Event.SUCCEEDED;
      case Event.KEY_CANCEL: return Event.SUCCEEDED;
      case Event.TIME: return Event.SUCCEEDED;
    } break;
  }
  return NO_ROW;
}

/** The first step that is not done, a bit of `Step`; 0 when all are. */
function firstLeft(t: Terminal): i32 {
  const left = stepsLeft(t);
  return left & -left;
}

function nextStep(t: Terminal): i32 {
  switch (firstLeft(t)) {
    case Step.LANGUAGE:
      return Starting.LANGUAGE;
    case Step.NETWORK:
      return Starting.NETWORK;
    case Step.SERVERS:
      return Starting.SERVERS;
    case Step.TESTED:
      return Starting.TESTING;
    default:
      return Starting.DONE;
  }
}

/** The step that has just been done is the first that is not recorded. */
function draftStep(t: Terminal): void {
  const setup = beginDraft(t, Kind.STEP_DONE);
  setup.steps |= <u8>firstLeft(t);
}

function showDone(t: Terminal): void {
  show(t, Screen.FIRST_START_DONE);
}
