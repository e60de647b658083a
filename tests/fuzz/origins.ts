/**
 * Where fuzzing begins: every moment of real histories, and the real payloads that hostile ones are made of.
 *
 * The histories are the scenes of the golden transcripts and a few more, so that every state that a sale, a sign-on, a
 * reversal or a compaction passes through is a moment of one of them.
 */
import { Command } from "../../assembly/abi.ts";
import type { Event } from "../../assembly/abi.ts";
import type { Core, CoreCommand, CoreEvent } from "../../host/core.ts";
import { word } from "../../host/payloads.ts";
import type { Step } from "../../host/recording/recorder.ts";
import { record } from "../simulation/transcript_recording.ts";
import { SCENES } from "../simulation/transcript_scenes.ts";
import type { Scene } from "../simulation/transcript_scene.ts";
import { SMALL_FLASH } from "../simulation/world.ts";
import type { Dice } from "./dice.ts";

/** A terminal at rest between two events of a history. */
export interface Origin {
  terminal: Uint8Array;
  /** The history, and the index of the event that came next. */
  steps: readonly Step[];
  next: number;
}

export interface Origins {
  /** By the machines that run and their states: one entry a place. */
  places: ReadonlyArray<readonly Origin[]>;
  /** Real payloads by the code of their event. */
  payloads: ReadonlyMap<Event, readonly Uint8Array[]>;
  /** Flash contents after every record of every history. */
  images: readonly Uint8Array[];
}

const SIGN_ON = { kind: "sign-on" } as const;
const MORE_SCENES: readonly Scene[] = [
  {
    name: "many_sales",
    title: "So many sales that the journal is compacted, with an old card too",
    tasks: [
      SIGN_ON,
      ...[1, 2, 3, 4, 5, 6].map((amount) => ({ kind: "sale", amount, card: "debit", pin: "123456" }) as const),
      { kind: "sale", amount: 700, card: "old-debit", pin: "271828" },
    ],
  },
  {
    name: "no_pin",
    title: "A sale without a PIN, to be signed",
    tasks: [SIGN_ON, { kind: "sale", amount: 300, card: "debit", pin: "" }],
  },
];

/** The engine's part of a terminal (assembly/machine): `depth` frames of 24 bytes behind 120 bytes. */
const DEPTH_AT = 28;
const FRAMES_AT = 120;
const FRAME_BYTES = 24;

/** Plays the histories with `core` and collects their moments. */
export function collectOrigins(core: () => Core, scenes: readonly Scene[] = SCENES): Origins {
  const places = new Map<string, Origin[]>();
  const payloads = new Map<Event, Uint8Array[]>();
  const images: Uint8Array[] = [];
  for (const scene of [...scenes, ...MORE_SCENES]) {
    const { lives, flash } = record(scene, core);
    const image = new Uint8Array(flash.length).fill(0xff);
    for (const steps of lives) {
      const replayed = core();
      steps.forEach(({ event }, next) => {
        const terminal = replayed.snapshot();
        entry(places, placeOf(terminal)).push({ terminal, steps, next });
        entry(payloads, event.code).push(event.payload);
        if (replayed.step(event).some((command) => obey(command, image))) images.push(image.slice());
      });
    }
  }
  return { places: [...places.values()], payloads, images };
}

/** Keeps what a command writes to the flash. @returns whether it was a record */
function obey({ code, payload }: CoreCommand, image: Uint8Array): boolean {
  if (code === Command.FLASH_ERASE) image.fill(0xff, word(payload, 0), word(payload, 0) + SMALL_FLASH.sectorBytes);
  if (code !== Command.FLASH_APPEND) return false;
  image.set(payload.subarray(8, 8 + word(payload, 1)), word(payload, 0));
  return true;
}

/** Commands of the last steps before an origin that still wait for an answer, the newest last. */
export function outstanding({ steps, next }: Origin): CoreCommand[] {
  const asked = steps.slice(Math.max(0, next - 3), next).flatMap(({ commands }) => commands);
  return asked.filter(({ ticket }) => ticket.number !== 0);
}

/** The event that really came, or one like it. */
export function realEvent(origin: Origin, offset: number): CoreEvent | undefined {
  return origin.steps[origin.next + offset]?.event;
}

export function anyOrigin(dice: Dice, { places }: Origins, index: number): Origin {
  return dice.pick(places[index % places.length]!);
}

function placeOf(terminal: Uint8Array): string {
  const words = new DataView(terminal.buffer, terminal.byteOffset);
  return Array.from({ length: words.getInt32(DEPTH_AT, true) }, (_, index) => {
    const frame = FRAMES_AT + FRAME_BYTES * index;
    return `${words.getInt32(frame + 12, true)}:${words.getInt32(frame + 16, true)}`;
  }).join(" ");
}

function entry<K, V>(map: Map<K, V[]>, key: K): V[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
