/**
 * Signing in and out, and changing one's password: throttled, audited, and a new session each time.
 *
 * Owns the order of these: an attempt is counted before its password is looked at, a session opens only after it was right.
 */
import { audit } from "../../platform/context.ts";
import type { Context } from "../../platform/context.ts";
import type { SESSION } from "../api/rows.ts";
import type { Value } from "../api/schema.ts";
import { PortalError } from "../errors.ts";
import { hashPassword, isPassword } from "./passwords.ts";
import type { Session, Sessions } from "./sessions.ts";
import type { Throttle } from "./throttle.ts";
import type { User, Users } from "./users.ts";

export interface Door {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly throttle: Throttle;
  readonly context: Context;
}

/** Of a name that nobody has, nothing is noted but that somebody tried. */
const NOBODY = "nobody";

interface Attempt {
  readonly name: string;
  readonly password: string;
  readonly address: string;
}

export interface Opened {
  /** For the cookie. */
  readonly name: string;
  readonly session: Session;
  readonly user: User;
}

/** @throws PortalError TOO_MANY, WRONG_PASSWORD or BUSY */
export async function signIn(door: Door, { name, password, address }: Attempt): Promise<Opened> {
  const { users } = door;
  const user = users.find(name);
  await tryPassword(door, user, { name, password, address });
  // What was read before the wait may have changed since.
  const current = users.find(name);
  if (user === undefined || current === undefined || current.isLocked || current.password !== user.password) {
    throw new PortalError("WRONG_PASSWORD");
  }
  note(door, current, "signed in");
  return open(door, current);
}

/** Every session of the user ends, and a new one begins. @throws PortalError as `signIn`, and INVALID for the same again */
export async function changePassword(
  door: Door,
  user: User,
  old: string,
  next: string,
  address: string,
): Promise<Opened> {
  await tryPassword(door, user, { name: user.name, password: old, address });
  if (old === next || next.toLowerCase().includes(user.name)) throw new PortalError("INVALID", { path: "/body/next" });
  const password = await hashPassword(next);
  const current = door.users.find(user.name);
  if (current?.password !== user.password || current.isLocked) throw new PortalError("NOT_SIGNED_IN");
  const changed = { ...current, password, mustChange: false };
  door.users.put(changed);
  note(door, changed, "password changed");
  door.sessions.closeAllOf(changed.name);
  return open(door, changed);
}

export function signOut({ sessions, ...door }: Door, user: User, name: string | undefined): void {
  sessions.close(name);
  note({ ...door, sessions }, user, "signed out");
}

export function shownSession({ name, role, merchant, mustChange }: User, { csrf }: Session): Value<typeof SESSION> {
  return { user: name, role, mustChange, csrf, ...(merchant === undefined ? {} : { merchant }) };
}

/** @throws PortalError */
async function tryPassword(door: Door, user: User | undefined, { name, password, address }: Attempt): Promise<void> {
  const { throttle, context } = door;
  const delay_ms = throttle.delay(name, address, context.now().getTime());
  if (delay_ms > 0) throw new PortalError("TOO_MANY", { retryAfter: Math.ceil(delay_ms / 1000) });
  throttle.begin(name, address, context.now().getTime());
  if (!(await isPassword(password, user?.password))) {
    note(door, user, "sign-in refused");
    throw new PortalError("WRONG_PASSWORD");
  }
  throttle.succeed(name, address);
}

function open({ sessions, context }: Door, user: User): Opened {
  return { ...sessions.open(user.name, context.now().getTime()), user };
}

function note({ context }: Door, user: User | undefined, what: string): void {
  const who = user === undefined ? NOBODY : `${user.role} ${user.name}`;
  const about = `login ${user?.name ?? NOBODY}`;
  context.ledger.transaction(() => audit(context, { who, what, about, merchant: user?.merchant ?? "" }));
}
