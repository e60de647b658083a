/**
 * Bytes that arrive in pieces, put together: what a line brings on one ticket, what a card answers one after the other.
 * Changed as a whole, they are cut again exactly as they came.
 */
import { Event } from "../../assembly/abi.ts";
import { bytesAt } from "../payloads.ts";
import { BYTES_AT } from "./card_objects.ts";
import type { Step } from "./recorder.ts";

/** Bytes of one line connection, in the order of arrival. */
export interface LineStream {
  pieces: Step[];
  bytes: Uint8Array;
}

export function lineStreams(steps: readonly Step[]): LineStream[] {
  const byTicket = new Map<string, Step[]>();
  for (const step of steps) {
    const { code, ticket } = step.event;
    if (code !== Event.LINE_DATA) continue;
    const key = `${ticket.epoch}/${ticket.number}`;
    byTicket.set(key, [...(byTicket.get(key) ?? []), step]);
  }
  return [...byTicket.values()].map((pieces) => ({ pieces, bytes: joined(pieces) }));
}

/** Puts changed bytes of the same length back where they came from. */
export function cutAgain(stream: LineStream, bytes: Uint8Array): void {
  let at = 0;
  for (const { event } of stream.pieces) {
    const length = bytesAt(event.payload).length;
    event.payload.set(bytes.subarray(at, at + length), BYTES_AT);
    at += length;
  }
}

/** All answers of cards without their status words, so that what was read in two parts is found too. */
export function cardAnswers(steps: readonly Step[]): Uint8Array {
  const answers = steps
    .filter(({ event }) => event.code === Event.CARD_REPLY)
    .map(({ event }) => bytesAt(event.payload));
  return new Uint8Array(Buffer.concat(answers.map((answer) => answer.subarray(0, Math.max(0, answer.length - 2)))));
}

function joined(pieces: readonly Step[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces.map(({ event }) => bytesAt(event.payload))));
}
