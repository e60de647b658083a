import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { Done, Slot } from "../../../assembly/abi.ts";
import { readState } from "../../../host/secure/state_codec.ts";
import { FileStore, StoreError } from "../../../host/secure/store.ts";
import { MAK, PIK, TMK, emptyModule, hex, signedOnModule } from "./support.ts";

function storePath(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "tillcore-store-"));
  context.after(() => rmSync(folder, { recursive: true }));
  return join(folder, "secure", "slots.bin");
}

test("a file store keeps the slots, enciphered, for its owner only", (context) => {
  const path = storePath(context);
  const before = signedOnModule({ store: new FileStore(path) }).mac(Slot.MAC, hex("0200"));
  assert.equal(before.status, Done.DONE);
  assert.deepEqual(emptyModule({ store: new FileStore(path) }).mac(Slot.MAC, hex("0200")), before);

  const file = readFileSync(path);
  for (const key of [TMK, PIK, MAK]) assert.equal(file.includes(Buffer.from(key)), false);
  if (process.platform !== "win32") {
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(`${path}.key`).mode & 0o777, 0o600);
  }
  assert.equal(existsSync(`${path}.new`), false);
});

test("a truncated or changed file is refused with a text that says what to do", (context) => {
  const path = storePath(context);
  signedOnModule({ store: new FileStore(path) });
  const whole = readFileSync(path);
  const refused = (error: unknown): boolean =>
    error instanceof StoreError &&
    error.message.includes("remove it") &&
    error.message.includes("load the master key again");
  const store = new FileStore(path);
  for (const length of [0, 3, 31, 32, 47, 48, whole.length - 1]) {
    writeFileSync(path, whole.subarray(0, length));
    assert.throws(() => store.load(), refused, `${length} bytes`);
  }
  for (const at of [0, 4, 20, 32, 40, whole.length - 1]) {
    const changed = Buffer.from(whole);
    changed[at]! ^= 1;
    writeFileSync(path, changed);
    assert.throws(() => store.load(), refused, `byte ${at}`);
  }
  writeFileSync(path, whole);
  assert.notEqual(store.load(), undefined, "and the whole file is read");
});

test("a missing, foreign or public machine key is refused", (context) => {
  const path = storePath(context);
  signedOnModule({ store: new FileStore(path) });
  const key = readFileSync(`${path}.key`);
  writeFileSync(`${path}.key`, new Uint8Array(32));
  assert.throws(() => new FileStore(path).load(), StoreError);
  writeFileSync(`${path}.key`, key.subarray(1));
  assert.throws(() => new FileStore(path).load(), StoreError);
  rmSync(`${path}.key`);
  assert.throws(() => new FileStore(path).load(), /is missing/);
  if (process.platform === "win32") return;
  writeFileSync(`${path}.key`, key);
  chmodSync(`${path}.key`, 0o644);
  assert.throws(() => new FileStore(path).load(), /chmod 600/);
});

test("what a cut leaves of a write is not looked at", (context) => {
  const path = storePath(context);
  const before = signedOnModule({ store: new FileStore(path) }).mac(Slot.MAC, hex("0200"));
  writeFileSync(`${path}.new`, readFileSync(path).subarray(0, 50));
  const module = emptyModule({ store: new FileStore(path) });
  assert.deepEqual(module.mac(Slot.MAC, hex("0200")), before);
  assert.equal(module.injectMasterKey(5, TMK), Done.DONE, "and the next write goes over it");
  assert.equal(existsSync(`${path}.new`), false);
});

test("a cut before the first file leaves a store that starts empty", (context) => {
  const path = storePath(context);
  emptyModule({ store: new FileStore(path) });
  rmSync(path);
  assert.equal(new FileStore(path).load(), undefined);
  assert.equal(signedOnModule({ store: new FileStore(path) }).mac(Slot.MAC, hex("00")).status, Done.DONE);
});

test("no two writes of the same state look alike", (context) => {
  const path = storePath(context);
  const store = new FileStore(path);
  signedOnModule({ store });
  const first = readFileSync(path);
  const state = store.load();
  assert.ok(state);
  store.save(state);
  assert.notDeepEqual(readFileSync(path), first);
});

test("malformed states are not read", () => {
  for (const bytes of [hex(""), hex("01"), new Uint8Array(36), hex("01000100"), new Uint8Array(64)]) {
    assert.throws(() => readState(bytes));
  }
});
