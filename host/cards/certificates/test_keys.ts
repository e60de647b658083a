/** The test keys by name, and the authorities among them as a terminal loads them. */
import { createHash } from "node:crypto";
import type { Capk } from "../../secure/recovery/capk.ts";
import { RsaKey } from "./rsa_key.ts";
import file from "./test_keys.json" with { type: "json" };

interface KeyText {
  bits: number;
  /** Of an authority: tag 8F, hexadecimal. */
  index?: string;
  exponent: string;
  p: string;
  q: string;
}

const TEXTS: Readonly<Record<string, KeyText>> = file.keys;
const made = new Map<string, RsaKey>();

export const TEST_KEY_NAMES: readonly string[] = Object.keys(TEXTS);

/** @returns the same object for the same name; undefined when there is no such key */
export function testKey(name: string): RsaKey | undefined {
  const text = TEXTS[name];
  if (text === undefined) return undefined;
  const key = made.get(name) ?? new RsaKey(text.exponent, text.p, text.q);
  made.set(name, key);
  return key;
}

/** Tag 8F of an authority; undefined for a key that is none. */
export function authorityIndex(name: string): number | undefined {
  const index = TEXTS[name]?.index;
  return index === undefined ? undefined : Number.parseInt(index, 16);
}

/** A public key and the checksum with which it is loaded (EMV Book 2, 11.2.2). */
export interface TestCapk extends Capk {
  /** SHA-1, 20 bytes. */
  checksum: Uint8Array;
}

/** UnionPay and Visa, whose applications the virtual cards have. */
export const CARD_RIDS: readonly Uint8Array[] = [
  Uint8Array.of(0xa0, 0x00, 0x00, 0x03, 0x33),
  Uint8Array.of(0xa0, 0x00, 0x00, 0x00, 0x03),
];

/** The test authorities as keys of a payment system. @param rid 5 bytes */
export function testCapks(rid: Uint8Array): TestCapk[] {
  return TEST_KEY_NAMES.flatMap((name) => {
    const index = authorityIndex(name);
    if (index === undefined) return [];
    const { modulus, exponent } = testKey(name)!;
    const hash = createHash("sha1").update(rid).update(Uint8Array.of(index)).update(modulus).update(exponent);
    return [{ rid, index, modulus, exponent, checksum: new Uint8Array(hash.digest()) }];
  });
}
