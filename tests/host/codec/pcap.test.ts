/** Captures: packets that a network could have carried, whole and in order. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { PcapWriter } from "../../../host/codec/pcap.ts";
import type { Endpoint, Side } from "../../../host/codec/pcap.ts";

const CLIENT: Endpoint = { address: [192, 0, 2, 1], port: 49_152 };
const SERVER: Endpoint = { address: [198, 51, 100, 7], port: 8583 };
const AT_MS = 1_700_000_000_123;
const FIN = 1;
const SYN = 2;
const PSH = 8;
const ACK = 16;

interface Packet {
  at_ms: number;
  from: Side;
  ports: [source: number, destination: number];
  sequence: number;
  acknowledged: number;
  flags: number;
  payload: Uint8Array;
}

/** Reads a file with a reader of its own, and checks what every packet must have. */
function read(file: Uint8Array): Packet[] {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  assert.deepEqual(
    [view.getUint32(0, true), view.getUint16(4, true), view.getUint16(6, true), view.getUint32(20, true)],
    [0xa1b2c3d4, 2, 4, 101],
  );
  const packets: Packet[] = [];
  for (let at = 24; at < file.length;) {
    const length = view.getUint32(at + 8, true);
    assert.equal(view.getUint32(at + 12, true), length);
    const at_ms = view.getUint32(at, true) * 1000 + view.getUint32(at + 4, true) / 1000;
    packets.push(readPacket(file.subarray(at + 16, at + 16 + length), at_ms));
    at += 16 + length;
  }
  return packets;
}

function readPacket(bytes: Uint8Array, at_ms: number): Packet {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  assert.equal(view.getUint8(0), 0x45);
  assert.equal(view.getUint16(2), bytes.length);
  assert.equal(view.getUint8(9), 6);
  assert.equal(sumOf(bytes.subarray(0, 20)), 0xffff, "header checksum");
  const pseudo = Uint8Array.of(...bytes.subarray(12, 20), 0, 6, (bytes.length - 20) >> 8, (bytes.length - 20) & 0xff);
  assert.equal(sumOf(Buffer.concat([pseudo, bytes.subarray(20)])), 0xffff, "TCP checksum");
  const head = 20 + 4 * (view.getUint8(32) >> 4);
  return {
    at_ms,
    from: view.getUint8(12) === 192 ? "client" : "server",
    ports: [view.getUint16(20), view.getUint16(22)],
    sequence: view.getUint32(24),
    acknowledged: view.getUint32(28),
    flags: view.getUint8(33),
    payload: bytes.subarray(head),
  };
}

/** In one's complement; FFFF when the checksum among the words is right. */
function sumOf(bytes: Uint8Array): number {
  const padded = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.of(0)]);
  let sum = 0;
  for (let at = 0; at < padded.length; at += 2) sum += padded[at]! * 256 + padded[at + 1]!;
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000);
  return sum;
}

describe("a capture", () => {
  it("of nothing is its head alone", () => {
    const writer = new PcapWriter();
    assert.equal(writer.bytes().length, 24);
    assert.equal(writer.packets, 0);
  });

  it("opens with a handshake, acknowledges what is sent, and ends with a close from both sides", () => {
    const writer = new PcapWriter();
    const line = writer.connect(CLIENT, SERVER, AT_MS);
    line.send("client", Uint8Array.of(1, 2, 3), AT_MS + 10);
    line.send("server", Uint8Array.of(4), AT_MS + 25);
    line.close("client", AT_MS + 1000);
    const packets = read(writer.bytes());
    assert.equal(writer.packets, packets.length);
    assert.deepEqual(
      packets.map(({ at_ms, from, flags, payload }) => [at_ms - AT_MS, from, flags, payload.length]),
      [
        [0, "client", SYN, 0],
        [0, "server", SYN | ACK, 0],
        [0, "client", ACK, 0],
        [10, "client", ACK | PSH, 3],
        [10, "server", ACK, 0],
        [25, "server", ACK | PSH, 1],
        [25, "client", ACK, 0],
        [1000, "client", FIN | ACK, 0],
        [1000, "server", FIN | ACK, 0],
        [1000, "client", ACK, 0],
      ],
    );
    for (const { from, ports } of packets) {
      assert.deepEqual(ports, from === "client" ? [49_152, 8583] : [8583, 49_152]);
    }
  });

  it("numbers bytes without a gap and carries them all, of any length, in segments of at most 1460", () => {
    const talk = fc.array(
      fc.record({
        from: fc.constantFrom<Side>("client", "server"),
        bytes: fc.uint8Array({ maxLength: 40 }),
        times: fc.constantFrom(1, 40, 100),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(talk, fc.boolean(), (acts, closed) => {
        const writer = new PcapWriter();
        const line = writer.connect(CLIENT, SERVER, AT_MS);
        const sent: Record<Side, Uint8Array[]> = { client: [], server: [] };
        for (const { from, bytes, times } of acts) {
          const all = Buffer.concat(Array.from({ length: times }, () => bytes));
          sent[from].push(all);
          line.send(from, all, AT_MS);
        }
        if (closed) line.close("server", AT_MS);
        const next: Record<Side, number | undefined> = { client: undefined, server: undefined };
        const carried: Record<Side, Uint8Array[]> = { client: [], server: [] };
        for (const { from, sequence, acknowledged, flags, payload } of read(writer.bytes())) {
          const other = from === "client" ? "server" : "client";
          assert.equal(sequence, next[from] ?? sequence);
          assert.equal(acknowledged, (flags & ACK) === 0 ? 0 : next[other]);
          assert.ok(payload.length <= 1460);
          next[from] = (sequence + payload.length + ((flags & (SYN | FIN)) === 0 ? 0 : 1)) >>> 0;
          carried[from].push(payload);
        }
        for (const side of ["client", "server"] as const) {
          assert.deepEqual(Buffer.concat(carried[side]), Buffer.concat(sent[side]));
        }
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it("takes nothing more for a conversation that is closed, and closes it once", () => {
    const writer = new PcapWriter();
    const line = writer.connect(CLIENT, SERVER, AT_MS);
    line.close("server", AT_MS);
    line.close("client", AT_MS);
    assert.equal(line.isOpen, false);
    assert.equal(writer.packets, 6);
    assert.throws(() => line.send("client", Uint8Array.of(1), AT_MS), /closed/);
  });

  it("holds several conversations in the order of what happened", () => {
    const writer = new PcapWriter();
    const first = writer.connect(CLIENT, SERVER, AT_MS);
    const second = writer.connect({ ...CLIENT, port: 49_153 }, SERVER, AT_MS);
    first.send("client", Uint8Array.of(1), AT_MS);
    second.send("client", Uint8Array.of(2), AT_MS);
    first.send("server", Uint8Array.of(3), AT_MS);
    const payloads = read(writer.bytes()).filter(({ payload }) => payload.length > 0);
    assert.deepEqual(
      payloads.map(({ ports, payload }) => [...ports, ...payload]),
      [
        [49_152, 8583, 1],
        [49_153, 8583, 2],
        [8583, 49_152, 3],
      ],
    );
  });
});
