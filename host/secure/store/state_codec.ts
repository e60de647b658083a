/**
 * The stored state of a secure module as bytes, and back.
 *
 * Binary rather than JSON, so that no key ever becomes a string, which could not be wiped; both sides are wiped by whoever
 * has them. The store enciphers what this gives. What version 1 wrote is read too: no terminal loses its keys by an
 * update.
 */
import { CodecError } from "../../codec/errors.ts";
import type { CipherName } from "../cipher/block_cipher.ts";
import type { KcvMethod } from "../cipher/kcv.ts";
import { KeyOrigin } from "../key.ts";
import type { Exportability, ModeOfUse } from "../key.ts";
import { ByteReader, ByteWriter } from "./bytes_io.ts";
import { GENERATION_MAX, STORAGE_KEY_BYTES } from "./state.ts";
import type { StoredRegister, StoredSecret, StoredSlot, StoredState } from "./state.ts";
import { readStateVersion1 } from "./state_v1.ts";

const VERSION = 2;
const KEY_BYTES_MAX = 32;
const KCV_BYTES_MAX = 8;
const KEY_VERSION_CHARACTERS = 2;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const COUNT_MAX = 0xff;
const LONG_MAX = 0xffff;

// What stands in the file is the place in these lists: they only ever grow.
const ALGORITHMS: readonly CipherName[] = ["tdes", "aes", "sm4"];
const MODES: readonly ModeOfUse[] = ["B", "C", "D", "E", "G", "N", "V", "X"];
const EXPORTABILITIES: readonly Exportability[] = ["E", "N", "S"];
const KCV_METHODS: readonly KcvMethod[] = ["zeros", "cmac"];

const SLOT_FIXED_BYTES = 7 + KEY_VERSION_CHARACTERS + 2;
const SECRET_BYTES = 5 + SALT_BYTES + HASH_BYTES;
const REGISTER_FIXED_BYTES = 3;
const LENGTH_BYTES = 2;
/** Version, tamper flag, generation, storage key, four counts, four lengths. */
const FIXED_BYTES = 2 + 4 + STORAGE_KEY_BYTES + 4 + 4 * LENGTH_BYTES;

/**
 * `version 2, tampered: u8 each | generation u32 | storage key 32`, then lists, each behind its count u8:
 * slots `slot, usage, algorithm, mode, exportability, origin, KCV method: u8 each | key version 2 | key | KCV`, the last
 * two behind their length u8; registers `slot u8 | length u16 | bytes`; secrets `purpose u8 | user u16 | tries u8 | form u8 |
 * salt 16 | hash 32`; CAPKs `length u16 | bytes`; then terminal key, acquirer's key, used PIN keys and used DUKPT keys,
 * each `length u16 | bytes`.
 *
 * @returns to be wiped by the caller
 * @throws CodecError STATE_VALUE when something does not fit its place
 */
export function writeState(state: StoredState): Uint8Array {
  checkFits(state);
  const out = new ByteWriter(lengthOf(state));
  out.u8(VERSION);
  out.u8(state.tampered ? 1 : 0);
  out.u32(state.generation);
  out.raw(state.storageKey);
  out.u8(state.slots.length);
  for (const slot of state.slots) writeSlot(out, slot);
  out.u8(state.registers.length);
  for (const { slot, bytes } of state.registers) {
    out.u8(slot);
    out.long(bytes);
  }
  out.u8(state.secrets.length);
  for (const secret of state.secrets) writeSecret(out, secret);
  out.u8(state.capks.length);
  for (const capk of state.capks) out.long(capk);
  out.long(state.terminalKey);
  out.long(state.acquirerKey);
  out.long(state.usedPinKeys);
  out.long(state.usedDukptKeys);
  return out.bytes;
}

/** @throws CodecError STATE_VERSION, STATE_LENGTH or STATE_VALUE: not what `writeState` gives, now or in version 1 */
export function readState(bytes: Uint8Array): StoredState {
  if (bytes[0] === 1) return readStateVersion1(bytes);
  const input = new ByteReader(bytes);
  if (input.u8("version") !== VERSION) throw input.fault("STATE_VERSION", "version", 0);
  // Fields in the order in which they stand.
  const state: StoredState = {
    tampered: input.u8("tampered", [0, 1]) === 1,
    generation: input.u32("generation"),
    storageKey: input.raw(STORAGE_KEY_BYTES, "storageKey"),
    slots: input.list("slots", (path) => readSlot(input, path)),
    registers: input.list("registers", (path) => readRegister(input, path)),
    secrets: input.list("secrets", (path) => readSecret(input, path)),
    capks: input.list("capks", (path) => input.long(path)),
    terminalKey: input.long("terminalKey"),
    acquirerKey: input.long("acquirerKey"),
    usedPinKeys: input.long("usedPinKeys"),
    usedDukptKeys: input.long("usedDukptKeys"),
  };
  input.end();
  return state;
}

function lengthOf(state: StoredState): number {
  let length = FIXED_BYTES + state.secrets.length * SECRET_BYTES;
  for (const bytes of [state.terminalKey, state.acquirerKey, state.usedPinKeys, state.usedDukptKeys])
    length += bytes.length;
  for (const { key, kcv } of state.slots) length += SLOT_FIXED_BYTES + key.length + kcv.value.length;
  for (const { bytes } of state.registers) length += REGISTER_FIXED_BYTES + bytes.length;
  for (const capk of state.capks) length += LENGTH_BYTES + capk.length;
  return length;
}

function writeSlot(out: ByteWriter, { slot, attributes, origin, key, kcv }: StoredSlot): void {
  out.u8(slot);
  out.u8(attributes.usage);
  out.u8(ALGORITHMS.indexOf(attributes.algorithm));
  out.u8(MODES.indexOf(attributes.mode));
  out.u8(EXPORTABILITIES.indexOf(attributes.exportability));
  out.u8(origin);
  out.u8(KCV_METHODS.indexOf(kcv.method));
  for (let i = 0; i < KEY_VERSION_CHARACTERS; i++) out.u8(attributes.version.charCodeAt(i));
  out.short(key);
  out.short(kcv.value);
}

function readSlot(input: ByteReader, path: string): StoredSlot {
  const slot = input.u8(path, [1, 0xff]);
  const usage = input.u8(path, [1, 0xff]);
  const algorithm = oneOf(input, ALGORITHMS, path);
  const mode = oneOf(input, MODES, path);
  const exportability = oneOf(input, EXPORTABILITIES, path);
  const origin = input.u8(path, [KeyOrigin.INJECTED, KeyOrigin.REMOTE]);
  const method = oneOf(input, KCV_METHODS, path);
  const version = String.fromCharCode(input.u8(path, [0x20, 0x7e]), input.u8(path, [0x20, 0x7e]));
  const key = input.short(path, [0, KEY_BYTES_MAX]);
  const value = input.short(path, [1, KCV_BYTES_MAX]);
  return { slot, attributes: { usage, algorithm, mode, exportability, version }, origin, key, kcv: { method, value } };
}

function readRegister(input: ByteReader, path: string): StoredRegister {
  return { slot: input.u8(path, [1, 0xff]), bytes: input.long(path) };
}

function writeSecret(out: ByteWriter, secret: StoredSecret): void {
  out.u8(secret.purpose);
  out.u16(secret.user);
  out.u8(secret.triesLeft);
  out.u8(secret.form);
  out.raw(secret.salt);
  out.raw(secret.hash);
}

function readSecret(input: ByteReader, path: string): StoredSecret {
  return {
    purpose: input.u8(path, [1, 0xff]),
    user: input.u16(path),
    triesLeft: input.u8(path),
    form: input.u8(path, [1, 2]) === 1 ? 1 : 2,
    salt: input.raw(SALT_BYTES, path),
    hash: input.raw(HASH_BYTES, path),
  };
}

function oneOf<T>(input: ByteReader, names: readonly T[], path: string): T {
  return names[input.u8(path, [0, names.length - 1])]!;
}

/** Lengths and ranges: a value cut to its place would be another key after the next start. */
function checkFits(state: StoredState): void {
  const { generation, slots, registers, secrets, capks } = state;
  check(isUnsigned(generation, GENERATION_MAX), "generation");
  check(state.storageKey.length === STORAGE_KEY_BYTES, "storageKey");
  check(
    [slots, registers, secrets, capks].every((list) => list.length <= COUNT_MAX),
    "",
  );
  check(slots.every(isSlotFitting), "slots");
  check(
    registers.every(({ slot, bytes }) => isNumber8(slot) && bytes.length <= LONG_MAX),
    "registers",
  );
  check(secrets.every(isSecretFitting), "secrets");
  check(
    capks.every(({ length }) => length <= LONG_MAX),
    "capks",
  );
  check(state.terminalKey.length <= LONG_MAX, "terminalKey");
  check(state.acquirerKey.length <= LONG_MAX, "acquirerKey");
  check(state.usedPinKeys.length <= LONG_MAX, "usedPinKeys");
  check(state.usedDukptKeys.length <= LONG_MAX, "usedDukptKeys");
}

function isSlotFitting({ slot, attributes, origin, key, kcv }: StoredSlot): boolean {
  const { usage, algorithm, mode, exportability, version } = attributes;
  const isListed = ALGORITHMS.includes(algorithm) && MODES.includes(mode) && EXPORTABILITIES.includes(exportability);
  if (!isListed || !KCV_METHODS.includes(kcv.method) || !/^[ -~]{2}$/.test(version)) return false;
  if (!isNumber8(slot) || !isNumber8(usage) || KeyOrigin[origin] === undefined) return false;
  return key.length <= KEY_BYTES_MAX && kcv.value.length >= 1 && kcv.value.length <= KCV_BYTES_MAX;
}

function isSecretFitting({ purpose, user, triesLeft, form, salt, hash }: StoredSecret): boolean {
  if (form !== 1 && form !== 2) return false;
  if (salt.length !== SALT_BYTES || hash.length !== HASH_BYTES) return false;
  return isNumber8(purpose) && isUnsigned(user, LONG_MAX) && isUnsigned(triesLeft, 0xff);
}

function isNumber8(value: number): boolean {
  return value !== 0 && isUnsigned(value, 0xff);
}

function isUnsigned(value: number, highest: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= highest;
}

function check(fits: boolean, path: string): void {
  if (!fits) throw new CodecError({ code: "STATE_VALUE", path, offset: 0 });
}
