/**
 * Single ownership of a data folder, proved by the operating system and not by a file that a killed process leaves
 * behind.
 *
 * The owner listens on a local name made from the identity of the folder (device and inode, so links and mounts of it
 * agree). On Linux the name is abstract and on Windows it is a pipe: both are bound atomically and vanish with the
 * process, even at kill -9, so "name taken" means "owner alive". Other systems keep a socket as a file: there, a
 * socket that refuses connections is stale and is replaced.
 */
import { createHash } from "node:crypto";
import { mkdirSync, statSync, unlinkSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Server } from "node:net";

/** The folder belongs to another running acquirer. */
export class OwnedError extends Error {
  readonly code = "OWNED";
}

export interface Ownership {
  release(): Promise<void>;
}

/**
 * Makes the folder if it does not exist and takes it, until `release` or the end of the process.
 *
 * @throws OwnedError when another process (or another server of this one) has it
 */
export async function takeOwnership(directory: string): Promise<Ownership> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const name = ownerName(directory);
  const server = (await listen(name)) ?? (await replaceStale(name));
  if (server === undefined) throw new OwnedError(`another acquirer is using the data folder ${directory}`);
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

const isFileName = (name: string): boolean => name.startsWith("/");

function ownerName(directory: string): string {
  const { dev, ino } = statSync(directory, { bigint: true });
  const identity = createHash("sha256").update(`${dev}:${ino}`).digest("hex").slice(0, 24);
  if (process.platform === "linux") return `\0tillcore-acquirer-${identity}`;
  if (process.platform === "win32") return `\\\\.\\pipe\\tillcore-acquirer-${identity}`;
  return join(tmpdir(), `tillcore-acquirer-${identity}.sock`); // short: a socket's path has about a hundred bytes
}

/** The listening server, or undefined when the name is taken. */
function listen(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" || error.code === "EACCES" ? resolve(undefined) : reject(error),
    );
    server.listen(name, () => resolve(server));
  });
}

async function replaceStale(name: string): Promise<Server | undefined> {
  if (!isFileName(name) || (await isAlive(name))) return undefined;
  unlinkSync(name);
  return listen(name);
}

function isAlive(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(name);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
