/**
 * From the letters of a key block to the attributes of a key slot.
 *
 * Owns which letters a terminal takes for which usage: everything else in a good block is refused here, with a code. The slot
 * that is asked for says which of several usages is meant; what a usage may do is judged where it is used.
 */
import { KeyUsage } from "../../../assembly/abi.ts";
import type { KeyAttributes, ModeOfUse } from "../key.ts";
import { isComponent } from "./header.ts";
import type { KeyBlockHeader } from "./header.ts";
import { algorithmTraits } from "./letters.ts";
import { refuse } from "./refuse.ts";

type Wanted = Pick<KeyBlockHeader, "usage" | "algorithm" | "mode" | "keyVersion" | "exportability" | "context">;

interface Letters {
  usages: readonly KeyUsage[];
  /** Modes that X9.143, table 2, has for them. */
  modes: string;
}

const CIPHER_MODES = "BDEN";
const MAC: Letters = { usages: [KeyUsage.MAC], modes: "CGNV" };
const DATA: Letters = { usages: [KeyUsage.TRACK, KeyUsage.SECRET], modes: CIPHER_MODES };
const BLOCKS: Letters = { usages: [KeyUsage.KEY_BLOCK], modes: CIPHER_MODES };

const TAKEN: Readonly<Record<string, Letters>> = {
  P0: { usages: [KeyUsage.PIN], modes: CIPHER_MODES },
  M0: MAC,
  M1: MAC,
  M3: MAC,
  M5: MAC,
  M6: MAC,
  M7: MAC,
  D0: DATA,
  D3: DATA,
  // A key for keys outside key blocks: one terminal's own, or the one that brings it.
  K0: { usages: [KeyUsage.MASTER, KeyUsage.TRANSPORT], modes: CIPHER_MODES },
  K1: BLOCKS,
  K4: BLOCKS,
  B1: { usages: [KeyUsage.DUKPT], modes: "NX" },
};

/** What a key with this usage in its header may become; nothing when a terminal does not take it. */
export function usagesOf(letters: string): readonly KeyUsage[] {
  return Object.hasOwn(TAKEN, letters) ? TAKEN[letters]!.usages : [];
}

/**
 * @param usage that the slot is for
 * @throws CodecError CONTEXT_REFUSED, USAGE_REFUSED, ALGORITHM_REFUSED (HMAC and asymmetric keys have no slot), MODE_REFUSED, COMPONENT for a
 *   part of a key
 */
export function attributesOf(header: Wanted, usage: KeyUsage): KeyAttributes {
  const { algorithm, mode, keyVersion, exportability, context } = header;
  // X9.143, 4.2.7: 1 is for storage where it was made, and never for an exchange.
  if (context === "1") throw refuse("CONTEXT_REFUSED", "context", 14, "0 or 2");
  if (!usagesOf(header.usage).includes(usage)) throw refuse("USAGE_REFUSED", "usage", 5);
  const cipher = algorithmTraits(algorithm)?.cipher;
  if (cipher === undefined) throw refuse("ALGORITHM_REFUSED", "algorithm", 7, "A, D, T or 4");
  const { modes } = TAKEN[header.usage]!;
  if (!modes.includes(mode)) throw refuse("MODE_REFUSED", "mode", 8, Array.from(modes).join(" or "));
  if (isComponent(keyVersion)) throw refuse("COMPONENT", "keyVersion", 9, "a whole key");
  return { usage, algorithm: cipher, mode: mode as ModeOfUse, exportability, version: keyVersion };
}

/**
 * Which DUKPT register a B1 key starts: KSN of 10 bytes for TDES (optional block KS), initial key identifier of 8 bytes for AES
 * (IK; some say it in KS).
 *
 * @throws CodecError OPTIONAL_DATA when there is none, or of another length
 */
export function dukptIdentity({
  algorithm,
  optionalBlocks,
}: Pick<KeyBlockHeader, "algorithm" | "optionalBlocks">): Uint8Array {
  const isAes = algorithm === "A";
  const data = (id: string): string | undefined => optionalBlocks.find((block) => block.id === id)?.data;
  const found = (isAes ? data("IK") : undefined) ?? data("KS") ?? "";
  const bytes = isAes ? 8 : 10;
  if (found.length !== 2 * bytes || !/^[0-9A-F]+$/.test(found)) {
    throw refuse(
      "OPTIONAL_DATA",
      isAes ? "IK" : "KS",
      16,
      `${bytes} bytes in hexadecimal`,
      `${found.length} characters`,
    );
  }
  return new Uint8Array(Buffer.from(found, "hex"));
}
