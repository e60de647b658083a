/** Where a simulation keeps what outlives it: the terminal's flash, keys and slips, its cards, the acquirer's ledger. */
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

const OWNER_ONLY = 0o700;

export interface DataFolder {
  root: string;
  /** Folder of the acquirer. */
  acquirer: string;
  flash: string;
  keys: string;
  /** Gives the passphrase that `keys` is enciphered under, to be wiped; a machine key beside the file when absent. */
  passphrase?: () => Uint8Array;
  slips: string;
  /** Downloads under way, and those that were taken. */
  stage: string;
  downloads: string;
  /** Slots, and the boot loader's state. */
  firmware: string;
  /** The wall time that the platform has set. */
  clock: string;
  /** What the terminal has joined. */
  network: string;
  /** Written by whoever wants to see the terminal in another state: see `FileSensors`. */
  sensors: string;
  /** The external medium. */
  backups: string;
  cards: string;
}

/** The user's state folder (XDG Base Directory Specification: $XDG_STATE_HOME, else ~/.local/state). */
export function userFolder(environment: Readonly<Record<string, string | undefined>>, home = homedir()): string {
  const state = environment["XDG_STATE_HOME"] ?? "";
  return join(state.startsWith("/") ? state : join(home, ".local", "state"), "tillcore");
}

/** Makes the folder when there is none. @throws what the file system throws */
export function openDataFolder(path: string): DataFolder {
  const root = resolve(path);
  const terminal = join(root, "terminal");
  mkdirSync(terminal, { recursive: true, mode: OWNER_ONLY });
  return {
    root,
    acquirer: join(root, "acquirer"),
    flash: join(terminal, "flash.bin"),
    keys: join(terminal, "keys"),
    slips: join(terminal, "slips.txt"),
    stage: join(terminal, "stage"),
    downloads: join(terminal, "downloads"),
    firmware: join(terminal, "firmware"),
    clock: join(terminal, "clock.json"),
    network: join(terminal, "network.json"),
    sensors: join(terminal, "sensors.json"),
    backups: join(root, "backups"),
    cards: join(root, "cards.json"),
  };
}
