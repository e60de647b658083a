/**
 * All values of a message as text at once: the core spells them out side by side, and one string is cut into them.
 *
 * The texts are those of `values.ts`, for far less than one by one.
 */
import { calls, give, memory, output } from "../wasm.ts";
import type { Group } from "./compile.ts";
import type { MessageView } from "./view.ts";

export interface MessageTexts {
  mti: string;
  bitmap: string;
  fields: Record<string, string>;
}

/** Bitmap, message type indicator, fields: as the core has room for. */
const SPANS_MAX = 194;

/** The fields of the last message, empty: an object is copied much faster than it grows field by field. */
let like = { group: undefined as Group | undefined, bitmap: "", fields: {} as Record<string, string> };

/** Message type indicator, bitmap, and texts by field number; undefined where the core cannot spell a value, as in EBCDIC. */
export function textsOf(message: MessageView): MessageTexts | undefined {
  const { dialect, raw, index } = message;
  give(raw);
  index.lend();
  const count = calls().textFields(dialect.group.table.address());
  if (count === 0) return undefined;
  const { spans, output } = views();
  // The bitmap, the message type indicator, the fields.
  let end = (spans[count] ?? 0) >>> 16;
  const all = output.toString("latin1", 0, end);
  const bitmap = all.slice(0, (spans[0] ?? 0) >>> 16);
  if (like.bitmap !== bitmap || like.group !== dialect.group) {
    const fields = Object.fromEntries(message.numbers().map((number) => [number, ""]));
    like = { group: dialect.group, bitmap, fields };
  }
  const fields = { ...like.fields };
  for (let i = count; i > 1; i--) {
    const from = (spans[i - 1] ?? 0) >>> 16;
    fields[(spans[i] ?? 0) & 0xffff] = all.slice(from, end);
    end = from;
  }
  for (const number of dialect.group.lettered) {
    const text = fields[number];
    if (text !== undefined) fields[number] = lettersOf(message, number, text);
  }
  return { mti: lettersOf(message, 0, all.slice(bitmap.length, end)), bitmap, fields };
}

/** The core writes a nibble D as the separator of tracks; elsewhere it is a letter. */
function lettersOf({ dialect }: MessageView, number: number, text: string): string {
  return dialect.group.fields[number]?.lettered === true ? text.replaceAll("=", "D") : text;
}

interface Views {
  spans: Uint32Array;
  output: Buffer;
}
let made: Views | undefined;

function views(): Views {
  return (made ??= {
    spans: new Uint32Array(memory(), calls().spansAt(), SPANS_MAX),
    output: bufferOver(output()),
  });
}

function bufferOver({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}
