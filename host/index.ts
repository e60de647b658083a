/**
 * The public library: the codecs of a Chinese POS terminal, the core and the loop that drives it, and recordings.
 *
 * Nothing here opens a file or a socket by itself, but for codec.wasm and core.wasm, which lie beside this module.
 */
export { CodecError } from "./codec/errors.ts";
export type { CodecFault } from "./codec/errors.ts";
export { describeApdu, describeMessage } from "./codec/describe.ts";
export type { Language } from "./codec/describe.ts";
export { encodeFrame, Framer } from "./codec/frame.ts";
export type { Frame } from "./codec/frame.ts";
export { isLuhn, maskPan, maskText, maskTrack } from "./codec/mask.ts";
export { Message, packMessage, unpackMessage } from "./codec/message.ts";
export type { FieldValue } from "./codec/message.ts";
export { decodePinBlock0, encodePinBlock0 } from "./codec/pin_block.ts";
export { encodeTlv, findTlv, parseTlv, tlv } from "./codec/tlv.ts";
export type { TlvNode } from "./codec/tlv.ts";

export * as abi from "../assembly/abi.ts";
export { BadEventError, Core, CoreTrap } from "./core.ts";
export type { CoreCommand, CoreEvent, Move, Ticket } from "./core.ts";
export { encodeParameters } from "./parameters.ts";
export type { Parameters } from "./parameters.ts";
export type {
  CardReaderPort,
  ClockPort,
  FlashPort,
  Key,
  LineEvents,
  LinePort,
  PrinterPort,
  ScreenPort,
  View,
  ViewField,
} from "./ports.ts";
export { Runtime } from "./runtime.ts";
export type { Devices, Observer } from "./runtime.ts";
export { SecureModule } from "./secure/module.ts";
export { FileStore, MemoryStore } from "./secure/store.ts";

export { pageOf } from "./locale/page_of.ts";
export { slipLines } from "./locale/slip.ts";
export { anonymise, RecordingRefused } from "./recording/anonymise.ts";
export { formatRecording, parseRecording, RecordingError } from "./recording/file.ts";
export type { Recording } from "./recording/file.ts";
export { Recorder } from "./recording/recorder.ts";
export type { Step } from "./recording/recorder.ts";
export { replay } from "./recording/replay.ts";
export type { Difference } from "./recording/replay.ts";
export { tracesOf } from "./recording/trace.ts";
export { loadCore } from "./simulator/core_module.ts";
export type { CoreModule } from "./simulator/core_module.ts";
