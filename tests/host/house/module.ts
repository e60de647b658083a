/**
 * What a module for every engine and every board may not hold, read from its disassembly. The compiler refuses none of
 * this: a string literal or an array of functions compiles silently and traps, or shares state, at run time.
 */
import wabt from "wabt";

const tools = await wabt();

/** All are read, so that a forbidden one is named instead of failing the parse. */
const FEATURES = {
  bulk_memory: true,
  sign_extension: true,
  mutable_globals: true,
  sat_float_to_int: true,
  simd: true,
};

const FORBIDDEN: Array<[string, RegExp]> = [
  ["import", /^\s*\(import /m],
  ["table", /^\s*\(table /m],
  ["element segment", /^\s*\(elem /m],
  ["mutable global", /^\s*\(global .*\(mut /m],
  ["start function", /^\s*\(start /m],
  ["memory growth", /\bmemory\.grow\b/],
  ["maximum memory", /^\s*\(memory \S+ \d+ \d+/m],
  ["float instruction", /\bf(?:32|64)\.\w+/],
  ["float type", /\((?:param|result|local|global)[^()]*\bf(?:32|64)\b/],
  ["bulk-memory instruction", /\b(?:memory\.(?:copy|fill|init)|data\.drop)\b/],
  ["sign-extension instruction", /\bi(?:32|64)\.extend(?:8|16|32)_s\b/],
  ["saturating conversion", /\.trunc_sat_/],
  ["vector instruction", /\bv128\b|\bi8x16\.|\bi16x8\.|\bi32x4\.|\bi64x2\./],
];

/** Kinds of forbidden things that stand in the module. */
export function moduleFaults(bytes: Uint8Array): string[] {
  const text = disassemble(bytes);
  return FORBIDDEN.filter(([, pattern]) => pattern.test(text)).map(([what]) => what);
}

/** A module from its text, for what the compiler's settings rule out already. */
export function assemble(text: string): Uint8Array {
  const module = tools.parseWat("planted.wat", text, FEATURES);
  try {
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}

/** Names of the functions in a debug module, as `folder/file/function`. */
export function functionNames(bytes: Uint8Array): string[] {
  return [...disassemble(bytes).matchAll(/^\s*\(func \$(\S+)/gm)].map(([, name = ""]) => name);
}

function disassemble(bytes: Uint8Array): string {
  // A copy: the tool reads the whole buffer that lies behind a view, and small files share one.
  const module = tools.readWasm(new Uint8Array(bytes), { readDebugNames: true, ...FEATURES });
  try {
    return module.toText({ foldExprs: false, inlineExport: false });
  } finally {
    module.destroy();
  }
}
