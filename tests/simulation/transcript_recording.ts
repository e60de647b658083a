/**
 * What went in and out of a core while a scene was played, byte for byte: one list of steps for every power-on.
 *
 * Events are as `step` was given them, commands as they stood in OUT, so that another body of the core can be fed with
 * the same (tests/host/firmware) and hostile ones can be made of them (tests/fuzz).
 */
import { COMMAND_HEADER, Event, IN_HEADER } from "../../assembly/abi.ts";
import type { Core, CoreCommand, CoreEvent } from "../../host/core.ts";
import type { Observer } from "../../host/runtime.ts";
import { playWorld } from "./transcript_scenes.ts";
import type { Scene } from "./transcript_scenes.ts";

export interface Step {
  event: CoreEvent;
  commands: CoreCommand[];
}

export interface Recording {
  /** One list a power-on; each begins with Event.BOOT. */
  lives: Step[][];
  /** The flash when the scene has ended. */
  flash: Uint8Array;
}

/** Plays a scene to its end and keeps what passed. */
export function record(scene: Scene, core: () => Core): Recording {
  const lives: Step[][] = [];
  let event: CoreEvent | undefined;
  const observer: Observer = {
    event: (next) => {
      if (next.code === Event.BOOT) lives.push([]);
      event = { ...next, payload: next.payload.slice() };
    },
    step: (commands) => lives.at(-1)?.push({ event: event!, commands }),
  };
  const world = playWorld(scene, { core }, { observer });
  return { lives, flash: world.flash.cells.slice() };
}

/** IN as the board writes it: the event's header, then its payload (assembly/abi.ts). */
export function inputBytes({ ticket, monotonic_ms, wall_ms, payload }: CoreEvent): Buffer {
  const bytes = Buffer.alloc(IN_HEADER + payload.length);
  bytes.writeBigUInt64LE(BigInt(monotonic_ms), 0);
  bytes.writeBigUInt64LE(BigInt(wall_ms), 8);
  bytes.writeUInt32LE(ticket.epoch, 16);
  bytes.writeUInt32LE(ticket.number, 20);
  bytes.set(payload, IN_HEADER);
  return bytes;
}

/** OUT as the core leaves it: every command's header and payload, padded with zeros to a multiple of 8. */
export function outputBytes(commands: readonly CoreCommand[]): Buffer {
  return Buffer.concat(
    commands.map(({ code, ticket, payload }) => {
      const bytes = Buffer.alloc(COMMAND_HEADER + ((payload.length + 7) & ~7));
      bytes.writeUInt16LE(code, 0);
      bytes.writeUInt32LE(payload.length, 4);
      bytes.writeUInt32LE(ticket.epoch, 8);
      bytes.writeUInt32LE(ticket.number, 12);
      bytes.set(payload, COMMAND_HEADER);
      return bytes;
    }),
  );
}
