/**
 * The devices of a world's terminal that a payment does not need. What outlives a power cut is in `Belongings`, and goes along
 * when a world is forked; what does not is made for each board.
 */
import { Download, LineFault, NetworkKind, Paper, StageResult, TextResult } from "../../assembly/abi_devices.ts";
import type { CardData } from "../../host/cards/card_spec.ts";
import type { Configuration } from "../../host/configuration/configuration.ts";
import { Backups, MemoryBackups } from "../../host/devices/backups.ts";
import { BootSlots, FIRST_SLOTS } from "../../host/devices/boot_slots.ts";
import type { SlotState } from "../../host/devices/boot_slots.ts";
import { Downloads, MemoryDownloads } from "../../host/devices/downloads.ts";
import type { FirmwareStore } from "../../host/devices/downloads.ts";
import { MemoryStage } from "../../host/devices/memory_stage.ts";
import { Staging } from "../../host/devices/staging.ts";
import type { Staged, StageTaker } from "../../host/devices/staging.ts";
import type { ConfigurationPort, Peripherals, Readiness, TextEntryPort, TextRequest } from "../../host/ports.ts";
import { testPublicKey } from "../../host/firmware/manifest.ts";
import type { SecureModule } from "../../host/secure/module.ts";
import { MemoryNetwork, TEST_AIR } from "../../host/simulator/memory_network.ts";
import type { Air } from "../../host/simulator/memory_network.ts";
import type { BoardClock, ClockSetting, VirtualClock } from "../../host/simulator/virtual_clock.ts";

export { DEVICE } from "../../host/simulator/binding.ts";

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
class MemorySlots implements FirmwareStore {
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

  keep(version: number): void {
    this.versions.add(version);
  }
}

export class Belongings {
  readonly stage: MemoryStage;
  readonly slots: MemorySlots;
  readonly medium: MemoryBackups;
  readonly air: Air;
  readonly clock: ClockSetting;
  /** What the sensors say; tests set it. Its network follows `air`. */
  readonly readiness: Readiness;
  /** Whole downloads, as they were committed. */
  readonly taken: Map<Download, Staged>;
  /** What the board keeps of them. */
  readonly kept: MemoryDownloads;
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
    this.kept = new MemoryDownloads(parent?.kept);
  }

  /** What a board of this machine makes of downloads. */
  downloads(own: Configuration, secure: SecureModule): Downloads {
    const { kept: store, slots: firmware } = this;
    return new Downloads({ own, store, secure, firmware, signer: testPublicKey() });
  }
}

/** As `downloads` has it, unless a test wants another result of a whole one. */
function takerOf(downloads: Downloads, belongings: Belongings): StageTaker {
  return {
    judgeManifest: (download, manifest) => downloads.judgeManifest(download, manifest),
    judge: (download, bytes) => downloads.judge(download, bytes),
    take: (staged) => {
      if (belongings.stageResult !== StageResult.DONE) return belongings.stageResult;
      belongings.taken.set(staged.download, staged);
      return downloads.take(staged);
    },
  };
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
  downloads: Downloads;
  restart: () => void;
}

/** Made for one life of the machine. */
export function peripheralsOf(
  belongings: Belongings,
  { serial, clock, boardClock, text, downloads, restart }: Machine,
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
    stage: new Staging(stage, takerOf(downloads, belongings)),
    slots: new BootSlots(slots),
    medium: new Backups(medium),
    serial,
    model: "TC-SIM",
    restart,
    setClock: (wall_ms) => boardClock.setWall(wall_ms),
  };
}

interface Configured {
  cards?: readonly CardData[];
  listed?: readonly string[];
}

/** What the terminal is configured with, and the exception file of this world. */
export function configurationOf(options: Configured, downloads: Downloads): ConfigurationPort {
  return {
    aid: (index) => downloads.aid(index),
    isListed: (pan) => downloads.isListed(pan) || isListed(options, Buffer.from(pan).toString()),
  };
}

function isListed({ listed = [], cards = [] }: Configured, pan: string): boolean {
  return cards.some((card) => card.pan === pan && listed.includes(card.name));
}
