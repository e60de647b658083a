/** Payloads of events and commands (layouts: assembly/abi.ts), written and read by the board. */
import type { Decision, View } from "./ports.ts";

const BYTES_HEAD = 8;

/** u32 words. */
export function words(...values: number[]): Uint8Array {
  return new Uint8Array(new Uint32Array(values).buffer);
}

/** `length u32 · reserved u32 · bytes`, behind optional words. */
export function bytesPayload(data: Uint8Array, ...head: number[]): Uint8Array {
  const payload = new Uint8Array(head.length * 4 + BYTES_HEAD + data.length);
  payload.set(words(...head, data.length, 0));
  payload.set(data, head.length * 4 + BYTES_HEAD);
  return payload;
}

/** `status u32 · generation u32 · eight bytes`. */
export function blockPayload(status: number, generation: number, block: Uint8Array): Uint8Array {
  const payload = new Uint8Array(16);
  payload.set(words(status, generation));
  payload.set(block, 8);
  return payload;
}

export function word(payload: Uint8Array, index: number): number {
  return new DataView(payload.buffer, payload.byteOffset).getUint32(4 * index, true);
}

export function long(payload: Uint8Array, offset: number): number {
  return Number(new DataView(payload.buffer, payload.byteOffset).getBigUint64(offset, true));
}

/** The bytes of a `bytes` payload that begins at `offset`. */
export function bytesAt(payload: Uint8Array, offset = 0): Uint8Array {
  const length = word(payload, offset / 4);
  return payload.subarray(offset + BYTES_HEAD, offset + BYTES_HEAD + length);
}

/** A SCREEN or PRINT payload. */
export function viewOf(payload: Uint8Array): View {
  const view = new DataView(payload.buffer, payload.byteOffset);
  const fields = [];
  let at = 8;
  for (let i = 0; i < word(payload, 1); i++) {
    const length = view.getUint16(at + 2, true);
    fields.push({ kind: view.getUint16(at, true), value: payload.slice(at + 8, at + 8 + length) });
    at += 8 + ((length + 7) & ~7);
  }
  return { id: word(payload, 0), fields };
}

/** A DECISIONS payload. */
export function decisionsOf(payload: Uint8Array): Decision[] {
  return Array.from({ length: word(payload, 0) }, (_, index) => ({
    rule: word(payload, 2 + 2 * index),
    value: word(payload, 3 + 2 * index),
  }));
}
