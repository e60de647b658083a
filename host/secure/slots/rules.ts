/**
 * What a key may be used for: the one table that every operation of the secure module is checked against.
 *
 * Holds always: an operation takes one usage; a PIN key enciphers PIN blocks and does nothing else; no operation gives out
 * a key, a PIN or a deciphered PIN block, so none is here. Data alone: no key and no slot.
 */
import { KeyUsage } from "../../../assembly/abi.ts";
import type { CipherName } from "../cipher/block_cipher.ts";
import type { KeyAttributes, ModeOfUse } from "../key.ts";

export type Operation =
  /** A working key in ECB under a master key (UnionPay sign-on). */
  | "unwrap-working-key"
  /** A master key in ECB under a transport key (UnionPay key download). */
  | "unwrap-master-key"
  /** ANSI X9.143. */
  | "open-key-block"
  | "encipher-pin"
  | "generate-mac"
  | "verify-mac"
  | "encipher-track"
  /** The next key of a DUKPT register (ANSI X9.24-1 and -3). */
  | "begin-dukpt"
  /** A typed secret to whoever checks it. */
  | "forward-secret"
  /** A MAC under a key made from the device's own (device_keys.ts). */
  | "prove-device";

interface Rule {
  usage: KeyUsage;
  algorithms: readonly CipherName[];
  modes: readonly ModeOfUse[];
}

// N is no restriction beyond the usage (ANSI X9.143, table 7).
const DECIPHERS: readonly ModeOfUse[] = ["B", "D", "N"];
const ENCIPHERS: readonly ModeOfUse[] = ["B", "E", "N"];

const RULES: Readonly<Record<Operation, Rule>> = {
  // An AES key travels in key blocks alone (PCI PIN 18-3); ECB is left to the schemes that know nothing else.
  "unwrap-working-key": { usage: KeyUsage.MASTER, algorithms: ["tdes", "sm4"], modes: DECIPHERS },
  "unwrap-master-key": { usage: KeyUsage.TRANSPORT, algorithms: ["tdes", "sm4"], modes: DECIPHERS },
  // Key blocks are bound with TDES or AES (ANSI X9.143, 5): none with SM4.
  "open-key-block": { usage: KeyUsage.KEY_BLOCK, algorithms: ["tdes", "aes"], modes: DECIPHERS },
  "encipher-pin": { usage: KeyUsage.PIN, algorithms: ["tdes", "aes", "sm4"], modes: ENCIPHERS },
  "generate-mac": { usage: KeyUsage.MAC, algorithms: ["tdes", "aes", "sm4"], modes: ["C", "G", "N"] },
  "verify-mac": { usage: KeyUsage.MAC, algorithms: ["tdes", "aes", "sm4"], modes: ["C", "V", "N"] },
  "encipher-track": { usage: KeyUsage.TRACK, algorithms: ["tdes", "aes", "sm4"], modes: ENCIPHERS },
  "begin-dukpt": { usage: KeyUsage.DUKPT, algorithms: ["tdes", "aes"], modes: ["X", "N"] },
  "forward-secret": { usage: KeyUsage.SECRET, algorithms: ["tdes", "aes", "sm4"], modes: ENCIPHERS },
  "prove-device": { usage: KeyUsage.SECRET, algorithms: ["tdes", "aes", "sm4"], modes: ENCIPHERS },
};

export const OPERATIONS = Object.keys(RULES) as readonly Operation[];

type Lengths = Readonly<Partial<Record<CipherName, readonly number[]>>>;

// Single DES makes MACs and nothing else (PCI PIN 2-3); a TDES DUKPT register derives from two keys (ANSI X9.24-1, 5).
const ANY_LENGTH: Lengths = { tdes: [16, 24], aes: [16, 24, 32], sm4: [16] };
const KEY_BYTES: Readonly<Record<KeyUsage, Lengths>> = {
  [KeyUsage.MASTER]: { tdes: [16, 24], sm4: [16] },
  [KeyUsage.PIN]: ANY_LENGTH,
  [KeyUsage.MAC]: { ...ANY_LENGTH, tdes: [8, 16, 24] },
  [KeyUsage.TRACK]: ANY_LENGTH,
  [KeyUsage.TRANSPORT]: { tdes: [16, 24], sm4: [16] },
  [KeyUsage.KEY_BLOCK]: { tdes: [16, 24], aes: [16, 24, 32] },
  [KeyUsage.DUKPT]: { tdes: [16], aes: [16, 24, 32] },
  [KeyUsage.SECRET]: ANY_LENGTH,
};

const WORKING_KEYS: readonly KeyUsage[] = [KeyUsage.PIN, KeyUsage.MAC, KeyUsage.TRACK, KeyUsage.SECRET];
const CARRIED: Readonly<Partial<Record<Operation, readonly KeyUsage[]>>> = {
  "unwrap-working-key": WORKING_KEYS,
  "unwrap-master-key": [KeyUsage.MASTER],
  "open-key-block": [...WORKING_KEYS, KeyUsage.MASTER, KeyUsage.KEY_BLOCK, KeyUsage.DUKPT],
};

/** Bits of security (NIST SP 800-57 part 1, table 2): two-key TDES counts 80, SM4 as AES-128. */
const STRENGTH_BITS: Readonly<Record<CipherName, Readonly<Record<number, number>>>> = {
  tdes: { 8: 56, 16: 80, 24: 112 },
  aes: { 16: 128, 24: 192, 32: 256 },
  sm4: { 16: 128 },
};

export interface SizedKey {
  attributes: KeyAttributes;
  keyBytes: number;
}

/** True when a key with these attributes may do this. */
export function isAllowed(operation: Operation, attributes: KeyAttributes): boolean {
  const { usage, algorithms, modes } = RULES[operation];
  return attributes.usage === usage && algorithms.includes(attributes.algorithm) && modes.includes(attributes.mode);
}

/** Lengths in bytes of a key of this usage and algorithm, ascending; none when there is no such key. */
export function keyLengths(usage: KeyUsage, algorithm: CipherName): readonly number[] {
  return KEY_BYTES[usage]?.[algorithm] ?? [];
}

/** True when a slot may hold such a key: its length is right, and there is an operation that it may do. */
export function isHoldable({ attributes, keyBytes }: SizedKey): boolean {
  if (!keyLengths(attributes.usage, attributes.algorithm).includes(keyBytes)) return false;
  return OPERATIONS.some((operation) => isAllowed(operation, attributes));
}

/**
 * True when `parent` may bring `child` in by this operation. No key travels under a weaker one (PCI PIN 18-3), and none
 * under its own kind in ECB, so that a working key never becomes a parent.
 */
export function mayCarry(operation: Operation, parent: SizedKey, child: SizedKey): boolean {
  if (!isAllowed(operation, parent.attributes) || !isHoldable(child)) return false;
  if (CARRIED[operation]?.includes(child.attributes.usage) !== true) return false;
  return strengthBits(child) <= strengthBits(parent);
}

/** Bits of security; 0 for a length that the cipher does not have. */
export function strengthBits({ attributes, keyBytes }: SizedKey): number {
  return STRENGTH_BITS[attributes.algorithm]?.[keyBytes] ?? 0;
}
