/** The air about the simulated terminal, and which network it has joined: that stays over a restart. */
import { readFileSync } from "node:fs";
import { NetworkKind } from "../../assembly/abi_devices.ts";
import { replaceFile } from "../secure/store/durable_file.ts";
import { TEST_AIR } from "./memory_network.ts";
import type { Air } from "./memory_network.ts";

const KINDS: readonly number[] = [NetworkKind.WIRED, NetworkKind.WIFI, NetworkKind.BLUETOOTH];

/** @returns the air, and what keeps a change of it */
export function openAir(path: string): { air: Air; keep: () => void } {
  const air = { ...TEST_AIR, ...joinedIn(path) };
  return {
    air,
    keep: () => replaceFile(path, new TextEncoder().encode(JSON.stringify({ kind: air.kind, joined: air.joined }))),
  };
}

/** A file that is none is as a new machine. */
function joinedIn(path: string): Partial<Air> {
  try {
    const { kind, joined } = JSON.parse(readFileSync(path, "utf8")) as Partial<Air>;
    return typeof joined === "string" && KINDS.includes(kind ?? -1) ? { kind: kind!, joined } : {};
  } catch {
    return {};
  }
}
