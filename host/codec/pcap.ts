/**
 * Capture files (libpcap) of TCP conversations that never were on a network: what two sides sent each other, put into
 * packets as an analyser expects them.
 *
 * Every packet is a whole IPv4 packet with right checksums, sequence numbers and acknowledgements; a conversation opens with
 * a handshake, and what is longer than a segment is cut. What the bytes mean is not known here.
 */

/** One end of a conversation. */
export interface Endpoint {
  /** Four bytes of IPv4. */
  address: readonly [number, number, number, number];
  port: number;
}

export type Side = "client" | "server";

// Global header and packet header (pcap file format, draft-ietf-opsawg-pcap, 4 and 5).
const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const FILE_HEAD_BYTES = 24;
const PACKET_HEAD_BYTES = 16;
const SNAPSHOT_BYTES = 0xffff;
/** Packets begin with the IP header. */
const LINKTYPE_RAW = 101;

// RFC 791 and RFC 9293.
const IP_BYTES = 20;
const TCP_BYTES = 20;
const TCP_PROTOCOL = 6;
const TIME_TO_LIVE = 64;
const DONT_FRAGMENT = 0x4000;
const WINDOW = 0xffff;
const SEGMENT_BYTES_MAX = 1460;
const MSS_OPTION = Uint8Array.of(2, 4, SEGMENT_BYTES_MAX >> 8, SEGMENT_BYTES_MAX & 0xff);
const FIN = 0x01;
const SYN = 0x02;
const PSH = 0x08;
const ACK = 0x10;
const FIRST_SEQUENCE = { client: 0x1000_0000, server: 0x2000_0000 };

export class PcapWriter {
  readonly #parts: Uint8Array[] = [fileHead()];
  #packets = 0;

  get packets(): number {
    return this.#packets;
  }

  /** Opens a conversation with its handshake. @param at_ms Unix time, as everywhere here */
  connect(client: Endpoint, server: Endpoint, at_ms: number): TcpConversation {
    return new TcpConversation({ client, server }, at_ms, (packet, time_ms) => this.#add(packet, time_ms));
  }

  /** The file so far. */
  bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#parts));
  }

  #add(packet: Uint8Array, at_ms: number): void {
    const head = new DataView(new ArrayBuffer(PACKET_HEAD_BYTES));
    head.setUint32(0, Math.floor(at_ms / 1000), true);
    head.setUint32(4, Math.floor(at_ms % 1000) * 1000, true);
    head.setUint32(8, packet.length, true);
    head.setUint32(12, packet.length, true);
    this.#parts.push(new Uint8Array(head.buffer), packet);
    this.#packets++;
  }
}

/** Made by `PcapWriter.connect`. */
export class TcpConversation {
  readonly #ends: Readonly<Record<Side, Endpoint>>;
  readonly #write: (packet: Uint8Array, at_ms: number) => void;
  /** Sequence number of the next byte of each side, and number of its next packet. */
  readonly #next = { ...FIRST_SEQUENCE };
  readonly #packets = { client: 0, server: 0 };
  #isOpen = true;

  constructor(ends: Record<Side, Endpoint>, at_ms: number, write: (packet: Uint8Array, at_ms: number) => void) {
    this.#ends = ends;
    this.#write = write;
    this.#packet("client", SYN, at_ms);
    this.#packet("server", SYN | ACK, at_ms);
    this.#packet("client", ACK, at_ms);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** @throws Error when it is closed */
  send(from: Side, bytes: Uint8Array, at_ms: number): void {
    if (!this.#isOpen) throw new Error("this conversation is closed");
    for (let at = 0; at < bytes.length; at += SEGMENT_BYTES_MAX) {
      const segment = bytes.subarray(at, at + SEGMENT_BYTES_MAX);
      const isLast = at + segment.length === bytes.length;
      this.#packet(from, isLast ? ACK | PSH : ACK, at_ms, segment);
      this.#packet(otherSide(from), ACK, at_ms);
    }
  }

  /** Ends it, as asked for by one side; once. */
  close(from: Side, at_ms: number): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#packet(from, FIN | ACK, at_ms);
    this.#packet(otherSide(from), FIN | ACK, at_ms);
    this.#packet(from, ACK, at_ms);
  }

  #packet(from: Side, flags: number, at_ms: number, payload: Uint8Array = new Uint8Array(0)): void {
    const to = otherSide(from);
    const acknowledged = (flags & ACK) === 0 ? 0 : this.#next[to];
    const options = (flags & SYN) === 0 ? new Uint8Array(0) : MSS_OPTION;
    const tcpBytes = TCP_BYTES + options.length;
    const packet = new Uint8Array(IP_BYTES + tcpBytes + payload.length);
    packet.set(options, IP_BYTES + TCP_BYTES);
    packet.set(payload, IP_BYTES + tcpBytes);

    const source = this.#ends[from];
    const destination = this.#ends[to];
    const view = new DataView(packet.buffer);
    view.setUint16(IP_BYTES, source.port);
    view.setUint16(IP_BYTES + 2, destination.port);
    view.setUint32(IP_BYTES + 4, this.#next[from]);
    view.setUint32(IP_BYTES + 8, acknowledged);
    view.setUint16(IP_BYTES + 12, ((tcpBytes / 4) << 12) | flags);
    view.setUint16(IP_BYTES + 14, WINDOW);
    packet.set(source.address, 12);
    packet.set(destination.address, 16);
    // The TCP checksum covers addresses, protocol and length too: RFC 9293, 3.1.
    const pseudo = TCP_PROTOCOL + packet.length - IP_BYTES;
    view.setUint16(IP_BYTES + 16, checksum(packet, 12, packet.length, pseudo));

    view.setUint16(0, 0x4500);
    view.setUint16(2, packet.length);
    view.setUint16(4, ++this.#packets[from]);
    view.setUint16(6, DONT_FRAGMENT);
    view.setUint16(8, (TIME_TO_LIVE << 8) | TCP_PROTOCOL);
    view.setUint16(10, checksum(packet, 0, IP_BYTES, 0));
    this.#write(packet, at_ms);
    const counted = payload.length + ((flags & (SYN | FIN)) === 0 ? 0 : 1);
    this.#next[from] = (this.#next[from] + counted) >>> 0;
  }
}

function otherSide(side: Side): Side {
  return side === "client" ? "server" : "client";
}

function fileHead(): Uint8Array {
  const head = new DataView(new ArrayBuffer(FILE_HEAD_BYTES));
  head.setUint32(0, MAGIC_MICROSECONDS, true);
  head.setUint16(4, 2, true);
  head.setUint16(6, 4, true);
  head.setUint32(16, SNAPSHOT_BYTES, true);
  head.setUint32(20, LINKTYPE_RAW, true);
  return new Uint8Array(head.buffer);
}

/** The Internet checksum (RFC 1071): 16-bit words in one's complement; an odd byte at the end of all is a high one. */
function checksum(bytes: Uint8Array, from: number, to: number, first: number): number {
  let sum = first;
  for (let at = from; at < to; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
