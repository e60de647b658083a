/**
 * The engine: one event in, machines run until all of them wait again. It alone moves states, pushes and pops machines,
 * arms deadlines and refuses a move that the table does not list. Handlers only return where to go.
 */
import { Command, Event, IN_HEADER, RESULT_FIRST, STAY } from "../abi";
import { TERMINAL_BYTES } from "../base/map";
import { clearBytes, fillBytes } from "../base/bytes";
import { beginDecisions, tellDecisions } from "../machine/decisions";
import { DEADLINE_NONE, FRAMES_MAX } from "../machine/frames";
import { allow, clear, IN, payload, Status, tell, used } from "../machine/io";
import { HOLD, Machine, NO_ROW, REST, RUN, TIMEOUT_MS_MAX, WAIT } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { watchEvent, watchResult } from "./care/watch";
import { wellFormed } from "./inbox";
import { react } from "./machines";
import { noteTouch } from "./people/idle";

/** What `step` returns for an event that is none; nothing has changed. */
export const BAD_EVENT: i32 = -1;
/** A chain of moves that one event can set off; a longer one is a loop in a table. */
const MOVES_MAX: i32 = 32;

/** Rows that this step took, 4 bytes each (machine, state, event, next), their number first: for transcripts and coverage. */
export const MOVES: usize = memory.data(4 + 4 * MOVES_MAX, 8);

@unmanaged
class EventHeader {
  monotonic_ms: u64;
  wall_ms: u64;
  epoch: u32;
  ticket: u32;
}

@unmanaged
class Deadline {
  at_ms: u64;
}

/** A terminal without power: all zero, the bottom machine waiting for BOOT. */
export function boot(t: Terminal): void {
  fillBytes(changetype<usize>(t), 0, <i32>TERMINAL_BYTES);
  push(t, Machine.LIFECYCLE);
}

/** @returns bytes used in OUT, or BAD_EVENT. */
export function step(t: Terminal, event: i32, length: i32): i32 {
  clear();
  store<i32>(MOVES, 0);
  if (!wellFormed(event, length)) return BAD_EVENT;
  beginDecisions(t);
  const header = changetype<EventHeader>(IN);
  t.now_ms = header.monotonic_ms;
  t.wall_ms = header.wall_ms;
  noteTouch(t, event);
  const level = header.ticket === 0 ? t.depth - 1 : ownerOf(t, header);
  if (level >= 0) watchEvent(t, event);
  if (event === Event.DIAGNOSE) t.diagnosed = payload<Status>().status;
  else if (level < 0) t.stale += 1;
  else if (event !== Event.TIME || due(t)) dispatch(t, event, level, header.ticket !== 0);
  tellDecisions(t);
  allow(1);
  tell<Deadline>(t, Command.DEADLINE).at_ms = t.top.deadline_ms;
  clearBytes(IN, (IN_HEADER + length + 7) & ~7); // it may have held card data
  return used();
}

function due(t: Terminal): bool {
  return t.top.deadline_ms !== DEADLINE_NONE && t.top.deadline_ms <= t.now_ms;
}

/** @returns the frame that waits for this answer and that no holding frame covers; -1 when nobody does. */
function ownerOf(t: Terminal, header: EventHeader): i32 {
  if (header.epoch !== t.epoch) return -1;
  for (let level = t.depth - 1; level >= 0; level--) {
    const frame = t.frame(level);
    if (frame.ticket === header.ticket) return level;
    if (frame.holds !== 0) return -1;
  }
  return -1;
}

/**
 * Offers the event to the machine at `level`, then (unless it answers that machine's own command) to those that run it.
 * A machine that takes it abandons those above.
 */
function dispatch(t: Terminal, event: i32, level: i32, answer: bool): void {
  let next = NO_ROW;
  while (level >= 0) {
    const frame = t.frame(level);
    next = react(t, frame.machine, frame.state, event);
    if (next !== NO_ROW) note(frame.machine, frame.state, event, next);
    if (next !== NO_ROW || answer || frame.holds !== 0) break;
    level--;
  }
  if (next === NO_ROW || next === STAY) return;
  while (t.depth - 1 > level) pop(t);
  go(t, settle(t, next));
}

/** Enters a state of the top machine, and the first state of every machine it runs, until one waits. */
function go(t: Terminal, entered: i32): void {
  let state = entered;
  for (let moves = 0; ; moves++) {
    assert(moves < MOVES_MAX);
    const frame = t.top;
    frame.state = state;
    frame.deadline_ms = DEADLINE_NONE;
    frame.ticket = 0;
    frame.holds = 0;
    allow(1);
    const what = react(t, frame.machine, state, Event.ENTER);
    allow(0);
    assert(what >= 0 && what !== STAY);
    if (what & (WAIT | HOLD)) {
      frame.deadline_ms = t.now_ms + (what & TIMEOUT_MS_MAX);
      frame.holds = what & HOLD;
      return;
    }
    if (what & REST) return;
    if (what & RUN) {
      assert(frame.ticket === 0); // what it asked for would be answered to the machine it runs
      push(t, what & 0xff);
      state = 0;
      continue;
    }
    note(frame.machine, state, Event.ENTER, what);
    state = settle(t, what);
  }
}

/** Hands results down the stack until one of the machines goes on. @returns the state that this machine goes to. */
function settle(t: Terminal, chosen: i32): i32 {
  let next = chosen;
  while (next >= RESULT_FIRST) {
    const result = next;
    pop(t);
    watchResult(t, result);
    assert(t.depth > 0);
    const frame = t.top;
    next = react(t, frame.machine, frame.state, result);
    assert(next !== NO_ROW && next !== STAY);
    note(frame.machine, frame.state, result, next);
  }
  return next;
}

function push(t: Terminal, machine: i32): void {
  assert(t.depth < FRAMES_MAX);
  t.depth += 1;
  const frame = t.top;
  frame.deadline_ms = DEADLINE_NONE;
  frame.ticket = 0;
  frame.machine = machine;
  frame.state = 0;
  frame.holds = 0;
}

function pop(t: Terminal): void {
  allow(1);
  react(t, t.top.machine, t.top.state, Event.END);
  allow(0);
  t.depth -= 1;
}

function note(machine: i32, state: i32, event: i32, next: i32): void {
  const count = load<i32>(MOVES);
  assert(count < MOVES_MAX);
  const at = MOVES + 4 + 4 * <usize>count;
  store<u8>(at, <u8>machine);
  store<u8>(at, <u8>state, 1);
  store<u8>(at, <u8>event, 2);
  store<u8>(at, <u8>next, 3);
  store<i32>(MOVES, count + 1);
}
