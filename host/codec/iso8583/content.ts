/** What a message is packed from: shapes only. */

/** Text, bytes, or contents of subfields: by number or tag, or tagged ones in their order. */
export type FieldContent = string | Uint8Array | { readonly [id: string]: FieldContent } | readonly TaggedContent[];

export interface TaggedContent {
  tag: string;
  /** Text as the field has it, hexadecimal of a data object; or the bytes. */
  value?: string | Uint8Array;
  /** Of a constructed data object. */
  children?: readonly TaggedContent[];
}

export interface MessageContent {
  /** Four digits. */
  mti: string;
  fields: Readonly<Record<string, FieldContent>> | Iterable<readonly [number, FieldContent]>;
  /** Upper-case hexadecimal; only how many bitmaps it has is looked at, for a message that carries empty ones. */
  bitmap?: string;
  /** Bytes before the message type indicator, of a dialect that has them; or their hexadecimal. */
  header?: Uint8Array | string;
}
