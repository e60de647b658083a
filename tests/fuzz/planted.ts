/**
 * Cores that differ from the real one by a few words of their source, compiled for a test: with a check taken out, or
 * with guard bytes behind every buffer of a terminal.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { compile } from "../../build/core.ts";
import { OUT, ROOT } from "../../build/script.ts";
import type { Guard } from "./cell.ts";

const MAP = "base/map.ts";
const GUARD_BYTES = 64;
const REGION = /export const ([A-Z]+)_BYTES: usize = (\d+);/g;

export interface Change {
  /** Below assembly/. */
  file: string;
  /** What stands there; and what stands there instead. */
  text: string;
  instead: string;
}

/** @throws Error when a source does not read as a change expects */
export async function compileChanged(changes: readonly Change[]): Promise<WebAssembly.Module> {
  mkdirSync(OUT, { recursive: true });
  const folder = mkdtempSync(join(OUT, "planted-"));
  try {
    cpSync(join(ROOT, "assembly"), folder, { recursive: true });
    for (const { file, text, instead } of changes) {
      const source = readFileSync(join(folder, file), "utf8");
      if (!source.includes(text)) throw new Error(`${file} no longer reads "${text}"`);
      writeFileSync(join(folder, file), source.replace(text, instead));
    }
    const entry = relative(ROOT, join(folder, "index.ts"));
    return new WebAssembly.Module(new Uint8Array(await compile({ entry, target: "debug" })));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every region of a terminal ends in guard bytes that belong to nobody: the changes, and where the guards are. */
export function guardRegions(): { changes: Change[]; guards: Guard[] } {
  const source = readFileSync(join(ROOT, "assembly", MAP), "utf8");
  const changes: Change[] = [];
  const guards: Guard[] = [];
  let at = 0;
  for (const [text, name, bytes] of source.matchAll(REGION)) {
    const guarded = Number(bytes) + GUARD_BYTES;
    changes.push({ file: MAP, text, instead: text.replace(String(bytes), String(guarded)) });
    at += guarded;
    guards.push({ name: `the guard behind ${name}`, from: at - GUARD_BYTES, to: at });
  }
  if (guards.length === 0) throw new Error(`${MAP} names no region`);
  return { changes, guards };
}
