/**
 * What is fuzzed of the codec library: each target takes any bytes and must keep its promises.
 *
 * The promises: nothing is thrown but a CodecError, whose offset lies within what was given; what is accepted comes back the
 * same; whatever is shown holds no card number. A broken promise is thrown as a Violation.
 */
import { readFileSync } from "node:fs";
import type { DialectSpec } from "../../../host/codec/iso8583/spec.ts";
import type { TlvNode } from "../../../host/codec/tlv/parse.ts";
import { BITMAPS, NESTED } from "./dialects.ts";
import { keyBlocks } from "./key_blocks.ts";

export type Library = typeof import("../../../host/index.ts");

export interface Target {
  name: string;
  /** Right inputs, which cases are made of. */
  seeds: readonly Uint8Array[];
  /** @returns true when the input was accepted */
  run: (bytes: Uint8Array) => boolean;
}

export class Violation extends Error {}

/** A published test card number. */
export const PAN = "4761739001010119";
/** Digits of it that nobody may be shown. */
const HIDDEN = PAN.slice(6, -4);

export function targetsOf(lib: Library): Target[] {
  return [
    ...lib.Dialect.names().map((name) => iso8583(lib, lib.Dialect.builtIn(name))),
    ...[NESTED, BITMAPS].map((spec: DialectSpec) => iso8583(lib, lib.Dialect.from(spec))),
    frames(lib),
    tlv(lib),
    dol(lib),
    historical(lib),
    tracks(lib),
    pinBlocks(lib),
    codes(lib),
    masks(lib),
    keyBlocks(),
  ];
}

type Dialect = ReturnType<Library["Dialect"]["builtIn"]>;

function iso8583(lib: Library, dialect: Dialect): Target {
  const lenient = {
    content: "accept",
    pad: "accept",
    overlong: "accept",
    lengthDigits: "accept",
    trailing: "accept",
  } as const;
  // Hexadecimal text and bitmaps may come in lower case, and go out in upper case.
  const isExact = !JSON.stringify(dialect.spec).includes("hex");
  return {
    name: `iso8583 ${dialect.name}`,
    seeds: sampleMessages(dialect),
    run: (bytes) => {
      judge(lib, bytes, () => {
        const message = dialect.unpack(bytes, lenient);
        same(message.pack(), bytes, "a lenient message");
        message.describe("zh-CN");
      });
      return judge(lib, bytes, () => {
        const message = dialect.unpack(bytes);
        same(message.pack(), bytes, "a message");
        const { header } = message;
        const plain = message.toJSON();
        const packed = dialect.pack({ ...plain, header });
        if (isExact) same(packed, bytes, "a message as plain data");
        const again = JSON.stringify(dialect.unpack(packed).toJSON({}).fields);
        if (again !== JSON.stringify(plain.fields)) throw new Violation("plain data come back different");
        requireMasked(message);
        for (const number of message.numbers())
          if (message.dialect.spec.fields[number]?.subfields) message.parts(number);
      });
    },
  };
}

/** @throws Violation when the card number of field 2 is shown; what a case has put into other fields may be */
function requireMasked(message: ReturnType<Dialect["unpack"]>): void {
  const others = message.numbers().filter((number) => ![2, 34, 35, 36, 45].includes(number));
  if (message.text(2) !== PAN || others.some((number) => message.text(number).includes(HIDDEN))) return;
  const shown = message.describe("en").join("\n") + JSON.stringify(message);
  if (shown.includes(HIDDEN)) throw new Violation("a card number is shown");
}

/** One message with every field that a sample value is known for, and one with few. */
function sampleMessages(dialect: Dialect): Uint8Array[] {
  const header = new Uint8Array(dialect.spec.header ?? 0);
  const fields: Record<string, string> = {};
  for (const [number, spec] of Object.entries(dialect.spec.fields)) {
    const length = spec.prefix === undefined ? spec.length : Math.min(spec.length, 12);
    const digits = number === "2" ? PAN : "1234567890".repeat(Math.ceil(spec.length / 10)).slice(0, length);
    if (spec.subfields !== undefined || spec.content === "x+n") continue;
    fields[number] = spec.content === "b" ? "A5".repeat(length) : spec.content === "a" ? "A".repeat(length) : digits;
  }
  const few = Object.fromEntries(Object.entries(fields).filter(([number]) => Number(number) % 5 === 2));
  const pan = fields[2] === undefined ? few : { ...few, 2: PAN };
  return [fields, few, pan].map((some) => dialect.pack({ mti: "0200", fields: some, header }));
}

function frames(lib: Library): Target {
  const body = Buffer.from("0800002000000000000000000001", "hex");
  const seed = lib.encodeFrame({ tpdu: new Uint8Array(5), header: new Uint8Array(6), body });
  return {
    name: "frames",
    seeds: [seed, new Uint8Array([...seed, 0, 0, ...seed])],
    run: (bytes) =>
      judge(lib, bytes, () => {
        const whole = new lib.Framer().push(bytes);
        const framer = new lib.Framer();
        const cut = bytes.length >> 1;
        const parts = [...framer.push(bytes.subarray(0, cut)), ...framer.push(bytes.subarray(cut))];
        if (parts.length !== whole.length) throw new Violation("a cut makes other frames");
        whole.forEach((frame, i) => {
          same(parts[i]?.body ?? new Uint8Array(0), frame.body, "a frame");
        });
      }),
  };
}

function tlv(lib: Library): Target {
  const seeds = [
    "6F1A8407A0000003330101A50F500544454249549F38069F02065F2A02",
    "70 1A 5A08 4761739001010119 57 0E 4761739001010119D2512201123F".replaceAll(" ", ""),
    "FF81E37105DF81E27100",
    "9F36020001009F3704C0FFEE42",
    "6F80840101A58050014100000000",
  ].map(fromHex);
  return {
    name: "tlv",
    seeds,
    run: (bytes) => {
      judge(lib, bytes, () => lib.Tlv.parse(bytes, { indefinite: true }));
      return judge(lib, bytes, () => {
        const objects = lib.Tlv.parse(bytes);
        const again = lib.Tlv.parse(lib.Tlv.encode(objects));
        if (tree(again) !== tree(objects)) throw new Violation("objects come back different");
      });
    },
  };
}

/** Tags and values; the length of a template also counts the padding in it, which is not written again. */
function tree(nodes: readonly TlvNode[]): string {
  const text = ({ tag, value, children }: TlvNode): string =>
    `${tag.toString(16)}(${children === undefined ? Buffer.from(value).toString("hex") : tree(children)})`;
  return nodes.map(text).join();
}

function dol(lib: Library): Target {
  return {
    name: "dol",
    seeds: ["9F02069F03069F1A0295055F2A029A039C019F3704", "9F38", "8A02"].map(fromHex),
    run: (bytes) =>
      judge(lib, bytes, () => {
        const list = lib.Dol.parse(bytes);
        same(list.encode(), bytes, "a list");
        list.build(new Map([[0x9f02, fromHex("000000012345")]]), () => "n");
      }),
  };
}

function historical(lib: Library): Target {
  return {
    name: "historical bytes",
    seeds: ["0031C173C8400090 00", "80 31C173C84000", "10 00"].map((hex) => fromHex(hex.replaceAll(" ", ""))),
    run: (bytes) =>
      judge(lib, bytes, () => {
        same(lib.encodeHistorical(lib.parseHistorical(bytes)), bytes, "historical bytes");
      }),
  };
}

function tracks(lib: Library): Target {
  const seeds = [
    `%B${PAN}^CARD/TEST^25122010000000000?`,
    `;${PAN}=25122011234567890?`,
    `${PAN}D25122011234567890`,
    `01${PAN}=1561560000000000000003000000000000002512=1=00=0`,
  ];
  return {
    name: "tracks",
    seeds: seeds.map((text) => new Uint8Array(Buffer.from(text, "latin1"))),
    run: (bytes) =>
      judge(lib, bytes, () => {
        const track = lib.Track.parse(bytes);
        const isClear = track.pan === PAN && JSON.stringify(track).includes(HIDDEN);
        if (isClear) throw new Violation("a track shows its card number");
      }),
  };
}

function pinBlocks(lib: Library): Target {
  const seeds = ([0, 1, 2, 3] as const).map((format) =>
    lib.PinBlock.encode({ format, pin: "1234", pan: PAN, fill: fromHex("ABCDEFABCDEFABCDEF") }),
  );
  return {
    name: "PIN blocks",
    seeds,
    run: (bytes) =>
      ([0, 1, 2, 3, 4] as const)
        .map((format) =>
          judge(lib, bytes, () => {
            const pin = lib.PinBlock.decode({ format, block: bytes, pan: PAN });
            if (pin.length < 4 || pin.length > 12 || pin.some((digit) => digit > 9)) throw new Violation("no PIN");
          }),
        )
        .some(Boolean),
  };
}

function codes(lib: Library): Target {
  const seeds = [
    "00020101021252044131153137210116372101160123456789ABCDE6010Phnom Penh5913Merchant Shop5802KH540510.005303840622501081234567802090124444446304A0BA",
    "hQVDUFYwMWETTwegAAAAVVVVUAhQcm9kdWN0MQ==",
    "134567890123456789",
  ];
  return {
    name: "QR codes",
    seeds: seeds.map((text) => new Uint8Array(Buffer.from(text, "utf8"))),
    run: (bytes) => {
      const text = new TextDecoder().decode(bytes);
      return judge(lib, Buffer.from(text, "utf8"), () => {
        const qr = lib.Qr.decode(text);
        JSON.stringify(qr);
        qr.describe("zh-CN");
      });
    },
  };
}

/** Whatever stands around a card number, no more than its first six and last four digits are seen. */
function masks(lib: Library): Target {
  return {
    name: "masks",
    seeds: [PAN, `${PAN}=2512`, `a ${PAN} b`, `%B${PAN}^X/Y^2512`].map((text) => new Uint8Array(Buffer.from(text))),
    run: (bytes) =>
      judge(lib, bytes, () => {
        const text = Buffer.from(bytes).toString("latin1");
        for (const mask of [lib.maskPan, lib.maskTrack, lib.maskText]) {
          if (mask(text).includes(PAN)) throw new Violation(`${mask.name} lets a card number through`);
        }
      }),
  };
}

/** @returns true when nothing was refused. @throws Violation when anything but a CodecError comes out */
function judge(lib: Library, bytes: Uint8Array, run: () => void): boolean {
  try {
    run();
    return true;
  } catch (error) {
    if (error instanceof Violation) throw error;
    if (!(error instanceof lib.CodecError)) throw new Violation(`threw ${String(error)}`, { cause: error });
    if (error.offset < 0 || error.offset > bytes.length) throw new Violation(`${error.code} points outside`);
    const told = `${error.message} ${error.path} ${error.expected ?? ""} ${error.actual ?? ""}`;
    if (told.includes(HIDDEN)) throw new Violation(`${error.code} tells a card number`);
    return false;
  }
}

function same(found: Uint8Array, wanted: Uint8Array, what: string): void {
  if (Buffer.compare(found, wanted) !== 0) throw new Violation(`${what} does not come back as it was`);
}

export function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}

/** The library as it was built. */
export const BUILT = new URL("../../../build/out/index.mjs", import.meta.url);

export function builtLibrary(): Promise<Library> {
  readFileSync(BUILT);
  return import(BUILT.href) as Promise<Library>;
}
