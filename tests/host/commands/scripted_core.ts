/** A core that gives what a test says: its commands stand in memory as those of core.wasm do. */
import { COMMAND_HEADER, OUT_BYTES } from "../../../assembly/abi.ts";
import { Output } from "../../../host/core.ts";
import type { Core, CoreCommand, CoreEvent } from "../../../host/core.ts";

/** For the commands of some steps at once. */
const ROOM = 8 * OUT_BYTES;

type Step = (event: CoreEvent) => readonly CoreCommand[];

/** @param step the commands at an event */
export function scriptedCore(step: Step): Core {
  return { ...stepping(step), moves: () => [] } as unknown as Core;
}

/** How a board sees the commands of `step`. */
export function stepping(step: Step): Pick<Core, "handle" | "output"> {
  const memory = new Uint8Array(ROOM);
  const output = new Output(memory, 0);
  const handle = (event: CoreEvent): void => {
    let at = 0;
    for (const command of step(event)) at = putCommand(memory, at, command);
    output.begin(at);
  };
  return { output, handle };
}

/** @returns where the next one stands */
function putCommand(memory: Uint8Array, at: number, { code, ticket, payload }: CoreCommand): number {
  const view = new DataView(memory.buffer);
  view.setUint16(at, code, true);
  view.setUint32(at + 4, payload.length, true);
  view.setUint32(at + 8, ticket.epoch, true);
  view.setUint32(at + 12, ticket.number, true);
  memory.set(payload, at + COMMAND_HEADER);
  return (at + COMMAND_HEADER + payload.length + 7) & ~7;
}
