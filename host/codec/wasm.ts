/**
 * The only door to codec.wasm: loads it once, and lends out its buffers and its functions.
 *
 * Everything is synchronous: bytes go to INPUT, a function is called, and what it leaves is read before the next call.
 * What the bytes mean is known to the files that call, which name the functions that they need.
 */
import { readFileSync } from "node:fs";
import { CodecError } from "./errors.ts";

const ABI_VERSION = 2;

interface Loaded {
  exports: WebAssembly.Exports;
  memory: ArrayBuffer;
  input: Uint8Array;
  output: Uint8Array;
}

let loaded: Loaded | undefined;

function codec(): Loaded {
  return (loaded ??= load());
}

function load(): Loaded {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readModule()));
  const call = exports as Record<"abiVersion" | "inputAt" | "outputAt" | "bufferBytes", () => number>;
  if (call.abiVersion() !== ABI_VERSION) throw new Error("codec.wasm is of another version: build it again");
  const memory = (exports["memory"] as WebAssembly.Memory).buffer;
  return {
    exports,
    memory,
    input: new Uint8Array(memory, call.inputAt(), call.bufferBytes()),
    output: new Uint8Array(memory, call.outputAt(), call.bufferBytes()),
  };
}

/** Beside the bundle, or where the build leaves it when the sources run. */
function readModule(): Uint8Array<ArrayBuffer> {
  const places = ["./codec.wasm", "../../build/out/codec.wasm"].map((place) => new URL(place, import.meta.url));
  for (const place of places) {
    try {
      return new Uint8Array(readFileSync(place));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  throw new Error("codec.wasm is missing: run `npm run build`");
}

/** The functions of codec.wasm, as the caller declares those it uses (assembly/codec.ts lists them). */
export function functions<Calls>(): Calls {
  return codec().exports as Calls;
}

/** The whole memory of codec.wasm; it never grows, so a view of it stays good. */
export function memory(): ArrayBuffer {
  return codec().memory;
}

/** The buffer that functions read; a secret in it is wiped by whoever put it there. */
export function input(): Uint8Array {
  return codec().input;
}

/** The buffer that functions write. */
export function output(): Uint8Array {
  return codec().output;
}

/** Copies bytes to INPUT. @throws CodecError TOO_LONG when they find no room */
export function give(bytes: Uint8Array, at = 0): void {
  const { input } = codec();
  if (at + bytes.length > input.length) {
    const expected = `at most ${input.length - at} bytes`;
    throw new CodecError({ code: "TOO_LONG", path: "", offset: 0, expected, actual: `${bytes.length}` });
  }
  input.set(bytes, at);
}

/** Zeroes what a secret may have touched: the first bytes of INPUT and of OUTPUT. */
export function wipe(inputBytes: number, outputBytes: number): void {
  const { input, output } = codec();
  input.fill(0, 0, inputBytes);
  output.fill(0, 0, outputBytes);
}
