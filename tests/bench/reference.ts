/**
 * What is measured: one financial request in two dialects, and one nested blob of chip data. Card numbers are those of
 * published test cards.
 */
import { readFileSync } from "node:fs";
import type { DialectSpec } from "../../host/codec/iso8583/spec.ts";

export interface Content {
  mti: string;
  fields: Record<string, string>;
}

/** Fields of a purchase with a chip card, as any codec gives them: text, track 2 with `=`, bytes as upper-case hex. */
export const REFERENCE: Content = {
  mti: "0200",
  fields: {
    2: "4761739001010119",
    3: "000000",
    4: "000000012345",
    7: "1122093015",
    11: "000123",
    12: "093015",
    13: "1122",
    22: "051",
    25: "00",
    35: "4761739001010119=22122011758928889000",
    37: "112209000123",
    41: "TERM0001",
    42: "MERCHANT0000001",
    49: "156",
    52: "0011223344556677",
    55: chipData(),
    64: "A1A2A3A4A5A6A7A8",
  },
};

/** The fields whose values are bytes. */
export const BINARY_FIELDS: readonly number[] = [52, 55, 64];

function chipData(): string {
  return [
    ["9F26", "A1B2C3D4E5F60718"],
    ["9F27", "80"],
    ["9F10", "07010103A0A802010A0100000000009F5D2B1A"],
    ["9F37", "C0FFEE42"],
    ["9F36", "0201"],
    ["95", "0080048000"],
    ["9A", "261122"],
    ["9C", "00"],
    ["9F02", "000000012345"],
    ["5F2A", "0156"],
    ["82", "7C00"],
    ["9F1A", "0156"],
    ["9F03", "000000000000"],
    ["9F33", "E0F8C8"],
    ["9F34", "420300"],
    ["9F35", "22"],
    ["84", "A0000003330101"],
    ["9F09", "0020"],
  ]
    .map(([tag = "", value = ""]) => object(tag, value))
    .join("");
}

/** A selection's answer, a processing options answer and a record: six containers, four of them inside each other. */
export const BLOB: Uint8Array = fromHex(
  object(
    "6F",
    object("84", "A0000003330101"),
    object(
      "A5",
      object("50", "4445424954"),
      object("87", "01"),
      object("5F2D", "7A68656E"),
      object("9F11", "01"),
      object("9F38", "9F66049F02065F2A02"),
      object("BF0C", object("61", object("4F", "A000000333010101"), object("50", "4445424954"), object("87", "01"))),
    ),
  ) +
    object("77", object("82", "7C00"), object("94", "08010100100103011801020020010100")) +
    object(
      "70",
      object("5A", "4761739001010119"),
      object("5F24", "221231"),
      object("5F25", "190101"),
      object("5F28", "0156"),
      object("5F34", "01"),
      object("57", "4761739001010119D22122011758928889"),
      object("8C", "9F02069F03069F1A0295055F2A029A039C019F37049F35019F45029F4C089F3403"),
      object("8E", "000000000000000042031E031F00"),
      object("8F", "09"),
      object("9F07", "FF00"),
      object("9F08", "0020"),
      object("9F0D", "F040642000"),
      object("9F42", "0156"),
      object("9F44", "02"),
    ),
);

/** One data object in hexadecimal, its length in the shortest form. */
function object(tag: string, ...parts: string[]): string {
  const value = parts.join("");
  const length = value.length / 2;
  const header = length > 0x7f ? "81" : "";
  return tag + header + length.toString(16).toUpperCase().padStart(2, "0") + value;
}

export const DIALECT = readDialect("reference_dialect.json");
export const ASCII_DIALECT = readDialect("reference_dialect_ascii.json");

function readDialect(name: string): DialectSpec {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8")) as DialectSpec;
}

/**
 * Prepared values, as the core and the floor take them: field u16, length u16 (little-endian) and characters, or bytes
 * where the value is bytes; field 0 is the message type.
 */
export function preparedFields({ mti, fields }: Content = REFERENCE): Uint8Array {
  const values: Array<[number, string]> = [[0, mti], ...Object.entries(fields).map(numbered)];
  const records = values.map(([field, text]) => {
    const value = Buffer.from(text, BINARY_FIELDS.includes(field) ? "hex" : "latin1");
    const head = Buffer.alloc(4);
    head.writeUInt16LE(field, 0);
    head.writeUInt16LE(value.length, 2);
    return Buffer.concat([head, value]);
  });
  return new Uint8Array(Buffer.concat(records));
}

function numbered([field, text]: [string, string]): [number, string] {
  return [Number(field), text];
}

export function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}
