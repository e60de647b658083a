/**
 * What a card or its issuer has signed: static data (EMV Book 2, 5.4), dynamic data (6.5.2), an application cryptogram (6.6.2).
 *
 * Pure: public data in, what was signed or a reason out.
 */
import { Authenticity } from "../../../assembly/abi_devices.ts";
import { copyBytes, equalInConstantTime } from "../bytes.ts";
import { hashOf, openFrame } from "./frame.ts";
import type { Frame, FrameLayout, PublicKey } from "./frame.ts";

/** Format, hash algorithm, data authentication code: table 7. */
const STATIC: FrameLayout = { format: 0x03, hashAlgorithmAt: 2, headBytes: 5 };
/** Format, hash algorithm, length of the ICC dynamic data: table 17. */
const DYNAMIC: FrameLayout = { format: 0x05, hashAlgorithmAt: 2, headBytes: 4 };
const CODE_AT = 2;
const CODE_BYTES = 2;
const LENGTH_AT = 2;
const NUMBER_BYTES_MIN = 2;
const NUMBER_BYTES_MAX = 8;
/** In the dynamic data of CDA, behind the number: CID 1, cryptogram 8, hash. */
const CID_AND_CRYPTOGRAM_BYTES = 9;
const UNPREDICTABLE_BYTES = 4;

/** Tag 93. @returns the data authentication code, 2 bytes */
export function verifyStatic(issuer: PublicKey, signed: Uint8Array, staticData: Uint8Array): Uint8Array | Authenticity {
  const frame = openFrame(issuer, signed, STATIC, [staticData]);
  return typeof frame === "number" ? frame : copyBytes(frame.inner, CODE_AT, CODE_AT + CODE_BYTES);
}

/** Tag 9F4B of DDA. @returns the ICC dynamic number, 2 to 8 bytes */
export function verifyDynamic(icc: PublicKey, signed: Uint8Array, terminalData: Uint8Array): Uint8Array | Authenticity {
  const opened = openDynamic(icc, signed, terminalData);
  return typeof opened === "number" ? opened : copyBytes(opened.number);
}

/**
 * Tag 9F4B of CDA.
 *
 * @param terminalData unpredictable number, 4 bytes, then the transaction data
 * @returns CID, cryptogram of 8 bytes, ICC dynamic number
 */
export function verifyCombined(
  icc: PublicKey,
  signed: Uint8Array,
  terminalData: Uint8Array,
): Uint8Array | Authenticity {
  const opened = openDynamic(icc, signed, terminalData.subarray(0, UNPREDICTABLE_BYTES));
  if (typeof opened === "number") return opened;
  const { number, rest, hash } = opened;
  const own = hashOf(hash, [terminalData.subarray(UNPREDICTABLE_BYTES)]);
  const given = rest.subarray(CID_AND_CRYPTOGRAM_BYTES, CID_AND_CRYPTOGRAM_BYTES + own.length);
  if (given.length !== own.length) return Authenticity.FORMAT;
  if (!equalInConstantTime(own, given)) return Authenticity.HASH;
  return Uint8Array.from([...rest.subarray(0, CID_AND_CRYPTOGRAM_BYTES), ...number]);
}

/** The ICC dynamic number, and what follows it in the dynamic data. */
function openDynamic(
  icc: PublicKey,
  signed: Uint8Array,
  covered: Uint8Array,
): { number: Uint8Array; rest: Uint8Array; hash: Frame["hash"] } | Authenticity {
  const frame = openFrame(icc, signed, DYNAMIC, [covered]);
  if (typeof frame === "number") return frame;
  const { inner, hash } = frame;
  const length = inner[LENGTH_AT]!;
  const data = inner.subarray(LENGTH_AT + 1, LENGTH_AT + 1 + length);
  const numberLength = data[0] ?? 0;
  const fits = data.length === length && numberLength < length;
  if (!fits || numberLength < NUMBER_BYTES_MIN || numberLength > NUMBER_BYTES_MAX) return Authenticity.FORMAT;
  return { number: data.subarray(1, 1 + numberLength), rest: data.subarray(1 + numberLength), hash };
}
