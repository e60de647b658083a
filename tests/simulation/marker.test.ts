/**
 * After every way out of PIN entry nothing is left of the PIN, nor of a key outside of its slot: not in a byte of the core,
 * the flash, the secure module or the codec, not in a recording, on a screen, on paper or in an error. And a leak that is
 * planted in any of them is found.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { Command, KeyUsage, Purpose, Slot } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { memory } from "../../host/codec/wasm.ts";
import { PinBlock } from "../../host/codec/pin_block.ts";
import { BadEventError } from "../../host/core.ts";
import { bytesPayload } from "../../host/payloads.ts";
import type { Key } from "../../host/ports.ts";
import { Recorder } from "../../host/recording/recorder.ts";
import { plainAttributes } from "../../host/secure/key.ts";
import type { SecureModule } from "../../host/secure/module.ts";
import { debitChanged, OFFLINE_PIN, testCard } from "./cards.ts";
import { builtCore } from "./core.ts";
import { preparedWorld, sale } from "./cuts.ts";
import { leaks, markersOf } from "./marker.ts";
import type { Scene } from "./marker.ts";
import { PowerCut, SMALL_FLASH, TERMINAL } from "./world.ts";
import type { World } from "./world.ts";

const CARD = testCard("debit");
const core = builtCore();
const spare = builtCore();
const base = preparedWorld(core, SMALL_FLASH, 1);
const SETTLES_MS = 200_000;
const BEGUN: Key[] = Array.from(CARD.pin.slice(0, 7), (digit) => ({ digit: Number(digit) }));
const WHOLE: Key[] = Array.from(CARD.pin, (digit) => ({ digit: Number(digit) }));

interface Exit {
  keys: Key[];
  /** The card compares the PIN itself. */
  isOffline?: boolean;
  /** What happens when the last key has been pressed. */
  act?: (world: World) => void;
}

const EXITS: Readonly<Record<string, Exit>> = {
  done: { keys: [...WHOLE, "enter"] },
  cancel: { keys: [...BEGUN, "cancel"] },
  "time-out": { keys: BEGUN },
  "time-out, a whole PIN typed": { keys: WHOLE },
  bypass: { keys: [...BEGUN, "clear", "enter"] },
  "the card is pulled out": { keys: BEGUN, act: (world) => world.board!.reader.remove() },
  tamper: { keys: BEGUN, act: (world) => world.board!.runtime.tamper() },
  "tamper, a whole PIN typed": { keys: WHOLE, act: (world) => world.board!.runtime.tamper() },
  "power cut": { keys: BEGUN, act: cutPower },
};

/** Ways out of an offline PIN; with a whole PIN confirmed, the VERIFY is on its way to the card. */
const OFFLINE_EXITS: Readonly<Record<string, Exit>> = {
  ...EXITS,
  "the card is pulled out, a PIN on its way to it": {
    keys: [...WHOLE, "enter"],
    act: (world) => world.board!.reader.remove(),
  },
  "tamper, a PIN on its way to the card": { keys: [...WHOLE, "enter"], act: (world) => world.board!.runtime.tamper() },
  "power cut, a PIN on its way to the card": { keys: [...WHOLE, "enter"], act: cutPower },
};

function cutPower(): void {
  throw new PowerCut();
}

/** Plays a sale up to this exit and to its end. @returns what was found right after the exit, and when all was over */
function play({ keys, act, isOffline = false }: Exit, plant: (scene: Scene) => void = () => {}): string[] {
  const task = sale("debit", 4711, { at: { [Screen.ENTER_PIN]: keys } });
  const apdus: string[] = [];
  const world = base.fork({
    tasks: [task],
    apdu: (command) => void apdus.push(Buffer.from(command).toString("hex")),
    ...(isOffline ? { cards: debitChanged(OFFLINE_PIN) } : {}),
  });
  const recorder = new Recorder();
  world.observers.push(recorder);
  const markers = markersOf(CARD, world);
  const found: string[] = [];
  let scans = 0;
  const scan = (): void => {
    const { board } = world;
    scans++;
    const codec = new Uint8Array(memory().slice(0));
    const parts = { core: board?.runtime.terminal, secure: board?.secure };
    const scene: Scene = {
      world,
      recorder,
      codec,
      texts: [...textsOf(board?.secure), ...apdus],
      newCore: spare,
      ...parts,
    };
    plant(scene);
    found.push(...leaks(scene, markers));
  };
  try {
    watch(world, keys.length, { act, scan });
    world.run(SETTLES_MS);
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    world.powerOff();
    scan();
    world.powerOn();
    world.run(SETTLES_MS);
  }
  scan();
  assert.ok(scans >= 2, "right after the exit and at the end");
  return [...new Set(found)];
}

/** Acts after so many keys of the PIN, and scans at the end of the step in which the module gives the keypad back. */
function watch(world: World, count: number, { act, scan }: { act: Exit["act"]; scan: () => void }): void {
  let wasEntering = false;
  let pressed = 0;
  world.observers.push({
    after: ({ code }) => {
      const isEntering = world.board?.secure.entering !== undefined;
      if (code === Command.DEADLINE && wasEntering && !isEntering) scan();
      if (code === Command.DEADLINE || isEntering) wasEntering = isEntering;
    },
  });
  const { runtime } = world.powerOn();
  const press = runtime.key.bind(runtime);
  runtime.key = (key) => {
    const isTyped = world.board?.secure.entering !== undefined;
    press(key);
    if (isTyped && ++pressed === count) act?.(world);
  };
}

/** What the secure module, the codec and the core say when they are given a marker in the wrong way. */
function textsOf(secure: SecureModule | undefined): string[] {
  const pin = Uint8Array.from(CARD.pin, Number);
  const key = new Uint8Array(Buffer.from(TERMINAL.masterKey, "hex"));
  const { pan } = CARD;
  const attributes = plainAttributes(KeyUsage.MASTER, "tdes");
  const attempts: Array<() => unknown> = [
    () => PinBlock.encode({ format: 0, pin: Uint8Array.of(...pin, 10), pan }),
    () => PinBlock.encode({ format: 3, pin, pan, fill: "0" }),
    () => PinBlock.decode({ format: 0, block: pin.subarray(0, 8), pan }),
    () => PinBlock.decode({ format: 1, block: pin }),
    () => new BadEventError(0, pin.length),
    () => spare().step({ code: 99, ticket: { epoch: 0, number: 0 }, monotonic_ms: 1, wall_ms: 1, payload: pin }),
    () => secure?.keys.inject({ slot: 99, attributes, key }),
    () => secure?.keys.inject({ slot: Slot.TMK, attributes, key: key.subarray(1) }),
    () => secure?.loadKeys({ parent: Slot.TMK, download: key }),
    () => secure?.loadKeys({ parent: Slot.TMK, download: bytesPayload(Uint8Array.of(...key, ...key)) }),
    () => secure?.encipherPin({ slot: Slot.PIN, handle: 1, pan: new Uint8Array(Buffer.from(`${pan}X`)) }),
    () => secure?.unprotect(pin),
    () => secure?.entering?.purpose === Purpose.ONLINE_PIN,
  ];
  return attempts.map((attempt) => {
    try {
      return inspect(attempt(), { depth: 9 });
    } catch (error) {
      return inspect(error, { depth: 9 });
    }
  });
}

describe("nothing is left of a PIN or a key", () => {
  for (const [name, exit] of Object.entries(EXITS)) {
    it(`after: ${name}`, () => assert.deepEqual(play(exit), []));
  }

  for (const [name, exit] of Object.entries(OFFLINE_EXITS)) {
    it(`offline, after: ${name}`, () => assert.deepEqual(play({ ...exit, isOffline: true }), []));
  }
});

class Holder {
  readonly #digits: Uint8Array;
  constructor(digits: Uint8Array) {
    this.#digits = digits;
  }
  get count(): number {
    return this.#digits.length;
  }
}

/** Four digits of the PIN, as they would stand in a buffer; and as text, six. */
const DIGITS = Uint8Array.from(CARD.pin.slice(3, 7), Number);
const TEXT = `"${CARD.pin.slice(2, 8)}"`;
const KEY = new Uint8Array(Buffer.from(TERMINAL.masterKey, "hex").subarray(8));
const VIEW = { id: 1, fields: [{ kind: 0, value: new Uint8Array(Buffer.from(TEXT)) }] };
const EVENT = { code: 0, ticket: { epoch: 0, number: 0 }, monotonic_ms: 0, wall_ms: 0, payload: DIGITS };

const PLANTS: Readonly<Record<string, (scene: Scene) => (() => void) | undefined>> = {
  "the core's memory": ({ core: live }) => plantIn(live && bytesOf(live)),
  "the flash": ({ world }) => plantIn(world.flash.cells),
  "the codec's memory": ({ codec }) => plantIn(codec),
  "the module, at .left": ({ secure }) => leaveIn(secure, { left: DIGITS }),
  "the module, at .text": ({ secure }) => leaveIn(secure, { text: TEXT }),
  "the module, at .copy": ({ secure }) => leaveIn(secure, { copy: KEY }),
  "the module, at .holder.#digits": ({ secure }) => leaveIn(secure, { holder: new Holder(DIGITS) }),
  "the module, at .later(digits)": ({ secure }) => leaveIn(secure, { later: laterOf(DIGITS.slice()) }),
  "a recorded event": ({ recorder }) => {
    recorder.event(EVENT);
    recorder.step([]);
    return undefined;
  },
  "a screen": ({ world }) => {
    world.shown.push(VIEW);
    return undefined;
  },
  "a document": ({ world }) => {
    world.printed.push(VIEW);
    return undefined;
  },
  "a text": (scene) => {
    scene.texts.push(TEXT);
    return undefined;
  },
};

function bytesOf(live: object): Uint8Array {
  return (live as { bytes?: Uint8Array }).bytes ?? bytesOf(Object.getPrototypeOf(live) as object);
}

/** Digits behind everything that is in use. @returns takes them out again */
function plantIn(bytes: Uint8Array | undefined): () => void {
  const before = bytes?.slice(-DIGITS.length);
  bytes?.set(DIGITS, bytes.length - DIGITS.length);
  return () => before && bytes?.set(before, bytes.length - before.length);
}

function leaveIn(secure: SecureModule | undefined, what: object): undefined {
  if (secure !== undefined) Object.assign(secure, what);
}

function laterOf(digits: Uint8Array): () => number {
  return () => digits.length;
}

describe("a planted leak is found", () => {
  for (const [place, plant] of Object.entries(PLANTS)) {
    it(`in ${place}`, () => {
      const mends: Array<() => void> = [];
      const found = play(EXITS["cancel"]!, (scene) => {
        const mend = plant(scene);
        if (mend !== undefined) mends.push(mend);
      });
      mends.reverse().forEach((mend) => mend());
      const kind = place === "the module, at .copy" ? "key" : "PIN";
      assert.ok(found.includes(`${kind} in ${place}`), found.join("\n"));
    });
  }
});
