/**
 * The forms a row may have, read one by one. Whatever does not fit is a problem with its line: nothing is guessed, so that
 * what the drawing shows is what the compiler compiles.
 */
import * as asc from "assemblyscript";
import type { Entry, Problem, State, Target } from "./model.ts";
import type { Enum, SourceFile } from "./source.ts";

/** A row is read at a glance. */
const ACTS_MAX = 4;

/** The names a machine may use besides its own states. */
export interface Alphabet {
  events: Map<string, number>;
  machines: Map<string, number>;
  resultFirst: number;
  stay: number;
}

export class RowReader {
  private own: { name: string; declared: Enum } | undefined;

  constructor(
    private readonly file: SourceFile,
    private readonly alphabet: Alphabet,
    private readonly problems: Problem[],
  ) {}

  /** States in the order of their enum; a state without a case is a problem and is left out. */
  readStates(machine: asc.FunctionDeclaration, outer: asc.SwitchStatement): State[] {
    const rest = machine.body instanceof asc.BlockStatement ? machine.body.statements.slice(1) : [];
    if (rest.length !== 1 || nameOfReturned(rest[0]) !== "NO_ROW")
      this.say(machine, "a machine is one switch, then `return NO_ROW;`");
    this.own = this.findStates(machine, outer);
    const states = new Map<string, State>();
    for (const one of outer.cases) {
      const state = this.readState(one);
      if (state === undefined) continue;
      if (states.has(state.name)) this.say(one, `state ${state.name} stands twice`);
      states.set(state.name, state);
    }
    for (const name of this.own?.declared.members.keys() ?? []) {
      if (!states.has(name)) this.say(machine, `state ${name} has no case`);
    }
    return [...states.values()].sort((a, b) => a.number - b.number);
  }

  /** The enum that the first label names: it must stand in the same file. */
  private findStates(
    machine: asc.FunctionDeclaration,
    outer: asc.SwitchStatement,
  ): { name: string; declared: Enum } | undefined {
    const label = outer.cases[0]?.label;
    const name = label instanceof asc.PropertyAccessExpression ? nameOf(label.expression) : undefined;
    const declared = name === undefined ? undefined : this.file.enumeration(name);
    if (name !== undefined && declared !== undefined) return { name, declared };
    this.say(machine, "the states of a machine are an enum of its own file");
    return undefined;
  }

  private readState(one: asc.SwitchCase): State | undefined {
    const [inner, end, ...more] = one.statements;
    const isSwitch = inner instanceof asc.SwitchStatement && nameOf(inner.condition) === "event";
    if (!isSwitch || !(end instanceof asc.BreakStatement) || more.length > 0) {
      this.say(one, "a state is a switch on the event, then `break`");
      return undefined;
    }
    const target = one.label === null ? undefined : this.readTarget(one.label);
    if (target?.kind !== "state") {
      this.say(one, "a case of the outer switch names a state");
      return undefined;
    }
    const { name, number } = target;
    const state: State = { name, number, line: this.file.line(one), entries: [], enters: [], ends: [], rows: [] };
    this.readRows(state, inner.cases);
    return state;
  }

  private readRows(state: State, cases: readonly asc.SwitchCase[]): void {
    const seen = new Set<string>();
    let events: Array<[string, number]> = [];
    for (const one of cases) {
      const event = this.readEvent(one);
      if (event === undefined) continue;
      if (seen.has(event[0])) this.say(one, `event ${event[0]} stands twice in ${state.name}`);
      seen.add(event[0]);
      events.push(event);
      if (one.statements.length === 0) continue;
      this.readRow(state, one, events);
      events = [];
    }
    if (events.length > 0)
      this.problems.push({ file: this.file.path, line: state.line, text: `${state.name} ends in an empty case` });
  }

  private readEvent(one: asc.SwitchCase): [string, number] | undefined {
    const label = one.label;
    const name =
      label instanceof asc.PropertyAccessExpression && nameOf(label.expression) === "Event" ? label.property.text : "";
    const number = this.alphabet.events.get(name);
    if (number !== undefined) return [name, number];
    this.say(one, "a row is a case of one Event");
    return undefined;
  }

  private readRow(state: State, one: asc.SwitchCase, events: ReadonlyArray<[string, number]>): void {
    const acts = this.readActs(one);
    const last = one.statements.at(-1);
    if (!(last instanceof asc.ReturnStatement) || last.value === null) {
      this.say(one, "a row ends in return");
      return;
    }
    const alone = events.length === 1;
    const [event, eventNumber] = events[0] ?? ["", NaN];
    const line = this.file.line(last);
    if (event === "END" && alone) {
      state.ends.push(...acts);
      if (nameOf(last.value) !== "REST") this.say(last, "END leads nowhere: it returns REST");
    } else if (event === "ENTER" && alone) {
      state.enters.push(...acts);
      const entry = this.readEntry(last.value);
      state.entries.push(entry ?? { kind: "choose" });
      if (entry === undefined)
        state.rows.push({ event, eventNumber, acts, targets: this.readTargets(last.value), line });
    } else {
      const targets = this.readTargets(last.value);
      for (const [name, number] of events) {
        if (name === "ENTER" || name === "END") this.say(one, `${name} shares its row with no other event`);
        state.rows.push({ event: name, eventNumber: number, acts, targets, line });
      }
    }
  }

  private readActs(one: asc.SwitchCase): string[] {
    const statements = one.statements.slice(0, -1);
    if (statements.length > ACTS_MAX) this.say(one, `a row has at most ${String(ACTS_MAX)} acts`);
    return statements.map((statement) => {
      const name = statement instanceof asc.ExpressionStatement ? handlerOf(statement.expression) : undefined;
      if (name === undefined) this.say(statement, "a row acts only by act(t)");
      return name ?? "";
    });
  }

  /** What only an ENTER row may return; undefined for a choice. */
  private readEntry(value: asc.Expression): Entry | undefined {
    if (nameOf(value) === "REST") return { kind: "rest" };
    if (!(value instanceof asc.CallExpression)) return undefined;
    const kind = nameOf(value.expression);
    const argument = value.args.length === 1 ? value.args[0] : undefined;
    if (argument === undefined) return undefined;
    if (kind === "wait" || kind === "hold") return { kind, timeout_ms: this.readTimeout(argument) };
    return kind === "run" ? { kind, machine: this.readMachine(argument) } : undefined;
  }

  private readTimeout(argument: asc.Expression): number {
    const timeout_ms = this.file.value(argument);
    if (timeout_ms === undefined)
      this.say(argument, "a time-out is a number of milliseconds or a constant that is one");
    return timeout_ms ?? 1;
  }

  private readMachine(argument: asc.Expression): string {
    const known = argument instanceof asc.PropertyAccessExpression && nameOf(argument.expression) === "Machine";
    const name = known ? argument.property.text : "";
    if (!this.alphabet.machines.has(name)) this.say(argument, "expected a member of Machine");
    return name;
  }

  private readTargets(value: asc.Expression): Target[] {
    const call = value instanceof asc.CallExpression ? value : undefined;
    const may = call === undefined ? null : /^may(\d)$/.exec(nameOf(call.expression) ?? "");
    if (call === undefined || may === null) return [this.readTarget(value)].filter((target) => target !== undefined);
    const [pick, ...rest] = call.args;
    if (pick === undefined || handlerOf(pick) === undefined) this.say(call, "the first argument of mayN is pick(t)");
    if (rest.length !== Number(may[1])) this.say(call, `${may[0]} names ${may[1] ?? ""} targets`);
    const targets = rest.map((one) => this.readTarget(one)).filter((target) => target !== undefined);
    const names = new Set(targets.map((target) => target.name));
    if (names.size !== targets.length) this.say(call, "a target is named twice");
    return targets;
  }

  /** `Own.STATE`, `Event.RESULT` or `STAY`. The compiler takes any enum for any other, so that the prefix counts here. */
  private readTarget(node: asc.Expression): Target | undefined {
    if (nameOf(node) === "STAY") return { kind: "stay", name: "STAY", number: this.alphabet.stay };
    const prefix = node instanceof asc.PropertyAccessExpression ? nameOf(node.expression) : undefined;
    const name = node instanceof asc.PropertyAccessExpression ? node.property.text : "";
    const state = prefix === this.own?.name ? this.own?.declared.members.get(name) : undefined;
    if (state !== undefined) return { kind: "state", name, number: state };
    const event = prefix === "Event" ? this.alphabet.events.get(name) : undefined;
    if (event !== undefined && event >= this.alphabet.resultFirst) return { kind: "result", name, number: event };
    this.say(node, "a row returns a state of its machine, a result, STAY or mayN(pick(t), ...)");
    return undefined;
  }

  private say(node: asc.Node, text: string): void {
    this.problems.push({ file: this.file.path, line: this.file.line(node), text: `${text}: ${this.file.quote(node)}` });
  }
}

function nameOf(node: asc.Node | undefined): string | undefined {
  return node instanceof asc.IdentifierExpression ? node.text : undefined;
}

function nameOfReturned(node: asc.Node | undefined): string | undefined {
  return node instanceof asc.ReturnStatement && node.value !== null ? nameOf(node.value) : undefined;
}

/** Name of a call `handler(t)`. */
function handlerOf(node: asc.Expression): string | undefined {
  if (!(node instanceof asc.CallExpression) || node.args.length !== 1 || nameOf(node.args[0]) !== "t") return undefined;
  return nameOf(node.expression);
}
