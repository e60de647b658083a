/** `tillcore firmware pack`: one image out of the core and what else a board of its kind needs. */
import { createHash } from "node:crypto";
import { CodecError } from "../../codec/errors.ts";
import { contractsOf, coreContract } from "../../firmware/board_program.ts";
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
  const kept = coreContract(core);
  if (kept === undefined) throw refused("CORE", "core", "a core.wasm");
  const parts = new Map([[CORE_PART, core]]);
  if (board !== undefined) {
    const program = readNamed(board);
    const said = contractsOf(program);
    if (said === undefined) throw refused("BOARD", "board", "a program of a board, as build/out/board.cjs");
    if (said.core !== kept) throw refused("INTERFACE", "board", `a program for a core of contract ${kept}`);
    parts.set(BOARD_PART, program);
  }
  const image = packBundle(parts);
  deliver(image, out, io);
  tellParts(image, json, io);
}

function refused(code: string, path: string, expected: string): Rejection {
  return new Rejection(new CodecError({ code: `FIRMWARE_${code}`, path, offset: 0, expected }));
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
