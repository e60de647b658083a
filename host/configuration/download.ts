/**
 * Applications and public keys as a platform sends them, one entry a message (UnionPay POS, F62 of 370 and 380), and back.
 *
 * What comes back is a part of a configuration; what an entry does not say, the defaults of the terminal's own configuration
 * do. Every entry that is believed keeps to the rules of a configuration, and a key to its checksum.
 */
import { createHash } from "node:crypto";
import { Download, StageResult } from "../../assembly/abi_devices.ts";
import { CodecError } from "../codec/errors.ts";
import { tlv } from "../codec/tlv/encode.ts";
import { parseTlv } from "../codec/tlv/parse.ts";
import type { Application } from "./application.ts";
import { wholeApplication } from "./application.ts";
import { checkApplication } from "./sense_application.ts";
import type { ApplicationSpec, CapkSpec, ConfigurationSpec } from "./spec.ts";

const AID = 0x9f06;
const INDEX = 0x9f22;
const EXPIRY = 0xdf05;
const HASH_ALGORITHM = 0xdf06;
const KEY_ALGORITHM = 0xdf07;
const MODULUS = 0xdf02;
const EXPONENT = 0xdf04;
const CHECKSUM = 0xdf03;
const SELECTION = 0xdf01;
const VERSION = 0x9f08;
const TAC_DEFAULT = 0xdf11;
const TAC_ONLINE = 0xdf12;
const TAC_DENIAL = 0xdf13;
const FLOOR_LIMIT = 0x9f1b;
const THRESHOLD = 0xdf15;
const TARGET_MAX = 0xdf16;
const TARGET = 0xdf17;
const DDOL = 0xdf14;
const ONLINE_PIN = 0xdf18;
/** The only algorithms that EMV has: SHA-1, RSA. */
const ONLY = new Uint8Array([1]);
/** A key without a last day. */
const NO_EXPIRY = "20991231";

/** The list's entry and the entry itself begin alike. */
function keyName({ rid, index }: CapkSpec): Array<readonly [number, Uint8Array]> {
  return [
    [AID, hex(rid)],
    [INDEX, hex(index)],
  ];
}

/** As it stands in a list: 9F06, 9F22, DF05. */
export function listedCapk(capk: CapkSpec): Uint8Array {
  return tlv([...keyName(capk), [EXPIRY, hex(expiryOf(capk))]]);
}

export function capkEntry(capk: CapkSpec): Uint8Array {
  return tlv([
    ...keyName(capk),
    [EXPIRY, hex(expiryOf(capk))],
    [HASH_ALGORITHM, ONLY],
    [KEY_ALGORITHM, ONLY],
    [MODULUS, hex(capk.modulus)],
    [EXPONENT, hex(capk.exponent)],
    [CHECKSUM, hex(capk.sha1)],
  ]);
}

export function listedAid({ aid }: Pick<ApplicationSpec, "aid">): Uint8Array {
  return tlv([[AID, hex(aid)]]);
}

export function aidEntry(application: Application): Uint8Array {
  return tlv([
    [AID, hex(application.aid)],
    [SELECTION, new Uint8Array([application.selection === "exact" ? 1 : 0])],
    [VERSION, hex(application.version)],
    [TAC_DEFAULT, hex(application.tacDefault)],
    [TAC_ONLINE, hex(application.tacOnline)],
    [TAC_DENIAL, hex(application.tacDenial)],
    [FLOOR_LIMIT, number(application.floorLimit)],
    [THRESHOLD, number(application.threshold)],
    [TARGET_MAX, percent(application.targetPercentMax)],
    [TARGET, percent(application.targetPercent)],
    [DDOL, hex(application.ddol)],
    [ONLINE_PIN, ONLY],
  ]);
}

/** @throws CodecError ENTRY_FORMAT or ENTRY_HASH */
export function readCapkEntry(bytes: Uint8Array): CapkSpec {
  const of = objectsOf(bytes);
  const [rid, index, modulus] = [need(of, AID, 5, 5), need(of, INDEX, 1, 1), need(of, MODULUS, 64, 248)];
  const [exponent, sha1] = [need(of, EXPONENT, 1, 3), need(of, CHECKSUM, 20, 20)];
  const expiry = dateOf(need(of, EXPIRY, 4, 8));
  for (const tag of [HASH_ALGORITHM, KEY_ALGORITHM]) if (need(of, tag, 1, 1)[0] !== 1) malformed(tag);
  if (modulus[0]! < 0x80 || modulus.at(-1)! % 2 === 0) malformed(MODULUS);
  const power = text(exponent);
  if (power !== "03" && power !== "010001") return malformed(EXPONENT);
  // EMV Book 2, 11.2.2.
  const sum = createHash("sha1").update(rid).update(index).update(modulus).update(exponent).digest();
  if (!sum.equals(sha1))
    throw new CodecError({ code: "ENTRY_HASH", path: "DF03", offset: 0, expected: "SHA-1 of the key" });
  return {
    rid: text(rid),
    index: text(index),
    modulus: text(modulus),
    exponent: power,
    sha1: text(sha1),
    ...(expiry === NO_EXPIRY ? {} : { expiry: `${expiry.slice(0, 4)}-${expiry.slice(4, 6)}-${expiry.slice(6)}` }),
    kind: "live",
  };
}

/** @throws CodecError ENTRY_FORMAT */
export function readAidEntry(bytes: Uint8Array): ApplicationSpec {
  const of = objectsOf(bytes);
  return {
    aid: text(need(of, AID, 5, 16)),
    selection: need(of, SELECTION, 1, 1)[0] === 1 ? "exact" : "partial",
    version: text(need(of, VERSION, 2, 2)),
    tacDefault: text(need(of, TAC_DEFAULT, 5, 5)),
    tacOnline: text(need(of, TAC_ONLINE, 5, 5)),
    tacDenial: text(need(of, TAC_DENIAL, 5, 5)),
    floorLimit: numberOf(need(of, FLOOR_LIMIT, 4, 4)),
    threshold: numberOf(need(of, THRESHOLD, 4, 4)),
    targetPercentMax: percentOf(need(of, TARGET_MAX, 1, 1), TARGET_MAX),
    targetPercent: percentOf(need(of, TARGET, 1, 1), TARGET),
    ddol: text(need(of, DDOL, 0, 19)),
  };
}

/** What a board says of an entry before it keeps it. @param own the terminal's own configuration: what entries do not say */
export function judgeEntry(own: ConfigurationSpec, download: Download, bytes: Uint8Array): StageResult {
  try {
    if (download === Download.CAPKS) readCapkEntry(bytes);
    else if (download === Download.AIDS) checkApplication(wholeApplication(own, readAidEntry(bytes)), String);
    else return StageResult.REFUSED;
    return StageResult.DONE;
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    return error.code === "ENTRY_HASH" ? StageResult.HASH : StageResult.FORMAT;
  }
}

/**
 * The configuration with these entries in place of all of their kind.
 *
 * @param entries of which each was judged DONE
 */
export function withEntries(
  own: ConfigurationSpec,
  download: Download,
  entries: readonly Uint8Array[],
): ConfigurationSpec {
  if (download === Download.CAPKS) return { ...own, capks: entries.map(readCapkEntry) };
  return download === Download.AIDS ? { ...own, applications: entries.map(readAidEntry) } : own;
}

function objectsOf(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  for (const { tag, value } of parseTlv(bytes)) {
    if (found.has(tag)) malformed(tag);
    found.set(tag, value);
  }
  return found;
}

function need(objects: ReadonlyMap<number, Uint8Array>, tag: number, min: number, max: number): Uint8Array {
  const value = objects.get(tag);
  return value === undefined || value.length < min || value.length > max ? malformed(tag) : value;
}

function malformed(tag: number): never {
  const path = tag.toString(16).toUpperCase();
  throw new CodecError({ code: "ENTRY_FORMAT", path, offset: 0, expected: "as UnionPay POS has it" });
}

/** Four bytes of BCD, or eight characters: both have been seen. */
function dateOf(value: Uint8Array): string {
  const digits = value.length === 4 ? text(value) : Buffer.from(value).toString("latin1");
  const isDate = /^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(digits);
  return isDate ? digits : malformed(EXPIRY);
}

function expiryOf({ expiry }: CapkSpec): string {
  return expiry?.replaceAll("-", "") ?? NO_EXPIRY;
}

function number(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function numberOf(value: Uint8Array): number {
  return new DataView(value.buffer, value.byteOffset, 4).getUint32(0);
}

/** Two digits of BCD. */
function percent(value: number): Uint8Array {
  return hex(String(value).padStart(2, "0"));
}

function percentOf(value: Uint8Array, tag: number): number {
  const digits = text(value);
  return /^\d\d$/.test(digits) ? Number(digits) : malformed(tag);
}

function hex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits, "hex"));
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}
