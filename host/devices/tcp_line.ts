/**
 * A line to the acquirer over TCP: opened when told, one connection at a time.
 *
 * After `close`, and after `down`, no event of that connection comes any more. A connection that cannot be made in time,
 * an error, the end by the other side: each is `down`, once. What the bytes are is not known here.
 */
import { connect } from "node:net";
import type { Socket } from "node:net";
import type { LineEvents, LinePort } from "../ports.ts";

const CONNECT_TIMEOUT_MS = 8_000;

export interface TcpLineOptions {
  host: string;
  port: number;
  connectTimeout_ms?: number;
}

export class TcpLine implements LinePort {
  private socket: Socket | undefined;
  private readonly options: TcpLineOptions;

  constructor(options: TcpLineOptions) {
    this.options = options;
  }

  open(events: LineEvents): void {
    this.close();
    const { host, port, connectTimeout_ms = CONNECT_TIMEOUT_MS } = this.options;
    const socket = connect({ host, port });
    this.socket = socket;
    socket.setNoDelay(true);
    const timer = setTimeout(() => lose(), connectTimeout_ms);
    const lose = (): void => {
      clearTimeout(timer);
      socket.destroy();
      if (this.socket !== socket) return;
      this.socket = undefined;
      events.down();
    };
    socket.on("connect", () => {
      clearTimeout(timer);
      if (this.socket === socket) events.up();
    });
    socket.on("data", (chunk) => {
      if (this.socket === socket) events.data(new Uint8Array(chunk));
    });
    socket.on("error", lose);
    socket.on("end", lose);
    socket.on("close", lose);
  }

  /** Bytes for a line that is not up go nowhere, as into a cable that is cut. */
  send(bytes: Uint8Array): void {
    if (this.socket?.readyState === "open") this.socket.write(bytes);
  }

  close(): void {
    const { socket } = this;
    this.socket = undefined;
    socket?.destroy();
  }
}
