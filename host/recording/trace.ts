/**
 * Recordings as the traces that the core without JavaScript replays (format: build/firmware/main.c): per step event u32,
 * input_length u32, output_length u32, the input as it lay in IN, the output as it lay in OUT.
 */
import { COMMAND_HEADER, Event, IN_HEADER } from "../../assembly/abi.ts";
import type { CoreCommand, CoreEvent } from "../core.ts";
import type { Step } from "./recorder.ts";

const HEAD_BYTES = 12;

/** One trace for each power-on: a trace begins with a terminal that has just been booted. */
export function tracesOf(steps: readonly Step[]): Uint8Array[] {
  return livesOf(steps).map(encodeTrace);
}

/** The steps of each power-on. */
export function livesOf(steps: readonly Step[]): Step[][] {
  const lives: Step[][] = [];
  for (const step of steps) {
    if (step.event.code === Event.BOOT || lives.length === 0) lives.push([]);
    lives.at(-1)?.push(step);
  }
  return lives;
}

/** A step at which the core stopped ends the trace: there is no output to compare. */
export function encodeTrace(steps: readonly Step[]): Uint8Array {
  const stopped = steps.findIndex(({ trapped }) => trapped);
  const whole = stopped < 0 ? steps : steps.slice(0, stopped);
  return new Uint8Array(Buffer.concat(whole.map(encodeStep)));
}

function encodeStep({ event, commands }: Step): Uint8Array {
  const input = encodeInput(event);
  const output = encodeOutput(commands);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(event.code, 0);
  head.writeUInt32LE(input.length, 4);
  head.writeUInt32LE(output.length, 8);
  return Buffer.concat([head, input, output]);
}

function encodeInput({ ticket, monotonic_ms, wall_ms, payload }: CoreEvent): Uint8Array {
  const input = Buffer.alloc(IN_HEADER + payload.length);
  input.writeBigUInt64LE(BigInt(monotonic_ms), 0);
  input.writeBigUInt64LE(BigInt(wall_ms), 8);
  input.writeUInt32LE(ticket.epoch, 16);
  input.writeUInt32LE(ticket.number, 20);
  input.set(payload, IN_HEADER);
  return input;
}

/** OUT as the core leaves it: every command's header and payload, padded with zeros to a multiple of 8. */
export function encodeOutput(commands: readonly CoreCommand[]): Uint8Array {
  return new Uint8Array(Buffer.concat(commands.map(encodeCommand)));
}

function encodeCommand({ code, ticket, payload }: CoreCommand): Uint8Array {
  const bytes = Buffer.alloc(COMMAND_HEADER + ((payload.length + 7) & ~7));
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt32LE(payload.length, 4);
  bytes.writeUInt32LE(ticket.epoch, 8);
  bytes.writeUInt32LE(ticket.number, 12);
  bytes.set(payload, COMMAND_HEADER);
  return bytes;
}
