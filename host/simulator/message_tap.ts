/** Sees the messages between terminal and acquirer, as the core sends them and as they arrive. */
import { Command, Event } from "../../assembly/abi.ts";
import { CodecError } from "../codec/errors.ts";
import { FrameError, Framer } from "../codec/iso8583/frame.ts";
import type { Frame } from "../codec/iso8583/frame.ts";
import { UNIONPAY } from "../codec/iso8583/unionpay.ts";
import type { Message } from "../codec/iso8583/message.ts";
import type { CoreCommand, CoreEvent, Ticket } from "../core.ts";
import { bytesAt } from "../payloads.ts";
import type { Observer } from "../runtime.ts";

export type Direction = "sent" | "received";

export class MessageTap implements Observer {
  private framer = new Framer();
  private line: Ticket = { epoch: 0, number: 0 };
  private readonly onMessage: (direction: Direction, message: Message) => void;

  /** @param onMessage is given whole messages; bytes that are none are passed over */
  constructor(onMessage: (direction: Direction, message: Message) => void) {
    this.onMessage = onMessage;
  }

  event({ code, ticket, payload }: CoreEvent): void {
    if (code !== Event.LINE_DATA) return;
    if (ticket.number !== this.line.number || ticket.epoch !== this.line.epoch) this.framer = new Framer();
    this.line = ticket;
    this.tell("received", this.framer, bytesAt(payload));
  }

  before({ code, payload }: CoreCommand): void {
    if (code === Command.LINE_SEND) this.tell("sent", new Framer(), bytesAt(payload));
  }

  private tell(direction: Direction, framer: Framer, bytes: Uint8Array): void {
    try {
      this.tellAll(direction, framer.push(bytes));
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.tellAll(direction, error.frames);
      if (direction === "received") this.framer = new Framer();
    }
  }

  private tellAll(direction: Direction, frames: readonly Frame[]): void {
    for (const { body } of frames) {
      const message = messageOf(body);
      if (message !== undefined) this.onMessage(direction, message);
    }
  }
}

function messageOf(body: Uint8Array): Message | undefined {
  try {
    return UNIONPAY.unpack(body);
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

/** Several observers as one, in their order. */
export function together(...observers: Observer[]): Observer {
  return {
    event: (event) => observers.forEach((observer) => observer.event?.(event)),
    step: (commands, moves) => observers.forEach((observer) => observer.step?.(commands, moves)),
    before: (command) => observers.forEach((observer) => observer.before?.(command)),
    after: (command) => observers.forEach((observer) => observer.after?.(command)),
    trap: (trap) => observers.forEach((observer) => observer.trap?.(trap)),
  };
}
