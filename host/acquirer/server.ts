/**
 * The acquirer's server, TCP or TLS: frames in, frames out, and nothing of what is in them.
 *
 * What always holds: every connection has bounded buffers, a time-out for silence and one for a frame that does not
 * end, and a peer that sends what is no frame is disconnected. A request is handled to its end before the next byte
 * is looked at, so closing never cuts a booking in two.
 */
import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { encodeFrame, FrameError, Framer, UNIONPAY_FRAME } from "../codec/iso8583/frame.ts";
import type { Frame } from "../codec/iso8583/frame.ts";
import type { Acquirer } from "./acquirer.ts";
import type { AcquirerEvent } from "./events.ts";

const CONNECTIONS_MAX = 256;
const IDLE_TIMEOUT_MS = 120_000;
const FRAME_TIMEOUT_MS = 10_000;
const FRAME_BYTES_MAX = 2048;
/** A peer that does not read its replies is cut off here. */
const UNREAD_BYTES_MAX = 64 * 1024;

export interface ServerOptions {
  acquirer: Acquirer;
  host: string;
  /** 0 for a free one. */
  port: number;
  log?: (event: AcquirerEvent) => void;
  idleTimeout_ms?: number;
  frameTimeout_ms?: number;
  connectionsMax?: number;
  /** With these the line is TLS, and nothing else is understood. */
  tls?: TlsIdentity | undefined;
}

/** PEM, both. */
export interface TlsIdentity {
  certificate: string;
  key: string;
}

export class AcquirerServer {
  readonly #options: ServerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(options: ServerOptions) {
    this.#options = options;
    const { tls, frameTimeout_ms = FRAME_TIMEOUT_MS } = options;
    const accept = (socket: Socket): void => this.#accept(socket);
    const identity = tls && { cert: tls.certificate, key: tls.key, minVersion: "TLSv1.2" as const };
    this.#server =
      identity === undefined
        ? createServer(accept)
        : createTlsServer({ ...identity, handshakeTimeout: frameTimeout_ms }, accept);
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    // A peer that speaks no TLS, or does not trust us, is gone already.
    this.#server.on("tlsClientError", (_error: Error, socket: Socket) => socket.destroy());
    this.#server.maxConnections = options.connectionsMax ?? CONNECTIONS_MAX;
  }

  /** @returns the port that it listens on; rejects when the address cannot be had */
  listen(): Promise<number> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    const framer = new Framer({ ...UNIONPAY_FRAME, maximum: FRAME_BYTES_MAX });
    let frameTimer: NodeJS.Timeout | undefined;
    socket.setNoDelay(true);
    socket.setTimeout(this.#options.idleTimeout_ms ?? IDLE_TIMEOUT_MS, () => socket.destroy());
    socket.on("error", () => socket.destroy()); // a reset by the peer: "close" follows
    socket.on("close", () => clearTimeout(frameTimer));
    socket.on("data", (chunk) => {
      const before = framer.completed;
      this.#receive(socket, framer, chunk);
      // A frame under way has its time from its first byte: bytes that trickle do not prolong it.
      if (framer.partial && framer.completed === before && frameTimer !== undefined) return;
      clearTimeout(frameTimer);
      const limit_ms = this.#options.frameTimeout_ms ?? FRAME_TIMEOUT_MS;
      const isWaiting = framer.partial && !socket.destroyed;
      frameTimer = isWaiting ? setTimeout(() => socket.destroy(), limit_ms) : undefined;
    });
  }

  #receive(socket: Socket, framer: Framer, chunk: Uint8Array): void {
    try {
      this.#answerAll(socket, framer.push(chunk));
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#answerAll(socket, error.frames);
      this.#options.log?.({ kind: "dropped", code: error.code });
      socket.destroy();
    }
  }

  #answerAll(socket: Socket, frames: readonly Frame[]): void {
    for (const frame of frames) if (!socket.destroyed) this.#answer(socket, frame);
  }

  #answer(socket: Socket, frame: Frame): void {
    const { acquirer } = this.#options;
    const mti = Buffer.from(frame.body.subarray(0, 2)).toString("hex");
    const reply = acquirer.handle(frame);
    if (acquirer.faults.take("close", mti)) socket.destroy();
    if (reply === undefined || socket.destroyed) return;
    const delay_ms = acquirer.faults.take("delay", mti)?.delay_ms;
    if (delay_ms === undefined) send(socket, encodeFrame(reply));
    else setTimeout(() => send(socket, encodeFrame(reply)), delay_ms).unref();
  }
}

function send(socket: Socket, bytes: Uint8Array): void {
  if (socket.destroyed) return;
  if (socket.writableLength > UNREAD_BYTES_MAX) socket.destroy();
  else socket.write(bytes);
}
