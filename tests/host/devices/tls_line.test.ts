/** The line over TLS against real servers on loopback: a certificate that is good carries bytes, each other one says its cause. */
import assert from "node:assert/strict";
import { createServer as createPlain } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { createServer } from "node:tls";
import { after, describe, it } from "node:test";
import { LineFault } from "../../../assembly/abi_devices.ts";
import { selfSigned } from "../../../host/acquirer/tls_identity.ts";
import { TcpLine } from "../../../host/devices/tcp_line.ts";

const DAY_MS = 86_400_000;
const days = (count: number): Date => new Date(Date.now() + count * DAY_MS);
const identity = (hosts: string[], from = -1, until = 1): ReturnType<typeof selfSigned> =>
  selfSigned({ name: "test", hosts, from: days(from), until: days(until) });
const good = identity(["localhost", "127.0.0.1"]);

const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

function secured({ certificate: cert, key } = good): Promise<number> {
  const server = createServer({ cert, key }, (socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => socket.end(`got ${chunk.toString("latin1")}`));
  });
  server.on("tlsClientError", () => undefined);
  return listening(server);
}

interface Asked {
  port: number;
  host?: string;
  trusted?: string | undefined;
  limit_ms?: number;
}

/** The fault that the line ends with, NONE when it came up. */
async function faultOf({
  port,
  host = "localhost",
  trusted = good.certificate,
  limit_ms = 4_000,
}: Asked): Promise<string> {
  const line = new TcpLine({ host: "127.0.0.1", port: 1, authorities: trusted, connectTimeout_ms: limit_ms });
  const fault = await new Promise<LineFault>((resolve) =>
    line.open(
      { up: () => resolve(LineFault.NONE), data: () => undefined, down: (why = LineFault.CLOSED) => resolve(why) },
      { host, port, tls: true },
    ),
  );
  line.close();
  return LineFault[fault];
}

describe("a line over TLS", () => {
  it("comes up, carries bytes both ways and goes down once", async () => {
    const port = await secured();
    const told: string[] = [];
    await new Promise<void>((resolve) => {
      const line = new TcpLine({ host: "127.0.0.1", port, tls: true, authorities: good.certificate });
      line.open({
        up: () => {
          told.push("up");
          line.send(new Uint8Array(Buffer.from("hello")));
        },
        data: (chunk) => told.push(Buffer.from(chunk).toString("latin1")),
        down: () => {
          told.push("down");
          setTimeout(resolve, 20);
        },
      });
    });
    assert.deepEqual(told, ["up", "got hello", "down"]);
  });

  it("trusts the authorities that were named and no others, for a name and for an address", async () => {
    const port = await secured();
    assert.equal(await faultOf({ port }), "NONE");
    assert.equal(await faultOf({ port, host: "127.0.0.1" }), "NONE");
    assert.equal(await faultOf({ port, trusted: identity(["localhost"]).certificate }), "TLS");
    const usual = new TcpLine({ host: "localhost", port, tls: true });
    const fault = await new Promise((resolve) =>
      usual.open({ up: () => resolve("up"), data: () => undefined, down: resolve }),
    );
    assert.equal(fault, LineFault.TLS);
  });

  it("says that a certificate has expired, is not valid yet, or is another server's", async () => {
    for (const [from, until] of [
      [-3, -1],
      [1, 3],
    ] as const) {
      const other = identity(["localhost"], from, until);
      assert.equal(await faultOf({ port: await secured(other), trusted: other.certificate }), "EXPIRED");
    }
    const foreign = identity(["pay.example.cn", "192.0.2.1"]);
    const port = await secured(foreign);
    for (const host of ["localhost", "127.0.0.1"])
      assert.equal(await faultOf({ port, host, trusted: foreign.certificate }), "FOREIGN");
  });

  it("says that what listens there speaks no TLS: it answers something else, or hangs up", async () => {
    const talks = createPlain((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    });
    const hangsUp = createPlain((socket) => socket.once("data", () => socket.destroy()));
    for (const server of [talks, hangsUp]) assert.equal(await faultOf({ port: await listening(server) }), "NO_TLS");
  });

  it("times out where nobody shakes hands, and is refused where nobody listens", async () => {
    const silent = createPlain((socket) => socket.on("error", () => undefined));
    const port = await listening(silent);
    assert.equal(await faultOf({ port, limit_ms: 60 }), "TIMED_OUT");
    assert.equal(await faultOf({ port: 1 }), "REFUSED");
  });
});
