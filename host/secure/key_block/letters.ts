/**
 * What the letters of a key block's header mean (ANSI X9.143:2021, tables 2 to 4), and what each version of block is made of.
 *
 * Tables only. Values of digits alone are left to private use by the standard: they are read and kept, and nothing is known
 * of them but one. Algorithm `4` is SM4 here, for which X9.143 has no letter; only who agreed on that may use it.
 */
import { AES, CIPHERS, TDES } from "../cipher/block_cipher.ts";
import type { BlockCipher, CipherName } from "../cipher/block_cipher.ts";

export type KeyBlockVersion = "A" | "B" | "C" | "D" | "E";

export interface VersionTraits {
  /** Of the key block protection key. */
  cipher: BlockCipher;
  macBytes: number;
  /** Key variants and a MAC of 4 bytes (TR-31:2005, 2010): only for who must still take them. */
  isLegacy: boolean;
  /** The data need no whole blocks: they are enciphered in counter mode (ISO 20038). */
  isStream: boolean;
}

const VARIANT: VersionTraits = { cipher: TDES, macBytes: 4, isLegacy: true, isStream: false };

export const VERSIONS: Readonly<Record<KeyBlockVersion, VersionTraits>> = {
  A: VARIANT,
  B: { cipher: TDES, macBytes: 8, isLegacy: false, isStream: false },
  C: VARIANT,
  D: { cipher: AES, macBytes: 16, isLegacy: false, isStream: false },
  E: { cipher: AES, macBytes: 16, isLegacy: false, isStream: true },
};

export function isKeyBlockVersion(letter: string): letter is KeyBlockVersion {
  return Object.hasOwn(VERSIONS, letter);
}

export interface AlgorithmTraits {
  cipher?: CipherName;
  /** Lengths that a key may have; any when absent. */
  keyBytes?: readonly number[];
  /** Effective strength of a key of so many bytes, in bits (NIST SP 800-57, table 2). */
  strength: (bytes: number) => number;
}

const SM4_LETTER = "4";

/** Those without an entry are asymmetric or private: their keys are not looked into. */
const ALGORITHMS: Readonly<Record<string, AlgorithmTraits>> = {
  A: { cipher: "aes", keyBytes: CIPHERS.aes.keyBytes, strength: (bytes) => 8 * bytes },
  D: { cipher: "tdes", keyBytes: [8], strength: () => 56 },
  H: { strength: (bytes) => Math.min(8 * bytes, 256) },
  // Single length too: older peers say T of it.
  T: {
    cipher: "tdes",
    keyBytes: CIPHERS.tdes.keyBytes,
    strength: (bytes) => (bytes < 16 ? 56 : bytes < 24 ? 80 : 112),
  },
  [SM4_LETTER]: { cipher: "sm4", keyBytes: CIPHERS.sm4.keyBytes, strength: () => 128 },
};

export function algorithmTraits(letter: string): AlgorithmTraits | undefined {
  return Object.hasOwn(ALGORITHMS, letter) ? ALGORITHMS[letter] : undefined;
}

/** The letter of a cipher. */
export function algorithmLetter(cipher: CipherName): string {
  return { aes: "A", tdes: "T", sm4: SM4_LETTER }[cipher];
}

/** Strength of a key block protection key, in bits. */
export function protectionStrength(version: KeyBlockVersion, bytes: number): number {
  return algorithmTraits(algorithmLetter(VERSIONS[version].cipher.name))?.strength(bytes) ?? 0;
}

const USAGES = new Set(
  (
    "B0 B1 B2 B3 C0 D0 D1 D2 D3 E0 E1 E2 E3 E4 E5 E6 E7 I0 K0 K1 K2 K3 K4 " +
    "M0 M1 M2 M3 M4 M5 M6 M7 M8 P0 P1 S0 S1 S2 V0 V1 V2 V3 V4 V5"
  ).split(" "),
);

export function isUsage(text: string): boolean {
  return USAGES.has(text) || /^[0-9]{2}$/.test(text);
}

export function isAlgorithm(letter: string): boolean {
  return /^[ADEHRST0-9]$/.test(letter);
}

export function isMode(letter: string): boolean {
  return /^[BCDEGNSTVXY0-9]$/.test(letter);
}
