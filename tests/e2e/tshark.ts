/** tshark, Wireshark without its windows: what it shows of a capture. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { SaxesParser } from "saxes";

/** What to install where it is missing: a Debian package. */
export const MISSING_TSHARK = "no tshark (Debian package tshark)";

export function hasTshark(): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, "tshark")));
}

/** What one packet shows of one protocol, once for each message in it. */
export interface Shown {
  /** Number of the packet, from 1. */
  packet: number;
  protocol: string;
  /** Short names of fields (`bit2`, `f60.2`) and their values, in the order of the tree. */
  fields: Array<readonly [name: string, value: string]>;
}

/**
 * Dissects a capture.
 *
 * @param protocols by their filter names; what other protocols show is left out
 * @param options of tshark, such as `-o`
 * @throws Error when tshark fails, or has anything to say about a script
 */
export function dissect(capture: string, protocols: readonly string[], options: readonly string[] = []): Shown[] {
  return readPdml(tshark(["-r", capture, "-T", "pdml", ...options]), protocols);
}

/** @returns standard output. @throws Error when tshark fails or complains */
export function tshark(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("tshark", args, { encoding: "utf8", maxBuffer: 1 << 28 });
  const complaints = stderr.split("\n").filter((line) => line !== "" && !line.startsWith("Running as user"));
  if (status !== 0 || complaints.length > 0) throw new Error(`tshark: ${complaints.join("; ")}`);
  return stdout;
}

function readPdml(text: string, protocols: readonly string[]): Shown[] {
  const all: Shown[] = [];
  let packet = 0;
  /** Of the protocols that are open: what experts say stands as a protocol inside another. */
  const open: Array<Shown | undefined> = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const { name: field = "", show = "" } = attributes as Record<string, string | undefined>;
    if (name === "packet") packet++;
    else if (name === "proto") {
      const own = protocols.includes(field) ? { packet, protocol: field, fields: [] } : undefined;
      if (own !== undefined) all.push(own);
      open.push(own ?? open.at(-1));
    }
    const shown = open.at(-1);
    if (name === "field" && shown !== undefined && field.startsWith(`${shown.protocol}.`)) {
      shown.fields.push([field.slice(shown.protocol.length + 1), show]);
    }
  });
  parser.on("closetag", ({ name }) => {
    if (name === "proto") open.pop();
  });
  parser.write(text).close();
  return all;
}
