/**
 * Every operation of the module that names a slot, with a key of every usage and algorithm in it: what is not in the table is
 * refused, though the question is right in all else. Keys made for the run, and published test data.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Done, KeyUsage, Purpose } from "../../../assembly/abi.ts";
import { CIPHERS } from "../../../host/secure/cipher/block_cipher.ts";
import type { CipherName } from "../../../host/secure/cipher/block_cipher.ts";
import { keyCheckValue } from "../../../host/secure/cipher/kcv.ts";
import { deviceMac } from "../../../host/secure/device_keys.ts";
import { aesTransaction } from "../../../host/secure/dukpt/aes.ts";
import { tdesTransaction } from "../../../host/secure/dukpt/tdes.ts";
import { plainAttributes } from "../../../host/secure/key.ts";
import type { ModeOfUse } from "../../../host/secure/key.ts";
import { wrapKeyBlock } from "../../../host/secure/key_block/wrap.ts";
import { macOf } from "../../../host/secure/mac/algorithms.ts";
import type { SecureModule } from "../../../host/secure/module.ts";
import { UNIONPAY, UNIONPAY_SM4 } from "../../../host/secure/profile.ts";
import { OPERATIONS } from "../../../host/secure/slots/rules.ts";
import type { Operation } from "../../../host/secure/slots/rules.ts";
import { joined } from "./proof.ts";
import { PAN_BYTES, download, emptyModule, hex, seeded, type } from "./support.ts";

const ALGORITHMS: readonly CipherName[] = ["tdes", "aes", "sm4"];
const USAGES = Object.values(KeyUsage).filter((usage): usage is KeyUsage => typeof usage === "number");
const SLOT = 20;
const TARGET = 21;

// Which keys a slot may hold.
const HELD = `
  MASTER     tdes      sm4
  PIN        tdes aes  sm4
  MAC        tdes aes  sm4
  TRACK      tdes aes  sm4
  TRANSPORT  tdes      sm4
  KEY_BLOCK  tdes aes
  DUKPT      tdes aes
  SECRET     tdes aes  sm4
`;

// What may be done with them: operation, usage, algorithms. Under DUKPT most need a transaction that was begun.
const ALLOWED = `
  load working keys     MASTER     tdes      sm4
  load a master key     TRANSPORT  tdes      sm4
  load a key block      KEY_BLOCK  tdes aes
  encipher a PIN        PIN        tdes aes  sm4
  encipher a PIN        DUKPT      tdes aes
  encipher without PAN  PIN        tdes
  encipher without PAN  DUKPT      tdes
  change a PIN          PIN        tdes aes  sm4
  change a PIN          DUKPT      tdes aes
  make a MAC            MAC        tdes aes  sm4
  make a MAC            DUKPT      tdes aes
  make a MAC            SECRET     tdes aes  sm4
  verify a MAC          MAC        tdes aes  sm4
  verify a MAC          DUKPT      tdes aes
  encipher a track      TRACK      tdes aes  sm4
  encipher a track      DUKPT      tdes aes
  forward a secret      SECRET     tdes aes  sm4
  prove the device      SECRET     tdes aes  sm4
  begin a transaction   DUKPT      tdes aes
`;

interface Cell {
  module: SecureModule;
  algorithm: CipherName;
  /** In the slot; under DUKPT the initial key. */
  key: Uint8Array;
  isDukpt: boolean;
}

const random = seeded("operations");
const DATA = hex("0200703E02810ED08013");
const TRACK = hex("6216261000000000018D301220100000");
const KSNS = { tdes: hex("FFFF9876543210E00001"), aes: hex("123456789012345600000001") } as const;
const is = (status: Done): boolean => status === Done.DONE;
const typed = (module: SecureModule, purpose: Purpose): number => type(module, "123456", purpose);

/** Each asks for something that the key in the slot could do, were it of the right usage; true when it was done. */
const ASKED: Readonly<Record<string, { rule: Operation; ask: (cell: Cell) => boolean }>> = {
  "load working keys": {
    rule: "unwrap-working-key",
    ask: ({ module, algorithm, key }) =>
      is(module.loadKeys({ parent: SLOT, download: download([random(16), random(16)], algorithm, key) })),
  },
  "load a master key": {
    rule: "unwrap-master-key",
    ask: ({ module, algorithm, key }) => {
      const master = random(16);
      const kcv = keyCheckValue(CIPHERS[algorithm], master, "zeros", 8);
      return is(module.loadKeys({ parent: SLOT, download: joined(CIPHERS[algorithm].encrypt(key, master), kcv) }));
    },
  },
  "load a key block": {
    rule: "open-key-block",
    ask: ({ module, algorithm, key }) => {
      const header = { version: algorithm === "tdes" ? "B" : "D", usage: "M3", algorithm: "T", mode: "C" } as const;
      const block = wrapKeyBlock(key, header, random(16), { random });
      return is(module.keys.loadKeyBlock({ slot: TARGET, usage: KeyUsage.MAC, parent: SLOT, block }));
    },
  },
  "encipher a PIN": {
    rule: "encipher-pin",
    ask: ({ module }) =>
      is(module.encipherPin({ slot: SLOT, handle: typed(module, Purpose.ONLINE_PIN), pan: PAN_BYTES }).status),
  },
  "encipher without PAN": {
    rule: "encipher-pin",
    ask: ({ module }) =>
      is(module.encipherPin({ slot: SLOT, handle: typed(module, Purpose.ONLINE_PIN), pan: new Uint8Array(0) }).status),
  },
  "change a PIN": {
    rule: "encipher-pin",
    ask: ({ module }) => {
      const handle = typed(module, Purpose.ONLINE_PIN);
      typed(module, Purpose.NEW_PIN);
      const newHandle = typed(module, Purpose.NEW_PIN_AGAIN);
      assert.notEqual(handle * newHandle, 0);
      return is(module.changePin({ slot: SLOT, handle, newHandle, pan: PAN_BYTES }).status);
    },
  },
  "make a MAC": { rule: "generate-mac", ask: ({ module }) => is(module.mac(SLOT, DATA).status) },
  "verify a MAC": {
    rule: "verify-mac",
    ask: ({ module, ...cell }) => is(module.verifyMac(SLOT, macOfHost(cell), DATA)),
  },
  "encipher a track": { rule: "encipher-track", ask: ({ module }) => is(module.encipherTrack(SLOT, TRACK).status) },
  "forward a secret": {
    rule: "forward-secret",
    ask: ({ module }) => {
      const purpose = Purpose.PAYMENT_PASSWORD;
      return is(module.forwardSecret(SLOT, typed(module, purpose), purpose, 0).status);
    },
  },
  "prove the device": {
    rule: "prove-device",
    ask: ({ module, algorithm, key }) =>
      is(module.verifyMac(SLOT, deviceMac(CIPHERS[algorithm], key, DATA), DATA)) &&
      !is(module.verifyMac(SLOT, macOfHost({ algorithm, key, isDukpt: false }), DATA)),
  },
  "begin a transaction": { rule: "begin-dukpt", ask: ({ module }) => is(module.beginTransaction(SLOT).status) },
};

function macOfHost({ algorithm, key, isDukpt }: Omit<Cell, "module">): Uint8Array {
  const { algorithm: name, options } = UNIONPAY.mac[algorithm];
  if (!isDukpt) return macOf(name, key, DATA, options);
  const host = algorithm === "tdes" ? tdesTransaction(key, KSNS.tdes) : aesTransaction(key, KSNS.aes);
  return macOf(name, host.key("mac-response"), DATA, options);
}

/** What it becomes to load such a key, and the module that has it. */
function load(usage: KeyUsage, algorithm: CipherName, mode?: ModeOfUse): { cell: Cell; loaded: Done } {
  const module = emptyModule({ profile: algorithm === "sm4" ? UNIONPAY_SM4 : UNIONPAY });
  const key = random(16);
  const isDukpt = usage === KeyUsage.DUKPT;
  const plain = plainAttributes(usage, algorithm);
  const attributes = mode === undefined ? plain : { ...plain, mode };
  const identity = algorithm === "aes" ? KSNS.aes.subarray(0, 8) : KSNS.tdes.with(9, 0);
  const loaded = isDukpt
    ? module.keys.injectDukpt({ slot: SLOT, attributes, key }, identity)
    : module.keys.inject({ slot: SLOT, attributes, key });
  return { cell: { module, algorithm, key, isDukpt }, loaded };
}

/** Cells of a table as `operation / usage / algorithm`; what stands before the algorithms makes the first part. */
function cellsOf(table: string): Set<string> {
  const cells = new Set<string>();
  for (const line of table.trim().split("\n")) {
    const [, what = "", algorithms = ""] = /^\s*(.*?)\s+((?:(?:tdes|aes|sm4)\s*)+)$/.exec(line) ?? [];
    for (const algorithm of algorithms.trim().split(/\s+/))
      cells.add(`${what.replace(/\s{2,}/, " / ")} / ${algorithm}`);
  }
  return cells;
}

const held = cellsOf(HELD);
const allowed = cellsOf(ALLOWED);

it("the tables name every operation that names a slot", () => {
  const rules = new Set(Object.values(ASKED).map(({ rule }) => rule));
  assert.deepEqual([...rules].sort(), [...OPERATIONS].sort());
  assert.deepEqual(new Set([...allowed].map((cell) => cell.split(" / ")[0]!)), new Set(Object.keys(ASKED)));
  assert.deepEqual([held.size, allowed.size], [20, 44]);
});

for (const usage of USAGES) {
  describe(`a key of usage ${KeyUsage[usage]}`, () => {
    for (const algorithm of ALGORITHMS) {
      const isHeld = held.has(`${KeyUsage[usage]} / ${algorithm}`);
      it(`of ${algorithm} ${isHeld ? "does what the table says and nothing else" : "is held by no slot"}`, () => {
        const { cell, loaded } = load(usage, algorithm);
        assert.equal(is(loaded), isHeld);
        const expected = (operation: string): boolean =>
          isHeld && allowed.has(`${operation} / ${KeyUsage[usage]} / ${algorithm}`);
        const asked = Object.entries(ASKED);
        // Under DUKPT there is no key before a transaction is begun.
        if (cell.isDukpt) {
          for (const [operation, { rule, ask }] of asked.filter(([, { rule: of }]) => of !== "begin-dukpt"))
            assert.equal(ask(cell), false, `${operation} (${rule}) before a transaction`);
          assert.equal(is(cell.module.beginTransaction(SLOT).status), isHeld);
        }
        const done = asked.map(([operation, { ask }]) => {
          // One PIN a transaction; and a load, even one that is refused, ends it: a module of its own for each.
          const own = cell.isDukpt ? load(usage, algorithm).cell : cell;
          if (cell.isDukpt) own.module.beginTransaction(SLOT);
          return [operation, ask(own)];
        });
        assert.deepEqual(
          done,
          asked.map(([operation]) => [operation, expected(operation)]),
        );
      });
    }
  });
}

describe("a mode of use", () => {
  it("narrows what a key of its usage may do, and one with nothing left is held by no slot", () => {
    const made: string[] = [];
    for (const mode of ["B", "C", "D", "E", "G", "N", "V", "X"] as const) {
      for (const usage of [KeyUsage.MAC, KeyUsage.PIN, KeyUsage.MASTER, KeyUsage.DUKPT]) {
        const { cell, loaded } = load(usage, "tdes", mode);
        const done = Object.entries(ASKED).filter(([name, { ask }]) => name !== "begin a transaction" && ask(cell));
        if (is(loaded)) made.push(`${KeyUsage[usage]} ${mode}: ${done.map(([name]) => name).join(", ")}`);
        else assert.deepEqual(done, []);
      }
    }
    assert.deepEqual(made, [
      "PIN B: encipher a PIN, encipher without PAN, change a PIN",
      "MASTER B: load working keys",
      "MAC C: make a MAC, verify a MAC",
      "MASTER D: load working keys",
      "PIN E: encipher a PIN, encipher without PAN, change a PIN",
      "MAC G: make a MAC",
      "MAC N: make a MAC, verify a MAC",
      "PIN N: encipher a PIN, encipher without PAN, change a PIN",
      "MASTER N: load working keys",
      "DUKPT N: ",
      "MAC V: verify a MAC",
      "DUKPT X: ",
    ]);
  });
});

it("a new PIN that is none leaves no current PIN to be used", () => {
  const { cell } = load(KeyUsage.PIN, "tdes");
  const handle = typed(cell.module, Purpose.ONLINE_PIN);
  const request = { slot: SLOT, handle, pan: PAN_BYTES };
  assert.equal(cell.module.changePin({ ...request, newHandle: 0 }).status, Done.REFUSED);
  assert.equal(cell.module.encipherPin(request).status, Done.REFUSED);
});
