/**
 * What a codec refuses, and where: a record without the value itself, which may be a card number.
 */

/** Names of the core's status codes, by number (`assembly/base/status.ts`). */
const STATUS_NAMES: Readonly<Record<number, string>> = {
  1: "PIN_LENGTH",
  2: "PIN_DIGIT",
  3: "PAN_LENGTH",
  4: "BLOCK_FORMAT",
  5: "BLOCK_FILL",
  6: "PAN_DIGIT",
  7: "FILL_LENGTH",
  11: "TLV_ABSENT",
  12: "TLV_TRUNCATED",
  13: "TLV_TAG",
  14: "TLV_LENGTH",
  15: "TLV_DEPTH",
  20: "ISO_TRUNCATED",
  21: "ISO_TRAILING",
  22: "ISO_DIGIT",
  23: "ISO_LENGTH",
  24: "ISO_UNDEFINED",
  25: "ISO_CHARACTER",
  26: "ISO_NO_ROOM",
  27: "ISO_ORDER",
  28: "ISO_PAD",
  29: "ISO_LENGTH_DIGIT",
  31: "FRAME_LENGTH",
  50: "TRACK_TRUNCATED",
  51: "TRACK_SENTINEL",
  52: "TRACK_FORMAT",
  53: "TRACK_PAN",
  54: "TRACK_CHARACTER",
  55: "TRACK_NAME",
  56: "TRACK_EXPIRY",
  57: "TRACK_SERVICE",
  58: "TRACK_LENGTH",
  61: "QR_TRUNCATED",
  62: "QR_ID",
  63: "QR_LENGTH",
  64: "QR_NO_ROOM",
};

export interface CodecFault {
  /** Name of the status: `ISO_LENGTH`. */
  code: string;
  /** What it concerns: `mti`, a field number, a TLV tag, or empty for the whole. */
  path: string;
  /** Bytes from the beginning of what was given. */
  offset: number;
  /** What would have been right; never data. */
  expected?: string;
  /** What was found; never data. */
  actual?: string;
}

export class CodecError extends Error implements CodecFault {
  readonly code: string;
  readonly path: string;
  readonly offset: number;
  readonly expected?: string;
  readonly actual?: string;

  constructor(fault: CodecFault) {
    const at = `at byte ${fault.offset}`;
    // A dialect or a configuration is no bytes: its path says all.
    const where =
      fault.path === "" ? at : `in ${fault.path}${/^(DIALECT|CONFIGURATION)_/.test(fault.code) ? "" : ` ${at}`}`;
    const wanted = fault.expected === undefined ? "" : `, expected ${fault.expected}`;
    const found = fault.actual === undefined ? "" : `, found ${fault.actual}`;
    super(`${fault.code} ${where}${wanted}${found}`);
    this.name = "CodecError";
    this.code = fault.code;
    this.path = fault.path;
    this.offset = fault.offset;
    if (fault.expected !== undefined) this.expected = fault.expected;
    if (fault.actual !== undefined) this.actual = fault.actual;
  }
}

export function statusName(status: number): string {
  return STATUS_NAMES[status] ?? `STATUS_${status}`;
}
