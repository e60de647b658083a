/**
 * What the codecs weigh: codec.wasm as it is shipped, and the part of core.wasm that was compiled from assembly/codec.
 *
 * The core is compiled once more as for release, but with the names of its functions, and the bodies of those that come
 * from assembly/codec are added up. A small function that the compiler has put into its callers counts where it went. Data
 * bear no names: all constants of the core are counted to the codecs, so the sum is rather too large than too small.
 */
import asc from "assemblyscript/asc";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { OUT, ROOT } from "../../build/script.ts";

const CODEC_FOLDER = "assembly/codec/";
const CODE_SECTION = 10;
const IMPORT_SECTION = 2;
const DATA_SECTION = 11;
const FUNCTION_NAMES = 1;
const PREAMBLE_BYTES = 8;

export interface Sizes {
  codecModule: number;
  /** Code of assembly/codec inside core.wasm, and all constants there. */
  codecPart: number;
}

/** @param quick looks at the debug build, which is there already: other numbers, but nothing is compiled */
export async function measureSizes(quick: boolean): Promise<Sizes> {
  const named = quick ? readOut("core.debug.wasm") : await compileNamed();
  const names = functionNames(named);
  const bodies = functionBodies(named).filter((_, index) => names.get(index)?.startsWith(CODEC_FOLDER) === true);
  if (bodies.length === 0) throw new Error("no function of core.wasm bears a name from assembly/codec");
  const codecPart = bodies.reduce((sum, bytes) => sum + bytes, sectionOf(named, DATA_SECTION).length);
  return { codecModule: readOut("codec.wasm").length, codecPart };
}

function readOut(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(OUT, name)));
}

/** The release build of build/core.ts, names kept. */
async function compileNamed(): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  const stderr = asc.createMemoryStream();
  const options = ["--config", "asconfig.json", "--baseDir", ROOT, "--target", "release", "--shrinkLevel", "1", "--debug"];
  const { error } = await asc.main(
    ["assembly/index.ts", ...options, "--use", "abort=assembly/base/fail/fail", "--outFile", "module.wasm"],
    {
      stderr,
      writeFile(name: string, content: string | Uint8Array) {
        if (name.endsWith(".wasm") && typeof content !== "string") bytes = content;
      },
    },
  );
  if (error !== null || bytes === undefined) throw new Error(`${stderr.toString()}${error?.message ?? ""}`);
  return bytes;
}

/** Bytes of each function's body, size included, by the number of the function. */
function functionBodies(module: Uint8Array): number[] {
  if (sectionOf(module, IMPORT_SECTION).length > 0) throw new Error("core.wasm has imports: they are counted first");
  const cursor = new Cursor(sectionOf(module, CODE_SECTION));
  return Array.from({ length: cursor.number() }, () => {
    const from = cursor.at;
    const body = cursor.number();
    cursor.at += body;
    return cursor.at - from;
  });
}

/** What a section holds, empty when there is none. */
function sectionOf(module: Uint8Array, wanted: number): Uint8Array {
  const cursor = new Cursor(module.subarray(PREAMBLE_BYTES));
  while (!cursor.atEnd) {
    const id = cursor.byte();
    const length = cursor.number();
    if (id === wanted) return cursor.take(length);
    cursor.at += length;
  }
  return new Uint8Array(0);
}

/** From the section of names that the compiler adds. */
function functionNames(module: Uint8Array): Map<number, string> {
  const [section] = WebAssembly.Module.customSections(new WebAssembly.Module(new Uint8Array(module)), "name");
  const cursor = new Cursor(new Uint8Array(section ?? new ArrayBuffer(0)));
  while (!cursor.atEnd) {
    const id = cursor.byte();
    const names = new Cursor(cursor.take(cursor.number()));
    if (id !== FUNCTION_NAMES) continue;
    return new Map(Array.from({ length: names.number() }, () => [names.number(), names.text()]));
  }
  return new Map();
}

/** Reads the numbers and texts of the binary format. */
class Cursor {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.at >= this.#bytes.length;
  }

  byte(): number {
    return this.#bytes[this.at++] ?? 0;
  }

  /** Unsigned LEB128. */
  number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  take(length: number): Uint8Array {
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  text(): string {
    return Buffer.from(this.take(this.number())).toString("utf8");
  }
}
