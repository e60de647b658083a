/** Tags of BER-TLV as numbers that hold all their bytes, 0x9F26, and as text, "9F26" (ISO/IEC 8825-1, 8.1.2). */

export const TAG_BYTES_MAX = 4;
const CONSTRUCTED = 0x20;
/** Set in a tag's first byte when its number is in the bytes that follow. */
const NUMBER_FOLLOWS = 0x1f;
/** Set in each of those but the last. */
const MORE = 0x80;

/** Upper-case hexadecimal, whole bytes. */
export function tagName(tag: number): string {
  const hex = tag.toString(16).toUpperCase();
  return hex.length % 2 === 0 ? hex : `0${hex}`;
}

/** The tag that a text names, in either case; undefined when a reader would not find exactly this tag in its bytes. */
export function tagOf(text: string): number | undefined {
  if (!/^(?:[0-9A-Fa-f]{2}){1,4}$/.test(text)) return undefined;
  const tag = Number.parseInt(text, 16);
  return isReadable(tag) && 2 * tagBytes(tag) === text.length ? tag : undefined;
}

/** True when the value of the tag is made of objects. */
export function isConstructed(tag: number): boolean {
  return (byteOf(tag, tagBytes(tag) - 1) & CONSTRUCTED) !== 0;
}

export function tagBytes(tag: number): number {
  return tag > 0xffffff ? 4 : tag > 0xffff ? 3 : tag > 0xff ? 2 : 1;
}

/** True when a reader would find exactly this tag in its bytes. */
export function isReadable(tag: number): boolean {
  if (!Number.isInteger(tag) || tag <= 0 || tag > 0xffffffff) return false;
  const width = tagBytes(tag);
  const isLong = (byteOf(tag, width - 1) & NUMBER_FOLLOWS) === NUMBER_FOLLOWS;
  if (!isLong || width === 1) return isLong === width > 1;
  // A number does not begin with a zero group (ISO/IEC 8825-1, 8.1.2.4.2).
  if (byteOf(tag, width - 2) === MORE) return false;
  for (let place = width - 2; place >= 0; place--) if (byteOf(tag, place) >= MORE !== place > 0) return false;
  return true;
}

/** The byte at `place`, the last one being 0. */
export function byteOf(number: number, place: number): number {
  return (number >>> (8 * place)) & 0xff;
}
