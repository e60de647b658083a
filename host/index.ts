/**
 * The public library: the codecs of a Chinese POS terminal, the core and the loop that drives it, and recordings.
 *
 * Nothing here opens a file or a socket by itself, but for codec.wasm and core.wasm, which lie beside this module.
 */
export { CodecError } from "./codec/errors.ts";
export type { CodecFault } from "./codec/errors.ts";
export { describeApdu } from "./codec/describe_apdu.ts";
export * as Emv from "./codec/emv/index.ts";
export type { Language } from "./codec/lines.ts";
export { encodeFrame, encodeKeepAlive, FrameError, Framer, replyFrame, UNIONPAY_FRAME } from "./codec/iso8583/frame.ts";
export type { Frame } from "./codec/iso8583/frame.ts";
export { wiresharkLua } from "./codec/iso8583/lua.ts";
export type { LuaOptions } from "./codec/iso8583/lua.ts";
export { mtiKind, ReplyMatcher } from "./codec/iso8583/match.ts";
export type {
  Added as AddedRequest,
  Ending as RequestEnding,
  Matchable,
  MatchOptions,
  MtiKind,
  Taken as TakenReply,
} from "./codec/iso8583/match.ts";
export { isLuhn, maskPan, maskText, maskTrack } from "./codec/mask.ts";
export { Dialect } from "./codec/iso8583/dialect.ts";
export type { MessageReader } from "./codec/iso8583/dialect.ts";
export type { Imported as ImportedDialect } from "./codec/iso8583/formats/fault.ts";
export { exportJpos } from "./codec/iso8583/formats/jpos_export.ts";
export { importJpos } from "./codec/iso8583/formats/jpos_import.ts";
export { exportMoov } from "./codec/iso8583/formats/moov_export.ts";
export { importMoov } from "./codec/iso8583/formats/moov_import.ts";
export type { MoovField, MoovSpec, MoovTag } from "./codec/iso8583/formats/moov_names.ts";
export { importPyiso8583 } from "./codec/iso8583/formats/pyiso8583.ts";
export { UnpackError } from "./codec/iso8583/unpack_error.ts";
export type { FieldJson, JsonOptions } from "./codec/iso8583/json.ts";
export type { FieldValue, Message, MessageJson } from "./codec/iso8583/message.ts";
export type { Range } from "./codec/iso8583/view.ts";
export type { FieldContent, MessageContent } from "./codec/iso8583/content.ts";
export type { Choice, Policy } from "./codec/iso8583/policy.ts";
export type * from "./codec/iso8583/spec.ts";
export type { Part } from "./codec/iso8583/part.ts";
export { PcapWriter } from "./codec/pcap.ts";
export type { Endpoint as PcapEndpoint, Side as PcapSide, TcpConversation } from "./codec/pcap.ts";
export { decodePinBlock0, encodePinBlock0, PinBlock } from "./codec/pin_block.ts";
export type { PinFormat, PinToDecode, PinToEncode } from "./codec/pin_block.ts";
export { Qr, QrError } from "./codec/qr/qr.ts";
export type { QrJson, QrJsonField, QrPolicy } from "./codec/qr/qr.ts";
export type { QrContent, QrEntry } from "./codec/qr/encode.ts";
export type { QrField, QrNote } from "./codec/qr/field.ts";
export type { QrKind } from "./codec/qr/kinds.ts";
export type { QrCrc } from "./codec/qr/merchant.ts";
export type { QrPictureKind, QrPictureOptions, QrRaster } from "./codec/qr/picture.ts";
export { readServiceCode, serviceCodeMeaning } from "./codec/track/service_code.ts";
export type { ServiceCode } from "./codec/track/service_code.ts";
export { panOfTrack, Track } from "./codec/track/track.ts";
export type { TrackContent, TrackForm, TrackNumber, TrackOptions, TrackPart } from "./codec/track/track.ts";
export { enciphermentRange, readExpiry, readName } from "./codec/track/data.ts";
export type { CardholderName, ExpiryDate } from "./codec/track/data.ts";
export type { TrackJson, TrackJsonOptions } from "./codec/track/json.ts";
export { dolFormat } from "./codec/emv/dol_format.ts";
export { encodeHistorical, parseHistorical } from "./codec/tlv/compact.ts";
export type { CardStatus, CompactObject, HistoricalBytes } from "./codec/tlv/compact.ts";
export { Dol } from "./codec/tlv/dol.ts";
export type { DolEntry, DolFormat } from "./codec/tlv/dol.ts";
export { encodeTlv, tlv } from "./codec/tlv/encode.ts";
export { findTlv } from "./codec/tlv/find.ts";
export { parseTlv } from "./codec/tlv/parse.ts";
export type { TlvNode } from "./codec/tlv/parse.ts";
export * as Tlv from "./codec/tlv/tlv.ts";

export { encodeApplication } from "./configuration/application.ts";
export type { Application } from "./configuration/application.ts";
export type { ConfiguredCapk, RevokedCertificate } from "./configuration/capk.ts";
export { Configuration, loadConfiguration } from "./configuration/configuration.ts";
export { provisionCapks } from "./configuration/provision.ts";
export type {
  ApplicationSpec,
  CapkSpec,
  ConfigurationSpec,
  ExceptionsSpec,
  RevokedSpec,
  Settings as ApplicationSettings,
  Title as ConfigurationTitle,
} from "./configuration/spec.ts";
export { STANDARD } from "./configuration/standard.ts";

export * as abi from "../assembly/abi.ts";
export * as decisions from "../assembly/abi_rules.ts";
export * as shown from "../assembly/abi_shown.ts";
export { BadEventError, Core, CoreTrap } from "./core.ts";
export type { CoreCommand, CoreEvent, Move, Ticket } from "./core.ts";
export { encodeParameters } from "./parameters.ts";
export type { Parameters } from "./parameters.ts";
export type {
  CardReaderPort,
  ClockPort,
  ConfigurationPort,
  Decision,
  DiagnosticsPort,
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
export type { SecureModuleOptions } from "./secure/module.ts";
export { ISO, UNIONPAY, UNIONPAY_BLOCKS, UNIONPAY_SM4 } from "./secure/profile.ts";
export type { SecureProfile } from "./secure/profile.ts";
export { FileStore } from "./secure/store/file_store.ts";
export { MemoryStore } from "./secure/store/store.ts";

export { pageOf } from "./locale/page_of.ts";
export { slipLines } from "./locale/slip.ts";
export { anonymise, RecordingRefused } from "./recording/anonymise.ts";
export { formatRecording, parseRecording, RecordingError } from "./recording/file.ts";
export type { Recording } from "./recording/file.ts";
export { lineTraffic } from "./recording/line_traffic.ts";
export type { LineAct } from "./recording/line_traffic.ts";
export { Recorder } from "./recording/recorder.ts";
export type { Step } from "./recording/recorder.ts";
export { replay } from "./recording/replay.ts";
export type { Difference } from "./recording/replay.ts";
export { tracesOf } from "./recording/trace.ts";
export { loadCore } from "./simulator/core_module.ts";
export type { CoreModule } from "./simulator/core_module.ts";
