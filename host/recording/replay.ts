/** Feeds the events of a run to fresh cores, and finds the first command that is not the recorded one. */
import { Command, Event } from "../../assembly/abi.ts";
import { BadEventError, CoreTrap } from "../core.ts";
import type { Core, CoreCommand, CoreEvent } from "../core.ts";
import type { Step } from "./recorder.ts";

/** What a core made of one event. */
export interface Given {
  commands: CoreCommand[];
  trapped: boolean;
}

/**
 * Every BOOT begins with a fresh core, as every power-on does. An event that the core refuses gives nothing, like a trap.
 */
export function runSteps(events: readonly CoreEvent[], newCore: () => Core): Given[] {
  let core: Core | undefined;
  return events.map((event) => {
    if (event.code === Event.BOOT || core === undefined) core = newCore();
    try {
      return { commands: core.step(event), trapped: false };
    } catch (error) {
      if (!(error instanceof CoreTrap) && !(error instanceof BadEventError)) throw error;
      return { commands: [], trapped: true };
    }
  });
}

/** Where a replay left the recording; no value, only where and of what kind. */
export interface Difference {
  code: "TRAP" | "COMMAND_COUNT" | "COMMAND_KIND" | "COMMAND_TICKET" | "COMMAND_BYTES";
  /** Number and name of the event, number and name of the command. */
  path: string;
  /** First byte of the command's payload that differs; 0 where it is not the payload. */
  offset: number;
  expected: string;
  actual: string;
}

/** @returns undefined when every command is the recorded one, to the byte */
export function replay(steps: readonly Step[], newCore: () => Core): Difference | undefined {
  const given = runSteps(
    steps.map(({ event }) => event),
    newCore,
  );
  for (const [index, step] of steps.entries()) {
    const difference = compare(`event ${index} ${Event[step.event.code] ?? ""}`, step, given[index]!);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function compare(path: string, expected: Step, actual: Given): Difference | undefined {
  if (expected.trapped !== actual.trapped) {
    const word = (trapped: boolean): string => (trapped ? "a trap" : "commands");
    return { code: "TRAP", path, offset: 0, expected: word(expected.trapped), actual: word(actual.trapped) };
  }
  for (const [index, command] of expected.commands.entries()) {
    const other = actual.commands[index];
    if (other === undefined) break;
    const difference = compareCommand(`${path}, command ${index} ${Command[command.code] ?? ""}`, command, other);
    if (difference !== undefined) return difference;
  }
  if (expected.commands.length === actual.commands.length) return undefined;
  const counted = ({ length }: readonly unknown[]): string => `${length} commands`;
  const sizes = { expected: counted(expected.commands), actual: counted(actual.commands) };
  return { code: "COMMAND_COUNT", path, offset: 0, ...sizes };
}

function compareCommand(path: string, expected: CoreCommand, actual: CoreCommand): Difference | undefined {
  if (expected.code !== actual.code) {
    const name = ({ code }: CoreCommand): string => Command[code] ?? `command ${code}`;
    return { code: "COMMAND_KIND", path, offset: 0, expected: name(expected), actual: name(actual) };
  }
  if (expected.ticket.epoch !== actual.ticket.epoch || expected.ticket.number !== actual.ticket.number) {
    const ticket = ({ ticket: { epoch, number } }: CoreCommand): string => `ticket ${epoch}/${number}`;
    return { code: "COMMAND_TICKET", path, offset: 0, expected: ticket(expected), actual: ticket(actual) };
  }
  const length = Math.max(expected.payload.length, actual.payload.length);
  for (let offset = 0; offset < length; offset++) {
    if (expected.payload[offset] === actual.payload[offset]) continue;
    const size = ({ payload }: CoreCommand): string => `${payload.length} bytes`;
    return { code: "COMMAND_BYTES", path, offset, expected: size(expected), actual: size(actual) };
  }
  return undefined;
}
