import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { KeyUsage } from "../../../assembly/abi.ts";
import { KeyOrigin } from "../../../host/secure/key.ts";
import { FileStore, PASSPHRASE_BYTES_MIN } from "../../../host/secure/store/file_store.ts";
import { openRecord, sealRecord } from "../../../host/secure/store/records.ts";
import {
  COST_MAX,
  COST_MIN,
  KeySource,
  derivationOf,
  openFile,
  sealFile,
} from "../../../host/secure/store/sealed_file.ts";
import type { SealingKey } from "../../../host/secure/store/sealed_file.ts";
import { emptyState } from "../../../host/secure/store/state.ts";
import type { StoredState } from "../../../host/secure/store/state.ts";
import { StoreError } from "../../../host/secure/store/store.ts";
import type { StoreFault } from "../../../host/secure/store/store.ts";
import { PIK, TMK, hex, seeded, upper, vectors } from "./support.ts";

const isWindows = process.platform === "win32";
const HEAD_BYTES = 56;

const STATE: StoredState = {
  ...emptyState(seeded("storage")(32)),
  generation: 7,
  slots: [
    {
      slot: 2,
      attributes: { usage: KeyUsage.PIN, algorithm: "tdes", mode: "E", exportability: "N", version: "00" },
      origin: KeyOrigin.UNWRAPPED,
      key: PIK,
      kcv: { method: "zeros", value: hex("01020304") },
    },
  ],
  terminalKey: TMK,
};

function storePath(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "tillcore-store-"));
  context.after(() => rmSync(folder, { recursive: true }));
  return join(folder, "secure", "slots.bin");
}

/** A StoreError with this code, which names the file and nothing of its contents. */
function fault(code: StoreFault, says?: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof StoreError);
    assert.equal(error.code, code);
    if (says !== undefined) assert.match(error.message, says);
    for (const secret of [PIK, TMK]) assert.equal(error.message.toUpperCase().includes(upper(secret)), false);
    return true;
  };
}

test("a file store keeps the state, enciphered, for its owner only", (context) => {
  const path = storePath(context);
  assert.equal(new FileStore(path).load(), undefined);
  assert.equal(existsSync(dirname(path)), false, "looking makes nothing");
  new FileStore(path).save(STATE);
  assert.deepEqual(new FileStore(path).load(), STATE);

  const file = readFileSync(path);
  for (const secret of [PIK, TMK, STATE.storageKey]) assert.equal(file.includes(Buffer.from(secret)), false);
  assert.equal(existsSync(`${path}.new`), false);
  if (isWindows) return;
  for (const owned of [path, `${path}.key`]) assert.equal(statSync(owned).mode & 0o777, 0o600);
  assert.equal(statSync(dirname(path)).mode & 0o777, 0o700);
});

test("every changed byte and every truncation is refused with a text that says what to do", (context) => {
  const path = storePath(context);
  // One store for all: what it has derived stays, and what a changed head asks for is not derived at all.
  const store = new FileStore(path);
  store.save(STATE);
  const whole = readFileSync(path);
  const refused = fault("DAMAGED", /is damaged or was changed.*remove .* load the keys again/);
  for (let length = 0; length < whole.length; length++) {
    writeFileSync(path, whole.subarray(0, length));
    assert.throws(() => store.load(), refused, `${length} bytes`);
  }
  for (let at = 0; at < whole.length; at++) {
    const changed = Buffer.from(whole);
    changed[at]! ^= 1 << (at % 8);
    writeFileSync(path, changed);
    assert.throws(() => store.load(), refused, `byte ${at}`);
  }
  writeFileSync(path, Buffer.concat([whole, new Uint8Array(1)]));
  assert.throws(() => store.load(), refused, "one byte more");
  writeFileSync(path, whole);
  assert.deepEqual(store.load(), STATE, "and the whole file is read");
});

test("a head that was changed together with its sum does not open either", () => {
  // A derivation that costs nothing stands in for scrypt, so that every byte can be tried.
  const derived = (source: number, cost: number, salt: Uint8Array) => {
    const bytes = createHash("sha512")
      .update(new Uint8Array([source, cost]))
      .update(salt)
      .digest();
    return {
      source,
      cost,
      salt,
      key: new Uint8Array(bytes.subarray(0, 32)),
      check: new Uint8Array(bytes.subarray(48)),
    };
  };
  const sealing = derived(KeySource.MACHINE_KEY, COST_MIN, seeded("salt")(16));
  const whole = sealFile(sealing, seeded("nonce")(12), hex("C0FFEE"));
  assert.deepEqual(openFile(whole, sealing), hex("C0FFEE"));
  assert.equal(whole.length, HEAD_BYTES + 3 + 16);
  for (let at = 0; at < HEAD_BYTES; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const changed = whole.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte));
      changed.set(createHash("sha256").update(changed.subarray(0, 40)).digest().subarray(0, 4), 40);
      const derivation = derivationOf(changed);
      if (derivation === undefined) continue;
      assert.ok(derivation.cost >= COST_MIN && derivation.cost <= COST_MAX);
      const opened = openFile(changed, derived(derivation.source, derivation.cost, derivation.salt));
      // Bytes 40 to 43 are the sum, which has been put right again.
      if (at >= 40 && at < 44) assert.deepEqual(opened, hex("C0FFEE"));
      else assert.equal(typeof opened, "string", `byte ${at}`);
    }
  }
});

test("no file makes the store derive a key at any cost that it likes", () => {
  for (const cost of [0, COST_MIN - 1, COST_MAX + 1, 31, 255]) {
    const sealing = { source: KeySource.MACHINE_KEY, cost, salt: new Uint8Array(16), key: TMK, check: TMK };
    const file = sealFile({ ...sealing, key: new Uint8Array(32) }, new Uint8Array(12), hex("00"));
    assert.equal(derivationOf(file), undefined);
  }
});

test("a wrong, short, missing or public machine key is refused, each with its reason", (context) => {
  const path = storePath(context);
  new FileStore(path).save(STATE);
  const key = readFileSync(`${path}.key`);
  const load = (): unknown => new FileStore(path).load();
  writeFileSync(`${path}.key`, new Uint8Array(32));
  assert.throws(load, fault("WRONG_KEY", /is not the machine key of/));
  writeFileSync(`${path}.key`, key.subarray(1));
  assert.throws(load, fault("WRONG_KEY"));
  rmSync(`${path}.key`);
  assert.throws(load, fault("KEY_MISSING", /is missing.*put it back/));
  if (isWindows) return;
  writeFileSync(`${path}.key`, key);
  for (const mode of [0o640, 0o604, 0o644, 0o620]) {
    chmodSync(`${path}.key`, mode);
    assert.throws(load, fault("PERMISSIONS", /chmod 600/));
  }
  assert.throws(() => new FileStore(path).save(STATE), fault("PERMISSIONS", /chmod 600/));
  chmodSync(`${path}.key`, 0o600);
  assert.deepEqual(load(), STATE);
});

test("a passphrase opens what it closed; a wrong one is told from damage", (context) => {
  const path = storePath(context);
  const given: Uint8Array[] = [];
  const withPassphrase = (text: string): FileStore => {
    const passphrase = (): Uint8Array => {
      const bytes = new TextEncoder().encode(text);
      given.push(bytes);
      return bytes;
    };
    return new FileStore(path, { passphrase });
  };
  const right = "correct horse battery";
  assert.throws(
    () => withPassphrase("x".repeat(PASSPHRASE_BYTES_MIN - 1)).save(STATE),
    fault("PASSPHRASE", /at least 12/),
  );
  const store = withPassphrase(right);
  store.save(STATE);
  assert.equal(existsSync(`${path}.key`), false);
  assert.deepEqual(store.load(), STATE);
  assert.throws(
    () => withPassphrase("correct horse batterz").load(),
    (error) => fault("WRONG_KEY", /passphrase does not open/)(error) && !(error as Error).message.includes("damaged"),
  );
  assert.throws(() => new FileStore(path).load(), fault("KEY_KIND", /opens with a passphrase/));
  for (const bytes of given) assert.deepEqual(bytes, new Uint8Array(bytes.length), "wiped");
  const before = given.length;
  store.save({ ...STATE, generation: 8 });
  assert.equal(store.load()?.generation, 8);
  assert.equal(given.length, before, "asked for once");
  store.close();
  assert.equal(store.load()?.generation, 8);
  assert.equal(given.length, before + 1, "and again when it was closed");
});

test("a store with a machine key is not opened by a passphrase", (context) => {
  const path = storePath(context);
  new FileStore(path).save(STATE);
  const store = new FileStore(path, { passphrase: () => assert.fail() });
  assert.throws(() => store.load(), fault("KEY_KIND", /machine key file/));
});

test("what a cut leaves of a write is not looked at, and the next write goes over it", (context) => {
  const path = storePath(context);
  new FileStore(path).save(STATE);
  for (const torn of [new Uint8Array(0), readFileSync(path).subarray(0, 50)]) {
    writeFileSync(`${path}.new`, torn, { mode: 0o644 });
    const store = new FileStore(path);
    assert.deepEqual(store.load(), STATE);
    store.save(STATE);
    assert.equal(existsSync(`${path}.new`), false);
    if (!isWindows) assert.equal(statSync(path).mode & 0o777, 0o600);
  }
});

test("a cut before the first file leaves a store that starts empty", (context) => {
  const path = storePath(context);
  new FileStore(path).save(STATE);
  const key = readFileSync(`${path}.key`);
  rmSync(path);
  assert.equal(new FileStore(path).load(), undefined);
  new FileStore(path).save(STATE);
  assert.deepEqual(new FileStore(path).load(), STATE);
  assert.deepEqual(readFileSync(`${path}.key`), key, "the machine key is used again");
});

test("an older copy opens, and its generation says so", (context) => {
  const path = storePath(context);
  const store = new FileStore(path);
  store.save(STATE);
  const old = readFileSync(path);
  store.save({ ...STATE, generation: 8 });
  assert.equal(store.load()?.generation, 8);
  writeFileSync(path, old);
  assert.equal(store.load()?.generation, 7);
});

test("no two writes of the same state look alike", (context) => {
  const path = storePath(context);
  const store = new FileStore(path);
  store.save(STATE);
  const first = readFileSync(path);
  store.save(STATE);
  const second = readFileSync(path);
  assert.notDeepEqual(second.subarray(44), first.subarray(44));
  assert.notDeepEqual(second.subarray(HEAD_BYTES), first.subarray(HEAD_BYTES));
});

test("what does not fit is not written, and what was there stands", (context) => {
  const path = storePath(context);
  const store = new FileStore(path);
  store.save(STATE);
  assert.throws(() => store.save({ ...STATE, generation: -1 }), { code: "STATE_VALUE" });
  assert.deepEqual(store.load(), STATE);
});

test("a whole file with something else in it is damaged", (context) => {
  const path = storePath(context);
  const store = new FileStore(path);
  store.save(STATE);
  const { sealing } = store as unknown as { sealing: SealingKey };
  writeFileSync(path, sealFile(sealing, seeded("nonce")(12), hex("0201")));
  assert.throws(() => store.load(), fault("DAMAGED"));
});

test("what the file system refuses becomes a StoreError that says what to do", { skip: isWindows }, (context) => {
  const path = storePath(context);
  new FileStore(path).save(STATE);
  assert.throws(() => new FileStore(join(path, "below")).save(STATE), fault("FILE_SYSTEM", /could not be written/));
  assert.throws(() => new FileStore(dirname(path)).load(), fault("FILE_SYSTEM", /could not be read \(EISDIR\)/));

  // Root may do anything: be somebody else for a moment.
  const folder = join(dirname(path), "closed");
  mkdirSync(folder, { mode: 0o700 });
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  else chmodSync(folder, 0);
  try {
    const store = new FileStore(join(folder, "slots.bin"));
    assert.throws(() => store.load(), fault("PERMISSIONS", /may not be read by this user.*belong to the user/));
    assert.throws(() => store.save(STATE), fault("PERMISSIONS"));
  } finally {
    if (isRoot) process.seteuid?.(0);
    else chmodSync(folder, 0o700);
  }
});

test("a store of version 1 is opened, and written as version 2 under the same machine key", (context) => {
  const [old] = vectors<{ file?: string; machineKey?: string }>("secure-state-v1.json");
  const path = storePath(context);
  mkdirSync(dirname(path));
  writeFileSync(path, hex(old?.file ?? ""));
  writeFileSync(`${path}.key`, hex(old?.machineKey ?? ""), { mode: 0o600 });
  const store = new FileStore(path);
  const state = store.load();
  assert.deepEqual(
    state?.slots.map(({ key }) => upper(key)),
    [TMK, PIK, hex("AB7C577CC7A18045")].map(upper),
  );
  assert.equal(state?.generation, 0);
  store.save({ ...state, generation: 1 });
  assert.equal(readFileSync(path).subarray(0, 4).toString(), "TCS2");
  assert.deepEqual(new FileStore(path).load(), { ...state, generation: 1 });
  assert.equal(upper(readFileSync(`${path}.key`)), old?.machineKey);
});

test("a changed store of version 1 is refused", (context) => {
  const [old] = vectors<{ file?: string; machineKey?: string }>("secure-state-v1.json");
  const whole = hex(old?.file ?? "");
  const path = storePath(context);
  mkdirSync(dirname(path));
  writeFileSync(`${path}.key`, hex(old?.machineKey ?? ""), { mode: 0o600 });
  const store = new FileStore(path);
  for (const length of [0, 31, 47, whole.length - 1]) {
    writeFileSync(path, whole.subarray(0, length));
    assert.throws(() => store.load(), fault("DAMAGED"), `${length} bytes`);
  }
  for (const at of [3, 4, whole.length - 1]) {
    writeFileSync(
      path,
      whole.map((byte, i) => (i === at ? byte ^ 1 : byte)),
    );
    assert.throws(() => store.load(), fault("DAMAGED"), `byte ${at}`);
  }
});

test("a record comes back unchanged or not at all", () => {
  const key = seeded("record key")(32);
  for (const length of [0, 1, 19, 500]) {
    const record = seeded("record")(length);
    const sealed = sealRecord(key, seeded("nonce")(12), record);
    assert.equal(sealed.length, length + 28);
    assert.deepEqual(openRecord(key, sealed), record);
    for (let at = 0; at < sealed.length; at++) {
      assert.equal(
        openRecord(
          key,
          sealed.map((byte, i) => (i === at ? byte ^ 0x40 : byte)),
        ),
        undefined,
      );
    }
    assert.equal(openRecord(key, sealed.subarray(1)), undefined);
  }
  assert.equal(openRecord(key, new Uint8Array(5)), undefined);
});

test("no copy of a store that was shredded opens again, and what is saved then does", (context) => {
  const path = storePath(context);
  const store = new FileStore(path);
  store.save(STATE);
  const copy = readFileSync(path);
  store.shred();
  assert.throws(() => new FileStore(path).load(), fault("WRONG_KEY"), "also when nothing can be saved any more");
  store.save({ ...STATE, slots: [] });
  assert.deepEqual(new FileStore(path).load()?.slots, []);
  writeFileSync(path, copy);
  assert.throws(() => new FileStore(path).load(), fault("WRONG_KEY"));
});
