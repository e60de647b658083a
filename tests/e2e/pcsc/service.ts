/** A PC/SC service with a virtual reader: what it takes, what is missing, and one that runs. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { delimiter, join } from "node:path";
import { VPCD_PORT } from "../../../host/devices/pcsc/vpcd.ts";

const SERVICE = "/usr/sbin/pcscd";
const DRIVER = "/etc/reader.conf.d/vpcd";
const READY_MS = 10_000;
const OWN_PACKAGES = new URL("node_modules", import.meta.url).pathname;

/** Said by whoever knows that `smartcard` cannot be compiled here: then the suite is not even counted as left out. */
export const IS_LEFT_OUT = process.env["WITHOUT_PCSC"] !== undefined;

/** Where commands find `smartcard`: NODE_PATH. */
export const NODE_PATH = [OWN_PACKAGES, process.env["NODE_PATH"] ?? ""].filter((path) => path !== "").join(delimiter);

/** Why the test cannot run here; undefined when it can. */
export function missingParts(): string | undefined {
  if (!existsSync(SERVICE)) return "no pcscd (Debian package pcscd)";
  if (!existsSync(DRIVER)) return "no virtual reader (Debian package vsmartcard-vpcd)";
  return isInstalled() ? undefined : "no smartcard (npm ci --prefix tests/e2e/pcsc, with libpcsclite-dev)";
}

function isInstalled(): boolean {
  return NODE_PATH.split(delimiter).some((folder) => {
    try {
      createRequire(import.meta.url)(join(folder, "smartcard"));
      return true;
    } catch {
      return false;
    }
  });
}

/** Starts the service unless one runs; resolves once the virtual reader is there. */
export async function startService(): Promise<{ stop: () => void }> {
  const own: ChildProcess | undefined = (await isReady()) ? undefined : spawn(SERVICE, ["--foreground"]);
  const until_ms = performance.now() + READY_MS;
  while (!(await isReady())) {
    if (performance.now() > until_ms) throw new Error("pcscd opened no virtual reader");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { stop: () => void own?.kill() };
}

/** The virtual reader takes a card in; none stays there. */
function isReady(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(VPCD_PORT, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
