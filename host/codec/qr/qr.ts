/**
 * Payment QR codes: what a text is, what it says, how it is written, and its picture.
 *
 * A decoded code holds its values in full, and a payer's code is a credential: what is shown, printed or logged is masked,
 * as `Qr.mask`, `describe` and, unless told otherwise, `toJSON` do it.
 */
import { CodecError } from "../errors.ts";
import type { CodecFault } from "../errors.ts";
import { line } from "../lines.ts";
import type { Language } from "../lines.ts";
import { consumerName, readConsumer } from "./consumer.ts";
import { judgeMerchant } from "./content.ts";
import { writeMerchant } from "./encode.ts";
import type { QrContent, QrEntry } from "./encode.ts";
import { findField } from "./field.ts";
import type { QrField, QrNote } from "./field.ts";
import { QR_KINDS, recogniseQr } from "./kinds.ts";
import type { QrKind } from "./kinds.ts";
import { maskFields, maskQr } from "./mask.ts";
import { readMerchant } from "./merchant.ts";
import type { QrCrc } from "./merchant.ts";
import { qrPicture, qrRaster } from "./picture.ts";
import type { QrPictureKind, QrPictureOptions, QrRaster } from "./picture.ts";
import { networksOf } from "./networks.ts";
import { ROOT } from "./tables.ts";
import type { QrTable } from "./tables.ts";

/** What to do about a departure from the specification: all are refused unless told. */
export interface QrPolicy {
  /** An absent or wrong CRC. */
  crc: "refuse" | "accept";
  /** A template whose value is not made of objects; accepted, it is kept as text. */
  nesting: "refuse" | "accept";
  /** A missing object, a format or a length that the specification does not have. */
  content: "refuse" | "accept";
}

/** A code that is refused. */
export class QrError extends CodecError {
  /** Private, so that printing the error does not print it. */
  readonly #partial: Qr;

  constructor(fault: CodecFault, partial: Qr) {
    super(fault);
    this.name = "QrError";
    this.#partial = partial;
  }

  /** What was understood of the code. */
  get partial(): Qr {
    return this.#partial;
  }
}

export interface QrJson {
  kind: QrKind;
  networks: readonly string[];
  /** Of codes without fields: the text. */
  text?: string;
  crc?: QrCrc;
  fields: QrJsonField[];
  faults: CodecFault[];
  notes: readonly QrNote[];
}

export interface QrJsonField {
  id: string;
  name: string;
  value: string;
  fields?: QrJsonField[];
}

interface Parts {
  fields: QrField[];
  crc?: QrCrc;
  faults: CodecFault[];
  notes: QrNote[];
}

export class Qr {
  readonly kind: QrKind;
  /** Schemes that the code names, among them wechat, alipay, unionpay, ecny, visa, mastercard. */
  readonly networks: readonly string[];
  /** Of a merchant-presented code that has one. */
  readonly crc?: QrCrc;
  /** Of EMV codes, in the order of the code. */
  readonly fields: readonly QrField[];
  /** Departures that the policy accepted, as errors would have named them. */
  readonly faults: readonly CodecFault[];
  readonly notes: readonly QrNote[];
  /** Private, so that printing a `Qr` does not print a credential. */
  readonly #text: string;

  private constructor(text: string, kind: QrKind, { fields, crc, faults, notes }: Parts) {
    this.#text = text;
    this.kind = kind;
    this.networks = networksOf(kind, fields);
    if (crc !== undefined) this.crc = crc;
    this.fields = fields;
    this.faults = faults;
    this.notes = notes;
  }

  /** What a text is, without looking further. @throws CodecError QR_LENGTH, QR_CHARACTER */
  static recognise(text: string): QrKind {
    return recogniseQr(text);
  }

  /**
   * Recognises and reads a text; what fits no rule is of kind `unknown` and no error.
   *
   * @throws QrError QR_TRUNCATED, QR_ID, QR_LENGTH, QR_DUPLICATE, QR_ORDER, QR_CHARACTER; by policy QR_CRC, QR_ABSENT,
   *   QR_CONTENT; CodecError QR_BASE64 and TLV_… of consumer-presented codes. Offsets count bytes of UTF-8.
   */
  static decode(text: string, policy: Partial<QrPolicy> = {}): Qr {
    if (text === "") throw new CodecError({ code: "QR_TRUNCATED", path: "", offset: 0, expected: "a code" });
    const kind = recogniseQr(text);
    if (kind === "emv-mpm") return decodeMerchant(text, policy, (parts) => new Qr(text, kind, parts));
    const parts: Parts = { fields: [], faults: [], notes: [] };
    if (kind !== "emv-cpm") return new Qr(text, kind, parts);
    const qr = new Qr(text, kind, { ...parts, ...readConsumer(text) });
    return refuse(qr, policy.content === "accept" ? [] : qr.faults);
  }

  /**
   * Writes a merchant-presented code: lengths in characters, format indicator 01 unless given, CRC added.
   *
   * @param content objects in the order to write them, or by ID
   * @throws CodecError QR_ID, QR_LENGTH, QR_DEPTH, QR_CHARACTER, and what `decode` refuses
   */
  static encode(content: readonly QrEntry[] | QrContent, policy: Partial<QrPolicy> = {}): string {
    const text = writeMerchant(content);
    Qr.decode(text, policy);
    return text;
  }

  /** The text as it may be shown or printed: see `mask.ts`. @throws CodecError QR_LENGTH, QR_CHARACTER */
  static mask(text: string): string {
    return maskQr(text);
  }

  /** @throws CodecError QR_LENGTH, QR_CHARACTER */
  static picture(text: string, options: QrPictureOptions & { kind?: QrPictureKind } = {}): string {
    return qrPicture(text, options.kind ?? "svg", options);
  }

  /** Dots for a printer or a screen. @throws CodecError QR_LENGTH, QR_CHARACTER */
  static raster(text: string, options: QrPictureOptions = {}): QrRaster {
    return qrRaster(text, options);
  }

  /** Name of an object of a merchant-presented code by its path, or of a tag; empty when it has none. */
  static nameOf(path: string, language: Language, kind: QrKind = "emv-mpm"): string {
    const name = kind === "emv-cpm" ? consumerName(path.split(".").at(-1) ?? "") : ruleOf(path);
    return name === undefined ? "" : language === "zh-CN" ? name.zh : name.en;
  }

  /** The whole code. */
  get text(): string {
    return this.#text;
  }

  /** The value with this path (`62.07`, `61.4F`), the first of several; undefined when there is none. */
  value(path: string): string | undefined {
    return findField(this.fields, path)?.value;
  }

  /** Masked unless told otherwise; templates have their value both as text and as fields. */
  toJSON(options?: { masked?: boolean; language?: Language }): QrJson {
    const masked = options?.masked !== false;
    const fields = masked ? maskFields(this.fields, this.kind) : this.fields;
    return {
      kind: this.kind,
      networks: this.networks,
      ...(this.fields.length > 0 ? {} : { text: masked ? maskQr(this.text) : this.text }),
      ...(this.crc === undefined ? {} : { crc: this.crc }),
      fields: fields.map((field) => this.#jsonOf(field, options?.language ?? "en")),
      faults: this.faults.map(recordOf),
      notes: this.notes,
    };
  }

  #jsonOf({ id, path, value, fields }: QrField, language: Language): QrJsonField {
    const name = Qr.nameOf(path, language, this.kind);
    if (fields === undefined) return { id, name, value };
    return { id, name, value, fields: fields.map((field) => this.#jsonOf(field, language)) };
  }

  /** Aligned lines for a person, masked: the kind, then an object a line. */
  describe(language: Language): string[] {
    const { zh, en } = QR_KINDS[this.kind];
    const title = language === "zh-CN" ? zh : en;
    if (this.fields.length === 0) return [`${title}  ${maskQr(this.text)}`];
    return [title, ...this.#linesOf(maskFields(this.fields, this.kind), language, "")];
  }

  /** What `console.log` shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.describe("en").join("\n");
  }

  #linesOf(fields: readonly QrField[], language: Language, indent: string): string[] {
    return fields.flatMap(({ id, path, value, fields: inner }) => {
      const own = indent + line(id, Qr.nameOf(path, language, this.kind), inner === undefined ? value : "");
      return [own, ...this.#linesOf(inner ?? [], language, `${indent}  `)];
    });
  }
}

function decodeMerchant(text: string, policy: Partial<QrPolicy>, make: (parts: Parts) => Qr): Qr {
  const { fields, crc, broken, nesting, crcFault, notes, length } = readMerchant(text, policy.nesting === "accept");
  const known = { fields, ...(crc === undefined ? {} : { crc }) };
  if (broken !== undefined) throw new QrError(broken, make({ ...known, faults: [], notes }));
  const content = judgeMerchant(fields, length);
  const ofCrc = crcFault === undefined ? [] : [crcFault];
  const faults = [...nesting, ...ofCrc, ...content.faults];
  const qr = make({ ...known, faults, notes: [...notes, ...content.notes] });
  const refused = [...(policy.crc === "accept" ? [] : ofCrc), ...(policy.content === "accept" ? [] : content.faults)];
  return refuse(qr, refused);
}

function refuse(qr: Qr, [fault]: readonly CodecFault[]): Qr {
  if (fault !== undefined) throw new QrError(fault, qr);
  return qr;
}

function ruleOf(path: string): { zh: string; en: string } | undefined {
  const ids = path.split(".");
  let table: QrTable | undefined = ROOT;
  for (const id of ids.slice(0, -1)) table = table?.[Number(id)]?.inside;
  return table?.[Number(ids.at(-1))];
}

/** A fault without the stack and name that an error has. */
function recordOf({ code, path, offset, expected, actual }: CodecFault): CodecFault {
  return {
    code,
    path,
    offset,
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
  };
}
