/**
 * What an unpacker takes that its dialect does not allow. Strict by default: each fault is an error.
 *
 * The bits are those of assembly/codec/iso8583/unpack.ts.
 */

export type Choice = "refuse" | "accept";

export interface Policy {
  /** Wrong digits and characters inside values. */
  content: Choice;
  /** Any nibble beside an odd digit. */
  pad: Choice;
  /** Lengths below the minimum or above the maximum of a field. */
  overlong: Choice;
  /** Nibbles above 9 in a length of BCD, taken for their value. */
  lengthDigits: Choice;
  /** Bytes after the last field; they stay in `message.raw`. */
  trailing: Choice;
  /** The message ends inside a field: the fields before it are given, and the fault in `message.fault`. */
  truncated: Choice;
  /** A bit for a field that the dialect lacks: as with `truncated`, since nobody knows where that field ends. */
  undefinedBit: Choice;
}

const BITS: ReadonlyArray<readonly [keyof Policy, number]> = [
  ["content", 1],
  ["pad", 2],
  ["overlong", 4],
  ["lengthDigits", 8],
  ["trailing", 16],
];

/** The policy as the core has it. */
export function policyBits(policy: Partial<Policy>): number {
  return BITS.reduce((bits, [name, bit]) => (policy[name] === "accept" ? bits | bit : bits), 0);
}

/** Whether a fault ends the unpacking without an error. */
export function stopsQuietly(code: string, policy: Partial<Policy>): boolean {
  if (code === "ISO_TRUNCATED") return policy.truncated === "accept";
  return code === "ISO_UNDEFINED" && policy.undefinedBit === "accept";
}
