/** The fields of a message as plain data: what `Dialect.pack` takes back, unless it is masked. */
import type { Message } from "./message.ts";
import { maskedField, maskedObject, maskedText, secretOf } from "./shown.ts";
import type { Part } from "./subfields.ts";

export type FieldJson = string | { [id: string]: FieldJson };

export interface JsonOptions {
  /** Objects for fields that have subfields. */
  expand?: boolean;
  /** Stars for what may not be seen. */
  masked?: boolean;
}

/** Text as `Message.text` gives it, by field number. @throws CodecError when subfields that are to be expanded are malformed */
export function fieldsJson(
  message: Message,
  { expand = false, masked = false }: JsonOptions,
): Record<string, FieldJson> {
  const fields: Record<string, FieldJson> = {};
  for (const number of message.numbers()) {
    const parts = expand && !(masked && isSecret(message, number)) ? message.parts(number) : [];
    if (parts.length > 0) fields[number] = partsJson(parts, masked);
    else fields[number] = masked ? maskedField(message, number) : message.text(number);
  }
  return fields;
}

function isSecret(message: Message, number: number): boolean {
  return secretOf(number, message.dialect.spec.fields[number] ?? {}) !== undefined;
}

function partsJson(parts: readonly Part[], masked: boolean): FieldJson {
  return Object.fromEntries(
    parts.map((part) => [part.id, part.parts === undefined ? partText(part, masked) : partsJson(part.parts, masked)]),
  );
}

function partText({ tag, text, bytes, content, free, secret }: Part, masked: boolean): string {
  if (!masked) return text;
  return tag === undefined ? maskedText(text, content, free, secret) : maskedObject(tag, bytes);
}
