/**
 * Takes down what passes between a core and its board: each event, and the commands it gave.
 *
 * What is kept here is as it was, card numbers included: it stays in memory and is written only through `anonymise`.
 */
import type { CoreCommand, CoreEvent } from "../core.ts";
import type { Observer } from "../runtime.ts";

/** One step of a core. */
export interface Step {
  event: CoreEvent;
  commands: CoreCommand[];
  /** The core stopped at an assert: there are no commands, and the next step is another BOOT. */
  trapped: boolean;
}

export class Recorder implements Observer {
  private readonly taken: Array<Step & { isDone: boolean }> = [];

  event(event: CoreEvent): void {
    const copy = { ...event, ticket: { ...event.ticket }, payload: event.payload.slice() };
    this.taken.push({ event: copy, commands: [], trapped: false, isDone: false });
  }

  step(commands: CoreCommand[]): void {
    this.end({
      commands: commands.map((command) => ({ ...command, payload: command.payload.slice() })),
      trapped: false,
    });
  }

  trap(): void {
    this.end({ commands: [], trapped: true });
  }

  /** The steps that came to their end; an event that a power cut kept from the core is none. */
  get steps(): Step[] {
    return this.taken
      .filter(({ isDone }) => isDone)
      .map(({ event, commands, trapped }) => ({ event, commands, trapped }));
  }

  private end(outcome: { commands: CoreCommand[]; trapped: boolean }): void {
    const step = this.taken.at(-1);
    if (step !== undefined && !step.isDone) Object.assign(step, outcome, { isDone: true });
  }
}
