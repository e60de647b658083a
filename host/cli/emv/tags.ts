/** `tillcore emv tags`: the dictionary of EMV tags, searched. */
import { listedTags, tagInfos } from "../../codec/emv/index.ts";
import type { Scheme, TagInfo } from "../../codec/emv/index.ts";
import { tagName } from "../../codec/tlv/tags.ts";
import type { Language } from "../../codec/lines.ts";
import type { Io } from "../io.ts";
import { tellJson, tellLines } from "../output.ts";
import { columns } from "../table.ts";

export interface TagsOptions {
  scheme?: Scheme;
  json?: boolean;
  lang: Language;
}

/** Every meaning of every tag whose number begins so, or with a name in either language that holds the text. */
export function searchTags(text: string | undefined, { scheme, json, lang }: TagsOptions, io: Io): void {
  const wanted = (text ?? "").trim().toLowerCase();
  const found = listedTags()
    .sort((a, b) => (tagName(a) < tagName(b) ? -1 : 1))
    .flatMap((tag) => tagInfos(tag))
    .filter((info) => (scheme === undefined || info.scheme === scheme) && matches(info, wanted));
  if (json === true) {
    tellJson({ tags: found.map((info) => jsonOf(info, lang)) }, io);
  } else {
    const rows = found.map((info) => [tagName(info.tag), nameOf(info, lang), info.format, info.scheme, info.source]);
    tellLines(columns(rows), io);
  }
}

function matches({ tag, zh, en }: TagInfo, wanted: string): boolean {
  const isNumber = /^[0-9a-f]+$/.test(wanted);
  if (isNumber && tagName(tag).toLowerCase().startsWith(wanted)) return true;
  return zh.toLowerCase().includes(wanted) || en.toLowerCase().includes(wanted);
}

function jsonOf(info: TagInfo, language: Language): object {
  const { tag, format, source, templates, scheme, document } = info;
  const name = nameOf(info, language);
  return { tag: tagName(tag), name, format, source, templates: templates.map(tagName), scheme, document };
}

function nameOf({ zh, en }: TagInfo, language: Language): string {
  return language === "zh-CN" ? zh : en;
}
