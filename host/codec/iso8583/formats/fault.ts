/**
 * What the importers and exporters share: one way to refuse, and the notes they leave about what a format cannot say.
 */
import { CodecError } from "../../errors.ts";
import type { DialectSpec } from "../spec.ts";

/** A dialect that was read from another library's format. */
export interface Imported {
  /** Passes `checkSpec`. */
  spec: DialectSpec;
  /** What is not the same in both, each with its place: harmless, or it would have been refused. */
  notes: string[];
}

/** @throws CodecError DIALECT_IMPORT: the format says what no dialect can be, or is malformed */
export function refuseImport(path: string, expected: string, actual?: string, offset = 0): never {
  throw fault("DIALECT_IMPORT", path, expected, actual, offset);
}

/** @throws CodecError DIALECT_EXPORT: the dialect says what the format cannot */
export function refuseExport(path: string, expected: string, actual?: string): never {
  throw fault("DIALECT_EXPORT", path, expected, actual, 0);
}

function fault(code: string, path: string, expected: string, actual: string | undefined, offset: number): CodecError {
  // What was found is quoted from a file that may hold anything: only short words are.
  const found = actual !== undefined && /^[\w .+-]{1,40}$/.test(actual) ? { actual } : {};
  return new CodecError({ code, path, offset, expected, ...found });
}

export type Types = Readonly<Record<string, "string" | "number" | "boolean" | "object">>;

/** An object whose known properties have their types; others are not looked at. @throws CodecError DIALECT_IMPORT */
export function requireTypes(value: unknown, types: Types, path: string): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) refuseImport(path, "an object");
  for (const [key, type] of Object.entries(types)) {
    const own: unknown = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
    if (own === undefined) continue;
    const found = Array.isArray(own) || own === null ? "other" : typeof own;
    if (found !== type) refuseImport(path === "" ? key : `${path}.${key}`, `a value of type ${type}`);
  }
}

/** Lower case, digits and hyphens, as a dialect is named. */
export function slugOf(text: string): string {
  const slug = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 64)
    .replace(/^-|-$/g, "");
  return slug === "" ? "imported" : slug;
}

/** The English name, of one or of many. */
export function plainName(name: string | { en: string } | undefined): string | undefined {
  return typeof name === "object" ? name.en : name;
}
