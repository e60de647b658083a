/**
 * The libraries that we are measured against. They are no dependency of the project: a package of this folder names them,
 * with a lock file of its own, and the benchmark installs them the first time it needs them.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../build/script.ts";
import { type Content, toHex } from "./reference.ts";

const FOLDER = join(ROOT, "tests/bench");

/** Installs what `package.json` of this folder names, unless it is there. @returns why not, where it cannot be had */
export function installPeers(): string | undefined {
  if (isInstalled()) return undefined;
  console.error("installing the libraries to compare with, once, in tests/bench");
  const { status, stderr, error } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: FOLDER,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status === 0) return undefined;
  const said = /npm error .*/.exec(stderr)?.[0] ?? error?.message ?? "it gave no reason";
  return `npm ci in tests/bench failed: ${said}`;
}

/** True when every library is there in the version wanted. */
export function isInstalled(): boolean {
  const { devDependencies } = readPackage(FOLDER);
  return Object.entries(devDependencies ?? {}).every(([name, version]) => {
    const folder = join(FOLDER, "node_modules", name);
    return existsSync(folder) && readPackage(folder).version === version;
  });
}

function readPackage(folder: string): { version?: string; devDependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as ReturnType<typeof readPackage>;
}

/** A data object as all give it to be compared: tag and value in upper-case hex, primitive ones alone, in their order. */
export type Flat = Array<[string, string]>;

export interface TlvPeer {
  name: string;
  /** Prepares the input in the form that the library wants, and gives the loop. */
  repeat: (bytes: Uint8Array) => (times: number) => number;
  flat: (bytes: Uint8Array) => Flat;
}

export interface IsoPeer {
  /** The message in the library's own form: ASCII digits, 16 bytes of bitmap, chip data as hexadecimal text. */
  pack: (content: Content) => Uint8Array;
  repeatUnpack: (message: Uint8Array) => (times: number) => number;
  repeatPack: (content: Content) => (times: number) => number;
  unpack: (message: Uint8Array) => Content;
}

export interface Peers {
  iso: IsoPeer;
  tlv: TlvPeer[];
}

/** Loads them; only after they were installed. */
export async function loadPeers(): Promise<Peers> {
  return { iso: isoPeer(await load<IsoLibrary>("iso_8583")), tlv: [await tomkp(), await nodeEmv(), await berTlv()] };
}

/** Stays a file of its own beside the bundle: libraries are found from where it stands. */
interface Loader {
  load: (name: string) => Promise<unknown>;
}

/** A library of this folder's package. Its type is ours: a checkout that has not installed it must compile too. */
export async function load<Library>(name: string): Promise<Library> {
  const { load: loadHere } = (await import(new URL("load.mjs", import.meta.url).href)) as Loader;
  const module = (await loadHere(name)) as Library & { default?: Library };
  return module.default ?? module;
}

type IsoLibrary = new (
  message?: Record<string, string>,
  formats?: Record<string, object>,
) => { getBufferMessage(): Buffer | { error: string }; getIsoJSON(bytes: Buffer): Record<string, string> };

/** As it stands the library gives field 64 only four bytes. */
const ISO_FORMATS = { 64: { ContentType: "b", Label: "MAC", LenType: "fixed", MaxLen: 16 } };

function isoPeer(Library: IsoLibrary): IsoPeer {
  const packed = ({ mti, fields }: Content): Buffer => {
    const bytes = new Library({ 0: mti, ...fields }, ISO_FORMATS).getBufferMessage();
    if (!Buffer.isBuffer(bytes)) throw new Error(`iso_8583: ${bytes.error}`);
    return bytes;
  };
  const unpacked = (bytes: Buffer): Record<string, string> => new Library(undefined, ISO_FORMATS).getIsoJSON(bytes);
  return {
    pack: packed,
    unpack: (message) => {
      const { 0: mti = "", ...fields } = unpacked(Buffer.from(message));
      const upper = Object.entries(fields).map(([field, text]): [string, string] => [field, text.toUpperCase()]);
      return { mti, fields: Object.fromEntries(upper) };
    },
    repeatUnpack: (message) => {
      const bytes = Buffer.from(message);
      return (times) => {
        let sum = 0;
        for (let i = 0; i < times; i++) sum += unpacked(bytes)["64"]!.length;
        return sum;
      };
    },
    repeatPack: (content) => (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += packed(content).length;
      return sum;
    },
  };
}

interface TomkpObject {
  tag: { bytes?: Uint8Array };
  value: Uint8Array;
  children?: readonly TomkpObject[];
}

async function tomkp(): Promise<TlvPeer> {
  const { parse } = await load<{ parse: (bytes: Uint8Array) => TomkpObject[] }>("@tomkp/ber-tlv");
  const flat = (objects: readonly TomkpObject[]): Flat =>
    objects.flatMap(({ tag, value, children }) =>
      children === undefined ? [[toHex(tag.bytes ?? new Uint8Array()), toHex(value)]] : flat(children),
    );
  return {
    name: "@tomkp/ber-tlv",
    flat: (bytes) => flat(parse(bytes)),
    repeat: (bytes) => (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += parse(bytes).length;
      return sum;
    },
  };
}

interface NodeEmvObject {
  tag: string;
  value: string | NodeEmvObject[];
}

/** It writes a line to the console for every long length: that is taken away, which makes it faster, not slower. */
async function nodeEmv(): Promise<TlvPeer> {
  type Parse = (hex: string, give: (objects: NodeEmvObject[]) => void) => void;
  const { parse } = await load<{ parse: Parse }>("node-emv");
  const quietly = <Result>(work: () => Result): Result => {
    const { log } = console;
    console.log = () => undefined;
    try {
      return work();
    } finally {
      console.log = log;
    }
  };
  const flat = (objects: readonly NodeEmvObject[]): Flat =>
    objects.flatMap(({ tag, value }) => (typeof value === "string" ? [[tag, value]] : flat(value)));
  return {
    name: "node-emv",
    flat: (bytes) => {
      let found: Flat = [];
      quietly(() => parse(toHex(bytes), (objects) => (found = flat(objects))));
      return found;
    },
    repeat: (bytes) => {
      const hex = toHex(bytes);
      return (times) => {
        let sum = 0;
        const count = (objects: NodeEmvObject[]): void => void (sum += objects.length);
        quietly(() => {
          for (let i = 0; i < times; i++) parse(hex, count);
        });
        return sum;
      };
    },
  };
}

interface BerTlvObject {
  tag: string;
  value: Buffer;
  items: BerTlvObject[] | null;
}

async function berTlv(): Promise<TlvPeer> {
  const { TlvFactory } = await load<{ TlvFactory: { parse: (bytes: Buffer) => BerTlvObject[] } }>("ber-tlv");
  const flat = (objects: readonly BerTlvObject[]): Flat =>
    objects.flatMap(({ tag, value, items }) => (items === null ? [[tag.toUpperCase(), toHex(value)]] : flat(items)));
  return {
    name: "ber-tlv",
    flat: (bytes) => flat(TlvFactory.parse(Buffer.from(bytes))),
    repeat: (bytes) => {
      const buffer = Buffer.from(bytes);
      return (times) => {
        let sum = 0;
        for (let i = 0; i < times; i++) sum += TlvFactory.parse(buffer).length;
        return sum;
      };
    },
  };
}
