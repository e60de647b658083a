/**
 * Writes merchant-presented codes (EMV QRCPS MPM 1.1) over codec.wasm, which counts the lengths and adds the CRC: the same
 * writer that a terminal's screen has.
 */
import { CodecError, statusName } from "../errors.ts";
import { calls, give, memory, output } from "../wasm.ts";
import { childPath } from "./field.ts";

/** One object to write: text, or a template's objects; `fields` wins, so that a decoded field can be written again. */
export interface QrEntry {
  id: string;
  value?: string;
  fields?: readonly QrEntry[];
}

/** By ID: text, or the objects of a template, written in ascending order. */
export interface QrContent {
  readonly [id: string]: string | QrContent;
}

const LEVELS_MAX = 4;
const RECORD_BYTES = 4;
/** Bytes of the 99 longest characters. */
const VALUE_BYTES_MAX = 396;

enum RecordKind {
  VALUE = 0,
  OPEN = 1,
  CLOSE = 2,
}

/** What is given to the core, and the path of each record for a fault. */
interface Records {
  bytes: Uint8Array[];
  paths: string[];
}

/**
 * Format indicator first (01 unless given), CRC last (computed, whatever is given), the rest in the order given.
 *
 * @throws CodecError QR_ID, QR_LENGTH, QR_DEPTH, QR_CHARACTER; TOO_LONG
 */
export function writeMerchant(content: readonly QrEntry[] | QrContent): string {
  const entries = isList(content) ? content : entriesOf(content);
  const indicator = entries.find(({ id }) => id === "00") ?? { id: "00", value: "01" };
  const rest = entries.filter((entry) => entry !== indicator && entry.id !== "63");
  const records: Records = { bytes: [], paths: [] };
  for (const entry of [indicator, ...rest]) addEntry(records, entry, "", 1);

  const bytes = Buffer.concat(records.bytes);
  give(bytes);
  const length = calls().encodeQr(bytes.length);
  if (length > 0) return Buffer.from(output().slice(0, length)).toString("utf8");
  const [record = 0] = new Uint32Array(memory(), calls().qrAt(), 1);
  const path = records.paths[record] ?? "63";
  throw new CodecError({ code: statusName(-length), path, offset: 0, expected: "1 to 99 characters" });
}

function isList(content: readonly QrEntry[] | QrContent): content is readonly QrEntry[] {
  return Array.isArray(content);
}

function entriesOf(content: QrContent): QrEntry[] {
  return Object.entries(content)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, value]) => (typeof value === "string" ? { id, value } : { id, fields: entriesOf(value) }));
}

function addEntry(records: Records, { id, value, fields }: QrEntry, parent: string, level: number): void {
  const path = childPath(parent, id);
  if (!/^[0-9]{2}$/.test(id)) throw new CodecError({ code: "QR_ID", path: parent, offset: 0, expected: "two digits" });
  if (fields === undefined) return addRecord(records, path, id, RecordKind.VALUE, valueBytes(value ?? "", path));
  if (level > LEVELS_MAX) {
    throw new CodecError({ code: "QR_DEPTH", path, offset: 0, expected: `at most ${LEVELS_MAX} templates` });
  }
  addRecord(records, path, id, RecordKind.OPEN);
  for (const field of fields) addEntry(records, field, path, level + 1);
  addRecord(records, path, id, RecordKind.CLOSE);
}

function addRecord(records: Records, path: string, id: string, kind: RecordKind, value = new Uint8Array(0)): void {
  const head = new Uint8Array(RECORD_BYTES);
  head.set([Number(id), kind, value.length & 0xff, value.length >> 8]);
  records.bytes.push(head, value);
  records.paths.push(path);
}

function valueBytes(value: string, path: string): Uint8Array<ArrayBuffer> {
  if (/\p{Surrogate}/u.test(value)) {
    throw new CodecError({ code: "QR_CHARACTER", path, offset: 0, expected: "characters of Unicode" });
  }
  const bytes = new Uint8Array(Buffer.from(value, "utf8"));
  if (bytes.length <= VALUE_BYTES_MAX) return bytes;
  throw new CodecError({ code: "QR_LENGTH", path, offset: 0, expected: "1 to 99 characters" });
}
