/** A line to an acquirer in the same process: connects, carries frames with some delay, and fails to order. */
import { LineFault } from "../../assembly/abi_devices.ts";
import type { Acquirer } from "../acquirer/acquirer.ts";
import { encodeFrame, Framer } from "../codec/iso8583/frame.ts";
import type { Frame } from "../codec/iso8583/frame.ts";
import type { LineEvents, LinePort, Server } from "../ports.ts";
import type { VirtualClock } from "./virtual_clock.ts";

/** What the network does in one world. */
export interface Network {
  /** False: nothing connects. */
  up: boolean;
  /** Why nothing connects. */
  fault?: LineFault;
  /** Why this server cannot be reached; NONE where it can. Asked only for one that the terminal was told. */
  faultOf?: ((server: Server) => LineFault) | undefined;
  /** Bytes of a reply per chunk. */
  chunk: number;
  /** Called between a request's arrival, its booking and the answer; may throw to cut the power there. */
  step?: ((what: "arrived" | "booked") => void) | undefined;
  /** Changes the bytes of a reply, or drops it. */
  reply?: ((bytes: Uint8Array) => Uint8Array | undefined) | undefined;
  /** Changes a request on its way. */
  request?: ((frame: Frame) => Frame) | undefined;
  /** What comes back when the acquirer says nothing. */
  unasked?: (() => Uint8Array | undefined) | undefined;
  /** True: an attempt to connect gets no answer at all. */
  silent?: boolean;
  /** True: the line goes down when the request has arrived, instead of the reply. */
  hangsUp?: boolean;
  /** How often each request arrives; once when absent. */
  copies?: number;
  /** How long the next request is on its way, in ms. */
  transit_ms?: (() => number) | undefined;
}

const CONNECT_MS = 50;
const TRANSIT_MS = 20;

export class MemoryLine implements LinePort {
  private connection = 0;
  private events: LineEvents | undefined;
  private framer = new Framer();
  private readonly acquirer: Acquirer;
  private readonly clock: VirtualClock;
  private readonly network: Network;

  constructor(acquirer: Acquirer, clock: VirtualClock, network: Network) {
    this.acquirer = acquirer;
    this.clock = clock;
    this.network = network;
  }

  open(events: LineEvents, server?: Server): void {
    const connection = ++this.connection;
    this.framer = new Framer();
    if (this.network.silent === true) return;
    this.clock.after(CONNECT_MS, () => {
      if (connection !== this.connection) return;
      const { up, fault = LineFault.CLOSED, faultOf } = this.network;
      if (!up) return events.down(fault);
      const refused = server === undefined ? LineFault.NONE : (faultOf?.(server) ?? LineFault.NONE);
      if (refused !== LineFault.NONE) return events.down(refused);
      this.events = events;
      events.up();
    });
  }

  /** A request that has left arrives, whatever becomes of the terminal meanwhile. */
  send(bytes: Uint8Array): void {
    const { network, connection } = this;
    const delay_ms = network.transit_ms?.() ?? TRANSIT_MS;
    for (const frame of this.framer.push(bytes)) {
      for (let copy = 0; copy < (network.copies ?? 1); copy++) {
        this.clock.after(delay_ms + copy, () => this.arrive(frame, connection), "elsewhere");
      }
    }
  }

  close(): void {
    this.connection++;
    this.events = undefined;
  }

  private arrive(frame: Frame, connection: number): void {
    const { network } = this;
    network.step?.("arrived");
    const answer = this.acquirer.handle(network.request?.(frame) ?? frame);
    network.step?.("booked");
    if (network.hangsUp === true) return this.hangUp(connection);
    const carried = answer === undefined ? network.unasked?.() : this.carry(encodeFrame(answer));
    if (carried !== undefined) this.deliver(carried, connection);
  }

  private carry(reply: Uint8Array): Uint8Array | undefined {
    return this.network.reply === undefined ? reply : this.network.reply(reply);
  }

  private hangUp(connection: number): void {
    if (connection === this.connection) this.events?.down();
  }

  private deliver(bytes: Uint8Array, connection: number): void {
    for (let at = 0; at < bytes.length; at += this.network.chunk) {
      const chunk = bytes.slice(at, at + this.network.chunk);
      this.clock.after(TRANSIT_MS, () => {
        if (connection === this.connection) this.events?.data(chunk);
      });
    }
  }
}
