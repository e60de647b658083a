/**
 * Enciphers and authenticates a key block's data together with its header, and the way back.
 *
 * Going back, nothing of the data is given out before the MAC was found right. Versions B, D and E: a CMAC over header and
 * clear data, which is also the initial vector (ANSI X9.143:2021, 7.2). A and C: a CBC MAC over header and enciphered data,
 * whose first 8 characters are the initial vector (TR-31:2010, 5.3.2.1).
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import { copyBytes, equalInConstantTime } from "../bytes.ts";
import { cmac } from "../cipher/cmac.ts";
import { deriveBlockKeys } from "./derivation.ts";
import type { BlockKeys } from "./derivation.ts";
import { VERSIONS } from "./letters.ts";
import type { KeyBlockVersion } from "./letters.ts";
import { refuse } from "./refuse.ts";

export interface BoundData {
  data: Uint8Array;
  mac: Uint8Array;
}

/**
 * @param header its characters, optional blocks included
 * @returns the data in clear; the caller wipes them
 * @throws CodecError KBPK_LENGTH, MAC
 */
export function openData(
  version: KeyBlockVersion,
  kbpk: Uint8Array,
  header: Uint8Array,
  { data, mac }: BoundData,
): Uint8Array {
  const keys = deriveBlockKeys(version, kbpk);
  let clear: Uint8Array | undefined;
  try {
    if (VERSIONS[version].isLegacy) {
      requireMac(cbcMac(version, keys, header, data), mac, header.length + 2 * data.length);
      return VERSIONS[version].cipher.decryptCbc(keys.kbek, data, header.subarray(0, 8));
    }
    clear = decipher(version, keys, data, mac);
    requireMac(clearMac(version, keys, header, clear), mac, header.length + 2 * data.length);
    return clear;
  } catch (error) {
    clear?.fill(0);
    throw error;
  } finally {
    keys.wipe();
  }
}

/** @param clear the data in clear; the caller wipes them. @throws CodecError KBPK_LENGTH */
export function sealData(version: KeyBlockVersion, kbpk: Uint8Array, header: Uint8Array, clear: Uint8Array): BoundData {
  const keys = deriveBlockKeys(version, kbpk);
  try {
    if (VERSIONS[version].isLegacy) {
      const data = VERSIONS[version].cipher.encryptCbc(keys.kbek, clear, header.subarray(0, 8));
      return { data, mac: cbcMac(version, keys, header, data) };
    }
    const mac = clearMac(version, keys, header, clear);
    return { data: encipher(version, keys, clear, mac), mac };
  } finally {
    keys.wipe();
  }
}

function requireMac(found: Uint8Array, wanted: Uint8Array, offset: number): void {
  const isRight = equalInConstantTime(found, wanted);
  found.fill(0);
  if (!isRight) throw refuse("MAC", "mac", offset);
}

function clearMac(version: KeyBlockVersion, keys: BlockKeys, header: Uint8Array, clear: Uint8Array): Uint8Array {
  const message = joined(header, clear);
  try {
    return cmac(VERSIONS[version].cipher, keys.kbak, message);
  } finally {
    message.fill(0);
  }
}

/** ISO 9797-1 algorithm 1 with three-key DES, shortened; header and data are whole blocks. */
function cbcMac(version: KeyBlockVersion, keys: BlockKeys, header: Uint8Array, data: Uint8Array): Uint8Array {
  const { cipher, macBytes } = VERSIONS[version];
  const chain = cipher.encryptCbc(keys.kbak, joined(header, data));
  const lastAt = chain.length - cipher.blockBytes;
  return copyBytes(chain, lastAt, lastAt + macBytes);
}

function encipher(version: KeyBlockVersion, { kbek }: BlockKeys, clear: Uint8Array, iv: Uint8Array): Uint8Array {
  const { cipher, isStream } = VERSIONS[version];
  if (!isStream) return cipher.encryptCbc(kbek, clear, iv);
  return new Uint8Array(createCipheriv(`aes-${8 * kbek.length}-ctr`, kbek, iv).update(clear));
}

function decipher(version: KeyBlockVersion, { kbek }: BlockKeys, data: Uint8Array, iv: Uint8Array): Uint8Array {
  const { cipher, isStream } = VERSIONS[version];
  if (!isStream) return cipher.decryptCbc(kbek, data, iv);
  const found = createDecipheriv(`aes-${8 * kbek.length}-ctr`, kbek, iv).update(data);
  return new Uint8Array(found.buffer, found.byteOffset, found.length);
}

function joined(header: Uint8Array, data: Uint8Array): Uint8Array {
  const message = new Uint8Array(header.length + data.length);
  message.set(header);
  message.set(data, header.length);
  return message;
}
