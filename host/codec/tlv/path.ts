/**
 * Paths to data objects: the tags from the outside in, `6F.A5.BF0C.61[1].4F`.
 *
 * `[1]` is the second 61 in its BF0C: a number counts the objects of one tag beside each other, from 0.
 */
import { CodecError } from "../errors.ts";
import { tagName, tagOf } from "./tags.ts";
import type { Table } from "./rows.ts";

export interface Step {
  tag: number;
  /** Which of those beside each other; any of them when undefined. */
  index: number | undefined;
}

/** @throws CodecError TLV_PATH, with the number of the step that is wrong */
export function parsePath(path: string): Step[] {
  return path.split(".").map((text, at) => {
    const [, name = "", index] = /^([^[\]]*)(?:\[(\d{1,9})\])?$/.exec(text) ?? [];
    const tag = tagOf(name);
    if (tag !== undefined) return { tag, index: index === undefined ? undefined : Number(index) };
    const expected = "tags such as 6F.A5.61[1].4F";
    throw new CodecError({ code: "TLV_PATH", path: "", offset: 0, expected, actual: `another text in step ${at + 1}` });
  });
}

export function stepName(tag: number, index: number): string {
  return index === 0 ? tagName(tag) : `${tagName(tag)}[${index}]`;
}

/**
 * Rows that a tag (at any depth) or steps (from the outside) lead to, in order.
 *
 * @param limit rows after which the search ends
 */
export function rowsAt(table: Table, target: number | readonly Step[], limit: number): number[] {
  return typeof target === "number" ? rowsOfTag(table, target, limit) : rowsOnPath(table, target, limit);
}

function rowsOfTag(table: Table, tag: number, limit: number): number[] {
  const found: number[] = [];
  for (let row = 0; row < table.count && found.length < limit; row++) if (table.tag(row) === tag) found.push(row);
  return found;
}

function rowsOnPath(table: Table, steps: readonly Step[], limit: number): number[] {
  const found: number[] = [];
  /** How many objects with the tag of step n were seen in the object that the steps before lead to. */
  const seen = [0];
  /** Steps that lead to the object which the row is in. */
  let matched = 0;
  for (let row = 0; row < table.count && found.length < limit; row++) {
    const depth = table.depth(row);
    if (depth > matched) continue;
    matched = depth;
    const step = steps[depth];
    if (table.tag(row) !== step?.tag) continue;
    const index = seen[depth]!++;
    if (step.index !== undefined && step.index !== index) continue;
    matched = depth + 1;
    seen[matched] = 0;
    if (matched === steps.length) found.push(row);
  }
  return found;
}
