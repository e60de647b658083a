/**
 * An image of a firmware: the core, and what else a board of its kind needs, as one file.
 *
 * `TCFW`, then per part: name length u8 · name · length u32 · bytes. Little-endian. What may be believed of it is the manifest's
 * matter; here is its shape alone.
 */
const MAGIC = Uint8Array.of(0x54, 0x43, 0x46, 0x57);
const NAME_BYTES_MAX = 64;
const PARTS_MAX = 16;

/** The part that every board runs. */
export const CORE_PART = "core.wasm";
/** The program around the core: see board_program.ts. An image without one is for the board that is installed. */
export const BOARD_PART = "board.cjs";

/** @param parts at most 16, each with a name of 1 to 64 bytes, in the order in which they are written */
export function packBundle(parts: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const pieces: Uint8Array[] = [MAGIC];
  for (const [name, bytes] of parts) {
    const written = new TextEncoder().encode(name);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, bytes.length, true);
    pieces.push(Uint8Array.of(written.length), written, length, bytes);
  }
  return new Uint8Array(Buffer.concat(pieces));
}

/** Its parts, as copies; undefined when it is no bundle. */
export function readBundle(image: Uint8Array): Map<string, Uint8Array> | undefined {
  if (Buffer.compare(image.subarray(0, MAGIC.length), MAGIC) !== 0) return undefined;
  const parts = new Map<string, Uint8Array>();
  const view = new DataView(image.buffer, image.byteOffset, image.length);
  for (let at = MAGIC.length; at < image.length;) {
    const nameBytes = image[at]!;
    const lengthAt = at + 1 + nameBytes;
    if (nameBytes === 0 || nameBytes > NAME_BYTES_MAX || lengthAt + 4 > image.length) return undefined;
    const name = new TextDecoder().decode(image.subarray(at + 1, lengthAt));
    const length = view.getUint32(lengthAt, true);
    const bytes = image.slice(lengthAt + 4, lengthAt + 4 + length);
    if (bytes.length !== length || parts.has(name) || parts.size === PARTS_MAX) return undefined;
    parts.set(name, bytes);
    at = lengthAt + 4 + length;
  }
  return parts;
}
