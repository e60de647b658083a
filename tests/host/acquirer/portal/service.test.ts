/** The portal of a real acquirer: over its ledger on disk and its test logins, across restarts, on the loopback. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { FileUsers, USERS_FILE } from "../../../../host/acquirer/portal/login/users.ts";
import { TEST_USERS } from "../../../../host/acquirer/portal/login/test_users.ts";
import { AcquirerProcess } from "../../../../host/acquirer/process.ts";
import { openService } from "../../../../host/acquirer/service.ts";
import { prepare, TILLCORE } from "../../../e2e/command.ts";
import { Visitor } from "./world.ts";

const CHILD = [process.execPath, TILLCORE, "acquirer"];
const folders: string[] = [];
before(prepare);
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "portal-"));
  folders.push(folder);
  return folder;
}

const originOf = (portal: number | undefined): string => `http://127.0.0.1:${portal ?? 0}`;
const passwordOf = (user: string): string => TEST_USERS.find(({ name }) => name === user)!.password;

describe("an acquirer with a portal", () => {
  it("lets the test logins in, each in his role, and shows what the ledger was seeded with", async () => {
    const options = { data: makeFolder(), host: "127.0.0.1", port: 0, portal: 0, log: () => {} };
    const service = await openService(options);
    for (const { name, password, role } of TEST_USERS) {
      const visitor = new Visitor({ origin: originOf(service.portal) });
      const { status, body } = await visitor.signIn(name, password);
      assert.deepEqual([status, (body as { role: string }).role], [200, role]);
      for (const id of ["listDevices", "listMerchants", "listTransactions"] as const) {
        assert.equal((await visitor.call(id)).status, 200, `${name} ${id}`);
      }
      const { text } = await visitor.call("listDevices");
      assert.match(text, /"id":"10000001"/);
      assert.equal(text.includes("TC000001"), role !== "owner");
    }
    await service.close();
  });

  it("keeps a changed password over a restart, in a file for its owner alone, which holds no password", async () => {
    const options = { data: makeFolder(), host: "127.0.0.1", port: 0, portal: 0, log: () => {} };
    const first = await openService(options);
    const visitor = new Visitor({ origin: originOf(first.portal) });
    await visitor.signIn("clerk", passwordOf("clerk"));
    const next = "somewhat longer";
    assert.equal((await visitor.call("changePassword", {}, { old: passwordOf("clerk"), next })).status, 200);
    await first.close();
    const file = join(options.data, USERS_FILE);
    if (process.platform !== "win32") assert.equal(statSync(file).mode & 0o777, 0o600);
    const kept = readFileSync(file, "utf8");
    for (const password of [next, ...TEST_USERS.map((user) => user.password)]) assert.ok(!kept.includes(password));

    const second = await openService(options);
    const again = new Visitor({ origin: originOf(second.portal) });
    again.cookie = visitor.cookie;
    assert.equal((await again.call("readSession")).status, 401, "no session outlives the process");
    assert.equal((await again.signIn("clerk", passwordOf("clerk"))).status, 401);
    assert.equal((await again.signIn("clerk", next)).status, 200);
    await second.close();
  });

  it("has none unless it is asked for", async () => {
    const service = await openService({ data: makeFolder(), host: "127.0.0.1", port: 0, log: () => {} });
    assert.equal(service.portal, undefined);
    await service.close();
  });

  it("is back at the same address after its process was killed", async () => {
    const held = await AcquirerProcess.start({ command: CHILD, data: makeFolder(), portal: 0, restart: true });
    const { portal } = held;
    assert.ok((portal ?? 0) > 0);
    await held.kill();
    await held.ready();
    assert.equal(held.portal, portal);
    assert.equal((await fetch(`${originOf(portal)}/openapi.json`)).status, 200);
    await held.stop();
  });
});

describe("the file of users", () => {
  it("that cannot be read is left as it is, and said so", () => {
    const folder = makeFolder();
    writeFileSync(join(folder, USERS_FILE), "[{");
    assert.throws(() => new FileUsers(folder), /cannot be read/);
    assert.equal(readFileSync(join(folder, USERS_FILE), "utf8"), "[{");
  });

  it("knows a name however it is typed", () => {
    const folder = makeFolder();
    const password = { salt: "00", hash: "00" };
    new FileUsers(folder).put({ name: "clerk", role: "clerk", password, mustChange: false, isLocked: false });
    assert.equal(new FileUsers(folder).find("CLERK")?.role, "clerk");
  });
});
