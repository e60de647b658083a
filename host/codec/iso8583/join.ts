/**
 * Contents of a message as one string: what the core takes record by record is joined first and written at once, which costs
 * a fraction of writing each value.
 *
 * Only for contents of the plain kind: text under numbers of fields, in `TextFields` or any object. Whatever is not right, or of
 * another kind, is left to `pack.ts`, which says what is wrong.
 */
import { calls, giveAscii } from "../wasm.ts";
import type { Group } from "./compile.ts";
import { TextFields } from "./text_fields.ts";

const TEXT_MAX = 0xffff;
const ZEROS = "0".repeat(0xff);

/**
 * Packs into OUTPUT.
 *
 * @param fields text by number; one key that is no number of a field, or one value of another kind, and nothing is packed
 * @param atLeast bitmaps
 * @returns bytes of the group; 0 when nothing was packed
 */
export function packJoined(group: Group, mti: string, fields: object, atLeast: number): number {
  const { joints, last: most } = group;
  const type = joints[0];
  const values = fields instanceof TextFields ? fields.texts : fields;
  if (type === undefined || mti.length > type.most || (values === fields && Symbol.iterator in fields)) return 0;
  let text = type.head(mti.length) + mti;
  let count = 0;
  let last = 0;
  // A look at each number takes less than a list of the keys.
  for (let number = 1; number <= most; number++) {
    const value = (values as Readonly<Record<number, unknown>>)[number];
    if (value === undefined) continue;
    const joint = joints[number];
    if (joint === undefined || typeof value !== "string") return 0;
    const { length } = value;
    if (length > joint.most || (joint.even && (length & 1) !== 0)) return 0;
    text +=
      length < joint.filled ? joint.head(joint.filled) + ZEROS.slice(0, joint.filled - length) : joint.head(length);
    text += value;
    last = number;
    count++;
  }
  const all = fields instanceof TextFields ? fields.count : Object.values(fields).length;
  if (text.length > TEXT_MAX || all !== count || !giveAscii(text)) return 0;
  const bitmaps = Math.max(atLeast, group.bitmap === undefined ? 1 : Math.min(group.bitmap.count, (last + 63) >> 6));
  return calls().packJoined(group.table.address() + group.offset, bitmaps, text.length);
}
