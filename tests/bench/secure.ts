/**
 * What the secure module and its primitives cost beside the same work written straight with node:crypto: MACs over 300 bytes,
 * as long as a payment message is, and one PIN block, formed and enciphered.
 *
 * The floor of a row is that straight code, in this engine, with as few calls of a cipher as ours has: what is above it is
 * checking, table and wiping, and forming the PIN block. Keys are published test keys. Nothing is timed before both have given
 * the same bytes.
 */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { PinBlock } from "../../host/codec/pin_block.ts";
import { AES, SM4, TDES } from "../../host/secure/cipher/block_cipher.ts";
import { macOf } from "../../host/secure/mac/algorithms.ts";
import { encipherPin } from "../../host/secure/pin/encipher.ts";
import { encodeSm4Block } from "../../host/secure/pin/sm4_block.ts";
import { bareUnionpayEcb, encipher, KEY, MESSAGE, PAN, ZEROS_8 } from "./bare_crypto.ts";
import { type Contestant, looped } from "./rounds.ts";
import { besideEntries, moduleEntries, MODULE_ROWS } from "./secure_module.ts";

/** The left half twice, as node:crypto needs it for single DES. */
const LEFT_TWICE = new Uint8Array(Buffer.from("0123456789ABCDEF0123456789ABCDEF", "hex"));
const PIN = Uint8Array.of(1, 2, 3, 4);
const FILL = new Uint8Array(Buffer.from("0123456789ABCDEF", "hex"));
/** What the bare ciphers are given: forming it is on our side alone. */
const BLOCK_0 = PinBlock.encode({ format: 0, pin: PIN, pan: PAN });
const FIELD_4 = PinBlock.encode({ format: 4, pin: PIN, fill: FILL });
const PAN_FIELD_4 = PinBlock.panField(PAN);
const SM4_BLOCK = encodeSm4Block(0, PIN, PAN, new Uint8Array(0));
const ZEROS_16 = new Uint8Array(16);

interface Work {
  name: string;
  ours: () => Uint8Array;
  bare: () => Uint8Array;
}

const WORK: readonly Work[] = [
  {
    name: "secure mac retail",
    ours: () => macOf("iso9797-3", KEY, MESSAGE, { padding: 2 }),
    bare: () => {
      const data = marked(8);
      const before = encipher("des-ede-cbc", LEFT_TWICE, data.subarray(0, -8), ZEROS_8).subarray(-8);
      return encipher("des-ede-cbc", KEY, data.subarray(-8), before);
    },
  },
  {
    name: "secure mac tdes cbc",
    ours: () => macOf("iso9797-1", KEY, MESSAGE, { padding: 2 }),
    bare: () => encipher("des-ede-cbc", KEY, marked(8), ZEROS_8).subarray(-8),
  },
  {
    name: "secure mac aes cmac",
    ours: () => macOf("aes-cmac", KEY, MESSAGE),
    bare: () => bareCmac(),
  },
  {
    name: "secure mac hmac sha256",
    ours: () => macOf("hmac-sha256", KEY, MESSAGE),
    bare: () => createHmac("sha256", KEY).update(MESSAGE).digest(),
  },
  {
    name: "secure mac unionpay ecb",
    ours: () => macOf("unionpay-ecb", KEY, MESSAGE),
    bare: () => bareUnionpayEcb(KEY, MESSAGE),
  },
  {
    name: "secure mac sm4 cbc",
    ours: () => macOf("sm4-cbc", KEY, MESSAGE, { padding: 2 }),
    bare: () => encipher("sm4-cbc", KEY, marked(16), ZEROS_16).subarray(-16),
  },
  {
    name: "secure pin tdes format 0",
    ours: () => encipherPin({ format: 0, cipher: TDES, key: KEY, digits: PIN, pan: PAN, fill: "" }),
    bare: () => encipher("des-ede", KEY, BLOCK_0, null),
  },
  {
    name: "secure pin aes format 4",
    ours: () => encipherPin({ format: 4, cipher: AES, key: KEY, digits: PIN, pan: PAN, fill: FILL }),
    bare: () => {
      const fields = new Uint8Array(32);
      fields.set(FIELD_4);
      fields.set(PAN_FIELD_4, 16);
      return encipher("aes-128-cbc", KEY, fields, ZEROS_16).subarray(16);
    },
  },
  {
    name: "secure pin sm4 format 0",
    ours: () => encipherPin({ format: 0, cipher: SM4, key: KEY, digits: PIN, pan: PAN, fill: "" }),
    bare: () => encipher("sm4-ecb", KEY, SM4_BLOCK, null),
  },
];

/** Names of the rows that have an aim. */
export const SECURE_ROWS: readonly string[] = [...WORK.map(({ name }) => name), ...MODULE_ROWS];

/** @throws AssertionError when the two of a pair differ */
export function secureEntries(): Contestant[] {
  for (const { name, ours, bare } of WORK) assert.deepEqual(Buffer.from(ours()), Buffer.from(bare()), name);
  const primitives = WORK.flatMap(({ name, ours, bare }) => {
    const floor = `${name} bare node:crypto`;
    return [
      { name: floor, floor, measure: repeated(bare) },
      { name, floor, measure: repeated(ours) },
    ];
  });
  return [...primitives, ...moduleEntries(), ...besideEntries()];
}

/** A call costs nothing beside microseconds. */
function repeated(work: () => Uint8Array): (ms: number) => number {
  return looped((times) => {
    let sum = 0;
    for (let i = 0; i < times; i++) sum += work()[0]!;
    return sum;
  });
}

/** The message with padding method 2. */
function marked(size: number): Uint8Array {
  const data = new Uint8Array(Math.ceil((MESSAGE.length + 1) / size) * size);
  data.set(MESSAGE);
  data[MESSAGE.length] = 0x80;
  return data;
}

/** The message is no whole number of blocks: its last one is marked, and takes the second subkey. */
function bareCmac(): Uint8Array {
  const data = marked(16);
  const subkey = encipher("aes-128-ecb", KEY, ZEROS_16, null);
  for (let times = 0; times < 2; times++) {
    const carry = subkey[0]! >> 7;
    for (let i = 0; i < 16; i++) subkey[i] = (subkey[i]! << 1) | ((subkey[i + 1] ?? 0) >> 7);
    if (carry === 1) subkey[15]! ^= 0x87;
  }
  for (let i = 0; i < 16; i++) data[data.length - 16 + i]! ^= subkey[i]!;
  return encipher("aes-128-cbc", KEY, data, ZEROS_16).subarray(-16);
}
