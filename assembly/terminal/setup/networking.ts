/**
 * NETWORKING: how the terminal is connected: by cable, over Wi-Fi, through a phone. Returns SUCCEEDED once the board has the
 * network and that is durable, CANCELLED or FAULTED.
 *
 * The key of a Wi-Fi network is a secret: the secure module takes the keypad for it, and the board joins with its handle.
 */
import { Command, Event, Purpose, Secret, STAY } from "../../abi";
import { LineFault, NetworkAction, NetworkKind } from "../../abi_devices";
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { Field, Item, Menu } from "../../abi_fields";
import { deskOf } from "../../acquirer/desk";
import { exchangeOf } from "../../acquirer/region";
import { reasonOf } from "../../acquirer/servers";
import { copyBytes, fillBytes } from "../../base/bytes";
import { Kind } from "../../journal/records";
import { beginDocument, putNumber, sendDocument } from "../../machine/document";
import { ask, askWith, Bytes, payload, putBytes, Status } from "../../machine/io";
import { may2, may3, NO_ROW, REST, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { openMenu } from "../menu";
import { giveKeypadBack, SecretInput } from "../pin";
import { show, showReason } from "../screens";
import { beginDraft } from "./setting";
import {
  chooseWifi,
  chosenLength,
  chosenName,
  isSecured,
  keepKey,
  keyOf,
  putChosen,
  showWifi,
  takeNetworks,
  turnWifiPage,
} from "./wifi_list";
import { Step, WIFI_BYTES } from "./zone";

export enum Networking {
  CHOOSING,
  WIRING,
  SCANNING,
  LISTING,
  TYPING_KEY,
  JOINING,
  PAIRING,
  COMPARING,
  CONFIRMING,
  RECORDING,
  FAILED,
}

export function networking(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Networking.CHOOSING: switch (event) {
      case Event.ENTER: openNetworks(t); return run(Machine.MENU);
      case Event.CHOSEN: return may3(ifKind(t), Networking.WIRING, Networking.SCANNING, Networking.PAIRING);
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Networking.WIRING: switch (event) {
      case Event.ENTER: askWire(t); return wait(30_000);
      case Event.NETWORK_DONE: return may2(ifDone(t), Networking.RECORDING, Networking.FAILED);
      case Event.TIME: noteSilence(t); return Networking.FAILED;
    } break;
    case Networking.SCANNING: switch (event) {
      case Event.ENTER: askScan(t); return wait(30_000);
      case Event.NETWORK_DONE: return may2(ifFound(t), Networking.LISTING, Networking.FAILED);
      case Event.TIME: noteSilence(t); return Networking.FAILED;
    } break;
    case Networking.LISTING: switch (event) {
      case Event.ENTER: showWifi(t); return wait(120_000);
      case Event.KEY_DIGIT: return may3(ifNetwork(t), STAY, Networking.TYPING_KEY, Networking.JOINING);
      case Event.KEY_MENU: turnWifiPage(t); return Networking.LISTING;
      case Event.KEY_CLEAR: return Networking.SCANNING;
      case Event.KEY_CANCEL: return Networking.CHOOSING;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Networking.TYPING_KEY: switch (event) {
      case Event.ENTER: askWifiKey(t); return wait(605_000);
      case Event.SECRET_DONE: return may2(ifKey(t), Networking.JOINING, Networking.LISTING);
      case Event.TIME: return Networking.LISTING;
      case Event.END: giveKeypadBack(t); return REST;
    } break;
    case Networking.JOINING: switch (event) {
      case Event.ENTER: askJoin(t); return wait(60_000);
      case Event.NETWORK_DONE: return may2(ifDone(t), Networking.RECORDING, Networking.FAILED);
      case Event.TIME: noteSilence(t); return Networking.FAILED;
    } break;
    case Networking.PAIRING: switch (event) {
      case Event.ENTER: askPair(t); return wait(60_000);
      case Event.NETWORK_DONE: return may2(ifCode(t), Networking.COMPARING, Networking.FAILED);
      case Event.TIME: noteSilence(t); return Networking.FAILED;
    } break;
    case Networking.COMPARING: switch (event) {
      case Event.ENTER: showCode(t); return wait(60_000);
      case Event.KEY_ENTER: return Networking.CONFIRMING;
      case Event.KEY_CANCEL: noteDifferent(t); return Networking.FAILED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Networking.CONFIRMING: switch (event) {
      case Event.ENTER: askConfirm(t); return wait(60_000);
      case Event.NETWORK_DONE: return may2(ifDone(t), Networking.RECORDING, Networking.FAILED);
      case Event.TIME: noteSilence(t); return Networking.FAILED;
    } break;
    case Networking.RECORDING: switch (event) {
      case Event.ENTER: draftNetwork(t); return run(Machine.SETTING);
      case Event.SUCCEEDED: return Event.SUCCEEDED;
      case Event.FAILED: return Event.CANCELLED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Networking.FAILED: switch (event) {
      case Event.ENTER: showFailed(t); return wait(60_000);
      case Event.KEY_ENTER: return Networking.CHOOSING;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

/** As the secure module's rules have them (IEEE 802.11: a passphrase, or the key itself in hexadecimal). */
const KEY_MIN: i32 = 8;
const KEY_MAX: i32 = 64;
const KEY_TIMEOUT_MS: i32 = 120_000;
const TOTAL_TIMEOUT_MS: i32 = 600_000;

@unmanaged
class NetworkCommand {
  action: u32;
  handle: u32;
  get name(): Bytes {
    return changetype<Bytes>(changetype<usize>(this) + offsetof<NetworkCommand>());
  }
}

function openNetworks(t: Terminal): void {
  openMenu(t, Menu.NETWORK);
}

function ifKind(t: Terminal): i32 {
  switch (deskOf(t).item) {
    case Item.WIFI:
      return Networking.SCANNING;
    case Item.BLUETOOTH:
      return Networking.PAIRING;
    default:
      return Networking.WIRING;
  }
}

function askWire(t: Terminal): void {
  askNetwork(t, NetworkAction.WIRE);
}

function askScan(t: Terminal): void {
  askNetwork(t, NetworkAction.SCAN);
}

function askPair(t: Terminal): void {
  askNetwork(t, NetworkAction.PAIR);
}

function askConfirm(t: Terminal): void {
  askNetwork(t, NetworkAction.CONFIRM_PAIRING);
}

function askNetwork(t: Terminal, action: NetworkAction): void {
  show(t, Screen.JOINING);
  askWith<NetworkCommand>(t, Command.NETWORK, <i32>offsetof<Bytes>()).action = action;
}

function askJoin(t: Terminal): void {
  beginDocument(Screen.JOINING);
  putChosen(t);
  sendDocument(t, Command.SCREEN, 0);
  const length = chosenLength(t);
  const command = askWith<NetworkCommand>(t, Command.NETWORK, <i32>offsetof<Bytes>() + length);
  command.action = NetworkAction.JOIN;
  command.handle = keyOf(t);
  putBytes(command.name, chosenName(t), length);
}

/** @returns whether the board has done it; if not, why is noted */
function isDone(t: Terminal): bool {
  const status = payload<Status>().status;
  if (status === LineFault.NONE) return true;
  note(t, reasonOf(status));
  return false;
}

function ifDone(t: Terminal): i32 {
  return isDone(t) ? Networking.RECORDING : Networking.FAILED;
}

/** Nothing in the air is no carrier. */
function ifFound(t: Terminal): i32 {
  if (!isDone(t)) return Networking.FAILED;
  note(t, Reason.NO_CARRIER);
  return takeNetworks(t) ? Networking.LISTING : Networking.FAILED;
}

function ifNetwork(t: Terminal): i32 {
  if (!chooseWifi(t)) return STAY;
  return isSecured(t) ? Networking.TYPING_KEY : Networking.JOINING;
}

function askWifiKey(t: Terminal): void {
  beginDocument(Screen.WIFI_KEY);
  putChosen(t);
  sendDocument(t, Command.SCREEN, 0);
  const input = ask<SecretInput>(t, Command.ENTER_SECRET);
  input.purpose = Purpose.WIFI_KEY;
  input.digitsMin = KEY_MIN;
  input.digitsMax = KEY_MAX;
  input.keyTimeout_ms = KEY_TIMEOUT_MS;
  input.totalTimeout_ms = TOTAL_TIMEOUT_MS;
}

function ifKey(t: Terminal): i32 {
  const secret = payload<Status>();
  if (secret.status !== Secret.ENTERED) return Networking.LISTING;
  keepKey(t, secret.value);
  return Networking.JOINING;
}

/** The code is kept where nothing of a network stands: the digits of a person's answer are not needed for it. */
function ifCode(t: Terminal): i32 {
  if (!isDone(t)) return Networking.FAILED;
  deskOf(t).page = payload<Status>().value;
  return Networking.COMPARING;
}

function showCode(t: Terminal): void {
  beginDocument(Screen.PAIRING);
  putNumber(Field.PAIRING_CODE, <u64>(<u32>deskOf(t).page));
  sendDocument(t, Command.SCREEN, 0);
}

function draftNetwork(t: Terminal): void {
  const kind = kindOf(deskOf(t).item);
  const setup = beginDraft(t, Kind.NETWORK_SET);
  setup.network = <u8>kind;
  setup.steps |= <u8>Step.NETWORK;
  fillBytes(setup.wifi, 0, WIFI_BYTES);
  if (kind === NetworkKind.WIFI) copyBytes(setup.wifi, chosenName(t), chosenLength(t));
}

function kindOf(item: i32): NetworkKind {
  if (item === Item.WIFI) return NetworkKind.WIFI;
  return item === Item.BLUETOOTH ? NetworkKind.BLUETOOTH : NetworkKind.WIRED;
}

function noteSilence(t: Terminal): void {
  note(t, Reason.LINE_TIMED_OUT);
}

function noteDifferent(t: Terminal): void {
  note(t, Reason.NETWORK_KEY);
}

function note(t: Terminal, reason: Reason): void {
  exchangeOf(t).stopped = reason;
}

function showFailed(t: Terminal): void {
  showReason(t, Screen.NETWORK_FAILED, exchangeOf(t).stopped);
}
