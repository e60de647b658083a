/**
 * Stored states of version 1, which knew TDES keys of three usages and operators: reading only.
 *
 * What it did not write is what it meant: check values of zeros, keys that never leave, the mode that the usage implies.
 */
import { KeyUsage, Purpose } from "../../../assembly/abi.ts";
import { KeyOrigin } from "../key.ts";
import type { ModeOfUse } from "../key.ts";
import { ByteReader } from "./bytes_io.ts";
import { STORAGE_KEY_BYTES, emptyState } from "./state.ts";
import type { StoredSecret, StoredSlot, StoredState } from "./state.ts";

const VERSION = 1;
const KEY_BYTES_MAX = 16;
const KCV_BYTES = 4;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

const MODES: Readonly<Record<number, ModeOfUse>> = {
  [KeyUsage.MASTER]: "D",
  [KeyUsage.PIN]: "E",
  [KeyUsage.MAC]: "C",
};

/**
 * `version, tampered, slots, operators: u8 each | storage key 32`, then per slot `slot, usage, origin, key length: u8 each |
 * key padded to 16 | kcv 4`, then per operator `user u16 | tries u8 | salt 16 | hash 32`.
 *
 * @throws CodecError STATE_VERSION, STATE_LENGTH or STATE_VALUE
 */
export function readStateVersion1(bytes: Uint8Array): StoredState {
  const input = new ByteReader(bytes);
  if (input.u8("version") !== VERSION) throw input.fault("STATE_VERSION", "version", 0);
  const tampered = input.u8("tampered", [0, 1]) === 1;
  const slotCount = input.u8("slots");
  const operatorCount = input.u8("operators");
  const empty = emptyState(input.raw(STORAGE_KEY_BYTES, "storageKey"));
  const slots = Array.from({ length: slotCount }, (_, index) => readSlot(input, `slots[${index}]`));
  const secrets = Array.from({ length: operatorCount }, (_, index) => readOperator(input, `operators[${index}]`));
  input.end();
  return { ...empty, tampered, slots, secrets };
}

function readSlot(input: ByteReader, path: string): StoredSlot {
  const slot = input.u8(path, [1, 0xff]);
  const usage = input.u8(path);
  const mode = MODES[usage];
  const origin = input.u8(path, [KeyOrigin.INJECTED, KeyOrigin.UNWRAPPED]);
  const length = input.u8(path);
  if (mode === undefined || (length !== 8 && length !== 16)) throw input.fault("STATE_VALUE", path);
  const key = input.raw(length, path);
  input.raw(KEY_BYTES_MAX - length, path);
  const value = input.raw(KCV_BYTES, path);
  const attributes = { usage, algorithm: "tdes", mode, exportability: "N", version: "00" } as const;
  return { slot, attributes, origin, key, kcv: { method: "zeros", value } };
}

function readOperator(input: ByteReader, path: string): StoredSecret {
  const user = input.u16(path);
  const triesLeft = input.u8(path);
  const salt = input.raw(SALT_BYTES, path);
  return { purpose: Purpose.OPERATOR, user, triesLeft, form: 1, salt, hash: input.raw(HASH_BYTES, path) };
}
