/** `tillcore firmware pack`: one image out of the core and what else a board of its kind needs. */
import { createHash } from "node:crypto";
import { CodecError } from "../../codec/errors.ts";
import { BOARD_PART, CORE_PART, packBundle, readBundle } from "../../firmware/bundle.ts";
import { Rejection } from "../errors.ts";
import { readNamed } from "../input.ts";
import type { Io } from "../io.ts";
import { deliver, tellJson, tellLines } from "../output.ts";

export interface PackOptions {
  board?: string;
  out: string;
  json?: boolean;
}

/** @throws Rejection, UsageError */
export function packImage(file: string, { board, out, json }: PackOptions, io: Io): void {
  const core = readNamed(file);
  if (!isCore(core)) {
    throw new Rejection(new CodecError({ code: "FIRMWARE_CORE", path: "core", offset: 0, expected: "a core.wasm" }));
  }
  const parts = new Map([[CORE_PART, core]]);
  if (board !== undefined) parts.set(BOARD_PART, readNamed(board));
  const image = packBundle(parts);
  deliver(image, out, io);
  tellParts(image, json, io);
}

/** A module that has no import and exports what a board calls. */
function isCore(bytes: Uint8Array): boolean {
  try {
    const module = new WebAssembly.Module(new Uint8Array(bytes));
    const names = WebAssembly.Module.exports(module).map(({ name }) => name);
    return WebAssembly.Module.imports(module).length === 0 && names.includes("step") && names.includes("memory");
  } catch {
    return false;
  }
}

function tellParts(image: Uint8Array, json: boolean | undefined, io: Io): void {
  const parts = [...readBundle(image)!].map(([name, bytes]) => ({ name, size: bytes.length }));
  const sha256 = createHash("sha256").update(image).digest("hex").toUpperCase();
  if (json === true) return tellJson({ size: image.length, sha256, parts }, io);
  tellLines(
    [
      ...parts.map(({ name, size }) => `${name.padEnd(12)}${size}`),
      `${"size".padEnd(12)}${image.length}`,
      `${"SHA-256".padEnd(12)}${sha256}`,
    ],
    io,
  );
}
