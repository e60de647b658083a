/** What decoded codes are made of: fields, and what departs from the specification. */

/** A data object of a merchant-presented code, or a TLV object of a consumer-presented one. */
export interface QrField {
  /** Two digits, or a tag in hexadecimal. */
  id: string;
  /** IDs from the outermost in: `62.07`. */
  path: string;
  /** Of the object: bytes of UTF-8 from the beginning of the text; of a TLV object: bytes of the decoded base64. */
  offset: number;
  /** The whole value as it stands: text, or upper-case hexadecimal. */
  value: string;
  /** Of a template: what its value is made of. */
  fields?: QrField[];
}

/**
 * What was accepted although it departs from the specification: CRC_LOWER_CASE, LENGTHS_IN_BYTES (of UTF-8, not
 * characters), RESERVED_VALUE (a version other than 01, a data request other than A, M and E), NOT_ASCII (where the format
 * is ans).
 */
export interface QrNote {
  code: "CRC_LOWER_CASE" | "LENGTHS_IN_BYTES" | "RESERVED_VALUE" | "NOT_ASCII";
  path: string;
}

export function childPath(path: string, id: string): string {
  return path === "" ? id : `${path}.${id}`;
}

/** The field with this path, depth first; the first of several. */
export function findField(fields: readonly QrField[], path: string): QrField | undefined {
  for (const field of fields) {
    if (field.path === path) return field;
    const inner = path.startsWith(`${field.path}.`) ? findField(field.fields ?? [], path) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

export function flatten(fields: readonly QrField[]): QrField[] {
  return fields.flatMap((field) => [field, ...flatten(field.fields ?? [])]);
}
