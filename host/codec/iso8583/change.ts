/**
 * Messages with some fields changed: every field that is not changed keeps its bytes, length and pads included, and so does the
 * bitmap while it may.
 */
import type { FieldContent, MessageContent } from "./content.ts";
import { bitmapsFor } from "./pack.ts";
import { wireBytes } from "./values.ts";
import type { DialectView, MessageView } from "./view.ts";

const BITMAPS_MAX = 3;

/** What packs the new fields, and reads where they lie. */
interface Codec {
  pack(content: MessageContent): Uint8Array;
  unpack(bytes: Uint8Array): MessageView;
}

/** A received message with other contents of some fields; 0 stands for the message type indicator. */
export function packChanged(
  message: MessageView,
  changes: Readonly<Record<number, FieldContent | undefined>>,
  codec: Codec,
): Uint8Array {
  const { dialect, raw, index } = message;
  const { group } = dialect;
  const changed = Object.entries(changes).map(([key, content]) => [Number(key), content] as const);
  if (changed.length === 0) return raw.slice();
  const packed = codec.pack({
    mti: (changes[0] as string | undefined) ?? message.mti,
    header: message.header,
    fields: changed.filter((entry): entry is [number, FieldContent] => entry[0] > 0 && entry[1] !== undefined),
  });
  const fresh = codec.unpack(packed);
  const kept = message.numbers().filter((number) => !changed.some(([other]) => other === number));
  const numbers = [...kept, ...fresh.numbers()].sort((a, b) => a - b);
  const pieces = numbers.map((number) => wireOf(fresh.index.has(number) ? fresh : message, number));
  const same = numbers.length === message.numbers().length && numbers.every((number) => message.has(number));
  const typed = group.headerBytes + (group.fields[0] === undefined ? 0 : wireBytes(group.fields[0], 4));
  const head = [message.header, fresh.raw.subarray(group.headerBytes, typed)];
  const first = message.numbers()[0];
  const bitmapEnd = first === undefined ? index.end : index.at(first) - (group.fields[first]?.prefixBytes ?? 0);
  const bitmaps = same ? raw.subarray(typed, bitmapEnd) : bitmapOf(dialect, numbers, index.bitmaps(group));
  return new Uint8Array(Buffer.concat([...head, bitmaps, ...pieces, raw.subarray(index.end)]));
}

/** A field as it is on the wire, its length included. */
function wireOf(message: MessageView, number: number): Uint8Array {
  const { from, to } = message.range(number) ?? { from: 0, to: 0 };
  return message.raw.subarray(from - (message.dialect.group.fields[number]?.prefixBytes ?? 0), to);
}

function bitmapOf(dialect: DialectView, numbers: readonly number[], atLeast: number): Uint8Array {
  const { bitmap } = dialect.spec;
  const count = Math.max(atLeast, bitmapsFor(dialect.group, numbers.at(-1) ?? 0));
  const bytes = new Uint8Array(8 * BITMAPS_MAX);
  const announcing = Array.from({ length: count - 1 }, (_, i) => 64 * i + 1);
  for (const number of [...announcing, ...numbers]) {
    bytes[(number - 1) >> 3] = (bytes[(number - 1) >> 3] ?? 0) | (0x80 >> ((number - 1) & 7));
  }
  const more = bitmap.continuation ?? bitmap.encoding;
  return new Uint8Array(
    Buffer.concat([encoded(bytes.subarray(0, 8), bitmap.encoding), encoded(bytes.subarray(8, 8 * count), more)]),
  );
}

function encoded(bytes: Uint8Array, encoding: "binary" | "hex" | "ebcdic-hex"): Uint8Array {
  if (encoding === "binary") return bytes;
  const text = Buffer.from(Buffer.from(bytes).toString("hex").toUpperCase(), "latin1");
  // EBCDIC: F0..F9 for digits, C1..C6 for letters, which ASCII has at 30..39 and 41..46.
  return encoding === "hex" ? text : text.map((code) => (code < 0x40 ? code + 0xc0 : code + 0x80));
}
