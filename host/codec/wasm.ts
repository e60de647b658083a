/**
 * The only door to codec.wasm: loads it once, and lends out its buffers and its functions.
 *
 * Everything is synchronous: bytes go to INPUT, a function is called, and what it leaves is read before the next call.
 * What the bytes mean is known to the files that call.
 */
import { CodecError } from "./errors.ts";
import { readModule } from "./wasm_file.ts";

const ABI_VERSION = 3;

/** What codec.wasm exports (assembly/codec.ts and the files of assembly/library that it names). */
export interface Calls {
  readonly memory: WebAssembly.Memory;
  abiVersion(): number;
  // buffers.ts
  bufferBytes(): number;
  inputAt(): number;
  outputAt(): number;
  tablesAt(): number;
  tablesBytes(): number;
  // iso8583.ts
  indexAt(): number;
  unionpayAt(): number;
  unpackFields(group: number, from: number, to: number, policy: number): number;
  textFields(group: number): number;
  spansAt(): number;
  packFields(group: number, bitmaps: number, length: number): number;
  packJoined(group: number, bitmaps: number, length: number): number;
  // plans.ts
  forgetPlans(): void;
  // tlv.ts
  tlvAt(): number;
  findTlv(length: number, tag: number): number;
  tlvWalkAt(): number;
  indexObjects(total: number, loaded: number, options: number): number;
  indexMoreObjects(from: number, loaded: number): number;
  indexDol(length: number): number;
  formDolValue(wanted: number, length: number, format: number): void;
  indexHistorical(length: number): number;
  // pan.ts
  maskDigits(count: number): void;
  luhnDigits(count: number): number;
  // pin_block.ts
  encodePinBlock(format: number, pinLength: number, panLength: number, fillNibbles: number): number;
  encodePanField(panLength: number): number;
  decodePinBlock(format: number, panLength: number): number;
  // track.ts
  trackAt(): number;
  readTrack(number: number, count: number, packed: number): number;
  readTrackPan(number: number, count: number, packed: number): number;
  lrcTrack(number: number, count: number): number;
  // qr.ts
  recogniseQr(length: number): number;
  crcQr(length: number): number;
  qrAt(): number;
  readQr(from: number, to: number, unit: number): number;
  encodeQr(length: number): number;
}

interface Loaded {
  call: Calls;
  memory: ArrayBuffer;
  input: Uint8Array;
  output: Uint8Array;
}

/** Called by itself, since the engine looks for it anew whenever it is asked of an array. */
// eslint-disable-next-line @typescript-eslint/unbound-method
const { set } = Uint8Array.prototype;

let loaded: Loaded | undefined;

function codec(): Loaded {
  return (loaded ??= load());
}

function load(): Loaded {
  const call = new WebAssembly.Instance(new WebAssembly.Module(readModule())).exports as unknown as Calls;
  if (call.abiVersion() !== ABI_VERSION) throw new Error("codec.wasm is of another version: build it again");
  const memory = call.memory.buffer;
  return {
    call,
    memory,
    input: new Uint8Array(memory, call.inputAt(), call.bufferBytes()),
    output: new Uint8Array(memory, call.outputAt(), call.bufferBytes()),
  };
}

export function calls(): Calls {
  return codec().call;
}

/** The whole memory of codec.wasm; it never grows, so a view of it stays good. */
export function memory(): ArrayBuffer {
  return codec().memory;
}

/** The buffer that functions read; a secret in it is wiped by whoever put it there. */
export function input(): Uint8Array {
  return codec().input;
}

/** The buffer that functions write. */
export function output(): Uint8Array {
  return codec().output;
}

/** Copies bytes to INPUT. @throws CodecError TOO_LONG when they find no room */
export function give(bytes: Uint8Array): void {
  const { input } = codec();
  if (bytes.length > input.length) refuse(bytes.length, input.length);
  set.call(input, bytes);
}

function refuse(length: number, room: number): never {
  throw new CodecError({
    ...{ code: "TOO_LONG", path: "", offset: 0 },
    ...{ expected: `at most ${room} bytes`, actual: `${length}` },
  });
}

/** Writes ASCII text to INPUT. @returns whether it was ASCII, and there was room */
export function giveAscii(text: string): boolean {
  // In UTF-8 everything else takes more bytes than it has characters, or stays unread.
  return ENCODER.encodeInto(text, codec().input).written === text.length;
}

const ENCODER = new TextEncoder();

/** Pieces that copies are cut from: to cut one costs a quarter of memory of its own. */
const SLAB_BYTES = 16_384;
const CUT_BYTES_MAX = 1_024;
const ALIGNMENT = 8;
let slab = new Uint8Array(0);
let slabUsed = 0;

/** A copy of the first bytes of OUTPUT, which nobody else writes to. */
export function taken(length: number): Uint8Array {
  const { output } = codec();
  if (length > CUT_BYTES_MAX) return output.slice(0, length);
  if (slabUsed + length > slab.length) {
    slab = new Uint8Array(SLAB_BYTES);
    slabUsed = 0;
  }
  const copy = slab.subarray(slabUsed, slabUsed + length);
  slabUsed += (length + ALIGNMENT - 1) & -ALIGNMENT;
  copy.set(output.subarray(0, length));
  return copy;
}

/** Zeroes what a secret may have touched: the first bytes of INPUT and of OUTPUT. */
export function wipe(inputBytes: number, outputBytes: number): void {
  const { input, output } = codec();
  input.fill(0, 0, inputBytes);
  output.fill(0, 0, outputBytes);
}
