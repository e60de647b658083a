/** Values of fields and lines as text. What is read may come from a card or a host: control characters never pass. */

/** RMB with two decimals. @param fen minor units */
export function formatAmount(fen: bigint): string {
  return `RMB ${fen / 100n}.${(fen % 100n).toString().padStart(2, "0")}`;
}

/** STAN and batch have six digits. */
export function formatSix(number: bigint): string {
  return number.toString().padStart(6, "0");
}

/** A u64, little-endian; 0 when the value has another length. */
export function numberOf(value: Uint8Array): bigint {
  return value.length === 8 ? new DataView(value.buffer, value.byteOffset, 8).getBigUint64(0, true) : 0n;
}

/** UTF-8; anything that is not printed shows as `?`. */
export function textOf(value: Uint8Array): string {
  return new TextDecoder()
    .decode(value)
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufffd]/g, "?");
}

export function hexOf(value: Uint8Array): string {
  return Buffer.from(value).toString("hex").toUpperCase();
}

/** 20261122 as 2026-11-22. */
export function formatDate(date: bigint): string {
  const digits = date.toString().padStart(8, "0");
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}

/** A firmware's version: major << 16 | minor << 8 | patch. */
export function formatVersion(version: number): string {
  return [version >>> 16, (version >>> 8) & 0xff, version & 0xff].join(".");
}
