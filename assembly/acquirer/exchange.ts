/**
 * EXCHANGE: a sealed request goes out, its answer comes back. Returns REPLIED (index and F39 in the region, MAC right),
 * NO_REPLY (it may have arrived), BAD_MAC (a reply that nobody can trust) or NOT_SENT (it did not arrive).
 *
 * A server that cannot be reached gives way to the next one, each once: nothing has been sent by then. Once a request has
 * left, no other server ever sees it.
 */
import { Command, Done, Event, STAY } from "../abi";
import { LineFault } from "../abi_devices";
import { copyBytes } from "../base/bytes";
import { FRAME_LENGTH, FRAME_MORE, OK } from "../base/status";
import { frameState, resetFrame, takeFrame } from "../codec/iso8583/frame";
import { askWith, Bytes, keepTicket, Nothing, payload, putBytes, Status, tell, tellOn } from "../machine/io";
import { may2, may5, NO_ROW, REST, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { exchangeOf, IN_FRAME_BYTES } from "./region";
import { isAnswer, noteRequest, macCovers, MacRule, macRule } from "./replies";
import { macSlot, MAC_BYTES } from "./requests";
import { askServer, beginServers, noteReached, noteUnreached } from "./servers";

export enum Exchanging {
  BEGINNING,
  OPENING,
  WAITING,
  CHECKING,
}

export function exchange(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Exchanging.BEGINNING: switch (event) {
      case Event.ENTER: begin(t); return Exchanging.OPENING;
    } break;
    case Exchanging.OPENING: switch (event) {
      case Event.ENTER: openLine(t); return wait(10_000);
      case Event.LINE_UP: noteReached(t); return Exchanging.WAITING;
      case Event.LINE_DOWN: return may2(ifAnotherServer(t), Exchanging.OPENING, Event.NOT_SENT);
      case Event.TIME: return may2(ifAnotherServerInTime(t), Exchanging.OPENING, Event.NOT_SENT);
      case Event.END: closeLine(t); return REST;
    } break;
    case Exchanging.WAITING: switch (event) {
      case Event.ENTER: send(t); return wait(30_000);
      case Event.LINE_DATA: return may5(collect(t), STAY, Exchanging.CHECKING, Event.REPLIED, Event.BAD_MAC, Event.NO_REPLY);
      case Event.LINE_DOWN: return Event.NO_REPLY;
      case Event.TIME: return Event.NO_REPLY;
      case Event.END: closeLine(t); return REST;
    } break;
    case Exchanging.CHECKING: switch (event) {
      case Event.ENTER: askCheck(t); return wait(3_000);
      case Event.MAC_CHECKED: return may2(ifRight(t), Event.REPLIED, Event.BAD_MAC);
      case Event.TIME: return Event.NO_REPLY;
      case Event.END: closeLine(t); return REST;
    } break;
  }
  return NO_ROW;
}

@unmanaged
class MacCheck {
  slot: u32;
  reserved: u32;
  get mac(): usize {
    return changetype<usize>(this) + offsetof<MacCheck>();
  }
  get data(): Bytes {
    return changetype<Bytes>(this.mac + MAC_BYTES);
  }
}

function begin(t: Terminal): void {
  beginServers(t);
}

function ifAnotherServer(t: Terminal): i32 {
  return noteUnreached(t, payload<Status>().status) ? Exchanging.OPENING : Event.NOT_SENT;
}

function ifAnotherServerInTime(t: Terminal): i32 {
  return noteUnreached(t, LineFault.TIMED_OUT) ? Exchanging.OPENING : Event.NOT_SENT;
}

function openLine(t: Terminal): void {
  askServer(t);
  const x = exchangeOf(t);
  x.line = t.top.ticket;
  resetFrame(x.frame);
  x.replyLength = 0;
  x.responseCode = 0;
  x.passed = 0;
}

function send(t: Terminal): void {
  const x = exchangeOf(t);
  keepTicket(t, x.line);
  putBytes(tellOn<Bytes>(t, Command.LINE_SEND, x.line, x.requestLength), x.sent, x.requestLength);
  x.sends += 1;
}

/** Leaving by any way, being abandoned included. */
function closeLine(t: Terminal): void {
  tell<Nothing>(t, Command.LINE_CLOSE);
}

/** Takes bytes in any cut. A frame that is not the answer is passed over and never prolongs the wait. */
function collect(t: Terminal): i32 {
  const x = exchangeOf(t);
  const chunk = payload<Bytes>();
  let taken = 0;
  while (taken < <i32>chunk.length) {
    taken += takeFrame(x.frame, x.answer, IN_FRAME_BYTES, chunk.start + taken, <i32>chunk.length - taken);
    const state = frameState(x.frame);
    if (state === FRAME_MORE) return STAY;
    if (state === FRAME_LENGTH) return Event.NO_REPLY;
    assert(state === OK);
    x.replyLength = x.want;
    resetFrame(x.frame);
    if (!isAnswer(t)) {
      x.passed += 1;
      continue;
    }
    const rule = macRule(t);
    if (rule === MacRule.CHECK) return Exchanging.CHECKING;
    if (rule === MacRule.MISSING) return Event.BAD_MAC;
    noteRequest(t);
    return Event.REPLIED;
  }
  return STAY;
}

function askCheck(t: Terminal): void {
  const x = exchangeOf(t);
  const length = macCovers(x);
  const command = askWith<MacCheck>(t, Command.VERIFY_MAC, MAC_BYTES + <i32>offsetof<Bytes>() + length);
  command.slot = macSlot(t);
  copyBytes(command.mac, x.at(64), MAC_BYTES);
  putBytes(command.data, x.reply, length);
}

function ifRight(t: Terminal): i32 {
  if (payload<Status>().status !== Done.DONE) return Event.BAD_MAC;
  noteRequest(t);
  return Event.REPLIED;
}
