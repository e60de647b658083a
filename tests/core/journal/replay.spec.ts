import { Command, Event, RECORD_UNIT } from "../../../assembly/abi";
import {
  durable,
  Durable,
  DURABLE_USED,
  DURABLE_USED_BEFORE,
  DURABLE_USED_FIRST,
  resetDurable,
} from "../../../assembly/journal/durable";
import { Notice, NOTICE_BYTES, Noticed } from "../../../assembly/journal/notices";
import {
  Ended,
  HEAD_BYTES,
  Intent,
  INTENT_BYTES,
  Kind,
  recordBytes,
  RecordHead,
  sealRecord,
  SignedOn,
} from "../../../assembly/journal/records";
import { journal } from "../../../assembly/journal/region";
import { replay, Replay } from "../../../assembly/journal/replay";
import { RESULT_FIRST } from "../../../assembly/abi";
import { Terminal } from "../../../assembly/machine/terminal";
import { beginStep, freshTerminal, giveBytes, lastCommand, lastPayload } from "../machine/support";

const HALF: i32 = 4096;
const FLASH: usize = memory.data(8192, 32);
const RECORD: usize = memory.data(1024, 8);
/** Stops a replay that has wandered off. */
const STEPS_MAX: i32 = 40;

let t: Terminal = freshTerminal();
let end: i32 = 0;
let sequence: u32 = 0;
let generation: u32 = 0;

function blankFlash(): void {
  memory.fill(FLASH, 0xff, 2 * HALF);
}

function put(kind: Kind, length: i32): void {
  const bytes = sealRecord(changetype<RecordHead>(RECORD), kind, generation, sequence, length);
  memory.copy(FLASH + end, RECORD, bytes);
  end += bytes;
}

/** A record that follows the last one. */
function add(kind: Kind, length: i32): void {
  sequence += 1;
  put(kind, length);
}

/** Opens the half at `base`: a checkpoint of an empty state whose next STAN is `stan`. */
function open(base: i32, number: u32, stan: i32): void {
  end = base;
  generation = number;
  sequence = 0;
  const d = changetype<Durable>(RECORD + HEAD_BYTES);
  resetDurable(d);
  d.nextStan = stan;
  d.bound = 1;
  put(Kind.CHECKPOINT, DURABLE_USED);
}

/** A half as a terminal wrote it whose checkpoint had no key generation yet. */
function openOld(stan: i32, length: i32): void {
  blankFlash();
  open(0, 1, stan);
  blankFlash();
  end = 0;
  memory.fill(RECORD + HEAD_BYTES + length, 0xff, DURABLE_USED - length);
  put(Kind.CHECKPOINT, length);
  add(Kind.SEAL, 0);
}

function close(base: i32): void {
  end = base + HALF - RECORD_UNIT;
  put(Kind.CLOSE, 0);
}

/** A payment that takes this STAN and is declined. */
function payment(stan: i32): void {
  memory.fill(RECORD, 0, 1024);
  changetype<Intent>(RECORD + HEAD_BYTES).stan = stan;
  add(Kind.INTENT, INTENT_BYTES);
  memory.fill(RECORD, 0, 1024);
  changetype<Ended>(RECORD + HEAD_BYTES).stan = stan;
  add(Kind.DECLINED, <i32>offsetof<Ended>());
}

/** One sealed half with two payments, of STAN 1 and 2. */
function openWithTwo(): void {
  blankFlash();
  open(0, 1, 1);
  add(Kind.SEAL, 0);
  payment(1);
  payment(2);
}

/** Replays FLASH; a flash that is written to is obeyed. @returns a result, or Replay.FORMATTING */
function run(): i32 {
  t = freshTerminal();
  journal(t).half = HALF;
  journal(t).sector = HALF;
  let state: i32 = Replay.LOOKING;
  for (let step = 0; step < STEPS_MAX && state < RESULT_FIRST && state !== Replay.FORMATTING; step++) {
    beginStep();
    replay(t, state, Event.ENTER);
    const offset = load<u32>(lastPayload());
    if (lastCommand() === Command.FLASH_READ) {
      giveBytes(FLASH + offset, load<u32>(lastPayload(), 4));
      state = replay(t, state, Event.FLASH_DATA);
    } else {
      memory.copy(FLASH + offset, lastPayload() + 8, load<u32>(lastPayload(), 4));
      giveBytes(FLASH, 0);
      state = replay(t, state, Event.FLASH_DONE);
    }
  }
  return state;
}

describe("REPLAY", () => {
  it("gives the state that the records say, and the place behind them", () => {
    openWithTwo();
    expect(run()).toBe(Event.REPLAYED);
    expect(durable(t).nextStan).toBe(3);
    expect(durable(t).lastStan).toBe(2);
    expect(journal(t).end).toBe(end);
  });

  it("takes the checkpoint of an older terminal, whose key generation is none", () => {
    openOld(7, DURABLE_USED_FIRST);
    expect(run()).toBe(Event.REPLAYED);
    expect(durable(t).nextStan).toBe(7);
    expect(durable(t).keyGeneration).toBe(0);
    const signedOn = changetype<SignedOn>(RECORD + HEAD_BYTES);
    signedOn.keyGeneration = 9;
    add(Kind.SIGNED_ON, <i32>offsetof<SignedOn>());
    expect(run()).toBe(Event.REPLAYED);
    expect(durable(t).keyGeneration).toBe(9);
  });

  it("takes one that knew neither script notices nor recent approvals: there are none", () => {
    openOld(7, DURABLE_USED_BEFORE);
    expect(run()).toBe(Event.REPLAYED);
    expect(durable(t).nextStan).toBe(7);
    expect(durable(t).notice.ownStan).toBe(0);
    expect(load<u64>(durable(t).recent)).toBe(0);
  });

  it("brings a script notice back that was not confirmed, and not one that was", () => {
    blankFlash();
    open(0, 1, 7);
    add(Kind.SEAL, 0);
    payment(7);
    const notice = changetype<Notice>(RECORD + HEAD_BYTES);
    memory.fill(RECORD + HEAD_BYTES, 0, NOTICE_BYTES);
    notice.stan = 7;
    notice.ownStan = 8;
    add(Kind.NOTICE, NOTICE_BYTES);
    expect(run()).toBe(Event.REPLAYED);
    expect(durable(t).notice.ownStan).toBe(8);
    expect(durable(t).nextStan).toBe(9);
    memory.fill(RECORD + HEAD_BYTES, 0, 8);
    changetype<Noticed>(RECORD + HEAD_BYTES).stan = 8;
    add(Kind.NOTICED, 8);
    expect(run()).toBe(Event.REPLAYED);
    expect(durable(t).notice.ownStan).toBe(0);
  });

  it("formats a blank flash, but none that holds a record without its journal", () => {
    blankFlash();
    expect(run()).toBe(Replay.FORMATTING);
    openWithTwo();
    memory.fill(FLASH, 0xff, recordBytes(DURABLE_USED));
    expect(run()).toBe(Event.CORRUPT);
  });

  it("steps over a torn record at the tail and goes on writing on a fresh unit", () => {
    openWithTwo();
    const tail = end;
    payment(3);
    memory.fill(FLASH + tail + 64, 0xff, end - tail - 64);
    expect(run()).toBe(Event.REPLAYED);
    expect(durable(t).nextStan).toBe(3);
    expect(journal(t).torn > 0).toBe(true);
    expect(journal(t).end).toBe(tail + 64);
    end = journal(t).end;
    sequence -= 2;
    payment(3);
    expect(run()).toBe(Event.REPLAYED);
    expect(durable(t).nextStan).toBe(4);
  });

  it("stops at a bad record before the tail", () => {
    openWithTwo();
    const bad = FLASH + recordBytes(DURABLE_USED) + recordBytes(0) + 40;
    store<u8>(bad, load<u8>(bad) ^ 1);
    expect(run()).toBe(Event.CORRUPT);
  });

  it("stops at a record that is intact and cannot stand where it stands", () => {
    openWithTwo();
    payment(9);
    expect(run()).toBe(Event.CORRUPT);
    openWithTwo();
    sequence += 1;
    payment(3);
    expect(run()).toBe(Event.CORRUPT);
  });

  it("takes the newer half once it is sealed, and closes the older one", () => {
    openWithTwo();
    open(HALF, 2, 7);
    add(Kind.SEAL, 0);
    expect(run()).toBe(Event.REPLAYED);
    expect(durable(t).nextStan).toBe(7);
    expect(journal(t).base).toBe(HALF);
    expect(load<u16>(FLASH + HALF - RECORD_UNIT)).not.toBe(0xffff);
  });

  it("takes the older half while the newer one is not sealed", () => {
    openWithTwo();
    open(HALF, 2, 7);
    expect(run()).toBe(Event.REPLAYED);
    expect(durable(t).nextStan).toBe(3);
    expect(journal(t).base).toBe(0);
  });

  it("never goes back to a half that was closed", () => {
    openWithTwo();
    close(0);
    expect(run()).toBe(Event.CORRUPT);
    openWithTwo();
    close(0);
    open(HALF, 2, 7);
    expect(run()).toBe(Event.CORRUPT);
  });

  it("trusts neither of two halves of one generation", () => {
    openWithTwo();
    open(HALF, 1, 7);
    add(Kind.SEAL, 0);
    expect(run()).toBe(Event.CORRUPT);
  });

  it("does not take less than it asked the flash for", () => {
    t = freshTerminal();
    journal(t).half = HALF;
    replay(t, Replay.LOOKING_BEHIND, Event.ENTER);
    giveBytes(FLASH, 1000);
    expect(replay(t, Replay.LOOKING_BEHIND, Event.FLASH_DATA)).toBe(Event.CORRUPT);
  });
});
