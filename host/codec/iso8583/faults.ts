/** Faults of the core as error records: which field, where, what would have been right. Never the value. */
import { statusName } from "../errors.ts";
import type { CodecFault } from "../errors.ts";
import { minimumOf } from "./compile.ts";
import type { Field, Group } from "./compile.ts";
import type { IndexError } from "./message_index.ts";

const PARTS: Readonly<Record<number, string>> = { 0: "mti", 0x100: "header", 0x101: "bitmap", 0x102: "" };
const LENGTH_FAULTS = new Set(["ISO_LENGTH", "ISO_LENGTH_DIGIT"]);

/**
 * @param prefix path of the group that was read, with its dot; empty for a whole message
 * @param total bytes that there were
 */
export function faultOf(status: number, error: IndexError, group: Group, prefix: string, total: number): CodecFault {
  const code = statusName(status);
  const part = PARTS[error.field];
  const field = group.fields[error.field];
  const path = error.field === 0 && !group.typed ? prefix.slice(0, -1) : prefix + (part ?? `${error.field}`);
  const fault: CodecFault = { code, path: path.replace(/\.$/, ""), offset: error.offset };
  const expected = field === undefined ? expectedPart(code, error.field) : expectedOf(field, code);
  if (expected !== undefined) fault.expected = expected;
  const actual = actualOf(code, error, total);
  if (actual !== undefined) fault.actual = actual;
  return fault;
}

function expectedPart(code: string, field: number): string | undefined {
  if (code === "ISO_TRAILING") return "the end of the message";
  if (code === "ISO_UNDEFINED") return "a field of the dialect";
  if (field === 0x101) return code === "ISO_TRUNCATED" ? "a whole bitmap" : "hexadecimal digits";
  return field === 0x100 ? "a whole header" : undefined;
}

function actualOf(code: string, { offset, announced }: IndexError, total: number): string | undefined {
  if (code === "ISO_TRUNCATED" || code === "ISO_TRAILING") return `${total - offset} bytes left`;
  return code === "ISO_LENGTH" && announced > 0 ? `${announced}` : undefined;
}

/** What a field should have been, in words. */
export function expectedOf({ spec }: Field, code = ""): string {
  const { content, encoding, length, prefix } = spec;
  const minimum = minimumOf(spec);
  if (prefix !== undefined && LENGTH_FAULTS.has(code)) {
    return `a length of ${minimum} to ${length} in ${prefix.digits} digits of ${prefix.encoding}`;
  }
  const range = prefix === undefined ? `${length}` : `${minimum} to ${length}`;
  return `${range} of ${content} in ${encoding}`;
}
