/**
 * Where card data stand in the events of a run, by the meaning of the event: in a card's answers by tag, in the line's
 * bytes by field, in records that the secure module gave back.
 */
import { Command, Done, Event } from "../../assembly/abi.ts";
import { CodecError } from "../codec/errors.ts";
import { FrameError, Framer } from "../codec/iso8583/frame.ts";
import type { Frame } from "../codec/iso8583/frame.ts";
import { UNIONPAY } from "../codec/iso8583/unionpay.ts";
import { walkTlv } from "../codec/tlv/walk.ts";
import { bytesAt, word } from "../payloads.ts";
import type { Step } from "./recorder.ts";

/** Offset of the bytes in CARD_REPLY and LINE_DATA, and of the record in RECORD_DONE. */
export const BYTES_AT = 8;
export const RECORD_AT = 16;
const STATUS_WORD_BYTES = 2;
/** The record that PROTECT takes: PAN in ASCII, zeros up to 20 bytes, then the expiry date. */
const RECORD_PAN_BYTES = 20;
const RECORD_BYTES = 24;

/** One data object of a card, by its place in the bytes it was found in. */
export interface CardObject {
  tag: number;
  at: number;
  length: number;
}

/** The objects in a card's answer, inner ones too, as far as they can be read. */
export function cardObjects(answer: Uint8Array): CardObject[] {
  const data = answer.subarray(0, Math.max(0, answer.length - STATUS_WORD_BYTES));
  const places = walkTlv(data, { faults: "pass" });
  return Array.from(places, ({ tag, offset, length }) => ({ tag, at: offset, length }));
}

/** Card number in a 5A or 57: digits up to the pad or the separator. */
export function panOf(value: Uint8Array): string {
  return /^[0-9]*/.exec(Buffer.from(value).toString("hex"))?.[0] ?? "";
}

/** Card numbers in F2, and in the track of F35, of every whole message; what is none has none. */
export function pansOnLine(stream: Uint8Array): string[] {
  return framesOf(stream)
    .flatMap(({ body }) => pansOf(body))
    .filter((pan) => pan !== "");
}

/** The frames up to where the stream is none any more. */
function framesOf(stream: Uint8Array): readonly Frame[] {
  try {
    return new Framer().push(stream);
  } catch (error) {
    if (error instanceof FrameError) return error.frames;
    throw error;
  }
}

function pansOf(body: Uint8Array): string[] {
  try {
    const message = UNIONPAY.unpack(body);
    return [message.text(2), /^[0-9]*/.exec(message.text(35))?.[0] ?? ""];
  } catch (error) {
    if (error instanceof CodecError) return [];
    throw error;
  }
}

/** The steps that brought an answer to UNPROTECT, by the ticket of the command. */
export function unprotectedSteps(steps: readonly Step[]): Step[] {
  const asked = new Set<string>();
  const found: Step[] = [];
  for (const step of steps) {
    const { code, ticket, payload } = step.event;
    const isAnswer = code === Event.RECORD_DONE && asked.has(ticketKey(ticket.epoch, ticket.number));
    if (isAnswer && (word(payload, 0) as Done) === Done.DONE) found.push(step);
    for (const { code: command, ticket: given } of step.commands) {
      if (command === Command.UNPROTECT) asked.add(ticketKey(given.epoch, given.number));
    }
  }
  return found;
}

/** The card number in a record that UNPROTECT gave, or undefined when the record has another shape. */
export function panInRecord(payload: Uint8Array): string | undefined {
  const record = bytesAt(payload, BYTES_AT);
  if (record.length !== RECORD_BYTES) return undefined;
  return /^([0-9]{13,19})\0*$/.exec(Buffer.from(record.subarray(0, RECORD_PAN_BYTES)).toString("latin1"))?.[1];
}

function ticketKey(epoch: number, number: number): string {
  return `${epoch}/${number}`;
}
