/**
 * A terminal as every machine sees it: the clocks, the tickets, the stack of machines. The other regions lie behind it at
 * the offsets of base/map.ts; each is reached through a function of the folder that owns it, so nothing here knows them.
 */
import { ENGINE_BYTES, TERMINAL_BYTES } from "../base/map";
import { Frame, FRAMES_MAX } from "./frames";

@unmanaged
export class Terminal {
  /** Monotonic time of the event under way. */
  now_ms: u64;
  /** Local civil time of the event under way, ms since 1970-01-01 00:00. */
  wall_ms: u64;
  /** Differs at every boot, so that answers to commands of an earlier life are known as stale. */
  epoch: u32;
  /** Number of the last ticket given out. */
  ticket: u32;
  /** Answers dropped because nobody waits for them. */
  stale: u32;
  /** Frames in use. */
  depth: i32;
  /** 1 while a diagnostics device is there: what is decided is told (machine/decisions.ts). */
  diagnosed: u64;
  /** Serial number of the device, 8 ASCII, low byte first; 0 when the board has told none. */
  serial: u64;
  /** Model, 8 ASCII characters; zero of a board that does not say. */
  model: u64;
  /** Version of the firmware that runs; 1 in `onTrial` while it is not confirmed. */
  firmware: u32;
  onTrial: u32;
  /** Monotonic time of the last thing that a person did; whoever is logged on: an operator's number and role (terminal/people). */
  touched_ms: u64;
  /** Monotonic time of the last question whether the terminal may trade; 0 for none since the start. */
  checked_ms: u64;
  operator: i32;
  role: i32;
  /** The server that was last reached, by its place from 1; 0 for none. */
  server: i32;
  /** Why no server could be reached the last time, a `LineFault`; NONE since one was. */
  lineFault: u32;
  /** Two ASCII letters that the next screen tells the board: what the merchant speaks; 0 when it knows. */
  language: i32;
  /** What the platform has asked for in its replies, bits by digit; what of it has been tried since idle (terminal/download). */
  requests: i32;
  obeyed: i32;
  /** Local civil time until which an offered firmware is not shown again. */
  postponed_ms: u64;
  /** STAN that the test payment under way takes; 0 outside one (terminal/batch). */
  testing: i32;
  /** 1 when the card has left while a record was written (journal/append.ts); whoever asks clears it before. */
  cardLeft: i32;

  get top(): Frame {
    return this.frame(this.depth - 1);
  }

  frame(index: i32): Frame {
    assert(index >= 0 && index < FRAMES_MAX);
    return changetype<Frame>(changetype<usize>(this) + FRAMES + <usize>index * offsetof<Frame>());
  }
}

const FRAMES: usize = offsetof<Terminal>();
assert(FRAMES + <usize>FRAMES_MAX * offsetof<Frame>() <= ENGINE_BYTES);
assert((TERMINAL_BYTES & 15) === 0);
