/**
 * Ways to spoil what a card says of itself in EMV's own terms: AIP and AFL, the cryptogram, data object lists, the
 * directory. The form of the good answer (format 1 or 2) is kept.
 */
import { encodeResponse, status } from "../apdu.ts";
import { encodeTlv, tlv } from "../../codec/tlv/encode.ts";
import { findTlv } from "../../codec/tlv/find.ts";
import type { Deed, Edit } from "./deeds.ts";
import { bytes, join, replaced, withByte } from "./tlv_edits.ts";

const FORMAT_1 = 0x80;
const AIP_BYTES = 2;
const SW_OK = 0x9000;
const SW_NO_RECORD = 0x6a83;

/** Another AFL in the answer to GET PROCESSING OPTIONS (EMV Book 3, 6.5.8.4). */
export function afl(change: (afl: Uint8Array) => Uint8Array): Edit {
  return (data) => {
    if (data[0] !== FORMAT_1) return replaced(0x94, change)(data);
    const value = findTlv(data, FORMAT_1) ?? bytes();
    return encodeTlv(FORMAT_1, join(value.slice(0, AIP_BYTES), change(value.slice(AIP_BYTES))));
  };
}

/** AIP and AFL in format 1, or what is meant to be. */
export function format1(change: (aip: Uint8Array, afl: Uint8Array) => Uint8Array): Edit {
  return (data) => {
    const [aip, entries] = optionsOf(data);
    return encodeTlv(FORMAT_1, change(aip, entries));
  };
}

/** AIP and AFL in format 2, or what is meant to be. */
export function format2(change: (aip: Uint8Array, afl: Uint8Array) => Array<[tag: number, value: Uint8Array]>): Edit {
  return (data) => encodeTlv(0x77, tlv(change(...optionsOf(data))));
}

/** What an answer to GENERATE AC says (EMV Book 3, 6.5.5.4). */
export interface Cryptogram {
  cid: number;
  atc: Uint8Array;
  ac: Uint8Array;
  issuerData: Uint8Array;
}

/** Another cryptogram, in the form in which the good one came. */
export function cryptogram(change: (good: Cryptogram) => Partial<Cryptogram>): Edit {
  return (data) => {
    const good = cryptogramOf(data);
    const { cid, atc, ac, issuerData } = { ...good, ...change(good) };
    if (data[0] === FORMAT_1) return encodeTlv(FORMAT_1, join(bytes(cid), atc, ac, issuerData));
    const values: Array<[number, Uint8Array]> = [
      [0x9f27, bytes(cid)],
      [0x9f36, atc],
      [0x9f26, ac],
      [0x9f10, issuerData],
    ];
    return values.reduce((edited, [tag, value]) => replaced(tag, () => value)(edited), data);
  };
}

/** The command's last `count` bytes of data do not reach the card: they answer what its good list never asked for. */
export function shorter(count: number): (command: Uint8Array) => Uint8Array {
  return (command) => {
    const length = Math.max(0, (command[4] ?? 0) - count);
    return join(command.slice(0, 4), bytes(length), command.slice(5, 5 + length), bytes(0));
  };
}

/** The same within the command template 83 of GET PROCESSING OPTIONS (EMV Book 3, 6.5.8.3). */
export function shorterTemplate(count: number): (command: Uint8Array) => Uint8Array {
  return (command) => {
    const short = shorter(count)(command);
    return withByte(short, 6, Math.max(0, (short[4] ?? 0) - 2));
  };
}

/** Another P1: the type of cryptogram (EMV Book 3, 6.5.5.2), the record (6.5.11.2). */
export function askedFor(p1: number): (command: Uint8Array) => Uint8Array {
  return (command) => withByte(command, 2, p1);
}

/** A directory of these applications, four to a record (EMV Book 1, 12.2.3). */
export function directory(aids: readonly string[]): Deed {
  return ({ command }) => {
    const first = ((command[2] ?? 1) - 1) * 4;
    const entries = aids.slice(first, first + 4).map((aid, index) => entry(aid, first + index));
    if (entries.length === 0) return encodeResponse(status(SW_NO_RECORD));
    return encodeResponse({ data: encodeTlv(0x70, join(...entries)), sw: SW_OK });
  };
}

function entry(aid: string, index: number): Uint8Array {
  const label = new Uint8Array(Buffer.from(`Application ${index + 1}`, "ascii"));
  const application = tlv([
    [0x4f, new Uint8Array(Buffer.from(aid, "hex"))],
    [0x50, label],
    [0x87, bytes(1 + (index % 15))],
  ]);
  return encodeTlv(0x61, application);
}

function optionsOf(data: Uint8Array): [aip: Uint8Array, afl: Uint8Array] {
  if (data[0] !== FORMAT_1) return [findTlv(data, 0x82) ?? bytes(), findTlv(data, 0x94) ?? bytes()];
  const value = findTlv(data, FORMAT_1) ?? bytes();
  return [value.slice(0, AIP_BYTES), value.slice(AIP_BYTES)];
}

function cryptogramOf(data: Uint8Array): Cryptogram {
  if (data[0] !== FORMAT_1) {
    const found = (tag: number): Uint8Array => findTlv(data, tag) ?? bytes();
    return { cid: found(0x9f27)[0] ?? 0, atc: found(0x9f36), ac: found(0x9f26), issuerData: found(0x9f10) };
  }
  const value = findTlv(data, FORMAT_1) ?? bytes();
  return { cid: value[0] ?? 0, atc: value.slice(1, 3), ac: value.slice(3, 11), issuerData: value.slice(11) };
}
