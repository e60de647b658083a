/** How a card wants the value of a tag brought to length in a data object list (EMV Book 3, 5.4): by its format. */
import type { DolFormat } from "../tlv/dol.ts";
import { tagInfo } from "./dictionary.ts";

/** What the dictionary says of the tag; `"other"` of a tag that it does not list. */
export function dolFormat(tag: number): DolFormat {
  const [format] = tagInfo(tag)?.format.split(" ") ?? [];
  return format === "n" || format === "cn" ? format : "other";
}
