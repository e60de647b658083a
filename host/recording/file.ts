/**
 * The file of a recording: JSON lines, a header and then one line a step.
 *
 * Header: `{"format":"tillcore-recording","version":1,"core":SHA-256 of core.wasm,"steps":N}`. A step:
 * `{"event":NAME,"epoch":N,"ticket":N,"monotonic_ms":N,"wall_ms":N,"payload":HEX,"commands":[{"command":NAME,"epoch":N,
 * "ticket":N,"payload":HEX}]}`, with `"trapped":true` when the core stopped at an assert. Names are those of abi.ts.
 */
import { Command, Event } from "../../assembly/abi.ts";
import type { CoreCommand } from "../core.ts";
import type { Step } from "./recorder.ts";

const FORMAT = "tillcore-recording";
const VERSION = 1;

export interface Recording {
  /** SHA-256 of the core's module, hexadecimal. */
  core: string;
  steps: Step[];
}

/** The file is no recording; the text names the line, never what stands in it. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
  readonly line: number;
  constructor(line: number, what: string) {
    super(`line ${line} of the recording ${what}`);
    this.line = line;
  }
}

/** @param recording its steps have gone through `anonymise` */
export function formatRecording({ core, steps }: Recording): string {
  const header = { format: FORMAT, version: VERSION, core, steps: steps.length };
  return [header, ...steps.map(stepRecord)].map((record) => `${JSON.stringify(record)}\n`).join("");
}

function stepRecord({ event, commands, trapped }: Step): object {
  const { code, ticket, monotonic_ms, wall_ms, payload } = event;
  const head = { event: Event[code], epoch: ticket.epoch, ticket: ticket.number, monotonic_ms, wall_ms };
  return {
    ...head,
    payload: hex(payload),
    ...(trapped ? { trapped } : {}),
    commands: commands.map((command) => ({
      command: Command[command.code],
      epoch: command.ticket.epoch,
      ticket: command.ticket.number,
      payload: hex(command.payload),
    })),
  };
}

/** @throws RecordingError */
export function parseRecording(text: string): Recording {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const header = new Reader(lines[0] ?? "", 1);
  if (header.text("format") !== FORMAT) throw new RecordingError(1, "is not the header of a recording");
  if (header.integer("version") !== VERSION) throw new RecordingError(1, `is of another version than ${VERSION}`);
  const count = header.integer("steps");
  if (lines.length - 1 !== count) {
    throw new RecordingError(lines.length, `is the last, but the header announces ${count} steps: it was cut`);
  }
  return {
    core: header.text("core"),
    steps: lines.slice(1).map((line, index) => parseStep(new Reader(line, index + 2))),
  };
}

function parseStep(reader: Reader): Step {
  return {
    event: {
      code: reader.code("event", Event),
      ticket: { epoch: reader.integer("epoch"), number: reader.integer("ticket") },
      monotonic_ms: reader.integer("monotonic_ms"),
      wall_ms: reader.integer("wall_ms"),
      payload: reader.bytes("payload"),
    },
    trapped: reader.isTrue("trapped"),
    commands: reader.list("commands").map((command): CoreCommand => ({
      code: command.code("command", Command),
      ticket: { epoch: command.integer("epoch"), number: command.integer("ticket") },
      payload: command.bytes("payload"),
    })),
  };
}

/** One object of a line, its members checked as they are read. */
class Reader {
  private readonly record: Readonly<Record<string, unknown>>;
  private readonly line: number;

  constructor(source: unknown, line: number) {
    this.line = line;
    const value = typeof source === "string" ? this.parse(source) : source;
    if (typeof value !== "object" || value === null) throw new RecordingError(line, "is no object");
    this.record = value as Record<string, unknown>;
  }

  integer(name: string): number {
    const value = this.record[name];
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
    throw new RecordingError(this.line, `lacks a whole number ${name}`);
  }

  text(name: string): string {
    const value = this.record[name];
    if (typeof value === "string") return value;
    throw new RecordingError(this.line, `lacks a text ${name}`);
  }

  bytes(name: string): Uint8Array {
    const value = this.text(name);
    if (/^(?:[0-9a-f]{2})*$/.test(value)) return new Uint8Array(Buffer.from(value, "hex"));
    throw new RecordingError(this.line, `has no hexadecimal bytes in ${name}`);
  }

  /** The value of an enum's member of this name. */
  code<T extends number>(name: string, codes: Readonly<Record<string, T | string>>): T {
    const value = codes[this.text(name)];
    if (typeof value === "number") return value;
    throw new RecordingError(this.line, `names an unknown ${name}`);
  }

  list(name: string): Reader[] {
    const value = this.record[name];
    if (Array.isArray(value)) return value.map((item: unknown) => new Reader(item, this.line));
    throw new RecordingError(this.line, `lacks a list ${name}`);
  }

  isTrue(name: string): boolean {
    return this.record[name] === true;
  }

  private parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw new RecordingError(this.line, "is no JSON");
    }
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
