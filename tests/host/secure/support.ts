/** What the tests of the secure module share: bytes, vectors, and a module with keys in it. Published test values only. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { KeyUsage, Purpose, Slot } from "../../../assembly/abi.ts";
import { SecureModule } from "../../../host/secure/module.ts";
import type { SecureModuleOptions } from "../../../host/secure/module.ts";
import { keyCheckValue, tdesEncrypt } from "../../../host/secure/tdes.ts";

export const TMK = hex("258FB0AB70D025CDB99DF2C4D302D646");
export const PIK = hex("D931648F3DE313A4A22C15DCA4F4299E");
export const MAK = hex("AB7C577CC7A18045");
export const PAN = "6216261000000000018";

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

/** A module after sign-on: master, PIN and MAC key in their slots. */
export function signedOnModule(options: Partial<SecureModuleOptions> = {}): SecureModule {
  const module = emptyModule(options);
  module.injectMasterKey(Slot.TMK, TMK);
  unwrap(module, Slot.PIN, KeyUsage.PIN, PIK);
  unwrap(module, Slot.MAC, KeyUsage.MAC, MAK);
  return module;
}

/** Loads `key` as a sign-on would: enciphered under TMK, with its check value. */
export function unwrap(module: SecureModule, slot: number, usage: KeyUsage, key: Uint8Array): number {
  return module.unwrapKey({ slot, usage, parent: Slot.TMK, wrapped: tdesEncrypt(TMK, key), kcv: keyCheckValue(key) });
}

export const ENTRY = { digitsMin: 4, digitsMax: 12, keyTimeoutMs: 10_000, totalTimeoutMs: 60_000 };

/** Types `digits` and confirms; gives the handle. */
export function type(module: SecureModule, digits: string, purpose = Purpose.ONLINE_PIN): number {
  module.beginEntry({ ...ENTRY, purpose }, 0);
  for (const digit of digits) module.key({ digit: Number(digit) }, 1);
  return module.key("enter", 2)?.handle ?? 0;
}
