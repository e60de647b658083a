/** Public keys of payment systems and revoked certificates: what a file says of them, checked and as bytes. */
import { createHash } from "node:crypto";
import { nonsense } from "./nonsense.ts";
import type { CapkSpec, RevokedSpec } from "./spec.ts";

/** As the secure module takes it, with the checksum. */
export interface ConfiguredCapk {
  rid: Uint8Array;
  index: number;
  modulus: Uint8Array;
  exponent: Uint8Array;
  checksum: Uint8Array;
  /** Last day, YYYYMMDD. */
  expiry?: number;
  kind: CapkSpec["kind"];
}

/** A revoked issuer certificate. */
export interface RevokedCertificate {
  rid: Uint8Array;
  index: number;
  /** 3 bytes. */
  serial: Uint8Array;
}

const TOP_BIT = 0x80;

/** @throws CodecError CONFIGURATION_SENSE */
export function checkCapk(capk: CapkSpec, path: string): void {
  const { rid, index, modulus, exponent } = capk;
  const bytes = bytesOf(modulus);
  if (bytes[0]! < TOP_BIT) nonsense(`${path}.modulus`, "the first bit set");
  if (bytes.at(-1)! % 2 === 0) nonsense(`${path}.modulus`, "an odd number");
  if (capk.expiry !== undefined && !isDate(capk.expiry)) nonsense(`${path}.expiry`, "a day that there is");
  // EMV Book 2, 11.2.2.
  const sha1 = createHash("sha1").update(bytesOf(rid + index + modulus + exponent));
  if (sha1.digest("hex").toUpperCase() !== capk.sha1.toUpperCase()) {
    nonsense(`${path}.sha1`, "SHA-1 over rid, index, modulus and exponent", "that of other data");
  }
}

export function capkOf({ rid, index, modulus, exponent, sha1, expiry, kind }: CapkSpec): ConfiguredCapk {
  return {
    rid: bytesOf(rid),
    index: Number.parseInt(index, 16),
    modulus: bytesOf(modulus),
    exponent: bytesOf(exponent),
    checksum: bytesOf(sha1),
    ...(expiry === undefined ? {} : { expiry: Number(expiry.replaceAll("-", "")) }),
    kind,
  };
}

export function revokedOf({ rid, index, serial }: RevokedSpec): RevokedCertificate {
  return { rid: bytesOf(rid), index: Number.parseInt(index, 16), serial: bytesOf(serial) };
}

/** @param text YYYY-MM-DD */
function isDate(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}
