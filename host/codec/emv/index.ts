/**
 * What the rest of the library may use of the dictionary of EMV data.
 */
export { explainAtr } from "./atr.ts";
export { listedTags, secretOf, shownOf, tagInfo, tagInfos, tagNameOf } from "./dictionary.ts";
export type { Shown, TagHint } from "./dictionary.ts";
export { explain, explainLines, lineOf } from "./explain.ts";
export { outline } from "./outline.ts";
export type { OutlineItem } from "./outline.ts";
export type { ExplainOptions, Explanation, Scheme, Secret, Source, TagInfo } from "./types.ts";
export { aidName } from "./values/aid.ts";
export { codeName } from "./values/codes.ts";
export { countryName, currencyOf, languageName } from "./values/iso_codes.ts";
export type { Currency } from "./values/iso_codes.ts";
export { statusWordName } from "./values/status_word.ts";
