/**
 * The exports of codec.wasm: the codec library for hosts, and the PIN-block formatter of the secure module.
 *
 * A host writes into INPUT, calls, and reads OUTPUT or what a call names; all stay where they are and memory never grows.
 * The module remembers nothing from one call to the next that a later call depends on, apart from compiled dialects and a
 * table of data objects that goes on. Results: 0 or a length for success; a status of `base/status.ts` otherwise, negated
 * where a length is the result.
 */
export { bufferBytes, inputAt, outputAt, tablesAt, tablesBytes } from "./library/buffers";
export { indexAt, packFields, packJoined, spansAt, textFields, unionpayAt, unpackFields } from "./library/iso8583";
export { forgetPlans } from "./library/plans";
export { luhnDigits, maskDigits } from "./library/pan";
export { decodePinBlock, encodePanField, encodePinBlock } from "./library/pin_block";
export { crcQr, encodeQr, qrAt, readQr, recogniseQr } from "./library/qr";
export {
  findTlv,
  formDolValue,
  indexDol,
  indexHistorical,
  indexMoreObjects,
  indexObjects,
  tlvAt,
  tlvWalkAt,
} from "./library/tlv";
export { lrcTrack, readTrack, readTrackPan, trackAt } from "./library/track";

const ABI_VERSION: i32 = 3;

export function abiVersion(): i32 {
  return ABI_VERSION;
}
