/**
 * Data objects as JSON, the shape that the command line reads and writes: tags and values in upper-case hexadecimal.
 *
 * Values are given in full unless told to mask: what may not be shown is the caller's to hide.
 */
import { shownOf } from "../emv/dictionary.ts";
import { CodecError } from "../errors.ts";
import { maskPan } from "../mask.ts";
import type { TlvInput } from "./encode.ts";
import { isConstructed, tagName, tagOf } from "./tags.ts";

/** `length` is that of the value, in bytes. */
export type TlvJson =
  { tag: string; length: number; value: string } | { tag: string; length: number; children: TlvJson[] };

export interface TlvDocument {
  objects: TlvJson[];
}

/** What `tlvJson` takes: a `TlvNode`, or a `TlvObject` as it was read. */
interface Node {
  tag: number;
  value: Uint8Array;
  children?: readonly Node[] | undefined;
}

export function tlvDocument(nodes: readonly Node[]): TlvDocument {
  return { objects: nodes.map((node) => tlvJson(node)) };
}

/** @param masked with stars for what may not be seen, as many as there are digits */
export function tlvJson({ tag, value, children }: Node, masked = false): TlvJson {
  const { length } = value;
  const head = { tag: tagName(tag), length };
  if (children === undefined) return { ...head, value: masked ? maskedHex(tag, value) : hexOf(value) };
  return { ...head, children: children.map((child) => tlvJson(child, masked)) };
}

/** Fails closed: what the dictionary of tags does not have is hidden, and of a card number all that is none. */
function maskedHex(tag: number, value: Uint8Array): string {
  const text = hexOf(value);
  const shown = shownOf(tag, { value });
  if (shown === "all") return text;
  const [, pan = "", pad = ""] = /^([0-9]+)(F*)$/.exec(text) ?? [];
  return shown === "pan" && pan !== "" ? maskPan(pan) + pad : "*".repeat(text.length);
}

/**
 * The objects that a document describes, for `encodeTree`. `length` may be left out; beside a value it must be right.
 *
 * @throws CodecError TLV_TAG, TLV_LENGTH, TLV_VALUE or TLV_JSON, with the place in the document as path:
 *   `objects[0].children[1].value`
 */
export function fromTlvDocument(document: unknown): TlvInput[] {
  return inputsOf(isRecord(document) ? document["objects"] : undefined, "objects");
}

/**
 * Hexadecimal text as bytes, in either case.
 *
 * @throws CodecError HEX_DIGIT, with the offset of the byte: another character, or a digit alone at the end
 */
export function fromHex(text: string, path = ""): Uint8Array {
  const wrong = /[^0-9A-Fa-f]/.exec(text)?.index ?? (text.length % 2 === 1 ? text.length - 1 : undefined);
  if (wrong === undefined) return new Uint8Array(Buffer.from(text, "hex"));
  const expected = "hexadecimal digits, two to a byte";
  throw new CodecError({ code: "HEX_DIGIT", path, offset: wrong >> 1, expected });
}

function inputsOf(objects: unknown, path: string): TlvInput[] {
  if (!Array.isArray(objects)) throw wrongJson(path, "a list");
  return objects.map((object: unknown, at) => inputOf(object, `${path}[${at}]`));
}

function inputOf(object: unknown, path: string): TlvInput {
  if (!isRecord(object)) throw wrongJson(path, "an object");
  const tag = typeof object["tag"] === "string" ? tagOf(object["tag"]) : undefined;
  if (tag === undefined) throw new CodecError({ code: "TLV_TAG", path: `${path}.tag`, offset: 0, expected: "a tag of 1 to 4 bytes in hexadecimal" }); // prettier-ignore
  if (object["children"] !== undefined) {
    if (object["value"] !== undefined) throw wrongJson(path, "value or children");
    if (!isConstructed(tag)) throw new CodecError({ code: "TLV_TAG", path: `${path}.tag`, offset: 0, expected: "a constructed tag" }); // prettier-ignore
    return { tag, children: inputsOf(object["children"], `${path}.children`) };
  }
  if (typeof object["value"] !== "string") throw wrongJson(`${path}.value`, "hexadecimal text");
  const value = fromHex(object["value"], `${path}.value`);
  checkLength(object["length"], value.length, `${path}.length`);
  return { tag, value };
}

function checkLength(said: unknown, length: number, path: string): void {
  if (said === undefined || said === length) return;
  const actual = typeof said === "number" ? `${said}` : typeof said;
  throw new CodecError({ code: "TLV_LENGTH", path, offset: 0, expected: `${length}`, actual });
}

function wrongJson(path: string, expected: string): CodecError {
  return new CodecError({ code: "TLV_JSON", path, offset: 0, expected });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}
