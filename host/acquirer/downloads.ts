/**
 * Downloads as UnionPay POS has them: parameters (360, 361), public keys (372, 370, 371), applications (382, 380, 381). With F64 where the
 * terminal has it.
 *
 * What always holds: a list names its entries with a check value of each, so that a terminal that goes on with half a download
 * knows whether it is still the same; what is due at a terminal is due until it has said that it has it.
 */
import { createHash } from "node:crypto";
import { NetworkCode, Tag } from "../../assembly/abi_platform.ts";
import { tlv } from "../codec/tlv/encode.ts";
import { aidEntry, capkEntry, listedAid, listedCapk } from "../configuration/download.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { STANDARD } from "../configuration/standard.ts";
import { commonFields, plainAnswer } from "./exchange.ts";
import type { Answer, Exchange } from "./exchange.ts";
import type { ManagementParts } from "./management.ts";
import { fulfil } from "./platform/devices.ts";
import type { Due } from "./platform/rows.ts";
import { RESPONSE } from "./response_codes.ts";

/** F62 has at most 512 bytes; one says how the list goes on. */
const LIST_BYTES_MAX = 511;
const CHECK_BYTES = 4;
/** First byte of F62. */
const NONE = "0";
const ALL = "1";
const MORE = "2";
const LAST = "3";

/** One thing to download: as it stands in the list, and by what it is asked for. */
interface Entry {
  name: Uint8Array;
  listed: Uint8Array;
  bytes: Uint8Array;
}

const CAPK_NAME_BYTES = 12;

/** Public keys that a terminal takes unasked: not those of tests. */
export function capkEntries(configuration: Configuration): Entry[] {
  const capks = (configuration.spec.capks ?? []).filter(({ kind }) => kind !== "test");
  return capks.map((capk) => {
    const listed = listedCapk(capk);
    return entryOf(listed.subarray(0, CAPK_NAME_BYTES), listed, capkEntry(capk));
  });
}

export function aidEntries(configuration: Configuration): Entry[] {
  return configuration.applications().map((application) => {
    const listed = listedAid(application);
    return entryOf(listed, listed, aidEntry(application));
  });
}

function entryOf(name: Uint8Array, listed: Uint8Array, bytes: Uint8Array): Entry {
  const check = createHash("sha256").update(bytes).digest().subarray(0, CHECK_BYTES);
  return { name, listed: Buffer.concat([listed, tlv([[Tag.ENTRY_CHECK, new Uint8Array(check)]])]), bytes };
}

/** By MTI and F60.3, as `manage` finds them. */
export const DOWNLOAD_HANDLERS: ReadonlyArray<
  readonly [mti: string, code: NetworkCode, handle: (parts: ManagementParts, exchange: Exchange) => Answer]
> = [
  ["0800", NetworkCode.PARAMETERS, (_parts, exchange) => answered(exchange, parametersOf(exchange))],
  ["0800", NetworkCode.PARAMETERS_END, ended("parameters")],
  ["0820", NetworkCode.CAPK_LIST, listed(capkEntries)],
  ["0800", NetworkCode.CAPK, fetched(capkEntries)],
  ["0800", NetworkCode.CAPK_END, ended("capks")],
  ["0820", NetworkCode.AID_LIST, listed(aidEntries)],
  ["0800", NetworkCode.AID, fetched(aidEntries)],
  ["0800", NetworkCode.AID_END, ended("aids")],
];

function configurationOf(parts: ManagementParts): Configuration {
  return parts.context.configuration ?? STANDARD;
}

/** As many entries as find room, behind those that have come. */
function listed(entries: (configuration: Configuration) => Entry[]) {
  return (parts: ManagementParts, exchange: Exchange): Answer => {
    const asked = textOf(exchange);
    if (!/^1\d\d$/.test(asked)) return plainAnswer(exchange.at, RESPONSE.format);
    const before = Number(asked.slice(1));
    const all = entries(configurationOf(parts));
    const part: Uint8Array[] = [];
    let bytes = 0;
    for (const { listed: one } of all.slice(before)) {
      if (bytes + one.length > LIST_BYTES_MAX) break;
      part.push(one);
      bytes += one.length;
    }
    const isWhole = before + part.length === all.length;
    const kind = part.length === 0 ? NONE : isWhole ? (before === 0 ? ALL : LAST) : MORE;
    return answered(exchange, Buffer.concat([Buffer.from(kind), ...part]));
  };
}

function fetched(entries: (configuration: Configuration) => Entry[]) {
  return (parts: ManagementParts, exchange: Exchange): Answer => {
    const asked = exchange.request.has(62) ? exchange.request.bytes(62) : new Uint8Array(0);
    const entry = entries(configurationOf(parts)).find(({ name }) => Buffer.compare(name, asked) === 0);
    const content = entry === undefined ? Buffer.from(NONE) : Buffer.concat([Buffer.from(ALL), entry.bytes]);
    return answered(exchange, content);
  };
}

function ended(due: Due) {
  return (parts: ManagementParts, exchange: Exchange): Answer => {
    // Whoever only says that a terminal has it all does not keep it from being told.
    if (exchange.device !== undefined && exchange.isProved) fulfil(parts.context, exchange.device.id, due);
    return answered(exchange);
  };
}

function answered({ at }: Exchange, content?: Uint8Array): Answer {
  const fields = [...commonFields(at), [39, RESPONSE.approved] as const];
  return { outcome: "answered", fields: content === undefined ? fields : [...fields, [62, content] as const] };
}

function textOf({ request }: Exchange): string {
  return request.has(62) ? Buffer.from(request.bytes(62)).toString("latin1") : "";
}

const NAME_BYTES = 40;
const PHONE_DIGITS = 14;
/** Bits 1 and 2: balance is off, sale is on; UnionPay POS numbers 32 of them. */
const TRANSACTIONS = "01".padEnd(32, "0");

/** F62 of 360: code 2 and value, one behind the other. */
export function parametersOf({ terminal }: Pick<Exchange, "terminal">): Uint8Array {
  const none = " ".repeat(PHONE_DIGITS - 1);
  const values = [
    ["11", "60"],
    ["12", "60"],
    ["13", "3"],
    ["14", `0${none}`],
    ["15", `0${none}`],
    ["16", `0${none}`],
    ["17", `0${none}`],
    ["18", "0"],
    ["19", "00"],
    ["20", "0"],
    ["21", "0"],
    ["22", cut(terminal.merchantName)],
    ["23", "3"],
    ["24", "0"],
    ["25", "1"],
    ["26", TRANSACTIONS],
    ["27", "05"],
  ];
  return new Uint8Array(Buffer.from(values.flat().join("")));
}

/** Whole characters of UTF-8, spaces behind them. */
function cut(text: string): string {
  let name = text;
  while (Buffer.byteLength(name) > NAME_BYTES) name = name.replace(/.$/su, "");
  return name + " ".repeat(NAME_BYTES - Buffer.byteLength(name));
}
