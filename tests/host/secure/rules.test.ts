import assert from "node:assert/strict";
import { test } from "node:test";
import { KeyUsage } from "../../../assembly/abi.ts";
import type { CipherName } from "../../../host/secure/cipher/block_cipher.ts";
import type { KeyAttributes, ModeOfUse } from "../../../host/secure/key.ts";
import {
  OPERATIONS,
  isAllowed,
  isHoldable,
  keyLengths,
  mayCarry,
  strengthBits,
} from "../../../host/secure/slots/rules.ts";
import type { Operation, SizedKey } from "../../../host/secure/slots/rules.ts";

const ALGORITHMS: readonly CipherName[] = ["tdes", "aes", "sm4"];
const MODES: readonly ModeOfUse[] = ["B", "C", "D", "E", "G", "N", "V", "X"];
const USAGES = Object.values(KeyUsage).filter((usage): usage is KeyUsage => typeof usage === "number");

// All that is allowed; a dash is an algorithm or a usage that is refused whatever the mode.
const ALLOWED = `
  operation           usage      tdes   aes    sm4
  unwrap-working-key  MASTER     B D N  -      B D N
  unwrap-master-key   TRANSPORT  B D N  -      B D N
  open-key-block      KEY_BLOCK  B D N  B D N  -
  encipher-pin        PIN        B E N  B E N  B E N
  generate-mac        MAC        C G N  C G N  C G N
  verify-mac          MAC        C N V  C N V  C N V
  encipher-track      TRACK      B E N  B E N  B E N
  begin-dukpt         DUKPT      N X    N X    -
  forward-secret      SECRET     B E N  B E N  B E N
  prove-device        SECRET     B E N  B E N  B E N
`;

const LENGTHS = `
  usage      tdes     aes       sm4
  MASTER     16 24    -         16
  PIN        16 24    16 24 32  16
  MAC        8 16 24  16 24 32  16
  TRACK      16 24    16 24 32  16
  TRANSPORT  16 24    -         16
  KEY_BLOCK  16 24    16 24 32  -
  DUKPT      16       16 24 32  -
  SECRET     16 24    16 24 32  16
`;

// What may come in under what; every other pair is refused.
const CARRIED = `
  unwrap-working-key  MASTER     PIN MAC TRACK SECRET
  unwrap-master-key   TRANSPORT  MASTER
  open-key-block      KEY_BLOCK  PIN MAC TRACK SECRET MASTER KEY_BLOCK DUKPT
`;

/** Cells of a table, which stand two or more spaces apart. */
function rows(table: string, head = 1): string[][] {
  const lines = table.trim().split("\n");
  return lines.slice(head).map((line) => line.trim().split(/ {2,}/));
}

function attributes(usage: KeyUsage, algorithm: CipherName, mode: ModeOfUse): KeyAttributes {
  return { usage, algorithm, mode, exportability: "N", version: "00" };
}

function sized(usage: KeyUsage, algorithm: CipherName, mode: ModeOfUse, keyBytes: number): SizedKey {
  return { attributes: attributes(usage, algorithm, mode), keyBytes };
}

test("every operation with every usage, algorithm and mode is allowed or refused as the table says", () => {
  const table = new Map(rows(ALLOWED).map(([operation, ...cells]) => [operation, cells]));
  assert.deepEqual([...table.keys()], OPERATIONS);
  let walked = 0;
  let allowed = 0;
  for (const operation of OPERATIONS) {
    for (const usage of USAGES) {
      for (const [at, algorithm] of ALGORITHMS.entries()) {
        for (const mode of MODES) {
          const [named, ...modes] = table.get(operation) ?? [];
          const expected = named === KeyUsage[usage] && modes[at]?.split(" ").includes(mode) === true;
          const name = `${operation} with a ${KeyUsage[usage]} key, ${algorithm}, mode ${mode}`;
          assert.equal(isAllowed(operation, attributes(usage, algorithm, mode)), expected, name);
          walked++;
          if (expected) allowed++;
        }
      }
    }
  }
  assert.deepEqual([walked, allowed], [10 * 8 * 3 * 8, 3 * 6 + 6 * 9 + 2 * 2]);
});

test("a PIN key enciphers PIN blocks, and nothing else takes it", () => {
  for (const algorithm of ALGORITHMS) {
    for (const mode of MODES) {
      const taken = OPERATIONS.filter((operation) => isAllowed(operation, attributes(KeyUsage.PIN, algorithm, mode)));
      assert.deepEqual(taken, ["B", "E", "N"].includes(mode) ? ["encipher-pin"] : []);
    }
  }
});

test("an attribute that is none of the known ones is refused", () => {
  for (const operation of OPERATIONS) {
    for (const usage of USAGES) {
      assert.equal(isAllowed(operation, attributes(usage, "rsa" as CipherName, "N")), false);
      assert.equal(isAllowed(operation, attributes(usage, "tdes", "Z" as ModeOfUse)), false);
    }
    assert.equal(isAllowed(operation, attributes(99 as KeyUsage, "tdes", "N")), false);
  }
});

test("key lengths are those of the table for every usage and algorithm", () => {
  const table = rows(LENGTHS);
  assert.deepEqual(
    table.map(([usage]) => usage),
    USAGES.map((usage) => KeyUsage[usage]),
  );
  for (const [name, ...cells] of table) {
    const usage = KeyUsage[name as keyof typeof KeyUsage];
    for (const [at, algorithm] of ALGORITHMS.entries()) {
      const expected = cells[at] === "-" ? [] : (cells[at] ?? "").split(" ").map(Number);
      assert.deepEqual(keyLengths(usage, algorithm), expected, `${name ?? ""} ${algorithm}`);
      for (let length = 0; length <= 40; length++) {
        assert.equal(isHoldable(sized(usage, algorithm, "N", length)), expected.includes(length));
      }
    }
  }
  assert.deepEqual(keyLengths(99 as KeyUsage, "tdes"), []);
});

test("a slot holds no key that could do nothing", () => {
  assert.equal(isHoldable(sized(KeyUsage.PIN, "tdes", "D", 16)), false);
  assert.equal(isHoldable(sized(KeyUsage.MAC, "aes", "E", 16)), false);
  assert.equal(isHoldable(sized(KeyUsage.MASTER, "tdes", "E", 16)), false);
  assert.equal(isHoldable(sized(KeyUsage.MAC, "aes", "G", 16)), true);
});

test("every operation brings in the usages of the table alone", () => {
  const table = new Map(rows(CARRIED, 0).map(([operation, parent, list]) => [operation, { parent, list }]));
  for (const operation of OPERATIONS) {
    for (const parent of USAGES) {
      for (const child of USAGES) {
        const row = table.get(operation);
        const expected = row?.parent === KeyUsage[parent] && row.list?.split(" ").includes(KeyUsage[child]) === true;
        const carried = mayCarry(operation, sized(parent, "tdes", "N", 16), sized(child, "tdes", "N", 16));
        assert.equal(carried, expected, `${operation}: ${KeyUsage[child]} under ${KeyUsage[parent]}`);
      }
    }
  }
});

test("no key travels under a weaker one", () => {
  const order: Array<[CipherName, number]> = [
    ["tdes", 16],
    ["tdes", 24],
    ["aes", 16],
    ["aes", 24],
    ["aes", 32],
  ];
  for (const [above, [parent, parentBytes]] of order.entries()) {
    for (const [below, [child, childBytes]] of order.entries()) {
      const carried = mayCarry(
        "open-key-block",
        sized(KeyUsage.KEY_BLOCK, parent, "D", parentBytes),
        sized(KeyUsage.PIN, child, "E", childBytes),
      );
      assert.equal(carried, below <= above, `${child} ${childBytes} under ${parent} ${parentBytes}`);
    }
  }
  const master = sized(KeyUsage.MASTER, "tdes", "D", 16);
  assert.equal(mayCarry("unwrap-working-key", master, sized(KeyUsage.PIN, "sm4", "E", 16)), false);
  assert.equal(mayCarry("unwrap-working-key", master, sized(KeyUsage.MAC, "tdes", "C", 8)), true);
  assert.equal(mayCarry("unwrap-working-key", master, sized(KeyUsage.PIN, "tdes", "E", 8)), false);
});

test("strength is in bits, 0 for what does not exist", () => {
  const bits = (algorithm: CipherName, length: number): number =>
    strengthBits(sized(KeyUsage.MAC, algorithm, "C", length));
  assert.deepEqual([bits("tdes", 8), bits("tdes", 16), bits("tdes", 24)], [56, 80, 112]);
  assert.deepEqual([bits("aes", 16), bits("aes", 24), bits("aes", 32), bits("sm4", 16)], [128, 192, 256, 128]);
  assert.deepEqual([bits("aes", 8), bits("sm4", 32), bits("rsa" as CipherName, 16)], [0, 0, 0]);
  const operation: Operation = "open-key-block";
  assert.equal(
    mayCarry(operation, sized(KeyUsage.KEY_BLOCK, "aes", "B", 32), sized(KeyUsage.PIN, "aes", "E", 8)),
    false,
  );
});
