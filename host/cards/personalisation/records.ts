/**
 * Records of an application by tag lists, the file locator that names them, and the static data to be authenticated that a
 * terminal finds in them (EMV Book 3, 10.2 and 10.3).
 */
import { encodeTlv, tlv } from "../../codec/tlv/encode.ts";
import { CardFault } from "../card_checks.ts";
import type { CardData, RecordData } from "../card_spec.ts";
import { hex, tagNumber } from "./bytes.ts";
import type { Objects } from "./objects.ts";

/** READ RECORD gives 256 bytes at most; EMV Book 3, 6.5.11: a record is a template 70 of at most 254. */
const RECORD_BYTES_MAX = 254;
const RECORD_TEMPLATE = 0x70;
/** EMV Book 3, 10.3: of a file up to this, tag and length of the template are not authenticated. */
const SFI_WITHOUT_TEMPLATE_MAX = 10;
/** Four values that exist only once the static data are known: SSAD and the certificate of the card. */
const AFTER_STATIC_DATA: readonly string[] = ["93", "9F46", "9F47", "9F48"];

/** As in a PBOC 3.0 card: track and name; the card's data; its lists. */
const PLAIN: readonly RecordData[] = [
  { sfi: 1, tags: ["57", "5F20", "9F1F"] },
  { sfi: 2, tags: ["5A", "5F34", "5F25", "5F24", "5F28", "9F42", "9F07", "9F08", "9F0D", "9F0E", "9F0F"] },
  { sfi: 2, tags: ["8C", "8D", "8E", "5F30"] },
];
/** With offline data authentication: its objects stand in a file of their own, the long ones alone. */
const AUTHENTICATED: readonly RecordData[] = [
  PLAIN[0]!,
  { ...PLAIN[1]!, tags: [...PLAIN[1]!.tags, "9F4A"], authenticated: true },
  { ...PLAIN[2]!, authenticated: true },
  { sfi: 3, tags: ["8F", "92", "9F32"] },
  { sfi: 3, tags: ["90"] },
  { sfi: 3, tags: ["93"] },
  { sfi: 3, tags: ["9F46"] },
  { sfi: 3, tags: ["9F47", "9F48", "9F49"] },
  { sfi: 3, tags: ["9F2D"] },
  { sfi: 3, tags: ["9F2E", "9F2F"] },
];

export interface Files {
  afl: Uint8Array;
  /** Records by SFI, the first at 0; there may be gaps. */
  files: ReadonlyMap<number, ReadonlyArray<Uint8Array | undefined>>;
}

/** The records that the card asks for; of those that are made for it, what it has objects for. */
export function plannedRecords(data: CardData, objects: Objects): readonly RecordData[] {
  if (data.records !== undefined) return data.records;
  const plan = (data.authentication ?? []).length > 0 ? AUTHENTICATED : PLAIN;
  return plan
    .map((record) => ({ ...record, tags: record.tags.filter((tag) => objects.has(tagNumber(tag))) }))
    .filter(({ tags }) => tags.length > 0);
}

/** @throws CardFault CARD_RECORD for an object that the card does not have, or a record that is too long */
export function filesOf(data: CardData, records: readonly RecordData[], objects: Objects, path: string): Files {
  const files = new Map<number, Array<Uint8Array | undefined>>();
  records.forEach((record, index) => {
    const file = files.get(record.sfi) ?? [];
    file[(record.record ?? file.length + 1) - 1] = recordBytes(record, objects, `${path}records[${index}]`);
    files.set(record.sfi, file);
  });
  return { files, afl: data.afl === undefined ? locator(records) : hex(data.afl) };
}

/**
 * EMV Book 3, 10.3: the records marked so, in the order of the locator, and then the AIP, which the tag list 9F4A names.
 *
 * @throws CardFault as `filesOf`
 */
export function staticData(records: readonly RecordData[], objects: Objects, path: string): Uint8Array {
  const parts = records.map((record, index) => {
    if (record.authenticated !== true) return new Uint8Array(0);
    const place = `${path}records[${index}]`;
    if (record.tags.some((tag) => AFTER_STATIC_DATA.includes(tag)))
      throw new CardFault("CARD_RECORD", place, "no signature over static data among what it covers");
    const template = recordBytes(record, objects, place);
    return record.sfi > SFI_WITHOUT_TEMPLATE_MAX ? template : objectsIn(record, objects, place);
  });
  const aip = objects.has(0x9f4a) ? objects.get(0x82)! : new Uint8Array(0);
  return Uint8Array.from([...parts.flatMap((part) => [...part]), ...aip]);
}

function recordBytes(record: RecordData, objects: Objects, path: string): Uint8Array {
  const bytes = encodeTlv(RECORD_TEMPLATE, objectsIn(record, objects, path));
  if (bytes.length > RECORD_BYTES_MAX)
    throw new CardFault("CARD_RECORD", path, `at most ${RECORD_BYTES_MAX} bytes`, `${bytes.length}`);
  return bytes;
}

function objectsIn({ tags }: RecordData, objects: Objects, path: string): Uint8Array {
  return tlv(
    tags.map((tag, index) => {
      const value = objects.get(tagNumber(tag));
      if (value === undefined)
        throw new CardFault("CARD_RECORD", `${path}.tags[${index}]`, "an object that the card has");
      return [tagNumber(tag), value] as const;
    }),
  );
}

/** EMV Book 3, 10.2: SFI, first and last record, and how many from the first on are authenticated. */
function locator(records: readonly RecordData[]): Uint8Array {
  const counts = new Map<number, number>();
  const entries: Array<{ sfi: number; first: number; last: number; authenticated: number }> = [];
  for (const { sfi, record, authenticated = false } of records) {
    const number = record ?? (counts.get(sfi) ?? 0) + 1;
    counts.set(sfi, number);
    const entry = entries.at(-1);
    const areAllAuthenticated = entry?.authenticated === (entry?.last ?? 0) - (entry?.first ?? 0) + 1;
    if (entry?.sfi === sfi && entry.last === number - 1 && (!authenticated || areAllAuthenticated)) {
      entry.last = number;
      if (authenticated) entry.authenticated++;
    } else entries.push({ sfi, first: number, last: number, authenticated: authenticated ? 1 : 0 });
  }
  return Uint8Array.from(
    entries.flatMap(({ sfi, first, last, authenticated }) => [sfi << 3, first, last, authenticated]),
  );
}
