/**
 * Optional blocks of a key block (ANSI X9.143:2021, 6.3.6): identifier, length in hexadecimal digits, printable text.
 *
 * Every block is kept as it came, known or not; none may come twice. Knows no key: whether a check value is right is judged
 * in `check_values.ts`.
 */
import { refuse } from "./refuse.ts";

export interface OptionalBlock {
  /** Two capital letters or digits. */
  id: string;
  /** What follows the length; printable ASCII. */
  data: string;
}

/** Identifier and two digits of length. */
const SHORT_HEAD = 4;
/** Identifier, `00`, two digits that count the digits of the length. */
const LONG_HEAD = 6;
const LONG_DIGITS = 4;
const LONG_DIGITS_MAX = 8;
const SHORT_MAX = 255;

/**
 * @param at where they begin
 * @param count of them
 * @returns them, and the place behind the last
 * @throws CodecError OPTIONAL_ID, OPTIONAL_LENGTH, OPTIONAL_DATA, OPTIONAL_DUPLICATE
 */
export function readOptionalBlocks(
  block: Uint8Array,
  at: number,
  count: number,
): { blocks: OptionalBlock[]; end: number } {
  const blocks: OptionalBlock[] = [];
  const seen = new Set<string>();
  let place = at;
  for (let i = 0; i < count; i++) {
    const { id, data, end } = readOne(block, place);
    if (seen.has(id)) throw refuse("OPTIONAL_DUPLICATE", `optional ${i + 1}`, place, "each identifier once");
    seen.add(id);
    blocks.push({ id, data });
    place = end;
  }
  return { blocks, end: place };
}

/** @throws CodecError OPTIONAL_LENGTH for data longer than a key block has room for */
export function writeOptionalBlock({ id, data }: OptionalBlock): string {
  if (SHORT_HEAD + data.length <= SHORT_MAX) return id + hexNumber(SHORT_HEAD + data.length, 2) + data;
  const length = LONG_HEAD + LONG_DIGITS + data.length;
  if (length > 0xffff) throw refuse("OPTIONAL_LENGTH", "optional", 0, "at most 65525 characters");
  return `${id}00${hexNumber(LONG_DIGITS, 2)}${hexNumber(length, LONG_DIGITS)}${data}`;
}

/**
 * The padding block that makes `length` characters of optional blocks a multiple of `multiple` (X9.143, 6.3.6.11); nothing
 * when they are one.
 *
 * @param random gives so many bytes
 */
export function paddingBlock(length: number, multiple: number, random: (length: number) => Uint8Array): string {
  if (length % multiple === 0) return "";
  const fill = (multiple - ((length + SHORT_HEAD) % multiple)) % multiple;
  const letters = Array.from(random(fill), (byte) => FILL.charAt(byte % FILL.length));
  return writeOptionalBlock({ id: "PB", data: letters.join("") });
}

/** Peers take any printable character, and some of them trip over it: letters and digits alone. */
const FILL = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function readOne(block: Uint8Array, at: number): OptionalBlock & { end: number } {
  const id = characters(block, at, 2, "OPTIONAL_ID");
  if (!/^[0-9A-Z]{2}$/.test(id)) throw refuse("OPTIONAL_ID", "optional", at, "two capital letters or digits");
  let head = SHORT_HEAD;
  let length = numberAt(block, at + 2, 2);
  if (length === 0) {
    const count = numberAt(block, at + SHORT_HEAD, 2);
    if (count < 1 || count > LONG_DIGITS_MAX) throw refuse("OPTIONAL_LENGTH", "optional", at + SHORT_HEAD);
    head = LONG_HEAD + count;
    length = numberAt(block, at + LONG_HEAD, count);
  }
  if (length < head || length > block.length - at) {
    throw refuse("OPTIONAL_LENGTH", "optional", at + 2, `${head} to ${block.length - at}`, String(length));
  }
  return { id, data: characters(block, at + head, length - head, "OPTIONAL_DATA"), end: at + length };
}

/** @throws CodecError OPTIONAL_LENGTH */
function numberAt(block: Uint8Array, at: number, digits: number): number {
  const text = characters(block, at, digits, "OPTIONAL_LENGTH");
  if (!/^[0-9A-F]+$/.test(text)) throw refuse("OPTIONAL_LENGTH", "optional", at, "hexadecimal digits");
  return Number.parseInt(text, 16);
}

/** @throws CodecError with `code` for what is not there or not printable */
function characters(block: Uint8Array, at: number, count: number, code: string): string {
  if (count > block.length - at) throw refuse(code, "optional", Math.min(at, block.length), "within the block");
  let text = "";
  for (let i = at; i < at + count; i++) {
    const character = block[i]!;
    if (character < 0x20 || character > 0x7e) throw refuse(code, "optional", i, "printable ASCII");
    text += String.fromCharCode(character);
  }
  return text;
}

function hexNumber(number: number, digits: number): string {
  return number.toString(16).toUpperCase().padStart(digits, "0");
}
