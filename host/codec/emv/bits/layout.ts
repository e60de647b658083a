/**
 * Explains bytes bit by bit from a table. What is reserved and yet set is named, never passed over.
 */
import type { BitRow, ExplainOptions, Explanation, Language } from "../types.ts";
import { pick, say } from "../say.ts";

/** Bytes that a table describes. */
export function bytesOf(rows: readonly BitRow[]): number {
  return rows.reduce((most, [byte]) => Math.max(most, byte), 0);
}

/**
 * Lines for the bits of `value` from index `at`; the caller has checked that `bytesOf(rows)` bytes are there.
 *
 * @param part named in each line when the table describes but a part of the value
 */
export function explainBits(
  rows: readonly BitRow[],
  value: Uint8Array,
  at: number,
  language: Language,
  options: ExplainOptions = {},
  part?: string,
): Explanation[] {
  return rows.flatMap((row) => {
    const [byte, mask] = row;
    const place = { byte: at + byte, bits: bitsOf(mask), ...(part === undefined ? {} : { part }) };
    const line = explainRow(row, (value[at + byte - 1] ?? 0) & mask, language);
    return line === undefined || (line.set === false && options.all !== true) ? [] : [{ ...line, ...place }];
  });
}

function explainRow([, mask, zh, en, values]: BitRow, bits: number, language: Language): Explanation | undefined {
  if (zh === "") return bits === 0 ? undefined : reserved(bits, language);
  const name = pick(language, zh, en);
  if (values === undefined) return { text: name, set: bits !== 0 };
  const colon = pick(language, "：", ": ");
  if (values === "count") return { text: `${name}${colon}${bits / (mask & -mask)}` };
  const known = values.find(([value]) => value === bits);
  if (known !== undefined) return { text: `${name}${colon}${pick(language, known[1], known[2])}` };
  return { text: `${name}${colon}${say(language, "reserved")} 0x${hex(bits)}`, reserved: true };
}

function reserved(bits: number, language: Language): Explanation {
  return { text: `${say(language, "reservedSet")} 0x${hex(bits)}`, set: true, reserved: true };
}

/** `8` for 0x80, `8-7` for 0xc0; every mask of a table is one run of bits, reserved ones may be several: `8,6-5`. */
export function bitsOf(mask: number): string {
  const runs: string[] = [];
  for (let bit = 8; bit > 0; bit--) {
    if (!isSet(mask, bit)) continue;
    const from = bit;
    while (bit > 1 && isSet(mask, bit - 1)) bit--;
    runs.push(from === bit ? `${bit}` : `${from}-${bit}`);
  }
  return runs.join(",");
}

function isSet(mask: number, bit: number): boolean {
  return (mask & (1 << (bit - 1))) !== 0;
}

function hex(bits: number): string {
  return bits.toString(16).toUpperCase().padStart(2, "0");
}
