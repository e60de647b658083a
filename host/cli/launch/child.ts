/**
 * `tillcore board`: the process in which a firmware from a slot runs. Started by the launcher alone (watched.ts).
 *
 * Verifies the image once more, in the process that runs it: what was read and found genuine is what starts. Ends with its
 * launcher, however that ends; never runs beside another of the same data folder.
 */
import { setTimeout as pause } from "node:timers/promises";
import { OwnedError, takeOwnership } from "../../acquirer/owner.ts";
import type { Ownership } from "../../acquirer/owner.ts";
import { loadProgram } from "../../firmware/board_program.ts";
import type { BoardEnd, Launch } from "../../firmware/board_program.ts";
import { versionText } from "../../firmware/manifest.ts";
import { openDataFolder } from "../../simulator/data_folder.ts";
import { firmwareSlots, readFirmware } from "../../simulator/firmware.ts";
import { oneLine, Rejection, UsageError } from "../errors.ts";
import type { Failure, ToChild, Told, ToLauncher } from "./messages.ts";

const BEAT_MS = 500;
/** Longer than the process of a launcher that was killed takes to notice. */
const OWNERSHIP_TRIES = 50;
const OWNERSHIP_PAUSE_MS = 100;

/** @throws UsageError when no launcher has started it */
export async function runChild(): Promise<void> {
  if (process.send === undefined) throw new UsageError("board is started by simulate: call that");
  // The board hears the signals; a second one is no reason to leave the data folder as it stands.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
  process.once("disconnect", () => process.exit(1));
  const asked = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  const told = new Promise<{ launch: Told; near: string }>((resolve) => {
    process.on("message", (said) => {
      const message = said as ToChild;
      if ("launch" in message) return resolve(message);
      const waiting = asked.get(message.id);
      asked.delete(message.id);
      if ("error" in message) waiting?.reject(new Error(message.error));
      else waiting?.resolve(message.answer);
    });
  });
  const { launch, near } = await told;
  say({ say: "alive" });
  const beat = setInterval(() => say({ say: "alive" }), BEAT_MS);
  let last = 0;
  const ask = (question: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      asked.set(++last, { resolve, reject });
      say({ say: "ask", id: last, question });
    });
  let end: ToLauncher;
  try {
    end = { say: "ended", how: await runFirmware(launch, near, launch.asks ? { ask } : {}) };
  } catch (error) {
    end = { say: "failed", failure: failureOf(error) };
  }
  clearInterval(beat);
  process.send(end, () => {
    process.removeAllListeners("disconnect");
    process.disconnect();
  });
}

async function runFirmware(told: Told, near: string, asking: Pick<Launch, "ask">): Promise<BoardEnd> {
  const folder = openDataFolder(told.data);
  const { core, program } = readFirmware(firmwareSlots(folder), told.version);
  const ownership = await ownTerminal(folder.firmware);
  try {
    const start = program
      ? loadProgram(program, `firmware ${versionText(told.version)}`, near)
      : (await import("../board.ts")).start;
    let isUp = false;
    const up = (): void => {
      if (!isUp) say({ say: "up" });
      isUp = true;
    };
    return await start({ ...told, core, up, ...asking });
  } finally {
    await ownership.release();
  }
}

/** The process of a launcher that was killed may be ending still. @throws OwnedError */
async function ownTerminal(folder: string): Promise<Ownership> {
  for (let tries = 1; ; tries++) {
    try {
      return await takeOwnership(folder);
    } catch (error) {
      if (!(error instanceof OwnedError) || tries === OWNERSHIP_TRIES) throw error;
      await pause(OWNERSHIP_PAUSE_MS);
    }
  }
}

function say(message: ToLauncher): void {
  if (process.connected) process.send?.(message, () => undefined);
}

/** A board may be of another build: its errors are told from others by their names. */
function failureOf(error: unknown): Failure {
  const text = oneLine(error);
  const { name, fault } = error as { name?: string; fault?: Rejection["fault"] };
  if (name === "Rejection" && fault !== undefined) return { kind: "rejection", text, fault: { ...fault } };
  return { kind: name === "UsageError" ? "usage" : "error", text };
}
