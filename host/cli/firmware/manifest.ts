/** What `tillcore firmware` does: manifests written, checked and shown. */
import { StageResult } from "../../../assembly/abi_devices.ts";
import {
  judgeImage,
  judgeManifest,
  manifestOf,
  parseVersion,
  readManifest,
  signManifest,
  testPublicKey,
  testSigningKey,
  versionText,
} from "../../firmware/manifest.ts";
import type { Manifest } from "../../firmware/manifest.ts";
import { CodecError } from "../../codec/errors.ts";
import { Rejection, UsageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { readNamed } from "../input.ts";
import { deliver, tellJson, tellLines } from "../output.ts";
import { publicKeyIn, signingKeyIn } from "./key_file.ts";

export interface ShowOptions {
  json?: boolean;
}

export interface SignOptions extends ShowOptions {
  release: string;
  out: string;
  key?: string;
}

export interface VerifyOptions extends ShowOptions {
  manifest: string;
  key?: string;
}

/** @throws UsageError */
export function signImage(file: string, { release, out, key, json }: SignOptions, io: Io): void {
  const version = parseVersion(release);
  if (version === undefined) throw new UsageError(`${release} is no version: three numbers, such as 1.4.2`);
  if (version === 0) throw new UsageError(`${release} is no version: the first is 0.0.1`);
  const signing = key === undefined ? testSigningKey() : signingKeyIn(key);
  const image = readNamed(file);
  check(image.length === 0 ? StageResult.FORMAT : StageResult.DONE, "image", "at least one byte");
  const manifest = manifestOf(image, version);
  deliver(signManifest(manifest, signing), out, io);
  tell(manifest, json, io);
}

/** @throws Rejection, UsageError */
export function verifyImage(file: string, { manifest, key, json }: VerifyOptions, io: Io): void {
  const bytes = readNamed(manifest);
  const trusted = key === undefined ? testPublicKey() : publicKeyIn(key);
  check(judgeManifest(bytes, trusted, 0), "manifest", "signed with the key");
  const said = readManifest(bytes)!;
  check(judgeImage(said, readNamed(file)), "image", "of the size and with the SHA-256 that the manifest names");
  tell(said, json, io);
}

/** @throws Rejection, UsageError */
export function showManifest(file: string, { json }: ShowOptions, io: Io): void {
  const said = readManifest(readNamed(file));
  if (said === undefined) return check(StageResult.FORMAT, "manifest", "108 bytes");
  tell(said, json, io);
}

function tell({ version, size, blockBytes, hash }: Manifest, json: boolean | undefined, io: Io): void {
  const sha256 = Buffer.from(hash).toString("hex").toUpperCase();
  if (json === true) return tellJson({ version: versionText(version), size, blockBytes, sha256 }, io);
  tellLines(
    [
      `version     ${versionText(version)}`,
      `size        ${size}`,
      `block       ${blockBytes}`,
      `SHA-256     ${sha256}`,
    ],
    io,
  );
}

function check(result: StageResult, path: string, expected: string): void {
  if (result === StageResult.DONE) return;
  throw new Rejection(new CodecError({ code: `FIRMWARE_${StageResult[result]}`, path, offset: 0, expected }));
}
