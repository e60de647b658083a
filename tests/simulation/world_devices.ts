/**
 * The devices of a world's terminal that a payment does not need. What outlives a power cut is in `Belongings`, and goes along
 * when a world is forked; what does not is made for each board.
 */
import { KeyUsage, Slot } from "../../assembly/abi.ts";
import { Download, LineFault, NetworkKind, Paper, StageResult, TextResult } from "../../assembly/abi_devices.ts";
import { TEST_DEVICES } from "../../host/acquirer/devices.ts";
import type { CardData } from "../../host/cards/card_spec.ts";
import { Configuration } from "../../host/configuration/configuration.ts";
import { judgeEntry, withEntries } from "../../host/configuration/download.ts";
import { STANDARD } from "../../host/configuration/standard.ts";
import { Backups, MemoryBackups } from "../../host/devices/backups.ts";
import { BootSlots, FIRST_SLOTS } from "../../host/devices/boot_slots.ts";
import type { SlotState, SlotStore } from "../../host/devices/boot_slots.ts";
import { MemoryStage } from "../../host/devices/memory_stage.ts";
import { Staging } from "../../host/devices/staging.ts";
import type { Staged, StageTaker } from "../../host/devices/staging.ts";
import type { ConfigurationPort, Peripherals, Readiness, TextEntryPort, TextRequest } from "../../host/ports.ts";
import { judgeImage, judgeManifest, readManifest, testPublicKey } from "../../host/firmware/manifest.ts";
import { plainAttributes } from "../../host/secure/key.ts";
import type { SecureModule } from "../../host/secure/module.ts";
import { MemoryNetwork, TEST_AIR } from "../../host/simulator/memory_network.ts";
import type { Air } from "../../host/simulator/memory_network.ts";
import type { BoardClock, ClockSetting, VirtualClock } from "../../host/simulator/virtual_clock.ts";

export const DEVICE = TEST_DEVICES[0]!;
const SENSING_MS = 40;

export const ALL_WELL: Readonly<Readiness> = {
  batteryPercent: 80,
  onMains: true,
  paper: Paper.IN,
  network: NetworkKind.WIRED,
  hasCarrier: true,
  signalPercent: 0,
  clockSet: true,
  failed: [],
};

/** Firmware of a world: which versions lie in its slots. */
class MemorySlots implements SlotStore {
  state: SlotState = { ...FIRST_SLOTS };
  readonly versions = new Set([FIRST_SLOTS.confirmed]);

  copy(): MemorySlots {
    const copy = new MemorySlots();
    copy.state = { ...this.state };
    for (const version of this.versions) copy.versions.add(version);
    return copy;
  }

  load(): SlotState {
    return this.state;
  }

  save(state: SlotState): void {
    this.state = state;
  }

  has(version: number): boolean {
    return this.versions.has(version);
  }
}

export class Belongings implements StageTaker {
  readonly stage: MemoryStage;
  readonly slots: MemorySlots;
  readonly medium: MemoryBackups;
  readonly air: Air;
  readonly clock: ClockSetting;
  /** What the sensors say; tests set it. Its network follows `air`. */
  readonly readiness: Readiness;
  /** Whole downloads, as they were committed. */
  readonly taken: Map<Download, Staged>;
  /** With the applications that were downloaded, once some were. */
  downloaded: Configuration | undefined;
  /** What becomes of a download whose entries are otherwise right; tests set it. */
  stageResult = StageResult.DONE;

  constructor(parent?: Belongings) {
    this.stage = parent?.stage.copy() ?? new MemoryStage();
    this.slots = parent?.slots.copy() ?? new MemorySlots();
    this.medium = parent?.medium.copy() ?? new MemoryBackups();
    this.air = { ...(parent?.air ?? TEST_AIR) };
    this.clock = { ...(parent?.clock ?? { fast_ms: 0 }) };
    this.readiness = { ...(parent?.readiness ?? ALL_WELL) };
    this.taken = new Map(parent?.taken);
    this.downloaded = parent?.downloaded;
  }

  judgeManifest(download: Download, manifest: Uint8Array): StageResult {
    if (download !== Download.FIRMWARE) return StageResult.DONE;
    return judgeManifest(manifest, testPublicKey(), this.slots.state.oldest);
  }

  judge(download: Download, bytes: Uint8Array): StageResult {
    return download === Download.FIRMWARE ? StageResult.DONE : judgeEntry(STANDARD.spec, download, bytes);
  }

  take(staged: Staged): StageResult {
    if (this.stageResult !== StageResult.DONE) return this.stageResult;
    const { download, manifest, entries } = staged;
    if (download === Download.FIRMWARE) {
      const said = readManifest(manifest)!;
      const judged = judgeImage(said, Buffer.concat(entries));
      if (judged !== StageResult.DONE) return judged;
      this.slots.versions.add(said.version);
    }
    if (download === Download.AIDS) this.downloaded = new Configuration(withEntries(STANDARD.spec, download, entries));
    this.taken.set(download, staged);
    return StageResult.DONE;
  }
}

/** The text entry: a person who is asked. */
export class AskedPerson implements TextEntryPort {
  private asked: { request: TextRequest; done: (result: TextResult, text: string) => void } | undefined;
  private number = 0;
  private readonly clock: VirtualClock;
  private readonly isAsked: () => void;

  constructor(clock: VirtualClock, isAsked: () => void) {
    this.clock = clock;
    this.isAsked = isAsked;
  }

  enter(request: TextRequest, done: (result: TextResult, text: string) => void): void {
    const number = ++this.number;
    this.asked = { request, done };
    this.clock.after(request.timeout_ms, () => {
      if (number === this.number) this.ends(TextResult.TIMED_OUT, "");
    });
    this.isAsked();
  }

  cancel(): void {
    this.number++;
    this.asked = undefined;
  }

  /** Types a text and confirms it, or cancels; what is too short cannot be confirmed, what is too long is cut. */
  type(text: string | undefined): void {
    if (this.asked === undefined) return;
    if (text === undefined) return this.ends(TextResult.CANCELLED, "");
    const { min, max } = this.asked.request;
    let typed = text;
    while (Buffer.byteLength(typed) > max) typed = typed.slice(0, -1);
    if (Buffer.byteLength(typed) >= min) this.ends(TextResult.ENTERED, typed);
  }

  private ends(result: TextResult, text: string): void {
    const { asked } = this;
    this.cancel();
    asked?.done(result, text);
  }
}

export interface Machine {
  serial: string;
  clock: VirtualClock;
  boardClock: BoardClock;
  text: TextEntryPort;
  restart: () => void;
}

/** Made for one life of the machine. */
export function peripheralsOf(
  belongings: Belongings,
  { serial, clock, boardClock, text, restart }: Machine,
): Peripherals {
  const { stage, slots, medium, air, readiness } = belongings;
  const hasCarrier = (): boolean => readiness.hasCarrier && air.fault !== LineFault.NO_CARRIER;
  return {
    sensors: {
      read: (done) =>
        clock.after(SENSING_MS, () => done({ ...readiness, network: air.kind, hasCarrier: hasCarrier() })),
    },
    text,
    network: new MemoryNetwork(air, (delay_ms, work) => clock.after(delay_ms, work)),
    stage: new Staging(stage, belongings),
    slots: new BootSlots(slots),
    medium: new Backups(medium),
    serial,
    restart,
    setClock: (wall_ms) => boardClock.setWall(wall_ms),
  };
}

/** What the maker puts into every device. */
export function injectFactoryKeys({ keys }: SecureModule): void {
  for (const [slot, usage, digits] of [
    [Slot.TRANSPORT, KeyUsage.TRANSPORT, DEVICE.transportKey],
    [Slot.SECRET, KeyUsage.SECRET, DEVICE.secretKey],
  ] as const) {
    const key = new Uint8Array(Buffer.from(digits, "hex"));
    keys.inject({ slot, attributes: plainAttributes(usage, "tdes"), key });
  }
}

interface Configured {
  configuration?: Configuration;
  cards?: readonly CardData[];
  listed?: readonly string[];
}

/** What the terminal is configured with, and the exception file of this world. */
export function configurationOf(options: Configured, belongings: Belongings): ConfigurationPort {
  const own = options.configuration ?? STANDARD;
  return {
    aid: (index) => (belongings.downloaded ?? own).aid(index),
    isListed: (pan) => own.isListed(pan) || isListed(options, Buffer.from(pan).toString()),
  };
}

function isListed({ listed = [], cards = [] }: Configured, pan: string): boolean {
  return cards.some((card) => card.pan === pan && listed.includes(card.name));
}
