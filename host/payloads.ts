/** Payloads of events and commands (layouts: assembly/abi.ts), written and read by the board. */
import { Done } from "../assembly/abi.ts";
import type { BootCause, NetworkKind, Paper, Part } from "../assembly/abi_devices.ts";
import { freshBytes } from "./fresh_bytes.ts";
import type { Decision, Readiness, Server, StripeData, View, ViewField, WifiNetwork } from "./ports.ts";

const BYTES_HEAD = 8;
const STRIPE_HEAD = 16;
/** Together; no card has as many. */
const STRIPE_CHARACTERS_MAX = 1024;
const NAME_CHARACTERS = 8;
/** IEEE 802.11: a network's name. */
const NETWORK_NAME_BYTES_MAX = 32;
/** More than fit a screen's pages; the nearest come first. */
const NETWORKS_MAX = 16;

/** u32 words. */
export function words(...values: number[]): Uint8Array {
  const payload = new Uint8Array(4 * values.length);
  for (let i = 0; i < values.length; i++) putWord(payload, i, values[i]!);
  return payload;
}

/** Byte by byte: a view of a short array would cost more than all that is read or written through it. */
function putWord(payload: Uint8Array, index: number, value: number): void {
  const at = 4 * index;
  payload[at] = value;
  payload[at + 1] = value >>> 8;
  payload[at + 2] = value >>> 16;
  payload[at + 3] = value >>> 24;
}

/** `length u32 · reserved u32 · bytes`, behind optional words. */
export function bytesPayload(data: Uint8Array, ...head: number[]): Uint8Array {
  const payload = freshBytes(head.length * 4 + BYTES_HEAD + data.length);
  for (let i = 0; i < head.length; i++) putWord(payload, i, head[i]!);
  putWord(payload, head.length, data.length);
  payload.set(data, head.length * 4 + BYTES_HEAD);
  return payload;
}

/** `status u32 · generation u32 · eight bytes`. */
export function blockPayload(status: number, generation: number, block: Uint8Array): Uint8Array {
  const payload = new Uint8Array(16);
  putWord(payload, 0, status);
  putWord(payload, 1, generation);
  payload.set(block, 8);
  return payload;
}

export interface BootFacts {
  epoch: number;
  flash: { bytes: number; sectorBytes: number; unitBytes: number };
  /** 8 ASCII characters; none of a device that has no number. */
  serial: string;
  /** At most 8 ASCII characters; none of a board that does not say. */
  model: string;
  version: number;
  onTrial: boolean;
  cause: BootCause;
}

/** BOOT. */
export function bootPayload({ epoch, flash, serial, model, version, onTrial, cause }: BootFacts): Uint8Array {
  const { bytes, sectorBytes, unitBytes } = flash;
  const payload = words(epoch, bytes, sectorBytes, unitBytes, 0, 0, version, onTrial ? 1 : 0, cause, 0, 0, 0);
  for (let i = 0; i < Math.min(serial.length, NAME_CHARACTERS); i++) payload[16 + i] = serial.charCodeAt(i);
  for (let i = 0; i < Math.min(model.length, NAME_CHARACTERS); i++) payload[40 + i] = model.charCodeAt(i);
  return payload;
}

/** LINE_OPEN; undefined for the server that the board knows by itself. */
export function serverOf(payload: Uint8Array): Server | undefined {
  const name = bytesAt(payload, 8);
  const host = name.length === 0 ? "" : new TextDecoder().decode(name);
  return host === "" ? undefined : { host, port: word(payload, 0), tls: word(payload, 1) !== 0 };
}

/** READINESS_DONE. */
export function readinessPayload(readiness: Readiness): Uint8Array {
  const { batteryPercent, onMains, paper, network, hasCarrier, signalPercent, clockSet, failed } = readiness;
  return words(
    batteryPercent,
    onMains ? 1 : 0,
    paper satisfies Paper,
    network satisfies NetworkKind,
    hasCarrier ? 1 : 0,
    signalPercent,
    clockSet ? 1 : 0,
    failed.reduce((bits: number, part: Part) => bits | (1 << part), 0),
  );
}

/** NETWORK_DONE of SCAN, the bytes: signal u8 · secured u8 · length u8 · name, per network; the strongest first. */
export function networksBytes(networks: readonly WifiNetwork[]): Uint8Array {
  const encoder = new TextEncoder();
  const known = networks
    .map((network) => ({ ...network, name: encoder.encode(network.name) }))
    .filter(({ name }) => name.length > 0 && name.length <= NETWORK_NAME_BYTES_MAX)
    .sort((a, b) => b.signalPercent - a.signalPercent)
    .slice(0, NETWORKS_MAX);
  return Uint8Array.from(
    known.flatMap(({ signalPercent, secured, name }) => [signalPercent, secured ? 1 : 0, name.length, ...name]),
  );
}

/** STRIPE_READ: what was swiped, or that it could not be read. */
export function stripePayload(stripe: StripeData | undefined): Uint8Array {
  const { track2, track3 } = stripe ?? { track2: new Uint8Array(0), track3: new Uint8Array(0) };
  if (stripe === undefined || track2.length + track3.length > STRIPE_CHARACTERS_MAX)
    return words(Done.REFUSED, 0, 0, 0);
  const payload = new Uint8Array(STRIPE_HEAD + track2.length + track3.length);
  payload.set(words(Done.DONE, track2.length, track3.length, 0));
  payload.set(track2, STRIPE_HEAD);
  payload.set(track3, STRIPE_HEAD + track2.length);
  return payload;
}

/** What STRIPE_READ has brought, as views; `undefined` when nothing could be read. */
export function stripeOfPayload(payload: Uint8Array): StripeData | undefined {
  if ((word(payload, 0) as Done) !== Done.DONE) return undefined;
  const end = STRIPE_HEAD + word(payload, 1);
  return { track2: payload.subarray(STRIPE_HEAD, end), track3: payload.subarray(end, end + word(payload, 2)) };
}

/** @throws RangeError when it is not all there */
export function word(payload: Uint8Array, index: number): number {
  return wordAt(payload, 4 * index);
}

function wordAt(payload: Uint8Array, at: number): number {
  if (at + 4 > payload.length) throw new RangeError("a word outside its payload");
  return (payload[at]! | (payload[at + 1]! << 8) | (payload[at + 2]! << 16) | (payload[at + 3]! << 24)) >>> 0;
}

/** u64: a whole number as far as there are such. */
export function long(payload: Uint8Array, offset: number): number {
  return wordAt(payload, offset) + wordAt(payload, offset + 4) * 0x1_0000_0000;
}

/** The bytes of a `bytes` payload that begins at `offset`, as a view: valid as long as the payload. */
export function bytesAt(payload: Uint8Array, offset = 0): Uint8Array {
  const length = word(payload, offset / 4);
  return payload.subarray(offset + BYTES_HEAD, offset + BYTES_HEAD + length);
}

/** A copy of the same, for whoever keeps it. */
export function readBytes(payload: Uint8Array, offset = 0): Uint8Array {
  const length = word(payload, offset / 4);
  return payload.slice(offset + BYTES_HEAD, offset + BYTES_HEAD + length);
}

/** `bytes` payloads one behind the other from `offset` on, each padded to a multiple of 8. */
export function bytesInRow(payload: Uint8Array, offset: number, count: 2): [Uint8Array, Uint8Array];
export function bytesInRow(
  payload: Uint8Array,
  offset: number,
  count: 4,
): [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
export function bytesInRow(payload: Uint8Array, offset: number, count: number): Uint8Array[] {
  const all: Uint8Array[] = [];
  for (let at = offset; all.length < count; at += BYTES_HEAD + ((all.at(-1)!.length + 7) & ~7))
    all.push(bytesAt(payload, at));
  return all;
}

/** A SCREEN or PRINT payload, which belongs to the view from then on. */
export function viewOf(payload: Uint8Array): View {
  return new PayloadView(payload);
}

/** Takes its fields apart when somebody looks at them. */
class PayloadView implements View {
  readonly id: number;
  readonly #payload: Uint8Array;
  #fields: ViewField[] | undefined;

  constructor(payload: Uint8Array) {
    this.id = word(payload, 0);
    this.#payload = payload;
  }

  get fields(): ViewField[] {
    return (this.#fields ??= fieldsOf(this.#payload));
  }
}

function fieldsOf(payload: Uint8Array): ViewField[] {
  const fields: ViewField[] = [];
  const count = word(payload, 1);
  let at = 8;
  for (let i = 0; i < count; i++) {
    // Kind and length, u16 each.
    const head = wordAt(payload, at);
    const length = head >>> 16;
    fields.push({ kind: head & 0xffff, value: payload.slice(at + 8, at + 8 + length) });
    at += 8 + ((length + 7) & ~7);
  }
  return fields;
}

/** A DECISIONS payload. */
export function decisionsOf(payload: Uint8Array): Decision[] {
  return Array.from({ length: word(payload, 0) }, (_, index) => ({
    rule: word(payload, 2 + 2 * index),
    value: word(payload, 3 + 2 * index),
  }));
}
