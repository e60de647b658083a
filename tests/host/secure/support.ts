/** What the tests of the secure module share: bytes, vectors, and a module with keys in it. Published test values only. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { KeyUsage, Purpose, Slot } from "../../../assembly/abi.ts";
import { CIPHERS } from "../../../host/secure/cipher/block_cipher.ts";
import type { CipherName } from "../../../host/secure/cipher/block_cipher.ts";
import { keyCheckValue } from "../../../host/secure/cipher/kcv.ts";
import { plainAttributes } from "../../../host/secure/key.ts";
import { SecureModule } from "../../../host/secure/module.ts";
import type { SecureModuleOptions } from "../../../host/secure/module.ts";

export const TMK = hex("258FB0AB70D025CDB99DF2C4D302D646");
export const PIK = hex("D931648F3DE313A4A22C15DCA4F4299E");
export const MAK = hex("AB7C577CC7A18045");
export const TDK = hex("5DB50B454F8389ADCE573BE50861F2BF");
export const PAN = "6216261000000000018";
export const PAN_BYTES = new Uint8Array(Buffer.from(PAN, "latin1"));

export interface Vector {
  id: string;
  op: string;
  in: Record<string, string | number>;
  out: Record<string, string>;
}

export function hex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits, "hex"));
}

export function upper(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

export function vectors<T>(file: string): T[] {
  const path = new URL(`../../vectors/${file}`, import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { cases: T[] }).cases;
}

/** A generator that repeats itself: tests only. */
export function seeded(seed: string): (length: number) => Uint8Array {
  let count = 0;
  return (length) => {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += 32) {
      const block = createHash("sha256").update(`${seed} ${count++}`).digest();
      bytes.set(block.subarray(0, Math.min(32, length - at)), at);
    }
    return bytes;
  };
}

export function emptyModule(options: Partial<SecureModuleOptions> = {}): SecureModule {
  return new SecureModule({ random: seeded("module"), ...options });
}

/** Injects a key as a secure room would. */
export function inject(
  module: SecureModule,
  slot: number,
  usage: KeyUsage,
  key: Uint8Array,
  algorithm: CipherName = "tdes",
): number {
  return module.keys.inject({ slot, attributes: plainAttributes(usage, algorithm), key });
}

/** A module with its master key. */
export function boundModule(options: Partial<SecureModuleOptions> = {}): SecureModule {
  const module = emptyModule(options);
  inject(module, Slot.TMK, KeyUsage.MASTER, TMK);
  return module;
}

/** A module after sign-on: master, PIN and MAC key in their slots, and a key for tracks. */
export function signedOnModule(options: Partial<SecureModuleOptions> = {}): SecureModule {
  const module = boundModule(options);
  module.loadKeys({ parent: Slot.TMK, download: download([PIK, MAK, TDK]) });
  return module;
}

/** F62 of a sign-on reply: PIN key, MAC key, and the key for tracks if there is one. */
export function download(keys: readonly Uint8Array[], cipher: CipherName = "tdes", parent = TMK): Uint8Array {
  const parts = keys.map((key) => {
    const wrapped = new Uint8Array(16);
    wrapped.set(CIPHERS[cipher].encrypt(parent, key));
    return Buffer.concat([wrapped, keyCheckValue(CIPHERS[cipher], key, "zeros", 4)]);
  });
  return new Uint8Array(Buffer.concat(parts));
}

export const ENTRY = { digitsMin: 4, digitsMax: 12, keyTimeoutMs: 10_000, totalTimeoutMs: 60_000 };

/** Types `digits` and confirms; gives the handle. */
export function type(module: SecureModule, digits: string, purpose = Purpose.ONLINE_PIN, now_ms = 0): number {
  module.beginEntry({ ...ENTRY, purpose, digitsMin: Math.min(digits.length, 6) }, now_ms);
  for (const digit of digits) module.key({ digit: Number(digit) }, now_ms);
  return module.key("enter", now_ms)?.handle ?? 0;
}
