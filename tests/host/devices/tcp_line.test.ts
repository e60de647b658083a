/** The TCP line against a real server on loopback: up, bytes in any cut, down once, and silence after close. */
import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { lineFaultOf, TcpLine } from "../../../host/devices/tcp_line.ts";
import { LineFault } from "../../../assembly/abi_devices.ts";
import type { LineEvents } from "../../../host/ports.ts";

const LOOPBACK = "127.0.0.1";

/** What a line told, in order, and a way to wait for more of it. */
class Listener implements LineEvents {
  readonly told: string[] = [];
  up(): void {
    this.told.push("up");
  }
  data(chunk: Uint8Array): void {
    this.told.push(Buffer.from(chunk).toString("latin1"));
  }
  down(): void {
    this.told.push("down");
  }
  async until(count: number): Promise<string[]> {
    for (let waited = 0; this.told.length < count && waited < 400; waited++) await pause(5);
    return this.told;
  }
}

describe("a TCP line", () => {
  let server: Server;
  let port = 0;
  const sockets: Socket[] = [];
  let onSocket: (socket: Socket) => void = () => {};

  before(async () => {
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => {});
      onSocket(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
    port = (server.address() as AddressInfo).port;
  });
  after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it("comes up, carries bytes both ways and goes down once when the other side ends", async () => {
    onSocket = (socket) =>
      socket.on("data", (chunk) => {
        socket.write(`got ${chunk.toString("latin1")}`);
        setTimeout(() => socket.end(), 20);
      });
    const listener = new Listener();
    const line = new TcpLine({ host: LOOPBACK, port });
    line.open(listener);
    await listener.until(1);
    line.send(new Uint8Array(Buffer.from("hello")));
    assert.deepEqual(await listener.until(3), ["up", "got hello", "down"]);
    await pause(20);
    assert.equal(listener.told.length, 3);
    line.send(new Uint8Array([1])); // into a line that is down: nothing happens
  });

  it("gives chunks as they come", async () => {
    onSocket = (socket) => {
      for (const [index, character] of ["a", "b", "c"].entries())
        setTimeout(() => socket.write(character), 15 * (index + 1));
    };
    const listener = new Listener();
    const line = new TcpLine({ host: LOOPBACK, port });
    line.open(listener);
    assert.equal((await listener.until(4)).slice(1).join(""), "abc");
    line.close();
  });

  it("tells nothing after close, whatever is on its way", async () => {
    onSocket = (socket) => void setTimeout(() => socket.write("late"), 20);
    const listener = new Listener();
    const line = new TcpLine({ host: LOOPBACK, port });
    line.open(listener);
    await listener.until(1);
    line.close();
    line.close();
    await pause(60);
    assert.deepEqual(listener.told, ["up"]);
  });

  it("opened again drops the old connection without an event", async () => {
    onSocket = (socket) => void setTimeout(() => socket.write("x"), 30);
    const [old, anew] = [new Listener(), new Listener()];
    const line = new TcpLine({ host: LOOPBACK, port });
    line.open(old);
    await old.until(1);
    line.open(anew);
    assert.deepEqual(await anew.until(2), ["up", "x"]);
    assert.deepEqual(old.told, ["up"]);
    line.close();
  });

  it("goes down when the connection is reset", async () => {
    onSocket = (socket) => void setTimeout(() => socket.resetAndDestroy(), 10);
    const listener = new Listener();
    new TcpLine({ host: LOOPBACK, port }).open(listener);
    assert.deepEqual(await listener.until(2), ["up", "down"]);
  });

  it("is down when nobody listens", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, LOOPBACK, resolve));
    const free = (other.address() as AddressInfo).port;
    await new Promise((resolve) => other.close(resolve));
    const listener = new Listener();
    new TcpLine({ host: LOOPBACK, port: free }).open(listener);
    assert.deepEqual(await listener.until(1), ["down"]);
  });

  it("is down when it cannot be made in time", async () => {
    const listener = new Listener();
    // A documentation address (RFC 5737) drops or refuses: either way the line is down, once.
    new TcpLine({ host: "192.0.2.1", port: 9, connectTimeout_ms: 50 }).open(listener);
    assert.deepEqual(await listener.until(1), ["down"]);
    await pause(80);
    assert.deepEqual(listener.told, ["down"]);
  });
});

describe("a TCP line that cannot be", () => {
  async function faultOf(server: { host: string; port: number }): Promise<string | undefined> {
    // Its own server is another: what the terminal names counts.
    const line = new TcpLine({ host: LOOPBACK, port: 1, connectTimeout_ms: 2_000 });
    const fault = await new Promise<LineFault | undefined>((resolve) =>
      line.open({ up: () => resolve(LineFault.NONE), data: () => {}, down: resolve }, server),
    );
    line.close();
    return fault === undefined ? undefined : LineFault[fault];
  }

  it("says that nobody listens, or that the port is none", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
    const { port } = server.address() as AddressInfo;
    assert.equal(await faultOf({ host: LOOPBACK, port }), "NONE");
    await new Promise((resolve) => server.close(resolve));
    assert.equal(await faultOf({ host: LOOPBACK, port }), "REFUSED");
    assert.equal(await faultOf({ host: LOOPBACK, port: 70_000 }), "REFUSED");
  });

  const codes: Array<[string, LineFault]> = [
    ["ENOTFOUND", LineFault.NAME],
    ["EAI_AGAIN", LineFault.NAME],
    ["ETIMEDOUT", LineFault.TIMED_OUT],
    ["ENETUNREACH", LineFault.NO_CARRIER],
    ["EHOSTUNREACH", LineFault.NO_CARRIER],
    ["ERR_TLS_CERT_ALTNAME_INVALID", LineFault.FOREIGN],
    ["CERT_HAS_EXPIRED", LineFault.EXPIRED],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", LineFault.TLS],
    ["ECONNRESET", LineFault.CLOSED],
  ];
  for (const [code, fault] of codes)
    it(`takes ${code} for ${LineFault[fault]}`, () => {
      assert.equal(lineFaultOf(Object.assign(new Error(code), { code })), fault);
      const several = Object.assign(new AggregateError([Object.assign(new Error(code), { code })]), {});
      assert.equal(lineFaultOf(several), fault);
    });
});
