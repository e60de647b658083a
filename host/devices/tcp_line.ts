/**
 * A line to the acquirer over TCP, or TLS over it: opened when told, one connection at a time, to the server that the terminal
 * names or to its own.
 *
 * After `close`, and after `down`, no event of that connection comes any more. A connection that cannot be made in time,
 * an error, the end by the other side: each is `down`, once. Over TLS (1.2 or 1.3) the line is up once the server's certificate
 * was found good: of an authority that is trusted, in its term, for the host that was named. What the bytes are is not known here.
 */
import { connect, isIP } from "node:net";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { LineFault } from "../../assembly/abi_devices.ts";
import type { LineEvents, LinePort, Server } from "../ports.ts";

const CONNECT_TIMEOUT_MS = 8_000;

const PORT_MAX = 65_535;

/** What the system calls it (errno, getaddrinfo, OpenSSL). */
const FAULTS: Readonly<Record<string, LineFault>> = {
  ECONNREFUSED: LineFault.REFUSED,
  ENOTFOUND: LineFault.NAME,
  EAI_AGAIN: LineFault.NAME,
  ETIMEDOUT: LineFault.TIMED_OUT,
  ENETUNREACH: LineFault.NO_CARRIER,
  EHOSTUNREACH: LineFault.NO_CARRIER,
  ENETDOWN: LineFault.NO_CARRIER,
  CERT_HAS_EXPIRED: LineFault.EXPIRED,
  CERT_NOT_YET_VALID: LineFault.EXPIRED,
  ERR_TLS_CERT_ALTNAME_INVALID: LineFault.FOREIGN,
  HOSTNAME_MISMATCH: LineFault.FOREIGN,
  ERR_SSL_WRONG_VERSION_NUMBER: LineFault.NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: LineFault.NO_TLS,
};
const TLS_CODES = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|EPROTO|INVALID_CA)/;

/** Why an error of a socket ended the line. A name of several addresses that all fail is told by the first. */
export function lineFaultOf(error: Error): LineFault {
  const { code, errors } = error as Error & { code?: string; errors?: readonly Error[] };
  const fault = FAULTS[code ?? ""];
  if (fault !== undefined) return fault;
  if (TLS_CODES.test(code ?? "")) return LineFault.TLS;
  return errors?.[0] === undefined ? LineFault.CLOSED : lineFaultOf(errors[0]);
}

export interface TcpLineOptions extends Server {
  connectTimeout_ms?: number;
  /** Certificates of the authorities that are trusted, PEM; those of the computer's node when absent. */
  authorities?: string;
}

export class TcpLine implements LinePort {
  private socket: Socket | undefined;
  private readonly options: TcpLineOptions;

  constructor(options: TcpLineOptions) {
    this.options = options;
  }

  open(events: LineEvents, server?: Server): void {
    this.close();
    const { connectTimeout_ms = CONNECT_TIMEOUT_MS } = this.options;
    const { host, port, tls = false } = server ?? this.options;
    if (!(port > 0 && port <= PORT_MAX)) return events.down(LineFault.REFUSED);
    const socket = tls ? this.secured(host, port) : connect({ host, port });
    this.socket = socket;
    socket.setNoDelay(true);
    const timer = setTimeout(() => lose(LineFault.TIMED_OUT), connectTimeout_ms);
    // Connected, and the other side has yet to show that it speaks TLS.
    let isShakingHands = false;
    const lose = (fault: LineFault): void => {
      clearTimeout(timer);
      socket.destroy();
      if (this.socket !== socket) return;
      this.socket = undefined;
      events.down(fault === LineFault.CLOSED && isShakingHands ? LineFault.NO_TLS : fault);
    };
    if (tls) socket.on("connect", () => (isShakingHands = true));
    socket.on(tls ? "secureConnect" : "connect", () => {
      isShakingHands = false;
      clearTimeout(timer);
      if (this.socket === socket) events.up();
    });
    socket.on("data", (chunk) => {
      if (this.socket === socket) events.data(new Uint8Array(chunk));
    });
    socket.on("error", (error) => lose(lineFaultOf(error)));
    socket.on("end", () => lose(LineFault.CLOSED));
    socket.on("close", () => lose(LineFault.CLOSED));
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

  /** An IP address is no server name (RFC 6066, 3), but the certificate must be for it all the same. */
  private secured(host: string, port: number): Socket {
    const { authorities } = this.options;
    const name = isIP(host) === 0 ? { servername: host } : {};
    return connectTls({ host, port, minVersion: "TLSv1.2", ...name, ...(authorities && { ca: authorities }) });
  }
}
