/**
 * The exports of codec.wasm: the codec library for hosts, and the PIN-block formatter of the secure module.
 *
 * A host writes into INPUT, calls, and reads OUTPUT or what a call names; all stay where they are and memory never grows.
 * The module remembers nothing from one call to the next that a later call depends on, compiled dialects apart. Results:
 * 0 or a length for success; a status of `base/status.ts` otherwise, negated where a length is the result.
 */
export { bufferBytes, inputAt, outputAt, tablesAt, tablesBytes } from "./library/buffers";
export { dialectEntry, indexAt, indexBytes, packMessage, unpackMessage } from "./library/iso8583";
export { luhnDigits, maskDigits } from "./library/pan";
export { decodePinBlock0, encodePinBlock0 } from "./library/pin_block";
export { findTlv, readTlv, tlvAt, tlvDepthMax, writeTlv } from "./library/tlv";

const ABI_VERSION: i32 = 2;

export function abiVersion(): i32 {
  return ABI_VERSION;
}
