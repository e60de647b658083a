/** What specs of machines share: one terminal in memory, the commands in OUT, an event's payload in IN. */
import { COMMAND_HEADER, PARAMETERS_BYTES } from "../../../assembly/abi";
import { TERMINAL_BYTES } from "../../../assembly/base/map";
import { durable, resetDurable } from "../../../assembly/journal/durable";
import { allow, clear, OUT, PAYLOAD, used } from "../../../assembly/machine/io";
import { Terminal } from "../../../assembly/machine/terminal";
import { cardOf } from "../../../assembly/emv/region";
import { textAt } from "../base/support";
import { configure } from "../emv/aid_records";

const TERMINAL_ROOM: i32 = 20480;
const TERMINAL: usize = memory.data(20480, 16);
assert(<i32>TERMINAL_BYTES <= TERMINAL_ROOM);

/** An empty terminal, bound and configured with the first AID record, with one machine running, whose rows may emit commands. */
export function freshTerminal(): Terminal {
  memory.fill(TERMINAL, 0, TERMINAL_ROOM);
  const t = changetype<Terminal>(TERMINAL);
  t.epoch = 7;
  t.now_ms = 1000;
  t.depth = 1;
  resetDurable(durable(t));
  memory.fill(durable(t).parameters, 0, PARAMETERS_BYTES);
  textAt(durable(t).parameters, "10000001104110548991001");
  configure(cardOf(t), 0);
  beginStep();
  return t;
}

/** OUT is empty again. */
export function beginStep(): void {
  clear();
  allow(1);
}

/** Code of the last command in OUT, 0 when there is none. */
export function lastCommand(): i32 {
  const at = lastAt();
  return at === 0 ? 0 : load<u16>(at);
}

/** Address of its payload. */
export function lastPayload(): usize {
  return lastAt() + COMMAND_HEADER;
}

export function lastTicket(): u32 {
  return load<u32>(lastAt(), 12);
}

function lastAt(): usize {
  let found: usize = 0;
  for (let at = OUT; at < OUT + used();) {
    found = at;
    at += COMMAND_HEADER + ((load<u32>(at, 4) + 7) & ~7);
  }
  return found;
}

/** The event's payload is `length u32 · reserved u32 · bytes`. */
export function giveBytes(from: usize, length: i32): void {
  store<u32>(PAYLOAD, length);
  store<u32>(PAYLOAD, 0, 4);
  memory.copy(PAYLOAD + 8, from, length);
}

/** The event's payload begins with this word. */
export function giveStatus(status: u32): void {
  store<u64>(PAYLOAD, status);
}

/** One byte as two hexadecimal digits. */
export function hexByte(value: i32): string {
  return "0123456789ABCDEF".charAt(value >> 4) + "0123456789ABCDEF".charAt(value & 15);
}
