/**
 * Keys that a UnionPay acquirer sends in field 62, still enciphered: which there are, and where in the field.
 *
 * Pure: deciphers nothing and checks no check value, that is done in the slots. A field of another length, type or filling
 * than its layout has is refused whole. Source: sign-on replies of UnionPay POS (`workkey-*` in
 * tests/vectors/unionpay-keys.json), the 25-byte blocks of a UnionPay-like acquirer.
 */
import { KeyUsage } from "../../../assembly/abi.ts";
import { CodecError } from "../../codec/errors.ts";
import { copyBytes } from "../bytes.ts";

export interface DownloadLayout {
  /**
   * `working`: sign-on reply of 24, 40 or 60 bytes. `blocks`: one to four blocks of 25 bytes. `master`: a TMK under the
   * transport key, 24 bytes.
   */
  form: "working" | "blocks" | "master";
  /** Of the keys that come; SM4 keys have 16 bytes in every role. */
  algorithm: "tdes" | "sm4";
  /** Length of a MAC key in its 16 bytes: 8 with zeros behind it, 16, or as the bytes say. TDES alone; `either` if absent. */
  mak?: "single" | "double" | "either";
}

export interface DownloadedKey {
  usage: KeyUsage;
  algorithm: "tdes" | "sm4";
  /** Enciphered (ECB): 8 or 16 bytes. */
  wrapped: Uint8Array;
  /** As many bytes of the check value as came: 4 or 8. */
  kcv: Uint8Array;
}

const SINGLE = 8;
const DOUBLE = 16;
const KCV = 4;
const LONG_KCV = 8;
const BLOCK_BYTES = 1 + DOUBLE + LONG_KCV;
const BLOCKS_MAX = 4;

/** Roles and bytes of key in a sign-on reply, by its length. */
const WORKING: Readonly<Record<number, ReadonlyArray<readonly [usage: KeyUsage, bytes: number]>>> = {
  24: [
    [KeyUsage.PIN, SINGLE],
    [KeyUsage.MAC, SINGLE],
  ],
  40: [
    [KeyUsage.PIN, DOUBLE],
    [KeyUsage.MAC, DOUBLE],
  ],
  60: [
    [KeyUsage.PIN, DOUBLE],
    [KeyUsage.MAC, DOUBLE],
    [KeyUsage.TRACK, DOUBLE],
  ],
};

/** By the type that a block begins with. */
const BLOCK_USAGES = [KeyUsage.MASTER, KeyUsage.MAC, KeyUsage.PIN, KeyUsage.TRACK];

/**
 * @param field value of field 62
 * @throws CodecError DOWNLOAD_LENGTH, DOWNLOAD_TYPE, DOWNLOAD_DUPLICATE, DOWNLOAD_FILL
 */
export function readDownload(field: Uint8Array, layout: DownloadLayout): DownloadedKey[] {
  if (layout.form === "blocks") return readBlocks(field, layout);
  if (layout.form === "working") return readWorking(field, layout);
  if (field.length !== DOUBLE + LONG_KCV) throw wrongLength(field, "24 bytes");
  return [keyAt(field, 0, KeyUsage.MASTER, DOUBLE, LONG_KCV, layout)];
}

function readWorking(field: Uint8Array, layout: DownloadLayout): DownloadedKey[] {
  const roles = WORKING[field.length];
  const isTooShort = layout.algorithm === "sm4" && field.length < 2 * (DOUBLE + KCV);
  if (roles === undefined || isTooShort) {
    throw wrongLength(field, layout.algorithm === "sm4" ? "40 or 60 bytes" : "24, 40 or 60 bytes");
  }
  let at = 0;
  return roles.map(([usage, bytes]) => {
    const key = keyAt(field, at, usage, bytes, KCV, layout);
    at += bytes + KCV;
    return key;
  });
}

function readBlocks(field: Uint8Array, layout: DownloadLayout): DownloadedKey[] {
  const count = field.length / BLOCK_BYTES;
  if (!Number.isInteger(count) || count < 1 || count > BLOCKS_MAX) throw wrongLength(field, "25, 50, 75 or 100 bytes");
  const seen = new Set<KeyUsage>();
  return Array.from({ length: count }, (_, i) => {
    const at = i * BLOCK_BYTES;
    const usage = BLOCK_USAGES[field[at]!];
    if (usage === undefined) throw refuse("DOWNLOAD_TYPE", at, "00 to 03");
    if (seen.has(usage)) throw refuse("DOWNLOAD_DUPLICATE", at, "each type once");
    seen.add(usage);
    return keyAt(field, at + 1, usage, DOUBLE, LONG_KCV, layout);
  });
}

function keyAt(
  field: Uint8Array,
  at: number,
  usage: KeyUsage,
  bytes: number,
  kcvBytes: number,
  { algorithm, mak = "either" }: DownloadLayout,
): DownloadedKey {
  const mayBeSingle = usage === KeyUsage.MAC && bytes === DOUBLE && algorithm === "tdes" && mak !== "double";
  const isFill = field.subarray(at + SINGLE, at + DOUBLE).every((byte) => byte === 0);
  if (mayBeSingle && mak === "single" && !isFill)
    throw refuse("DOWNLOAD_FILL", at + SINGLE, "zeros behind a single key");
  const length = mayBeSingle && isFill ? SINGLE : bytes;
  const kcvAt = at + bytes;
  const wrapped = copyBytes(field, at, at + length);
  return { usage, algorithm, wrapped, kcv: copyBytes(field, kcvAt, kcvAt + kcvBytes) };
}

function wrongLength(field: Uint8Array, expected: string): CodecError {
  return refuse("DOWNLOAD_LENGTH", 0, expected, `${field.length} bytes`);
}

function refuse(code: string, offset: number, expected: string, actual?: string): CodecError {
  return new CodecError({ code, path: "62", offset, expected, ...(actual === undefined ? {} : { actual }) });
}
