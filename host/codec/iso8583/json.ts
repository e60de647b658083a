/** The fields of a message as plain data: what `Dialect.pack` takes back, unless it is masked. */
import { holdsPan, maskedField, maskedObject, maskedText, secretOf } from "./shown.ts";
import type { Part } from "./part.ts";
import type { MessageView } from "./view.ts";

/** Text; contents of subfields by number; tagged ones in their order, as `tillcore tlv decode` has them. */
export type FieldJson = string | { [id: string]: FieldJson } | TaggedJson[];

export interface TaggedJson {
  tag: string;
  value?: string;
  children?: TaggedJson[];
}

export interface JsonOptions {
  /** Objects for fields that have subfields. */
  expand?: boolean;
  /** Stars for what may not be seen. */
  masked?: boolean;
}

/** Text as `Message.text` gives it, by field number. @throws CodecError when subfields that are to be expanded are malformed */
export function fieldsJson(
  message: MessageView,
  { expand = false, masked = false }: JsonOptions,
): Record<string, FieldJson> {
  const fields: Record<string, FieldJson> = {};
  for (const number of message.numbers()) {
    const parts = expand && !(masked && isHidden(message, number)) ? message.parts(number) : [];
    if (parts.length > 0) fields[number] = partsJson(parts, masked);
    else fields[number] = masked ? maskedField(message, number) : message.text(number);
  }
  return fields;
}

/** Its parts would show what the whole must not. */
function isHidden(message: MessageView, number: number): boolean {
  const spec = message.dialect.spec.fields[number];
  if (spec?.subfields?.kind === "ber-tlv") return spec.secret !== undefined;
  return secretOf(number, spec ?? {}) !== undefined || holdsPan(message.text(number));
}

function partsJson(parts: readonly Part[], masked: boolean): FieldJson {
  if (parts.some(({ listed }) => listed === true)) return parts.map((part) => taggedJson(part, masked));
  return Object.fromEntries(parts.map((part) => [part.id, partJson(part, masked)]));
}

function partJson(part: Part, masked: boolean): FieldJson {
  return part.parts === undefined || part.parts.length === 0 ? partText(part, masked) : partsJson(part.parts, masked);
}

function taggedJson(part: Part, masked: boolean): TaggedJson {
  if (part.parts === undefined) return { tag: part.id, value: partText(part, masked) };
  return { tag: part.id, children: part.parts.map((inner) => taggedJson(inner, masked)) };
}

function partText({ tag, text, bytes, content, free, secret }: Part, masked: boolean): string {
  if (!masked) return text;
  return tag === undefined ? maskedText(text, content, free, secret) : maskedObject(tag, bytes);
}
