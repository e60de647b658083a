/** Application data under a signature: static by the issuer, dynamic by the card (EMV Book 2, 5.1, 6.5.1 and 6.6.1). */
import { createHash } from "node:crypto";
import { freshBytes } from "../../fresh_bytes.ts";
import type { RsaKey } from "./rsa_key.ts";
import { sign } from "./signed.ts";

const STATIC_FORMAT = 0x03;
const DYNAMIC_FORMAT = 0x05;
const SHA1 = 0x01;

/**
 * Tag 93 (EMV Book 2, 5.1).
 *
 * @param code data authentication code, 2 bytes: tag 9F45
 */
export function signStaticData(issuer: RsaKey, code: Uint8Array, staticData: Uint8Array): Uint8Array {
  return sign(issuer, Uint8Array.of(STATIC_FORMAT, SHA1, ...code), staticData);
}

/**
 * Tag 9F4B of DDA (EMV Book 2, 6.5.1).
 *
 * @param number ICC dynamic number, 2 to 8 bytes: tag 9F4C
 * @param terminalData what the DDOL asked for
 */
export function signDynamicData(icc: RsaKey, number: Uint8Array, terminalData: Uint8Array): Uint8Array {
  return signDynamic(icc, behind([number.length], number), terminalData);
}

/** What the signature of CDA holds and covers. */
export interface CombinedData {
  /** ICC dynamic number, 2 to 8 bytes. */
  number: Uint8Array;
  /** 9F27. */
  cid: number;
  /** 9F26, 8 bytes. */
  cryptogram: Uint8Array;
  /** What the terminal sent: PDOL values, CDOL1 values, in the second GENERATE AC the CDOL2 values too; then the answer's
   * data objects but 9F4B, as TLV, in the order of the answer. */
  transaction: readonly Uint8Array[];
  /** 9F37 of the command, 4 bytes. */
  unpredictable: Uint8Array;
}

/** Tag 9F4B of CDA (EMV Book 2, 6.6.1). */
export function signCombined(icc: RsaKey, data: CombinedData): Uint8Array {
  const hash = createHash("sha1");
  for (const part of data.transaction) hash.update(part);
  const { number, cid, cryptogram } = data;
  const dynamic = Uint8Array.of(number.length, ...number, cid, ...cryptogram, ...hash.digest());
  return signDynamic(icc, dynamic, data.unpredictable);
}

function signDynamic(icc: RsaKey, dynamic: Uint8Array, covered: Uint8Array): Uint8Array {
  return sign(icc, behind([DYNAMIC_FORMAT, SHA1, dynamic.length], dynamic), covered);
}

/** The rest behind its head. */
function behind(head: readonly number[], rest: Uint8Array): Uint8Array {
  const bytes = freshBytes(head.length + rest.length);
  for (let i = 0; i < head.length; i++) bytes[i] = head[i]!;
  bytes.set(rest, head.length);
  return bytes;
}
