/**
 * The portal of an acquirer over its data folder, with the published test logins: this acquirer is a simulator, so its portal is
 * never anywhere but on the loopback.
 */
import type { AcquirerEvent } from "../events.ts";
import type { Context } from "../platform/context.ts";
import { seedUsers } from "./login/seed.ts";
import { FileUsers } from "./login/users.ts";
import { Portal } from "./portal.ts";

/** Whoever else can reach the machine must not reach published logins. */
const LOOPBACK = "127.0.0.1";

export interface OpenPortal {
  readonly port: number;
  close(): Promise<void>;
}

export interface PortalPlace {
  context: Context;
  /** Folder of the ledger, which this process owns. */
  data: string;
  /** 0 for a free one. */
  port: number;
  log: (event: AcquirerEvent) => void;
}

/** @throws Error when the users cannot be read or the address cannot be had */
export async function openPortal({ context, data, port, log }: PortalPlace): Promise<OpenPortal> {
  const users = new FileUsers(data);
  await seedUsers(users);
  const onFailure = (error: unknown): void => log({ kind: "failed", code: codeOf(error) });
  const portal = new Portal({ context, users, host: LOOPBACK, port, onFailure });
  return { port: await portal.listen(), close: () => portal.close() };
}

/** Without the message, which may hold what was in a request. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return `PORTAL ${code === "" && error instanceof Error ? error.name : code}`.trim();
}
