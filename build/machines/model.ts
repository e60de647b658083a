/**
 * The machines as data: what the switches say once they are read. Rules, drawings and the row coverage of the simulation
 * work on this alone and never on source text.
 */

/** Where a row may lead. Numbers are those that the engine notes: a state's, an event's, or that of STAY. */
export interface Target {
  kind: "state" | "result" | "stay";
  name: string;
  number: number;
}

/** One event of one state, and what follows. Events that share a `case` body are rows of their own. */
export interface Row {
  event: string;
  eventNumber: number;
  /** Names of the functions called, in order. */
  acts: string[];
  /** More than one where a function picks. */
  targets: Target[];
  line: number;
}

/** What a state is, as its ENTER row says. A state that chooses has an ENTER among its rows. */
export type Entry =
  | { kind: "wait" | "hold"; timeout_ms: number }
  | { kind: "run"; machine: string }
  | { kind: "rest" }
  | { kind: "choose" };

export interface State {
  name: string;
  number: number;
  line: number;
  /** Each ENTER row read; a sound state has exactly one. */
  entries: Entry[];
  /** Functions called on ENTER and on END. */
  enters: string[];
  ends: string[];
  rows: Row[];
}

export interface Machine {
  /** Its member of `Machine` in assembly/machine/row.ts. */
  name: string;
  number: number;
  /** Path of its file in the checkout. */
  file: string;
  line: number;
  /** As its enum declares them: the first is where it begins. */
  states: State[];
}

export interface Problem {
  file: string;
  line: number;
  text: string;
}

/** All machines of a core, what was wrong while reading them, and the limits they must keep. */
export interface Machines {
  machines: Machine[];
  problems: Problem[];
  framesMax: number;
  timeoutMsMax: number;
  resultFirst: number;
}

/** The bottom machine: it alone rests, never ends and is run by no other. */
export const BOTTOM = "LIFECYCLE";

export function results(machine: Machine): Set<string> {
  const targets = machine.states.flatMap((state) => state.rows).flatMap((row) => row.targets);
  return new Set(targets.filter((target) => target.kind === "result").map((target) => target.name));
}
