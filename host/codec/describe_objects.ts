/**
 * Data objects as lines: tag, name, value where it may be seen. Fails closed: an object that is not known is shown as its
 * length only. Never throws for data that was received.
 */
import { shownOf, tagNameOf } from "./emv/dictionary.ts";
import { explainLines } from "./emv/explain.ts";
import { hexOf, line, sizeOf } from "./lines.ts";
import type { Language } from "./lines.ts";
import { maskPan, maskTrack } from "./mask.ts";
import { parseTlv } from "./tlv/parse.ts";
import { tagName } from "./tlv/tags.ts";
import type { TlvNode } from "./tlv/parse.ts";

const INDENT = "     ";

interface Manner {
  language: Language;
  /** Below a value, what its bits say. */
  meanings: boolean;
}

/** Lines for TLV bytes, or nothing when they are no TLV. */
export function describeObjects(bytes: Uint8Array, language: Language, meanings = false): string[] {
  try {
    return describeNodes(parseTlv(bytes), { language, meanings }, INDENT);
  } catch {
    return [];
  }
}

function describeNodes(nodes: readonly TlvNode[], manner: Manner, indent: string): string[] {
  return nodes.flatMap((node) => {
    const title = tagNameOf(node.tag, manner.language, node);
    const own = indent + line(tagName(node.tag), title, shownValue(node)).trimEnd();
    const open = node.children !== undefined && shownOf(node.tag) === "all";
    if (open) return [own, ...describeNodes(node.children ?? [], manner, `${indent}  `)];
    return manner.meanings ? withMeanings(own, node, manner.language, indent) : [own];
  });
}

/** One meaning stands beside the value, several below it. */
function withMeanings(own: string, { tag, value }: TlvNode, language: Language, indent: string): string[] {
  if (shownOf(tag, { value }) !== "all") return [own];
  const meanings = explainLines(tag, value, language);
  if (meanings.length === 1 && meanings[0] === hexOf(value)) return [own];
  return meanings.length === 1
    ? [`${own}  ${meanings[0] ?? ""}`]
    : [own, ...meanings.map((text) => `${indent}       ${text}`)];
}

function shownValue(node: TlvNode): string {
  const shown = shownOf(node.tag, node);
  if (shown === "hidden") return sizeOf(node.value.length);
  if (shown === "all") return node.children === undefined ? hexOf(node.value) : "";
  const digits = hexOf(node.value);
  return shown === "pan" ? maskPan(digits.replace(/F+$/, "")) : maskTrack(digits.replace(/F$/, ""));
}
