/**
 * The order of the house, top first: a file imports its own folder and what stands above it. Parts on one line never
 * import each other.
 */
import { posix } from "node:path";
import ts from "typescript";

const ASSEMBLY = [
  ["abi.ts", "abi_devices.ts", "abi_fields.ts", "abi_platform.ts", "abi_reasons.ts", "abi_rules.ts", "abi_shown.ts"],
  ["base"],
  ["codec"],
  ["machine", "library"],
  ["journal"],
  ["emv", "acquirer"],
  ["terminal"],
  ["index.ts", "codec.ts"],
];

const HOST = [
  ["ports.ts"],
  ["fresh_bytes.ts"],
  ["core.ts", "payloads.ts", "parameters.ts", "prompts.ts"],
  ["codec"],
  ["secure"],
  ["cards"],
  ["configuration", "firmware"],
  ["devices"],
  ["locale"],
  ["commands"],
  ["runtime.ts"],
  ["recording"],
  ["acquirer"],
  ["simulator"],
  ["cli", "index.ts"],
];

/** What both sides compile. */
const CONTRACT: readonly string[] = [
  "abi",
  "abi_devices",
  "abi_fields",
  "abi_platform",
  "abi_reasons",
  "abi_rules",
  "abi_shown",
].map((name) => `assembly/${name}.ts`);

/** What is wrong with the imports of one source file, a line each. */
export function importFaults(path: string, text: string): string[] {
  return relativeImports(path, text).flatMap((target) => {
    const fault = judge(path, target);
    return fault === undefined ? [] : [`${path} imports ${target}: ${fault}`];
  });
}

/** Files that import each other in a ring, as the first one that comes back to itself; undefined where there is none. */
export function ringIn(sources: ReadonlyMap<string, string>): string[] | undefined {
  const done = new Set<string>();
  const follow = (path: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    const text = sources.get(path);
    if (done.has(path) || text === undefined) return undefined;
    for (const target of relativeImports(path, text)) {
      const ring = follow(target, [...way, path]);
      if (ring !== undefined) return ring;
    }
    done.add(path);
    return undefined;
  };
  for (const path of sources.keys()) {
    const ring = follow(path, []);
    if (ring !== undefined) return ring;
  }
  return undefined;
}

function relativeImports(path: string, text: string): string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith("."))
    .map((name) => posix.join(posix.dirname(path), name))
    .map((target) => (posix.extname(target) === "" ? `${target}.ts` : target));
}

function judge(path: string, target: string): string | undefined {
  const side = path.split("/")[0];
  if (side === "host" && CONTRACT.includes(target)) return undefined;
  if (!target.startsWith(`${side ?? ""}/`)) return "it stands in another house";
  const order = side === "host" ? HOST : ASSEMBLY;
  const from = place(order, path);
  const to = place(order, target);
  if (from === undefined) return "the importing file has no place in the order";
  if (to === undefined) return "it has no place in the order";
  if (from.part === to.part || to.line < from.line) return undefined;
  return to.line === from.line ? "they stand on one line" : "it stands below";
}

function place(order: readonly string[][], path: string): { line: number; part: string } | undefined {
  const part = path.split("/")[1] ?? "";
  const line = order.findIndex((parts) => parts.includes(part));
  return line < 0 ? undefined : { line, part };
}
