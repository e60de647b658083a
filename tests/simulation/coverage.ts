/** Which rows of which machines have been taken. */
import { ROOT } from "../../build/script.ts";
import { readMachines } from "../../build/machines.ts";
import type { Machine, Row, State } from "../../build/machines.ts";
import type { Move } from "../../host/core.ts";
import type { World } from "./world.ts";

/** A row of a table; a target is one of the places that it may lead to. */
export class Coverage {
  private readonly machines = readMachines(ROOT).machines;
  private readonly rows = new Set<string>();
  private readonly targets = new Set<string>();

  /** Notes what a world does from here on. */
  readonly watch = (world: World): void => {
    world.observers.push({ step: (_commands, moves) => this.note(moves()) });
  };

  private note(moves: readonly Move[]): void {
    for (const { machine, state, event, next } of moves) {
      this.rows.add(`${machine}/${state}/${event}`);
      this.targets.add(`${machine}/${state}/${event}/${next}`);
    }
  }

  /** Rows that were never taken, as a person reads them. */
  get rowsMissing(): string[] {
    return this.list().flatMap(({ machine, state, row }) =>
      this.rows.has(`${machine.number}/${state.number}/${row.eventNumber}`)
        ? []
        : [`${machine.name}.${state.name} ${row.event}`],
    );
  }

  /** Places that a taken row may lead to and never did. */
  get targetsMissing(): string[] {
    return this.list().flatMap(({ machine, state, row }) =>
      row.targets
        .filter((target) => !this.targets.has(`${machine.number}/${state.number}/${row.eventNumber}/${target.number}`))
        .map((target) => `${machine.name}.${state.name} ${row.event} -> ${target.name}`),
    );
  }

  get counts(): { rows: number; targets: number } {
    const list = this.list();
    return { rows: list.length, targets: list.reduce((total, { row }) => total + row.targets.length, 0) };
  }

  private list(): Array<{ machine: Machine; state: State; row: Row }> {
    return this.machines.flatMap((machine) =>
      machine.states.flatMap((state) => state.rows.map((row) => ({ machine, state, row }))),
    );
  }
}
