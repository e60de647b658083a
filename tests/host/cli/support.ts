/** Commands of the codecs, run in this process by the same functions that the program runs. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { addArqc } from "../../../host/cli/arqc/command.ts";
import { addDialect } from "../../../host/cli/dialect/command.ts";
import { addEmv } from "../../../host/cli/emv/command.ts";
import { addFirmware } from "../../../host/cli/firmware/command.ts";
import type { Io } from "../../../host/cli/io.ts";
import { addIso8583 } from "../../../host/cli/iso8583/command.ts";
import { addKey } from "../../../host/cli/key/command.ts";
import { addMac } from "../../../host/cli/mac.ts";
import { addPinBlock } from "../../../host/cli/pin_block.ts";
import { addQr } from "../../../host/cli/qr/command.ts";
import { rootCommand, run } from "../../../host/cli/run.ts";
import { addTlv } from "../../../host/cli/tlv/command.ts";
import { addTrack } from "../../../host/cli/track.ts";

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

export interface Surroundings {
  /** Standard input; a keyboard where nobody types when undefined. */
  stdin?: string | Uint8Array;
  /** Standard output is a screen. */
  screen?: boolean;
}

/** Runs a command line without the program's name. */
export async function command(args: readonly string[], { stdin, screen = false }: Surroundings = {}): Promise<Ended> {
  let [stdout, stderr] = ["", ""];
  const io: Io = {
    keyboard: stdin === undefined,
    screen,
    read: async () => (typeof stdin === "string" ? Buffer.from(stdin, "utf8") : (stdin ?? new Uint8Array(0))),
    out: (text) => void (stdout += text),
    err: (text) => void (stderr += text),
    exitCode: 0,
  };
  const root = rootCommand(io);
  for (const add of [
    addTlv,
    addIso8583,
    addDialect,
    addQr,
    addTrack,
    addPinBlock,
    addMac,
    addKey,
    addArqc,
    addEmv,
    addFirmware,
  ])
    add(root, io);
  const code = await run(root, args, io);
  return { code, stdout, stderr };
}

/** What a command prints as JSON, having ended well. */
export async function json(args: readonly string[], surroundings?: Surroundings): Promise<unknown> {
  const { code, stdout, stderr } = await command([...args, "--json"], surroundings);
  if (code !== 0 || stderr !== "") throw new Error(`exit ${code}: ${stderr}`);
  return JSON.parse(stdout) as unknown;
}

/** The record of a rejection, which is all that the command prints. */
export async function rejection(args: readonly string[], surroundings?: Surroundings): Promise<unknown> {
  const { code, stdout, stderr } = await command([...args, "--json"], surroundings);
  if (code !== 1 || stdout !== "" || !/^[^\n]+\n$/.test(stderr))
    throw new Error(`exit ${code}: ${stdout.slice(0, 200)}${stderr}`);
  return (JSON.parse(stderr) as { error: unknown }).error;
}

/** Runs every example of a command's help: below each stands what it prints. */
export async function requireExamples(args: readonly string[], count: number): Promise<void> {
  const { stdout: help } = await command([...args, "--help"]);
  const examples = [...help.matchAll(/^ {2}\$ tillcore (.*)\n((?: {2}(?!\$).*\n)*)/gm)];
  assert.equal(examples.length, count);
  for (const [, line = "", printed = ""] of examples) {
    const { stdout } = await command(line.split(" "));
    assert.equal(stdout, printed.replaceAll(/^ {2}/gm, ""), line);
  }
}

/** A folder for the files of a test file; goes when its tests are over. */
export function scratch(): (name: string, content: string | Uint8Array) => string {
  const folder = mkdtempSync(join(tmpdir(), "tillcore-cli-"));
  after(() => rmSync(folder, { recursive: true }));
  return (name, content) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
}
