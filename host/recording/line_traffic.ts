/**
 * What went over the line in a recording: connections, and what each side sent on them, in the order of the steps.
 *
 * Only what the line carried: a connection that was never up, bytes sent on one that was not up, and bytes that came after
 * its end are none of it.
 */
import { Command, Event } from "../../assembly/abi.ts";
import { bytesAt, word } from "../payloads.ts";
import { BYTES_AT } from "./card_objects.ts";
import { RecordingError } from "./file.ts";
import type { Step } from "./recorder.ts";

/**
 * up: the terminal is connected. sent, received: bytes from and to the terminal. closed: the terminal ended it. down: the
 * other side did, or the network.
 */
export interface LineAct {
  kind: "up" | "sent" | "received" | "closed" | "down";
  /** The connections of a recording are numbered from 0. */
  connection: number;
  /** Unix time in milliseconds, of the event in whose step it happened. */
  wall_ms: number;
  /** Of sent and received; empty otherwise. */
  bytes: Uint8Array;
}

/** The header is line 1. */
const FIRST_STEP_LINE = 2;

/** @throws RecordingError where what was on the line has another length than its payload says */
export function lineTraffic(steps: readonly Step[]): LineAct[] {
  const line = new Line();
  steps.forEach((step, index) => line.pass(step, FIRST_STEP_LINE + index));
  return line.acts;
}

/** A terminal has one line. */
class Line {
  readonly acts: LineAct[] = [];
  private connections = 0;
  /** Ticket of the connection that is up. */
  private open: string | undefined;

  pass({ event, commands }: Step, number: number): void {
    const { code, wall_ms, payload } = event;
    const isCurrent = this.open === ticketOf(event);
    if (code === Event.BOOT)
      this.open = undefined; // a power cut: nothing tells how the connection ended
    else if (code === Event.LINE_UP) this.connect(ticketOf(event), wall_ms);
    else if (code === Event.LINE_DATA && isCurrent) this.add("received", wall_ms, bytesIn(payload, number));
    else if (code === Event.LINE_DOWN && isCurrent) this.end("down", wall_ms);
    for (const command of commands) {
      const { LINE_SEND, LINE_OPEN, LINE_CLOSE } = Command;
      if (command.code === LINE_SEND && ticketOf(command) === this.open) {
        this.add("sent", wall_ms, bytesIn(command.payload, number));
      } else if (command.code === LINE_CLOSE || command.code === LINE_OPEN) this.end("closed", wall_ms);
    }
  }

  private connect(ticket: string, wall_ms: number): void {
    this.open = ticket;
    this.connections++;
    this.add("up", wall_ms);
  }

  private end(kind: "closed" | "down", wall_ms: number): void {
    if (this.open !== undefined) this.add(kind, wall_ms);
    this.open = undefined;
  }

  private add(kind: LineAct["kind"], wall_ms: number, bytes: Uint8Array = new Uint8Array(0)): void {
    this.acts.push({ kind, connection: this.connections - 1, wall_ms, bytes });
  }
}

function bytesIn(payload: Uint8Array, line: number): Uint8Array {
  if (payload.length >= BYTES_AT && payload.length - BYTES_AT === word(payload, 0)) return bytesAt(payload);
  throw new RecordingError(line, "has a payload of another length than it says");
}

function ticketOf({ ticket }: { ticket: { epoch: number; number: number } }): string {
  return `${ticket.epoch}/${ticket.number}`;
}
