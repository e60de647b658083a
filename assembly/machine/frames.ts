/** The stack of running machines: where each stands, when it wakes, which answer it waits for. */
export const FRAMES_MAX: i32 = 8;
export const DEADLINE_NONE: u64 = 0;

@unmanaged
export class Frame {
  /** Monotonic ms of this frame's wake-up, or DEADLINE_NONE; only the top frame ever has one. */
  deadline_ms: u64;
  /** Ticket of the command whose answer this frame waits for; 0 for none. */
  ticket: u32;
  /** A `Machine`. */
  machine: i32;
  /** Index of the state in that machine's enum. */
  state: i32;
  /** 1 while events must not pass this frame on their way down. */
  holds: i32;
}
