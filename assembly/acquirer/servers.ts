/**
 * The servers of the acquirer: which there are, which is tried first, and why none could be reached.
 *
 * Owns the first part of the zone SETUP; what else is set stands behind it (terminal/setup). With no server stored the board
 * knows one by itself. What is read may come from a forged flash: numbers are clamped where they are read.
 */
import { Command } from "../abi";
import { LineFault, LINE_FAULT_LAST } from "../abi_devices";
import { Reason } from "../abi_reasons";
import { Zone, zoneOf } from "../journal/zones";
import { askWith, Bytes, putBytes } from "../machine/io";
import { textLength } from "../machine/document";
import { Terminal } from "../machine/terminal";
import { exchangeOf } from "./region";

export const SERVERS_MAX: i32 = 3;
export const HOST_BYTES: i32 = 48;
export const PORT_MAX: u32 = 65_535;

@unmanaged
export class Servers {
  /** How many there are, and the place of the one that is tried first, from 0. */
  stored: u8;
  first: u8;
  reserved: u16;
  reserved2: u32;

  get count(): i32 {
    return min<i32>(this.stored, SERVERS_MAX);
  }
  /** A name or an IP address, ASCII, zeros behind it. @param place from 0 */
  host(place: i32): usize {
    return changetype<usize>(this) + HOSTS_AT + <usize>place * SERVER_BYTES;
  }
  port(place: i32): u32 {
    return load<u32>(this.host(place) + HOST_BYTES);
  }
  setPort(place: i32, port: u32): void {
    store<u32>(this.host(place) + HOST_BYTES, port);
  }
  /** Whether the line to it is TLS. */
  isTls(place: i32): bool {
    return load<u32>(this.host(place) + HOST_BYTES, 4) !== 0;
  }
  setTls(place: i32, isTls: bool): void {
    store<u32>(this.host(place) + HOST_BYTES, isTls ? 1 : 0, 4);
  }
  hostLength(place: i32): i32 {
    return textLength(this.host(place), HOST_BYTES);
  }
}

const HOSTS_AT: usize = offsetof<Servers>();
/** Of one server: host, port, whether it is TLS. */
export const SERVER_BYTES: usize = <usize>HOST_BYTES + 8;
/** Of the zone SETUP. */
export const SERVERS_BYTES: usize = HOSTS_AT + <usize>SERVERS_MAX * SERVER_BYTES;

/** Payload of LINE_OPEN; all zero for the server that the board knows by itself. */
@unmanaged
class LineOpen {
  port: u32;
  tls: u32;
  get host(): Bytes {
    return changetype<Bytes>(changetype<usize>(this) + offsetof<LineOpen>());
  }
}

export function serversOf(t: Terminal): Servers {
  return zoneOf<Servers>(t, Zone.SETUP);
}

/** Each server may be tried once from here on. */
export function beginServers(t: Terminal): void {
  exchangeOf(t).unreached = 0;
}

/** Asks for a line to the server whose turn it is: the one that was last reached, else the first; then those behind it. */
export function askServer(t: Terminal): void {
  const servers = serversOf(t);
  const hasServer = servers.count > 0;
  const place = placeInTurn(t, servers);
  const length = hasServer ? servers.hostLength(place) : 0;
  const command = askWith<LineOpen>(t, Command.LINE_OPEN, <i32>offsetof<Bytes>() + length);
  command.port = hasServer ? servers.port(place) : 0;
  command.tls = hasServer && servers.isTls(place) ? 1 : 0;
  putBytes(command.host, servers.host(place), length);
}

/** @returns the place of the server whose turn it is, from 0; 0 when there is none */
export function placeInTurn(t: Terminal, servers: Servers): i32 {
  if (servers.count === 0) return 0;
  const first = t.server > 0 ? t.server - 1 : <i32>servers.first;
  return (first + exchangeOf(t).unreached) % servers.count;
}

export function noteReached(t: Terminal): void {
  t.server = placeInTurn(t, serversOf(t)) + 1;
  exchangeOf(t).unreached = 0;
  t.lineFault = LineFault.NONE;
}

/** @returns whether another server is left to be tried */
export function noteUnreached(t: Terminal, fault: u32): bool {
  t.lineFault = fault > <u32>LineFault.CLOSED && fault <= <u32>LINE_FAULT_LAST ? fault : LineFault.CLOSED;
  const x = exchangeOf(t);
  x.unreached += 1;
  return x.unreached < serversOf(t).count;
}

/** Why there is no line, as finely as the board knows. */
export function lineReason(t: Terminal): Reason {
  return reasonOf(t.lineFault);
}

/** @param fault a `LineFault` */
export function reasonOf(fault: u32): Reason {
  if (fault < <u32>LineFault.NO_CARRIER || fault > <u32>LINE_FAULT_LAST) return Reason.NO_LINE;
  if (fault > <u32>LineFault.KEY) return <Reason>(Reason.LINE_EXPIRED + fault - LineFault.EXPIRED);
  return <Reason>(Reason.NO_CARRIER + fault - LineFault.NO_CARRIER);
}

/** One of the reasons that `lineReason` gives: nothing reached the acquirer. */
export function isLineReason(reason: i32): bool {
  if (reason >= Reason.LINE_EXPIRED && reason <= Reason.LINE_NO_TLS) return true;
  return reason === Reason.NO_LINE || (reason >= Reason.NO_CARRIER && reason <= Reason.NETWORK_KEY);
}
