/**
 * The XML of a jPOS GenericPackager as a small tree. Knows nothing of what its elements mean.
 *
 * Nothing outside the text is ever read: a DOCTYPE is passed over, no entity but XML's own five is known, and the size and
 * depth of the text are bounded.
 */
import { createRequire } from "node:module";
import type { SaxesParser as Parser } from "saxes";
import { CodecError } from "../../errors.ts";
import { refuseImport } from "./fault.ts";

export interface Element {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: Element[];
  /** Where it begins, in characters of the text. */
  offset: number;
}

const TEXT_MAX = 1 << 20;
const DEPTH_MAX = 8;
const ELEMENTS_MAX = 10_000;

/** @throws CodecError DIALECT_IMPORT with the offset of what is malformed */
export function parseXml(text: string): Element {
  if (text.length > TEXT_MAX) refuseImport("", `at most ${TEXT_MAX} characters`, `${text.length}`);
  // Loaded here and not at the top: few programs import a packager.
  const { SaxesParser } = createRequire(import.meta.url)("saxes") as { SaxesParser: typeof Parser };
  const parser = new SaxesParser();
  const root: Element = { name: "", attributes: {}, children: [], offset: 0 };
  const open: Element[] = [root];
  let elements = 0;
  parser.on("error", () => refuseImport("", "well-formed XML", undefined, parser.position));
  parser.on("opentag", ({ name, attributes }) => {
    const element: Element = { name, attributes, children: [], offset: parser.position };
    open.at(-1)?.children.push(element);
    open.push(element);
    if (open.length - 1 > DEPTH_MAX) refuseImport("", `at most ${DEPTH_MAX} levels`, undefined, parser.position);
    if (++elements > ELEMENTS_MAX) refuseImport("", `at most ${ELEMENTS_MAX} elements`, undefined, parser.position);
  });
  parser.on("closetag", () => open.pop());
  try {
    parser.write(text).close();
  } catch (error) {
    if (error instanceof CodecError) throw error;
    refuseImport("", "well-formed XML", undefined, parser.position);
  }
  const [document] = root.children;
  if (document === undefined) refuseImport("", "a document");
  return document;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** An element as text, attributes in their order, children indented below it. */
export function formatXml(element: Omit<Element, "offset" | "children"> & { children?: FormatElement[] }): string {
  return linesOf(element, "").join("\n");
}

export interface FormatElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children?: FormatElement[];
}

function linesOf({ name, attributes, children = [] }: FormatElement, indent: string): string[] {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const head = `${indent}<${name}${pairs.join("")}`;
  if (children.length === 0) return [`${head}/>`];
  return [`${head}>`, ...children.flatMap((child) => linesOf(child, `${indent}  `)), `${indent}</${name}>`];
}

/** Control characters, which no XML may hold, become spaces. */
function escaped(text: string): string {
  return text.replace(/[\0-\x1f\x7f]/g, " ").replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}
