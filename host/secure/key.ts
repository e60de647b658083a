/**
 * What a key is, besides its value: the attributes by which every operation is allowed or refused.
 *
 * Shapes only. Letters are those of ANSI X9.143 (TR-31), tables 5 to 8, so that a key block's header says the same.
 */
import type { KeyUsage } from "../../assembly/abi.ts";
import type { CipherName } from "./cipher/block_cipher.ts";

/**
 * Mode of use: `B` encipher and decipher, `C` generate and verify, `D` decipher alone, `E` encipher alone, `G` generate
 * alone, `V` verify alone, `X` derive, `N` not restricted by the block (the usage still is).
 */
export type ModeOfUse = "B" | "C" | "D" | "E" | "G" | "N" | "V" | "X";

/** `E` under a key of X9.24 alone, `N` not at all, `S` under any key. A terminal lets out none of them. */
export type Exportability = "E" | "N" | "S";

/** How a key came into its slot. */
export enum KeyOrigin {
  /** In clear, in a secure room. */
  INJECTED = 1,
  /** Under a key of another slot, without a key block. */
  UNWRAPPED = 2,
  /** Out of a key block. */
  KEY_BLOCK = 3,
  /** From components that several people hold. */
  COMPONENTS = 4,
  /** Under the terminal's own RSA key. */
  REMOTE = 5,
}

export interface KeyAttributes {
  usage: KeyUsage;
  algorithm: CipherName;
  mode: ModeOfUse;
  exportability: Exportability;
  /** Two characters; "00" when there is none. */
  version: string;
}

/** Of a key that comes without a header: not restricted beyond its usage, never let out. */
export function plainAttributes(usage: KeyUsage, algorithm: CipherName): KeyAttributes {
  return { usage, algorithm, mode: "N", exportability: "N", version: "00" };
}
