/**
 * What may be asked of a message that was read: the shape that those who show, mask, expand and spell messages work on.
 *
 * `Message` has it; they need not know `Message`, which uses them all.
 */
import type { Group } from "./compile.ts";
import type { Index } from "./message_index.ts";
import type { Part } from "./part.ts";
import type { DialectSpec } from "./spec.ts";

export interface Range {
  from: number;
  to: number;
}

export interface DialectView {
  readonly spec: DialectSpec;
  /** Its fields as the core has them. */
  readonly group: Group;
}

export interface MessageView {
  readonly dialect: DialectView;
  /** What was received, from the header on. */
  readonly raw: Uint8Array;
  readonly index: Index;
  readonly mti: string;
  readonly header: Uint8Array;
  numbers(): number[];
  has(path: number | string): boolean;
  text(path: number | string): string;
  bytes(path: number | string): Uint8Array;
  /** @throws CodecError when malformed */
  parts(number: number): Part[];
  range(number: number): Range | undefined;
}
