/**
 * Where a PIN or a key could have been left: every byte of the core, of the flash, of the secure module and of the codec,
 * and every text that anybody gets to see. The markers are looked for in part, too: a few digits are a leak.
 */
import { inspect } from "node:util";
import { anonymise, RecordingRefused } from "../../host/recording/anonymise.ts";
import { formatRecording } from "../../host/recording/file.ts";
import type { Recorder } from "../../host/recording/recorder.ts";
import { encodePinBlock0 } from "../../host/codec/pin_block.ts";
import { pageOf } from "../../host/locale/page_of.ts";
import { LANGUAGES } from "../../host/locale/language.ts";
import { documentLines } from "../../host/locale/slip.ts";
import type { SecureModule } from "../../host/secure/module.ts";
import type { CardData } from "../../host/cards/card_spec.ts";
import type { Core } from "../../host/core.ts";
import { heldBy } from "./reach.ts";
import { keySecrets, Secrets } from "./secrets.ts";
import type { Secret } from "./secrets.ts";
import type { World } from "./world.ts";

/** Windows of the PIN that are looked for: shorter ones are found by chance. */
const BYTE_DIGITS = 4;
const TEXT_DIGITS = 6;
const PACKED_DIGITS = 8;
/** The part of a clear block of format 0 in which PIN and PAN are added. */
const BLOCK_TAIL_AT = 2;

/** The PIN in every form, of which a few digits are enough, and the keys of the world's terminals. */
export function markersOf(card: CardData, world: World): Secrets {
  const block = encodePinBlock0(Uint8Array.from(card.pin, Number), card.pan);
  const bytes = [
    ...windows(card.pin, BYTE_DIGITS).map((digits) => Uint8Array.from(digits, Number)),
    ...windows(card.pin, TEXT_DIGITS).map((digits) => Buffer.from(digits)),
    ...windows(card.pin, PACKED_DIGITS).map((digits) => Buffer.from(digits, "hex")),
    block.slice(BLOCK_TAIL_AT),
  ];
  const pin = bytes.map((form): Secret => ({ kind: "PIN", bytes: Buffer.from(form) }));
  return new Secrets([...pin, ...keySecrets(world.ledger)]);
}

function windows(digits: string, length: number): string[] {
  return Array.from({ length: digits.length - length + 1 }, (_, at) => digits.slice(at, at + length));
}

/** What a scan looks at, besides the world: what a power cut may have taken away, and what was noted on the way. */
export interface Scene {
  world: World;
  recorder: Recorder;
  /** A copy of the codec's memory, taken before anything else went through it. */
  codec: Uint8Array;
  /** Texts of errors, and whatever else somebody reads. */
  texts: string[];
  newCore: () => Core;
  core?: Core | undefined;
  secure?: SecureModule | undefined;
}

/** @returns what was found and where, one text each */
export function leaks(scene: Scene, markers: Secrets): string[] {
  const found = new Set<string>();
  for (const { name, bytes } of placesOf(scene)) for (const kind of markers.in(bytes)) found.add(`${kind} in ${name}`);
  return [...found];
}

interface Place {
  name: string;
  bytes: Uint8Array;
}

function* placesOf(scene: Scene): Generator<Place> {
  const { world, core, secure, recorder } = scene;
  if (core !== undefined) yield { name: "the core's memory", bytes: core.memory() };
  yield { name: "the flash", bytes: world.flash.cells };
  yield { name: "the codec's memory", bytes: scene.codec };
  if (secure !== undefined) yield* moduleOf(secure, world);
  for (const { event, commands } of recorder.steps) {
    yield { name: "a recorded event", bytes: event.payload };
    for (const { payload } of commands) yield { name: "a recorded command", bytes: payload };
  }
  yield { name: "the recording's text", bytes: Buffer.from(recordingOf(scene)) };
  for (const view of world.shown) {
    for (const { value } of view.fields) yield { name: "a screen", bytes: value };
    yield { name: "a page", bytes: Buffer.from(JSON.stringify(LANGUAGES.map((language) => pageOf(view, language)))) };
  }
  for (const view of world.printed) {
    for (const { value } of view.fields) yield { name: "a document", bytes: value };
    yield { name: "a slip", bytes: Buffer.from(JSON.stringify(documentLines(view, { testing: true }))) };
  }
  for (const text of scene.texts) yield { name: "a text", bytes: Buffer.from(text) };
  for (const trap of world.traps) yield { name: "a trap", bytes: Buffer.from(inspect(trap)) };
}

/** Everything that the module holds, but for the keys in their slots and in the store. */
function* moduleOf(secure: SecureModule, world: World): Generator<Place> {
  const isKept = (path: string): boolean => path.endsWith(".key") || path.includes(".store.");
  for (const { path, bytes } of heldBy(secure, { stops: [world.random], deep: true })) {
    // A PIN is no key: in whatever is kept, its digits are still looked for, one a byte.
    if (!isKept(path) || secure.condition !== "open") yield { name: `the module, at ${path}`, bytes };
    else yield { name: `the module, at ${path}`, bytes: bytes.map((byte) => (byte > 9 ? 0xff : byte)) };
  }
}

/** The file as it would be written; what may not be written has no text. */
function recordingOf({ recorder, newCore }: Scene): string {
  try {
    return formatRecording({ core: "", steps: anonymise(recorder.steps, newCore) });
  } catch (error) {
    if (error instanceof RecordingRefused) return error.message;
    throw error;
  }
}
