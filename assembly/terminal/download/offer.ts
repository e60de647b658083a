/**
 * A firmware that the platform offers (FIRMWARE_OFFER): which one, how big, in which blocks.
 *
 * What is not newer than the firmware that runs is a downgrade, and no offer. The tags become the manifest as it was signed
 * (abi_devices.ts): whether it is genuine is the board's to check.
 */
import {
  Download,
  FIRMWARE_BLOCK_BYTES,
  FIRMWARE_HASH,
  FIRMWARE_HASH_BYTES,
  FIRMWARE_MANIFEST_BYTES,
  FIRMWARE_SIGNATURE,
  FIRMWARE_SIGNATURE_BYTES,
  FIRMWARE_SIZE,
  FIRMWARE_VERSION,
} from "../../abi_devices";
import { NetworkCode, Tag } from "../../abi_platform";
import { beginOwnQuestion, MTI_ASK, putTagNumber, tagNumber, tagOf } from "../../acquirer/question";
import { Exchange } from "../../acquirer/region";
import { copyBytes } from "../../base/bytes";
import { crc32 } from "../../base/crc";
import { Terminal } from "../../machine/terminal";
import { Work } from "./work";

/** With nonce, version and number a block must fit into F62. */
const BLOCK_BYTES_MAX: i64 = 448;
const BLOCKS_MAX: u32 = 4096;

export enum Offer {
  NONE,
  NEWER,
  /** Not newer than what runs: a downgrade. */
  OLDER,
  BAD,
}

export function askOffer(t: Terminal): void {
  beginOwnQuestion(t, MTI_ASK, NetworkCode.FIRMWARE_OFFER).takesStan = 1;
  putTagNumber(t, Tag.VERSION, t.firmware, 4);
}

/** Fills in what DOWNLOAD needs when there is a newer one. */
export function takeOffer(t: Terminal, x: Exchange, work: Work): Offer {
  if (tagOf(x, Tag.VERSION).length < 0) return Offer.NONE;
  const version = tagNumber(x, Tag.VERSION);
  const bytes = tagNumber(x, Tag.BYTES);
  const blockBytes = tagNumber(x, Tag.BLOCK_BYTES);
  const hash = tagOf(x, Tag.HASH);
  if (version < 1 || bytes < 1 || blockBytes < 1 || blockBytes > BLOCK_BYTES_MAX) return Offer.BAD;
  if (hash.length !== FIRMWARE_HASH_BYTES) return Offer.BAD;
  const blocks = (<u32>bytes - 1) / <u32>blockBytes + 1;
  if (blocks > BLOCKS_MAX) return Offer.BAD;
  if (<u32>version <= t.firmware) return Offer.OLDER;
  const manifest = work.manifest;
  store<u32>(manifest, <u32>version, FIRMWARE_VERSION);
  store<u32>(manifest, <u32>bytes, FIRMWARE_SIZE);
  store<u32>(manifest, <u32>blockBytes, FIRMWARE_BLOCK_BYTES);
  copyBytes(manifest + FIRMWARE_HASH, hash.value, FIRMWARE_HASH_BYTES);
  const signature = tagOf(x, Tag.SIGNATURE);
  if (signature.length !== FIRMWARE_SIGNATURE_BYTES) return Offer.BAD;
  copyBytes(manifest + FIRMWARE_SIGNATURE, signature.value, FIRMWARE_SIGNATURE_BYTES);
  work.download = Download.FIRMWARE;
  work.version = <u32>version;
  work.bytes = <u32>bytes;
  work.blockBytes = <u32>blockBytes;
  work.count = blocks;
  // An image has no list but its manifest: the same one has the same mark.
  work.mark = crc32(manifest, FIRMWARE_MANIFEST_BYTES);
  return Offer.NEWER;
}
