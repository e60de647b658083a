/**
 * A virtual card in the virtual reader of the PC/SC service: the client of vpcd (Debian package vsmartcard-vpcd), through which
 * any program that uses real readers sees the card.
 *
 * Frames of a length in two bytes, big-endian, and data; of the reader one byte for power off, power on, reset and the
 * question for the ATR, else a command. Being connected is being inserted. It must not live in the process of the program that
 * uses the reader: that one stands still while the service powers a card, and the card must answer then.
 */
import { connect } from "node:net";
import type { Socket } from "node:net";
import type { ChipCard } from "../../cards/chip_card.ts";

export const VPCD_PORT = 35_963;

enum Control {
  OFF,
  ON,
  RESET,
  ATR = 4,
}

const LENGTH_BYTES = 2;
const NOTHING = new Uint8Array(0);

export interface VpcdOptions {
  host?: string;
  port?: number;
}

/** Sees each command and what the card gave. */
export type ApduObserver = (command: Uint8Array, response: Uint8Array) => void;

export class VpcdCard {
  /** Resolves when the reader has let go, by `remove` or by itself. */
  readonly removed: Promise<void>;
  private readonly card: ChipCard;
  private readonly socket: Socket;
  private readonly observe: ApduObserver | undefined;
  private atr: Uint8Array | undefined;
  private received: Uint8Array = NOTHING;

  /** Puts a card in. @throws Error saying what to do when there is no virtual reader */
  static async insert(card: ChipCard, options: VpcdOptions = {}, observe?: ApduObserver): Promise<VpcdCard> {
    const { host = "127.0.0.1", port = VPCD_PORT } = options;
    const socket = connect({ host, port });
    socket.setNoDelay(true);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", (error) => {
        const remedy = "install vsmartcard-vpcd and start pcscd";
        reject(new Error(`there is no virtual card reader at ${host}:${port}: ${remedy}`, { cause: error }));
      });
    });
    return new VpcdCard(card, socket, observe);
  }

  private constructor(card: ChipCard, socket: Socket, observe: ApduObserver | undefined) {
    this.card = card;
    this.socket = socket;
    this.observe = observe;
    this.removed = new Promise((resolve) => socket.once("close", () => resolve()));
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => this.takes(chunk));
  }

  /** Pulls the card out. */
  remove(): void {
    this.socket.destroy();
  }

  /** Frames in any cut. */
  private takes(chunk: Uint8Array): void {
    this.received = Buffer.concat([this.received, chunk]);
    for (;;) {
      const { received } = this;
      const end = LENGTH_BYTES + (received[0]! << 8) + received[1]!;
      if (received.length < LENGTH_BYTES || received.length < end) return;
      const frame = new Uint8Array(received.subarray(LENGTH_BYTES, end));
      this.received = received.subarray(end);
      this.obeys(frame);
    }
  }

  private obeys(frame: Uint8Array): void {
    if (frame.length > 1) return this.answers(frame);
    switch (frame[0]) {
      case Control.OFF:
        this.atr = undefined;
        return;
      case Control.ON:
      case Control.RESET:
        this.atr = this.card.powerOn();
        return;
      case Control.ATR:
        return this.sends((this.atr ??= this.card.powerOn()));
    }
  }

  /** A card that is mute gives no bytes, which the reader takes for a fault of the line. */
  private answers(command: Uint8Array): void {
    const response = this.atr === undefined ? NOTHING : this.card.transmit(command);
    const { late_ms = 0, leaves } = this.card.manner ?? {};
    this.observe?.(command, response);
    if (leaves !== undefined) return this.remove();
    if (late_ms > 0) setTimeout(() => this.sends(response), late_ms);
    else this.sends(response);
  }

  private sends(data: Uint8Array): void {
    if (!this.socket.writable) return;
    this.socket.write(Buffer.concat([Uint8Array.of(data.length >> 8, data.length & 0xff), data]));
  }
}
