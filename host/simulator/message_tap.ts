/** Sees the messages between terminal and acquirer, as the core sends them and as they arrive. */
import { Command, Event } from "../../assembly/abi.ts";
import { CodecError } from "../codec/errors.ts";
import { Framer } from "../codec/frame.ts";
import { unpackMessage } from "../codec/message.ts";
import type { Message } from "../codec/message.ts";
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
      for (const { body } of framer.push(bytes)) this.onMessage(direction, unpackMessage(body));
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      if (direction === "received") this.framer = new Framer();
    }
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
