/** A virtual card at the virtual reader: frames in any cut, power, commands, and how it leaves. */
import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import type { ChipCard } from "../../../host/cards/chip_card.ts";
import { VpcdCard } from "../../../host/devices/pcsc/vpcd.ts";

const SELECT = Uint8Array.of(0x00, 0xa4, 0x04, 0x00, 0x00);

/** Says its ATR, and each command back with 9000. */
function echo(): ChipCard & { powered: number; manner?: ChipCard["manner"] } {
  return {
    name: "echo",
    powered: 0,
    powerOn() {
      this.powered++;
      return Uint8Array.of(0x3b, 0x00);
    },
    transmit: (command) => Uint8Array.of(...command, 0x90, 0x00),
  };
}

function frame(...bytes: number[]): Uint8Array {
  return Uint8Array.of(bytes.length >> 8, bytes.length & 0xff, ...bytes);
}

describe("a card at the virtual reader", () => {
  let server: Server;
  let port = 0;
  let taken: Promise<Socket>;
  before(async () => {
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
  });
  after(() => server.close());

  /** The reader's end: sends frames, gives what comes back until `length` bytes are there. */
  async function inserted(
    card: ChipCard,
  ): Promise<{ reader: Socket; own: VpcdCard; read: (length: number) => Promise<string> }> {
    taken = new Promise((resolve) => server.once("connection", resolve));
    const own = await VpcdCard.insert(card, { port });
    const reader = await taken;
    let received = Buffer.alloc(0);
    reader.on("data", (chunk) => (received = Buffer.concat([received, chunk])));
    const read = async (length: number): Promise<string> => {
      while (received.length < length) await new Promise((resolve) => setTimeout(resolve, 2));
      const text = received.toString("hex");
      received = Buffer.alloc(0);
      return text;
    };
    return { reader, own, read };
  }

  it("tells its ATR and answers commands, however the stream is cut", async () => {
    const { reader, own, read } = await inserted(echo());
    const stream = Buffer.concat([frame(1), frame(4), frame(...SELECT)]);
    for (const byte of stream) {
      reader.write(Uint8Array.of(byte));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    assert.equal(await read(13), "00023b00" + "0007" + "00a40400009000");
    reader.write(Buffer.concat([frame(4), frame(...SELECT)]));
    assert.equal(await read(13), "00023b00" + "0007" + "00a40400009000");
    own.remove();
    await own.removed;
  });

  it("takes and gives more than 255 bytes", async () => {
    const { reader, own, read } = await inserted(echo());
    const long = Array.from({ length: 300 }, (_, index) => index & 0xff);
    reader.write(Buffer.concat([frame(1), frame(...long)]));
    const text = await read(304);
    assert.equal(text.slice(0, 4), "012e");
    assert.equal(text.length, 608);
    own.remove();
  });

  it("gives nothing without power, and is reset at each power-on", async () => {
    const card = echo();
    const { reader, own, read } = await inserted(card);
    reader.write(frame(...SELECT));
    assert.equal(await read(2), "0000");
    reader.write(Buffer.concat([frame(1), frame(2), frame(0), frame(...SELECT)]));
    assert.equal(await read(2), "0000");
    assert.equal(card.powered, 2);
    own.remove();
  });

  it("answers late, or leaves, as the card does", async () => {
    const card = echo();
    const { reader, own, read } = await inserted(card);
    Object.assign(card, { manner: { late_ms: 30 } });
    const began = performance.now();
    reader.write(Buffer.concat([frame(1), frame(...SELECT)]));
    assert.equal(await read(9), "0007" + "00a40400009000");
    assert.ok(performance.now() - began >= 25);
    Object.assign(card, { manner: { leaves: "for good" } });
    reader.write(frame(...SELECT));
    await own.removed;
  });

  it("is out when the reader goes, and says what to do when there is none", async () => {
    const { reader, own } = await inserted(echo());
    reader.destroy();
    await own.removed;
    await assert.rejects(VpcdCard.insert(echo(), { port: 1 }), /no virtual card reader at 127\.0\.0\.1:1: install/);
  });
});
