/**
 * Firmware releases and texts for terminals: what a terminal is offered, in which blocks, and what became of it (this profile's own
 * messages).
 *
 * What always holds: only an image that is the one of its manifest, signed with the platform's release key, becomes a release,
 * and only one that is newer than all before; a terminal is offered the newest one that is out for its share of the fleet, and never one that is not newer than its own.
 */
import { createHash } from "node:crypto";
import { NetworkCode, Tag } from "../../assembly/abi_platform.ts";
import { FIRMWARE_SIGNATURE, StageResult } from "../../assembly/abi_devices.ts";
import {
  BLOCK_BYTES,
  judgeImage,
  judgeManifest,
  readManifest,
  testPublicKey,
  versionText,
} from "../firmware/manifest.ts";
import { isText } from "./platform/applications.ts";
import { audit, moment } from "./platform/context.ts";
import type { Actor, Context } from "./platform/context.ts";
import { IMAGE_BYTES_MAX } from "./platform/image_limit.ts";
import { fulfil, makeDue } from "./platform/devices.ts";
import { actorOf } from "./platform/own_message.ts";
import type { HandlerRule, Question } from "./platform/own_message.ts";
import { refuse } from "./platform/refusal.ts";
import type { Result } from "./platform/refusal.ts";
import type { DeviceRow, ReleaseRow } from "./platform/rows.ts";
import { numberTag, textTag } from "./platform/tags.ts";
import type { TagValues } from "./platform/tags.ts";
import { textsOf } from "./platform/texts.ts";

const NUMBER_BYTES = 4;
const PERCENT_MAX = 100;
const NAME_LENGTH_MAX = 40;
/** Of a firmware on trial, as the terminal says it. */
const CONFIRMED = 1;

/** What is put on the platform by whoever releases firmware. */
export interface Upload {
  name: string;
  /** Signed, FIRMWARE_MANIFEST_BYTES. */
  manifest: Uint8Array;
  image: Uint8Array;
}

/** Takes an image whose manifest is signed, newer than all that were taken before; nobody is offered it yet. */
export function addRelease(context: Context, upload: Upload, who: Actor): Result<ReleaseRow> {
  const { tables } = context.ledger;
  const { name, manifest, image } = upload;
  if (!isText(name, NAME_LENGTH_MAX)) return refuse("TEXT");
  if (image.length > IMAGE_BYTES_MAX) return refuse("IMAGE_SIZE");
  const said = readManifest(manifest);
  const signer = context.releaseKey ?? testPublicKey();
  if (said === undefined || judgeManifest(manifest, signer, 0) !== StageResult.DONE) return refuse("SIGNATURE");
  if (said.blockBytes > BLOCK_BYTES || judgeImage(said, image) !== StageResult.DONE) return refuse("IMAGE");
  const key = releaseKeyOf(said.version);
  if (tables.get("release", key) !== undefined) return refuse("EXISTS");
  if (tables.list("release").some(({ version }) => version > said.version)) return refuse("VERSION");
  const row: ReleaseRow = {
    version: said.version,
    name,
    bytes: said.size,
    hash: hex(said.hash),
    signature: hex(manifest.subarray(FIRMWARE_SIGNATURE)),
    state: "staged",
    share: 0,
    at: moment(context),
  };
  tables.put("release", key, row);
  const data = Buffer.from(image).toString("base64");
  tables.put("image", key, { version: said.version, blockBytes: said.blockBytes, data });
  audit(context, { who, what: "release added", about: `firmware ${versionText(said.version)}` });
  return row;
}

/** Offers a release to this share of the fleet, in percent; 0 withdraws it. */
export function rollOut(context: Context, version: number, share: number, who: Actor): Result<ReleaseRow> {
  const { tables } = context.ledger;
  const release = tables.get("release", releaseKeyOf(version));
  if (release === undefined) return refuse("NOT_FOUND");
  if (!Number.isInteger(share) || share < 0 || share > PERCENT_MAX) return refuse("SHARE");
  const row: ReleaseRow = { ...release, share, state: share === 0 ? "withdrawn" : "released" };
  tables.put("release", releaseKeyOf(version), row);
  const about = `firmware ${versionText(version)}`;
  audit(context, { who, what: "release rolled out", about, old: String(release.share), new: String(share) });
  for (const device of tables.list("device"))
    if (offerFor(context, device)?.version === version) makeDue(context, device.id, "firmware");
  return row;
}

/** The newest release for this device; undefined when it has none to go to. */
export function offerFor({ ledger: { tables } }: Context, device: DeviceRow): ReleaseRow | undefined {
  const out = tables.list("release", { state: "released" });
  const open = out.filter(({ version, share }) => version > device.firmware && shareOf(device, version) < share);
  return open.sort((a, b) => b.version - a.version)[0];
}

/** 0 to 99: where a device stands in the roll-out of a version; the same at any time, another for each version. */
export function shareOf({ id }: Pick<DeviceRow, "id">, version: number): number {
  const hash = createHash("sha256")
    .update(`${id}/${String(version)}`)
    .digest();
  return hash.readUInt32BE() % PERCENT_MAX;
}

export const RELEASE_MESSAGES: ReadonlyArray<readonly [number, HandlerRule]> = [
  [NetworkCode.TEXTS, { handle: tellTexts, access: "open" }],
  [NetworkCode.FIRMWARE_OFFER, { handle: offer, access: "open" }],
  [NetworkCode.FIRMWARE_BLOCK, { handle: block, access: "open" }],
  [NetworkCode.FIRMWARE_RESULT, { handle: noteResult, access: "sealed" }],
];

function tellTexts({ context, device }: Question): TagValues {
  const texts = textsOf(context, device.merchant);
  return [
    textTag(Tag.SUPPORT_PHONE, texts.supportPhone),
    textTag(Tag.SUPPORT_ONLINE, texts.supportOnline),
    textTag(Tag.RECEIPT_HEAD, texts.receiptHead),
    textTag(Tag.RECEIPT_FOOT, texts.receiptFoot),
    numberTag(Tag.METHODS, texts.methods, 1),
  ];
}

/** A terminal that asks says what it runs. */
function offer(question: Question): Result<TagValues> {
  const { context, tags } = question;
  const version = tags.number(Tag.VERSION, NUMBER_BYTES);
  if (version === undefined) return refuse("FORMAT");
  const device = running(question, version);
  const release = offerFor(context, device);
  const image = release && context.ledger.tables.get("image", releaseKeyOf(release.version));
  if (release === undefined || image === undefined) {
    fulfil(context, device.id, "firmware");
    return [];
  }
  return [
    numberTag(Tag.VERSION, release.version, NUMBER_BYTES),
    numberTag(Tag.BYTES, release.bytes, NUMBER_BYTES),
    numberTag(Tag.BLOCK_BYTES, image.blockBytes, NUMBER_BYTES),
    [Tag.HASH, bytes(release.hash)],
    [Tag.SIGNATURE, bytes(release.signature)],
  ];
}

function running({ context, device }: Question, version: number): DeviceRow {
  if (device.firmware === version) return device;
  const row = { ...device, firmware: version };
  context.ledger.tables.put("device", device.id, row);
  return row;
}

function block({ context, tags }: Question): Result<TagValues> {
  const version = tags.number(Tag.VERSION, NUMBER_BYTES);
  const index = tags.number(Tag.BLOCK, NUMBER_BYTES);
  if (version === undefined || index === undefined) return refuse("FORMAT");
  const { tables } = context.ledger;
  const image = tables.get("image", releaseKeyOf(version));
  if (image === undefined || tables.get("release", releaseKeyOf(version))?.state !== "released")
    return refuse("NOT_FOUND");
  const data = Buffer.from(image.data, "base64").subarray(index * image.blockBytes, (index + 1) * image.blockBytes);
  if (data.length === 0) return refuse("NOT_FOUND");
  return [
    numberTag(Tag.VERSION, version, NUMBER_BYTES),
    numberTag(Tag.BLOCK, index, NUMBER_BYTES),
    [Tag.DATA, new Uint8Array(data)],
  ];
}

/** One that was given up is offered again, until its release is withdrawn: the power may have failed before it was ever tried. */
function noteResult(question: Question): Result<TagValues> {
  const { context, device, tags } = question;
  const version = tags.number(Tag.VERSION, NUMBER_BYTES);
  const result = tags.number(Tag.RESULT, NUMBER_BYTES);
  if (version === undefined || result === undefined) return refuse("FORMAT");
  const isConfirmed = result === CONFIRMED;
  if (isConfirmed) {
    running(question, version);
    fulfil(context, device.id, "firmware");
  }
  const what = isConfirmed ? "firmware confirmed" : "firmware given up";
  audit(context, {
    who: actorOf(question),
    what,
    about: `device ${device.id}`,
    merchant: device.merchant,
    new: versionText(version),
  });
  return [];
}

/** Of its rows. */
export function releaseKeyOf(version: number): string {
  return String(version).padStart(8, "0");
}

function hex(value: Uint8Array): string {
  return Buffer.from(value).toString("hex").toUpperCase();
}

function bytes(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits, "hex"));
}
