/** What a platform wants terminals to download in worlds, and what goes wrong with it; each function prepares a world. */
import { Download } from "../../assembly/abi_devices.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import type { Message } from "../../host/codec/iso8583/message.ts";
import { Configuration } from "../../host/configuration/configuration.ts";
import { STANDARD } from "../../host/configuration/standard.ts";
import { manifestOf, signManifest, testSigningKey } from "../../host/firmware/manifest.ts";
import { addRelease, rollOut } from "../../host/acquirer/releases.ts";
import type { Upload } from "../../host/acquirer/releases.ts";
import { makeDue } from "../../host/acquirer/platform/devices.ts";
import type { Due } from "../../host/acquirer/platform/rows.ts";
import { encodeFrame, Framer } from "../../host/codec/iso8583/frame.ts";
import { FRAME_HEAD_BYTES } from "./cuts.ts";
import { TERMINAL } from "./world.ts";
import type { World } from "./world.ts";

/** Few enough to be read in a transcript; cards of the house still find their application. */
export const FEW = few(0, 3);
/** The same keys but for the first. */
export const OTHER_KEYS = few(1, 3);

function few(from: number, count: number): Configuration {
  const capks = STANDARD.spec.capks!.filter(({ kind }) => kind !== "test").slice(from, from + count);
  return new Configuration({ ...STANDARD.spec, applications: STANDARD.spec.applications.slice(0, 4), capks });
}

/** A version that is newer than what a world's terminal runs, and its image of a few blocks. */
export const NEW_VERSION = 0x01_02_00;
const IMAGE = Uint8Array.from({ length: 1000 }, (_, at) => (at * 7) % 251);

export function upload(version: number = NEW_VERSION, image: Uint8Array = IMAGE): Upload {
  return { name: "test", manifest: signManifest(manifestOf(image, version), testSigningKey()), image };
}

/** The platform has these lists, and wants this to be fetched. */
export function orderDownloads(world: World, due: readonly Due[], configuration: Configuration = FEW): void {
  Object.assign(world.acquirer.platform, { configuration });
  world.ledger.transaction(() => due.forEach((one) => makeDue(world.acquirer.platform, TERMINAL.terminal, one)));
}

export function release(world: World, version: number = NEW_VERSION): void {
  const { platform } = world.acquirer;
  world.ledger.transaction(() => {
    addRelease(platform, upload(version), "test");
    rollOut(platform, version, 100, "test");
  });
}

/** The platform's own release is spoilt: its signature, a bit of its image, or its last bytes are missing. */
export function spoilRelease(world: World, what: "signature" | "bit" | "length"): void {
  const { tables } = world.ledger;
  const key = String(NEW_VERSION).padStart(8, "0");
  world.ledger.transaction(() => {
    const [row, image] = [tables.get("release", key)!, tables.get("image", key)!];
    const data = Buffer.from(image.data, "base64");
    if (what === "bit") data[500]! ^= 1;
    const kept = what === "length" ? data.subarray(0, -5) : data;
    tables.put("image", key, { ...image, data: kept.toString("base64") });
    if (what === "signature")
      tables.put("release", key, {
        ...row,
        signature: row.signature.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
      });
  });
}

/** Changes the bytes of F62 in replies with this F60.3; what gives undefined is left alone. */
export function changeReplies(
  world: World,
  network: number,
  change: (content: Uint8Array, message: Message) => Uint8Array | undefined,
): void {
  const before = world.network.reply;
  world.network.reply = (bytes) => {
    const carried = before === undefined ? bytes : before(bytes);
    if (carried === undefined) return undefined;
    const message = UNIONPAY.unpack(carried.subarray(FRAME_HEAD_BYTES));
    if (!message.has(62) || !message.has(60) || Number(message.text(60).slice(8, 11)) !== network) return carried;
    const content = change(message.bytes(62), message);
    if (content === undefined) return carried;
    const [frame] = new Framer().push(carried);
    const fields = new Map(message.fields).set(62, content);
    return encodeFrame({ ...frame!, body: UNIONPAY.pack({ mti: message.mti, fields }) });
  };
}

/** What the terminal has of a download, as hexadecimal; undefined when it never had one. */
export function takenBy(world: World, download: Download): string | undefined {
  const taken = world.belongings.taken.get(download);
  return taken?.entries.map((entry) => Buffer.from(entry).toString("hex")).join(" ");
}
