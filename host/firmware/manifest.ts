/**
 * What a maker says of a firmware, and signs: version, size, block size, SHA-256; Ed25519 over all of it (RFC 8032).
 *
 * Owns the layout of abi_devices.ts as it is signed, staged and offered, and the judgement of an image. Keeps no key but a
 * published one for tests.
 */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import {
  FIRMWARE_BLOCK_BYTES,
  FIRMWARE_HASH,
  FIRMWARE_HASH_BYTES,
  FIRMWARE_MANIFEST_BYTES,
  FIRMWARE_SIGNATURE,
  FIRMWARE_SIZE,
  FIRMWARE_VERSION,
  StageResult,
} from "../../assembly/abi_devices.ts";

export interface Manifest {
  /** major << 16 | minor << 8 | patch. */
  version: number;
  /** Bytes of the image. */
  size: number;
  /** Bytes of every block but the last. */
  blockBytes: number;
  /** SHA-256, 32 bytes. */
  hash: Uint8Array;
}

export const BLOCK_BYTES = 448;

export function manifestOf(image: Uint8Array, version: number, blockBytes: number = BLOCK_BYTES): Manifest {
  return { version, size: image.length, blockBytes, hash: sha256(image) };
}

/** @returns FIRMWARE_MANIFEST_BYTES */
export function signManifest(manifest: Manifest, key: KeyObject): Uint8Array {
  const bytes = new Uint8Array(FIRMWARE_MANIFEST_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(FIRMWARE_VERSION, manifest.version, true);
  view.setUint32(FIRMWARE_SIZE, manifest.size, true);
  view.setUint32(FIRMWARE_BLOCK_BYTES, manifest.blockBytes, true);
  bytes.set(manifest.hash, FIRMWARE_HASH);
  bytes.set(sign(null, bytes.subarray(0, FIRMWARE_SIGNATURE), key), FIRMWARE_SIGNATURE);
  return bytes;
}

/** What it says, signed or not; undefined when it has another length. */
export function readManifest(bytes: Uint8Array): Manifest | undefined {
  if (bytes.length !== FIRMWARE_MANIFEST_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    version: view.getUint32(FIRMWARE_VERSION, true),
    size: view.getUint32(FIRMWARE_SIZE, true),
    blockBytes: view.getUint32(FIRMWARE_BLOCK_BYTES, true),
    hash: bytes.slice(FIRMWARE_HASH, FIRMWARE_HASH + FIRMWARE_HASH_BYTES),
  };
}

/**
 * Whether a firmware with this manifest may be staged.
 *
 * @param bytes as it is signed
 * @param oldest the greatest version that was ever confirmed here: what is older, or the same, is a downgrade
 */
export function judgeManifest(bytes: Uint8Array, key: KeyObject, oldest: number): StageResult {
  const manifest = readManifest(bytes);
  if (manifest === undefined || manifest.size === 0 || manifest.blockBytes === 0) return StageResult.FORMAT;
  const [said, signature] = [bytes.subarray(0, FIRMWARE_SIGNATURE), bytes.subarray(FIRMWARE_SIGNATURE)];
  if (!verify(null, said, key, signature)) return StageResult.SIGNATURE;
  return manifest.version <= oldest ? StageResult.OLDER : StageResult.DONE;
}

/** Whether this is the image that the manifest names; whoever commits judges the manifest again as well. */
export function judgeImage({ size, hash }: Manifest, image: Uint8Array): StageResult {
  if (image.length !== size) return StageResult.FORMAT;
  return Buffer.compare(sha256(image), hash) === 0 ? StageResult.DONE : StageResult.HASH;
}

/** A version as people write it: 1.4.2. @returns undefined when it is none */
export function parseVersion(text: string): number | undefined {
  const parts = /^(\d{1,5})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [major, minor, patch] = parts as [number, number, number];
  return major > 0xffff || minor > 0xff || patch > 0xff ? undefined : major * 0x10000 + minor * 0x100 + patch;
}

export function versionText(version: number): string {
  return [version >>> 16, (version >>> 8) & 0xff, version & 0xff].join(".");
}

/** PEM or the 32 bytes in hexadecimal. */
export function publicKey(text: string): KeyObject {
  if (text.includes("BEGIN")) return createPublicKey(text);
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: base64url(text) }, format: "jwk" });
}

/** The published key of tests: it signs nothing that is real. Seed and public key of RFC 8032, 7.1, test 1. */
const TEST_SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const TEST_PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

export function testSigningKey(): KeyObject {
  const jwk = { kty: "OKP", crv: "Ed25519", d: base64url(TEST_SEED), x: base64url(TEST_PUBLIC) };
  return createPrivateKey({ key: jwk, format: "jwk" });
}

export function testPublicKey(): KeyObject {
  return publicKey(TEST_PUBLIC);
}

function base64url(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64url");
}

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}
