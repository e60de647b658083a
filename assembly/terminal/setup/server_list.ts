/**
 * SERVERS: which servers there are, and which is tried first. Returns SUCCEEDED (the person is done), CANCELLED or FAULTED.
 *
 * An address that begins with `tls:` is one of a server that speaks TLS. Every change is durable at once. An address left empty removes its server; with none stored the board's own is used.
 */
import { Command, Event, STAY } from "../../abi";
import { TextKind, TextResult } from "../../abi_devices";
import { Screen } from "../../abi_shown";
import { Field } from "../../abi_fields";
import { deskOf } from "../../acquirer/desk";
import { HOST_BYTES, PORT_MAX, Servers, SERVERS_MAX, SERVER_BYTES, serversOf } from "../../acquirer/servers";
import { putDigits } from "../../base/bcd";
import { copyBytes, fillBytes } from "../../base/bytes";
import { Kind } from "../../journal/records";
import { beginDocument, putNumber, putText, sendDocument } from "../../machine/document";
import { askWith, Bytes, payload, PAYLOAD, putBytes, Status } from "../../machine/io";
import { may2, may3, may4, NO_ROW, REST, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { giveKeypadBack } from "../pin";
import { show } from "../screens";
import { isHost, portOf } from "./host_name";
import { beginDraft, draftServers, draftStep } from "./setting";
import { isStepDone, Step } from "./zone";

export enum Serving {
  LISTING,
  TYPING_HOST,
  TYPING_PORT,
  WRONG,
  RECORDING,
  FINISHING,
}

export function serverList(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Serving.LISTING: switch (event) {
      case Event.ENTER: showServers(t); return wait(120_000);
      case Event.KEY_DIGIT: return may2(ifPlace(t), STAY, Serving.TYPING_HOST);
      case Event.KEY_MENU: return may2(ifSeveral(t), STAY, Serving.RECORDING);
      case Event.KEY_ENTER: return may2(ifNew(t), Event.SUCCEEDED, Serving.FINISHING);
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Serving.TYPING_HOST: switch (event) {
      case Event.ENTER: askHost(t); return wait(125_000);
      case Event.TEXT_DONE: return may4(ifHost(t), Serving.TYPING_PORT, Serving.WRONG, Serving.RECORDING, Serving.LISTING);
      case Event.TIME: return Serving.LISTING;
      case Event.END: giveKeypadBack(t); return REST;
    } break;
    case Serving.TYPING_PORT: switch (event) {
      case Event.ENTER: askPort(t); return wait(125_000);
      case Event.TEXT_DONE: return may3(ifPort(t), Serving.RECORDING, Serving.WRONG, Serving.LISTING);
      case Event.TIME: return Serving.LISTING;
      case Event.END: giveKeypadBack(t); return REST;
    } break;
    case Serving.WRONG: switch (event) {
      case Event.ENTER: showWrong(t); return wait(60_000);
      case Event.KEY_ENTER: return Serving.TYPING_HOST;
      case Event.KEY_CANCEL: return Serving.LISTING;
      case Event.TIME: return Serving.LISTING;
    } break;
    case Serving.RECORDING: switch (event) {
      case Event.ENTER: return run(Machine.SETTING);
      case Event.SUCCEEDED: return Serving.LISTING;
      case Event.FAILED: return Event.CANCELLED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Serving.FINISHING: switch (event) {
      case Event.ENTER: draftDone(t); return run(Machine.SETTING);
      case Event.SUCCEEDED: return Event.SUCCEEDED;
      case Event.FAILED: return Event.CANCELLED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
  }
  return NO_ROW;
}

const TEXT_TIMEOUT_MS: i32 = 120_000;
const PORT_DIGITS_MAX: i32 = 5;
const COLON: u8 = 0x3a;
/** What an address begins with where the line is TLS. */
const PREFIX: u32 = 0x3a_73_6c_74; // "tls:"
const PREFIX_BYTES: i32 = 4;
const ADDRESS_BYTES: i32 = HOST_BYTES + PREFIX_BYTES;
const TEXT: usize = memory.data(ADDRESS_BYTES + 8, 8);

@unmanaged
export class TextInput {
  kind: u32;
  min: u32;
  max: u32;
  timeout_ms: u32;
  get text(): Bytes {
    return changetype<Bytes>(changetype<usize>(this) + offsetof<TextInput>());
  }
}

/** The place that is under way, from 0, stands in `page` of the desk. */
function placeOf(t: Terminal): i32 {
  return deskOf(t).page;
}

/** One that there is, or the one behind them. */
function ifPlace(t: Terminal): i32 {
  const place = load<i32>(PAYLOAD) - 1;
  const servers = serversOf(t);
  if (place < 0 || place > servers.count || place >= SERVERS_MAX) return STAY;
  deskOf(t).page = place;
  beginDraft(t, Kind.SERVERS_SET);
  return Serving.TYPING_HOST;
}

/** The first time it is a step of the first start. */
function ifNew(t: Terminal): i32 {
  return isStepDone(t, Step.SERVERS) ? Event.SUCCEEDED : Serving.FINISHING;
}

function draftDone(t: Terminal): void {
  draftStep(t, Step.SERVERS);
}

/** The next one is tried first. */
function ifSeveral(t: Terminal): i32 {
  if (serversOf(t).count < 2) return STAY;
  beginDraft(t, Kind.SERVERS_SET);
  const draft = draftServers(t);
  draft.first = <u8>((<i32>draft.first + 1) % draft.count);
  return Serving.RECORDING;
}

function askHost(t: Terminal): void {
  const draft = draftServers(t);
  const place = placeOf(t);
  show(t, Screen.SERVER_HOST);
  askText(t, TextKind.HOST, 0, ADDRESS_BYTES, TEXT, putAddress(draft, place));
}

function askPort(t: Terminal): void {
  const port = draftServers(t).port(placeOf(t));
  show(t, Screen.SERVER_PORT);
  askText(t, TextKind.DIGITS, 1, PORT_DIGITS_MAX, TEXT, port === 0 ? 0 : putPort(TEXT, port));
}

function askText(t: Terminal, kind: TextKind, least: i32, most: i32, from: usize, length: i32): void {
  const input = askWith<TextInput>(t, Command.ENTER_TEXT, <i32>offsetof<Bytes>() + length);
  input.kind = kind;
  input.min = least;
  input.max = most;
  input.timeout_ms = TEXT_TIMEOUT_MS;
  putBytes(input.text, from, length);
}

function typed(): Bytes {
  return changetype<Bytes>(PAYLOAD + offsetof<Status>());
}

function ifHost(t: Terminal): i32 {
  if (payload<Status>().status !== TextResult.ENTERED) return Serving.LISTING;
  const text = typed();
  if (text.length === 0) return ifRemoved(t);
  const isTls = text.length >= <u32>PREFIX_BYTES && load<u32>(text.start) === PREFIX;
  const prefix: usize = isTls ? PREFIX_BYTES : 0;
  const start = text.start + prefix;
  const length = <i32>text.length - <i32>prefix;
  if (length === 0 || length > HOST_BYTES || !isHost(start, length)) return Serving.WRONG;
  const draft = draftServers(t);
  const host = draft.host(placeOf(t));
  fillBytes(host, 0, HOST_BYTES);
  copyBytes(host, start, length);
  draft.setTls(placeOf(t), isTls);
  return Serving.TYPING_PORT;
}

/** Those behind it move up. */
function ifRemoved(t: Terminal): i32 {
  const draft = draftServers(t);
  const place = placeOf(t);
  if (place >= draft.count) return Serving.LISTING;
  const last = draft.count - 1;
  for (let i = place; i < last; i++) copyBytes(draft.host(i), draft.host(i + 1), <i32>SERVER_BYTES);
  fillBytes(draft.host(last), 0, <i32>SERVER_BYTES);
  draft.stored = <u8>last;
  draft.first = 0;
  return Serving.RECORDING;
}

function ifPort(t: Terminal): i32 {
  if (payload<Status>().status !== TextResult.ENTERED) return Serving.LISTING;
  const text = typed();
  const port = portOf(text.start, text.length);
  if (port === 0) return Serving.WRONG;
  const draft = draftServers(t);
  draft.setPort(placeOf(t), port);
  if (placeOf(t) >= draft.count) draft.stored = <u8>(placeOf(t) + 1);
  return Serving.RECORDING;
}

/** What there is, and an empty choice for one more. */
function showServers(t: Terminal): void {
  const servers = serversOf(t);
  beginDocument(Screen.SERVER_LIST);
  for (let i = 0; i < servers.count; i++) putServer(Field.CHOICE, servers, i);
  if (servers.count < SERVERS_MAX) putText(Field.CHOICE, TEXT, 0);
  if (servers.count > 1) putNumber(Field.SERVER_IN_USE, (<i32>servers.first % servers.count) + 1);
  sendDocument(t, Command.SCREEN, 0);
}

/** Host and port of a server, as a field. */
export function putServer(field: Field, servers: Servers, place: i32): void {
  const length = putAddress(servers, place);
  store<u8>(TEXT + length, COLON);
  putText(field, TEXT, length + 1 + putPort(TEXT + length + 1, servers.port(place)));
}

/** A server's address as a person types it, in TEXT. @returns its length */
function putAddress(servers: Servers, place: i32): i32 {
  const length = servers.hostLength(place);
  const before = servers.isTls(place) ? PREFIX_BYTES : 0;
  store<u32>(TEXT, PREFIX);
  copyBytes(TEXT + before, servers.host(place), length);
  return before + length;
}

/** @returns how many digits it has */
function putPort(at: usize, port: u32): i32 {
  let digits = 1;
  for (let rest = min(port, PORT_MAX) / 10; rest > 0; rest /= 10) digits++;
  putDigits(at, digits, min(port, PORT_MAX));
  return digits;
}

function showWrong(t: Terminal): void {
  show(t, Screen.SERVER_WRONG);
}
