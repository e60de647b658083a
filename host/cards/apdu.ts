/**
 * Command and response APDUs as a card sees them (ISO/IEC 7816-4, short lengths only).
 *
 * Owns the four cases and the status words; knows no command.
 */
import { freshBytes, freshCopy } from "../fresh_bytes.ts";

export interface CommandApdu {
  cla: number;
  ins: number;
  p1: number;
  p2: number;
  /** 0..255 bytes; the card's own, which it may keep. */
  data: Uint8Array;
  /** 1..256 where 256 stands for 00; undefined when the command has none. */
  le: number | undefined;
}

export interface ResponseApdu {
  /** Empty when there is nothing but a status. */
  data: Uint8Array;
  sw: number;
}

const NOTHING = new Uint8Array(0);

export const SW_OK = 0x9000;
export const SW_APPLICATION_BLOCKED = 0x6283;
export const SW_AUTHENTICATION_FAILED = 0x6300;
export const SW_PIN_TRIES = 0x63c0;
export const SW_WRONG_LENGTH = 0x6700;
export const SW_PIN_BLOCKED = 0x6983;
export const SW_PIN_UNUSABLE = 0x6984;
export const SW_CONDITIONS = 0x6985;
export const SW_NO_SECURE_MESSAGING = 0x6987;
export const SW_WRONG_SECURE_MESSAGING = 0x6988;
export const SW_WRONG_DATA = 0x6a80;
export const SW_NO_FUNCTION = 0x6a81;
export const SW_NO_FILE = 0x6a82;
export const SW_NO_RECORD = 0x6a83;
export const SW_WRONG_P1P2 = 0x6a86;
export const SW_NO_DATA_OBJECT = 0x6a88;
export const SW_NO_INSTRUCTION = 0x6d00;
export const SW_NO_CLASS = 0x6e00;

/** ISO/IEC 7816-4, 5.1: cases 1 to 4 with short lengths; undefined when the lengths do not fit together. */
export function parseCommand(bytes: Uint8Array): CommandApdu | undefined {
  const { length } = bytes;
  if (length < 4) return undefined;
  const p3 = bytes[4] ?? 0;
  if (length === 4) return commandOf(bytes, NOTHING, undefined);
  if (length === 5) return commandOf(bytes, NOTHING, expectedLength(p3));
  if (p3 === 0 || length < 5 + p3 || length > 6 + p3) return undefined;
  const le = length === 5 + p3 ? undefined : expectedLength(bytes[5 + p3]!);
  return commandOf(bytes, freshCopy(bytes.subarray(5, 5 + p3)), le);
}

function commandOf(bytes: Uint8Array, data: Uint8Array, le: number | undefined): CommandApdu {
  return { cla: bytes[0]!, ins: bytes[1]!, p1: bytes[2]!, p2: bytes[3]!, data, le };
}

export function encodeResponse(response: ResponseApdu): Uint8Array {
  const bytes = freshBytes(response.data.length + 2);
  bytes.set(response.data);
  bytes[response.data.length] = response.sw >> 8;
  bytes[response.data.length + 1] = response.sw;
  return bytes;
}

export function answer(data: Uint8Array): ResponseApdu {
  return { data, sw: SW_OK };
}

export function status(sw: number): ResponseApdu {
  return { data: NOTHING, sw };
}

function expectedLength(byte: number): number {
  return byte === 0 ? 256 : byte;
}
