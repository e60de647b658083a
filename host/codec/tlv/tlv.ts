/**
 * BER-TLV under one name, as the public library has it: `import { Tlv } from "tillcore"`, then `Tlv.parse(bytes)`.
 *
 * Inside the house, functions are imported from the files that own them.
 */
export { encodeTlv as encodeObject, encodeTree as encode } from "./encode.ts";
export type { TlvInput as Input } from "./encode.ts";
export { removeTlv as remove, replaceTlv as replace, setTlv as set } from "./edit.ts";
export { findAllTlv as findAll, findTlv as find, locateAllTlv as locateAll, locateTlv as locate } from "./find.ts";
export type { TlvTarget as Target } from "./find.ts";
export { fromHex, fromTlvDocument as fromJSON, tlvDocument as toJSON } from "./json.ts";
export type { TlvDocument as Document, TlvJson as Json } from "./json.ts";
export { parseTlv as parse, TlvObject as Object } from "./parse.ts";
export type { TlvNode as Node } from "./parse.ts";
export type { TlvOptions as Options } from "./table.ts";
export { isConstructed, tagName, tagOf } from "./tags.ts";
export { visitTlv as visit, walkTlv as walk } from "./walk.ts";
export type { TlvPlace as Place } from "./walk.ts";
