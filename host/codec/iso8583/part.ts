/** A subfield as it was read: a slice, a field inside a field, a tagged value or a data object. */
import type { Content, Name } from "./spec.ts";

export interface Part {
  /** Number or tag. */
  id: string;
  name?: Name;
  content: Content;
  secret?: "pan" | "track" | "all";
  text: string;
  bytes: Uint8Array;
  /** Text of any length or meaning, in which a card number could stand. */
  free: boolean;
  /** One of a list: their order counts, and there may be several of one id. */
  listed?: boolean;
  /** Of a data object, as a number. */
  tag?: number;
  /** Of a part that has parts itself. */
  parts?: Part[];
}
