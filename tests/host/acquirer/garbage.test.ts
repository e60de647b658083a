/** Anything may come over the wire: it is answered or dropped, nothing is booked, nothing breaks. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { describe, it } from "node:test";
import { encodeFrame, encodeKeepAlive } from "../../../host/codec/iso8583/frame.ts";
import type { Frame } from "../../../host/codec/iso8583/frame.ts";
import { UNIONPAY } from "../../../host/codec/iso8583/unionpay.ts";
import { AcquirerServer } from "../../../host/acquirer/server.ts";
import { HEADER, TPDU, TestTerminal, cardNamed, generator, makeWorld } from "./test_terminal.ts";
import type { World } from "./test_terminal.ts";

const CASES = 20_000;
const debit = cardNamed("debit");

/** A request, a reply or noise, damaged in a few ways. */
function makeNoise(next: () => number, samples: readonly Frame[]): Frame {
  const below = (limit: number): number => Math.floor(next() * limit);
  const noise = (length: number): Uint8Array => Uint8Array.from({ length }, () => below(256));
  if (below(4) === 0) return { tpdu: noise(5), header: noise(6), body: noise(below(400)) };
  const sample = samples[below(samples.length)]!;
  let body = sample.body.slice();
  for (let i = 1 + below(4); i > 0; i--) {
    const at = below(body.length);
    const kind = below(4);
    if (kind === 0) body[at]! ^= 1 << below(8);
    else if (kind === 1) body[at] = below(256);
    else if (kind === 2) body = body.slice(0, at);
    else body = new Uint8Array([...body.subarray(0, at), ...noise(below(8)), ...body.subarray(at)]);
    if (body.length === 0) break;
  }
  return { ...sample, body };
}

function makeSamples(world: World, terminal: TestTerminal): Frame[] {
  terminal.signOn(world.acquirer);
  const sale = terminal.sale(debit, 1234);
  const signOn = terminal.signOnRequest({ 41: "10000009" });
  const samples = [sale, terminal.reversal(sale), signOn, terminal.sale(debit, 1, { 55: undefined })];
  // UnionPay's MAC folds blocks with XOR, so two equal flips eight bytes apart go unseen: only other keys make noise of it.
  terminal.signOn(world.acquirer);
  return samples;
}

function assertUntouched({ ledger }: World): void {
  assert.deepEqual([ledger.bookings(), ledger.reversals()], [[], []]);
  assert.equal(ledger.account("debit")!.balance, debit.account.balance);
}

describe("garbage", () => {
  it(`${CASES} seeded blobs and damaged messages: no throw, no booking, no failure inside`, () => {
    const world = makeWorld();
    const terminal = new TestTerminal();
    const samples = makeSamples(world, terminal);
    const next = generator(20261122);
    const replies = { answered: 0, dropped: 0 };
    for (let i = 0; i < CASES; i++) {
      const reply = world.acquirer.handle(makeNoise(next, samples));
      replies[reply === undefined ? "dropped" : "answered"]++;
    }
    assert.deepEqual(
      world.events.filter((event) => event.kind === "failed"),
      [],
    );
    assert.ok(replies.answered > 1000 && replies.dropped > 1000, JSON.stringify(replies));
    assertUntouched(world);
    assert.doesNotMatch(JSON.stringify(world.events), new RegExp(debit.pan));
  });

  it("authentic but senseless requests (any field gone or of another length) are answered", () => {
    const world = makeWorld();
    const terminal = new TestTerminal();
    terminal.signOn(world.acquirer);
    const next = generator(7);
    for (let i = 0; i < 2_000; i++) {
      const change: Record<number, undefined> = {};
      for (const field of [2, 3, 4, 11, 14, 22, 23, 25, 26, 42, 49, 52, 53, 55, 60, 63])
        if (next() < 0.3) change[field] = undefined;
      const digits = String(Math.floor(next() * 1e16)).slice(0, Math.floor(next() * 17));
      const sale = terminal.sale(debit, 100, { 60: digits, 2: digits || undefined, ...change });
      assert.ok(world.acquirer.handle(sale));
      assert.ok(
        world.acquirer.handle(
          terminal.sealed("0400", { 41: terminal.terminal, 42: terminal.merchant, 39: "98", 60: digits }),
        ),
      );
    }
    assert.deepEqual(
      world.events.filter((event) => event.kind === "failed"),
      [],
    );
    assertUntouched(world);
  });
});

describe("damage under a valid MAC", () => {
  it("never fails inside, and the accounts agree with the bookings", () => {
    const world = makeWorld();
    const terminal = new TestTerminal();
    const next = generator(11);
    terminal.signOn(world.acquirer);
    const outcomes = new Set<string>();
    for (let i = 0; i < 5_000; i++) {
      const sale = terminal.sale(debit, 1);
      const sample = next() < 0.5 ? sale : terminal.reversal(sale);
      const { body } = makeNoise(next, [sample]);
      const reply = world.acquirer.handle(terminal.resealed({ ...sample, body }));
      if (reply) outcomes.add(UNIONPAY.unpack(reply.body).text(39));
    }
    assert.deepEqual(
      world.events.filter((event) => event.kind === "failed"),
      [],
    );
    const owed = world.ledger.bookings().reduce((sum, row) => sum + (row.reversed ? 0 : row.amount), 0);
    const spent = world.ledger.accounts().reduce((sum, row) => sum - row.balance, 0);
    const opened = makeWorld()
      .ledger.accounts()
      .reduce((sum, row) => sum - row.balance, 0);
    assert.equal(spent - opened, owed);
    for (const response of ["00", "12", "25", "30", "63", "77", "97", "99"])
      assert.ok(outcomes.has(response), response);
  });
});

describe("garbage over TCP", () => {
  it("a few hundred blobs in random chunks on many connections; a sale goes through afterwards", async () => {
    const world = makeWorld();
    const terminal = new TestTerminal();
    const samples = makeSamples(world, terminal);
    const server = new AcquirerServer({ acquirer: world.acquirer, host: "127.0.0.1", port: 0 });
    const port = await server.listen();
    const next = generator(42);
    for (let round = 0; round < 20; round++) {
      const socket = await dial(port);
      for (let i = 0; i < 20 && !socket.destroyed; i++) {
        const frame = makeNoise(next, samples);
        const bytes = frame.body.length < 10 || next() < 0.1 ? frame.body : encodeFrame(frame);
        for (let at = 0; at < bytes.length;) {
          const size = 1 + Math.floor(next() * 64);
          socket.write(bytes.subarray(at, at + size));
          at += size;
          if (next() < 0.1) await new Promise(setImmediate);
        }
      }
      socket.destroy();
    }
    assertUntouched(world);
    terminal.signOn(world.acquirer);
    const socket = await dial(port);
    socket.write(encodeFrame(terminal.sale(debit, 1234)));
    await new Promise((resolve) => socket.once("data", resolve));
    assert.equal(world.ledger.bookings().length, 1);
    await server.close();
  });
});

describe("the server", () => {
  const idle = { tpdu: TPDU, header: HEADER, body: new Uint8Array(10) };

  it("disconnects a peer that is silent, one that never ends its frame, and one that sends no frame", async () => {
    const { acquirer } = makeWorld();
    const timeouts = { idleTimeout_ms: 150, frameTimeout_ms: 50 };
    const server = new AcquirerServer({ acquirer, host: "127.0.0.1", port: 0, ...timeouts });
    const port = await server.listen();
    for (const bytes of [new Uint8Array(0), encodeFrame(idle).subarray(0, 5), Uint8Array.of(0xff, 0xff, 1, 2)]) {
      const socket = await dial(port);
      socket.write(bytes);
      await closed(socket);
    }
    const trickle = await dial(port);
    const bytes = encodeFrame({ ...idle, body: new Uint8Array(200) });
    let at = 0;
    const timer = setInterval(() => trickle.write(bytes.subarray(at, ++at)), 20);
    await closed(trickle);
    clearInterval(timer);
    await server.close();
  });

  it("answers the frames before what is none, and keeps the line at keep-alives", async () => {
    const world = makeWorld();
    const terminal = new TestTerminal();
    terminal.signOn(world.acquirer);
    const server = new AcquirerServer({ acquirer: world.acquirer, host: "127.0.0.1", port: 0 });
    const socket = await dial(await server.listen());
    const sale = encodeFrame(terminal.sale(debit, 1));
    socket.write(Buffer.concat([encodeKeepAlive(), sale, Buffer.of(0xff, 0xff)]));
    await closed(socket);
    assert.equal(world.ledger.bookings().length, 1);
    await server.close();
  });

  it("takes no more connections than it is allowed to", async () => {
    const { acquirer } = makeWorld();
    const server = new AcquirerServer({ acquirer, host: "127.0.0.1", port: 0, connectionsMax: 2 });
    const port = await server.listen();
    const kept = [await dial(port), await dial(port)];
    await closed(await dial(port));
    assert.equal(
      kept.some((socket) => socket.destroyed),
      false,
    );
    await server.close();
  });

  it("delays a reply and closes a connection instead of one, when that was ordered; bookings stand", async () => {
    const world = makeWorld();
    const terminal = new TestTerminal();
    terminal.signOn(world.acquirer);
    const server = new AcquirerServer({ acquirer: world.acquirer, host: "127.0.0.1", port: 0 });
    const port = await server.listen();
    world.acquirer.faults.next({ kind: "delay", delay_ms: 80, mti: "0200" });
    world.acquirer.faults.next({ kind: "close", mti: "0200" });
    const first = await dial(port);
    first.write(encodeFrame(terminal.sale(debit, 1)));
    await closed(first);
    const second = await dial(port);
    const sent = performance.now();
    second.write(encodeFrame(terminal.sale(debit, 2)));
    await new Promise((resolve) => second.once("data", resolve));
    assert.ok(performance.now() - sent > 60);
    assert.equal(world.ledger.bookings().length, 2);
    await server.close();
  });
});

async function dial(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => socket.destroy());
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  return socket;
}

function closed(socket: Socket): Promise<void> {
  socket.resume();
  return new Promise((resolve) => (socket.closed ? resolve() : socket.once("close", () => resolve())));
}
