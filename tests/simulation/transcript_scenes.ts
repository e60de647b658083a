/**
 * The scenes of the golden transcripts: what people do and what goes wrong, each played in a fresh world.
 *
 * A scene ends when the terminal is idle and nothing is pending; its transcript ends with what the ledger holds then.
 */
import type { AcquirerEvent } from "../../host/acquirer/events.ts";
import { loadCards } from "../../host/cards/card_data.ts";
import type { Core } from "../../host/core.ts";
import type { Observer } from "../../host/runtime.ts";
import type { ApduObserver } from "../../host/simulator/virtual_reader.ts";
import { Transcript } from "./transcript.ts";
import { AUTHENTICATION_SCENES } from "./transcript_authentications.ts";
import { BACKUP_SCENES } from "./transcript_backup.ts";
import { BATCH_SCENES } from "./transcript_batch.ts";
import { BINDING_SCENES } from "./transcript_binding.ts";
import { CARE_SCENES } from "./transcript_care.ts";
import { DOWNLOAD_SCENES } from "./transcript_downloads.ts";
import { OFFLINE_SCENES } from "./transcript_offline.ts";
import { PAYMENT_SCENES } from "./transcript_payments.ts";
import { RISK_SCENES } from "./transcript_risks.ts";
import type { Scene } from "./transcript_scene.ts";
import { SCRIPT_SCENES } from "./transcript_scripts.ts";
import { SELECTION_SCENES } from "./transcript_selections.ts";
import { SETUP_SCENES } from "./transcript_setup.ts";
import { STRIPE_SCENES } from "./transcript_stripes.ts";
import { TAMPER_SCENES } from "./transcript_tampers.ts";
import { TEST_SCENES } from "./transcript_tests.ts";
import { VERIFICATION_SCENES } from "./transcript_verifications.ts";
import { yuan } from "./transcript_views.ts";
import { PowerCut, World } from "./world.ts";
import type { Board } from "./world.ts";

/** How a scene is played: none of it may be seen in the transcript. */
export interface Staging {
  core: () => Core;
  /** Bytes of a reply that arrive at a time. */
  chunk?: number;
  log?: (event: AcquirerEvent) => void;
}

const LIVES_MAX = 5;

/** Of payments alone. */
export const CARD_SCENES: readonly Scene[] = [
  ...PAYMENT_SCENES,
  ...SELECTION_SCENES,
  ...AUTHENTICATION_SCENES,
  ...VERIFICATION_SCENES,
  ...RISK_SCENES,
  ...SCRIPT_SCENES,
  ...STRIPE_SCENES,
  ...OFFLINE_SCENES,
];

export const SCENES: readonly Scene[] = [
  ...CARD_SCENES,
  ...BINDING_SCENES,
  ...SETUP_SCENES,
  ...CARE_SCENES,
  ...TAMPER_SCENES,
  ...BATCH_SCENES,
  ...TEST_SCENES,
  ...DOWNLOAD_SCENES,
  ...BACKUP_SCENES,
];

/** Plays a scene to its end. @returns its transcript. @throws when the world does not come to rest, or the core traps */
export function playScene(scene: Scene, staging: Staging): string {
  const before = new Map<string, number>();
  const transcript = new Transcript();
  const world = playWorld(scene, staging, {
    observer: transcript.observer,
    apdu: transcript.apdu,
    begins: (begun) => {
      transcript.begins(begun.clock);
      for (const { name, balance } of begun.ledger.accounts()) before.set(name, balance);
    },
    power: (state) => transcript.say("power", state),
    starts: (board) => transcript.follow(board),
  });
  transcript.say("ledger", ...describeLedger(world, before));
  return `# ${scene.title}\n\n${transcript.text()}`;
}

/** Sees a scene being played. */
export interface Watcher {
  observer: Observer;
  apdu?: ApduObserver;
  begins?(world: World): void;
  power?(state: "on" | "cut"): void;
  /** A board has been powered on; no key has been pressed on it yet. */
  starts?(board: Board): void;
}

/** Plays a scene in a fresh world, through every power cut on the way. @returns the world, at rest. @throws as playScene */
export function playWorld(scene: Scene, { core, chunk = 4096, log }: Staging, watcher: Watcher): World {
  const cards = scene.cards?.() ?? loadCards();
  const { observer, apdu } = watcher;
  const { tasks, configuration, dress, capks, listed = [] } = scene;
  const seen = { observer, ...(apdu && { apdu }), ...(log && { log }) };
  const own = { ...(configuration && { configuration }), ...(dress && { dress }) };
  const changes = { listed, ...own, ...(capks === false && { capks }) };
  const options = { core, tasks, cards, ...seen, ...changes };
  const world = scene.base === undefined ? new World(options) : scene.base(core).fork(options);
  world.network.chunk = chunk;
  watcher.begins?.(world);
  scene.prepare?.(world);
  for (let life = 0; life < LIVES_MAX; life++) {
    watcher.power?.("on");
    try {
      const board = world.powerOn();
      watcher.starts?.(board);
      if (!world.run()) throw new Error("the world did not come to rest");
      if (world.traps.length > 0) throw world.traps[0]!;
      return world;
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      watcher.power?.("cut");
      world.powerOff();
    }
  }
  throw new Error("the power is cut again and again");
}

/** Bookings, reversals, and the accounts that have moved. */
function describeLedger(world: World, before: ReadonlyMap<string, number>): string[] {
  const { ledger } = world;
  const bookings = ledger
    .bookings()
    .map(
      (row) => `booking ${row.key} · ${row.account} · ${yuan(row.amount)} · ${row.reversed ? "reversed" : "stands"}`,
    );
  const reversals = ledger
    .reversals()
    .map(
      (row) =>
        `reversal of ${row.key} · ${yuan(row.amount)} · ${row.reason} · original ${row.found ? "found" : "not found"}`,
    );
  const notices = ledger.notices().map((row) => `scripts of ${row.key} · ${row.results}`);
  const moved = ledger
    .accounts()
    .filter(({ name, balance }) => before.get(name) !== balance)
    .map(({ name, balance }) => `account ${name} · from ${yuan(before.get(name) ?? 0)} to ${yuan(balance)}`);
  const settlements = ledger.tables
    .list("settlement")
    .map(
      (row) =>
        `settlement of ${row.key} · ${row.debitCount} sales · ${yuan(row.debitAmount)} · ${["", "equal", "unequal", "not compared"][row.result]}`,
    );
  const lines = [...bookings, ...reversals, ...notices, ...settlements, ...moved];
  return lines.length === 0 ? ["nothing is booked"] : lines;
}
