/** What survives: kill -9 of a real process, a cut at every write of the ledger, a stale lock, a second owner. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs, { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Framer, encodeFrame } from "../../../host/codec/iso8583/frame.ts";
import type { Frame } from "../../../host/codec/iso8583/frame.ts";
import { showLedger } from "../../../host/cli/acquirer.ts";
import { OwnedError, takeOwnership } from "../../../host/acquirer/owner.ts";
import { AcquirerProcess } from "../../../host/acquirer/process.ts";
import { LEDGER_FILE, SqliteLedger } from "../../../host/acquirer/sqlite_ledger.ts";
import { prepare, TILLCORE } from "../../e2e/command.ts";
import { TestTerminal, cardNamed, generator, makeWorld, replyOf } from "./test_terminal.ts";

const CHILD = [process.execPath, TILLCORE, "acquirer"];
const debit = cardNamed("debit");
const folders: string[] = [];
before(prepare);
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "durability-"));
  folders.push(folder);
  return folder;
}

describe("a cut at every write and fsync of the ledger", () => {
  it("leaves each booking whole or absent, and every one that was answered", (t) => {
    const folder = makeFolder();
    const world = makeWorld(new SqliteLedger(folder));
    const terminal = new TestTerminal();
    terminal.signOn(world.acquirer);
    const cuts = recordCuts(folder, (answered) => {
      for (let i = 0; i < 5; i++) {
        const sale = terminal.sale(debit, 100);
        terminal.ask(world.acquirer, sale);
        answered(i + 1);
        if (i === 2) terminal.ask(world.acquirer, terminal.reversal(sale));
      }
      world.ledger.close();
    });
    for (const { copy, answered } of cuts) {
      const ledger = new SqliteLedger(copy);
      const bookings = ledger.bookings();
      const owed = bookings.filter((row) => !row.reversed).length * 100;
      assert.ok(bookings.length === answered || bookings.length === answered + 1);
      assert.equal(ledger.account("debit")!.balance, debit.account.balance - owed);
      for (const row of bookings) assert.ok(ledger.answered(row.key));
      ledger.close();
    }
    assert.ok(cuts.length > 50, `${cuts.length} cuts`);
    t.diagnostic(`${cuts.length} cuts`);
  });
});

/** Runs `work` and copies the folder before every write, in the middle of it, and before every fsync. */
function recordCuts(
  folder: string,
  work: (answered: (count: number) => void) => void,
): Array<{ copy: string; answered: number }> {
  const cuts: Array<{ copy: string; answered: number }> = [];
  const copies = makeFolder();
  let answered = 0;
  const cut = (): void => {
    const copy = join(copies, String(cuts.length));
    cpSync(folder, copy, { recursive: true });
    cuts.push({ copy, answered });
  };
  const { writeSync, fsyncSync } = fs;
  fs.writeSync = ((descriptor: number, bytes: Uint8Array, offset: number, length: number, position: number) => {
    cut();
    const half = length >> 1;
    writeSync(descriptor, bytes, 0, half, position);
    cut();
    return half + writeSync(descriptor, bytes, half, length - half, position + half);
  }) as typeof fs.writeSync;
  fs.fsyncSync = (descriptor) => {
    cut();
    fsyncSync(descriptor);
  };
  try {
    work((count) => (answered = count));
  } finally {
    Object.assign(fs, { writeSync, fsyncSync });
  }
  return cuts;
}

describe("ownership of the data folder", () => {
  it("goes to one at a time, by whatever path", async () => {
    const folder = makeFolder();
    const first = await takeOwnership(folder);
    await assert.rejects(takeOwnership(join(folder, ".")), OwnedError);
    const both = await Promise.allSettled([takeOwnership(makeFolder()), takeOwnership(folder)]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ["fulfilled", "rejected"],
    );
    await first.release();
    const second = await takeOwnership(folder);
    await second.release();
  });

  it("of a folder with a stale lock is enough to open the ledger", async () => {
    const folder = makeFolder();
    new SqliteLedger(folder).close();
    mkdirSync(join(folder, `${LEDGER_FILE}.lock`));
    assert.deepEqual((await showLedger(folder)).bookings, []);
  });

  it("is refused to a second server with a message that says so", async (t) => {
    const folder = makeFolder();
    const first = await AcquirerProcess.start({ command: CHILD, data: folder });
    t.after(() => first.stop());
    const second = AcquirerProcess.start({ command: CHILD, data: folder, onError: () => {} });
    await assert.rejects(second, /another acquirer is using the data folder/);
    await assert.rejects(showLedger(folder), OwnedError);
    assert.equal((await first.account("debit")).balance, debit.account.balance);
    await first.stop();
    assert.equal(existsSync(join(folder, `${LEDGER_FILE}.lock`)), false, "closed cleanly");
    assert.equal(existsSync(join(folder, `${LEDGER_FILE}-wal`)), false, "log written back");
  });
});

describe("signals", () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`${signal} ends it with 0, its ledger closed`, async (t) => {
      const folder = makeFolder();
      const child = spawn(CHILD[0]!, [...CHILD.slice(1), "--no-portal", "--data", folder], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      t.after(() => child.kill("SIGKILL"));
      const [line] = (await once(child.stdout, "data")) as [Buffer];
      assert.match(String(line), /^listening on 127\.0\.0\.1:\d+, data in .+\n$/);
      child.kill(signal);
      assert.deepEqual(await once(child, "exit"), [0, null]);
      assert.equal(existsSync(join(folder, `${LEDGER_FILE}.lock`)), false);
    });
  }
});

describe("the command itself", () => {
  it("supervised, is back on its port after its acquirer was killed, and ends both at SIGTERM", async (t) => {
    const options = ["--supervise", "--json", "--no-portal", "--data", makeFolder()];
    const parent = spawn(CHILD[0]!, [...CHILD.slice(1), ...options], { stdio: ["ignore", "pipe", "inherit"] });
    t.after(() => parent.kill("SIGKILL"));
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const { port, pid } = JSON.parse(String(line)) as { port: number; pid: number };
    process.kill(pid, "SIGKILL");
    const terminal = new TestTerminal();
    terminal.takeKeys(await retry(() => askOnce(port, terminal.signOnRequest())));
    parent.kill("SIGTERM");
    assert.deepEqual(await once(parent, "exit"), [0, null]);
    await assert.rejects(askOnce(port, terminal.signOnRequest()), /ECONNREFUSED/);
  });
});

describe("kill -9 while sales come in", () => {
  it("comes back by itself; every sale that is sent again is booked exactly once", async (t) => {
    const KILLS = 4;
    const folder = makeFolder();
    const held = await AcquirerProcess.start({ command: CHILD, data: folder, restart: true });
    t.after(() => held.stop());
    const terminal = new TestTerminal();
    terminal.takeKeys(await askOnce(held.port, terminal.signOnRequest()));
    const next = generator(99);
    const sales: Frame[] = [];
    let killedAtWork = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const burst = Array.from({ length: 30 }, () => terminal.sale(debit, 1));
      sales.push(...burst);
      const answered = await sendAndKill(held, burst, 1 + Math.floor(next() * 25));
      if (answered < burst.length) killedAtWork++;
      await held.ready();
      for (const sale of burst) await assertApproved(held.port, terminal, sale);
    }
    for (const sale of sales) await assertApproved(held.port, terminal, sale);

    const { accounts, bookings } = await held.ledger();
    assert.equal(bookings.length, sales.length);
    assert.equal(new Set(bookings.map((row) => row.key)).size, sales.length);
    assert.equal(accounts.find(({ name }) => name === "debit")!.balance, debit.account.balance - sales.length);
    assert.equal(held.starts, KILLS + 1);
    assert.ok(killedAtWork > 0, "at least one kill came between the first and the last answer");
    t.diagnostic(`${KILLS} kills, ${killedAtWork} with sales under way, ${sales.length} sales`);
  });
});

async function assertApproved(port: number, terminal: TestTerminal, sale: Frame): Promise<void> {
  const reply = await askOnce(port, sale);
  const message = replyOf(reply);
  terminal.assertMac(message, reply!);
  assert.equal(message.text(39), "00");
}

/** Sends all sales, kills the acquirer once `after` replies are there; gives the count of replies. */
async function sendAndKill(held: AcquirerProcess, sales: readonly Frame[], after: number): Promise<number> {
  const socket = connect(held.port, "127.0.0.1");
  socket.on("error", () => socket.destroy());
  await once(socket, "connect");
  const framer = new Framer();
  let replies = 0;
  let killed: Promise<void> | undefined;
  socket.on("data", (chunk) => {
    replies += framer.push(chunk).length;
    if (replies >= after) killed ??= held.kill();
  });
  for (const sale of sales) socket.write(encodeFrame(sale));
  await new Promise((resolve) => socket.once("close", resolve));
  await killed;
  return replies;
}

async function askOnce(port: number, request: Frame): Promise<Frame | undefined> {
  const socket = connect(port, "127.0.0.1");
  socket.write(encodeFrame(request));
  const framer = new Framer();
  for await (const chunk of socket) {
    const [reply] = framer.push(chunk as Buffer);
    if (reply) return reply; // leaving the loop closes the socket
  }
  return undefined;
}

/** Until it answers, 5 s at most. */
async function retry<T>(work: () => Promise<T | undefined>): Promise<T | undefined> {
  for (const end = Date.now() + 5_000; Date.now() < end;) {
    const result = await work().catch(() => undefined);
    if (result !== undefined) return result;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return undefined;
}
