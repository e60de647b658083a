/**
 * The two keys of a key block, out of its protection key: one enciphers the key in it (KBEK), one authenticates the block
 * (KBAK).
 *
 * Versions B, D and E derive them by CMAC (ANSI X9.143:2021, 7.2.1; ISO 20038:2017, 6.3), A and C are variants of the
 * protection key (TR-31:2010, 5.3.2.1). Both are secret: `wipe` them on every path.
 */
import { cmac } from "../cipher/cmac.ts";
import { VERSIONS } from "./letters.ts";
import type { KeyBlockVersion } from "./letters.ts";
import { refuse } from "./refuse.ts";

export interface BlockKeys {
  kbek: Uint8Array;
  kbak: Uint8Array;
  wipe(): void;
}

/** "E" and "M". */
const VARIANT_ENCRYPTION = 0x45;
const VARIANT_MAC = 0x4d;

/** Key usage indicators of table 24. */
const USAGE_ENCRYPTION_CBC = 0;
const USAGE_MAC = 1;
const USAGE_ENCRYPTION_CTR = 2;

/** Algorithm indicators of table 24, by cipher and bytes. */
const INDICATORS: Readonly<Record<string, number>> = { tdes16: 0, tdes24: 1, aes16: 2, aes24: 3, aes32: 4 };

/**
 * @param kbpk TDES of 16 or 24 bytes for A, B and C; AES of 16, 24 or 32 bytes for D and E
 * @throws CodecError KBPK_LENGTH
 */
export function deriveBlockKeys(version: KeyBlockVersion, kbpk: Uint8Array): BlockKeys {
  const { isLegacy, isStream } = VERSIONS[version];
  const indicator = indicatorOf(version, kbpk.length);
  const derive = (usage: number, variant: number): Uint8Array =>
    isLegacy ? kbpk.map((byte) => byte ^ variant) : derived(version, kbpk, usage, indicator);
  const kbek = derive(isStream ? USAGE_ENCRYPTION_CTR : USAGE_ENCRYPTION_CBC, VARIANT_ENCRYPTION);
  const kbak = derive(USAGE_MAC, VARIANT_MAC);
  const wipe = (): void => {
    kbek.fill(0);
    kbak.fill(0);
  };
  return { kbek, kbak, wipe };
}

/** Says what kind of key the protection key is. @throws CodecError KBPK_LENGTH */
export function indicatorOf(version: KeyBlockVersion, bytes: number): number {
  const { name } = VERSIONS[version].cipher;
  const indicator = INDICATORS[`${name}${bytes}`];
  if (indicator !== undefined) return indicator;
  const expected = name === "tdes" ? "16 or 24 bytes" : "16, 24 or 32 bytes";
  throw refuse("KBPK_LENGTH", "kbpk", 0, expected, `${bytes} bytes`);
}

/** Counter, usage, separator 00, algorithm, length in bits: one CMAC for every block of key (X9.143, table 24). */
function derived(version: KeyBlockVersion, kbpk: Uint8Array, usage: number, indicator: number): Uint8Array {
  const { cipher } = VERSIONS[version];
  const bits = 8 * kbpk.length;
  const key = new Uint8Array(kbpk.length);
  for (let at = 0, counter = 1; at < key.length; at += cipher.blockBytes, counter++) {
    const input = Uint8Array.of(counter, 0, usage, 0, 0, indicator, bits >> 8, bits & 0xff);
    const part = cmac(cipher, kbpk, input);
    key.set(part.subarray(0, key.length - at), at);
    part.fill(0);
  }
  return key;
}
