/**
 * What no file of the project may hold: leftovers, a path of one machine, more lines than a person reads, artefacts.
 * Patterns are put together from pieces, so that this file passes its own rules.
 */
const LINES_MAX = 400;
/** A file with this share of literals is a table, and as long as its data. */
const DATA_SHARE = 0.8;

const SOURCES = /\.(ts|mts|js|mjs|c|h|sh)$|^\.ci\/run$/;
const ARTEFACTS = /\.(wasm|wat|log|bin|elf|img|o|tgz|map|db|sqlite|half)$/;
/** Published data and texts that are not ours. */
const FOREIGN = /^(tests\/vectors\/|LICENSE$|package-lock\.json$)/;

const MARKERS = new RegExp(`\\b(?:${["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"].join("|")})\\b`);
const FOCUS = new RegExp(`\\.(?:${["on" + "ly", "sk" + "ip"].join("|")})\\(|\\bx(?:it|describe)\\(`);
const MACHINE_PATHS = new RegExp(
  `(?:^|[^\\w.@-])/(?:${["wo" + "rk", "tm" + "p", "ro" + "ot", "ho" + "me", "Us" + "ers"].join("|")})/[\\w.-]+`,
);

/** What is wrong with one file, a line each. */
export function mannerFaults(path: string, text: string): string[] {
  if (ARTEFACTS.test(path)) return [`${path} is an artefact`];
  if (FOREIGN.test(path)) return [];
  const lines = text.replace(/\n$/, "").split("\n");
  const faults: string[] = [];
  lines.forEach((line, index) => {
    const found = [MARKERS, FOCUS, MACHINE_PATHS].map((pattern) => pattern.exec(line)?.[0].trim());
    for (const what of found) if (what !== undefined) faults.push(`${path}:${index + 1} holds ${what}`);
  });
  if (SOURCES.test(path) && lines.length > LINES_MAX && !isDataTable(lines)) {
    faults.push(`${path} has ${lines.length} lines and is no data table`);
  }
  return faults;
}

function isDataTable(lines: readonly string[]): boolean {
  return lines.filter(isData).length >= DATA_SHARE * lines.length;
}

/** A line of nothing but literals, punctuation, keys, and a comment. */
function isData(line: string): boolean {
  const bare = line
    .replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "0")
    .replace(/\/\/.*$|\/\*.*\*\//, "")
    .replaceAll(/[\w$]+\s*:/g, "");
  return /^(?:-?\b(?:0x[\da-f_]+|[\d_.]+|true|false|null)\b|[\s,;[\]{}()<>])*$/i.test(bare);
}
