/** What a terminal makes of a flash by itself: switched on, with nobody at the keys and no line. */
import { Command, Event } from "../../assembly/abi.ts";
import type { Core, CoreCommand } from "../../host/core.ts";
import { bytesPayload, word, words } from "../../host/payloads.ts";
import type { MemoryFlash } from "../../host/simulator/memory_flash.ts";

export interface Replayed {
  /** The durable part of the state. */
  durable: Uint8Array;
  /** The zones, which are durable too. */
  zones: Uint8Array;
  /** Commands that were given, but for those to the flash. */
  commands: CoreCommand[];
}

const STEPS_MAX = 10_000;
const EPOCH = 0x7fff_0000;
const ZONES_AT = 384 + 832;
const ZONES_BYTES = 2048;

/** Boots a core over `flash`, which it may change, and obeys it as long as it wants the flash. */
export function replay(core: Core, flash: MemoryFlash): Replayed {
  const others: CoreCommand[] = [];
  const times = { monotonic_ms: 1, wall_ms: 1 };
  const { bytes, sectorBytes, unitBytes } = flash;
  const boot = words(EPOCH, bytes, sectorBytes, unitBytes);
  const waiting = core.step({ ...times, code: Event.BOOT, ticket: { epoch: EPOCH, number: 0 }, payload: boot });
  for (let steps = 0; waiting.length > 0; steps++) {
    if (steps > STEPS_MAX) throw new Error("the replay does not end");
    const command = waiting.shift()!;
    const answer = answerOf(command, flash);
    if (answer === undefined) others.push(command);
    else waiting.push(...core.step({ ...times, ...answer, ticket: command.ticket }));
  }
  return { durable: core.durable(), zones: zonesIn(core.snapshot()), commands: others };
}

/** @param terminal all that a terminal is, laid out as assembly/base/map.ts says */
export function zonesIn(terminal: Uint8Array): Uint8Array {
  return terminal.subarray(ZONES_AT, ZONES_AT + ZONES_BYTES);
}

function answerOf(
  { code, payload }: CoreCommand,
  flash: MemoryFlash,
): { code: Event; payload: Uint8Array } | undefined {
  switch (code) {
    case Command.FLASH_READ:
      return { code: Event.FLASH_DATA, payload: bytesPayload(flash.read(word(payload, 0), word(payload, 1))) };
    case Command.FLASH_APPEND: {
      const data = payload.subarray(8, 8 + word(payload, 1));
      return { code: Event.FLASH_DONE, payload: words(flash.append(word(payload, 0), data)) };
    }
    case Command.FLASH_ERASE:
      return { code: Event.FLASH_DONE, payload: words(flash.erase(word(payload, 0))) };
    default:
      return undefined;
  }
}
