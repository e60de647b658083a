/**
 * What every machine must keep, whatever it is for: it can be left, it cannot hang, it answers what it runs. Each rule is
 * a function from the table to complaints; tests/host/house holds a table that breaks each.
 */
import { BOTTOM, type Machine, type Machines, type Problem, results, type Row, type State } from "./model.ts";

/** Everything wrong with the machines, what could not be read included, by file and line. */
export function checkMachines(all: Machines): Problem[] {
  const problems = [...all.problems];
  for (const machine of all.machines) {
    for (const rule of [checkSize, checkEntries, checkTimes, checkResults, checkChoices, checkReach, checkEnds])
      rule(all, machine, problems);
  }
  checkNesting(all, problems);
  return problems.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

type Rule = (all: Machines, machine: Machine, problems: Problem[]) => void;

function complain(problems: Problem[], machine: Machine, line: number, text: string): void {
  problems.push({ file: machine.file, line, text: `${machine.name}${text}` });
}

/** A next is one number: states lie below the results. */
const checkSize: Rule = ({ resultFirst }, machine, problems) => {
  for (const { name, number, line } of machine.states) {
    if (number >= resultFirst)
      complain(
        problems,
        machine,
        line,
        `.${name} is numbered ${String(number)}, results begin at ${String(resultFirst)}`,
      );
  }
};

const checkEntries: Rule = (_all, machine, problems) => {
  for (const { name, line, entries } of machine.states) {
    if (entries.length !== 1)
      complain(problems, machine, line, `.${name} must wait, hold, run, rest or choose on ENTER`);
    const rests = entries.some((entry) => entry.kind === "rest");
    if (rests && machine.name !== BOTTOM)
      complain(problems, machine, line, `.${name} rests: the machine that runs it would wait for ever`);
  }
};

/** Only a wait has a deadline; it answers TIME, and not by staying, since the deadline has passed. */
const checkTimes: Rule = ({ timeoutMsMax }, machine, problems) => {
  for (const state of machine.states) {
    const { name, line, entries, rows } = state;
    const time = rows.find((row) => row.event === "TIME");
    for (const entry of entries) {
      const waits = entry.kind === "wait" || entry.kind === "hold";
      if (waits && time === undefined) complain(problems, machine, line, `.${name} waits, but does not answer TIME`);
      if (!waits && time)
        complain(problems, machine, time.line, `.${name} answers TIME, but has no deadline of its own`);
      if (waits && !(entry.timeout_ms >= 1 && entry.timeout_ms <= timeoutMsMax)) {
        complain(
          problems,
          machine,
          line,
          `.${name} waits ${String(entry.timeout_ms)} ms, allowed is 1 to ${String(timeoutMsMax)}`,
        );
      }
    }
    if (time && leads(time, "stay"))
      complain(problems, machine, time.line, `.${name} stays on TIME: its deadline would never pass`);
  }
};

/** What is run gives exactly the results that are answered, and an answer moves on: what ran is gone. */
const checkResults: Rule = (all, machine, problems) => {
  for (const { name, line, entries, rows } of machine.states) {
    const given = new Set(entries.flatMap((entry) => (entry.kind === "run" ? [...resultsOf(all, entry.machine)] : [])));
    const answers = rows.filter((row) => row.eventNumber >= all.resultFirst);
    for (const result of given) {
      if (!answers.some((row) => row.event === result))
        complain(problems, machine, line, `.${name} runs a machine that may return ${result}, and does not answer it`);
    }
    for (const row of answers) {
      if (!given.has(row.event))
        complain(problems, machine, row.line, `.${name} answers ${row.event}, which nothing it runs returns`);
      if (leads(row, "stay"))
        complain(problems, machine, row.line, `.${name} stays on ${row.event}, but what it ran has ended`);
    }
  }
  if (machine.name !== BOTTOM) return;
  for (const result of results(machine))
    complain(problems, machine, machine.line, ` returns ${result}, but nothing runs it`);
};

/** A choice is left at once: its other rows would never be taken, and choices in a circle never end. */
const checkChoices: Rule = (_all, machine, problems) => {
  const choices = new Map<string, string[]>();
  for (const state of machine.states) {
    const row = state.rows.find((candidate) => candidate.event === "ENTER");
    if (row === undefined) continue;
    if (leads(row, "stay")) complain(problems, machine, row.line, `.${state.name} stays on ENTER`);
    for (const other of state.rows) {
      if (other !== row)
        complain(problems, machine, other.line, `.${state.name} chooses at once and never sees ${other.event}`);
    }
    choices.set(state.name, statesOf(row));
  }
  for (const [name, nexts] of choices) {
    const passed = reachable(nexts, (next) => choices.get(next) ?? []);
    if (passed.has(name)) complain(problems, machine, machine.line, `.${name} chooses in a circle`);
  }
};

const checkReach: Rule = (_all, machine, problems) => {
  const first = machine.states[0];
  const seen = reachable(first ? [first.name] : [], (name) => nextsOf(machine, name));
  for (const { name, line } of machine.states) {
    if (!seen.has(name)) complain(problems, machine, line, `.${name} is never reached`);
  }
};

const checkEnds: Rule = (_all, machine, problems) => {
  if (machine.name === BOTTOM) return;
  for (const { name, line } of machine.states) {
    const path = reachable([name], (next) => nextsOf(machine, next));
    const ends = machine.states.some((state) => path.has(state.name) && state.rows.some((row) => leads(row, "result")));
    if (!ends) complain(problems, machine, line, `.${name} can never end`);
  }
};

/** Every machine is run by some other, none by itself, and the stack of frames is never too small. */
function checkNesting(all: Machines, problems: Problem[]): void {
  const run = new Set(all.machines.flatMap(runs));
  for (const machine of all.machines) {
    if (machine.name !== BOTTOM && !run.has(machine.name)) complain(problems, machine, machine.line, " is never run");
  }
  const deepest = longestPath(all, BOTTOM, [], problems);
  if (deepest.length > all.framesMax) {
    const file = "assembly/machine/frames.ts";
    problems.push({
      file,
      line: 1,
      text: `${deepest.join(" > ")} needs ${String(deepest.length)} frames, FRAMES_MAX is ${String(all.framesMax)}`,
    });
  }
}

function longestPath(all: Machines, name: string, above: readonly string[], problems: Problem[]): string[] {
  const machine = all.machines.find((candidate) => candidate.name === name);
  if (machine === undefined) return [];
  if (above.includes(name)) {
    complain(problems, machine, machine.line, ` runs itself: ${[...above, name].join(" > ")}`);
    return [];
  }
  let longest: string[] = [];
  for (const child of runs(machine)) {
    const path = longestPath(all, child, [...above, name], problems);
    if (path.length > longest.length) longest = path;
  }
  return [name, ...longest];
}

/** How deep the machines are nested. */
export function nesting(all: Machines): number {
  return longestPath(all, BOTTOM, [], []).length;
}

function runs(machine: Machine): string[] {
  const entries = machine.states.flatMap((state) => state.entries);
  return [...new Set(entries.flatMap((entry) => (entry.kind === "run" ? [entry.machine] : [])))];
}

function resultsOf(all: Machines, name: string): Set<string> {
  const machine = all.machines.find((candidate) => candidate.name === name);
  return machine === undefined ? new Set() : results(machine);
}

function leads(row: Row, kind: "state" | "result" | "stay"): boolean {
  return row.targets.some((target) => target.kind === kind);
}

function statesOf(row: Row): string[] {
  return row.targets.filter((target) => target.kind === "state").map((target) => target.name);
}

function nextsOf(machine: Machine, name: string): string[] {
  const state: State | undefined = machine.states.find((candidate) => candidate.name === name);
  return state?.rows.flatMap(statesOf) ?? [];
}

/** Everything that can be reached from `first`, `first` included. */
function reachable(first: readonly string[], nexts: (name: string) => readonly string[]): Set<string> {
  const seen = new Set(first);
  for (const name of seen) for (const next of nexts(name)) seen.add(next);
  return seen;
}
